// SPDX-License-Identifier: MIT
// RunCache: finds, places and queues painted runs. Pages are emptied as a whole, least recently
// used first, so nothing is ever moved and nothing is read back.
#include "text/run_cache.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/sort.h"
#include "text/measurer.h"
#include "text/page_packer.h"

namespace confab::text {
namespace {

constexpr int kPageWidth = 1024;  // device px; wider runs get wider and lower pages
constexpr int kMaxPageWidth = 4096;
constexpr int kPagePixels = 1024 * 1024;  // of every page: 4 MiB
constexpr size_t kPages = 8;              // above it only for what one frame shows
constexpr size_t kMaxPages = 16;
constexpr uint64_t kFramesKept = 240;  // surplus pages go after so many unused frames
constexpr int kMarkPad = 6;            // CSS px above and below for stacked marks

// What one page holds is drawn from one texture, so the key has all that changes the pixels.
void make_key(std::string& key, std::string_view text, const RunStyle& style) {
  const uint32_t parts[] = {style.font.key() | (style.rtl ? 1u << 31 : 0), style.rgba,
                            static_cast<uint32_t>(style.lang.size())};
  key.assign(reinterpret_cast<const char*>(parts), sizeof parts);
  key += style.lang;
  key += text;
}

// Code stands on the baseline of the text around it, see run_font().
platform::Font line_font(const platform::Font& font) {
  platform::Font line;
  line.px = font.face == platform::Face::Mono ? static_cast<uint8_t>(font.px + 2) : font.px;
  return line;
}

bool is_simple(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<uint8_t>(c) < 0x80; });
}

}  // namespace

struct RunCache::Impl {
  struct Entry {
    std::string key;  // see make_key
    size_t text_at = 0, lang_at = 0;
    size_t slot = 0;         // into pages
    platform::PaintRun run;  // its views are set when it is painted
    float pad_left = 0;      // CSS px
    bool painted = false;
  };
  struct Page {
    platform::PageId id = 0;  // 0: the slot is free
    PagePacker packer{0, 0};
    uint64_t used = 0;  // frame of the last get()
    std::vector<std::string> keys;
  };
  struct Queued {
    std::string key;
    size_t slot;
    platform::PageId page;  // as it was then; another one means the run was dropped
  };

  platform::Rasterizer& rasterizer;
  Measurer& measurer;
  platform::Clock& clock;
  std::unordered_map<std::string, Entry> entries;
  std::vector<Page> pages;
  std::deque<Queued> queue;
  std::string key;
  uint64_t frame = 1;
  float dpr = 1;
  uint32_t epoch = 0;
  double run_ms = 0.15;  // what painting one run costs, learned

  Impl(platform::Rasterizer& r, Measurer& m, platform::Clock& c)
      : rasterizer(r), measurer(m), clock(c), epoch(m.epoch()) {}

  void drop(Page& page) {
    for (const std::string& k : page.keys) entries.erase(k);
    if (page.id != 0) rasterizer.destroy_page(page.id);
    page = Page();
  }
  void drop_all() {
    for (Page& page : pages) drop(page);
    pages.clear();
    entries.clear();
    queue.clear();
  }
  size_t live() const {
    return static_cast<size_t>(
        std::count_if(pages.begin(), pages.end(), [](const Page& p) { return p.id != 0; }));
  }

  Page* free_slot() {
    for (Page& page : pages)
      if (page.id == 0) return &page;
    return &pages.emplace_back();
  }
  // The least recently used page not used since `frame_limit`; null when there is none.
  Page* oldest_before(uint64_t frame_limit) {
    Page* oldest = nullptr;
    for (Page& page : pages)
      if (page.id != 0 && page.used < frame_limit && (!oldest || page.used < oldest->used))
        oldest = &page;
    return oldest;
  }

