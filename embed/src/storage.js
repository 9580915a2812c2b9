// SPDX-License-Identifier: MIT
// Small text kept between visits, under one prefix, only once the visitor has agreed. Never throws:
// what cannot be kept (private mode, full) is simply not kept.

import { Database } from './database.js';
import { keepCore } from './loadcore.js';
import { Tab } from './tab.js';

const TAB = 'tab/';  // begins the names of what belongs to this tab

function area(backend) {
  try {
    if (backend === 'memory') return null;
    const store = backend === 'sessionStorage' ? window.sessionStorage : window.localStorage;
    store.getItem('confab');
    return store;
  } catch {
    return null;
  }
}

export class Store {
  #allowed = false;
  #memory = new Map();  // what was said before consent, or where nothing can be kept

  /** @param {object} options strict @param {() => void} may what was refused may be kept from now on */
  constructor(options, may = () => {}) {
    this.may = may;
    this.prefix = `confab:${options.storage.namespace ? `${options.storage.namespace}:` : ''}`;
    this.backend = options.storage.backend;
    this.version = options.consent.version ?? '';
    this.tab = new Tab(this.prefix, () => this.keeps);
    this.records = new Database(this);
  }

  #area() { return area(this.backend); }

  get allowed() { return this.#allowed; }
  /** Whether anything outlives this page. */
  get keeps() { return this.#allowed && this.backend !== 'memory'; }

  /** Consent given earlier, in this browser. */
  remembered() { return this.#area()?.getItem(`${this.prefix}consent`) === `yes:${this.version}`; }

  allow(granted, remember) {
    this.#allowed = granted;
    if (!granted) {
      this.clear();
      return;
    }
    if (remember) this.#write('consent', `yes:${this.version}`);
    for (const [key, value] of this.#memory) if (this.#write(key, value)) this.#memory.delete(key);
    this.may();
  }

  #write(key, value) {
    try {
      const store = this.#area();
      store?.setItem(this.prefix + key, value);
      return !!store;
    } catch {
      return false;
    }
  }

  /** Before the core reads; and when its page goes. */
  claim() { return this.tab.claim(); }
  rest() {
    this.tab.release();
    this.records.rest();
  }
  destroy() {
    this.records.rest();
    this.tab.destroy();
  }

  get(key) {
    if (key.startsWith(TAB)) return this.tab.get(key.slice(TAB.length));
    if (this.#memory.has(key)) return this.#memory.get(key);
    if (!this.#allowed) return null;
    try { return this.#area()?.getItem(this.prefix + key) ?? null; } catch { return null; }
  }

  // What could be written is not held here, too: another tab may change it.
  set(key, value) {
    if (key.startsWith(TAB)) return this.tab.set(key.slice(TAB.length), value);
    this.#memory.delete(key);
    if (this.#allowed && this.#write(key, value)) return true;
    this.#memory.set(key, value);
    return false;
  }

  remove(key) {
    if (key.startsWith(TAB)) return this.tab.remove(key.slice(TAB.length));
    this.#memory.delete(key);
    try { this.#area()?.removeItem(this.prefix + key); } catch { /* nothing there */ }
  }

  /** The open window is remembered for this tab only, wherever else things are kept. */
  keptOpen() { try { return this.#allowed && sessionStorage.getItem(`${this.prefix}open`) === '1'; } catch { return false; } }
  keepOpen(open) {
    try {
      if (open && this.#allowed) sessionStorage.setItem(`${this.prefix}open`, '1');
      else sessionStorage.removeItem(`${this.prefix}open`);
    } catch { /* not kept */ }
  }

  clear() {
    this.#memory.clear();
    this.tab.clear();
    keepCore(null);
    if (this.backend !== 'memory') this.records.drop();
    const store = this.#area();
    if (!store) return;
    for (const key of Object.keys(store)) if (key.startsWith(this.prefix)) store.removeItem(key);
  }
}
