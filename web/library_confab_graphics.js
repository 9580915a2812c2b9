// SPDX-License-Identifier: MIT
// The canvas of this instance, for SDL and Emscripten's GL, which look their target up by selector:
// inside a shadow root no selector would find it.

mergeInto(LibraryManager.library, {
  confab_js_canvas_bind__deps: ['$specialHTMLTargets'],
  confab_js_canvas_bind__sig: 'v',
  confab_js_canvas_bind: function () {
    specialHTMLTargets['#canvas'] = Module['confab'].canvas;
    Module['canvas'] = Module['confab'].canvas;
  },

  confab_js_canvas_size__sig: 'vii',
  confab_js_canvas_size: function (width, height) {
    const canvas = Module['confab'].canvas;
    canvas.width = width;
    canvas.height = height;
  },
});
