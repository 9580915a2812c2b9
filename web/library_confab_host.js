// SPDX-License-Identifier: MIT
// Events, answers, wishes to the page, times in the visitor's words, small storage, log. All policy
// (consent, themes, languages) is embed/'s; this only carries.

mergeInto(LibraryManager.library, {
  confab_js_emit__deps: ['$ConfabHeap'],
  confab_js_emit__sig: 'viiii',
  confab_js_emit: function (name, nameLen, json, jsonLen) {
    const event = ConfabHeap.str(name, nameLen);
    const text = ConfabHeap.str(json, jsonLen);
    ConfabHeap.defer(() => Module['confab'].emit(event, text ? JSON.parse(text) : {}));
  },

  confab_js_reply__deps: ['$ConfabHeap'],
  confab_js_reply__sig: 'viiii',
  confab_js_reply: function (call, json, len, ok) {
    const text = ConfabHeap.str(json, len);
    ConfabHeap.defer(() => Module['confab'].reply(call, text ? JSON.parse(text) : null, !!ok));
  },

  confab_js_host__deps: ['$ConfabHeap'],
  confab_js_host__sig: 'viiii',
  confab_js_host: function (verb, verbLen, arg, argLen) {
    const name = ConfabHeap.str(verb, verbLen);
    const value = ConfabHeap.str(arg, argLen);
    ConfabHeap.defer(() => Module['confab'].host(name, value));
  },

  confab_js_format_time__deps: ['$ConfabHeap'],
  confab_js_format_time__sig: 'idiiii',
  confab_js_format_time: function (wall, style, styleLen, out, max) {
    const text = Module['confab'].formatTime(wall, ConfabHeap.str(style, styleLen));
    return ConfabHeap.write(text, out, max);
  },

  confab_js_storage_get__deps: ['$ConfabHeap'],
  confab_js_storage_get__sig: 'iiiii',
  confab_js_storage_get: function (key, len, out, max) {
    const value = Module['confab'].storage.get(ConfabHeap.str(key, len));
    if (value === null) return -1;
    const bytes = ConfabHeap.encoder.encode(value);
    if (bytes.length <= max) HEAPU8.set(bytes, out);
    return bytes.length;
  },

  confab_js_storage_set__deps: ['$ConfabHeap'],
  confab_js_storage_set__sig: 'iiiii',
  confab_js_storage_set: function (key, len, value, valueLen) {
    const kept = Module['confab'].storage.set(ConfabHeap.str(key, len), ConfabHeap.str(value, valueLen));
    return kept ? 1 : 0;
  },

  confab_js_storage_remove__deps: ['$ConfabHeap'],
  confab_js_storage_remove__sig: 'vii',
  confab_js_storage_remove: function (key, len) {
    Module['confab'].storage.remove(ConfabHeap.str(key, len));
  },

  confab_js_log__deps: ['$ConfabHeap'],
  confab_js_log__sig: 'viii',
  confab_js_log: function (level, text, len) {
    Module['confab'].log(level, ConfabHeap.str(text, len));
  },
});
