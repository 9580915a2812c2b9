// SPDX-License-Identifier: MIT
// See bosh_link.h.
#include "xmpp/stream/bosh_link.h"

namespace confab::xmpp {
namespace {

// The start tag alone: for the log, and to count what was moved.
std::string_view head_of(std::string_view body) { return body.substr(0, body.find('>') + 1); }

// RFC 6120's stream tag, as libstrophe writes it.
FrameOpen read_stream_tag(std::string_view item) {
  const auto frame = frame_of_stream_tag(item);
  const auto e = xml::parse(frame.value_or(std::string()));
  if (!e) return {};
  return {std::string(e->attr("from")),
          std::string(e->attr("to")),
          {},
          {},
          std::string(e->attr("xml:lang"))};
}

}  // namespace

BoshLink::BoshLink(Listener& listener, const xml::Limits& limits, Platform platform, Bosh bosh)
    : Link(listener, limits),
      p_(platform),
      bosh_(std::move(bosh)),
      soon_(p_.timers),
      due_(p_.timers) {}

BoshLink::~BoshLink() {
  for (const auto& [rid, exchange] : exchanges_)
    if (!exchange.farewell) p_.network.cancel_fetch(exchange.id);
}

bool BoshLink::connect(platform::Network&, const std::string& url, std::string&) {
  url_ = url;
  soon_.start(0, [this] {
    if (listener_) listener_->on_link_open("xmpp");
  });
  return true;
}

void BoshLink::close_socket(int) {
  soon_.cancel();
  due_.cancel();
}

void BoshLink::attach(std::string sid) {
  bosh_.attach(std::move(sid));
  created_ = attaching_ = true;
  open_stream({}, {}, {});
  attaching_ = false;
  soon_.start(0, [this] { pump(); });
}

void BoshLink::pause(bool paused) {
  if (paused)
    bosh_.pause();
  else
    bosh_.wake();
  pump();
}

// Requests are made when whoever writes has written all, so that much goes into one.
void BoshLink::write(std::string_view item) {
  if (attaching_) return;
  if (item == kStreamEnd) {
    bosh_.terminate();
    return pump();  // there may be no later
  }
  if (item.starts_with("<?xml") || item.starts_with("<stream:stream")) {
    if (std::exchange(created_, true))
      bosh_.restart();
    else
      bosh_.create(read_stream_tag(item));
  } else {
    if (listener_) listener_->on_link_wire(true, item);
    bosh_.send(item);
  }
  if (!soon_.pending()) soon_.start(0, [this] { pump(); });
}

void BoshLink::pump() {
  if (!listener_) return due_.cancel();
  while (auto request = bosh_.next_request(now())) make(std::move(*request));
  const int64_t due = bosh_.next_due();
  if (due < 0) return due_.cancel();
  due_.start(std::max<int64_t>(due - now(), 1), [this] {
    drain();
    pump();
  });
}

void BoshLink::make(BoshRequest request) {
  if (listener_) listener_->on_link_wire(true, head_of(request.body));
  if (const auto before = exchanges_.find(request.rid); before != exchanges_.end())
    p_.network.cancel_fetch(before->second.id);  // its answer is asked for again
  platform::HttpRequest http;
  http.method = "POST";
  http.url = url_;
  http.headers = {{"Content-Type", "text/xml; charset=utf-8"}};
  http.body = std::move(request.body);
  http.credentials = p_.credentials;
  http.timeout_ms = static_cast<int>(request.timeout_ms);
  http.max_bytes = kMaxBoshBody;
  http.keepalive = request.farewell;
  const uint32_t serial = ++serial_;
  Exchange& exchange = exchanges_[request.rid];
  exchange = {serial, 0, request.farewell};
  exchange.id = p_.network.fetch(std::move(http),
                                 [this, alive = std::weak_ptr<char>(alive_), rid = request.rid,
                                  serial](platform::HttpResponse response) {
                                   if (!alive.expired()) answered(rid, serial, std::move(response));
                                 });
}

void BoshLink::answered(uint64_t rid, uint32_t serial, platform::HttpResponse response) {
  const auto exchange = exchanges_.find(rid);
  if (exchange == exchanges_.end() || exchange->second.serial != serial) return;
  exchanges_.erase(exchange);
  if (!listener_) return;
  if (response.status != 0) listener_->on_link_wire(false, head_of(response.body));
  if (!listener_) return;
  if (response.error == "too-large")
    tell({.kind = BoshEnd::Kind::Bad, .error = xml::ParseError::TooLarge});
  else if (response.status == 0)
    bosh_.failed(rid, now());
  else
    bosh_.answered(rid, response.status, std::move(response.body), now());
  drain();
  pump();
}

void BoshLink::drain() {
  while (listener_) {
    const auto event = bosh_.next_event(now(), listener_->link_patience_ms());
    if (!event) return;
    std::visit([this](const auto& e) { tell(e); }, *event);
  }
}

// The parser starts anew when the first thing of the new stream is there: not before, since it may
// be at work when the restart is asked for.
bool BoshLink::begin_stream() {
  if (!std::exchange(awaiting_open_, false)) return true;
  if (!feed(stream_header(theirs_)) || !listener_) return false;
  listener_->on_link_stream(theirs_);
  return listener_ != nullptr;
}

void BoshLink::tell(const FrameOpen& open) {
  theirs_ = open;
  begin_stream();
}

void BoshLink::tell(const BoshStanza& stanza) {
  if (!begin_stream()) return;
  listener_->on_link_wire(false, stanza.xml);
  if (listener_) feed(stanza.xml);
}

void BoshLink::tell(const BoshEnd& end) {
  switch (end.kind) {
    case BoshEnd::Kind::Closed: return listener_->on_link_end({});
    case BoshEnd::Kind::Terminated: return listener_->on_link_terminated(end.condition, end.uri);
    case BoshEnd::Kind::Lost: return listener_->on_link_lost(1006, end.condition);
    case BoshEnd::Kind::Bad: return listener_->on_link_bad_frame(end.error);
  }
}

}  // namespace confab::xmpp
