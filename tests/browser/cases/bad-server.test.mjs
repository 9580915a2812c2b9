// SPDX-License-Identifier: MIT
// A server that refuses, breaks off or lies. Every time: the sentence that says so to the visitor, an event with a code and
// a hint for the site owner, a page that lives on, and a chat again once the server behaves.
import http from 'node:http';
import https from 'node:https';
import { brokenServer, certificate } from '../harness/broken_server.mjs';
import { FLAGS, launch } from '../harness/chromium.mjs';
import { ME, fakeServer, streamError } from '../harness/fake_server.mjs';
import { assert, sleep, until } from '../harness/wait.mjs';

async function meet(t, script, options) {
  const server = await fakeServer(script);
  t.undo.push(() => server.close());
  const page = await t.open({ authentication: 'anonymous', auto_login: true, jid: 'guest.localhost', websocket_url: server.url, ...options });
  return { page, server, widget: page.widget() };
}

const CLOSE = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>";
const inSession = (text) => ({ session: (socket) => { socket.send(text); } });
const stream = (condition, text) => ({ session: (socket) => { socket.send(streamError(condition, text)); socket.send(CLOSE); socket.close(); } });
const failure = (condition) => ({ auth: `<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><${condition}/></failure>` });

// script: what the server does. code, condition: of the event. permanent: the chat does not try again by itself.
// sentence: all the visitor reads about it. told: the condition that the server is told.
const CASES = {
  'no common way to sign in': { script: { mechanisms: 'GSSAPI KERBEROS_V4' }, code: 'no-mechanism', permanent: true,
    sentence: 'The server offers no way of signing in that this chat knows.' },
  'guests are refused': { script: failure('not-authorized'), code: 'auth-failed', condition: 'not-authorized', permanent: true,
    sentence: 'The server did not let this chat start a session. Try again in a moment.' },
  'the account is disabled': { script: failure('account-disabled'), code: 'account-disabled', condition: 'account-disabled', permanent: true,
    sentence: 'This account is disabled. Please ask your server’s operator.' },
  'signed in elsewhere': { script: stream('conflict', 'Replaced by new connection'), code: 'conflict', condition: 'conflict', permanent: true,
    sentence: 'You signed in somewhere else, so this chat was closed here.' },
  'the server shuts down': { script: stream('system-shutdown'), code: 'system-shutdown', condition: 'system-shutdown',
    sentence: 'The chat server is shutting down. It should be back soon.' },
  'a policy is violated': { script: stream('policy-violation', 'Too fast'), code: 'policy-violation', condition: 'policy-violation',
    sentence: 'The server closed the connection because of its rules.' },
  'an error of no known name': { script: stream('internal-server-error'), code: 'stream-error', condition: 'internal-server-error',
    sentence: 'The server ended the connection with an error.' },
  'XML that is not well-formed': { script: inSession('<message><body>open'), code: 'bad-xml', condition: 'not-well-formed', told: 'not-well-formed',
    sentence: 'The server sent something that cannot be understood. The connection was closed.' },
  'a document type declaration': { script: inSession("<!DOCTYPE a [<!ENTITY x 'y'>]><message xmlns='jabber:client'><body>&x;</body></message>"),
    code: 'bad-xml', condition: 'restricted-xml', told: 'restricted-xml',
    sentence: 'The server sent something that cannot be understood. The connection was closed.' },
  'a frame over the limit': { script: inSession(`<message xmlns='jabber:client'><body>${'x'.repeat(3 << 20)}</body></message>`),
    code: 'too-large', condition: 'policy-violation', told: 'policy-violation',
    sentence: 'The server sent more than is allowed at once. The connection was closed.' },
  'ten thousand elements deep': { script: inSession(`<message xmlns='jabber:client'>${'<a>'.repeat(10000)}${'</a>'.repeat(10000)}</message>`),
    code: 'too-large', condition: 'policy-violation', told: 'policy-violation',
    sentence: 'The server sent more than is allowed at once. The connection was closed.' },
};

const behave = (script) => { for (const key of Object.keys(script)) delete script[key]; };
/** What the visitor reads about the connection; a sentence of several lines has no blanks where they break. */
const sentences = async (widget) => (await widget.visible('[role=alert] p, [role=status][data-part=connection] p')).map((e) => e.text);
async function says(widget, sentence) {
  const bare = (text) => text.replace(/\s+/g, '');
  const same = async () => String((await sentences(widget)).map(bare)) === bare(sentence);
  await until(same, 'the sentence', 10).catch(async () => assert.deepEqual(await sentences(widget), [sentence]));
}
async function again(page, widget) {
  const { box } = await widget.waitText('button', /^(Connect again|Try again)$/, 5);
  await page.clickAt(box.x + box.width / 2, box.y + box.height / 2);
}
async function recovered(page, widget, times) {
  await until(async () => (await page.events('connected')).length === times, 'the chat to connect again', 30);
  await until(async () => !(await sentences(widget)).length, 'the sentence to go', 10);
  assert.deepEqual(await page.errors(), []);
}

