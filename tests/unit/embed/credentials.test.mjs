// SPDX-License-Identifier: MIT
// What the site's server gives out: fetched with cookies and when asked for, renewed before its end, and every
// wrong answer told in words.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Credentials, endOfToken, readAnswer } from '../../../embed/site/credentials.js';

const json = (value, status = 200) => new Response(JSON.stringify(value), { status });
const jwt = (claims) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

/** A site on fakes: what it answers, and what it was asked. */
function site(t, options, answers, base = 'https://shop.example/page') {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1e12 });
  t.mock.method(console, 'error', () => {});
  const asked = [];
  const fetch = async (url, init) => {
    asked.push({ url, ...init });
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    return typeof answer === 'function' ? answer(init) : answer.clone();
  };
  const end = new AbortController();
  const all = { authentication: 'token', token_url: '/token', token_refresh_margin_s: 60, ...options };
  return { asked, end, credentials: new Credentials(all, end.signal, { fetch, base }) };
}
const settle = async () => { for (let i = 0; i < 20; i++) await Promise.resolve(); };

test('the site is asked with cookies and uncached, and only when somebody wants to know', async (t) => {
  const { asked, credentials } = site(t, { authentication: 'login', credentials_url: 'https://shop.example/me' }, [json({ jid: 'ann@x.example', password: 'pw', extra: 1 })]);
  assert.equal(asked.length, 0);
  assert.deepEqual(await credentials.get(true), { jid: 'ann@x.example', password: 'pw' });
  assert.equal(asked[0].url, 'https://shop.example/me');
  assert.equal(asked[0].credentials, 'include');
  assert.equal(asked[0].cache, 'no-store');
  await credentials.get(false);
  assert.equal(asked.length, 1, 'kept in memory');
  await credentials.get(true);
  assert.equal(asked.length, 2, 'refused by the server: asked again');
});

test('a token is renewed before its end', async (t) => {
  const { asked, credentials } = site(t, {}, [json({ token: 'one', expires_in: 600 }), json({ token: 'two', expires_in: 600 })]);
  assert.deepEqual(await credentials.get(true), { token: 'one' });
  t.mock.timers.tick(539_000);
  await settle();
  assert.equal(asked.length, 1);
  t.mock.timers.tick(2000);
  await settle();
  assert.equal(asked.length, 2, '60 seconds before');
  assert.deepEqual(await credentials.get(false), { token: 'two' });
  assert.equal(asked.length, 2);
});

test('the end of a JSON web token is read from it; one that says nothing is kept', async (t) => {
  assert.equal(endOfToken(jwt({ exp: 1000 }), 400_000), 600);
  for (const other of ['opaque', 'a.b.c', jwt({}), jwt({ exp: 'soon' })]) assert.equal(endOfToken(other, 0), null);
  const { asked, credentials } = site(t, {}, [json({ token: jwt({ exp: 1e9 + 300 }) }), json({ token: 'opaque' })]);
  await credentials.get(true);
  t.mock.timers.tick(241_000);
  await settle();
  assert.equal(asked.length, 2);
  t.mock.timers.tick(9e6);
  await settle();
  assert.deepEqual(await credentials.get(false), { token: 'opaque' });
  assert.equal(asked.length, 2);
});

test('a token that lives shorter than the margin is not asked for in a circle', async (t) => {
  const { asked, credentials } = site(t, {}, [json({ token: 'short', expires_in: 20 })]);
  await credentials.get(true);
  t.mock.timers.tick(9000);
  await settle();
  assert.equal(asked.length, 1);
  t.mock.timers.tick(1500);
  await settle();
  assert.equal(asked.length, 2);
});

test('a laptop that slept past the end of the token gets a fresh one', async (t) => {
  const { asked, credentials } = site(t, {}, [json({ token: 'one', expires_in: 600 }), json({ token: 'two', expires_in: 600 })]);
  await credentials.get(true);
  t.mock.timers.setTime(1e12 + 7200_000);  // the clock jumped, no timer fired
  assert.deepEqual(await credentials.get(false), { token: 'two' });
  assert.equal(asked.length, 2);
});

test('logging out and destroy() end the renewal', async (t) => {
  const { asked, end, credentials } = site(t, {}, [json({ token: 'one', expires_in: 600 })]);
  await credentials.get(true);
  credentials.forget();
  t.mock.timers.tick(1e6);
  await settle();
  assert.equal(asked.length, 1);
  await credentials.get(false);
  end.abort();
  t.mock.timers.tick(1e6);
  await settle();
  assert.equal(asked.length, 2);
});

