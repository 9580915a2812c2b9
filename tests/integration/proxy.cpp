// SPDX-License-Identifier: MIT
// See proxy.h.
#include "integration/proxy.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

namespace confab::test {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(static_cast<uint16_t>(port));
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return a;
}

}  // namespace

struct Proxy::Pipe {
  platform::Loop& loop;
  int& cuts;
  int fd[2] = {-1, -1};             // client, server
  std::optional<size_t> budget[2];  // of what comes from fd[i]

  void start() {
    for (int i : {0, 1}) loop.watch(fd[i], POLLIN, [this, i](short) { relay(i); });
  }
  void relay(int from) {
    char buffer[16384];
    size_t want = sizeof buffer;
    if (budget[from] && *budget[from] < want) want = *budget[from];
    const ssize_t n = want ? recv(fd[from], buffer, want, 0) : 0;
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n > 0) {
      // Loopback buffers hold more than any test sends at once.
      EXPECT_EQ(send(fd[1 - from], buffer, static_cast<size_t>(n), MSG_NOSIGNAL), n);
      if (!budget[from]) return;
      *budget[from] -= static_cast<size_t>(n);
      if (*budget[from] > 0) return;
    }
    cut();
  }
  void cut() {
    if (fd[0] < 0) return;
    for (int& f : fd) {
      loop.unwatch(f);
      close(f);
      f = -1;
    }
    ++cuts;
  }
};

Proxy::Proxy(platform::Loop& loop, int target_port) : loop_(loop), target_port_(target_port) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(listen(listener_, 16), 0);
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  loop_.watch(listener_, POLLIN, [this](short) { accept_one(); });
}

Proxy::~Proxy() {
  for (const auto& p : pipes_) p->cut();
  loop_.unwatch(listener_);
  close(listener_);
}

void Proxy::accept_one() {
  const int client = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (client < 0) return;
  if (down_) {
    close(client);
    return;
  }
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(target_port_);
  if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(client);
    close(server);
    return;
  }
  auto pipe = std::make_shared<Pipe>(Pipe{loop_, cuts_, {client, server}, {}});
  pipe->start();
  pipes_.push_back(std::move(pipe));
}

void Proxy::cut_after(size_t bytes, bool towards_server) {
  pipes_.back()->budget[towards_server ? 0 : 1] = bytes;
}
void Proxy::set_down(bool down) {
  down_ = down;
  for (const auto& p : pipes_)
    if (down) p->cut();
}
void Proxy::cut_now() { pipes_.back()->cut(); }

}  // namespace confab::test
