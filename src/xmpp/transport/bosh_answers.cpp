// SPDX-License-Identifier: MIT
// Bosh: what the connection manager's answers, and their absence, mean.
#include <algorithm>
#include <charconv>

#include "base/strings.h"
#include "xmpp/transport/bosh.h"

namespace confab::xmpp {
namespace {

// The attribute as a number within bounds; as it was when missing or nonsense.
void read_number(const xml::Element& e, std::string_view name, int& out, int least, int most) {
  int n = 0;
  if (whole_number(e.attr(name), n)) out = std::clamp(n, least, most);
}

// HTTP errors were conditions once (XEP-0124 section 17.1), and old servers still send them.
std::string condition_of(int status) {
  switch (status) {
    case 400: return "bad-request";
    case 403: return "policy-violation";
    case 404: return "item-not-found";
    default: return {};
  }
}

}  // namespace

void Bosh::end(BoshEnd e) {
  if (!end_) end_ = std::move(e);
}

void Bosh::failed(uint64_t rid, int64_t now) {
  Flight* flight = find(rid);
  if (end_ || !flight || flight->answer || !flight->on_wire) return;
  if (!opened_) return end({.kind = BoshEnd::Kind::Lost, .condition = "no answer"});
  if (terminating_ && flight->farewell) return end({.kind = BoshEnd::Kind::Closed});
  repeat(*flight, now);
}

void Bosh::answered(uint64_t rid, int status, std::string text, int64_t now) {
  Flight* flight = find(rid);
  if (end_ || !flight || flight->answer) return;  // answered twice
  if (status != 200) {
    if (status >= 500 || status == 408 || status == 429) {
      if (opened_) return failed(rid, now);
    } else if (std::string condition = condition_of(status); opened_ && !condition.empty()) {
      return end({.kind = BoshEnd::Kind::Terminated, .condition = std::move(condition)});
    }
    return end({.kind = BoshEnd::Kind::Lost, .condition = "HTTP status " + std::to_string(status)});
  }
  auto answer = std::make_unique<Answer>();
  answer->text = std::move(text);
  auto body = parse_bosh_body(answer->text, limits_);
  if (!body) return end({.kind = BoshEnd::Kind::Bad, .error = body.error()});
  answer->body = std::move(*body);
  const xml::Element& head = answer->body.head;
  const std::string_view type = head.attr("type");
  if (opened_ && head.has_attr("sid") && head.attr("sid") != sid_)
    return end({.kind = BoshEnd::Kind::Bad});
  if (type == "error") {  // this one and those before it, again (section 17.3)
    for (Flight& f : flights_)
      if (f.rid <= rid && !f.answer && (f.on_wire || f.rid == rid)) repeat(f, now);
    return;
  }
  // Nothing more will come for those before it.
  if (type == "terminate")
    std::erase_if(flights_, [rid](const Flight& f) { return f.rid < rid && !f.answer; });
  // An answer that got lost can be had again (section 9.3).
  uint64_t missing = 0;
  const std::string_view report = head.attr("report");
  if (std::from_chars(report.data(), report.data() + report.size(), missing).ec == std::errc())
    if (Flight* lost = find(missing); lost && lost->on_wire && missing != rid) {
      lost->on_wire = false;
      lost->due = now;
    }
  arrived(*find(rid), std::move(answer), now);
}

void Bosh::read_settings(const xml::Element& head) {
  read_number(head, "wait", wait_, 0, 3600);
  read_number(head, "hold", hold_, 0, 10);
  if (head.has_attr("hold")) requests_ = hold_ + 1;
  read_number(head, "requests", requests_, 1, 10);
  read_number(head, "polling", polling_, 1, 3600);
  read_number(head, "inactivity", inactivity_, 1, 3600);
  read_number(head, "maxpause", maxpause_, 0, 3600);
  hold_ = std::min(hold_, requests_);
}

std::optional<BoshEvent> Bosh::process(Flight flight) {
  current_ = std::move(flight.answer);
  child_ = 0;
  const xml::Element& head = current_->body.head;
  const bool over = head.attr("type") == "terminate";
  if (over) {
    const std::string_view condition = head.attr("condition");
    std::string uri;
    if (condition == "see-other-uri" && !current_->body.children.empty()) {
      if (const auto child = xml::parse(current_->body.children.front())) uri = trim(child->text());
      current_->body.children.clear();
    }
    end({.kind = condition.empty() ? BoshEnd::Kind::Closed : BoshEnd::Kind::Terminated,
         .condition = std::string(condition),
         .uri = std::move(uri)});
    return std::nullopt;
  }
  read_settings(head);
  if (terminating_ && flight.farewell) {
    end({.kind = BoshEnd::Kind::Closed});
    return std::nullopt;
  }
  if (opened_) return std::nullopt;
  if (!head.has_attr("sid") || head.attr("sid").size() > 1024) {
    current_.reset();
    end({.kind = BoshEnd::Kind::Bad});
    return std::nullopt;
  }
  sid_ = std::string(head.attr("sid"));
  opened_ = true;
  const auto text = [&head](const char* name) { return std::string(head.attr(name)); };
  return FrameOpen{text("from"), {}, text("authid"), text("version"), text("xml:lang")};
}

std::optional<BoshEvent> Bosh::next_event(int64_t now, int64_t patience_ms) {
  for (;;) {
    if (current_ && child_ < current_->body.children.size())
      return BoshStanza{current_->body.children[child_++]};
    current_.reset();
    if (flights_.empty() || !flights_.front().answer || end_) break;
    Flight flight = std::move(flights_.front());
    flights_.pop_front();
    if (auto event = process(std::move(flight))) return event;
  }
  patience_ms_ = patience_ms;
  if (failing_since_ >= 0 && now >= deadline())
    end({.kind = BoshEnd::Kind::Lost, .condition = "no answer"});
  if (!end_ || std::exchange(end_told_, true)) return std::nullopt;
  return *end_;
}

}  // namespace confab::xmpp