test('a renewal that fails is tried again, unless the visitor is signed out', async (t) => {
  const { asked, credentials } = site(t, {}, [json({ token: 'one', expires_in: 600 }), json({}, 503), json({}, 401)]);
  await credentials.get(true);
  t.mock.timers.tick(540_000);
  await settle();
  assert.equal(asked.length, 2);
  t.mock.timers.tick(30_000);
  await settle();
  assert.equal(asked.length, 3);
  t.mock.timers.tick(1e6);
  await settle();
  assert.equal(asked.length, 3);
  assert.equal((await credentials.get(false)).code, 'credentials-refused');
});

test('who asks at the same time shares one request', async (t) => {
  const { asked, credentials } = site(t, {}, [json({ token: 'one' })]);
  const both = await Promise.all([credentials.get(true), credentials.get(true)]);
  assert.deepEqual(both, [{ token: 'one' }, { token: 'one' }]);
  assert.equal(asked.length, 1);
});

test('every wrong answer has a code and says what was wrong', async (t) => {
  const thrown = () => { throw new TypeError('Failed to fetch'); };  // CORS, connect-src, endless redirects
  const cases = [
    [json({}, 401), 'credentials-refused', /answers 401/], [json({}, 403), 'credentials-refused', /answers 403/],
    [json({}, 404), 'credentials-bad', /answers 404/], [json({}, 500), 'credentials-unreachable', /answers 500/],
    [json({}, 429), 'credentials-unreachable', /answers 429/], [thrown, 'credentials-unreachable', /redirects.*Failed to fetch/],
    [new Response('<!doctype html>'), 'credentials-bad', /not answer with JSON/], [json([]), 'credentials-bad', /not a JSON object/],
    [json(null), 'credentials-bad', /not a JSON object/], [json({}), 'credentials-bad', /no usable token/],
    [json({ token: 7 }), 'credentials-bad', /no usable token/], [json({ token: 'a b' }), 'credentials-bad', /no usable token/],
    [json({ token: 't', jid: 5 }), 'credentials-bad', /jid/], [json({ token: 't', expires_in: 'soon' }), 'credentials-bad', /expires_in/],
    [json({ token: 't', expires_in: -1 }), 'credentials-bad', /expires_in/], [new Response('x'.repeat(70000)), 'credentials-bad', /70000 characters/],
  ];
  const { credentials } = site(t, {}, cases.map(([answer]) => answer));
  for (const [, code, text] of cases) {
    const answer = await credentials.get(true);
    assert.equal(answer.code, code, answer.text);
    assert.match(answer.text, /^(token_url: https:\/\/shop\.example\/token |the answer )/);
    assert.match(answer.text, text);
  }
});

test('an answer that never comes is given up', async (t) => {
  const never = ({ signal }) => new Promise((_, no) => { signal.addEventListener('abort', () => no(new DOMException('aborted', 'AbortError'))); });
  const { credentials } = site(t, {}, [never]);
  const answer = credentials.get(true);
  t.mock.timers.tick(10_001);
  assert.equal((await answer).code, 'credentials-unreachable');
  assert.match((await answer).text, /within 10 seconds/);
});

test('a secure page asks no insecure address, and no other scheme', async (t) => {
  const { asked, credentials } = site(t, { token_url: 'http://shop.example/token' }, [json({ token: 't' })]);
  assert.equal((await credentials.get(true)).code, 'credentials-insecure');
  const other = new Credentials({ authentication: 'token', token_url: 'data:application/json,{}', token_refresh_margin_s: 60 }, null, { base: 'https://shop.example/' });
  assert.equal((await other.get(true)).code, 'credentials-bad');
  assert.equal(asked.length, 0);
});

test('a prebound session needs its three parts and is never given out twice', async (t) => {
  assert.deepEqual(readAnswer('prebind', { jid: 'a@x/r', sid: 's', rid: 17, password: 'no' }), { jid: 'a@x/r', sid: 's', rid: '17' });
  for (const wrong of [{}, { jid: 'a@x/r', sid: 's' }, { jid: 'a@x/r', rid: 1 }, { jid: 'a@x/r', sid: 's', rid: '1e9' }, { sid: 's', rid: 1 }]) {
    assert.throws(() => readAnswer('prebind', wrong), { kind: 'bad' });
  }
  assert.throws(() => readAnswer('login', { jid: 'a@x' }), { kind: 'bad' });
  const { asked, credentials } = site(t, { authentication: 'prebind', prebind_url: '/bind' }, [json({ jid: 'a@x/r', sid: 's', rid: 17 })]);
  await credentials.get(false);
  await credentials.get(false);
  assert.equal(asked.length, 2);
});
