// SPDX-License-Identifier: MIT
// The public API as a table: every method of the types is in it, and no misuse of any gets out as
// anything but {code, message, hint}.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { CALLS, DIRECT, OWN, addMethods } from '../../../embed/src/api.js';
import { Emitter } from '../../../embed/src/emitter.js';
import { ConfabError } from '../../../embed/src/errors.js';

const WRONG = [undefined, null, 5, NaN, true, '', [], {}, () => {}, Symbol('s'), 7n, [1], { jid: 5 }, { body: 5 }, { granted: 'yes' }, { chat: 5 }];

/** A widget without a page: its own methods only say that they were reached. */
function widget({ gone = false, core = () => Promise.resolve(true) } = {}) {
  const calls = [];
  const told = [];
  const instance = {};
  for (const name of [...Object.keys(OWN), ...Object.keys(DIRECT)]) instance[name] = (...args) => { calls.push([name, ...args]); };
  addMethods(instance, {
    call: (name, args) => { calls.push([name, args]); return core(name, args); },
    emitter: new Emitter(), plugins: { add: () => { throw new Error('theirs'); }, list: () => [] }, gone: () => gone, tell: (error) => told.push(error),
  });
  return { instance, calls, told };
}
const at = (instance, path) => path.split('.').reduce((o, name) => o[name], instance);
const ours = (error, what) => {
  assert.ok(error instanceof ConfabError, `${what}: ${error}`);
  const { code, message, hint } = error.toJSON();
  assert.ok(code && /^\S.*[.!]$/s.test(message) && hint, `${what}: ${JSON.stringify({ code, message, hint })}`);
};

test('every method of the types is in the table', () => {
  const types = readFileSync(new URL('../../../embed/types/confab.d.ts', import.meta.url), 'utf8');
  const body = types.slice(types.indexOf('export interface ConfabInstance {'), types.indexOf('export interface ConfabGlobal'));
  let group = '';
  const methods = new Set();
  for (const line of body.split('\n')) {
    const opens = /^ {2}readonly (\w+): \{/.exec(line);
    if (opens) group = `${opens[1]}.`;
    else if (/^ {2}\}/.test(line)) group = '';
    const method = /^ +(\w+)(?:<[^>]*>)?\(/.exec(line);
    if (method) methods.add(group + method[1]);
  }
  assert.ok(methods.size > 50, [...methods].join());
  const known = new Set([...Object.keys(CALLS), ...Object.keys(OWN), ...Object.keys(DIRECT), 'xmpp.on', 'plugins.add', 'plugins.list', 'is', 'stats']);
  assert.deepEqual([...methods].filter((name) => !known.has(name)), []);
  assert.deepEqual([...known].filter((name) => !methods.has(name)), []);
});

test('methods that answer with a promise refuse every wrong argument and throw nothing', async () => {
  for (const [name, kinds] of [...Object.entries(CALLS), ...Object.entries(OWN)]) {
    for (const value of WRONG) {
      const { instance, calls } = widget();
      const answer = at(instance, name)(...Object.keys(kinds).map(() => value));
      assert.equal(typeof answer?.then, 'function', name);
      const error = await answer.then(() => null, (e) => e);
      const wrong = Object.values(kinds).some((kind) => kind(value));
      assert.equal(!!error, wrong, `${name}(${String(value)})`);
      assert.equal(calls.length, wrong ? 0 : 1, name);
      if (error) ours(error, `${name}(${String(value)})`);
    }
    const required = Object.values(kinds).some((kind) => kind(undefined));
    const error = await at(widget().instance, name)().then(() => null, (e) => e);
    assert.equal(!!error, required, `${name}()`);
  }
});

test('what reviewers called', async () => {
  const { instance } = widget();
  const said = async (promise) => (await promise.then(() => null, (e) => e))?.message;
  assert.equal(await said(instance.open(null)), 'open(what): what must be an object, got null.');
  assert.equal(await said(instance.update(null)), 'update(options): options must be an object, got null.');
  assert.equal(await said(instance.consent()), 'consent(answer): answer must be an object, got undefined.');
  assert.equal(await said(instance.consent({ granted: 'false' })), 'consent(answer): answer must be an object with true or false as granted, got an object.');
  assert.equal(await said(instance.set()), 'set(option, value): option must be a text that is not empty, got undefined.');
  assert.equal(await said(instance.chats.send('a@b', 5)), 'chats.send(jid, message): message must be a text or an object, got 5.');
});

test('what a method or the core throws comes as one of ours', async () => {
  const { instance } = widget({ core: () => { throw new TypeError('a bigint.'); } });
  ours(await instance.chats.list().then(() => null, (e) => e), 'chats.list');
});

test('methods that answer at once throw nothing and tell what was wrong', () => {
  for (const path of [...Object.keys(DIRECT), 'xmpp.on', 'plugins.add']) {
    for (const value of WRONG) {
      const { instance, told } = widget();
      at(instance, path)(value, path === 'plugins.add' ? 5 : value);
      assert.ok(told.length <= 1);
      for (const error of told) ours(error, path);
    }
  }
  const { instance, told } = widget();
  assert.equal(instance.get(undefined), undefined);
  instance.on('message')();
  instance.xmpp.on(null, 'no function')();
  assert.equal(instance.plugins.add('mine', {}), false);
  assert.deepEqual(told.map((error) => error.code), ['bad-argument', 'bad-argument', 'bad-argument', 'failed']);
});

test('after destroy() everything says so, and a second destroy() does not mind', async () => {
  const { instance, told, calls } = widget({ gone: true });
  for (const name of [...Object.keys(CALLS), ...Object.keys(OWN)]) {
    const error = await at(instance, name)('a', 'b', 'c').then(() => null, (e) => e);
    assert.equal(error?.code, name === 'destroy' ? undefined : 'destroyed', name);
  }
  instance.on('message', () => {})();
  assert.deepEqual(told.map((error) => error.code), ['destroyed']);
  assert.deepEqual(calls, [['destroy', 'a', 'b', 'c']]);
});

test('arguments reach the core by name, and members of an object cannot stand in for them', async () => {
  const { instance, calls } = widget();
  await instance.chats.send('a@b', 'hello');
  await instance.chats.send('a@b', { body: 'hi', jid: 'x@y' });
  await instance.rooms.join('r@c', null);
  await instance.contacts.add('a@b', { name: 'Ann' });
  assert.deepEqual(calls, [['chats.send', { jid: 'a@b', body: 'hello' }], ['chats.send', { jid: 'a@b', body: 'hi' }], ['rooms.join', { jid: 'r@c' }],
    ['contacts.add', { jid: 'a@b', name: 'Ann' }]]);
});

test('the groups cannot be changed', () => {
  const { instance } = widget();
  assert.throws(() => { instance.chats.send = () => {}; }, TypeError);
});
