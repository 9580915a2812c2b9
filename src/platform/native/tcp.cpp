// SPDX-License-Identifier: MIT
// See tcp.h.
#include "platform/native/tcp.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "base/strings.h"

namespace confab::platform {

std::optional<UrlParts> split_url(std::string_view url) {
  UrlParts out;
  const size_t colon = url.find("://");
  if (colon == url.npos) return std::nullopt;
  out.scheme = ascii_lower(url.substr(0, colon));
  url.remove_prefix(colon + 3);
  const size_t slash = url.find('/');
  std::string_view authority = url.substr(0, slash);
  out.path = slash == url.npos ? "/" : std::string(url.substr(slash));
  const bool tls = out.scheme == "wss" || out.scheme == "https";
  if (!tls && out.scheme != "ws" && out.scheme != "http") return std::nullopt;
  out.port = tls ? "443" : "80";
  const size_t bracket = authority.rfind(']'), last = authority.rfind(':');
  if (last != authority.npos && (bracket == authority.npos || last > bracket)) {
    out.port = authority.substr(last + 1);
    authority = authority.substr(0, last);
  }
  if (authority.starts_with('[') && authority.ends_with(']'))
    authority = authority.substr(1, authority.size() - 2);
  if (authority.empty() || out.port.empty()) return std::nullopt;
  out.host = authority;
  return out;
}

std::shared_ptr<Tcp> Tcp::connect(Loop& loop, const std::string& host, const std::string& port) {
  std::shared_ptr<Tcp> tcp(new Tcp(loop));
  tcp->start(host, port);
  return tcp;
}

Tcp::~Tcp() { drop(); }

void Tcp::start(const std::string& host, const std::string& port) {
  addrinfo hints{}, *list = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  // "localhost" is 127.0.0.1 here: test servers listen there and nowhere else.
  const std::string name = host == "localhost" || host.ends_with(".localhost") ? "127.0.0.1" : host;
  if (getaddrinfo(name.c_str(), port.c_str(), &hints, &list) == 0) {
    fd_ = socket(list->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(fd_, list->ai_addr, list->ai_addrlen) != 0 && errno != EINPROGRESS) {
      close(fd_);
      fd_ = -1;
    }
    freeaddrinfo(list);
  }
  if (fd_ >= 0) return watch();
  loop_.after(0, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->end();
  });
}

void Tcp::watch() {
  const short events = static_cast<short>(POLLIN | (!connected_ || !out_.empty() ? POLLOUT : 0));
  loop_.watch(fd_, events, [weak = weak_from_this()](short e) {
    if (const auto self = weak.lock()) self->ready(e);
  });
}

void Tcp::ready(short events) {
  if (!connected_) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) return end();
    connected_ = true;
    if (on_connected) on_connected();
    if (fd_ < 0) return;
  }
  if (events & (POLLIN | POLLHUP | POLLERR)) read_all();
  if (fd_ < 0) return;
  if (!write_some()) return end();
  watch();
}

void Tcp::read_all() {
  char buffer[65536];
  while (fd_ >= 0) {
    const ssize_t n = recv(fd_, buffer, sizeof buffer, 0);
    if (n > 0) {
      if (on_data) on_data({buffer, static_cast<size_t>(n)});
      continue;
    }
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    return end();
  }
}

bool Tcp::write_some() {
  while (!out_.empty()) {
    const ssize_t n = ::send(fd_, out_.data(), out_.size(), MSG_NOSIGNAL);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    out_.erase(0, static_cast<size_t>(n));
  }
  return true;
}

void Tcp::send(std::string_view bytes) {
  if (fd_ < 0) return;
  out_ += bytes;
  if (connected_) write_some();  // an error shows when the loop reads
  watch();
}

void Tcp::drop() {
  if (fd_ < 0) return;
  if (connected_) write_some();
  loop_.unwatch(fd_);
  close(fd_);
  fd_ = -1;
}

void Tcp::end() {
  drop();
  if (const auto fn = std::exchange(on_end, nullptr)) fn();
}

}  // namespace confab::platform
