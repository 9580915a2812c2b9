// SPDX-License-Identifier: MIT
// data_sync: what the site may answer, what that changes in the chat, and when it is asked and told.
import assert from 'node:assert/strict';
import test from 'node:test';
import { DataSync } from '../../../embed/site/sync.js';
import { planContacts, planRooms, readContacts, readProfile, readRooms } from '../../../embed/site/plan.js';

const json = (value, status = 200) => new Response(status === 204 ? null : JSON.stringify(value), { status });
const contact = (jid, name = '', groups = []) => ({ jid, name, groups });
const bad = { kind: 'bad' };

test('answers are read strictly: a wrong entry is named, a flood refused', () => {
  assert.deepEqual(readContacts({ contacts: [{ jid: 'ann@x.example', groups: ['A', 'A'], more: 1 }] }), { contacts: [contact('ann@x.example', '', ['A'])], groups: new Set(['A']) });
  assert.deepEqual([...readContacts({ contacts: [], groups: ['Staff'] }).groups], ['Staff']);
  for (const wrong of [null, [], {}, { contacts: {} }, { contacts: [null] }, { contacts: ['ann@x.example'] }, { contacts: [{ jid: 7 }] }, { contacts: [{ jid: 'a b@x' }] },
    { contacts: [{ jid: 'ann@x.example/res' }] }, { contacts: [contact('ann@x.example', 'n'.repeat(257))] }, { contacts: [contact('ann@x.example', '', [''])] },
    { contacts: [contact('ann@x.example', '', 'Staff')] }, { contacts: [contact('ann@x.example', '', Array(21).fill('g'))] }, { contacts: [], groups: [3] }]) {
    assert.throws(() => readContacts(wrong), bad, JSON.stringify(wrong));
  }
  assert.throws(() => readContacts({ contacts: [contact('ann@x.example'), {}] }), { message: /contacts\[1\]/ });
  assert.throws(() => readContacts({ contacts: Array(1001).fill(contact('ann@x.example')) }), { message: /1001 contacts; at most 1000/ });
  assert.deepEqual(readRooms({ rooms: [{ jid: 'r@rooms.example' }] }), [{ jid: 'r@rooms.example', nick: '', password: '' }]);
  for (const wrong of [{ rooms: [{ jid: 'rooms.example' }] }, { rooms: [{ jid: 'r@rooms.example', nick: 1 }] }, { rooms: Array(101).fill({ jid: 'r@rooms.example' }) }]) assert.throws(() => readRooms(wrong), bad);
  assert.deepEqual(readProfile({}), { name: '' });
  for (const wrong of [null, 'Ann', { name: 5 }]) assert.throws(() => readProfile(wrong), bad);
});

test('where the site counts, its groups follow it, and nobody outside them is touched', () => {
  const known = [contact('ann@x.example', 'My Ann', ['Friends']), contact('bob@x.example', 'Bob', ['Staff']), contact('carl@x.example', 'Carl', ['Staff', 'Chess']), contact('own@y.example')];
  const wanted = readContacts({ contacts: [contact('Ann@x.example', 'Ann', ['Staff']), contact('dora@x.example', 'Dora', ['Staff'])], groups: ['Staff'] });
  assert.deepEqual(planContacts(wanted, known, 'web'), {
    add: [contact('dora@x.example', 'Dora', ['Staff'])],
    modify: [contact('Ann@x.example', 'Ann', ['Friends', 'Staff'])],
    delete: [contact('bob@x.example', '', ['Staff']), contact('carl@x.example', '', ['Staff'])],
  });
  assert.deepEqual(planContacts(wanted, known, 'xmpp'), { add: [contact('dora@x.example', 'Dora', ['Staff'])], modify: [], delete: [] });
});

test('what agrees already changes nothing', () => {
  const known = [contact('ann@x.example', 'Ann', ['Friends', 'Staff'])];
  for (const one of [contact('ann@x.example'), contact('ann@x.example', 'Ann', ['Staff'])]) {
    const { add, modify } = planContacts({ contacts: [one], groups: new Set(['Staff'].filter(() => one.groups.length)) }, known, 'web');
    assert.deepEqual([add, modify], [[], []]);
  }
});

