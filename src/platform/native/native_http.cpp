// SPDX-License-Identifier: MIT
// NativeNetwork::fetch: one HTTP/1.1 request per connection. No redirects, no compression.
#include <charconv>

#include "base/strings.h"
#include "platform/native/native_network.h"
#include "platform/native/tcp.h"

namespace confab::platform {

struct NativeNetwork::Exchange {
  HttpRequest request;
  Function<void(HttpResponse)> done;
  Function<void()> forget;  // takes it out of the network's list
  std::shared_ptr<Tcp> tcp;
  std::string received;

  // Always from the loop; ends the exchange.
  void finish(HttpResponse response) {
    tcp->drop();
    forget();
    response.final_url = request.url;
    if (const auto fn = std::exchange(done, nullptr)) fn(std::move(response));
  }
  void fail(const char* why) {
    HttpResponse r;
    r.error = why;
    finish(std::move(r));
  }

  // The head promises a length and it is there: no need to wait for the server to close.
  void check(bool ended) {
    const size_t end = received.find("\r\n\r\n");
    if (end == received.npos) return ended ? fail("network") : void();
    const std::string head = ascii_lower(received.substr(0, end)) + "\r\n";
    std::string_view body = std::string_view(received).substr(end + 4);
    HttpResponse r;
    if (head.size() < 12 || !head.starts_with("http/1.")) return fail("network");
    std::from_chars(head.data() + 9, head.data() + 12, r.status);
    if (head.find("transfer-encoding: chunked") != head.npos) {
      if (!ended && !body.ends_with("0\r\n\r\n")) return;
      r.body = unchunked(body);
      return finish(std::move(r));
    }
    if (const size_t at = head.find("content-length:"); at != head.npos) {
      size_t length = 0;
      const std::string_view value = trim(std::string_view(head).substr(at + 15, 24));
      std::from_chars(value.data(), value.data() + value.size(), length);
      if (body.size() < length) return ended ? fail("network") : void();
      body = body.substr(0, length);
    } else if (!ended) {
      return;
    }
    r.body = body;
    finish(std::move(r));
  }

  static std::string unchunked(std::string_view in) {
    std::string out;
    for (;;) {
      const size_t line = in.find("\r\n");
      size_t size = 0;
      if (line == in.npos) return out;
      std::from_chars(in.data(), in.data() + line, size, 16);
      if (size == 0 || in.size() < line + 2 + size) return out;
      out += in.substr(line + 2, size);
      in.remove_prefix(std::min(in.size(), line + 4 + size));
    }
  }
};

NativeNetwork::~NativeNetwork() {
  while (!exchanges_.empty()) cancel_fetch(exchanges_.begin()->first);
}

void NativeNetwork::cancel_fetch(FetchId id) {
  const auto it = exchanges_.find(id);
  if (it == exchanges_.end()) return;
  const auto x = it->second;
  exchanges_.erase(it);
  x->done = nullptr;
  x->tcp->drop();
}

FetchId NativeNetwork::fetch(HttpRequest request, Function<void(HttpResponse)> done) {
  const FetchId id = ++last_fetch_;
  const auto parts = split_url(request.url);
  if (!parts || parts->scheme != "http") {
    loop_.after(0, [done = std::move(done)] {
      HttpResponse r;
      r.error = "network";
      done(std::move(r));
    });
    return id;
  }
  auto x = std::make_shared<Exchange>();
  x->request = std::move(request);
  x->done = std::move(done);
  std::string text = x->request.method + " " + parts->path + " HTTP/1.1\r\nHost: " + parts->host +
                     ":" + parts->port + "\r\nConnection: close\r\nContent-Length: " +
                     std::to_string(x->request.body.size()) + "\r\n";
  for (const auto& [name, value] : x->request.headers) text += name + ": " + value + "\r\n";
  text += "\r\n" + x->request.body;
  // The list holds the exchange, and that the connection; the callbacks hold neither.
  const std::weak_ptr<Exchange> weak = x;
  x->tcp = Tcp::connect(loop_, parts->host, parts->port);
  x->tcp->on_connected = [weak, text = std::move(text)] {
    if (const auto x = weak.lock()) x->tcp->send(text);
  };
  x->tcp->on_data = [weak](std::string_view bytes) {
    const auto x = weak.lock();
    if (!x || !x->done) return;
    x->received += bytes;
    if (x->received.size() > x->request.max_bytes + 64 * 1024) return x->fail("too-large");
    x->check(false);
  };
  x->tcp->on_end = [weak] {
    if (const auto x = weak.lock(); x && x->done) x->check(true);
  };
  const TimerId limit = loop_.after(x->request.timeout_ms, [weak] {
    if (const auto x = weak.lock(); x && x->done) x->fail("timeout");
  });
  x->forget = [this, id, limit] {
    loop_.cancel(limit);
    // Later: its connection may be calling at the moment.
    if (const auto it = exchanges_.find(id); it != exchanges_.end()) {
      loop_.after(0, [x = it->second] {});
      exchanges_.erase(it);
    }
  };
  exchanges_[id] = std::move(x);
  return id;
}

}  // namespace confab::platform
