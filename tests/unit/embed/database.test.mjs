// SPDX-License-Identifier: MIT
// Records that are read before anybody asks: what a tab read first is, once, and only while things may be kept.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Database } from '../../../embed/src/database.js';

/** A browser: its storage, and what its tab remembers. A page of it is a Database. */
function browser(t) {
  const area = {};
  Object.defineProperty(area, 'getItem', { value: (key) => area[key] ?? null });
  Object.defineProperty(area, 'setItem', { value: (key, value) => { area[key] = value; } });
  Object.defineProperty(area, 'removeItem', { value: (key) => { delete area[key]; } });
  globalThis.window = { sessionStorage: area };
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: {} });
  t.after(() => {
    delete globalThis.window;
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else delete globalThis.navigator;
  });
  const kept = new Map();
  const store = { allowed: true, prefix: 'confab:', backend: 'sessionStorage', may: () => {},
    tab: { peek: (key) => kept.get(key) ?? null, set: (key, value) => kept.set(key, value) } };
  return { area, store, page: () => new Database(store) };
}

test('the next page reads ahead what this one read first', async (t) => {
  const { area, page } = browser(t);
  const first = page();
  first.readAhead();
  await first.write(['ann\nc', 'hello', 'ann\tp0', 'picture']);
  assert.deepEqual(await first.load('ann\n'), [0, ['ann\nc', 'hello']]);
  assert.deepEqual(await first.load('ann\tp0'), [0, ['ann\tp0', 'picture']]);
  const next = page();
  next.readAhead();
  await new Promise((done) => { setTimeout(done, 0); });
  area['confab:records:ann\nc'] = 'written since';
  assert.deepEqual(await next.load('ann\n'), [0, ['ann\nc', 'hello']], 'it was there already');
  assert.deepEqual(await next.load('ann\n'), [0, ['ann\nc', 'written since']], 'and is given once');
});

test('somebody else asks for something else', async (t) => {
  const { page } = browser(t);
  const first = page();
  await first.write(['ann\nc', 'hello', 'bob\nc', 'hi']);
  await first.load('ann\n');
  const next = page();
  next.readAhead();
  assert.deepEqual(await next.load('bob\n'), [0, ['bob\nc', 'hi']]);
});

test('what was read is not given out once nothing may be kept, nor what was dropped', async (t) => {
  const { store, page } = browser(t);
  const first = page();
  await first.write(['ann\nc', 'hello']);
  await first.load('ann\n');
  const next = page();
  next.readAhead();
  await new Promise((done) => { setTimeout(done, 0); });
  store.allowed = false;
  assert.deepEqual(await next.load('ann\n'), [1]);
  store.allowed = true;
  const third = page();
  third.readAhead();
  await third.drop();
  assert.deepEqual(await third.load('ann\n'), [0, []]);
});
