// SPDX-License-Identifier: MIT
// What belongs to one tab and must be written at once: the session that the next page of this tab
// goes on with. A duplicated tab comes with a copy of it; only who holds the tab's lock may use it,
// so that two never go on with the same session. Each widget of a page has a place of its own.

import { hold, queue } from './locks.js';

const WAIT_MS = 2000;  // for the page before this one to be gone; on a busy device that takes a while
const taken = new Set();  // places in this page

export class Tab {
  #owned = false; #id = ''; #release = null;

  /** @param {string} prefix of keys @param {() => boolean} allowed whether anything may be kept */
  constructor(prefix, allowed) {
    this.base = `${prefix}tab`;
    this.allowed = allowed;
  }

  /** To be awaited before anything is read. */
  async claim() {
    if (this.#owned) return;
    if (!this.prefix) {
      let place = 0;
      while (taken.has(this.base + place)) place++;
      taken.add(this.place = this.base + place);
      this.prefix = `${this.place}:`;
    }
    this.#owned = true;
    if (!navigator.locks) return;  // not a secure context
    let id = null;
    try { id = sessionStorage.getItem(`${this.prefix}id`); } catch { /* nothing is kept */ }
    if (id) this.#release = await hold(this.prefix + id, WAIT_MS);
    this.#owned = !!this.#release;
    this.#id = id;
    if (this.#owned) return;
    if (id) this.clear();  // a copy of another tab's: that one lives, so nothing in here is ours
    this.#id = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16)).join('');
    this.#release = await hold(this.prefix + this.#id, WAIT_MS);
    this.#owned = true;
    if (!this.#release) this.#own();
  }

  // Nobody else knows a new name: it is ours, though the browser gets to giving its lock only later, as on a busy device.
  #own() {
    const waiting = new AbortController();
    this.#release = () => waiting.abort();
    void queue(this.prefix + this.#id, waiting.signal).then((release) => {
      if (waiting.signal.aborted) release?.();
      else this.#release = release;
    });
  }

  /** A page that holds a lock cannot be kept for going back to. */
  release() {
    this.#release?.();
    this.#release = null;
    this.#owned = false;
  }

  get(key) { return this.#owned ? this.peek(key) : null; }
  /** While it is being claimed: this may be a copy of another tab's. */
  peek(key) {
    if (!this.prefix || !this.allowed()) return null;
    try { return sessionStorage.getItem(this.prefix + key); } catch { return null; }
  }
  set(key, value) {
    if (!this.#owned || !this.allowed()) return false;
    try {
      sessionStorage.setItem(this.prefix + key, value);
      if (this.#id) sessionStorage.setItem(`${this.prefix}id`, this.#id);
      return true;
    } catch {
      return false;
    }
  }
  remove(key) { try { if (this.#owned) sessionStorage.removeItem(this.prefix + key); } catch { /* nothing there */ } }
  clear() {
    try {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith(this.prefix ?? this.base)) sessionStorage.removeItem(key);
    } catch { /* nothing there */ }
  }
  destroy() {
    this.release();
    taken.delete(this.place);
    this.prefix = null;
  }
}
