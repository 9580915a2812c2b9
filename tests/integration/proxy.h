// SPDX-License-Identifier: MIT
// Proxy: a TCP relay on loopback that can kill both ends after an exact number of bytes, keep what
// passes waiting, and say again what was asked.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/native/loop.h"

namespace confab::test {

class Proxy {
 public:
  // Relays 127.0.0.1:port() to 127.0.0.1:`target_port`.
  Proxy(platform::Loop& loop, int target_port);
  ~Proxy();
  int port() const { return port_; }

  // Of the newest connection: after `bytes` more in that direction nothing passes any more, in
  // neither direction, and both ends are closed.
  void cut_after(size_t bytes, bool towards_server);
  void cut_now();
  void set_down(bool down);        // cuts all there are; new ones are closed at once
  void set_stalled(bool stalled);  // nothing passes, and nobody is told
  void set_delay(int64_t ms, bool towards_server);
  // The newest connection's HTTP request once more, as some relays do; nobody gets the answer.
  // False: it is none.
  bool duplicate();
  int connections() const { return static_cast<int>(pipes_.size()); }  // there ever were
  int cuts() const { return cuts_; }

 private:
  struct Pipe;
  void accept_one();
  platform::Loop& loop_;
  int target_port_, listener_ = -1, port_ = 0, cuts_ = 0;
  bool down_ = false, stalled_ = false;
  int64_t delay_ms_[2] = {0, 0};  // towards the server, towards the client
  std::vector<std::shared_ptr<Pipe>> pipes_;
};

}  // namespace confab::test
