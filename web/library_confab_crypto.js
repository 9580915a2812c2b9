// SPDX-License-Identifier: MIT
// Random bytes, normalisation, and PBKDF2 by WebCrypto, off the frame. Where the page has no WebCrypto (not a
// secure context) the key comes back empty and the core computes it itself.

mergeInto(LibraryManager.library, {
  confab_js_random__sig: 'vii',
  confab_js_random: function (out, n) {
    for (let at = 0; at < n; at += 65536) {
      const bytes = new Uint8Array(Math.min(65536, n - at));
      crypto.getRandomValues(bytes);
      HEAPU8.set(bytes, out + at);
    }
  },

  confab_js_nfkc__deps: ['$ConfabHeap'],
  confab_js_nfkc__sig: 'iiiii',
  confab_js_nfkc: function (text, len, out, max) {
    const bytes = ConfabHeap.encoder.encode(ConfabHeap.str(text, len).normalize('NFKC'));
    if (bytes.length <= max) HEAPU8.set(bytes, out);
    return bytes.length;
  },

  $ConfabCrypto__deps: ['$ConfabHeap', 'malloc', 'free'],
  $ConfabCrypto: {
    derive: async function (bits, password, salt, iterations) {
      const subtle = globalThis.crypto && crypto.subtle;
      if (!subtle) return new Uint8Array(0);
      try {
        const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
        const hash = bits === 1 ? 'SHA-1' : 'SHA-' + bits;
        const algorithm = { name: 'PBKDF2', hash, salt, iterations };
        return new Uint8Array(await subtle.deriveBits(algorithm, key, bits === 1 ? 160 : bits));
      } catch (error) {
        return new Uint8Array(0);
      } finally {
        password.fill(0);
      }
    },
  },

  confab_js_pbkdf2__deps: ['$ConfabCrypto', '$ConfabHeap'],
  confab_js_pbkdf2__sig: 'viiiiiii',
  confab_js_pbkdf2: function (id, bits, password, passwordLen, salt, saltLen, iterations) {
    const passwordBytes = HEAPU8.slice(password, password + passwordLen);
    const saltBytes = HEAPU8.slice(salt, salt + saltLen);
    ConfabCrypto.derive(bits, passwordBytes, saltBytes, iterations).then((key) => {
      if (ConfabHeap.gone()) return;
      const ptr = _malloc(key.length || 1);
      HEAPU8.set(key, ptr);
      ConfabHeap.enter('confab_pbkdf2_done', [id, ptr, key.length]);
      HEAPU8.fill(0, ptr, ptr + key.length);
      _free(ptr);
    });
  },
});
