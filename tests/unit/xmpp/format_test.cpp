// SPDX-License-Identifier: MIT
// The string formatting that stands in for libstrophe's, against the C library's.
#include <gtest/gtest.h>

#include <cstdarg>
#include <cstdio>
#include <string>

extern "C" int strophe_snprintf(char* str, size_t count, const char* fmt, ...);

namespace {

int c_library(char* out, size_t room, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int length = std::vsnprintf(out, room, format, arguments);
  va_end(arguments);
  return length;
}

template <class... Args>
void same(size_t room, const char* format, Args... args) {
  char ours[64], theirs[64];
  EXPECT_EQ(strophe_snprintf(ours, room, format, args...), c_library(theirs, room, format, args...))
      << format;
  EXPECT_STREQ(ours, theirs) << format;
}

TEST(StropheFormat, DoesWhatTheCLibraryDoes) {
  same(64, "<%s", "message");
  same(64, " %s=\"%s\"", "id", "a&b");
  same(64, "%02x", 7u);
  same(64, "%02x%02x", 255u, 0u);
  same(64, "%04lx", 0xbeeful);
  same(64, "%u", 4294967295u);
  same(64, "%d %i", -2147483647 - 1, 12);
  same(64, "%ld", -9L);
  same(64, "%5d|%05d", 42, 42);
  same(64, "%.*s|%c%%", 3, "abcdef", 'x');
}

TEST(StropheFormat, TellsTheLengthWhenThereIsNoRoom) {
  same(5, "%s", "longer than five");
  same(1, "%s", "longer than one");
  char untouched = 'x';
  EXPECT_EQ(strophe_snprintf(&untouched, 0, "%s", "abc"), 3);
  EXPECT_EQ(untouched, 'x');
}

}  // namespace
