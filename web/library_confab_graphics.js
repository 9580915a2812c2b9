// SPDX-License-Identifier: MIT
// The canvas of this instance, for SDL and Emscripten's GL, which look their target up by selector:
// inside a shadow root no selector would find it. SDL sizes, styles and listens to a stand-in: each
// size of the real canvas costs a new picture buffer, and only the core and the loader set it.

mergeInto(LibraryManager.library, {
  confab_js_canvas_bind__deps: ['$specialHTMLTargets'],
  confab_js_canvas_bind__sig: 'v',
  confab_js_canvas_bind: function () {
    specialHTMLTargets['#canvas'] = document.createElement('canvas');
    Module['canvas'] = Module['confab'].canvas;
  },

  confab_js_canvas_size__sig: 'vii',
  confab_js_canvas_size: function (width, height) {
    const canvas = Module['confab'].canvas;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
  },
});
