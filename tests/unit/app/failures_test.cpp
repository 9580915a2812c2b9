// SPDX-License-Identifier: MIT
// Every way in which a stream or an entering of a room can fail has a sentence for the visitor, one
// for the site owner, and a hint what to do.
#include "app/failures.h"

#include <gtest/gtest.h>

#include "ui/banner.h"
#include "ui/strings.h"

namespace confab::app {
namespace {

// As StreamFailure::code and SiteLogin give them.
constexpr const char* kStream[] = {"unreachable",
                                   "bad-url",
                                   "no-jid",
                                   "mixed-content",
                                   "not-xmpp",
                                   "discovery-failed",
                                   "auth-failed",
                                   "token-refused",
                                   "account-disabled",
                                   "no-mechanism",
                                   "credentials-bad",
                                   "credentials-insecure",
                                   "insecure-mechanism",
                                   "server-signature",
                                   "credentials-refused",
                                   "bind-failed",
                                   "conflict",
                                   "credentials-unreachable",
                                   "system-shutdown",
                                   "policy-violation",
                                   "see-other-host",
                                   "bad-xml",
                                   "too-large",
                                   "host-unknown",
                                   "prebind-expired",
                                   "stream-error",
                                   "timeout",
                                   "lost",
                                   "offline",
                                   "bad-jid"};

// RFC 6120 8.3.3 and XEP-0045 7.2, as they come; and our own.
constexpr const char* kRoom[] = {"not-authorized",
                                 "registration-required",
                                 "forbidden",
                                 "conflict",
                                 "item-not-found",
                                 "gone",
                                 "not-allowed",
                                 "not-acceptable",
                                 "service-unavailable",
                                 "remote-server-not-found",
                                 "remote-server-timeout",
                                 "bad-nick"};

TEST(Failures, OfStreamsHaveASentenceForBothAndAHint) {
  const ui::Strings words;
  const std::string_view unknown = failure_message("nobody knows"),
                         no_hint = failure_hint("nobody knows");
  for (const char* code : kStream) {
    EXPECT_NE(failure_message(code), unknown) << code;
    EXPECT_NE(failure_hint(code), no_hint) << code;
    EXPECT_FALSE(failure_hint(code).empty()) << code;
    EXPECT_NE(ui::stream_sentence(words, code), words(ui::Str::err_other, code));
  }
  EXPECT_EQ(ui::stream_sentence(words, "nobody knows"), words(ui::Str::err_other, "nobody knows"));
}

TEST(Failures, OfRoomsHaveASentenceAndAHint) {
  const std::string_view unknown = failure_message("room-nobody knows"),
                         no_hint = failure_hint("room-nobody knows");
  for (const char* condition : kRoom) {
    const std::string code = std::string("room-") + condition;
    EXPECT_NE(failure_message(code), unknown) << code;
    EXPECT_NE(failure_hint(code), no_hint) << code;
  }
}

}  // namespace
}  // namespace confab::app
