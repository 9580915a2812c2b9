// SPDX-License-Identifier: MIT
// The canvas of this instance. SDL looks its target up by selector, which would find nothing inside a
// shadow root, and sizes and styles a stand-in: each size of the real canvas costs a new picture
// buffer, and only the core and the loader set it. The context is made on the real one.

mergeInto(LibraryManager.library, {
  // What SDL asks for the window's title and the screen's size hangs on Emscripten's main loop, full screen and pointer
  // lock, none of which are used here: 12 kB that every visitor would fetch.
  $Browser__deps: [],
  $Browser__postset: '',
  $Browser: {},

  confab_js_canvas_bind__deps: ['$specialHTMLTargets'],
  confab_js_canvas_bind__sig: 'v',
  confab_js_canvas_bind: function () {
    specialHTMLTargets['#canvas'] = document.createElement('canvas');
  },

  confab_js_gl_create__deps: ['$GL'],
  confab_js_gl_create__sig: 'i',
  confab_js_gl_create: function () {
    const context = GL.createContext(Module['confab'].canvas, {
      alpha: false, depth: false, stencil: false, antialias: false, majorVersion: 2, minorVersion: 0,
    });
    if (context) GL.makeContextCurrent(context);
    return context;
  },

  confab_js_gl_delete__deps: ['$GL'],
  confab_js_gl_delete__sig: 'vi',
  confab_js_gl_delete: function (context) {
    GL.deleteContext(context);
  },

  confab_js_canvas_size__sig: 'vii',
  confab_js_canvas_size: function (width, height) {
    const canvas = Module['confab'].canvas;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
  },
});
