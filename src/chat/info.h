// SPDX-License-Identifier: MIT
// Info entries: what a line like "Ann and Bob joined" is made of. Message::body holds
// id \x1f argument \x1f argument...; the interface words it in the visitor's language.
//   joined, left, joined-left (came and went), left-joined (was back at once): nicks; with more
//   than kInfoNicks the last argument is "+N", the number of the others kicked, banned: nick,
//   actor, reason      renamed: old nick, new nick subject: nick, subject      created: -
//   self-renamed: new nick self-left: LeaveReason as left, kicked, banned, affiliation,
//   members-only, shutdown, destroyed, lost, error; then actor, the server's words, the room to go
//   to instead
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace confab::chat {

inline constexpr size_t kInfoNicks = 8;

struct InfoText {
  std::string_view id;
  std::vector<std::string_view> args;
};

std::string make_info(std::string_view id, std::initializer_list<std::string_view> args);
InfoText parse_info(std::string_view body);  // views into `body`

// For joined, left and their combinations: the body with one nick more; or without `nick`, empty
// when it does not list that nick and "-" when nobody is left in it.
std::string info_with_nick(std::string_view body, std::string_view nick);
std::string info_without_nick(std::string_view body, std::string_view nick);

}  // namespace confab::chat
