// SPDX-License-Identifier: MIT
// SDL without its event queue, keyboard, mouse and touch: nobody asks SDL for an event, since all
// input comes through the DOM twin. What SDL's video part calls on its own does nothing here;
// whoever polls for events fails to link: compile SDL's src/events instead of this file then.
#include "../../SDL_internal.h"

#include "../../video/SDL_sysvideo.h"
#include "SDL_events.h"

#include "../../events/SDL_displayevents_c.h"
#include "../../events/SDL_events_c.h"
#include "../../events/SDL_keyboard_c.h"
#include "../../events/SDL_mouse_c.h"
#include "../../events/SDL_touch_c.h"
#include "../../events/SDL_windowevents_c.h"

int SDL_EventsInit(void) { return 0; }
void SDL_EventsQuit(void) {}
Uint8 SDL_EventState(Uint32 type, int state) {
  (void)type, (void)state;
  return SDL_IGNORE;
}
int SDL_SendAppEvent(SDL_EventType type) {
  (void)type;
  return 0;
}
int SDL_SendDisplayEvent(SDL_VideoDisplay* display, Uint8 event, int data1) {
  (void)display, (void)event, (void)data1;
  return 0;
}
int SDL_SendWindowEvent(SDL_Window* window, Uint8 event, int data1, int data2) {
  (void)window, (void)event, (void)data1, (void)data2;
  return 0;
}

int SDL_KeyboardInit(void) { return 0; }
void SDL_KeyboardQuit(void) {}
void SDL_ResetKeyboard(void) {}
SDL_Window* SDL_GetKeyboardFocus(void) { return NULL; }
void SDL_SetKeyboardFocus(SDL_Window* window) { (void)window; }

static SDL_Mouse no_mouse;
SDL_Mouse* SDL_GetMouse(void) { return &no_mouse; }
int SDL_MouseInit(void) { return 0; }
void SDL_MouseQuit(void) {}
SDL_Window* SDL_GetMouseFocus(void) { return NULL; }
void SDL_SetMouseFocus(SDL_Window* window) { (void)window; }
Uint32 SDL_GetMouseState(int* x, int* y) {
  if (x) *x = 0;
  if (y) *y = 0;
  return 0;
}
SDL_bool SDL_GetRelativeMouseMode(void) { return SDL_FALSE; }
int SDL_SetRelativeMouseMode(SDL_bool enabled) {
  (void)enabled;
  return 0;
}
int SDL_UpdateMouseCapture(SDL_bool force_release) {
  (void)force_release;
  return 0;
}
int SDL_ShowCursor(int toggle) {
  (void)toggle;
  return 0;
}
void SDL_WarpMouseInWindow(SDL_Window* window, int x, int y) { (void)window, (void)x, (void)y; }
void SDL_PerformWarpMouseInWindow(SDL_Window* window, int x, int y, SDL_bool ignore) {
  (void)window, (void)x, (void)y, (void)ignore;
}

int SDL_TouchInit(void) { return 0; }
void SDL_TouchQuit(void) {}
