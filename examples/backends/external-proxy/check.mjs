// SPDX-License-Identifier: MIT
// external-proxy, proved: who is signed in to the site is in the chat as themselves; nobody else is, whatever they send.
import http from 'node:http';
import { assert, until } from '../../../tests/browser/harness/wait.mjs';

const DOMAIN = 'proxied.localhost';

/** The widget again, with an address that the page has made up. */
const claim = (t, page, jid) => page.eval(async (config) => {
  await window.Confab.instances[0]?.destroy();
  window.__confab.events.length = 0;
  await window.Confab.create(config);
}, { root: '#chat', websocket_url: t.stage.proxied, authentication: 'external', jid, auto_login: true });

const answers = (t, status) => t.stage.programs[0].log.filter((line) => line.startsWith(`GET /xmpp ${status}`)).length;

// -- a client that sends what no browser would

async function cookieOf(site, user) {
  const answer = await fetch(`${site}/login`, { method: 'POST', body: JSON.stringify({ user, password: `${user}pass` }) });
  return answer.headers.get('set-cookie').split(';')[0];
}

function frame(text) {
  const data = Buffer.from(text);
  const head = data.length < 126 ? [0x81, 0x80 | data.length] : [0x81, 0xfe, data.length >> 8, data.length & 255];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), data]);   // masked with zeros
}

