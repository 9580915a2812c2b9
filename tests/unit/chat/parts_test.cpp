// SPDX-License-Identifier: MIT
// The small parts of chat/: indexes, folding and mentions, info texts, the order of participants.
#include <gmock/gmock.h>

#include <chrono>
#include <random>

#include "chat/dedup.h"
#include "chat/fold.h"
#include "chat/info.h"
#include "chat/participant_order.h"

namespace confab::chat {
namespace {

using testing::ElementsAre;

TEST(PlaceIndex, FindsEveryMessageThroughAnyInsertionsAndErasures) {
  std::mt19937 random(7);
  PlaceIndex index(3);
  std::deque<Message> list;
  std::vector<MessageKey> gone;
  for (int step = 0; step < 3000; ++step) {
    if (list.empty() || random() % 4 != 0) {
      const size_t at = step % 3 == 0   ? 0
                        : step % 3 == 1 ? list.size()
                                        : random() % (list.size() + 1);
      const size_t count = 1 + random() % 3;
      for (size_t i = 0; i < count; ++i) {
        Message m;
        m.key = index.take();
        list.insert(list.begin() + static_cast<std::ptrdiff_t>(at + i), m);
      }
      index.inserted(list, at, count);
    } else {
      const size_t at = random() % list.size();
      const MessageKey key = list[at].key;
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(at));
      index.erased(list, at, key);
      gone.push_back(key);
    }
    if (step % 50 != 0) continue;
    for (size_t i = 0; i < list.size(); ++i) ASSERT_EQ(index.find(list[i].key), i);
    for (const MessageKey key : gone) ASSERT_EQ(index.find(key), kNowhere);
  }
  EXPECT_EQ(index.find(0), kNowhere);
  EXPECT_EQ(index.find(PlaceIndex(4).take()), kNowhere);
}

TEST(PlaceIndex, ForgetsTheOldestOfALongLife) {
  PlaceIndex index(1);
  std::deque<Message> list;
  for (int i = 0; i < 60000; ++i) {
    list.emplace_back().key = index.take();
    index.inserted(list, list.size() - 1, 1);
    if (list.size() <= 100) continue;
    const MessageKey key = list.front().key;
    list.pop_front();
    index.erased(list, 0, key);
  }
  for (size_t i = 0; i < list.size(); ++i) ASSERT_EQ(index.find(list[i].key), i);
}

TEST(IdIndex, KeepsEveryLivingEntryAndDropsDeadOnesWhenItGrows) {
  IdIndex index(42);
  const auto alive = [](uint32_t local) { return local % 2 == 1; };
  for (uint32_t i = 1; i <= 5000; ++i) index.add(index.hash('s', "", std::to_string(i)), i, alive);
  size_t dead = 0;
  for (uint32_t i = 1; i <= 5000; ++i) {
    const bool found = index.any(index.hash('s', "", std::to_string(i)),
                                 [i](uint32_t local) { return local == i; });
    if (alive(i)) {
      ASSERT_TRUE(found) << i;
    } else {
      dead += found;
    }
  }
  EXPECT_LT(dead, 2500u);
  EXPECT_NE(index.hash('s', "", "a"), index.hash('n', "", "a"));
  EXPECT_NE(index.hash('n', "ab", "c"), index.hash('n', "a", "bc"));
}

TEST(Fold, MapsCaseInTheScriptsPeopleChatIn) {
  EXPECT_EQ(fold("AbÇDÉ ß"), "abçdé ß");
  EXPECT_EQ(fold("ŁÓDŹ ŽIŽKA"), "łódź žižka");
  EXPECT_EQ(fold("ΑΘΗΝΑ Москва ЁЖ"), "αθηνα москва ёж");
  EXPECT_EQ(fold("東京 \U0001F600"), "東京 \U0001F600");
}

TEST(Mentions, WholeWordsWhateverTheCase) {
  EXPECT_TRUE(mentions("ann", "Ann"));
  EXPECT_TRUE(mentions("hi ANN, look", "ann"));
  EXPECT_TRUE(mentions("(ann)", "Ann"));
  EXPECT_TRUE(mentions("annex and ann", "ann"));
  EXPECT_FALSE(mentions("annex", "ann"));
  EXPECT_FALSE(mentions("joann", "ann"));
  EXPECT_FALSE(mentions("ann_b", "ann"));
  EXPECT_FALSE(mentions("éann", "ann"));
  EXPECT_TRUE(mentions("привет, МАША!", "Маша"));
  EXPECT_TRUE(mentions("你好ann吗", "Ann"));
  EXPECT_TRUE(mentions("太郎さん", "太郎"));
  EXPECT_TRUE(mentions("well :-) ok", ":-)"));
  EXPECT_FALSE(mentions("anything", ""));
  EXPECT_TRUE(mentions("hey dave k!", "Dave K"));
}

TEST(Info, TextsRoundTripAndGather) {
  const std::string body = make_info("kicked", {"ann", "", "too loud"});
  const InfoText info = parse_info(body);
  EXPECT_EQ(info.id, "kicked");
  EXPECT_THAT(info.args, ElementsAre("ann", "", "too loud"));
  EXPECT_TRUE(parse_info("created").args.empty());

  std::string joined = make_info("joined", {"n0"});
  for (int i = 1; i < 12; ++i) joined = info_with_nick(joined, "n" + std::to_string(i));
  EXPECT_EQ(parse_info(joined).args.size(), kInfoNicks + 1);
  EXPECT_EQ(parse_info(joined).args.back(), "+4");
  EXPECT_EQ(info_with_nick(joined, "n3"), joined);
  EXPECT_EQ(info_without_nick(joined, "n3"), "");
  EXPECT_EQ(info_without_nick(make_info("joined", {"a", "b"}), "a"), make_info("joined", {"b"}));
  EXPECT_EQ(info_without_nick(make_info("joined", {"a"}), "a"), "-");
  EXPECT_EQ(info_without_nick(make_info("joined", {"a"}), "b"), "");
}

TEST(ParticipantOrder, StaysSortedThroughComingsAndGoings) {
  std::mt19937 random(11);
  std::unordered_map<std::string, Participant> room;
  ParticipantOrder order;
  for (int step = 0; step < 4000; ++step) {
    const std::string nick = (step % 2 ? "N" : "n") + std::to_string(random() % 300);
    const auto it = room.find(nick);
    if (it == room.end()) {
      Participant& p = room[nick];
      p.occupant.nick = nick;
      p.occupant.role = static_cast<xmpp::Role>(random() % 4);
      order.add(p);
    } else {
      order.remove(it->second);
      room.erase(it);
    }
    if (step % 37 != 0) continue;
    const auto& list = order.sorted();
    ASSERT_EQ(list.size(), room.size());
    for (size_t i = 1; i < list.size(); ++i) {
      const auto key = [](const Participant* p) {
        return std::make_tuple(-static_cast<int>(p->occupant.role), fold(p->occupant.nick),
                               p->occupant.nick);
      };
      ASSERT_LT(key(list[i - 1]), key(list[i]));
    }
  }
}

TEST(Hue, IsThatOfXep0392) {
  // The test vectors of XEP-0392 section 13.1, without corrections for colour blindness.
  EXPECT_NEAR(hue_of("Romeo"), 327.255249, 1e-4);
  EXPECT_NEAR(hue_of("juliet@capulet.lit"), 209.410400, 1e-4);
  EXPECT_NEAR(hue_of("\xF0\x9F\x98\xBA"), 331.199341, 1e-4);
  EXPECT_NEAR(hue_of("council"), 359.994507, 1e-4);
  EXPECT_NEAR(hue_of("Board"), 171.430664, 1e-4);
}

}  // namespace
}  // namespace confab::chat
