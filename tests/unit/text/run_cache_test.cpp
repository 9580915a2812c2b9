// SPDX-License-Identifier: MIT
// RunCache and Measurer: what is painted, where, how often, and what is given up first.
#include "text/run_cache.h"

#include <gtest/gtest.h>

#include <cmath>

#include "platform/fake/fake_rasterizer.h"
#include "text/measurer.h"

namespace confab::text {
namespace {

// Counts up with every painted run, so that painting takes time.
class PaintClock : public platform::Clock {
 public:
  explicit PaintClock(const platform::FakeRasterizer& fake) : fake_(fake) {}
  int64_t monotonic_ms() const override {
    return static_cast<int64_t>(static_cast<double>(fake_.painted.size()) * ms_per_run);
  }
  int64_t wall_ms() const override { return 0; }
  int utc_offset_min(int64_t) const override { return 0; }
  double ms_per_run = 0;

 private:
  const platform::FakeRasterizer& fake_;
};

class RunCacheTest : public testing::Test {
 protected:
  RunCacheTest() {
    style_.font.px = 10;
    style_.line_height = 16;
    cache_.begin_frame(1);
  }
  Quad get(const std::string& text) {
    return cache_.get(text, static_cast<float>(text.size()) * 5, style_);
  }
  void next_frame() {
    cache_.flush(1e6);
    cache_.begin_frame(fake_.dpr_value);
  }
  // Enough different runs to fill `pages` pages.
  void fill(int pages, const std::string& name) {
    const std::string wide(190, 'w');  // 954 px: one to a shelf, 63 or 64 shelves to a page
    for (int i = 0; i < pages * 64; ++i) get(wide + name + std::to_string(i));
  }

