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
    if (context) {
      GL.makeContextCurrent(context);
      // From now on links can be asked for without waiting for them.
      GLctx.getExtension('KHR_parallel_shader_compile');
    }
    return context;
  },

  confab_js_gl_delete__deps: ['$GL'],
  confab_js_gl_delete__sig: 'vi',
  confab_js_gl_delete: function (context) {
    GL.deleteContext(context);
  },

  // COMPLETION_STATUS_KHR. Where it is not known, the first drawing waits.
  confab_js_gl_compiled__deps: ['$GL'],
  confab_js_gl_compiled__sig: 'ii',
  confab_js_gl_compiled: function (program) {
    return !GLctx.getExtension('KHR_parallel_shader_compile') || GLctx.getProgramParameter(GL.programs[program], 0x91B1) ? 1 : 0;
  },

  confab_js_canvas_size__sig: 'vii',
  confab_js_canvas_size: function (width, height) {
    const canvas = Module['confab'].canvas;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
  },
});
