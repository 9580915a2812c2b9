// SPDX-License-Identifier: MIT
// What can go wrong before and around the core: a code for programs, a sentence for people, a hint
// for the site owner. What the visitor reads is in words.js.

const TABLE = {
  'bad-option': ['An option has a wrong value.', 'See docs/options.md for the type that is expected.'],
  'bad-argument': ['A method was called with a wrong argument.', 'docs/embedding.md and confab.d.ts have the methods and what they take.'],
  'failed': ['Something went wrong.', 'Please report this with the console output.'],
  'no-root': ['The element for the chat was not found.', 'Check the option root, and that the element exists before the script runs.'],
  'config-url': ['The configuration could not be fetched.', 'Check config_url: it must answer 200 with JSON, and connect-src must allow it.'],
  'core-missing': ['The core of the chat was not found on the server.', 'Host every file of dist/ beside confab.js, or set assets_path.'],
  'core-network': ['The core of the chat could not be fetched.', 'The network failed, or connect-src/script-src of the Content-Security-Policy or CORS forbids it.'],
  'core-mime': ['The server sends the .wasm file with a wrong type.', 'Serve .wasm as application/wasm; until then the core is compiled more slowly.'],
  'core-bad': ['The core of the chat could not be compiled.', 'The .wasm file is damaged or from another version. Upload dist/ again.'],
  'csp-blocked': ['The Content-Security-Policy of the page blocks a file of the chat.', "Allow the folder of confab.js in script-src and connect-src."],
  'csp-wasm': ['The Content-Security-Policy of the page forbids WebAssembly.', "Add 'wasm-unsafe-eval' to script-src."],
  'no-wasm': ['This browser has no WebAssembly.', 'Nothing can be done on the site; the visitor needs a current browser.'],
  'out-of-memory': ['There is not enough memory for the chat.', 'Happens on small devices or pages with many widgets.'],
  'core-crashed': ['The chat stopped unexpectedly.', 'Please report this with the console output.'],
  'no-webgl': ['There is no WebGL 2; the chat is shown without the canvas.', 'Nothing to do; the chat works.'],
  'destroyed': ['The chat was removed from the page.', 'Do not call an instance after destroy().'],
  'not-started': ['The chat could not be started.', 'See the error event before this one.'],
};

export class ConfabError extends Error {
  /** @param {string} code @param {{message?: string, hint?: string, cause?: unknown}} [more] */
  constructor(code, more = {}) {
    const [message, hint] = TABLE[code] ?? ['', ''];
    super(more.message || message || code, more.cause ? { cause: more.cause } : undefined);
    this.name = 'ConfabError';
    this.code = code;
    this.hint = more.hint ?? hint;
  }
  /** What error events and rejected promises show. */
  toJSON() { return { code: this.code, message: this.message, hint: this.hint }; }
}

/** A wrong option: names the key, what was expected and what came. One that is not `fatal` keeps no chat away. */
export class ConfigError extends ConfabError {
  constructor(key, expected, value, { fatal = true } = {}) {
    let shown;
    try { shown = JSON.stringify(value); } catch { shown = undefined; }
    shown = shown === undefined ? String(value) : shown;
    if (shown.length > 80) shown = `${shown.slice(0, 77)}...`;
    super('bad-option', { message: `Option ${key}: expected ${expected}, got ${shown}.` });
    this.name = 'ConfigError';
    this.key = key;
    this.expected = expected;
    this.value = value;
    this.fatal = fatal;
  }
  toJSON() { return { ...super.toJSON(), key: this.key, expected: this.expected }; }
}

export const ERROR_TABLE = TABLE;
