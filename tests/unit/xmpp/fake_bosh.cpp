// SPDX-License-Identifier: MIT
// See fake_bosh.h.
#include "unit/xmpp/fake_bosh.h"

#include "base/strings.h"
#include "xml/parse.h"
#include "xmpp/core/hash.h"
#include "xmpp/core/ns.h"

namespace confab::test {
namespace ns = xmpp::ns;

namespace {
std::string framed(const char* name, const std::string& attributes = {}) {
  return "<" + std::string(name) + " xmlns='" + ns::kFraming + "'" + attributes + "/>";
}
std::string wrapped(const std::string& attributes, const std::string& payload = {}) {
  return "<body xmlns='" + std::string(ns::kHttpBind) + "' xmlns:stream='" + ns::kStream + "'" +
         attributes + ">" + payload + "</body>";
}
}  // namespace

FakeBosh::FakeBosh(platform::FakeNetwork& network, platform::Timers& timers, std::string u)
    : url(std::move(u)), network_(network), timers_(timers) {
  network_.on_fetch = [this](platform::FetchId id, const platform::HttpRequest& request) {
    return request.url == url && on_fetch(id, request);
  };
}

void FakeBosh::later(int64_t ms, platform::FetchId id, platform::HttpResponse response) {
  timers_.after(ms, [this, id, response = std::move(response)] { network_.answer(id, response); });
}

bool FakeBosh::on_fetch(platform::FetchId id, const platform::HttpRequest& request) {
  if (dead || lose_requests > 0) {
    if (!dead) --lose_requests;
    later(1, id, {.error = "network"});
    return true;
  }
  bodies.push_back(request.body);
  if (silent) return true;
  const auto parsed = xml::parse(request.body);
  if (!parsed || request.method != "POST") {
    later(1, id, {.status = 400});
    return true;
  }
  if (!parsed->has_attr("sid")) {
    create(id, *parsed);
  } else if (sid.empty() || parsed->attr("sid") != sid) {
    later(1, id, {.status = 200, .body = wrapped(" type='terminate' condition='item-not-found'")});
  } else {
    take(std::stoull(std::string(parsed->attr("rid"))), id, *parsed);
  }
  return true;
}

void FakeBosh::connect() {
  connection_ = std::make_shared<platform::FakeConnection>();
  connection_->listener = this;
  network_.on_connect(connection_);
  fetches_.clear(), early_.clear(), answers_.clear(), held_.clear();
  out_.clear(), key_.clear();
}

void FakeBosh::create(platform::FetchId id, const xml::Element& request) {
  if (!first_answer.empty()) return later(1, id, {.status = 200, .body = first_answer});
  ++created;
  sid = "sid" + std::to_string(++ids_);
  connect();
  key_ = std::string(request.attr("newkey"));
  const uint64_t rid = std::stoull(std::string(request.attr("rid")));
  next_rid_ = rid + 1;
  const auto number = [](const char* name, int n) {
    return " " + std::string(name) + "='" + std::to_string(n) + "'";
  };
  say(framed("open", " to='" + std::string(request.attr("to")) + "'"));
  later(1, id,
        {.status = 200,
         .body = wrapped(" sid='" + sid + "' from='example.org' xmpp:version='1.0' xmlns:xmpp='" +
                         ns::kXbosh + "'" + number("wait", wait) + number("hold", hold) +
                         number("requests", requests) + number("inactivity", inactivity) +
                         number("polling", polling) + number("maxpause", maxpause))});
}

std::string FakeBosh::prebind() {
  connect();
  next_rid_ = 1;
  return sid = "sid" + std::to_string(++ids_);
}

void FakeBosh::say(const std::string& frame) {
  if (connection_ && connection_->on_sent) connection_->on_sent(frame);
}

bool FakeBosh::check_key(const xml::Element& request) {
  if (key_.empty()) return true;
  if (hex_encode(xmpp::sha1(request.attr("key"))) != key_) return false;
  key_ = std::string(request.attr(request.has_attr("newkey") ? "newkey" : "key"));
  return true;
}

void FakeBosh::take(uint64_t rid, platform::FetchId id, const xml::Element& request) {
  if (const auto known = answers_.find(rid); known != answers_.end()) {
    ++repeats;
    return later(1, id, {.status = 200, .body = known->second});
  }
  repeats += fetches_.count(rid) > 0;
  const bool again = fetches_.count(rid) > 0;
  fetches_[rid] = id;
  if (again) return;
  const bool last = request.has_attr("pause") || request.attr("type") == "terminate";
  most_at_once = std::max(most_at_once, fetches_.size() - (last ? 1 : 0));
  if (rid < next_rid_ || rid >= next_rid_ + 4) {
    ++violations;
    return terminate("item-not-found");
  }
  early_[rid] = request;
  while (!early_.empty() && early_.begin()->first == next_rid_) {
    const auto next = early_.extract(early_.begin());
    ++next_rid_;
    process(next.key(), next.mapped());
  }
}

void FakeBosh::process(uint64_t rid, const xml::Element& request) {
  if (!check_key(request)) {
    ++violations;
    return terminate("item-not-found");
  }
  if (request.attr("restart") == "true") say(framed("open", " to='example.org'"));
  for (xml::Element child : request.children()) say(child.to_xml());
  held_.push_back(rid);
  if (request.attr("type") == "terminate") {
    say(framed("close"));
    return terminate("");
  }
  if (request.has_attr("pause")) {
    ++pauses;
    while (!held_.empty()) respond(held_.front(), wrapped("", std::exchange(out_, {})));
    return;
  }
  timers_.after(int64_t{1000} * wait, [this, rid, of = sid] {
    if (of == sid && fetches_.count(rid) && !held_.empty() && held_.front() == rid)
      respond(rid, wrapped("", std::exchange(out_, {})));
  });
  timers_.after(1, [this, of = sid] {
    if (of == sid) flush();
  });
}

void FakeBosh::flush() {
  if (!out_.empty() && !held_.empty()) respond(held_.front(), wrapped("", std::exchange(out_, {})));
  while (held_.size() > static_cast<size_t>(hold)) respond(held_.front(), wrapped(""));
}

void FakeBosh::respond(uint64_t rid, std::string text) {
  std::erase(held_, rid);
  const auto fetch = fetches_.extract(rid);
  answers_[rid] = text;
  if (fetch.empty()) return;
  if (lose_answers > 0 && lose_answers--) return later(1, fetch.mapped(), {.error = "network"});
  later(latency ? latency(rid) : 1, fetch.mapped(), {.status = 200, .body = std::move(text)});
}

void FakeBosh::answer_raw(const std::string& text, int status) {
  if (held_.empty()) return;
  const auto fetch = fetches_.extract(held_.front());
  held_.erase(held_.begin());
  later(1, fetch.mapped(), {.status = status, .body = text});
}

void FakeBosh::terminate(const std::string& condition, const std::string& payload) {
  const std::string end =
      wrapped(" type='terminate'" + (condition.empty() ? "" : " condition='" + condition + "'"),
              std::exchange(out_, {}) + payload);
  sid.clear();
  const auto all = std::exchange(fetches_, {});
  for (const auto& [rid, id] : all) later(1, id, {.status = 200, .body = end});
  held_.clear();
  if (connection_) connection_->listener = nullptr;
}

void FakeBosh::on_text(std::string_view frame) {
  if (frame.find(ns::kFraming) != frame.npos) return;  // <open/>, <close/>: not of BOSH
  out_ += frame;
  timers_.after(0, [this, of = sid] {
    if (of == sid) flush();
  });
}

void FakeBosh::on_close(int, std::string_view) { terminate("remote-connection-failed"); }

}  // namespace confab::test
