// SPDX-License-Identifier: MIT
// Where the core keeps history: records in IndexedDB, or in the chosen web storage, once the visitor
// has agreed. Never throws and never rejects: each call tells its outcome.

import { queue } from './locks.js';

// src/platform/database.h has the same.
const DONE = 0;
const OFF = 1;
const FULL = 2;
const NEWER = 3;
const BROKEN = 4;
const VERSION = 1;
const WAIT_MS = 3000;
const RECORDS = 'records';
const READ = 'read';  // the tab keeps what it read first

const outcomeOf = (error) => ({ QuotaExceededError: FULL, VersionError: NEWER })[error?.name] ?? BROKEN;

const promised = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function openIndexed(name, again = true) {
  const request = indexedDB.open(name, VERSION);
  // From version 0, nothing. A later version brings its steps here, from each older one.
  request.onupgradeneeded = () => request.result.createObjectStore(RECORDS);
  try {
    return await promised(request);
  } catch (error) {
    // A damaged one is of no use to anybody: history is in the archives.
    if (!again || outcomeOf(error) !== BROKEN) throw error;
    await promised(indexedDB.deleteDatabase(name));
    return openIndexed(name, false);
  }
}

/** Records of IndexedDB: one object store, text by text. */
async function indexed(name, lost) {
  const db = await openIndexed(name);
  db.onclose = lost;
  db.onversionchange = () => {  // somebody wants it gone
    db.close();
    lost();
  };
  const transact = (mode, work) => new Promise((resolve, reject) => {
    const transaction = db.transaction(RECORDS, mode, { durability: 'relaxed' });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    work(transaction.objectStore(RECORDS));
  });
  const range = (prefix) => IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  return {
    load: async (prefix) => {
      let found;
      await transact('readonly', (records) => { found = [records.getAllKeys(range(prefix)), records.getAll(range(prefix))]; });
      return found[0].result.flatMap((key, i) => [key, String(found[1].result[i])]);
    },
    write: (list) => transact('readwrite', (records) => {
      for (let i = 0; i < list.length; i += 2) list[i + 1] ? records.put(list[i + 1], list[i]) : records.delete(list[i]);
    }),
    clear: (prefix) => transact('readwrite', (records) => { records.delete(range(prefix)); }),
    close: () => db.close(),
  };
}

/** The same in localStorage or sessionStorage. */
function plain(name, area) {
  const own = (prefix) => Object.keys(area).filter((key) => key.startsWith(`${name}:${prefix}`)).sort();
  const clear = (prefix) => { for (const key of own(prefix)) area.removeItem(key); };
  return {
    load: (prefix) => own(prefix).flatMap((key) => [key.slice(name.length + 1), area.getItem(key)]),
    write: (list) => {
      for (let i = 0; i < list.length; i += 2) {
        if (list[i + 1]) area.setItem(`${name}:${list[i]}`, list[i + 1]);
        else area.removeItem(`${name}:${list[i]}`);
      }
    },
    clear,
    close: () => {},
  };
}

export class Database {
  #records = null; #opening = null; #release = null; #waiting = null; #turn = null; #late = false; #ahead = null; #begun = false;

  /** @param {import('./storage.js').Store} store says whether anything may be kept, and whose this is */
  constructor(store) { this.store = store; }

  get #name() { return `${this.store.prefix}records`; }

  async #open() {
    const { backend } = this.store;
    const lost = () => { this.#records = null; };
    this.#opening ??= backend === 'IndexedDB' ? indexed(this.#name, lost) : Promise.resolve().then(() => plain(this.#name, window[backend]));
    try {
      return this.#records = await this.#opening;
    } finally {
      this.#opening = null;
    }
  }

  // Only one page writes: two that write each half of what they saw would leave holes. The others stand in a queue, and
  // say when it is their turn.
  async #lock() {
    if (!navigator.locks) return true;
    this.#turn ??= this.#queue();
    let timer = 0;
    const late = new Promise((resolve) => { timer = setTimeout(resolve, WAIT_MS, false); });
    const held = await Promise.race([this.#turn, late]);
    clearTimeout(timer);
    this.#late ||= !held;
    return held;
  }

  async #queue() {
    const { signal } = this.#waiting = new AbortController();
    const release = await queue(this.#name, signal);
    if (signal.aborted) {
      release?.();
      return false;
    }
    this.#turn = null;
    this.#release = release;
    if (this.#late && release) this.store.may();
    this.#late = false;
    return !!release;
  }

  // What is written when a page goes must be on its way before the page is gone: where all is open,
  // nothing is waited for.
  async #run(work, writes) {
    if (!this.store.allowed || this.store.backend === 'memory') return [OFF];
    try {
      if (writes && !this.#release && !await this.#lock()) return [OFF];
      return [DONE, await work(this.#records ?? await this.#open())];
    } catch (error) {
      console.warn('Confab: storage:', error);
      this.#records = null;
      return [outcomeOf(error)];
    }
  }

  /** What this tab read first on the page before is read again, before anybody asks. */
  readAhead() {
    this.#begun = false;
    const prefix = this.store.tab.peek(READ);
    if (prefix) this.#ahead = { prefix, found: this.#load(prefix) };
  }
  #load(prefix) { return this.#run((records) => records.load(prefix), false); }

  load(prefix) {
    if (this.#begun) return this.#load(prefix);
    this.#begun = true;
    const ahead = this.#ahead;
    this.#ahead = null;
    if (ahead?.prefix === prefix && this.store.allowed) return ahead.found;
    this.store.tab.set(READ, prefix);
    return this.#load(prefix);
  }
  write(list) { return this.#run((records) => records.write(list), true); }
  clear(prefix) { return this.#run((records) => records.clear(prefix), true); }

  /** Everything goes, whosever it was. */
  async drop() {
    this.#ahead = null;
    this.#records?.close();
    this.#records = null;
    try {
      if (this.store.backend === 'IndexedDB') await promised(indexedDB.deleteDatabase(this.#name));
      else plain(this.#name, window[this.store.backend]).clear('');
    } catch { /* there was none */ }
  }
  /** Lets another page write. */
  rest() {
    this.#waiting?.abort();
    this.#turn = null;
    this.#release?.();
    this.#release = null;
    this.#records?.close();
    this.#records = null;
  }
}
