// SPDX-License-Identifier: MIT
// See stream_management.h.
#include "xmpp/stream/stream_management.h"

#include <iterator>
#include <optional>
#include <utility>

#include "base/strings.h"
#include "xmpp/core/ns.h"

namespace confab::xmpp {
namespace {

std::optional<uint32_t> handled_count(const xml::Element& e) {
  uint32_t h = 0;
  return whole_number(e.attr("h"), h) ? std::optional(h) : std::nullopt;
}

}  // namespace

bool is_stanza(const xml::Element& e) {
  return e.ns() == ns::kClient &&
         (e.name() == "message" || e.name() == "presence" || e.name() == "iq");
}

void StreamManagement::reset() { *this = StreamManagement(); }

void StreamManagement::start() {
  reset();
  counting_ = true;
}

void StreamManagement::enabled(const xml::Element& answer) {
  if (!counting_) return;
  confirmed_ = true;
  handled_ = 0;
  const std::string_view resume = answer.attr("resume");
  if (resume != "true" && resume != "1") return;
  id_ = std::string(answer.attr("id"));
  location_ = std::string(answer.attr("location"));
}

void StreamManagement::refused() { reset(); }

void StreamManagement::sent(xml::Element stanza, bool on_wire) {
  if (!counting_) return;
  queue_.push_back(std::move(stanza));
  if (on_wire) on_wire_ = queue_.size();
}

bool StreamManagement::confirm(uint32_t h, const Confirmed& each) {
  const uint32_t news = h - acknowledged_;  // modulo 2^32
  if (news > on_wire_) return false;
  acknowledged_ = h;
  on_wire_ -= news;
  // Taken out first: `each` may send, and so append.
  std::vector<xml::Element> done(std::make_move_iterator(queue_.begin()),
                                 std::make_move_iterator(queue_.begin() + news));
  queue_.erase(queue_.begin(), queue_.begin() + news);
  for (const auto& stanza : done) each(stanza);
  return true;
}

bool StreamManagement::confirm(const xml::Element& answer, const Confirmed& each) {
  const auto h = handled_count(answer);
  if (!h) return false;
  return std::exchange(restored_, false) ? believe(*h, each) : confirm(*h, each);
}

bool StreamManagement::believe(uint32_t h, const Confirmed& each) {
  const uint32_t news = h - acknowledged_;
  if (news > on_wire_ && news < 1u << 31) acknowledged_ = h - static_cast<uint32_t>(on_wire_);
  return confirm(h, each);
}

xml::Element StreamManagement::resume_request() const {
  xml::Element e("resume", ns::kSm);
  e.set_attr("h", std::to_string(handled_)).set_attr("previd", id_);
  return e;
}

bool StreamManagement::resumed(const xml::Element& answer, const Confirmed& each) {
  if (answer.attr("previd") != id_) return false;
  confirmed_ = true;
  if (!confirm(answer, each)) return false;
  on_wire_ = queue_.size();
  return true;
}

void StreamManagement::restore(const ResumeState& state) {
  reset();
  counting_ = restored_ = true;
  id_ = state.sm_id;
  location_ = state.location;
  handled_ = state.in;
  acknowledged_ = state.out;
  queue_.assign(state.unconfirmed.begin(), state.unconfirmed.end());
  on_wire_ = queue_.size();
}

void StreamManagement::save(ResumeState& state) const {
  state.sm_id = id_;
  state.location = location_;
  state.in = handled_;
  state.out = acknowledged_;
  state.unconfirmed.assign(queue_.begin(), queue_.end());
}

void StreamManagement::mirror(std::string id, uint32_t handled, uint32_t acknowledged) {
  start();
  confirmed_ = restored_ = true;
  id_ = std::move(id);
  handled_ = handled;
  acknowledged_ = acknowledged;
}

std::vector<xml::Element> StreamManagement::take_unconfirmed() {
  std::vector<xml::Element> out(std::make_move_iterator(queue_.begin()),
                                std::make_move_iterator(queue_.end()));
  queue_.clear();
  on_wire_ = 0;
  return out;
}

}  // namespace confab::xmpp
