// SPDX-License-Identifier: MIT
// What the core asks for as soon as it runs is asked for while it is still on its way: the socket of whoever signs in
// without an act. Says nothing on it, and decides nothing: what is not taken is closed.

/** Of the locks that src/xmpp/shared names: a tab that has the stream for all. */
const LEADER = /^confab:[0-9a-f]{40}$/;
const PATIENCE_MS = 10000;

// As App::begin() of the core. A wrong guess costs a socket that nobody takes.
function signsIn({ authentication, auto_login: auto, password, keepalive, credentials_url: asks }, store) {
  if (authentication === 'anonymous') return true;
  if (authentication === 'external') return auto;
  return authentication === 'login' && !asks && ((auto && !!password) || (keepalive && !!store.get('login')));
}

const led = async () => !!(await navigator.locks?.query())?.held.some(({ name }) => LEADER.test(name));

export class Ahead {
  #socket = null; #url = ''; #timer = 0; #over = false;

  /** @param {object} options strict @param {import('./storage.js').Store} store */
  async begin(options, store) {
    const { websocket_url: url, transports, shared_session: shares } = options;
    const safe = location.protocol === 'https:' ? /^wss:/i : /^wss?:/i;
    if (!safe.test(url ?? '') || transports[0] !== 'websocket' || !signsIn(options, store)) return;
    try {
      if (shares !== 'off' && store.allowed && await led()) return;
      if (this.#over) return;
      this.#socket = new WebSocket(url, 'xmpp');
      this.#url = url;
      this.#timer = setTimeout(() => this.end(), PATIENCE_MS);
    } catch { /* the core will be told the same, and say so */ }
  }

  /** The core's way to a socket; the first time it is the one that waits, if it leads there. @throws as the browser does */
  socket(url, protocol) {
    const socket = url === this.#url ? this.#socket : null;
    if (socket) this.#socket = null;
    this.end();
    return socket ?? (protocol ? new WebSocket(url, protocol) : new WebSocket(url));
  }

  end() {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = null;
  }
}
