// SPDX-License-Identifier: MIT
// What the other library files share: text into and out of the heap, calls into the core that
// survive its death, and work put off until the core is no longer on the stack. Knows no theme.

mergeInto(LibraryManager.library, {
  $ConfabHeap__deps: ['malloc', 'free'],
  $ConfabHeap__postset: 'ConfabHeap.init();',
  $ConfabHeap: {
    KEEP: 1 << 18,  // bytes of scratch kept between calls; longer texts get a buffer of their own

    init: function () {
      this.decoder = new TextDecoder('utf-8', { ignoreBOM: true });
      this.encoder = new TextEncoder();
      this.scratch = 0;
      this.scratchSize = 0;
      this.scratchBusy = false;
      this.depth = 0;      // how many calls into the core are on the stack
      this.later = [];
      Module['confab'].enter = (name, numbers, texts) => ConfabHeap.enter(name, numbers, texts);
    },

    gone: function () { return Module['confab'].signal.aborted; },

    str: function (ptr, len) {
      if (len <= 0) return '';
      if (len < 24) {
        let text = '';
        for (let i = 0; i < len; i++) {
          const byte = HEAPU8[ptr + i];
          if (byte > 127) return this.decoder.decode(HEAPU8.subarray(ptr, ptr + len));
          text += String.fromCharCode(byte);
        }
        return text;
      }
      return this.decoder.decode(HEAPU8.subarray(ptr, ptr + len));
    },

    // Writes as much UTF-8 of `text` as whole characters fit; returns the bytes written.
    write: function (text, ptr, max) {
      return this.encoder.encodeInto(text, HEAPU8.subarray(ptr, ptr + max)).written;
    },

    // What the heap cannot give would be written over the core's own data.
    alloc: function (size) {
      const ptr = _malloc(size);
      if (!ptr) throw new RangeError('out of memory');
      return ptr;
    },

    // Puts the texts one behind the other into one buffer and calls fn([ptr, len, ptr, len, ...]).
    pass: function (texts, fn) {
      let room = 0;
      for (const text of texts) room += text.length * 3;
      let own = 0;
      let ptr;
      if (this.scratchBusy || room > this.KEEP) {
        ptr = own = this.alloc(room || 1);
      } else {
        if (room > this.scratchSize) {
          if (this.scratch) _free(this.scratch);
          this.scratch = this.scratchSize = 0;
          const size = Math.min(this.KEEP, Math.max(room * 2, 4096));
          this.scratch = this.alloc(size);
          this.scratchSize = size;
        }
        ptr = this.scratch;
        this.scratchBusy = true;
      }
      const spans = [];
      for (const text of texts) {
        const len = text ? this.write(text, ptr, text.length * 3) : 0;
        spans.push(ptr, len);
        ptr += len;
      }
      try {
        return fn(spans);
      } finally {
        if (own) _free(own);
        else this.scratchBusy = false;
      }
    },

    // Calls the core's export `name` with the numbers; each null among them stands for the next
    // text as pointer and length. What a dead core throws becomes one error event, not many.
    enter: function (name, numbers, texts) {
      const confab = Module['confab'];
      if (confab.signal.aborted || confab.dead) return 0;
      this.depth++;
      try {
        if (!texts) return Module['_' + name].apply(null, numbers);
        return this.pass(texts, (spans) => {
          const args = [];
          let next = 0;
          for (const n of numbers) {
            if (n === null) args.push(spans[next++], spans[next++]);
            else args.push(n);
          }
          return Module['_' + name].apply(null, args);
        });
      } catch (error) {
        if (error !== 'unwind') confab.crashed(error);
        return 0;
      } finally {
        this.depth--;
      }
    },

    // The site's handlers and DOM events must never run inside a call into the core.
    defer: function (fn) {
      if (this.later.push(fn) > 1) return;
      queueMicrotask(() => {
        const list = this.later;
        this.later = [];
        for (const job of list) {
          if (ConfabHeap.gone()) return;
          try { job(); } catch (error) { console.error('Confab:', error); }
        }
      });
    },
  },

  // The core's allocator has nothing left: the text tells this end from others (instance.js).
  confab_js_out_of_memory__sig: 'v',
  confab_js_out_of_memory: function () { abort('OOM'); },
});