/** Until the server behaves it does the same each time; the pause between two tries is long enough to read in. */
async function explained(t, { script, code, condition = '', permanent = false, sentence, told }) {
  const bad = { ...script };
  const { page, server, widget } = await meet(t, bad, { reconnect: { min_ms: 4000, jitter: 0 } });
  const { detail } = await page.waitEvent('error', (e) => e?.code, 30);
  await says(widget, sentence);
  behave(bad);
  assert.deepEqual({ code: detail.code, condition: detail.condition, permanent: detail.permanent }, { code, condition, permanent });
  assert.ok(detail.hint.length > 10 && detail.message.length > 10, JSON.stringify(detail));
  const gone = (await page.events('disconnected')).map((e) => e.detail.reason);
  assert.deepEqual(gone, [code], 'the same, once, as an event of its own');
  if (told) assert.ok(server.heard.some((xml) => xml.includes('stream:error') && xml.includes(`<${told} `)), `the server is told ${told}`);
  const before = script.session ? 1 : 0;
  assert.equal((await page.events('connected')).length, before);
  if (permanent) await again(page, widget);
  await recovered(page, widget, before + 1);
}

export const tests = {
  ...Object.fromEntries(Object.entries(CASES).map(([name, what]) => [name, (t) => explained(t, what)])),

  async 'what breaks the connection each time is not tried for ever'(t) {
    const bad = inSession('<message><body>open');
    const { page, server, widget } = await meet(t, bad, { reconnect: { min_ms: 200, jitter: 0 } });
    const last = await page.waitEvent('disconnected', (e) => e.permanent, 30);
    assert.equal(last.detail.reason, 'bad-xml');
    assert.deepEqual((await page.events('disconnected')).map((e) => e.detail.permanent), [false, false, true]);
    await says(widget, CASES['XML that is not well-formed'].sentence);
    const heard = server.heard.length;
    await sleep(2000);   // the next pause would be 800 ms
    assert.equal(server.heard.length, heard, 'nobody knocks any more');
    behave(bad);
    await again(page, widget);
    await recovered(page, widget, 4);
  },

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

  async 'a secure page and a server that is not'(t) {
    // The page server by https:; WebSockets to localhost would be allowed, to anywhere else they are blocked.
    const secure = https.createServer(certificate(), (request, response) => {
      const { url: path, method, headers } = request;
      http.get(t.pages.origin + path, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
    });
    await new Promise((ready) => { secure.listen(0, '127.0.0.1', ready); });
    t.undo.push(() => { secure.closeAllConnections(); secure.close(); });
    for (const [where, address] of Object.entries({ websocket_url: 'ws://chat.example/xmpp-websocket', bosh_service_url: 'http://chat.example/http-bind' })) {
      const url = `/case/secure-${where}`;
      t.host(url, { authentication: 'anonymous', auto_login: true, jid: 'guest.localhost', websocket_url: undefined, [where]: address });
      const page = await t.tab({ trusting: true });
      const asked = [];
      page.driver.raw.on('websocket', (socket) => asked.push(socket.url()));
      page.driver.raw.on('request', (request) => asked.push(request.url()));
      await page.goto(`https://localhost:${secure.address().port}${url}`);
      const { detail } = await page.waitEvent('error', (e) => e?.code, 30);
      assert.deepEqual({ code: detail.code, permanent: detail.permanent }, { code: 'mixed-content', permanent: true });
      assert.match(detail.hint, /wss:/);
      await says(page.widget(), 'This secure page may not use an insecure chat server. Please tell the site’s owner.');
      assert.deepEqual(asked.filter((a) => a.includes('chat.example')), [], 'nobody was asked');
      assert.deepEqual(await page.errors(), []);
    }
  },

  async 'a room that is full'(t) {
    const room = 'busy@conference.localhost';
    const muc = "<x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='participant'/><status code='110'/></x>";
    const error = "<x xmlns='http://jabber.org/protocol/muc'/><error type='wait'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    let full = true;
    const presence = (xml) => (/\bto=['"]busy@/.test(xml)
      ? `<presence xmlns='jabber:client' from='${room}/Visitor' to='${ME}'${full ? ` type='error'>${error}` : `>${muc}`}</presence>` : undefined);
    const { page, widget } = await meet(t, { presence }, { auto_join_rooms: [{ jid: room, nick: 'Visitor' }] });
    const { detail } = await page.waitEvent('error', (e) => e?.code, 30);
    assert.deepEqual({ code: detail.code, room: detail.room }, { code: 'room-service-unavailable', room });
    assert.match(detail.hint, /limit/);
    await until(async () => /This room is full\.\s*Try again when somebody has left\./.test(await widget.text()), 'the sentence', 10);
    full = false;
    await widget.click('[data-part=room-error] button');
    await page.waitEvent('room:entered', (e) => e.room === room);
    await widget.wait('textarea[name=message]');
    assert.deepEqual(await page.errors(), []);
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
