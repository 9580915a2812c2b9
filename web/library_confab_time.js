// SPDX-License-Identifier: MIT
// Clocks, the instance's one timer, and animation frames. Asks for a frame only while the window is
// shown: a wish made before is kept until then.

mergeInto(LibraryManager.library, {
  $ConfabTime__deps: ['$ConfabHeap'],
  $ConfabTime__postset: 'ConfabTime.init();',
  $ConfabTime: {
    init: function () {
      this.timer = 0;
      this.raf = 0;
      this.wanted = false;
      const confab = Module['confab'];
      confab.requestFrame = () => ConfabTime.request();
      confab.frameNow = () => { if (confab.shown) ConfabTime.frame(); };
      confab.signal.addEventListener('abort', () => {
        clearTimeout(this.timer);
        cancelAnimationFrame(this.raf);
      });
    },

    wake: function (delay) {
      clearTimeout(this.timer);
      this.timer = 0;
      if (delay < 0 || ConfabHeap.gone()) return;
      // setTimeout holds 31 bits; whoever waits longer is woken early and asks again.
      this.timer = setTimeout(() => {
        ConfabTime.timer = 0;
        ConfabHeap.enter('confab_timer', []);
      }, Math.min(Math.ceil(delay), 0x7fffffff));
    },

    request: function () {
      this.wanted = true;
      if (this.raf || !Module['confab'].shown || ConfabHeap.gone()) return;
      this.raf = requestAnimationFrame(() => {
        ConfabTime.raf = 0;
        if (ConfabTime.wanted && Module['confab'].shown) ConfabTime.frame();
      });
    },

    frame: function () {
      const size = Module['confab'].size();
      if (!(size.width > 0 && size.height > 0)) return;  // wanted stays: drawn when it has a size
      this.wanted = false;
      ConfabHeap.enter('confab_frame', [performance.now(), size.width, size.height, size.dpr]);
    },
  },

  confab_js_now__sig: 'd',
  confab_js_now: function () { return performance.now(); },

  confab_js_wall__sig: 'd',
  confab_js_wall: function () { return Date.now(); },

  confab_js_utc_offset__sig: 'id',
  confab_js_utc_offset: function (wall) { return Module['confab'].utcOffset(wall); },

  confab_js_wake_at__deps: ['$ConfabTime'],
  confab_js_wake_at__sig: 'vd',
  confab_js_wake_at: function (delay) { ConfabTime.wake(delay); },

  confab_js_request_frame__deps: ['$ConfabTime'],
  confab_js_request_frame__sig: 'v',
  confab_js_request_frame: function () { ConfabTime.request(); },
});
