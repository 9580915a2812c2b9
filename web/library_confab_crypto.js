// SPDX-License-Identifier: MIT
// Random bytes, normalisation, sealing, and PBKDF2 by WebCrypto, off the frame. Where the page has no WebCrypto (not a
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

    // One key for this site in this browser. IndexedDB keeps it as an object that scripts can use and
    // never read. Nothing is stored, and so nothing sealed, before the visitor agreed.
    vault: async function () {
      const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
      return new Promise((resolve, reject) => {
        const open = indexedDB.open('confab-vault', 1);
        open.onupgradeneeded = () => open.result.createObjectStore('keys');
        open.onerror = () => reject(open.error);
        open.onsuccess = () => {
          const db = open.result;
          const work = db.transaction('keys', 'readwrite');
          const keys = work.objectStore('keys');
          const old = keys.get('login');
          old.onsuccess = () => { if (!old.result) keys.put(fresh, 'login'); };
          work.oncomplete = () => { db.close(); resolve(old.result || fresh); };
          work.onabort = () => { db.close(); reject(work.error); };
        };
      });
    },

    seal: async function (open, bytes) {
      try {
        if (!Module['confab'].storage.allowed) return new Uint8Array(0);
        const key = await ConfabCrypto.vault();
        const iv = open ? bytes.slice(0, 12) : crypto.getRandomValues(new Uint8Array(12));
        const how = { name: 'AES-GCM', iv };
        if (open) return new Uint8Array(await crypto.subtle.decrypt(how, key, bytes.subarray(12)));
        const sealed = new Uint8Array(await crypto.subtle.encrypt(how, key, bytes));
        const all = new Uint8Array(12 + sealed.length);
        all.set(iv);
        all.set(sealed, 12);
        return all;
      } catch (error) {
        return new Uint8Array(0);
      } finally {
        bytes.fill(0);
      }
    },

    // Bytes to whoever waits under that number, and none of them left behind.
    answer: function (id, promise) {
      promise.then((bytes) => {
        if (ConfabHeap.gone()) return;
        const ptr = ConfabHeap.alloc(bytes.length || 1);
        HEAPU8.set(bytes, ptr);
        ConfabHeap.enter('confab_pbkdf2_done', [id, ptr, bytes.length]);
        HEAPU8.fill(0, ptr, ptr + bytes.length);
        _free(ptr);
      });
    },
  },

  confab_js_seal__deps: ['$ConfabCrypto'],
  confab_js_seal__sig: 'viiii',
  confab_js_seal: function (id, open, bytes, len) {
    ConfabCrypto.answer(id, ConfabCrypto.seal(open, HEAPU8.slice(bytes, bytes + len)));
  },

  confab_js_pbkdf2__deps: ['$ConfabCrypto', '$ConfabHeap'],
  confab_js_pbkdf2__sig: 'viiiiiii',
  confab_js_pbkdf2: function (id, bits, password, passwordLen, salt, saltLen, iterations) {
    const passwordBytes = HEAPU8.slice(password, password + passwordLen);
    const saltBytes = HEAPU8.slice(salt, salt + saltLen);
    ConfabCrypto.answer(id, ConfabCrypto.derive(bits, passwordBytes, saltBytes, iterations));
  },
});
