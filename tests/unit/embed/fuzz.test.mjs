// SPDX-License-Identifier: MIT
// Random configurations and attributes: never an exception, and what comes out always fits the table.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ROWS } from '../../../embed/src/options_table.js';
import { forCore, fromAttributes, resolve } from '../../../embed/src/options.js';
import { fits, fromText, parseType } from '../../../embed/src/types.js';

// A small generator with a fixed seed: a failure can be had again.
function random(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const NAMES = ROWS.map(([name]) => name);
const WORDS = ['', 'true', 'false', '0', '-1', '1e9', 'null', '[]', '{}', '["a"]', '{"a":1}', '[1', 'br', 'overlayed', 'a@b c@d', ' , ,', '\u202e\u0000', 'x'.repeat(5000),
  '__proto__', 'constructor', '🙂', '{"__proto__":{"x":1}}'];

function value(pick, depth = 0) {
  const kinds = [() => null, () => undefined, () => true, () => pick(1e6) - 5e5, () => NaN, () => Infinity, () => WORDS[pick(WORDS.length)], () => -0.5,
    () => Array.from({ length: pick(4) }, () => value(pick, depth + 1)),
    () => Object.fromEntries(Array.from({ length: pick(4) }, () => [pick(2) ? WORDS[pick(WORDS.length)] : NAMES[pick(NAMES.length)].split('.').at(-1), value(pick, depth + 1)]))];
  return kinds[pick(depth > 3 ? 8 : kinds.length)]();
}

const read = (options, name) => name.split('.').reduce((at, part) => at?.[part], options);

function checkAll(options) {
  for (const [name, type, fallback] of ROWS) {
    const got = read(options, name);
    assert.ok((got === null && fallback === null) || fits(parseType(type), got), `${name} became ${JSON.stringify(got)}`);
  }
  assert.equal({}.x, undefined);
  JSON.parse(forCore(options, {}));
}

test('800 random configurations', () => {
  const pick = random(20250101);
  for (let i = 0; i < 800; i++) {
    const config = {};
    for (let k = pick(6); k >= 0; k--) {
      const path = NAMES[pick(NAMES.length)].split('.');
      let at = config;
      for (const part of path.slice(0, -1)) at = (typeof at[part] === 'object' && at[part] && !Array.isArray(at[part])) ? at[part] : (at[part] = {});
      at[path.at(-1)] = value(pick);
    }
    const sources = [config, pick(3) ? null : value(pick)].map((s) => (s && typeof s === 'object' ? s : null));
    checkAll(resolve(...sources).options);
  }
});

test('800 random attribute lists', () => {
  const pick = random(7);
  for (let i = 0; i < 800; i++) {
    const list = Array.from({ length: pick(6) }, () => [
      pick(5) ? NAMES[pick(NAMES.length)].replace(/[._]/g, '-') : WORDS[pick(WORDS.length)] || 'x', WORDS[pick(WORDS.length)],
    ]);
    checkAll(resolve(fromAttributes(list).options).options);
  }
});

test('whatever a type reads from text, it accepts', () => {
  const pick = random(99);
  const types = ROWS.map(([, type]) => parseType(type));
  for (let i = 0; i < 5000; i++) {
    const type = types[pick(types.length)];
    const text = Array.from({ length: pick(8) }, () => WORDS[pick(WORDS.length)]).join(pick(2) ? ',' : '');
    const got = fromText(type, text);
    assert.ok(got === undefined || fits(type, got), `${JSON.stringify(type)} read ${JSON.stringify(got)}`);
  }
});
