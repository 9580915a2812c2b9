// SPDX-License-Identifier: MIT
// SDL's OpenGL ES contexts straight on WebGL 2, without the emulated EGL in between and the library
// of page-wide helpers (full screen, pointer lock, main loop) that Emscripten's EGL brings along.
// There is one window, one context, and the browser presents it by itself.
#include "../../SDL_internal.h"

#include "SDL_emscriptenopengles.h"
#include "platform/web/js.h"

int Emscripten_GLES_LoadLibrary(_THIS, const char* path) {
  (void)_this, (void)path;
  return 0;
}
void SDL_EGL_UnloadLibrary(_THIS) { (void)_this; }
void* SDL_EGL_GetProcAddress(_THIS, const char* name) {  // would keep every WebGL function alive
  (void)_this, (void)name;
  return NULL;
}

SDL_GLContext Emscripten_GLES_CreateContext(_THIS, SDL_Window* window) {
  (void)_this, (void)window;
  const int context = confab_js_gl_create();
  if (!context) SDL_SetError("no WebGL 2");
  return (SDL_GLContext)(intptr_t)context;
}
void SDL_EGL_DeleteContext(_THIS, SDL_GLContext context) {
  (void)_this;
  confab_js_gl_delete((int)(intptr_t)context);
}
int Emscripten_GLES_MakeCurrent(_THIS, SDL_Window* window, SDL_GLContext context) {
  (void)_this, (void)window, (void)context;
  return 0;
}

EGLSurface* SDL_EGL_CreateSurface(_THIS, NativeWindowType window) {
  (void)_this, (void)window;
  return (EGLSurface*)1;
}
void SDL_EGL_DestroySurface(_THIS, EGLSurface surface) { (void)_this, (void)surface; }
int Emscripten_GLES_SwapWindow(_THIS, SDL_Window* window) {
  (void)_this, (void)window;
  return 0;
}
int SDL_EGL_SetSwapInterval(_THIS, int interval) {
  (void)_this, (void)interval;
  return SDL_Unsupported();
}
int SDL_EGL_GetSwapInterval(_THIS) {
  (void)_this;
  return 1;
}
