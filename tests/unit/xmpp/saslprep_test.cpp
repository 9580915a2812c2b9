// SPDX-License-Identifier: MIT
// SASLprep: RFC 4013's examples, and what each of its steps is for.
#include "xmpp/stream/saslprep.h"

#include <gtest/gtest.h>

#include "platform/native/native_text.h"
#include "unit/xmpp/session_rig.h"

namespace confab::xmpp {
namespace {

std::optional<std::string> prep(std::string_view text) {
  test::SessionRig rig;
  rig.crypto.normalize = &platform::native_nfkc;
  return saslprep(rig.crypto, text);
}

TEST(SaslPrep, RfcExamples) {
  EXPECT_EQ(prep("I\u00ADX"), "IX");  // the soft hyphen goes
  EXPECT_EQ(prep("user"), "user");
  EXPECT_EQ(prep("USER"), "USER");  // case stays
  EXPECT_EQ(prep("\u00AA"), "a");
  EXPECT_EQ(prep("\u2168"), "IX");
  EXPECT_EQ(prep("\x07"), std::nullopt);        // prohibited
  EXPECT_EQ(prep("\u0627\x31"), std::nullopt);  // ends in another direction
}

TEST(SaslPrep, MapsSpacesAndWhatIsNotSeen) {
  EXPECT_EQ(prep(""), "");
  EXPECT_EQ(prep(" ~"), " ~");
  EXPECT_EQ(prep("a\u00A0b\u1680c\u2009d\u3000e"), "a b c d e");
  EXPECT_EQ(prep("a\u200Bb\u200Dc\uFEFFd\uFE0Fe\u2060"), "abcde");
}

TEST(SaslPrep, NormalisesToOneSpelling) {
  EXPECT_EQ(prep("e\u0301"), "\u00E9");
  EXPECT_EQ(prep("\u00E9"), "\u00E9");
  EXPECT_EQ(prep("\uFF21\uFF22"), "AB");  // full width
  EXPECT_EQ(prep("\u1E9B\u0323"), "\u1E69");
}

TEST(SaslPrep, ProhibitsByEveryTable) {
  const char* bad[] = {"\x7F",       "\u0085",     "\u06DD", "\u070F",  "\u180E",     "\u200E",
                       "\u2028",     "\u202E",     "\u2063", "\u206A",  "\u2FF0",     "\uE000",
                       "\uFDD0",     "\uFFF9",     "\uFFFD", "\uFFFE",  "\U0001D173", "\U0001FFFE",
                       "\U000E0001", "\U0010FFFF", "\xFF",   "\xC0\x80"};
  for (const char* text : bad) EXPECT_EQ(prep(std::string("a") + text), std::nullopt) << text;
  // Their neighbours are none of it; nor is what Unicode 3.2 did not know.
  for (const char* text : {"~", "\u00A1", "\u033F", "\u0346", "\u06DE", "\u2070", "\u2FFC",
                           "\uF900", "\U0001D172", "\U0001F600"})
    EXPECT_TRUE(prep(std::string("a") + text)) << text;
}

TEST(SaslPrep, DoesNotMixDirections) {
  EXPECT_EQ(prep("\u0627\u0628"), "\u0627\u0628");
  EXPECT_EQ(prep("\u0627\x31\u0628"), "\u0627\x31\u0628");  // digits have none
  EXPECT_EQ(prep("\u05D0 \u05D1"), "\u05D0 \u05D1");
  for (const char* bad :
       {"\u0627z\u0628", "\u0627\u0416\u0628", "\u0627\u4E00\u0628", "\u0627\U00010330\u0628",
        "1\u0627", "\u0627!", "\u05D0\u0905\u05D0", "\u07B1\uAC00\u07B1"})
    EXPECT_EQ(prep(bad), std::nullopt) << bad;
}

TEST(SaslPrep, LoggingInUsesIt) {
  for (const char* mechanism : {"PLAIN", "SCRAM-SHA-256"}) {
    test::SessionRig rig;
    rig.crypto.normalize = &platform::native_nfkc;
    rig.server.mechanisms = {mechanism};
    rig.server.password = "caf\u00E9 IX";
    auto c = test::SessionRig::config();
    c.password = "caf\u00ADe\u0301\u00A0\u2168";
    rig.log_in(c);
    EXPECT_TRUE(rig.online()) << mechanism << " " << rig.code();
    c.password = "\x07";
    rig.log_in(c);
    EXPECT_EQ(rig.code(), "auth-failed");
    EXPECT_EQ(rig.session.last_failure().condition, "saslprep");
    EXPECT_TRUE(rig.session.last_failure().permanent);
  }
}

}  // namespace
}  // namespace confab::xmpp
