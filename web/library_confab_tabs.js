// SPDX-License-Identifier: MIT
// The other tabs of the site: a BroadcastChannel for texts and a Web Lock for who leads. Knows
// nothing of what is said. See src/platform/tabs.h.

mergeInto(LibraryManager.library, {
  $ConfabTabs__deps: ['$ConfabHeap'],
  $ConfabTabs__postset: 'ConfabTabs.init();',
  $ConfabTabs: {
    init: function () {
      this.ends = new Map();
      const { signal } = Module['confab'];
      // A page that goes, into the back-forward cache or for good, or is frozen, must not keep what
      // others wait for.
      const sleep = (asleep) => () => {
        for (const id of [...this.ends.keys()]) ConfabHeap.enter('confab_tab_sleep', [id, asleep]);
      };
      addEventListener('pagehide', sleep(1), { signal });
      addEventListener('pageshow', (event) => {
        if (event.persisted) sleep(0)();
      }, { signal });
      document.addEventListener('freeze', sleep(1), { signal });
      document.addEventListener('resume', sleep(0), { signal });
      signal.addEventListener('abort', () => {
        for (const id of [...this.ends.keys()]) ConfabTabs.leave(id);
      });
    },

    available: function () {
      return typeof BroadcastChannel === 'function' &&
          !!(navigator.locks && navigator.locks.request) && Module['confab'].mayShare();
    },

    join: function (id, name) {
      let channel;
      try {
        channel = new BroadcastChannel(name);
      } catch (error) {
        return 0;  // not for this origin
      }
      this.ends.set(id, {name, channel, turn: 0, giveBack: null, waiting: null});
      channel.onmessage = (event) => {
        if (typeof event.data === 'string')
          ConfabHeap.enter('confab_tab_text', [id, null], [event.data]);
      };
      return 1;
    },

    // `turn` tells an old request's end from the present one's.
    ask: function (id, steal) {
      const end = this.ends.get(id);
      if (!end || (!steal && (end.waiting || end.giveBack))) return;
      if (end.waiting) end.waiting.abort();
      const turn = ++end.turn;
      const waiting = new AbortController();
      end.waiting = waiting;
      const mine = () => ConfabTabs.ends.get(id) === end && end.turn === turn;
      const held = (settle) => new Promise((done) => {
        end.waiting = null;
        end.giveBack = done;
        settle(() => {
          if (mine() && end.giveBack === done) ConfabHeap.enter('confab_tab_lock', [id, 1]);
        });
      });
      const request = (options, settle, otherwise) => {
        const got = (lock) => mine() ? lock ? held(settle) : otherwise() : undefined;
        navigator.locks.request(end.name, options, got).catch(() => {
          if (!mine() || !end.giveBack) return;
          end.giveBack = null;
          ConfabHeap.enter('confab_tab_lock', [id, 0]);
        });
      };
      const queue = () => { request({signal: waiting.signal}, ConfabTabs.settle); };
      if (steal)
        request({steal: true}, ConfabTabs.settle);
      else
        request({ifAvailable: true}, (done) => done(), queue);
    },

    // What the one before has said may still be on its way when its lock is ours. Not by a timer
    // where those of a hidden page wait for a second.
    settle: function (done) {
      if (!document.hidden) {
        setTimeout(done, 50);
        return;
      }
      const end = performance.now() + 50;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        if (performance.now() < end) {
          port2.postMessage(0);
          return;
        }
        port1.close();
        done();
      };
      port2.postMessage(0);
    },

    release: function (id) {
      const end = this.ends.get(id);
      if (!end) return;
      ++end.turn;
      if (end.waiting) end.waiting.abort();
      if (end.giveBack) end.giveBack();
      end.waiting = end.giveBack = null;
    },

    leave: function (id) {
      const end = this.ends.get(id);
      if (!end) return;
      this.release(id);
      this.ends.delete(id);
      end.channel.onmessage = null;
      end.channel.close();
    },
  },

  confab_js_tabs_available__deps: ['$ConfabTabs'],
  confab_js_tabs_available__sig: 'i',
  confab_js_tabs_available: function () { return ConfabTabs.available() ? 1 : 0; },

  confab_js_tabs_join__deps: ['$ConfabTabs', '$ConfabHeap'],
  confab_js_tabs_join__sig: 'iiii',
  confab_js_tabs_join: function (
      id, name, len) { return ConfabTabs.join(id, ConfabHeap.str(name, len)); },

  confab_js_tabs_post__deps: ['$ConfabTabs', '$ConfabHeap'],
  confab_js_tabs_post__sig: 'viii',
  confab_js_tabs_post: function (id, text, len) {
    const end = ConfabTabs.ends.get(id);
    if (end) end.channel.postMessage(ConfabHeap.str(text, len));
  },

  confab_js_tabs_ask__deps: ['$ConfabTabs'],
  confab_js_tabs_ask__sig: 'vii',
  confab_js_tabs_ask: function (id, steal) { ConfabTabs.ask(id, !!steal); },

  confab_js_tabs_release__deps: ['$ConfabTabs'],
  confab_js_tabs_release__sig: 'vi',
  confab_js_tabs_release: function (id) { ConfabTabs.release(id); },

  confab_js_tabs_leave__deps: ['$ConfabTabs'],
  confab_js_tabs_leave__sig: 'vi',
  confab_js_tabs_leave: function (id) { ConfabTabs.leave(id); },
});
