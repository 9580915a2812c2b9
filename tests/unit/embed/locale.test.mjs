// SPDX-License-Identifier: MIT
// The locale files against src/ui/strings.def: known ids, the same arguments, the plural forms their
// language has, and nearly nothing missing (what is missing stays English).
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';

const root = new URL('../../../', import.meta.url);
const english = new Map([...readFileSync(new URL('src/ui/strings.def', root), 'utf8').matchAll(/^STR\((\w+), "(.*)"\)/gm)].map(([, id, text]) => [id, text]));
const PLURALS = {
  ar: ['zero', 'one', 'two', 'few', 'many', 'other'], he: ['one', 'two', 'other'], ru: ['one', 'few', 'many', 'other'], ja: ['other'], 'zh-CN': ['other'],
};
const args = (text) => [...new Set(text.match(/\{\d\}/g) ?? [])].sort().join(' ');
const forms = (text) => Object.fromEntries(text.split('|').map((form) => [form.slice(0, form.indexOf(':')), form.slice(form.indexOf(':') + 1)]));

for (const file of readdirSync(new URL('locale/', root))) {
  const lang = file.replace('.json', '');
  test(`locale ${lang}`, () => {
    const table = JSON.parse(readFileSync(new URL(`locale/${file}`, root), 'utf8'));
    for (const [id, text] of Object.entries(table)) {
      const source = english.get(id);
      assert.ok(source, `${id} is no string of the interface`);
      assert.ok(text.trim() === text && text, `${id}: "${text}"`);
      if (source.startsWith('one:')) {
        assert.deepEqual(Object.keys(forms(text)), PLURALS[lang] ?? ['one', 'other'], id);
        assert.equal(args(forms(text).other), '{0}', id);
      } else {
        assert.equal(args(text), args(source), `${id}: ${text}`);
        assert.equal(text.endsWith('…'), source.endsWith('…'), `${id}: ${text}`);
      }
    }
    const missing = [...english.keys()].filter((id) => !(id in table));
    assert.ok(missing.length <= english.size * 0.05, `not translated: ${missing.join(', ')}`);
  });
}