  // A page with nothing on it. Prefers pages that the last two frames did not show, then a new one,
  // then pages this frame has not asked for so far.
  Page* fresh_page(int run_width) {
    Page* old = oldest_before(frame > 1 ? frame - 1 : 0);
    if (!old && live() >= kPages) old = oldest_before(frame);
    if (old) {
      drop(*old);
    } else if (live() >= kMaxPages) {
      return nullptr;
    }
    int width = kPageWidth;
    while (width < run_width && width < kMaxPageWidth) width *= 2;
    const int height = kPagePixels / width;
    Page* page = free_slot();
    page->id = rasterizer.create_page(width, height);
    if (page->id == 0) return nullptr;
    page->packer = PagePacker(width, height);
    return page;
  }

  bool place(Entry& entry) {
    platform::PaintRun& run = entry.run;
    const auto put = [&](Page& page) {
      const auto at = page.packer.place(run.w, run.h);
      if (!at) return false;
      run.x = static_cast<uint16_t>(at->x);
      run.y = static_cast<uint16_t>(at->y);
      run.h = static_cast<uint16_t>(at->h);
      entry.slot = static_cast<size_t>(&page - pages.data());
      page.used = frame;
      page.keys.push_back(entry.key);
      return true;
    };
    for (Page& page : pages)
      if (page.id != 0 && put(page)) return true;
    Page* page = fresh_page(run.w);
    return page && put(*page);
  }

  // Rectangle, pads and baseline of a new run, all on device pixels.
  void shape(Entry& entry, std::string_view text, float width, const RunStyle& style) {
    float ascent = 0, descent = 0;
    measurer.metrics(style.font, ascent, descent);
    const bool simple = is_simple(text) && !style.font.italic;
    const float side = simple ? 2.f : std::max(3.f, static_cast<float>(style.font.px) / 4);
    const float extra = is_simple(text) ? 1.f : static_cast<float>(kMarkPad);
    const auto device = [&](float css) { return static_cast<int>(std::ceil(css * dpr)); };
    const int pad = device(side), above = device(ascent + extra), below = device(descent + extra);
    platform::PaintRun& run = entry.run;
    run.font = style.font;
    run.rtl = style.rtl;
    run.rgba = style.rgba;
    run.w = static_cast<uint16_t>(std::min(device(std::max(width, 0.f)) + 2 * pad, kMaxPageWidth));
    run.h = static_cast<uint16_t>(std::min(above + below, kPagePixels / kMaxPageWidth));
    run.pad = static_cast<float>(pad) / dpr;
    run.baseline = static_cast<float>(above) / dpr;
  }

  Quad quad_of(const Entry& entry, float top) const {
    const Page& page = pages[entry.slot];
    const platform::PaintRun& run = entry.run;
    const auto pw = static_cast<float>(page.packer.width());
    const auto ph = static_cast<float>(page.packer.height());
    Quad q;
    q.page = page.id;
    q.x0 = -run.pad;
    q.x1 = q.x0 + static_cast<float>(run.w) / dpr;
    q.y0 = top;
    q.y1 = q.y0 + static_cast<float>(run.h) / dpr;
    q.u0 = static_cast<float>(run.x) / pw;
    q.u1 = static_cast<float>(run.x + run.w) / pw;
    q.v0 = static_cast<float>(run.y) / ph;
    q.v1 = static_cast<float>(run.y + run.h) / ph;
    return q;
  }

  float top_of(const Entry& entry, const RunStyle& style) const {
    return measurer.baseline(line_font(style.font), style.line_height) - entry.run.baseline;
  }

  // What `key` stands for, if there is that.
  Entry* find() {
    const auto known = entries.find(key);
    if (known == entries.end()) return nullptr;
    pages[known->second.slot].used = frame;
    return &known->second;
  }

  // A new one, `key` by name and of a shape; null: no room.
  Entry* add(Entry entry) {
    entry.key = key;
    if (!place(entry)) return nullptr;
    queue.push_back({key, entry.slot, pages[entry.slot].id});
    return &entries.emplace(key, std::move(entry)).first->second;
  }

