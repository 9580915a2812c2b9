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

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

namespace confab::test {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(static_cast<uint16_t>(port));
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return a;
}

int connect_to(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

constexpr size_t kMaxAsked = 64 * 1024;

}  // namespace

struct Proxy::Pipe : std::enable_shared_from_this<Pipe> {
  Pipe(platform::Loop& on, int& count, const int64_t* delays, int client, int server)
      : loop(on), cuts(count), delay_ms(delays), fd{client, server} {}
  platform::Loop& loop;
  int& cuts;
  const int64_t* delay_ms;
  int fd[2];                        // client, server
  std::optional<size_t> budget[2];  // of what comes from fd[i]
  int64_t due_ms[2] = {0, 0};       // of the last that waits
  std::string asked;                // by the client, from the beginning

  void watch(bool on) {
    for (int i : {0, 1}) {
      if (fd[i] < 0) continue;
      if (on) loop.watch(fd[i], POLLIN, [this, i](short) { relay(i); });
      if (!on) loop.unwatch(fd[i]);
    }
  }
  void relay(int from) {
    char buffer[16384];
    size_t want = sizeof buffer;
    if (budget[from] && *budget[from] < want) want = *budget[from];
    const ssize_t n = want ? recv(fd[from], buffer, want, 0) : 0;
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) return cut();
    const std::string_view data(buffer, static_cast<size_t>(n));
    if (from == 0 && asked.size() < kMaxAsked) asked += data;
    const int64_t now = loop.monotonic_ms();
    if (delay_ms[from] || due_ms[from] > now) {  // what comes after something that waits, waits
      due_ms[from] = std::max(now + delay_ms[from], due_ms[from]);
      loop.after(due_ms[from] - now,
                 [this, from, text = std::string(data), alive = weak_from_this()] {
                   if (!alive.expired()) pass(from, text);
                 });
    } else {
      pass(from, data);
    }
  }
  void pass(int from, std::string_view data) {
    if (fd[0] < 0) return;
    // Loopback buffers hold more than any test sends at once; an end that is gone says so itself.
    const ssize_t n = send(fd[1 - from], data.data(), data.size(), MSG_NOSIGNAL);
    EXPECT_TRUE(n < 0 || n == static_cast<ssize_t>(data.size())) << n;
    if (!budget[from]) return;
    *budget[from] -= std::min(*budget[from], data.size());
    if (*budget[from] == 0) cut();
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
  const int server = connect_to(target_port_);
  if (server < 0) {
    close(client);
    return;
  }
  pipes_.push_back(std::make_shared<Pipe>(loop_, cuts_, delay_ms_, client, server));
  if (!stalled_) pipes_.back()->watch(true);
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
void Proxy::set_stalled(bool stalled) {
  if (std::exchange(stalled_, stalled) == stalled) return;
  for (const auto& p : pipes_) p->watch(!stalled);
}
void Proxy::set_delay(int64_t ms, bool towards_server) { delay_ms_[towards_server ? 0 : 1] = ms; }

bool Proxy::duplicate() {
  if (pipes_.empty() || !pipes_.back()->asked.starts_with("POST")) return false;
  const std::string& asked = pipes_.back()->asked;
  const int server = connect_to(target_port_);
  if (server < 0) return false;
  send(server, asked.data(), asked.size(), MSG_NOSIGNAL);
  loop_.watch(server, POLLIN, [this, server](short) {
    char buffer[16384];
    if (recv(server, buffer, sizeof buffer, MSG_DONTWAIT) > 0) return;
    loop_.unwatch(server);
    close(server);
  });
  return true;
}

}  // namespace confab::test
