// SPDX-License-Identifier: MIT
// Tcp: a non-blocking client connection with an unbounded send buffer; and splitting URLs. No TLS.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/function.h"
#include "platform/native/loop.h"

namespace confab::platform {

struct UrlParts {
  std::string scheme, host, port, path;  // path with its query; port filled in from the scheme
};
std::optional<UrlParts> split_url(std::string_view url);

class Tcp : public std::enable_shared_from_this<Tcp> {
 public:
  // Calls come from the loop only. After on_end none come.
  Function<void()> on_connected;
  Function<void(std::string_view)> on_data;
  Function<void()> on_end;

  static std::shared_ptr<Tcp> connect(Loop& loop, const std::string& host, const std::string& port);
  ~Tcp();
  void send(std::string_view bytes);
  size_t buffered() const { return out_.size(); }
  void drop();  // tries to write what is left, then closes; no further calls

 private:
  explicit Tcp(Loop& loop) : loop_(loop) {}
  void start(const std::string& host, const std::string& port);
  void watch();
  void ready(short events);
  void read_all();
  bool write_some();
  void end();

  Loop& loop_;
  int fd_ = -1;
  bool connected_ = false;
  std::string out_;
};

}  // namespace confab::platform
