// SPDX-License-Identifier: MIT
// What belongs to one tab and must be written at once: the session that the next page of this tab
// goes on with. A duplicated tab comes with a copy of it, and a second widget shares it; only who
// holds the tab's lock may use it, so that two never go on with the same session.

const WAIT_MS = 400;  // for the page before this one to be gone

export class Tab {
  #release = []; #id = '';
  owned = false;
  writer = false;  // of the browser's records: one page of the site at a time

  /** @param {string} prefix of keys @param {() => boolean} allowed whether anything may be kept */
  constructor(prefix, allowed) {
    this.prefix = `${prefix}tab:`;
    this.allowed = allowed;
  }

  /** To be awaited before anything is read. */
  async claim() {
    if (this.owned) return;
    if (!navigator.locks) {  // not a secure context
      this.owned = this.writer = true;
      return;
    }
    let id = null;
    try { id = sessionStorage.getItem(`${this.prefix}id`); } catch { /* nothing is kept */ }
    this.owned = !!id && await this.#lock(id, WAIT_MS);
    if (!this.owned) {
      this.clear();  // a copy of another tab's: that one lives, so nothing in here is ours
      id = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16)).join('');
      this.owned = await this.#lock(id, 0);
    }
    this.#id = id;
    this.writer = await this.#lock('records', 0);
  }

  #lock(name, patience) {
    return new Promise((resolve) => {
      const options = patience && AbortSignal.timeout ? { signal: AbortSignal.timeout(patience) } : { ifAvailable: true };
      navigator.locks.request(this.prefix + name, options, (lock) => {
        resolve(!!lock);
        return lock ? new Promise((release) => { this.#release.push(release); }) : undefined;
      }).catch(() => resolve(false));
    });
  }

  /** A page that holds a lock cannot be kept for going back to. */
  release() {
    for (const release of this.#release.splice(0)) release();
    this.owned = this.writer = false;
  }

  get(key) {
    if (!this.owned || !this.allowed()) return null;
    try { return sessionStorage.getItem(this.prefix + key); } catch { return null; }
  }
  set(key, value) {
    if (!this.owned || !this.allowed()) return false;
    try {
      sessionStorage.setItem(this.prefix + key, value);
      if (this.#id) sessionStorage.setItem(`${this.prefix}id`, this.#id);
      return true;
    } catch {
      return false;
    }
  }
  remove(key) { try { if (this.owned) sessionStorage.removeItem(this.prefix + key); } catch { /* nothing there */ } }
  clear() {
    try {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith(this.prefix)) sessionStorage.removeItem(key);
    } catch { /* nothing there */ }
  }
}
