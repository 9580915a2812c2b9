// SPDX-License-Identifier: MIT
// Where the core keeps history: records in IndexedDB, or in the chosen web storage, once the visitor
// has agreed. Never throws and never rejects: each call tells its outcome.

const DONE = 0;
const OFF = 1;
const FULL = 2;
const NEWER = 3;
const BROKEN = 4;
const VERSION = 1;
const RECORDS = 'records';

const promised = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function outcomeOf(error) {
  if (error?.name === 'QuotaExceededError') return FULL;
  if (error?.name === 'VersionError') return NEWER;
  if (error?.name === 'SecurityError' || error?.name === 'InvalidStateError') return OFF;  // private mode
  return BROKEN;
}

/** Records of IndexedDB: one object store, text by text. */
class Indexed {
  #db = null;

  constructor(name) { this.name = name; }

  async #open(again = true) {
    if (this.#db) return this.#db;
    const request = indexedDB.open(this.name, VERSION);
    request.onupgradeneeded = () => {
      // From version 0, nothing. A later version brings its steps here, from each older one.
      if (!request.result.objectStoreNames.contains(RECORDS)) request.result.createObjectStore(RECORDS);
    };
    try {
      this.#db = await promised(request);
    } catch (error) {
      // A damaged one is of no use to anybody: history is in the archives.
      if (!again || outcomeOf(error) !== BROKEN) throw error;
      await promised(indexedDB.deleteDatabase(this.name));
      return this.#open(false);
    }
    const gone = () => { this.#db = null; };
    this.#db.onclose = gone;
    this.#db.onversionchange = () => this.close();
    return this.#db;
  }

  async #transaction(mode, work) {
    const db = await this.#open();
    const transaction = db.transaction(RECORDS, mode, { durability: 'relaxed' });
    const finished = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const result = work(transaction.objectStore(RECORDS));
    finished.catch(() => {});  // told by the await below, unless the result fails first
    const value = await result;
    await finished;
    return value;
  }

  load(range) {
    return this.#transaction('readonly', async (records) => {
      const [keys, values] = await Promise.all([promised(records.getAllKeys(range)), promised(records.getAll(range))]);
      return keys.flatMap((key, i) => [key, String(values[i])]);
    });
  }
  write(list) {
    return this.#transaction('readwrite', (records) => {
      for (let i = 0; i < list.length; i += 2) list[i + 1] ? records.put(list[i + 1], list[i]) : records.delete(list[i]);
    });
  }
  clear(range) { return this.#transaction('readwrite', (records) => { records.delete(range); }); }
  async drop() {
    this.close();
    await promised(indexedDB.deleteDatabase(this.name));
  }
  close() {
    this.#db?.close();
    this.#db = null;
  }
}

/** The same in localStorage or sessionStorage. */
class Plain {
  constructor(name, area) {
    this.prefix = `${name}:`;
    this.area = area;
  }
  #keys(prefix) { return Object.keys(this.area).filter((key) => key.startsWith(this.prefix + prefix)).sort(); }
  async load(range) { return this.#keys(range.prefix).flatMap((key) => [key.slice(this.prefix.length), this.area.getItem(key)]); }
  async write(list) {
    for (let i = 0; i < list.length; i += 2) {
      if (list[i + 1]) this.area.setItem(this.prefix + list[i], list[i + 1]);
      else this.area.removeItem(this.prefix + list[i]);
    }
  }
  async clear(range) { for (const key of this.#keys(range.prefix)) this.area.removeItem(key); }
  async drop() { await this.clear({ prefix: '' }); }
  close() {}
}

export class Database {
  #backend = null; #queue = Promise.resolve();

  /** @param {import('./storage.js').Store} store says whether anything may be kept, and whose this is */
  constructor(store) { this.store = store; }

  #records() {
    const { backend, prefix } = this.store;
    if (this.#backend || backend === 'memory') return this.#backend;
    const name = `${prefix}records`;
    this.#backend = backend === 'IndexedDB' ? new Indexed(name) : new Plain(name, window[backend]);
    return this.#backend;
  }

  // One call after the other, so that what is written is what is read.
  #run(prefix, work) {
    const job = this.#queue.then(async () => {
      // Only one page writes: two that write each half of what they saw would leave holes.
      if (!this.store.allowed || !this.store.tab.writer) return [OFF];
      try {
        const records = this.#records();
        if (!records) return [OFF];
        const range = this.store.backend === 'IndexedDB' && prefix !== null ? IDBKeyRange.bound(prefix, `${prefix}\uffff`) : { prefix };
        return [DONE, await work(records, range)];
      } catch (error) {
        return [outcomeOf(error)];
      }
    });
    this.#queue = job;
    return job;
  }

  load(prefix) { return this.#run(prefix, (records, range) => records.load(range)); }
  write(list) { return this.#run(null, (records) => records.write(list)); }
  clear(prefix) { return this.#run(prefix, (records, range) => records.clear(range)); }

  /** Everything goes, whosever it was. */
  async drop() {
    await this.#queue;
    try { await this.#records()?.drop(); } catch { /* there was none */ }
  }
  close() { this.#backend?.close(); }
}
