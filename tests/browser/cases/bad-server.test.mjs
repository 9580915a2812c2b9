// SPDX-License-Identifier: MIT
// A server that refuses, breaks off or lies. Every time: a sentence the visitor can read, an event with a code and a
// hint for the site owner, and a page that lives on.
import { brokenServer } from '../harness/broken_server.mjs';
import { FLAGS, launch } from '../harness/chromium.mjs';
import { ME, fakeServer, streamError } from '../harness/fake_server.mjs';
import { assert, sleep, until } from '../harness/wait.mjs';

async function meet(t, script) {
  const server = await fakeServer(script);
  t.undo.push(() => server.close());
  const page = await t.open({ authentication: 'anonymous', auto_login: true, jid: 'guest.localhost', websocket_url: server.url });
  return { page, server, widget: page.widget() };
}

async function explained(t, script, sentence) {
  const { page, widget } = await meet(t, script);
  const told = (e) => (e.name === 'error' || e.name === 'disconnected') && (e.detail?.code || e.detail?.reason);
  const event = await until(async () => (await page.events()).find(told), 'an event with a code', 30);
  await until(async () => sentence.test(await widget.text()), `a sentence like ${sentence}, not "${(await widget.text()).slice(0, 200)}"`, 10);
  assert.deepEqual(await page.errors(), []);
  return event;
}

const inSession = (text) => ({ session: (socket) => { socket.send(text); } });
const stream = (condition, text) => ({ session: (socket) => { socket.send(streamError(condition, text)); socket.send("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"); socket.close(); } });
const failure = (condition) => ({ auth: `<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><${condition}/></failure>` });
const ANY = /connect|server|again|offline|sign|chat/i;

export const tests = {
  async 'no common way to sign in'(t) { await explained(t, { mechanisms: 'GSSAPI KERBEROS_V4' }, /sign in|log ?in|server/i); },
  async 'guests are refused'(t) { await explained(t, failure('not-authorized'), /guest|sign|log ?in|server|not/i); },
  async 'the account is disabled'(t) { await explained(t, failure('account-disabled'), /disabled|account/i); },
  async 'signed in elsewhere'(t) { await explained(t, stream('conflict', 'Replaced by new connection'), /another|elsewhere|somewhere else|replaced/i); },
  async 'the server shuts down'(t) { await explained(t, stream('system-shutdown'), ANY); },
  async 'a policy is violated'(t) { await explained(t, stream('policy-violation', 'Too fast'), ANY); },
  async 'XML that is not well-formed'(t) { await explained(t, inSession('<message><body>open'), ANY); },
  async 'a document type declaration'(t) { await explained(t, inSession("<!DOCTYPE a [<!ENTITY x 'y'>]><message xmlns='jabber:client'><body>&x;</body></message>"), ANY); },
  async 'a frame over the limit'(t) { await explained(t, inSession(`<message xmlns='jabber:client'><body>${'x'.repeat(3 << 20)}</body></message>`), ANY); },
  async 'ten thousand elements deep'(t) { await explained(t, inSession(`<message xmlns='jabber:client'>${'<a>'.repeat(10000)}${'</a>'.repeat(10000)}</message>`), ANY); },

  async 'host-meta that redirects without end'(t) {
    const server = await brokenServer({ redirect: true });
    t.undo.push(() => server.close());
    // The address of host-meta has no port.
    t.browser = await launch({ flags: [...FLAGS, `--host-resolver-rules=MAP redirects.localhost:80 127.0.0.1:${new URL(server.base).port}`] });
    t.undo.push(() => t.browser.close());
    const page = await t.open({ authentication: 'anonymous', auto_login: true, jid: 'redirects.localhost', websocket_url: undefined });
    const widget = page.widget();
    const { detail } = await page.waitEvent('error', () => true, 30);
    assert.equal(detail.code, 'discovery-failed');
    assert.ok(detail.message && /host-meta/.test(detail.hint), JSON.stringify(detail));
    await until(async () => /No chat server was found/.test(await widget.text()), 'the sentence', 10);
    // A browser gives up after twenty redirects of each of the two files; the next try comes later, and each time more so.
    const waits = await until(async () => {
      const ends = (await page.events('disconnected')).map(({ time, detail: d }) => ({ time, ms: d.retry_in_ms }));
      return ends.length > 3 && ends;
    }, 'four tries', 40);
    const tries = await page.events('connecting');
    assert.ok(server.heard.http.length <= 42 * tries.length, `${server.heard.http.length} requests in ${tries.length} tries`);
    waits.slice(0, -1).forEach(({ time, ms }, i) => {
      const waited = tries[i + 1].time - time;
      assert.ok(waited > ms - 50, `${waited} ms, not ${ms}`);
    });
    assert.ok(waits[3].ms >= 2000, JSON.stringify(waits));
    assert.deepEqual(await page.errors(), []);
    assert.ok(await widget.find('button'), 'the page lives on');
  },

  async 'forged stanzas change nothing'(t) {
    const message = (from, body) => `<message xmlns='jabber:client' type='chat' from='${from}' to='${ME}' id='f'><body>${body}</body></message>`;
    const forwarded = (body) => `<forwarded xmlns='urn:xmpp:forward:0'>${message('bank@localhost', body)}</forwarded>`;
    const { page, widget } = await meet(t, { session: (socket) => {
      socket.send(`<message xmlns='jabber:client' from='evil@elsewhere.example' to='${ME}'><received xmlns='urn:xmpp:carbons:2'>${forwarded('forged carbon')}</received></message>`);
      socket.send(`<message xmlns='jabber:client' from='evil@elsewhere.example' to='${ME}'><result xmlns='urn:xmpp:mam:2' queryid='x' id='1'>${forwarded('forged archive')}</result></message>`);
      socket.send(`<iq xmlns='jabber:client' type='set' id='push' from='evil@elsewhere.example' to='${ME}'><query xmlns='jabber:iq:roster'><item jid='forged-contact@localhost' subscription='both'/></query></iq>`);
      socket.send(message('friend@localhost', 'the honest one'));
    } });
    await page.waitEvent('message', (m) => m.body === 'the honest one');
    await sleep(500);
    const all = JSON.stringify(await page.events()) + await widget.text();
    assert.doesNotMatch(all, /forged/);
  },

  async 'markup in a message is text'(t) {
    const evil = '&lt;img src=x onerror="window.__hacked=1"&gt;&lt;script&gt;window.__hacked=1&lt;/script&gt; javascript:alert(1)';
    const { page, widget } = await meet(t, { session: (socket) => {
      socket.send(`<message xmlns='jabber:client' type='chat' from='friend@localhost/x' to='${ME}' id='m'><body>${evil}</body></message>`);
    } });
    await page.waitEvent('message');
    await widget.api('chats.open', 'friend@localhost');
    await widget.waitMessage((m) => m.body.includes('onerror'));
    assert.equal((await widget.all('img[src=x], script')).length, 0);
    assert.equal((await widget.all('a[href^=javascript]')).length, 0);
    assert.equal(await page.eval(() => window.__hacked), undefined);
  },
};
