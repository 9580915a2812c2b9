// SPDX-License-Identifier: MIT
// The C API of app/exports.h over one App: what JavaScript calls ends here. The only mutable global
// of the program, since one module instance is one widget.
#include "app/exports.h"

#include <emscripten/emscripten.h>
#include <emscripten/heap.h>

#include <memory>
#include <new>

#include "app/app.h"
#include "platform/web/js.h"
#include "platform/web/web_clock.h"
#include "platform/web/web_database.h"
#include "platform/web/web_graphics.h"
#include "platform/web/web_host.h"
#include "platform/web/web_network.h"
#include "platform/web/web_rasterizer.h"
#include "platform/web/web_tabs.h"

namespace {

using namespace confab;

struct Instance {
  platform::WebClock clock;
  platform::WebTimers timers;
  platform::WebNetwork network;
  platform::WebCrypto crypto;
  platform::WebTabs tabs;
  platform::WebStorage storage, journal{"tab/"};
  platform::WebDatabase database;
  platform::WebHost host;
  platform::WebFrames frames{clock, timers};
  platform::WebTwin twin;
  platform::WebRasterizer rasterizer;
  platform::WebGraphics graphics;
  std::unique_ptr<app::App> app;
  double last_frame_ms = -1000;
  double min_interval_ms = 0;
  bool shown = false;  // the page knows that there is a whole picture
  std::string stats;
};
Instance* g_instance = nullptr;

std::string_view view(const char* data, int len) {
  return {data, static_cast<size_t>(len < 0 ? 0 : len)};
}

void log_to_console(LogLevel level, std::string_view area, std::string_view text) {
  const std::string line = std::string(area) + ": " + std::string(text);
  confab_js_log(static_cast<int>(level), line.data(), static_cast<int>(line.size()));
}

}  // namespace

