// SPDX-License-Identifier: MIT
// Every JavaScript function the core calls, one block per web/library_confab_<theme>.js. Strings go
// over as pointer + byte length, UTF-8. Nothing here blocks.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// library_confab_socket.js -> _confab_socket_open/_text/_close, _confab_fetch_done
int confab_js_socket_connect(uint32_t id, const char* url, int url_len, const char* protocol,
                             int protocol_len);  // 0 ok, else refused
void confab_js_socket_send(uint32_t id, const char* text, int len);
double confab_js_socket_buffered(uint32_t id);
void confab_js_socket_close(uint32_t id, int code, const char* reason, int len);
void confab_js_socket_drop(uint32_t id);
void confab_js_fetch(uint32_t id, const char* request_json,
                     int len);  // {method,url,headers,body,credentials,timeout_ms,keepalive,
                                // max_bytes}
void confab_js_fetch_cancel(uint32_t id);
int confab_js_page_secure(void);
int confab_js_page_online(void);

// library_confab_tabs.js -> _confab_tab_text/_lock/_sleep
int confab_js_tabs_available(void);
int confab_js_tabs_join(uint32_t id, const char* name, int len);  // 1 joined
void confab_js_tabs_post(uint32_t id, const char* text, int len);
void confab_js_tabs_ask(uint32_t id, int steal);
void confab_js_tabs_release(uint32_t id);
void confab_js_tabs_leave(uint32_t id);

// library_confab_time.js -> _confab_timer (one timer per instance, the earliest deadline)
double confab_js_now(void);                // performance.now(), ms
double confab_js_wall(void);               // Date.now(), ms
int confab_js_utc_offset(double wall_ms);  // minutes east
void confab_js_wake_at(double delay_ms);   // replaces the earlier request; < 0: none
void confab_js_request_frame(void);        // -> _confab_frame(now, width, height, dpr)

// library_confab_crypto.js -> _confab_pbkdf2_done
void confab_js_random(uint8_t* out, int n);
void confab_js_pbkdf2(uint32_t id, int hash_bits, const char* password, int password_len,
                      const char* salt, int salt_len, int iterations);  // hash_bits 1, 256, 512
// AES-GCM by a key in IndexedDB that cannot be read out; the answer comes as for pbkdf2.
void confab_js_seal(uint32_t id, int open, const char* bytes, int len);
int confab_js_nfkc(const char* text, int len, char* out, int max);  // needed bytes

// library_confab_text.js (see platform/rasterizer.h)
float confab_js_text_measure(const char* text, int len, uint32_t font_key, int rtl);
void confab_js_text_metrics(uint32_t font_key, float* ascent_descent);
int confab_js_text_breaks(const char* text, int len, const char* lang, int lang_len, int words,
                          uint32_t* out, int max);  // count of byte offsets
int confab_js_text_epoch(void);
uint32_t confab_js_page_create(int width, int height);  // GL texture name
void confab_js_page_destroy(uint32_t page);
// Flat records of 12 u32 each: text ptr, text len, font key, flags(1=rtl), rgba, lang ptr, lang
// len, baseline*64, pad*64, x|y<<16, w|h<<16, picture.
void confab_js_text_paint(uint32_t page, const uint32_t* records, int count, float dpr);
int confab_js_picture(uint32_t id, const char* bytes, int len);  // 1 can be painted

// library_confab_graphics.js
void confab_js_canvas_bind(void);  // "#canvas" means this widget's canvas from now on
void confab_js_canvas_size(int width_px, int height_px);  // clears it
int confab_js_gl_create(void);  // a WebGL 2 context on this widget's canvas; 0: none to be had
void confab_js_gl_delete(int context);
int confab_js_gl_compiled(uint32_t program);  // 0: linking still; asking does not wait for it

// library_confab_database.js -> _confab_database_done
void confab_js_database(uint32_t id, int what, const char* text,
                        int len);  // 0 load prefix, 1 write [key, value...], 2 clear prefix

// library_confab_twin.js -> _confab_twin_event
void confab_js_twin_apply(const char* patch, int len);

// library_confab_host.js -> _confab_call, _confab_set_*
void confab_js_emit(const char* name, int name_len, const char* json, int json_len);
void confab_js_reply(uint32_t call, const char* json, int len, int ok);
void confab_js_host(const char* verb, int verb_len, const char* arg,
                    int arg_len);  // copy, sound, link, close, theme, language, credentials
int confab_js_format_time(double wall_ms, const char* style, int style_len, char* out,
                          int max);  // bytes written
int confab_js_storage_get(const char* key, int len, char* out,
                          int max);  // needed bytes, -1 missing
int confab_js_storage_set(const char* key, int len, const char* value, int value_len);  // 1 kept
void confab_js_storage_remove(const char* key, int len);
void confab_js_log(int level, const char* text, int len);
void confab_js_out_of_memory(void);  // does not return

#ifdef __cplusplus
}

#include <string_view>

namespace confab::platform {
inline int len(std::string_view s) { return static_cast<int>(s.size()); }
}  // namespace confab::platform
#endif