/** Asks for a WebSocket with these headers: {status, ask(xml, until what is heard)}. */
function knock(t, url, headers) {
  return new Promise((done, failed) => {
    const request = http.get(url.replace(/^ws/, 'http'), { agent: false, headers: { Connection: 'Upgrade', Upgrade: 'websocket',
      'Sec-WebSocket-Key': 'MDEyMzQ1Njc4OWFiY2RlZg==', 'Sec-WebSocket-Version': 13, 'Sec-WebSocket-Protocol': 'xmpp', ...headers } });
    request.on('error', failed);
    request.on('response', (answer) => {
      answer.resume();
      done({ status: answer.statusCode });
    });
    request.on('upgrade', (answer, socket, first) => {
      let heard = String(first);
      socket.on('data', (data) => { heard += data; });
      socket.on('error', () => {});
      t.undo.push(() => socket.destroy());
      done({ status: answer.statusCode, async ask(xml, match) {
        heard = '';
        socket.write(frame(xml));
        return until(() => match.exec(heard)?.[0], `${match} after ${xml}`);
      } });
    });
  });
}
const offers = (line) => line.ask(`<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='${DOMAIN}' version='1.0'/>`, /<stream:features[^]*(<\/stream:features>|\/>$)/);
const base64 = (user) => Buffer.from(`${user}@${DOMAIN}`).toString('base64');
const logIn = (line, user) => line.ask(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>${base64(user)}</auth>`, /<success|<failure[^]*<\/failure>/);
const logIn2 = (line, user) => line.ask(`<authenticate xmlns='urn:xmpp:sasl:2' mechanism='EXTERNAL'><initial-response>${base64(user)}</initial-response></authenticate>`, /<success|<failure[^]*<\/failure>/);

export const steps = {
  async 'who is signed in to the site is in the chat as themselves, and the page holds no secret'(t) {
    const page = await t.visitor('alice');
    const other = await t.visitor('bob');
    for (const [one, user] of [[page, 'alice'], [other, 'bob']]) {
      assert.equal((await one.waitEvent('login')).detail.jid.split('/')[0], `${user}@${DOMAIN}`);
      await one.waitEvent('room:entered');
    }
    await page.widget().say('by cookie alone');
    await other.widget().waitMessage((m) => m.body === 'by cookie alone' && m.from.endsWith('/alice'));
    await other.widget().say('so am I');
    await page.widget().waitMessage((m) => m.body === 'so am I' && m.from.endsWith('/bob'));
    const held = await page.eval(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, document.documentElement.textContent]));
    assert.equal(held.includes(t.stage.secret), false);
    assert.doesNotMatch(held, /password|token/i);
  },

  async 'who is not signed in gets no connection, and reads that'(t) {
    const page = await t.open();
    const before = { let: answers(t, 101), refused: answers(t, 401) };
    await page.widget().waitText('button', 'Sign in');   // the site names nobody: nobody is signed in
    await claim(t, page, `alice@${DOMAIN}`);
    assert.equal((await page.waitEvent('error', () => true, 40)).detail.code, 'unreachable');
    await until(async () => /chat server cannot be reached/.test(await page.widget().text()), 'a sentence');
    assert.equal((await page.events('login')).length, 0);
    assert.equal(answers(t, 101), before.let);
    assert.ok(answers(t, 401) > before.refused);
  },

  async 'a page that names somebody else does not become them'(t) {
    const page = await t.visitor('alice');
    await claim(t, page, `bob@${DOMAIN}`);
    assert.equal((await page.waitEvent('authfail', () => true, 40)).detail.code, 'auth-failed');
    assert.equal((await page.events('login')).length, 0);
  },

  async 'signing out on the site ends the chat, signing in again brings it back'(t) {
    const page = await t.visitor('alice');
    await page.waitEvent('room:entered');
    const before = { let: answers(t, 101), refused: answers(t, 401) };
    await t.site(page, 'POST', '/logout');
    await page.waitEvent('disconnected', (d) => d.code === 'lost');
    await page.waitEvent('error', (d) => d.code === 'unreachable', 40);
    await page.widget().waitText('[role=status], [role=alert]', /Reconnecting/);
    assert.equal(answers(t, 101), before.let);
    assert.ok(answers(t, 401) > before.refused);
    await t.site(page, 'POST', '/login', { user: 'alice', password: 'alicepass' });
    await page.waitEvent('resumed', () => true, 40);
    await page.widget().say('back again');
    await page.widget().waitMessage((m) => m.body === 'back again' && m.state !== 'pending');
  },

  async 'headers of a client change nothing behind the proxy, even with the right secret'(t) {
    const lies = { 'Chat-User': 'bob', 'Chat-Secret': t.stage.secret, Chat_User: 'bob', Chat_Secret: t.stage.secret };
    assert.equal((await knock(t, t.stage.proxied, { Origin: t.stage.site, ...lies })).status, 401);
    const line = await knock(t, t.stage.proxied, { Origin: t.stage.site, Cookie: await cookieOf(t.stage.site, 'alice'), ...lies });
    assert.match(await offers(line), /EXTERNAL/);
    assert.match(await logIn(line, 'bob'), /<failure.*not-authorized/);
    assert.match(await logIn2(line, 'bob'), /<failure.*not-authorized/);
    assert.match(await logIn(line, 'alice'), /<success/);
  },

  async 'none of them gets past the proxy, in any spelling'(t) {
    // Of two spellings Prosody takes either, as it happens; so somebody who writes down what arrives stands in its place.
    let arrived = [];
    const listener = http.createServer().on('upgrade', (request, socket) => {
      arrived = request.rawHeaders;
      socket.destroy();
    });
    await new Promise((ready) => { listener.listen(0, '127.0.0.1', ready); });
    t.undo.push(() => listener.close());
    const { port } = listener.address();
    const second = await t.stage.startSite({ PORT: t.stage.ports.other, XMPP_WEBSOCKET: `ws://127.0.0.1:${port}/` });
    t.undo.push(() => second.stop());
    const site = `http://localhost:${t.stage.ports.other}`;
    const { status } = await knock(t, `${site}/xmpp`, { Origin: t.stage.site, Cookie: await cookieOf(site, 'alice'), 'Chat-User': 'bob', Chat_User: 'bob',
      'CHAT-SECRET': 'guess', Chat_Secret: 'guess', 'X-Forwarded-For': '192.0.2.1' });
    assert.equal(status, 502);
    const names = arrived.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()).sort();
    assert.deepEqual(names, ['chat-secret', 'chat-user', 'connection', 'host', 'sec-websocket-key', 'sec-websocket-protocol', 'sec-websocket-version',
      'upgrade', 'x-forwarded-for']);
    assert.equal(arrived[arrived.indexOf('Chat-User') + 1], 'alice');
    assert.equal(arrived[arrived.indexOf('Chat-Secret') + 1], t.stage.secret);
  },

  async 'who goes straight to Prosody needs the secret'(t) {
    const { websocket, bosh } = t.stage.prosody;
    for (const headers of [{}, { 'Chat-User': 'bob' }, { 'Chat-User': 'bob', 'Chat-Secret': '' }, { 'Chat-User': 'bob', 'Chat-Secret': 'x'.repeat(48) },
      { 'Chat-Secret': t.stage.secret }, { 'Chat-User': 'Bob', 'Chat-Secret': t.stage.secret }, { 'Chat-User': 'bob%40x%2f', 'Chat-Secret': t.stage.secret }]) {
      const line = await knock(t, websocket, headers);
      assert.doesNotMatch(await offers(line), /<mechanism>/, JSON.stringify(headers));
      assert.match(await logIn(line, 'bob'), /<failure.*invalid-mechanism/);
      assert.match(await logIn2(line, 'bob'), /<failure.*invalid-mechanism/);
    }
    const right = { 'Chat-User': 'bob', 'Chat-Secret': t.stage.secret };
    const body = `<body xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh' to='${DOMAIN}' rid='17' wait='5' hold='1' ver='1.6' xmpp:version='1.0'/>`;
    const opened = await (await fetch(bosh, { method: 'POST', headers: right, body })).text();
    assert.match(opened, /features/);
    assert.doesNotMatch(opened, /<mechanism>/, 'BOSH has nobody in front');
    assert.match(await offers(await knock(t, websocket, right)), /EXTERNAL/, 'as the proxy does it');
  },

  async 'a page of another origin is refused, with the cookie'(t) {
    const cookie = await cookieOf(t.stage.site, 'alice');
    assert.equal((await knock(t, t.stage.proxied, { Cookie: cookie, Origin: t.stage.page })).status, 403);
    assert.equal((await knock(t, t.stage.proxied, { Cookie: cookie })).status, 403);
    assert.equal((await knock(t, t.stage.proxied, { Cookie: cookie, Origin: t.stage.site })).status, 101);
    t.stage.files.page('/elsewhere', '<!doctype html><title>Another site</title>');   // on another port, which cookies do not mind
    const page = await t.visitor('alice');
    const before = answers(t, 403);
    await page.goto(`${t.stage.page}/elsewhere`);
    const end = await page.eval((url) => new Promise((done) => {
      const socket = new WebSocket(url, 'xmpp');
      socket.onopen = () => done('open');
      socket.onerror = () => done('refused');
    }), t.stage.proxied);
    assert.equal(end, 'refused');
    assert.equal(answers(t, 403), before + 1);
  },
};