extern "C" {

int confab_create(const char* options_json, int len) {
  if (g_instance) return 1;
  const auto options = Json::parse(view(options_json, len));
  if (!options) return 2;
  std::set_new_handler(confab_js_out_of_memory);
  g_instance = new Instance;
  Instance& i = *g_instance;
  const double fps = (*options)["rendering"]["max_fps"].as_number(60);
  i.min_interval_ms = fps > 0 ? 1000.0 / fps - 3 : 0;
  i.app = std::make_unique<app::App>(
      app::AppPlatform{i.clock, i.timers, i.network, i.crypto, i.storage, i.host, i.frames, i.twin,
                       i.rasterizer, log_to_console, &i.tabs, &i.journal, &i.database},
      *options);
  i.frames.request("start");
  i.app->start();
  return 0;
}

void confab_graphics(void) {
  if (!g_instance || !g_instance->graphics.start()) return;
  g_instance->frames.request("graphics");
}

void confab_destroy(void) {
  if (!g_instance) return;
  g_instance->app->shell().graphics_lost();
  g_instance->app.reset();
  delete g_instance;
  g_instance = nullptr;
}

void confab_call(uint32_t id, const char* json, int len) {
  if (!g_instance) return;
  const auto request = Json::parse(view(json, len));
  g_instance->app->call(id, request ? *request : Json::object());
}

void confab_frame(double now_ms, float width, float height, float dpr) {
  if (!g_instance) return;
  Instance& i = *g_instance;
  i.frames.started();
  if (width < 1 || height < 1) return;
  if (now_ms - i.last_frame_ms < i.min_interval_ms) return i.frames.request("pace");
  i.last_frame_ms = now_ms;
  const bool paint = i.graphics.can_draw(), settled = i.graphics.settled();
  if (i.graphics.ready() && !settled) i.frames.request("gpu");  // until then the twin goes on alone
  i.rasterizer.set_graphics(settled);
  i.rasterizer.set_dpr(dpr);
  i.app->frame(width, height, dpr, paint ? i.graphics.begin(width, height, dpr) : nullptr);
  if (paint) i.graphics.end(i.app->shell().background(), i.rasterizer.paints());
  if (!paint || i.shown || !i.app->shell().all_painted()) return;
  i.shown = true;
  constexpr std::string_view kPainted = "painted";
  confab_js_host(kPainted.data(), kPainted.size(), "", 0);
}

void confab_timer(void) {
  if (g_instance) g_instance->timers.fire();
}

void confab_environment(const char* json, int len) {
  if (!g_instance) return;
  if (const auto changes = Json::parse(view(json, len))) g_instance->app->set_environment(*changes);
}

void confab_strings(const char* json, int len) {
  if (!g_instance) return;
  const auto parsed = Json::parse(view(json, len));
  if (!parsed) return;
  std::vector<std::pair<std::string, std::string>> strings;
  for (const auto& [id, text] : parsed->members()) strings.emplace_back(id, text.as_string());
  g_instance->app->shell().set_strings(std::move(strings));
  g_instance->frames.request("strings");
}

void confab_twin_event(int event, uint32_t id, const char* value, int len, float x, float y,
                       int flags) {
  if (!g_instance) return;
  const auto what = static_cast<platform::TwinEvent>(event);
  if (what == platform::TwinEvent::Input) g_instance->frames.typed();
  g_instance->app->shell().on_twin(what, id, view(value, len), x, y, flags);
}

int confab_pointer(int kind, float x, float y, int buttons) {
  if (!g_instance) return 0;
  const bool changed = g_instance->app->shell().on_pointer(kind, x, y, buttons);
  if (changed) g_instance->frames.request("pointer");
  return changed ? 1 : 0;
}

const char* confab_stats(void) {
  if (!g_instance) return "{}";
  auto stats = Json::parse(g_instance->app->stats());
  stats->set("heap_bytes", static_cast<double>(emscripten_get_heap_size()));
  g_instance->stats = stats->dump();
  return g_instance->stats.c_str();
}

void confab_context_lost(int lost) {
  if (!g_instance) return;
  g_instance->app->shell().graphics_lost();
  g_instance->graphics.set_lost(lost != 0);
  g_instance->shown = false;
  g_instance->rasterizer.set_graphics(false);  // until the new one has settled
  g_instance->frames.request("context");
}

void confab_socket_open(uint32_t id, const char* protocol, int len) {
  if (g_instance) g_instance->network.socket_open(id, view(protocol, len));
}
void confab_socket_text(uint32_t id, const char* text, int len) {
  if (g_instance) g_instance->network.socket_text(id, view(text, len));
}
void confab_socket_close(uint32_t id, int code, const char* reason, int len) {
  if (g_instance) g_instance->network.socket_close(id, code, view(reason, len));
}
void confab_fetch_done(uint32_t id, int status, const char* body, int body_len, const char* error,
                       int error_len, const char* url, int url_len) {
  if (!g_instance) return;
  platform::HttpResponse response;
  response.status = status;
  response.body = view(body, body_len);
  response.error = view(error, error_len);
  response.final_url = view(url, url_len);
  g_instance->network.fetch_done(id, std::move(response));
}
void confab_tab_text(uint32_t id, const char* text, int len) {
  if (g_instance) g_instance->tabs.tab_text(id, view(text, len));
}
void confab_tab_lock(uint32_t id, int held) {
  if (g_instance) g_instance->tabs.tab_lock(id, held != 0);
}
void confab_tab_sleep(uint32_t id, int asleep) {
  if (g_instance) g_instance->tabs.tab_sleep(id, asleep != 0);
}
void confab_database_done(uint32_t id, int outcome, const char* records_json, int len) {
  if (g_instance) g_instance->database.done(id, outcome, view(records_json, len));
}
void confab_page(int what) {
  if (g_instance) g_instance->app->page(what);
}
void confab_pbkdf2_done(uint32_t id, const uint8_t* key, int len) {
  if (g_instance)
    g_instance->crypto.pbkdf2_done(id, std::string(view(reinterpret_cast<const char*>(key), len)));
}

}  // extern "C"
