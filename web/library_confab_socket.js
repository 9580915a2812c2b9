// SPDX-License-Identifier: MIT
// WebSocket and fetch. Whole texts in, whole texts out; knows nothing of XMPP. See
// src/platform/socket.h for the rules on who calls when.

mergeInto(LibraryManager.library, {
  $ConfabSocket__deps: ['$ConfabHeap'],
  $ConfabSocket__postset: 'ConfabSocket.init();',
  $ConfabSocket: {
    init: function () {
      this.sockets = new Map();
      this.fetches = new Map();  // id -> AbortController
      Module['confab'].signal.addEventListener('abort', () => {
        for (const id of [...this.sockets.keys()]) ConfabSocket.drop(id);
      });
    },

    connect: function (id, url, protocol) {
      let socket;
      try {
        socket = Module['confab'].socket(url, protocol);
      } catch (error) {
        return 1;  // bad URL, or ws: from a page that came over https:
      }
      this.sockets.set(id, socket);
      socket.onopen = () => ConfabHeap.enter('confab_socket_open', [id, null], [socket.protocol]);
      socket.onmessage = (event) => {
        if (typeof event.data === 'string') {
          ConfabHeap.enter('confab_socket_text', [id, null], [event.data]);
        } else {
          ConfabSocket.close(id, 4003, 'text only');  // RFC 7395 section 3.2: no binary frames
        }
      };
      socket.onclose = (event) => {
        ConfabSocket.sockets.delete(id);
        ConfabHeap.enter('confab_socket_close', [id, event.code, null], [event.reason || '']);
      };
      // One that was opened ahead may be as far already, and told nobody.
      const was = socket.readyState;
      setTimeout(() => {
        if (ConfabSocket.sockets.get(id) !== socket) return;
        if (was === 1 && socket.readyState === 1) socket.onopen();
        if (was === 3) socket.onclose({code: 1006});
      });
      return 0;
    },

    close: function (id, code, reason) {
      const socket = this.sockets.get(id);
      if (!socket) return;
      const usable = code === 1000 || (code >= 3000 && code <= 4999);
      try {
        socket.close(usable ? code : 1000, reason.slice(0, 40));
      } catch (error) {
        socket.close();
      }
    },

    drop: function (id) {
      const socket = this.sockets.get(id);
      if (!socket) return;
      this.sockets.delete(id);
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    },

    // Reads at most `max` bytes, so that a hostile answer cannot fill the memory.
    readText: async function (response, max) {
      const declared = Number(response.headers.get('content-length'));
      if (declared > max) throw new Error('too-large');
      if (!response.body) return '';
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      let size = 0;
      let text = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return text + decoder.decode();
        size += value.length;
        if (size > max) {
          reader.cancel().catch(() => {});
          throw new Error('too-large');
        }
        text += decoder.decode(value, { stream: true });
      }
    },

    fetch: async function (id, request) {
      const controller = new AbortController();
      const stop = () => controller.abort();
      const keepalive = !!request.keepalive && request.body.length < 20000;  // browsers take 64 KiB in all
      if (!keepalive) Module['confab'].signal.addEventListener('abort', stop);
      this.fetches.set(id, controller);
      let late = false;
      const timer = setTimeout(() => { late = true; stop(); }, request.timeout_ms || 10000);
      let status = 0;
      let body = '';
      let error = '';
      let url = '';
      try {
        const response = await fetch(request.url, {
          method: request.method || 'GET',
          headers: request.headers || {},
          body: request.body ? request.body : undefined,
          credentials: request.credentials ? 'include' : 'same-origin',
          redirect: 'follow',
          referrerPolicy: 'same-origin',
          keepalive,
          signal: controller.signal,
        });
        url = response.url;
        body = await ConfabSocket.readText(response, request.max_bytes || 1048576);
        status = response.status;
      } catch (failure) {
        body = '';
        error = late ? 'timeout' : failure.message === 'too-large' ? 'too-large' : 'network';
      }
      clearTimeout(timer);
      Module['confab'].signal.removeEventListener('abort', stop);
      if (!ConfabSocket.fetches.delete(id)) return;  // cancelled
      ConfabHeap.enter('confab_fetch_done', [id, status, null, null, null], [body, error, url]);
    },
  },

  confab_js_socket_connect__deps: ['$ConfabSocket', '$ConfabHeap'],
  confab_js_socket_connect__sig: 'iiiiii',
  confab_js_socket_connect: function (id, url, urlLen, protocol, protocolLen) {
    return ConfabSocket.connect(id, ConfabHeap.str(url, urlLen), ConfabHeap.str(protocol, protocolLen));
  },

  confab_js_socket_send__deps: ['$ConfabSocket', '$ConfabHeap'],
  confab_js_socket_send__sig: 'viii',
  confab_js_socket_send: function (id, text, len) {
    const socket = ConfabSocket.sockets.get(id);
    if (socket && socket.readyState === 1) socket.send(ConfabHeap.str(text, len));
  },

  confab_js_socket_buffered__deps: ['$ConfabSocket'],
  confab_js_socket_buffered__sig: 'di',
  confab_js_socket_buffered: function (id) {
    const socket = ConfabSocket.sockets.get(id);
    return socket ? socket.bufferedAmount : 0;
  },

  confab_js_socket_close__deps: ['$ConfabSocket', '$ConfabHeap'],
  confab_js_socket_close__sig: 'viiii',
  confab_js_socket_close: function (id, code, reason, len) {
    ConfabSocket.close(id, code, ConfabHeap.str(reason, len));
  },

  confab_js_socket_drop__deps: ['$ConfabSocket'],
  confab_js_socket_drop__sig: 'vi',
  confab_js_socket_drop: function (id) { ConfabSocket.drop(id); },

  confab_js_fetch__deps: ['$ConfabSocket', '$ConfabHeap'],
  confab_js_fetch__sig: 'viii',
  confab_js_fetch: function (id, request, len) {
    ConfabSocket.fetch(id, JSON.parse(ConfabHeap.str(request, len)));
  },

  confab_js_fetch_cancel__deps: ['$ConfabSocket'],
  confab_js_fetch_cancel__sig: 'vi',
  confab_js_fetch_cancel: function (id) {
    const controller = ConfabSocket.fetches.get(id);
    ConfabSocket.fetches.delete(id);
    if (controller) controller.abort();
  },

  confab_js_page_secure__sig: 'i',
  confab_js_page_secure: function () { return location.protocol === 'https:' ? 1 : 0; },

  confab_js_page_online__sig: 'i',
  confab_js_page_online: function () { return navigator.onLine === false ? 0 : 1; },
});
