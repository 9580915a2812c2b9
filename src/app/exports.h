// SPDX-License-Identifier: MIT
// The core's C API towards JavaScript (embed/ and web/). One module instance serves one widget, so
// there is no handle. Buffers given as ptr+len are malloc'ed by the caller and freed by it.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Strict options (validated by embed/, every key present) as JSON. The session begins at once. 0 on
// success, else an error code of app/.
int confab_create(const char* options_json, int len);
void confab_graphics(void);  // the canvas has a WebGL2 context: draw on it; at most once
void confab_destroy(void);   // closes the stream, releases all listeners and GL objects

// One API call: {"call": "chats.send", "args": {...}} (names and arguments: app/api.h); answered
// once by confab_js_reply(id, ...).
void confab_call(uint32_t id, const char* json, int len);

// One animation frame. Size in CSS px of the window's inside. Draws, patches the twin.
void confab_frame(double now_ms, float width, float height, float dpr);
void confab_timer(void);  // the deadline of confab_js_wake_at passed

// What the page knows: {"visible":bool,"open":bool,"online":bool,"dark":bool,"contrast":bool,
// "reduced_motion":bool,"rtl":bool,"touch":bool,"font_scale":n,"keyboard_inset":px,
// "closable":bool,"lang":"en","gl":bool}; any subset of keys; sent when something changes.
void confab_environment(const char* json, int len);
void confab_strings(const char* json, int len);  // {"id": "text", ...}: the language's strings

// See platform/twin.h TwinEvent.
void confab_twin_event(int event, uint32_t id, const char* value, int len, float x, float y,
                       int flags);
// Pointer over the twin's root in CSS px; kind 0 move, 1 down, 2 up, 3 leave. 1 when a frame is
// due.
int confab_pointer(int kind, float x, float y, int buttons);

const char* confab_stats(void);  // JSON of contract section 3, valid until the next call
void confab_context_lost(
    int lost);  // 1: webglcontextlost; 0: restored, or never will be (gl false)

void confab_socket_open(uint32_t id, const char* protocol, int len);
void confab_socket_text(uint32_t id, const char* text, int len);
void confab_socket_close(uint32_t id, int code, const char* reason, int len);
void confab_fetch_done(uint32_t id, int status, const char* body, int body_len, const char* error,
                       int error_len, const char* url, int url_len);
// platform/database.h Outcome; records as JSON [key, value, ...].
void confab_database_done(uint32_t id, int outcome, const char* records_json, int len);
void confab_page(int what);  // 0: hidden or frozen; 1: about to go; 2: back from a 1; 3: may keep
void confab_pbkdf2_done(uint32_t id, const uint8_t* key, int len);
void confab_tab_text(uint32_t id, const char* text, int len);
void confab_tab_lock(uint32_t id, int held);
void confab_tab_sleep(uint32_t id, int asleep);

#ifdef __cplusplus
}
#endif