test('rooms: entered when listed, left when no longer, never opened again', () => {
  const wanted = readRooms({ rooms: ['in', 'out', 'gone', 'new'].map((r) => ({ jid: `${r}@rooms.example` })) });
  const room = (name, joined, error = '') => ({ jid: `${name}@rooms.example`, joined, error });
  const known = [room('in', true), room('out', false, 'left'), room('gone', false, 'destroyed'), room('old', true), room('own', true)];
  const given = new Set(['old@rooms.example', 'out@rooms.example']);
  const names = (list) => list.map((r) => (r.jid ?? r).split('@')[0]);
  const web = planRooms(wanted, known, given, 'web');
  assert.deepEqual([names(web.join), names(web.leave)], [['out', 'new'], ['old']]);
  const xmpp = planRooms(wanted, known, given, 'xmpp');
  assert.deepEqual([names(xmpp.join), names(xmpp.leave)], [['new'], []], 'whoever left a room wanted so');
});

/** A DataSync on fakes. `answers`: by path, a value, a Response or a function of the request. */
function rig(t, options, answers, state = {}) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const calls = [], events = [], asked = [];
  const chat = { contacts: [], rooms: [], transport: 'websocket', ...state };
  const fetch = async (url, init) => {
    const path = new URL(url).pathname;
    asked.push({ path, ...init });
    const answer = typeof answers[path] === 'function' ? answers[path](init) : answers[path];
    return answer instanceof Response ? answer.clone() : json(answer);
  };
  const call = async (name, args) => {
    calls.push([name, args]);
    return name === 'contacts.list' ? chat.contacts : name === 'rooms.list' ? chat.rooms : true;
  };
  const ports = { call, stats: () => ({ transport: chat.transport }), emit: (name, detail) => events.push([name, detail]) };
  const sync = new DataSync({ interval_s: 0, ...options }, ports, { fetch, base: 'https://shop.example/page' });
  const run = async (ms = 0) => {
    t.mock.timers.tick(ms);
    for (let i = 0; i < 60; i++) await Promise.resolve();
  };
  return { sync, run, calls, events, asked, chat };
}

test('pulling: the name, then contacts, then rooms, once for each page', async (t) => {
  const { sync, run, calls, events, asked } = rig(t, { profile_url: '/me', roster_url: '/people', rooms_url: '/rooms' },
    { '/me': { name: 'Ann' }, '/people': { contacts: [contact('bob@x.example', 'Bob')] }, '/rooms': { rooms: [{ jid: 'r@rooms.example' }] } });
  sync.begin('me@x.example/tab');
  await run();
  assert.deepEqual(calls.filter(([name]) => !name.endsWith('list')), [
    ['identify', { name: 'Ann' }],
    ['contacts.change', { action: 'add', contacts: [contact('bob@x.example', 'Bob')] }],
    ['rooms.join', { jid: 'r@rooms.example', nick: '', password: '', bookmark: false }],
  ]);
  assert.deepEqual(events, [['sync', { added: 1, changed: 0, removed: 0, joined: 1, left: 0, told: [] }]]);
  assert.ok(asked.every((a) => a.credentials === 'include' && a.cache === 'no-store' && !a.method));
  sync.begin('me@x.example/tab');
  await run(3_600_000);
  assert.equal(asked.length, 3, 'the same again: no second time');
  sync.begin('you@x.example/tab');
  await run();
  assert.equal(asked.length, 6, 'somebody else');
});

test('pushing tells what the site has not heard, with whose it is', async (t) => {
  const { sync, run, asked, chat } = rig(t, { roster_url: '/people', rooms_url: '/rooms', direction: 'push', interval_s: 10 },
    { '/people': () => json(null, 204), '/rooms': { fine: true } },
    { contacts: [{ ...contact('bob@x.example', 'Bob'), subscription: 'both', show: 'away' }], rooms: [{ jid: 'r@rooms.example', name: 'R', nick: 'Me', joined: true }, { jid: 'o@rooms.example', joined: false }] });
  sync.begin('me@x.example/tab');
  await run();
  assert.deepEqual(asked.map((a) => [a.method, a.path, JSON.parse(a.body)]), [
    ['POST', '/people', { jid: 'me@x.example', contacts: [{ jid: 'bob@x.example', name: 'Bob', groups: [], subscription: 'both' }] }],
    ['POST', '/rooms', { jid: 'me@x.example', rooms: [{ jid: 'r@rooms.example', name: 'R', nick: 'Me' }] }],
  ]);
  assert.equal(asked[0].headers['Content-Type'], 'application/json', 'another origin has to allow that first');
  await run(10_000);
  assert.equal(asked.length, 2, 'nothing new');
  chat.contacts = [];
  await run(10_000);
  assert.deepEqual(asked.slice(2).map((a) => a.path), ['/people']);
});

