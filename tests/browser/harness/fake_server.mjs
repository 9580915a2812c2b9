// SPDX-License-Identifier: MIT
// An XMPP server that lets a guest in and then misbehaves as a case wants it. For what no real server does on request:
// stream errors, broken XML, oversized frames, forged stanzas. Answers just enough for a client to get that far.
import { WebSocketServer } from 'ws';

const FRAMING = "xmlns='urn:ietf:params:xml:ns:xmpp-framing'";
const STREAMS = "xmlns:stream='http://etherx.jabber.org/streams'";
const SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";
export const ME = 'visitor@guest.localhost/fake';

export const streamError = (condition, text = '') => `<stream:error ${STREAMS}><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>`
  + `${text && `<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>${text}</text>`}</stream:error>`;

/**
 * @param {object} script what to do instead of the polite thing
 * @param {string} [script.mechanisms] SASL mechanisms to offer, default ANONYMOUS
 * @param {string} [script.auth] answer to the login attempt, default success
 * @param {(xml: string) => string|undefined} [script.presence] answer to a presence with an address
 * @param {(socket: {send(xml: string): void, close(): void}) => void} [script.session] once the client is bound
 */
export async function fakeServer(script = {}) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'xmpp' });
  await new Promise((ready) => server.once('listening', ready));
  const heard = [];
  server.on('connection', (socket) => {
    let authenticated = false;
    const send = (xml) => socket.send(xml);
    const iqId = (xml) => xml.match(/\bid=['"]([^'"]*)['"]/)?.[1] ?? '';
    socket.on('message', (data) => {
      const xml = String(data);
      heard.push(xml);
      if (xml.startsWith('<open')) {
        send(`<open ${FRAMING} from='guest.localhost' id='s${heard.length}' version='1.0' xml:lang='en'/>`);
        const mechanisms = (script.mechanisms ?? 'ANONYMOUS').split(' ').map((m) => `<mechanism>${m}</mechanism>`).join('');
        send(authenticated ? `<stream:features ${STREAMS}><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>`
          : `<stream:features ${STREAMS}><mechanisms ${SASL}>${mechanisms}</mechanisms></stream:features>`);
      } else if (xml.startsWith('<auth')) {
        authenticated = !script.auth;
        send(script.auth ?? `<success ${SASL}/>`);
      } else if (xml.includes('xmpp-bind')) {
        send(`<iq xmlns='jabber:client' type='result' id='${iqId(xml)}'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>${ME}</jid></bind></iq>`);
        setTimeout(() => script.session?.({ send, close: () => socket.close() }), 300);
      } else if (xml.startsWith('<iq') && /type=['"](get|set)['"]/.test(xml)) {
        send(`<iq xmlns='jabber:client' type='error' id='${iqId(xml)}' to='${ME}'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`);
      } else if (xml.startsWith('<presence') && /\bto=/.test(xml)) {
        const answer = script.presence?.(xml);
        if (answer) send(answer);
      } else if (xml.startsWith('<close')) {
        send(`<close ${FRAMING}/>`);
        socket.close();
      }
    });
  });
  return { url: `ws://localhost:${server.address().port}/`, heard, close: () => { for (const c of server.clients) c.terminate(); server.close(); } };
}