  platform::FakeRasterizer fake_;
  PaintClock clock_{fake_};
  Measurer measurer_{fake_};
  RunStyle style_;
  RunCache cache_{fake_, measurer_, clock_};
};

TEST_F(RunCacheTest, PaintsOnceWithOneCallPerPage) {
  const Quad a = get("hello"), b = get("world");
  EXPECT_NE(a.page, 0u);
  EXPECT_EQ(fake_.paint_calls, 0);
  EXPECT_FALSE(cache_.flush(100));
  EXPECT_EQ(fake_.paint_calls, 1);
  ASSERT_EQ(fake_.painted.size(), 2u);
  EXPECT_EQ(fake_.painted[0].text, "hello");
  EXPECT_NE(a.u0, b.u0);
  next_frame();
  const Quad again = get("hello");
  EXPECT_EQ(again.u0, a.u0);
  EXPECT_FALSE(cache_.flush(100));
  EXPECT_EQ(fake_.painted.size(), 2u);
  EXPECT_EQ(cache_.gpu_bytes(), 4u << 20);
}

TEST_F(RunCacheTest, EverythingThatChangesPixelsIsInTheKey) {
  get("same");
  style_.rgba = 0xff0000ff;
  get("same");
  style_.rtl = true;
  get("same");
  style_.lang = "ja";
  get("same");
  style_.font.semibold = true;
  get("same");
  style_.lang = "jas";  // language and text must not run together
  get("ame");
  cache_.flush(100);
  ASSERT_EQ(fake_.painted.size(), 6u);
  EXPECT_EQ(fake_.painted[3].lang, "ja");
  EXPECT_TRUE(fake_.painted[3].run.rtl);
  EXPECT_EQ(fake_.painted[5].lang, "jas");
  EXPECT_EQ(fake_.painted[5].text, "ame");
}

TEST_F(RunCacheTest, QuadsLieOnDevicePixelsAndApart) {
  for (const float dpr : {1.f, 1.25f, 1.5f, 2.f, 3.f}) {
    fake_.dpr_value = dpr;
    fake_.painted.clear();
    cache_.begin_frame(dpr);
    style_.line_height = 17.3f;
    for (const char* text : {"a", "word", "é\u0301", "two words", "e\u0301\u0302"}) {
      const Quad q = get(text);
      for (const float edge : {q.x0, q.y0, q.x1, q.y1})
        EXPECT_NEAR(edge * dpr, std::round(edge * dpr), 0.001) << dpr;
      EXPECT_LE(q.x0, -2);
      const float size = fake_.pages.begin()->second.width * (q.u1 - q.u0);
      EXPECT_NEAR(size, (q.x1 - q.x0) * dpr, 0.01);
    }
    cache_.flush(1000);
    const auto& all = fake_.painted;
    for (size_t i = 0; i < all.size(); ++i) {
      const auto& a = all[i].run;
      EXPECT_NEAR(a.baseline * dpr, std::round(a.baseline * dpr), 0.001);
      for (size_t j = i + 1; j < all.size(); ++j) {
        const auto& b = all[j].run;
        EXPECT_TRUE(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y);
      }
    }
  }
}

TEST_F(RunCacheTest, PicturesAreCellsOfTheirOwnSize) {
  fake_.dpr_value = 2;
  next_frame();
  const Quad a = cache_.picture(7, 28), b = cache_.picture(7, 40), c = cache_.picture(8, 28);
  EXPECT_EQ(a.x0, 0);
  EXPECT_EQ(a.y0, 0);
  EXPECT_EQ(a.x1, 28);
  EXPECT_GE(a.y1, 28);
  next_frame();
  ASSERT_EQ(fake_.painted.size(), 3u);
  EXPECT_EQ(fake_.painted[0].run.picture, 7u);
  EXPECT_EQ(fake_.painted[0].run.w, 56);
  EXPECT_EQ(fake_.painted[0].text, "");
  EXPECT_TRUE(a.u0 != b.u0 || a.v0 != b.v0);
  EXPECT_TRUE(a.u0 != c.u0 || a.v0 != c.v0);
  cache_.picture(7, 28);
  next_frame();
  EXPECT_EQ(fake_.painted.size(), 3u);
  cache_.clear();  // the context was lost
  cache_.picture(7, 28);
  next_frame();
  EXPECT_EQ(fake_.painted.size(), 4u);
}

TEST_F(RunCacheTest, PageInUseIsNeverTakenAway) {
  fill(1, "old");
  next_frame();
  const Quad kept = get("kept");
  fill(3, "new");
  EXPECT_EQ(fake_.pages.count(kept.page), 1u);
  next_frame();
  EXPECT_EQ(get("kept").page, kept.page);
}

TEST_F(RunCacheTest, MemoryHasALimit) {
  for (int frame = 0; frame < 30; ++frame) {
    fill(1, std::to_string(frame) + "f");
    next_frame();
    EXPECT_LE(fake_.pages.size(), 4u);
  }
  fill(40, "one frame");  // more than any frame can show
  EXPECT_LE(cache_.gpu_bytes(), 64u << 20);
  EXPECT_EQ(get("nothing is left for this one").page, 0u);
  EXPECT_FALSE(cache_.flush(1e9));
  cache_.begin_frame(1);
  cache_.begin_frame(1);
  EXPECT_LE(cache_.gpu_bytes(), 32u << 20);
  for (int i = 0; i < 300; ++i) cache_.begin_frame(1);
  EXPECT_LE(cache_.gpu_bytes(), 4u << 20);
}

TEST_F(RunCacheTest, BudgetSpreadsPainting) {
  clock_.ms_per_run = 2;
  for (int i = 0; i < 100; ++i) get("run " + std::to_string(i));
  int frames = 0;
  size_t most = 0, before = 0;
  bool more = true;
  while (more) {
    more = cache_.flush(8);
    if (++frames > 1) most = std::max(most, fake_.painted.size() - before);
    before = fake_.painted.size();
    ASSERT_LT(frames, 200);
  }
  EXPECT_EQ(fake_.painted.size(), 100u);
  EXPECT_GT(frames, 2);
  EXPECT_LT(most, 30u);
  get("late");
  EXPECT_FALSE(cache_.flush(0));  // at least one
  EXPECT_EQ(fake_.painted.size(), 101u);
}

TEST_F(RunCacheTest, DroppedWhenPixelsWouldDiffer) {
  get("x");
  next_frame();
  fake_.dpr_value = 2;
  cache_.begin_frame(2);
  EXPECT_TRUE(fake_.pages.empty());
  get("x");
  ++fake_.epoch_value;
  cache_.begin_frame(2);
  EXPECT_TRUE(fake_.pages.empty());
  EXPECT_FALSE(cache_.flush(10));  // what was queued is gone too
  get("x");
  cache_.clear();
  EXPECT_TRUE(fake_.pages.empty());
  EXPECT_EQ(cache_.gpu_bytes(), 0u);
}

TEST_F(RunCacheTest, VeryWideRunsGetWiderPages) {
  const Quad q = get(std::string(500, 'w'));  // 2,500 px
  const auto page = fake_.pages.at(q.page);
  EXPECT_EQ(page.width, 4096);
  EXPECT_EQ(page.width * page.height, 1024 * 1024);
  const Quad widest = get(std::string(5000, 'w'));
  EXPECT_NEAR(widest.x1 - widest.x0, 4096, 0.1);
  EXPECT_LE(widest.u1, 1);
}

TEST_F(RunCacheTest, NothingToPaint) {
  EXPECT_EQ(get("").page, 0u);
  fake_.paints = false;
  EXPECT_EQ(get("x").page, 0u);
  EXPECT_FALSE(cache_.flush(10));
}

TEST(MeasurerTest, CacheIsBoundedAndRight) {
  platform::FakeRasterizer fake;
  Measurer measurer(fake);
  const platform::Font font{10};
  for (int i = 0; i < 40000; ++i) {
    const std::string word = "w" + std::to_string(i);
    ASSERT_FLOAT_EQ(measurer.word(word, font, false), static_cast<float>(word.size()) * 5);
  }
  EXPECT_EQ(fake.measures, 40000);
  measurer.word("w39999", font, false);
  EXPECT_EQ(fake.measures, 40000);
  measurer.word("w0", font, false);  // forgotten long ago
  measurer.word("w39999", font, true);
  measurer.word("w39999", platform::Font{12}, false);
  EXPECT_EQ(fake.measures, 40003);
}

TEST(MeasurerTest, BaselineIsOnADevicePixel) {
  platform::FakeRasterizer fake;
  Measurer measurer(fake);
  EXPECT_FLOAT_EQ(measurer.baseline(platform::Font{10}, 16), 11);  // floor((16 - 9 - 3) / 2) + 9
  EXPECT_FLOAT_EQ(measurer.baseline(platform::Font{10}, 17), 11);
  fake.dpr_value = 2;
  EXPECT_FLOAT_EQ(measurer.baseline(platform::Font{10}, 17), 11.5f);
}

}  // namespace
}  // namespace confab::text
