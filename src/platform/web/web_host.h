// SPDX-License-Identifier: MIT
// The small adapters over the page: host, twin, storage, crypto, frames. Each forwards to
// platform/web/js.h and nothing more.
#pragma once

#include <map>

#include "platform/crypto.h"
#include "platform/host.h"
#include "platform/storage.h"
#include "platform/twin.h"
#include "platform/web/web_clock.h"

namespace confab::platform {

class WebHost final : public Host {
 public:
  void emit(std::string_view event, std::string_view detail_json) override;
  void reply(uint32_t call_id, std::string_view json, bool ok) override;
  void copy_text(std::string_view text) override;
  void play_sound(std::string_view name) override;
  void open_link(std::string_view url) override;
  void close_window() override;
  void set_theme(std::string_view scheme) override;
  void set_language(std::string_view tag) override;
  void ask_credentials(bool again) override;
  std::string format_time(int64_t wall_ms, std::string_view style) override;
};

class WebTwin final : public TwinSink {
 public:
  void apply(std::string_view patch) override;
};

class WebStorage final : public Storage {
 public:
  explicit WebStorage(std::string prefix = {}) : prefix_(std::move(prefix)) {}  // of all keys
  std::optional<std::string> get(std::string_view key) override;
  bool set(std::string_view key, std::string_view value) override;
  void remove(std::string_view key) override;

 private:
  const std::string prefix_;
};

class WebCrypto final : public Crypto {
 public:
  void random_bytes(uint8_t* out, size_t n) override;
  void pbkdf2(Hash hash, std::string_view password, std::string_view salt, int iterations,
              Function<void(std::string key)> done) override;
  void seal(std::string_view secret, Function<void(std::string text)> done) override;
  void unseal(std::string_view text, Function<void(std::string secret)> done) override;
  std::string nfkc(std::string_view text) override;
  void pbkdf2_done(uint32_t id, std::string key);  // from JavaScript

 private:
  std::map<uint32_t, Function<void(std::string)>> pending_;
  uint32_t last_id_ = 0;
};

class WebFrames final : public FrameScheduler {
 public:
  WebFrames(const WebClock& clock, WebTimers& timers) : clock_(clock), timers_(timers) {}
  // "store", what comes from the network, is drawn up to 30 times a second, and less often where
  // frames take long to come or somebody types; what people do is drawn at once.
  void request(const char* reason) override;
  void started();  // the asked-for frame has come
  void typed() { typed_ms_ = clock_.monotonic_ms(); }

 private:
  void ask();

  const WebClock& clock_;
  WebTimers& timers_;
  bool requested_ = false;
  int64_t last_ms_ = -1000, asked_ms_ = 0, typed_ms_ = -1000;
  double delay_ms_ = 0;  // from asking to the frame, smoothed
  TimerId waiting_ = 0;
};

}  // namespace confab::platform
