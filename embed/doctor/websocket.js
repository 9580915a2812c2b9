// SPDX-License-Identifier: MIT
// One stream over WebSocket (RFC 7395) as far as it needs no password: the opening, the features, and for guests the
// features after signing in. Holds no session.
import { sleep } from './net.js';
import { NS, attr, child, escape, is, parse } from './xml.js';

const MOST_CHARACTERS = 256 * 1024;

/** Opens a socket. @returns {Promise<{socket?: WebSocket, why: ''|'timeout'|'refused'|'failed', message?: string}>} */
function dial(url, protocols, timeout) {
  return new Promise((resolve) => {
    let socket;
    const end = (why, message = '') => {
      clearTimeout(timer);
      if (socket) socket.onopen = socket.onerror = socket.onclose = null;
      if (why) socket?.close();
      resolve(why ? { why, message } : { socket, why });
    };
    const timer = setTimeout(() => end('timeout'), timeout);
    try {
      socket = protocols ? new WebSocket(url, protocols) : new WebSocket(url);
    } catch (error) {
      end('refused', error.message);
      return;
    }
    socket.onopen = () => end('');
    socket.onerror = socket.onclose = () => end('failed');
  });
}

/** The frames of a socket, one by one: next() gives an element, or a word why there is none. */
function frames(socket, timeout) {
  const queue = [];
  let wake = () => {};
  const put = (item) => { queue.push(item); wake(); };
  socket.onmessage = ({ data }) => {
    if (typeof data !== 'string') return put('binary');
    if (data.length > MOST_CHARACTERS) return put('too-large');
    return put(parse(data) ?? 'bad-xml');
  };
  socket.onclose = () => put('closed');
  return async () => {
    const end = performance.now() + timeout;
    while (!queue.length) {
      const left = end - performance.now();
      if (left <= 0) return 'timeout';
      await Promise.race([new Promise((done) => { wake = done; }), sleep(left)]);
    }
    return queue[0] === 'closed' ? 'closed' : queue.shift();
  };
}

const streamCondition = (element) => element.children.find((c) => c.ns === NS.conditions && c.name !== 'text')?.name ?? 'undefined-condition';

/** Opening and features. @returns {Promise<{features?: Element, why: string}>} why is "" or what came instead */
async function openStream(socket, next, domain, from) {
  const who = from ? ` from="${escape(from)}"` : '';
  socket.send(`<open xmlns="${NS.framing}" to="${escape(domain)}"${who} version="1.0"/>`);
  for (let i = 0; i < 5; i++) {
    const element = await next();
    if (typeof element === 'string') return { why: element };
    if (is(element, 'features', NS.streams)) return { why: '', features: element };
    if (is(element, 'error', NS.streams)) return { why: streamCondition(element) };
    if (is(element, 'close', NS.framing)) return { why: attr(element, 'see-other-uri') ? 'see-other-uri' : 'closed' };
    if (!is(element, 'open', NS.framing)) return { why: 'not-xmpp' };
  }
  return { why: 'not-xmpp' };
}

/** As a guest: what the server offers after signing in. null when it does not let us in. */
async function guestFeatures(socket, next, domain) {
  socket.send(`<auth xmlns="${NS.sasl}" mechanism="ANONYMOUS"/>`);
  if (!is(await next(), 'success', NS.sasl)) return null;
  return (await openStream(socket, next, domain, '')).features ?? null;
}

/**
 * @returns {Promise<{why: string, protocol?: string, features?: Element, after?: Element|null, ms: number, message?: string}>}
 * why: "" | timeout refused subprotocol http csp unreachable (the socket) | a stream error's condition, bad-xml, closed,
 * not-xmpp, too-large, binary, no-features-in-time (the stream)
 */
export async function probeWebSocket({ url, domain, from, guest, net }) {
  const begin = performance.now();
  const ended = (result) => ({ ms: Math.round(performance.now() - begin), ...result });
  const dialled = await dial(url, 'xmpp', net.timeout);
  // Firefox throws at once where the policy forbids, Chromium fails later.
  if (['failed', 'refused'].includes(dialled.why) && await net.policy.blocks(url)) return ended({ why: 'csp' });
  if (dialled.why === 'failed') {
    // Browsers refuse an answer without the sub-protocol they asked for: ask for none.
    const plain = await dial(url, null, net.timeout);
    plain.socket?.close();
    if (plain.socket) return ended({ why: 'subprotocol' });
    const web = await net.get(url.replace(/^ws/, 'http'));
    return ended({ why: ['unreachable', 'mixed', 'timeout'].includes(web.why) ? 'unreachable' : 'http', status: web.status });
  }
  if (dialled.why) return ended(dialled);
  const { socket } = dialled;
  try {
    if (socket.protocol !== 'xmpp') return ended({ why: 'subprotocol' });
    const next = frames(socket, net.timeout);
    const opened = await openStream(socket, next, domain, from);
    if (opened.why) return ended({ ...opened, stream: true });
    const result = ended({ why: '', features: opened.features, after: null });
    const mechanisms = child(opened.features, 'mechanisms', NS.sasl)?.text ?? '';
    if (guest && mechanisms.includes('ANONYMOUS')) result.after = await guestFeatures(socket, next, domain);
    return result;
  } finally {
    if (socket.readyState === WebSocket.OPEN) {
      socket.send(`<close xmlns="${NS.framing}"/>`);
      await Promise.race([sleep(300), new Promise((done) => { socket.onclose = done; })]);
    }
    socket.onmessage = socket.onclose = socket.onerror = null;
    socket.close();
  }
}
