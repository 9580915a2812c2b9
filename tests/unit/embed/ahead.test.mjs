// SPDX-License-Identifier: MIT
// The socket that is opened before the core runs: for whom, that it is taken once, and that none is left over.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Ahead } from '../../../embed/src/ahead.js';

const URL = 'wss://chat.example/ws';
const LEADER = `confab:${'0a'.repeat(20)}`;

/** The page: what was opened, and whose locks are held. */
function page(t, { protocol = 'https:', locks = [] } = {}) {
  const opened = [];
  class WebSocket {
    constructor(url, word) {
      if (url.includes('#')) throw new SyntaxError('fragment');
      opened.push(Object.assign(this, { url, word, closed: false }));
    }
    close() { this.closed = true; }
  }
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { locks: { query: async () => ({ held: locks.map((name) => ({ name })) }) } } });
  Object.assign(globalThis, { WebSocket, location: { protocol } });
  t.after(() => {
    delete globalThis.WebSocket;
    delete globalThis.location;
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else delete globalThis.navigator;
  });
  return opened;
}

const GUEST = { authentication: 'anonymous', websocket_url: URL, transports: ['websocket', 'bosh'], shared_session: 'auto', keepalive: true };
const ACCOUNT = { ...GUEST, authentication: 'login' };
const store = (login = null, allowed = true) => ({ allowed, get: (key) => (key === 'login' ? login : null) });

async function begun(options, kept = store()) {
  const ahead = new Ahead();
  await ahead.begin(options, kept);
  return ahead;
}

test('the socket that waits is taken, and once', async (t) => {
  const opened = page(t);
  const ahead = await begun(GUEST);
  assert.deepEqual(opened.map(({ url, word }) => [url, word]), [[URL, 'xmpp']]);
  assert.equal(ahead.socket(URL, 'xmpp'), opened[0]);
  const second = ahead.socket(URL, 'xmpp');
  assert.equal(second, opened[1]);
  assert.deepEqual(opened.map((s) => s.closed), [false, false]);
});

test('one that leads elsewhere is closed', async (t) => {
  const opened = page(t);
  const ahead = await begun(GUEST);
  assert.equal(ahead.socket('wss://other.example/ws', 'xmpp').url, 'wss://other.example/ws');
  assert.equal(opened[0].closed, true);
  assert.equal(opened.length, 2);
});

test('one that nobody takes is closed in time', async (t) => {
  const opened = page(t);
  const waits = [];
  t.mock.method(globalThis, 'setTimeout', (job, ms) => { waits.push({ job, ms }); return 7; });
  const ahead = await begun(GUEST);
  assert.equal(waits[0].ms, 10000);
  assert.equal(opened[0].closed, false);
  waits[0].job();
  assert.equal(opened[0].closed, true);
  assert.notEqual(ahead.socket(URL, 'xmpp'), opened[0]);
});

test('a widget that goes takes it along, also while the locks are looked at', async (t) => {
  const opened = page(t);
  (await begun(GUEST)).end();
  assert.equal(opened[0].closed, true);
  const ahead = new Ahead();
  const beginning = ahead.begin(GUEST, store());
  ahead.end();
  await beginning;
  assert.equal(opened.length, 1);
});

test('accounts: by a password of the site or what was kept, not by a form or a question to the site', async (t) => {
  const opened = page(t);
  const count = async (options, kept) => {
    const before = opened.length;
    (await begun(options, kept)).end();
    return opened.length - before;
  };
  assert.equal(await count(ACCOUNT), 0);
  assert.equal(await count(ACCOUNT, store('{"jid":"a@b"}')), 1);
  assert.equal(await count({ ...ACCOUNT, keepalive: false }, store('{"jid":"a@b"}')), 0);
  assert.equal(await count({ ...ACCOUNT, auto_login: true }), 0);
  assert.equal(await count({ ...ACCOUNT, auto_login: true, password: 'p' }), 1);
  assert.equal(await count({ ...ACCOUNT, auto_login: true, password: 'p', credentials_url: '/who' }), 0);
  assert.equal(await count({ ...GUEST, authentication: 'external' }), 0);
  assert.equal(await count({ ...GUEST, authentication: 'external', auto_login: true }), 1);
  for (const authentication of ['token', 'prebind', 'oauth']) assert.equal(await count({ ...GUEST, authentication, auto_login: true }), 0);
});

test('not where another tab has the stream, unless nothing is shared', async (t) => {
  const opened = page(t, { locks: ['confab:tab0:abc', 'confab:records', LEADER] });
  await begun(GUEST);
  assert.equal(opened.length, 0);
  await begun({ ...GUEST, shared_session: 'off' });
  assert.equal(opened.length, 1);
  await begun(GUEST, store(null, false));   // before consent there is no sharing
  assert.equal(opened.length, 2);
});

test('locks that say nothing of a leader keep nobody back', async (t) => {
  const opened = page(t, { locks: ['confab:tab0:abc', 'confab:records', 'other'] });
  await begun(GUEST);
  assert.equal(opened.length, 1);
});

test('only to addresses the core would use first', async (t) => {
  const opened = page(t);
  for (const websocket_url of [null, '', 'https://chat.example/ws', 'ws://chat.example/ws', `${URL}#part`]) await begun({ ...GUEST, websocket_url });
  await begun({ ...GUEST, transports: ['bosh', 'websocket'] });
  assert.equal(opened.length, 0);
});

test('a page without TLS may use ws:, a page without locks has one tab', async (t) => {
  const opened = page(t, { protocol: 'http:' });
  navigator.locks = undefined;
  await begun({ ...GUEST, websocket_url: 'ws://localhost/ws' });
  assert.equal(opened.length, 1);
});
