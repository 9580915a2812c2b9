// SPDX-License-Identifier: MIT
// A site with its own sign-in, and the proxy before Prosody's WebSocket: /xmpp is for who is signed in, and says so to
// Prosody. In a real site the first half is your framework; upgrade() is what you would copy. Node without any package.
// Environment: PORT, ORIGIN (ours), XMPP_WEBSOCKET, XMPP_DOMAIN, PROXY_SECRET (Prosody's, too), FILES (static ones), PAGE.
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { body, cookieOf, knows } from '../common/site.mjs';

const { PORT, ORIGIN, XMPP_WEBSOCKET, XMPP_DOMAIN, PROXY_SECRET, FILES, PAGE } = process.env;
const sessions = new Map();   // the cookie -> {user, sockets}: its connections end with it

const signedIn = (request) => sessions.get(cookieOf(request));

const routes = {
  async 'POST /login'(request, answer) {
    const { user, password } = await body(request);
    if (!knows(user, password)) return answer(403, { error: 'wrong name or password' });
    const cookie = randomBytes(24).toString('hex');
    sessions.set(cookie, { user, sockets: new Set() });
    return answer(200, {}, cookie);
  },
  'POST /logout'(request, answer) {
    const session = signedIn(request);
    sessions.delete(cookieOf(request));   // first, or the widget could come back with it
    for (const socket of session?.sockets ?? []) socket.destroy();
    return answer(200, {}, '');
  },
  'GET /whoami': (request, answer) => answer(200, { user: signedIn(request)?.user ?? null }),
  async 'GET /'(request, answer) {
    const user = signedIn(request)?.user;
    const page = await (await fetch(FILES + PAGE)).text();
    return answer(200, page.replace('@JID@', user ? `${user}@${XMPP_DOMAIN}` : ''));
  },
};

const server = http.createServer(async (request, response) => {
  const answer = (status, value, cookie) => {
    const text = typeof value === 'string';
    const set = cookie === undefined ? {} : { 'Set-Cookie': `site=${cookie}; Path=/; HttpOnly; SameSite=Lax${cookie ? '' : '; Max-Age=0'}` };
    response.writeHead(status, { 'Content-Type': text ? 'text/html; charset=utf-8' : 'application/json', 'Cache-Control': 'no-store', ...set });
    response.end(text ? value : JSON.stringify(value));
    console.log(`${request.method} ${request.url} ${status}`);
  };
  const handler = routes[`${request.method} ${request.url.split('?')[0]}`];
  try {
    if (handler) return await handler(request, answer);
    if (request.method !== 'GET') return answer(404, { error: 'no such page' });
    http.get(FILES, { path: request.url, headers: { 'accept-encoding': request.headers['accept-encoding'] ?? '' } }, (file) => {
      response.writeHead(file.statusCode, file.headers);
      file.pipe(response);
    }).on('error', () => response.destroy());
  } catch (error) {
    answer(400, { error: error.message });
  }
});

function upgrade(request, socket, head) {
  const log = (status) => console.log(`${request.method} ${request.url} ${status}`);
  const refuse = (status) => {
    log(status);
    socket.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  };
  socket.on('error', () => socket.destroy());
  if (request.url.split('?')[0] !== '/xmpp') return refuse(404);
  // A browser lets any page open a WebSocket anywhere, with the cookies of the address. Origin alone tells them apart.
  if (request.headers.origin !== ORIGIN) return refuse(403);
  const session = signedIn(request);
  if (!session) return refuse(401);
  // A new request with what is named here, so that no Chat-User from the browser goes along. A list of what to take out
  // would have to know every spelling: to Prosody, Chat_User is the same.
  const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'X-Forwarded-For': request.socket.remoteAddress,
    'Chat-User': encodeURIComponent(session.user), 'Chat-Secret': PROXY_SECRET };
  for (const name of ['sec-websocket-key', 'sec-websocket-version', 'sec-websocket-protocol']) {
    if (request.headers[name]) headers[name] = request.headers[name];
  }
  const asked = http.get(XMPP_WEBSOCKET.replace(/^ws/, 'http'), { headers, agent: false, timeout: 10000 });
  session.sockets.add(socket);
  socket.on('close', () => {
    session.sockets.delete(socket);
    asked.destroy();
  });
  asked.on('upgrade', (answer, far, first) => {
    if (socket.destroyed) return far.destroy();   // signed out meanwhile
    log(`101 ${session.user}`);
    const lines = ['HTTP/1.1 101 Switching Protocols'];
    for (let i = 0; i < answer.rawHeaders.length; i += 2) lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}`);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    socket.write(first);
    far.write(head);
    for (const end of [socket, far]) {
      end.setTimeout(0);
      end.setNoDelay(true);
    }
    far.on('error', () => far.destroy());
    far.on('close', () => socket.destroySoon());
    socket.on('close', () => far.destroy());
    socket.pipe(far).pipe(socket);
  });
  asked.on('response', (answer) => {
    answer.destroy();
    refuse(502);
  });
  asked.on('timeout', () => asked.destroy(new Error('no answer')));
  asked.on('error', () => { if (!socket.destroyed) refuse(502); });
}

server.on('upgrade', upgrade);
server.listen(Number(PORT), '127.0.0.1', () => console.log(`ready on port ${PORT}`));
