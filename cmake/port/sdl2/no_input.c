// SPDX-License-Identifier: MIT
// SDL without its input, cursor and framebuffer files: all input comes through the DOM twin, so
// that SDL can never listen on the page's window or document, whatever a hint says.
#include <emscripten/html5.h>

#include "../../SDL_internal.h"
#include "SDL_emscriptenevents.h"
#include "SDL_emscriptenframebuffer.h"
#include "SDL_emscriptenmouse.h"

void Emscripten_RegisterEventHandlers(SDL_WindowData* data) { (void)data; }
void Emscripten_UnregisterEventHandlers(SDL_WindowData* data) { (void)data; }
EM_BOOL Emscripten_HandleCanvasResize(int type, const void* reserved, void* user) {
  (void)type, (void)reserved, (void)user;
  return 0;
}
void Emscripten_InitMouse(void) {}
void Emscripten_FiniMouse(void) {}

int Emscripten_CreateWindowFramebuffer(_THIS, SDL_Window* window, Uint32* format, void** pixels,
                                       int* pitch) {
  (void)_this, (void)window, (void)format, (void)pixels, (void)pitch;
  return SDL_Unsupported();
}
int Emscripten_UpdateWindowFramebuffer(_THIS, SDL_Window* window, const SDL_Rect* rects,
                                       int count) {
  (void)_this, (void)window, (void)rects, (void)count;
  return SDL_Unsupported();
}
void Emscripten_DestroyWindowFramebuffer(_THIS, SDL_Window* window) { (void)_this, (void)window; }

// Stand in for Emscripten's full-screen functions (ConfabSdl2.cmake renames them): only the visitor
// and the loader decide how large the chat is.
EMSCRIPTEN_RESULT confab_sdl2_no_fullscreen(const char* target, EM_BOOL defer,
                                            const EmscriptenFullscreenStrategy* strategy);
EMSCRIPTEN_RESULT confab_sdl2_no_fullscreen(const char* target, EM_BOOL defer,
                                            const EmscriptenFullscreenStrategy* strategy) {
  (void)target, (void)defer, (void)strategy;
  return EMSCRIPTEN_RESULT_NOT_SUPPORTED;
}
EMSCRIPTEN_RESULT confab_sdl2_no_exit(void);
EMSCRIPTEN_RESULT confab_sdl2_no_exit(void) { return EMSCRIPTEN_RESULT_NOT_SUPPORTED; }
