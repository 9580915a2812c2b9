// SPDX-License-Identifier: MIT
// The doctor's parts that need no page: its XML reader, what it makes of stream features, its lines.
import assert from 'node:assert/strict';
import test from 'node:test';
import { checkFeatures, factsOf } from '../../../embed/doctor/features.js';
import * as fixes from '../../../embed/doctor/fixes.js';
import { Report } from '../../../embed/doctor/report.js';
import { NS, attr, below, child, escape, is, parse, texts } from '../../../embed/doctor/xml.js';

test('XML is read with namespaces, entities and CDATA', () => {
  const root = parse(`<?xml version='1.0'?><!-- a --><a xmlns='urn:a' xmlns:b="urn:b" x='1 &lt; 2' b:y="&#65;&#x42;"><b:c>one &amp; <![CDATA[<two>]]></b:c><d/></a> `);
  assert.ok(is(root, 'a', 'urn:a'));
  assert.equal(attr(root, 'x'), '1 < 2');
  assert.equal(attr(root, 'b:y'), 'AB');
  assert.equal(attr(root, 'constructor'), '');
  assert.equal(child(root, 'c', 'urn:b').text, 'one & <two>');
  assert.ok(is(child(root, 'd'), 'd', 'urn:a'));
  assert.equal(root.text, 'one & <two>');
  assert.deepEqual(texts(parse('<m><n> a </n><n>b</n></m>'), 'n'), ['a', 'b']);
  assert.equal(below(parse('<a><b><c/></b><c/></a>'), 'c').length, 2);
  const deep = parse(`<a xmlns='urn:1'><b xmlns='urn:2'><c/></b><d/></a>`);
  assert.equal(deep.children[0].children[0].ns, 'urn:2');
  assert.equal(deep.children[1].ns, 'urn:1');
});

test('what is not well-formed, or more than XMPP allows, is nothing', () => {
  const bad = ['', 'text', '<a>', '<a></b>', '<a/><b/>', '<a><b></a></b>', '<a x=1/>', '<a x="1" x="2"/>', '<a x="<"/>', '<a>&unknown;</a>', '<a>&#0;</a>',
    '<a>&#x110000;</a>', '<a>& b</a>', '<p:a/>', '<a', '</a>', '<a/>x', '<!DOCTYPE a><a/>', `<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>`, '<a><?pi?></a>',
    '<a><!-- -- --></a>', '<html><br></html>', `${'<a>'.repeat(200)}${'</a>'.repeat(200)}`, '{"a": 1}'];
  for (const text of bad) assert.equal(parse(text), null, text.slice(0, 60));
});

test('long input takes no long time', () => {
  for (const text of [`<a ${'x'.repeat(200000)}`, `<a${' '.repeat(200000)}`, `<a>${'<b/>'.repeat(50000)}</a>`, `<a x="${'y'.repeat(200000)}`, `<!--${'-'.repeat(200000)}`, `<a>${'&'.repeat(200000)}</a>`]) {
    const begin = process.cpuUsage();
    parse(text);
    const { user } = process.cpuUsage(begin);
    assert.ok(user < 2_000_000, `${user / 1000} ms for ${text.slice(0, 10)}`);
  }
});

test('what is escaped is read back', () => {
  const nasty = `<&>"' 漢字 😀`;
  assert.equal(attr(parse(`<a x="${escape(nasty)}"/>`), 'x'), nasty);
});

const features = (inside) => factsOf(parse(`<stream:features xmlns:stream='${NS.streams}'>${inside}</stream:features>`));
const ask = (inside, { authentication = 'login', ...more } = {}, after = null) => {
  const report = new Report();
  checkFeatures(report, features(inside), after, { options: { authentication }, domain: 'a.example', secure: true, from: '', ...more });
  return Object.fromEntries(report.checks.map((c) => [c.id, c]));
};
const sasl = (...names) => `<mechanisms xmlns='${NS.sasl}'>${names.map((n) => `<mechanism>${n}</mechanism>`).join('')}</mechanisms>`;

test('mechanisms are judged by how visitors sign in', () => {
  assert.equal(ask(sasl('SCRAM-SHA-256', 'PLAIN')).mechanisms.ok, true);
  assert.equal(ask(sasl('PLAIN')).mechanisms.level, 'warning');
  assert.equal(ask(sasl('PLAIN'), { secure: false }).mechanisms.level, 'error');
  assert.equal(ask(sasl('SCRAM-SHA-1-PLUS')).mechanisms.level, 'error');
  assert.equal(ask('').mechanisms.level, 'error');
  assert.equal(ask(sasl('ANONYMOUS'), { authentication: 'anonymous' }).mechanisms.ok, true);
  assert.equal(ask(sasl('SCRAM-SHA-1'), { authentication: 'anonymous' }).mechanisms.level, 'error');
  assert.equal(ask(sasl('EXTERNAL'), { authentication: 'external' }).mechanisms.ok, true);
  assert.equal(ask(sasl('X-OAUTH2'), { authentication: 'token' }).mechanisms.ok, true);
});

test('stream management is known from inside of SASL2, or after signing in', () => {
  const sm = `<sm xmlns='${NS.sm}'/>`;
  assert.equal(ask(`${sasl('PLAIN')}<authentication xmlns='${NS.sasl2}'><inline>${sm}</inline></authentication>`).sm.ok, true);
  assert.equal(ask(sasl('PLAIN')).sm, undefined);
  assert.equal(ask(sasl('PLAIN'), {}, new Set([NS.sm])).sm.ok, true);
  assert.equal(ask(sasl('PLAIN'), {}, new Set()).sm.level, 'warning');
});

test('every fix has lines for Prosody and ejabberd, with balanced brackets', () => {
  for (const [name, fix] of Object.entries(fixes)) {
    const made = typeof fix === 'function' ? fix('chat.example') : fix;
    for (const key of ['prosody', 'ejabberd']) assert.ok(made[key]?.trim(), `${name}: ${key}`);
    for (const [key, text] of Object.entries(made)) {
      assert.equal(text.split('{').length, text.split('}').length, `${name}: ${key}`);
      assert.doesNotMatch(text, /undefined|\[object/, name);
    }
  }
});

test('a report is ok when nothing is an error', () => {
  const report = new Report();
  report.good('a', 'A.');
  report.warn('b', 'B.', { prosody: 'x' });
  assert.equal(report.ok, true);
  report.error('c', 'C.');
  assert.equal(report.ok, false);
  assert.deepEqual(report.checks[1], { id: 'b', ok: false, level: 'warning', message: 'B.', fix: { prosody: 'x' } });
});
