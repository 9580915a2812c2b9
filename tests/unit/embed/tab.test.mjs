// SPDX-License-Identifier: MIT
// Whose a tab's own storage is: locks that come late, copies of other tabs, letting go.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Tab } from '../../../embed/src/tab.js';

const soon = () => new Promise((done) => { setTimeout(done); });

/** A browser whose locks are given when the test says so; `held` are those that other pages have. */
function browser(t, { held = new Set(), slow = false } = {}) {
  const asked = [];
  const request = (name, { signal }, work) => new Promise((resolve, reject) => {
    const give = () => {
      held.add(name);
      resolve(Promise.resolve(work({ name })).finally(() => held.delete(name)));
    };
    if (signal?.aborted) return reject(signal.reason);
    if (signal) signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (slow || held.has(name)) asked.push({ name, give });
    else give();
  });
  const area = new Map();
  const sessionStorage = { getItem: (key) => area.get(key) ?? null, setItem: (key, value) => { area.set(key, value); }, removeItem: (key) => { area.delete(key); } };
  const globals = { navigator: { locks: { request } }, sessionStorage };
  const before = Object.keys(globals).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { configurable: true, value });
  t.after(() => {
    for (const [name, was] of before) {
      if (was) Object.defineProperty(globalThis, name, was);
      else delete globalThis[name];
    }
  });
  return { asked, held, area };
}

test('a browser that takes long to give the lock of a new name keeps nothing from being written', async (t) => {
  const { asked, held } = browser(t, { slow: true });
  t.mock.method(AbortSignal, 'timeout', () => AbortSignal.abort(new Error('late')));
  const tab = new Tab('confab:', () => true);
  await tab.claim();
  assert.equal(tab.set('sm/ann', 'session'), true);
  assert.equal(tab.get('sm/ann'), 'session');
  asked[0].give();
  await soon();
  assert.equal(held.size, 1);
  tab.destroy();
  await soon();
  assert.equal(held.size, 0, 'let go of');
});

test('who lets go before the lock has come does not keep it', async (t) => {
  const { asked, held } = browser(t, { slow: true });
  t.mock.method(AbortSignal, 'timeout', () => AbortSignal.abort(new Error('late')));
  const tab = new Tab('confab:', () => true);
  await tab.claim();
  tab.destroy();
  asked[0].give();
  await soon();
  assert.equal(held.size, 0);
});

test('what another page holds is a copy of its: it is cleared, and the tab begins anew', async (t) => {
  const { area } = browser(t, { held: new Set(['confab:tab0:abc']) });
  t.mock.method(AbortSignal, 'timeout', () => AbortSignal.abort(new Error('late')));
  area.set('confab:tab0:id', 'abc');
  const tab = new Tab('confab:', () => true);
  await tab.claim();
  tab.set('sm/ann', 'mine');
  assert.notEqual(area.get('confab:tab0:id'), 'abc');
  tab.destroy();
});
