// SPDX-License-Identifier: MIT
// site.py again, for Node without any package: opens the chat session of whoever is signed in, hands out {jid, sid, rid}.
// Environment: PORT, ORIGIN, SITE_SECRET, XMPP_BOSH, XMPP_DOMAIN, CHAT_SECRET.
import { createHmac, randomBytes, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import { body, cookieOf, knows } from '../common/site.mjs';

const { PORT, ORIGIN, SITE_SECRET, XMPP_BOSH, XMPP_DOMAIN, CHAT_SECRET } = process.env;
const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
const BIND = 'urn:ietf:params:xml:ns:xmpp-bind';
const hmac = (key, text) => createHmac('sha256', key).update(text).digest('hex');
const escape = (text) => text.replace(/[&<>'"]/g, (c) => `&#${c.charCodeAt(0)};`);
const unescape = (text) => text.replace(/&(?:amp|lt|gt|quot|apos);/g, (e) => ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" })[e]);

/** Logs in, binds a resource and stops there. The answers come from our own server, so patterns are enough to read them. */
async function prebind(user, password) {
  const url = new URL(XMPP_BOSH);
  if (url.protocol !== 'https:' && !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) throw new Error('a password goes over https: only');
  let rid = randomInt(1, 2 ** 31);
  let sid = '';
  const send = async (inner, attributes = '') => {
    const body = `<body xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh' rid='${rid}' ${sid && `sid='${escape(sid)}'`} ${attributes}>${inner}</body>`;
    const answer = await fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'text/xml; charset=utf-8' }, signal: AbortSignal.timeout(70000) });
    const text = await answer.text();
    rid++;
    if (!answer.ok || /^<body[^>]*\stype=['"]terminate/.test(text)) throw new Error(`the server answers ${answer.status}: ${text.slice(0, 200)}`);
    return text;
  };
  const opened = await send('', `to='${escape(XMPP_DOMAIN)}' wait='60' hold='1' ver='1.6' xmpp:version='1.0' xml:lang='en'`);
  sid = unescape(/\ssid=(['"])(.*?)\1/.exec(opened)[2]);
  const secret = Buffer.from(`\0${user}\0${password}`).toString('base64');
  if (!/<success/.test(await send(`<auth xmlns='${SASL}' mechanism='PLAIN'>${secret}</auth>`))) throw new Error(`the server refused ${user}`);
  await send('', `to='${escape(XMPP_DOMAIN)}' xmpp:restart='true'`);
  const bound = await send(`<iq type='set' id='${randomUUID()}' xmlns='jabber:client'><bind xmlns='${BIND}'><resource>web-${randomBytes(4).toString('hex')}</resource></bind></iq>`);
  const jid = /<jid>([^<]+)<\/jid>/.exec(bound);
  if (!jid) throw new Error('no resource was bound');
  return { jid: unescape(jid[1]), sid, rid: String(rid) };
}

// -- the site itself: a signed cookie says who is signed in
function signedIn(request) {
  const cookie = cookieOf(request);
  const [user, seal] = [cookie.slice(0, cookie.lastIndexOf('.')), cookie.slice(cookie.lastIndexOf('.') + 1)];
  const wanted = Buffer.from(hmac(SITE_SECRET, user));
  return user && Buffer.byteLength(seal) === wanted.length && timingSafeEqual(Buffer.from(seal), wanted) ? user : null;
}

const routes = {
  async 'POST /login'(request, answer) {
    const { user, password } = await body(request);
    if (!knows(user, password)) return answer(403, { error: 'wrong name or password' });
    return answer(200, {}, `${user}.${hmac(SITE_SECRET, user)}`);
  },
  'POST /logout': (request, answer) => answer(200, {}, ''),
  'GET /whoami': (request, answer) => answer(200, { user: signedIn(request) }),
  async 'GET /prebind'(request, answer) {
    const user = signedIn(request);
    if (!user) return answer(401, { error: 'not signed in' });
    try {
      return answer(200, await prebind(user, hmac(CHAT_SECRET, user)));
    } catch (error) {
      console.log(`prebind: ${error.message}`);
      return answer(503, { error: 'the chat server did not open a session' });
    }
  },
};

http.createServer(async (request, response) => {
  const answer = (status, value, cookie) => {
    const cors = request.headers.origin === ORIGIN ? { 'Access-Control-Allow-Origin': ORIGIN, 'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Allow-Headers': 'Content-Type, Accept', 'Access-Control-Allow-Methods': 'GET, POST' } : {};
    const set = cookie === undefined ? {} : { 'Set-Cookie': `site=${cookie}; Path=/; HttpOnly; SameSite=Lax${cookie ? '' : '; Max-Age=0'}` };
    response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Vary: 'Origin, Cookie', ...cors, ...set });
    response.end(JSON.stringify(value));
    console.log(`${request.method} ${request.url} ${status}`);
  };
  if (request.method === 'OPTIONS') return answer(200, {});
  const handler = routes[`${request.method} ${request.url.split('?')[0]}`];
  try {
    await (handler ? handler(request, answer) : answer(404, { error: 'no such page' }));
  } catch (error) {
    answer(400, { error: error.message });
  }
}).listen(Number(PORT), '127.0.0.1', () => console.log(`ready on port ${PORT}`));
