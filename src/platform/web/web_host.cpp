// SPDX-License-Identifier: MIT
// Adapters over the page; see web_host.h.
#include "platform/web/web_host.h"

#include <algorithm>

#include "base/strings.h"
#include "platform/web/js.h"

namespace confab::platform {

namespace {
void verb(std::string_view name, std::string_view arg) {
  confab_js_host(name.data(), len(name), arg.data(), len(arg));
}
}  // namespace

void WebHost::emit(std::string_view event, std::string_view detail_json) {
  confab_js_emit(event.data(), len(event), detail_json.data(), len(detail_json));
}
void WebHost::reply(uint32_t call_id, std::string_view json, bool ok) {
  confab_js_reply(call_id, json.data(), len(json), ok ? 1 : 0);
}
void WebHost::copy_text(std::string_view text) { verb("copy", text); }
void WebHost::play_sound(std::string_view name) { verb("sound", name); }
void WebHost::open_link(std::string_view url) { verb("link", url); }
void WebHost::close_window() { verb("close", {}); }
void WebHost::set_theme(std::string_view scheme) { verb("theme", scheme); }
void WebHost::set_language(std::string_view tag) { verb("language", tag); }
void WebHost::ask_credentials(bool again) { verb("credentials", again ? "again" : ""); }

std::string WebHost::format_time(int64_t wall_ms, std::string_view style) {
  char buffer[128];
  const int n = confab_js_format_time(static_cast<double>(wall_ms), style.data(), len(style),
                                      buffer, sizeof buffer);
  return std::string(buffer, n > 0 ? static_cast<size_t>(n) : 0);
}

void WebTwin::apply(std::string_view patch) { confab_js_twin_apply(patch.data(), len(patch)); }

std::optional<std::string> WebStorage::get(std::string_view name) {
  const std::string key = prefix_ + std::string(name);
  std::string value(256, '\0');
  int need = confab_js_storage_get(key.data(), len(key), value.data(), len(value));
  if (need < 0) return std::nullopt;
  if (need > len(value)) {
    value.resize(static_cast<size_t>(need));
    need = confab_js_storage_get(key.data(), len(key), value.data(), need);
    if (need < 0) return std::nullopt;
  }
  value.resize(static_cast<size_t>(need));
  return value;
}
bool WebStorage::set(std::string_view name, std::string_view value) {
  const std::string key = prefix_ + std::string(name);
  return confab_js_storage_set(key.data(), len(key), value.data(), len(value)) == 1;
}
void WebStorage::remove(std::string_view name) {
  const std::string key = prefix_ + std::string(name);
  confab_js_storage_remove(key.data(), len(key));
}

void WebCrypto::random_bytes(uint8_t* out, size_t n) { confab_js_random(out, static_cast<int>(n)); }
void WebCrypto::pbkdf2(Hash hash, std::string_view password, std::string_view salt, int iterations,
                       Function<void(std::string key)> done) {
  const uint32_t id = ++last_id_;
  pending_[id] = std::move(done);
  const int bits = hash == Hash::Sha1 ? 1 : hash == Hash::Sha256 ? 256 : 512;
  confab_js_pbkdf2(id, bits, password.data(), len(password), salt.data(), len(salt), iterations);
}
void WebCrypto::seal(std::string_view secret, Function<void(std::string text)> done) {
  const uint32_t id = ++last_id_;
  pending_[id] = [done = std::move(done)](const std::string& bytes) { done(base64_encode(bytes)); };
  confab_js_seal(id, 0, secret.data(), len(secret));
}
void WebCrypto::unseal(std::string_view text, Function<void(std::string secret)> done) {
  const uint32_t id = ++last_id_;
  pending_[id] = std::move(done);
  const std::string bytes = base64_decode(text).value_or("");
  confab_js_seal(id, 1, bytes.data(), len(bytes));
}
std::string WebCrypto::nfkc(std::string_view text) {
  std::string out(text.size() * 3 + 64, '\0');
  int need = confab_js_nfkc(text.data(), len(text), out.data(), len(out));
  if (need > len(out)) {  // U+FDFA becomes 18 code points
    out.resize(static_cast<size_t>(need));
    need = confab_js_nfkc(text.data(), len(text), out.data(), need);
  }
  out.resize(static_cast<size_t>(need));
  return out;
}
void WebCrypto::pbkdf2_done(uint32_t id, std::string key) {
  const auto it = pending_.find(id);
  if (it == pending_.end()) return;
  auto done = std::move(it->second);
  pending_.erase(it);
  done(std::move(key));
}

void WebFrames::request(const char* reason) {
  if (requested_) return;
  const int64_t now = clock_.monotonic_ms();
  // A letter on its way to the screen would wait for the frame before it.
  const auto calm =
      now - typed_ms_ < 250 ? 100 : static_cast<int64_t>(std::clamp(3 * delay_ms_, 33.0, 100.0));
  const int64_t rest = last_ms_ + calm - now;
  if (rest <= 4 || std::string_view(reason) != "store") return ask();
  if (waiting_ != 0) return;
  waiting_ = timers_.after(rest - 4, [this] {  // the animation frame is a little later
    waiting_ = 0;
    ask();
  });
}

void WebFrames::ask() {
  requested_ = true;
  asked_ms_ = clock_.monotonic_ms();
  confab_js_request_frame();
}

void WebFrames::started() {
  requested_ = false;
  last_ms_ = clock_.monotonic_ms();
  // A hidden page keeps the wish for as long as it likes: that says nothing.
  const auto delay = static_cast<double>(std::min<int64_t>(last_ms_ - asked_ms_, 100));
  delay_ms_ += (delay - delay_ms_) * 0.2;
  timers_.cancel(waiting_);
  waiting_ = 0;
}

}  // namespace confab::platform
