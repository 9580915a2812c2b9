// SPDX-License-Identifier: MIT
// The loader's small parts that need no page: events, languages, times, hidden paths, hotkeys, errors.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Emitter } from '../../../embed/src/emitter.js';
import { ConfabError, ERROR_TABLE } from '../../../embed/src/errors.js';
import { Times } from '../../../embed/src/format.js';
import { hiddenOn } from '../../../embed/src/launcher.js';
import { hotkey } from '../../../embed/src/page.js';
import { LANGUAGES, matchLanguage, words } from '../../../embed/src/words.js';

test('handlers come and go, and one that throws stops nobody', (t) => {
  const error = t.mock.method(console, 'error', () => {});
  const emitter = new Emitter();
  const heard = [];
  const off = emitter.on('a', (d) => heard.push(['a', d]));
  emitter.on('a', () => { throw new Error('theirs'); });
  emitter.on('a', (d) => heard.push(['b', d]));
  emitter.once('a', (d) => heard.push(['once', d]));
  emitter.emit('a', 1);
  off();
  emitter.emit('a', 2);
  assert.deepEqual(heard, [['a', 1], ['b', 1], ['once', 1], ['b', 2]]);
  assert.equal(error.mock.callCount(), 2);
  assert.throws(() => emitter.on('a', 'no function'), TypeError);
});

test('languages are matched by tag, base and script', () => {
  assert.equal(matchLanguage('de-AT'), 'de');
  assert.equal(matchLanguage('ZH-hans'), 'zh-CN');
  assert.equal(matchLanguage('zh-TW'), null);
  assert.equal(matchLanguage('iw'), 'he');
  assert.equal(matchLanguage('sv'), null);
  assert.equal(matchLanguage(''), null);
  assert.equal(words('xx').open, 'Open chat');
});

test('every language has every word', () => {
  const names = Object.keys(words('en')).sort();
  for (const lang of LANGUAGES) {
    const table = words(lang);
    assert.deepEqual(Object.keys(table).sort(), names);
    for (const [name, text] of Object.entries(table)) assert.ok(typeof text === 'string' && text.trim() === text && text, `${lang}: ${name}`);
  }
});

test('times follow language and zone', () => {
  const wall = Date.UTC(2024, 5, 1, 12, 30);
  const berlin = new Times('de', 'Europe/Berlin');
  assert.equal(berlin.format(wall, 'time'), '14:30');
  assert.equal(berlin.offset(wall), 120);
  assert.equal(berlin.offset(Date.UTC(2024, 0, 1)), 60);
  assert.equal(new Times('en', 'Asia/Kolkata').offset(wall), 330);
  assert.equal(new Times('en-US', 'America/New_York').format(wall, 'time').replace(/\s/g, ' '), '8:30 AM');
  assert.match(berlin.format(wall, 'day'), /^1\. Juni 2024$/);
  assert.equal(berlin.format(NaN, 'time'), '');
});

test('an unknown time zone is told and not used', (t) => {
  const warn = t.mock.method(console, 'warn', () => {});
  const times = new Times('en', 'Mars/Olympus');
  assert.equal(warn.mock.callCount(), 1);
  assert.equal(times.offset(0), -new Date(0).getTimezoneOffset());
});

test('paths without a launcher', () => {
  assert.equal(hiddenOn(['/checkout', '/admin/*'], '/admin/users/1'), true);
  assert.equal(hiddenOn(['/checkout', '/admin/*'], '/checkout/2'), false);
  assert.equal(hiddenOn(['*'], '/'), true);
  assert.equal(hiddenOn(['/a.b(c)'], '/axb(c)'), false);
  assert.equal(hiddenOn([], '/'), false);
});

test('hotkeys need exactly their modifiers', () => {
  const event = (key, more = {}) => ({ key, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...more });
  const test = hotkey('Ctrl+Shift+K');
  assert.equal(test(event('K', { ctrlKey: true, shiftKey: true })), true);
  assert.equal(test(event('k', { ctrlKey: true })), false);
  assert.equal(test(event('k', { ctrlKey: true, shiftKey: true, altKey: true })), false);
  assert.equal(hotkey('Hyper+K'), null);
  assert.equal(hotkey(''), null);
});

test('every error has a sentence and a hint', () => {
  for (const [code, [message, hint]] of Object.entries(ERROR_TABLE)) {
    assert.match(message, /^[A-Z].*\.$/, code);
    assert.ok(hint.length > 10, code);
  }
  const error = new ConfabError('core-missing', { message: 'x.wasm answers 404.' });
  assert.deepEqual(Object.keys(error.toJSON()), ['code', 'message', 'hint']);
  assert.equal(error.message, 'x.wasm answers 404.');
  assert.match(error.hint, /assets_path/);
});