  void paint(std::vector<Entry*>& batch) {
    sort_pointers(batch, [](const Entry* a, const Entry* b) { return a->slot < b->slot; });
    std::vector<platform::PaintRun> runs;
    for (size_t i = 0; i < batch.size(); ++i) {
      Entry& entry = *batch[i];
      const std::string_view stored = entry.key;
      entry.run.text = stored.substr(entry.text_at);
      entry.run.lang = stored.substr(entry.lang_at, entry.text_at - entry.lang_at);
      runs.push_back(entry.run);
      entry.painted = true;
      if (i + 1 < batch.size() && batch[i + 1]->slot == entry.slot) continue;
      rasterizer.paint(pages[entry.slot].id, runs);
      runs.clear();
    }
  }
};

RunCache::RunCache(platform::Rasterizer& rasterizer, Measurer& measurer, platform::Clock& clock)
    : impl_(std::make_unique<Impl>(rasterizer, measurer, clock)) {}

RunCache::~RunCache() { impl_->drop_all(); }

void RunCache::clear() { impl_->drop_all(); }

void RunCache::begin_frame(float dpr) {
  Impl& c = *impl_;
  const uint32_t epoch = c.measurer.epoch();
  if (!(dpr > 0)) dpr = 1;
  if (dpr != c.dpr || epoch != c.epoch) c.drop_all();
  c.dpr = dpr;
  c.epoch = epoch;
  ++c.frame;
  for (Impl::Page& page : c.pages) {
    const bool surplus = c.live() > kPages || (c.live() > 1 && page.used + kFramesKept < c.frame);
    if (page.id != 0 && page.used + 1 < c.frame && surplus) c.drop(page);
  }
}

Quad RunCache::get(std::string_view text, float width, const RunStyle& style) {
  Impl& c = *impl_;
  if (text.empty() || !c.rasterizer.can_paint()) return {};
  make_key(c.key, text, style);
  Impl::Entry* entry = c.find();
  if (!entry) {
    Impl::Entry fresh;
    fresh.text_at = c.key.size() - text.size();
    fresh.lang_at = fresh.text_at - style.lang.size();
    c.shape(fresh, text, width, style);
    entry = c.add(std::move(fresh));
  }
  return entry ? c.quad_of(*entry, c.top_of(*entry, style)) : Quad();
}

Quad RunCache::picture(uint32_t id, float size) {
  Impl& c = *impl_;
  if (!c.rasterizer.can_paint()) return {};
  const auto side = static_cast<uint16_t>(std::lround(size * c.dpr));
  const uint32_t parts[] = {0, id, side};  // no text has a font of no size
  c.key.assign(reinterpret_cast<const char*>(parts), sizeof parts);
  Impl::Entry* entry = c.find();
  if (!entry) {
    Impl::Entry fresh;
    fresh.text_at = fresh.lang_at = c.key.size();
    fresh.run.picture = id;
    fresh.run.w = fresh.run.h = side;
    entry = c.add(std::move(fresh));
  }
  return entry ? c.quad_of(*entry, 0) : Quad();
}

bool RunCache::flush(double budget_ms) {
  Impl& c = *impl_;
  if (c.queue.empty()) return false;
  const auto affordable = static_cast<size_t>(std::max(budget_ms / c.run_ms, 1.0));
  std::vector<Impl::Entry*> batch;
  while (!c.queue.empty() && batch.size() < affordable) {
    const Impl::Queued& next = c.queue.front();
    const auto at = c.entries.find(next.key);
    const bool current = at != c.entries.end() && at->second.slot == next.slot &&
                         c.pages[next.slot].id == next.page && !at->second.painted;
    if (current) batch.push_back(&at->second);
    c.queue.pop_front();
  }
  const int64_t start = c.clock.monotonic_ms();
  c.paint(batch);
  const auto spent = static_cast<double>(c.clock.monotonic_ms() - start);
  // The clock counts whole milliseconds: a small batch says nothing.
  if (batch.size() >= 8) {
    const double measured = std::clamp(spent / static_cast<double>(batch.size()), 0.02, 2.0);
    c.run_ms += (measured - c.run_ms) * 0.3;
  }
  return !c.queue.empty();
}

size_t RunCache::gpu_bytes() const { return impl_->live() * kPagePixels * 4; }

}  // namespace confab::text
