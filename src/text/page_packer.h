// SPDX-License-Identifier: MIT
// PagePacker: places rectangles on one page in shelves of equal height. Never frees a single
// rectangle; pages are emptied as a whole. Device pixels.
#pragma once

#include <optional>
#include <vector>

namespace confab::text {

class PagePacker {
 public:
  struct Place {
    int x = 0, y = 0, h = 0;  // h: of the whole shelf, at least what was asked for
  };
  PagePacker(int width, int height) : width_(width), height_(height) {}

  // Precondition: w, h > 0. Heights are rounded up to the shelves' step.
  std::optional<Place> place(int w, int h) {
    const int shelf_height = (h + kStep - 1) / kStep * kStep;
    for (Shelf& shelf : shelves_) {
      if (shelf.height != shelf_height || shelf.used + w > width_) continue;
      const Place at{shelf.used, shelf.y, shelf.height};
      shelf.used += w;
      return at;
    }
    if (w > width_ || top_ + shelf_height > height_) return std::nullopt;
    shelves_.push_back({top_, shelf_height, w});
    top_ += shelf_height;
    return Place{0, shelves_.back().y, shelf_height};
  }
  int width() const { return width_; }
  int height() const { return height_; }

 private:
  static constexpr int kStep = 4;
  struct Shelf {
    int y = 0, height = 0, used = 0;
  };
  int width_, height_, top_ = 0;
  std::vector<Shelf> shelves_;
};

}  // namespace confab::text
