// SPDX-License-Identifier: MIT
// Text by the browser's 2D canvas: widths, break positions, and line runs painted in batches into
// WebGL textures. Decides nothing about layout. Pixels go one way: they are never read back.
// Module.confab: signal (AbortSignal), fonts {ui, mono} and lang, both optional.

mergeInto(LibraryManager.library, {
  $ConfabText__deps: ['$ConfabHeap', '$GL'],
  $ConfabText__postset: 'ConfabText.init();',
  $ConfabText: {
    SCRATCH_ROWS: 1024,
    PICTURES: 256,
    PICTURE_SIDE: 128,  // px, of what is kept of a picture

    init: function () {
      const confab = Module['confab'];
      const fonts = confab.fonts || {};
      this.ui = fonts.ui || 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
      this.mono = fonts.mono || 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", "DejaVu Sans Mono", monospace';
      this.epoch = 1;
      this.ruler = null;              // the measuring context, made when first needed
      this.brush = null;              // the painting one
      this.fontNames = new Map();     // font key -> CSS font
      this.segmenters = new Map();    // kind + language -> Intl.Segmenter or null
      this.pictures = new Map();      // id -> ImageBitmap, or null while, or when, there is none; the last used last
      if (!document.fonts || !document.fonts.addEventListener) return;
      // The host's other web fonts are none of our business.
      const families = (this.ui + ',' + this.mono).split(',').map(ConfabText.bareFamily);
      document.fonts.addEventListener('loadingdone', (event) => {
        const faces = event.fontfaces || [];
        if (!faces.some((face) => families.includes(ConfabText.bareFamily(face.family)))) return;
        this.epoch++;
        if (confab.requestFrame) confab.requestFrame();
      }, { signal: confab.signal });
      confab.signal.addEventListener('abort', () => {
        this.ruler = this.brush = null;
        this.segmenters.clear();
        this.pictures.clear();
      });
    },

    bareFamily: function (name) { return name.trim().replace(/^["']|["']$/g, '').toLowerCase(); },

    canvas: function (width, height) {
      if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      return canvas;
    },

    // Everything a context is set up with; resizing its canvas loses it.
    prepare: function (context) {
      context.textBaseline = 'alphabetic';
      context.textAlign = 'left';
      // fontKerning stays 'auto' as in the DOM: with 'normal' Firefox narrows CJK punctuation.
      context.confabFont = context.confabRtl = context.confabLang = undefined;
      return context;
    },

    // See platform::Font::key().
    fontName: function (key) {
      let name = this.fontNames.get(key);
      if (name === undefined) {
        name = (key >> 17 & 1 ? 'italic ' : '') + (key >> 16 & 1 ? '600 ' : '') + (key & 255) + 'px ' +
          (key >> 8 & 255 ? this.mono : this.ui);
        this.fontNames.set(key, name);
      }
      return name;
    },

    style: function (context, key, rtl, lang) {
      if (context.confabFont !== key) {
        context.font = this.fontName(key);
        context.confabFont = key;
      }
      if (context.confabRtl !== rtl) {
        context.direction = rtl ? 'rtl' : 'ltr';
        context.confabRtl = rtl;
      }
      if (context.confabLang !== lang && 'lang' in context) {
        context.lang = lang || Module['confab'].lang || 'inherit';
        context.confabLang = lang;
      }
    },

    measuring: function (key, rtl) {
      if (!this.ruler) this.ruler = this.prepare(this.canvas(1, 1).getContext('2d'));
      this.style(this.ruler, key, rtl, '');
      return this.ruler;
    },

    segmenter: function (words, lang) {
      const id = (words ? 'w' : 'g') + lang;
      let segmenter = this.segmenters.get(id);
      if (segmenter === undefined) {
        segmenter = null;
        if (typeof Intl !== 'undefined' && Intl.Segmenter) {
          const options = { granularity: words ? 'word' : 'grapheme' };
          try { segmenter = new Intl.Segmenter(lang || undefined, options); }
          catch (error) { segmenter = new Intl.Segmenter(undefined, options); }  // malformed tag
        }
        if (this.segmenters.size > 64) this.segmenters.clear();
        this.segmenters.set(id, segmenter);
      }
      return segmenter;
    },

    // Calls found(UTF-16 index) for every boundary but the first, the end included.
    eachBoundary: function (text, words, lang, found) {
      const segmenter = this.segmenter(words, lang);
      if (segmenter) {
        for (const part of segmenter.segment(text)) found(part.index + part.segment.length);
      } else {
        let index = 0;  // code points; the core keeps marks and joiners together
        for (const character of text) found(index += character.length);
      }
    },

    // One upload per rectangle. Runs that follow each other on a shelf are one rectangle, and so
    // are shelves that were begun by this batch.
    rectangles: function (records, count) {
      const rectangles = [];
      const order = [];
      for (let i = 0; i < count; i++) {
        const r = (records >> 2) + i * 12;
        const xy = HEAPU32[r + 9];
        const wh = HEAPU32[r + 10];
        order.push({ r, x: xy & 0xffff, y: xy >>> 16, w: wh & 0xffff, h: wh >>> 16 });
      }
      order.sort((a, b) => a.y - b.y || a.x - b.x);
      for (const run of order) {
        const last = rectangles[rectangles.length - 1];
        const beside = last && last.shelf === run.y && last.right === run.x;
        const below = last && last.x === 0 && run.x === 0 && last.y + last.h === run.y;
        if (beside || below) {
          last.right = run.x + run.w;
          last.w = Math.max(last.w, last.right - last.x);
          if (below) last.h += run.h;
          last.shelf = run.y;
          last.runs.push(run);
        } else {
          rectangles.push({ x: run.x, y: run.y, w: run.w, h: run.h, right: run.x + run.w, shelf: run.y, runs: [run] });
        }
      }
      return rectangles;
    },

    scratch: function (width, height) {
      if (this.brush && this.brush.canvas.width >= width && this.brush.canvas.height >= height) {
        this.brush.setTransform(1, 0, 0, 1, 0, 0);
        this.brush.clearRect(0, 0, width, height);
        return this.brush;
      }
      const rows = Math.min(this.SCRATCH_ROWS, Math.max(256, 1 << Math.ceil(Math.log2(height))));
      const columns = Math.max(1024, 1 << Math.ceil(Math.log2(width)));
      this.brush = this.prepare(this.canvas(columns, rows).getContext('2d', { willReadFrequently: true }));
      return this.brush;
    },

    // From a file's bytes, and from nowhere else: no address is ever loaded. The square in its middle is kept.
    decode: async function (id, bytes) {
      try {
        const whole = await createImageBitmap(new Blob([bytes]));
        const side = Math.min(whole.width, whole.height);
        const size = { resizeWidth: this.PICTURE_SIDE, resizeHeight: this.PICTURE_SIDE, resizeQuality: 'high' };
        const picture = await createImageBitmap(whole, (whole.width - side) >> 1, (whole.height - side) >> 1, side, side, size);
        whole.close();
        if (!this.pictures.has(id) || ConfabHeap.gone()) return;
        this.pictures.set(id, picture);
        Module['confab'].requestFrame();
      } catch (error) { /* the browser cannot read it: initials stay */ }
    },

    paintPicture: function (brush, run, left, top) {
      const picture = this.pictures.get(HEAPU32[run.r + 11]);
      if (!picture) return;
      const radius = run.w / 2;
      brush.save();
      brush.setTransform(1, 0, 0, 1, 0, 0);
      brush.beginPath();
      brush.arc(left + radius, top + radius, radius, 0, 7);
      brush.clip();
      brush.imageSmoothingQuality = 'high';
      brush.drawImage(picture, left, top, run.w, run.w);
      brush.restore();
    },

    // Paints one run with its rectangle's top left corner at (left, top) of the scratch canvas.
    paintRun: function (brush, run, left, top, dpr) {
      const r = run.r;
      if (HEAPU32[r + 11]) return this.paintPicture(brush, run, left, top);
      const rgba = HEAPU32[r + 4];
      this.style(brush, HEAPU32[r + 2], HEAPU32[r + 3] & 1, ConfabHeap.str(HEAPU32[r + 5], HEAPU32[r + 6]));
      if (brush.confabColour !== rgba) {
        brush.fillStyle = '#' + rgba.toString(16).padStart(8, '0');
        brush.confabColour = rgba;
      }
      const x = left + Math.round(HEAPU32[r + 8] / 64 * dpr);
      const y = top + Math.round(HEAPU32[r + 7] / 64 * dpr);
      brush.save();  // what overhangs must not reach the neighbours
      brush.setTransform(1, 0, 0, 1, 0, 0);
      brush.beginPath();
      brush.rect(left, top, run.w, run.h);
      brush.clip();
      brush.setTransform(dpr, 0, 0, dpr, x, y);
      brush.fillText(ConfabHeap.str(HEAPU32[r], HEAPU32[r + 1]), 0, 0);
      brush.restore();
    },

    paint: function (gl, records, count, dpr) {
      const waiting = this.rectangles(records, count);
      while (waiting.length) {
        const band = [];
        let rows = 0;
        let columns = 0;
        while (waiting.length && (!band.length || rows + waiting[0].h <= this.SCRATCH_ROWS)) {
          const rectangle = waiting.shift();
          rectangle.top = rows;
          rows += rectangle.h;
          columns = Math.max(columns, rectangle.w);
          band.push(rectangle);
        }
        const brush = this.scratch(columns, rows);
        for (const rectangle of band) {
          for (const run of rectangle.runs) {
            this.paintRun(brush, run, run.x - rectangle.x, rectangle.top + run.y - rectangle.y, dpr);
          }
        }
        for (const r of band) {
          gl.pixelStorei(gl.UNPACK_SKIP_ROWS, r.top);
          gl.texSubImage2D(gl.TEXTURE_2D, 0, r.x, r.y, r.w, r.h, gl.RGBA, gl.UNSIGNED_BYTE, brush.canvas);
        }
      }
    },

    context: function () {
      const gl = GL.currentContext && GL.currentContext.GLctx;
      return gl && !gl.isContextLost() ? gl : null;
    },

    // Runs fn with `texture` bound and plain pixel storage. The context is ours alone and the renderer
    // binds what it draws, so nothing is asked for or put back: a question would wait for the GPU.
    withTexture: function (gl, texture, fn) {
      gl.bindTexture(gl.TEXTURE_2D, texture);
      fn();
      gl.pixelStorei(gl.UNPACK_SKIP_ROWS, 0);
    },
  },

  confab_js_text_measure__deps: ['$ConfabText'],
  confab_js_text_measure__sig: 'fiiii',
  confab_js_text_measure: function (text, len, font, rtl) {
    return ConfabText.measuring(font, rtl).measureText(ConfabHeap.str(text, len)).width;
  },

  confab_js_text_metrics__deps: ['$ConfabText'],
  confab_js_text_metrics__sig: 'vii',
  confab_js_text_metrics: function (font, out) {
    const size = ConfabText.measuring(font, 0).measureText('x');
    const px = font & 255;
    const ascent = size.fontBoundingBoxAscent;
    HEAPF32[out >> 2] = ascent === undefined ? px * 0.93 : ascent;
    HEAPF32[(out >> 2) + 1] = ascent === undefined ? px * 0.24 : size.fontBoundingBoxDescent;
  },

  confab_js_text_breaks__deps: ['$ConfabText'],
  confab_js_text_breaks__sig: 'iiiiiiii',
  confab_js_text_breaks: function (text, len, lang, langLen, words, out, max) {
    const string = ConfabHeap.str(text, len);
    let count = 0;
    let unit = 0;   // UTF-16, how far `byte` has come
    let byte = 0;
    ConfabText.eachBoundary(string, words, ConfabHeap.str(lang, langLen), (end) => {
      for (; unit < end; unit++) {
        const code = string.charCodeAt(unit);
        byte += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
      }
      if (byte > 0 && byte < len && count < max) HEAPU32[(out >> 2) + count++] = byte;
    });
    return count;
  },

  confab_js_text_epoch__deps: ['$ConfabText'],
  confab_js_text_epoch__sig: 'i',
  confab_js_text_epoch: function () { return ConfabText.epoch; },

  confab_js_page_create__deps: ['$ConfabText', '$GL'],
  confab_js_page_create__sig: 'iii',
  confab_js_page_create: function (width, height) {
    const gl = ConfabText.context();
    const texture = gl && gl.createTexture();
    if (!texture) return 0;
    const id = GL.getNewId(GL.textures);
    texture.name = id;
    GL.textures[id] = texture;
    ConfabText.withTexture(gl, texture, () => {
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
      // Runs lie on device pixels: one texel is one pixel.
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    });
    return id;
  },

  confab_js_page_destroy__deps: ['$ConfabText', '$GL'],
  confab_js_page_destroy__sig: 'vi',
  confab_js_page_destroy: function (id) {
    const texture = GL.textures[id];
    if (!texture) return;
    GL.textures[id] = null;
    const gl = GL.currentContext && GL.currentContext.GLctx;
    if (gl) gl.deleteTexture(texture);  // nothing happens when it is of a lost context
  },

  confab_js_text_paint__deps: ['$ConfabText', '$GL'],
  confab_js_text_paint__sig: 'viiif',
  confab_js_text_paint: function (id, records, count, dpr) {
    const gl = ConfabText.context();
    const texture = GL.textures[id];
    if (!gl || !texture || count <= 0) return;
    ConfabText.withTexture(gl, texture, () => ConfabText.paint(gl, records, count, dpr));
  },

  confab_js_picture__deps: ['$ConfabText', '$ConfabHeap'],
  confab_js_picture__sig: 'iiii',
  confab_js_picture: function (id, bytes, len) {
    const pictures = ConfabText.pictures;
    const known = pictures.get(id);
    pictures.delete(id);
    pictures.set(id, known || null);
    if (known === undefined) {
      ConfabText.decode(id, HEAPU8.slice(bytes, bytes + len));
      if (pictures.size > ConfabText.PICTURES) pictures.delete(pictures.keys().next().value);
    }
    return known ? 1 : 0;
  },
});