test('both: first what the site says, then what there is', async (t) => {
  const { sync, run, asked } = rig(t, { roster_url: '/people', direction: 'both', canonical: 'xmpp' }, { '/people': (init) => json(init.method ? null : { contacts: [] }, init.method ? 204 : 200) });
  sync.begin('me@x.example/tab');
  await run();
  assert.deepEqual(asked.map((a) => a.method ?? 'GET'), ['GET', 'POST']);
});

test('what goes wrong is told with a code; only what may pass is tried again, ever more slowly', async (t) => {
  for (const [answer, code] of [[json({}, 401), 'sync-refused'], [json({}, 404), 'sync-bad'], [new Response('<html>'), 'sync-bad'], [json({ contacts: 3 }), 'sync-bad'],
    [new Response(`"${'x'.repeat(1 << 20)}"`), 'sync-bad'], [json({}, 503), 'sync-unreachable'], [() => { throw new TypeError('offline'); }, 'sync-unreachable']]) {
    const { sync, run, events, asked } = rig(t, { roster_url: '/people' }, { '/people': answer });
    sync.begin('me@x.example/tab');
    await run();
    assert.equal(events[0][1].code, code);
    assert.match(events[0][1].text, /roster_url/);
    assert.ok(events[0][1].hint);
    await run(29_000);
    assert.equal(asked.length, 1);
    await run(1000);
    const again = code === 'sync-unreachable';
    assert.equal(asked.length, again ? 2 : 1, code);
    await run(59_000);
    assert.equal(asked.length, again ? 2 : 1, 'the pauses grow');
    sync.end();
    t.mock.timers.reset();
  }
  const insecure = rig(t, { roster_url: 'http://shop.example/people' }, {});
  insecure.sync.begin('me@x.example/tab');
  await insecure.run();
  assert.equal(insecure.events[0][1].code, 'sync-insecure');
  assert.equal(insecure.asked.length, 0);
});

test('a site that stays wrong is told once, and asked less often while it cannot be reached', async (t) => {
  let answer = () => json({}, 503);
  const { run, sync, events, asked } = rig(t, { roster_url: '/people', interval_s: 5 }, { '/people': () => answer() });
  sync.begin('me@x.example/tab');
  for (let i = 0; i < 100; i++) await run(1000);
  assert.equal(asked.length, 3, 'at 0, 30 and 90 seconds, not every 5');
  assert.deepEqual(events.map(([name]) => name), ['error']);
  answer = () => json({ contacts: [] });
  for (let i = 0; i < 125; i++) await run(1000);
  assert.equal(events[1][0], 'sync');
  const before = asked.length;
  for (let i = 0; i < 10; i++) await run(1000);
  assert.equal(asked.length, before + 2, 'every 5 seconds again');
  answer = () => json({}, 503);
  await run(5000);
  assert.equal(events.at(-1)[0], 'error', 'the next time it is news again');
});

test('one of many tabs does it; signing out ends it, also in the middle', async (t) => {
  const people = { '/people': { contacts: [contact('bob@x.example')] } };
  const shared = rig(t, { roster_url: '/people', interval_s: 1 }, people, { transport: 'shared' });
  shared.sync.begin('me@x.example/tab');
  await shared.run(20_000);
  assert.equal(shared.asked.length, 0);
  shared.chat.transport = 'websocket';   // the tab with the stream has gone
  await shared.run(5000);
  assert.equal(shared.asked.length, 1);
  shared.sync.end();
  await shared.run(60_000);
  assert.equal(shared.asked.length, 1);
  t.mock.timers.reset();

  const slow = rig(t, { roster_url: '/people' }, { '/people': () => json(people['/people']) });
  const { sync, calls, events } = slow;
  sync.begin('me@x.example/tab');
  t.mock.timers.tick(0);
  sync.end();
  await slow.run(1000);
  assert.deepEqual(calls.filter(([name]) => name === 'contacts.change'), [], 'not done to whoever is signed in now');
  assert.deepEqual(events, []);
});
