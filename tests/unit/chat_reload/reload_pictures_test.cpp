// SPDX-License-Identifier: MIT
// Pictures over the lives of pages: seen before the network has answered, asked for once, kept
// within limits, and gone with the rest.
#include <gtest/gtest.h>

#include "reload_world.h"
#include "xmpp/core/hash.h"

namespace confab::chat {
namespace {

struct Pictures : ReloadWorld, testing::Test {
  // A GIF of this many bytes, all of them different ones.
  std::string paint(int number, size_t size) {
    std::string bytes("GIF89a\x40\0\x40\0", 10);
    bytes += std::to_string(number);
    bytes.resize(size, ' ');
    const std::string hash = hex_encode(xmpp::sha1(bytes));
    pictures[hash] = bytes;
    return hash;
  }
  void start() {
    open();
    run(60);
    page->account.dispatch(OpenChat{bob});
    run(100);
  }
  void see() { page->account.dispatch(WantPicture{bob}); }
  std::string seen(const std::string& hash) {
    const Picture* picture = page->store.picture(hash);
    return picture ? picture->bytes : std::string();
  }
  void show(const std::string& hash) {
    bob_shows(hash);
    run(10);
    see();
    run(20);
  }
  size_t kept(std::string* all = nullptr) {
    size_t count = 0;
    for (const auto& [key, value] : database.records)
      if (key.starts_with("alice@example.org\tp")) {
        ++count;
        if (all) *all += value;
      }
    return count;
  }
};

TEST_F(Pictures, SeenOnTheNextPageBeforeTheNetwork) {
  const std::string hash = paint(1, 200);
  start();
  show(hash);
  EXPECT_EQ(seen(hash), pictures[hash]);
  EXPECT_EQ(pictures_asked, 1);
  run(1000);
  page->account.dispatch(PageHide{true});
  kill();
  network.refuse = "off";
  open();
  run(50);
  EXPECT_EQ(page->store.avatar(bob).hash, hash);
  EXPECT_TRUE(page->store.avatar(bob).pep);
  see();
  run(20);
  EXPECT_EQ(seen(hash), pictures[hash]);
  EXPECT_EQ(pictures_asked, 1);
}

TEST_F(Pictures, ARecordThatIsNotWhatItsHashSaysIsAskedForAnew) {
  const std::string hash = paint(1, 200);
  start();
  show(hash);
  run(1000);
  for (auto& [key, value] : database.records)
    if (key.starts_with("alice@example.org\tp")) value = base64_encode(pictures[paint(2, 200)]);
  reload();
  run(60);
  see();
  run(200);
  EXPECT_EQ(seen(hash), pictures[hash]);
  EXPECT_EQ(pictures_asked, 2);
}

TEST_F(Pictures, TheLeastRecentlyUsedGo) {
  start();
  const std::string first = paint(0, 100), second = paint(1, 100);
  for (const std::string& hash : {first, second}) show(hash);
  for (int i = 2; i < 64; ++i) show(paint(i, 100));
  EXPECT_EQ(kept(), 64u);
  run(1000);
  reload();
  run(100);
  show(first);  // used again
  show(paint(100, 100));
  EXPECT_EQ(kept(), 64u);
  run(1000);
  reload();
  run(100);
  const int before = pictures_asked;
  show(first);
  EXPECT_EQ(pictures_asked, before);
  show(second);
  EXPECT_EQ(pictures_asked, before + 1);
}

TEST_F(Pictures, NotMoreThanAMegabyte) {
  start();
  for (int i = 0; i < 30; ++i) show(paint(i, 60000));
  std::string all;
  EXPECT_EQ(kept(&all), 1024u * 1024 / 60000);
  EXPECT_LE(all.size(), 1400000u);
  EXPECT_TRUE(troubles.empty());
}

TEST_F(Pictures, GoneWithTheRest) {
  clear_on_logout = true;
  start();
  show(paint(1, 200));
  run(1000);
  EXPECT_EQ(kept(), 1u);
  page->account.dispatch(Logout{});
  run(100);
  EXPECT_TRUE(database.records.empty());
}

}  // namespace
}  // namespace confab::chat
