// SPDX-License-Identifier: MIT
// Avatars: how much is asked at a time, what is given up, and what is a picture by its bytes.
#include "xmpp/modules/xep0084_avatar/avatar.h"

#include <gtest/gtest.h>

#include "test_client.h"
#include "xmpp/module_switch.h"
#include "xmpp/modules/xep0084_avatar/picture.h"

namespace confab::xmpp {
namespace {

struct AvatarsTest : testing::Test {
  static std::string hash(int i) {
    std::string text = std::to_string(i);
    return std::string(40 - text.size(), '0') + text;
  }
  static Jid occupant(int i) { return *Jid::parse("room@chat.example/" + std::to_string(i)); }
  // The requests on their way, oldest first.
  std::vector<std::string> asked() {
    std::vector<std::string> out;
    for (const auto& iq : client.sent) out.emplace_back(iq.attr("to"));
    return out;
  }
  void refuse_all() {
    for (const auto& iq : std::exchange(client.sent, {}))
      ASSERT_TRUE(client.receive("<iq xmlns='jabber:client' type='error' id='" +
                                 std::string(iq.attr("id")) + "' from='" +
                                 std::string(iq.attr("to")) + "'><error type='cancel'/></iq>"));
  }
  TestClient client{{"avatar"}};
  Avatars& avatars = client.module<Avatars>("avatar");
};

TEST_F(AvatarsTest, AsksAFewAtATimeAndTheNewestFirst) {
  client.bind();
  constexpr int kAll = 10;
  for (int i = 0; i < kAll; ++i) avatars.fetch(occupant(i), hash(i), false);
  ASSERT_EQ(client.sent.size(), size_t{Avatars::kParallel});
  refuse_all();
  ASSERT_EQ(client.sent.size(), size_t{Avatars::kParallel});
  EXPECT_EQ(asked().front(), "room@chat.example/9");
  refuse_all();
  EXPECT_EQ(client.sent.size(), 2u);
  refuse_all();
  EXPECT_TRUE(client.sent.empty());
  EXPECT_EQ(client.events.size(), size_t{kAll});
}

TEST_F(AvatarsTest, AFloodIsNotAsked) {
  client.bind();
  constexpr int kFlood = 2000;
  for (int i = 0; i < kFlood; ++i) avatars.fetch(occupant(i), hash(i), false);
  size_t unasked = 0;
  for (const Event& event : client.events) unasked += std::get<PictureEvent>(event).unasked;
  EXPECT_EQ(unasked, kFlood - Avatars::kParallel - Avatars::kWaiting);
  size_t requests = 0;
  while (!client.sent.empty()) {
    requests += client.sent.size();
    refuse_all();
  }
  EXPECT_EQ(requests, Avatars::kParallel + Avatars::kWaiting);
}

TEST_F(AvatarsTest, IsSwitchedOffByTheNamesPeopleKnow) {
  EXPECT_EQ(module_name("converse-vcard"), "avatar");
  EXPECT_EQ(module_name("avatar"), "avatar");
}

std::string numbers(std::initializer_list<int> list) {
  std::string out;
  for (const int n : list) out.push_back(static_cast<char>(n));
  return out;
}
std::string padded(std::string bytes) {
  if (bytes.size() < 40) bytes.resize(40);
  return bytes;
}
std::string png(const std::string& width, const std::string& height) {
  return padded("\x89PNG\r\n\x1a\n" + numbers({0, 0, 0, 13}) + "IHDR" + width + height);
}
// A segment that is skipped, then the frame header of `kind`.
std::string jpeg(int kind, int high, int low) {
  return padded(numbers({0xff, 0xd8, 0xff, 0xe0, 0, 4, 1,  2,    0xff, 0xc4, 0, 3,    9,
                         0xff, kind, 0,    11,   8, 0, 64, high, low,  1,    1, 0x11, 0}));
}
std::string webp(const std::string& kind, const std::string& rest) {
  return padded("RIFF" + numbers({30, 0, 0, 0}) + "WEBP" + kind + numbers({10, 0, 0, 0}) + rest);
}

TEST(SoundPicture, EachFormatByItsOwnBytes) {
  EXPECT_TRUE(sound_picture(png(numbers({0, 0, 8, 0}), numbers({0, 0, 0, 1}))));
  EXPECT_TRUE(sound_picture(padded("GIF89a" + numbers({64, 0, 64, 0}))));
  EXPECT_TRUE(sound_picture(jpeg(0xc0, 0, 64)));
  EXPECT_TRUE(sound_picture(jpeg(0xc2, 0, 64)));
  EXPECT_TRUE(sound_picture(webp("VP8 ", numbers({0, 0, 0, 0x9d, 1, 0x2a, 64, 0, 64, 0}))));
  EXPECT_TRUE(sound_picture(webp("VP8L", numbers({0x2f, 63, 0xc0, 15, 0}))));
  EXPECT_TRUE(sound_picture(webp("VP8X", numbers({0, 0, 0, 0, 63, 0, 0, 63, 0, 0}))));
}

TEST(SoundPicture, NotBeyondItsLimits) {
  EXPECT_FALSE(sound_picture(png(numbers({0, 0, 8, 1}), numbers({0, 0, 0, 1}))));
  EXPECT_FALSE(sound_picture(png(numbers({0, 0, 0, 1}), numbers({0x80, 0, 0, 1}))));
  EXPECT_FALSE(sound_picture(png(numbers({0, 0, 0, 0}), numbers({0, 0, 0, 1}))));
  EXPECT_FALSE(sound_picture(padded("GIF89a" + numbers({64, 0, 64, 60}))));
  EXPECT_FALSE(sound_picture(jpeg(0xc0, 60, 64)));
  EXPECT_FALSE(sound_picture(webp("VP8 ", numbers({0, 0, 0, 0x9d, 1, 0x2a, 64, 0, 64, 0x3f}))));
  EXPECT_FALSE(sound_picture(webp("VP8L", numbers({0x2f, 0xff, 0xff, 15, 0}))));
  EXPECT_FALSE(sound_picture(webp("VP8X", numbers({0, 0, 0, 0, 63, 0, 0, 63, 0, 1}))));
  std::string most = png(numbers({0, 0, 0, 9}), numbers({0, 0, 0, 9}));
  most.resize(kPictureBytes);
  EXPECT_TRUE(sound_picture(most));
  EXPECT_FALSE(sound_picture(most + "x"));
}

TEST(SoundPicture, NothingElse) {
  EXPECT_FALSE(sound_picture(""));
  EXPECT_FALSE(sound_picture("\xff\xd8\xff"));
  EXPECT_FALSE(sound_picture(padded("<svg xmlns='http://www.w3.org/2000/svg'/>")));
  EXPECT_FALSE(sound_picture(padded("BM")));
  EXPECT_FALSE(sound_picture(padded(numbers({0xff, 0xd8, 0xff, 0xe0, 0, 0}))));
  EXPECT_FALSE(sound_picture(padded(numbers({0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff}))));
  EXPECT_FALSE(sound_picture(webp("ALPH", "")));
}

}  // namespace
}  // namespace confab::xmpp
