// SPDX-License-Identifier: MIT
// An XMPP server as a page meets it before signing in (host-meta, WebSocket, BOSH), with a switch for everything a site
// owner can get wrong. For doctor(); fake_server.mjs is the one that lets guests in.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { WebSocketServer } from 'ws';

const FRAMING = "xmlns='urn:ietf:params:xml:ns:xmpp-framing'";
const STREAMS = "xmlns:stream='http://etherx.jabber.org/streams'";
const CONDITIONS = "xmlns='urn:ietf:params:xml:ns:xmpp-streams'";
const XRD = "xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'";

export const GOOD_FEATURES = `<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-1</mechanism><mechanism>SCRAM-SHA-256</mechanism><mechanism>PLAIN</mechanism></mechanisms>
<authentication xmlns='urn:xmpp:sasl:2'><mechanism>SCRAM-SHA-256</mechanism><inline><sm xmlns='urn:xmpp:sm:3'/><bind xmlns='urn:xmpp:bind:0'/>
<fast xmlns='urn:xmpp:fast:0'><mechanism>HT-SHA-256-NONE</mechanism></fast></inline></authentication><register xmlns='http://jabber.org/features/iq-register'/>`;

/** @returns {{key: Buffer, cert: Buffer}} self-signed, for localhost */
export function certificate() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'confab-tls-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const pair = { key: fs.readFileSync(key), cert: fs.readFileSync(cert) };
  fs.rmSync(folder, { recursive: true });
  return pair;
}

/**
 * @param {object} broken
 * @param {boolean} [broken.cors] false: no Access-Control-Allow-Origin anywhere
 * @param {string|null} [broken.xml] host-meta, null for 404; LINK_WS and LINK_BOSH stand for the right addresses
 * @param {string|null} [broken.json] host-meta.json
 * @param {boolean} [broken.redirect] every GET redirects to itself
 * @param {'xmpp'|'other'|'none'|'off'} [broken.subprotocol] what the WebSocket chooses; off: no WebSocket at all
 * @param {string} [broken.opening] sent instead of the opening and the features
 * @param {string} [broken.features] inside of <stream:features/>
 * @param {string} [broken.host] the only domain it serves
 * @param {boolean} [broken.mute] takes connections, says nothing
 * @param {number|string} [broken.bosh] an HTTP status, or the body to answer a session request with
 * @param {boolean} [broken.lateFeatures] BOSH gives features with the second answer
 * @param {boolean} [broken.tls] self-signed https: and wss:
 * @param {number} [broken.delay] milliseconds before every answer
 */
export async function brokenServer(broken = {}) {
  const { cors = true, redirect, subprotocol = 'xmpp', features = GOOD_FEATURES, host = 'localhost', mute, bosh, lateFeatures, tls, delay = 0 } = broken;
  const heard = { http: [], websocket: [], bosh: [] };
  const featuresXml = `<stream:features ${STREAMS}>${features}</stream:features>`;
  const body = (attributes, inner = '') => `<body xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh' ${STREAMS} ${attributes}>${inner}</body>`;
  let base = '';
  const links = (text) => text.replaceAll('LINK_WS', `${base.replace('http', 'ws')}/ws`).replaceAll('LINK_BOSH', `${base}/bosh`);
  const files = {
    '/.well-known/host-meta': ['application/xrd+xml', 'xml' in broken ? broken.xml
      : `<XRD ${XRD}><Link rel='urn:xmpp:alt-connections:websocket' href='LINK_WS'/><Link rel='urn:xmpp:alt-connections:xbosh' href='LINK_BOSH'/></XRD>`],
    '/.well-known/host-meta.json': ['application/json', 'json' in broken ? broken.json
      : '{"links":[{"rel":"urn:xmpp:alt-connections:websocket","href":"LINK_WS"},{"rel":"urn:xmpp:alt-connections:xbosh","href":"LINK_BOSH"}]}'],
  };

  function answerBosh(request) {
    heard.bosh.push(request);
    if (typeof bosh === 'number') return [bosh, 'no'];
    if (/type="terminate"/.test(request)) return [200, body("type='terminate'")];
    if (/sid="/.test(request)) return [200, body('', featuresXml)];
    if (bosh) return [200, bosh];
    const to = request.match(/ to="([^"]*)"/)?.[1];
    if (to !== host) return [200, body("type='terminate' condition='host-unknown'")];
    return [200, body("sid='s1' wait='3' requests='2' inactivity='30' hold='1' ver='1.6'", lateFeatures ? '' : featuresXml)];
  }

  const onRequest = async (request, response) => {
    const url = request.url.split('?')[0];
    heard.http.push(`${request.method} ${url}`);
    const headers = cors ? { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': 'Content-Type', 'Access-Control-Allow-Methods': 'GET, POST, OPTIONS' } : {};
    let text = '';
    for await (const chunk of request) text += chunk;
    if (mute) return undefined;
    if (delay) await new Promise((done) => { setTimeout(done, delay); });
    const answer = (status, type, content, more = {}) => {
      response.writeHead(status, { 'Content-Type': type, ...headers, ...more });
      response.end(content);
    };
    if (request.method === 'OPTIONS') return answer(200, 'text/plain', '');
    if (redirect && request.method === 'GET') return answer(302, 'text/plain', '', { Location: `${url}?${Math.random()}` });
    if (url === '/bosh') {
      const [status, content] = request.method === 'POST' ? answerBosh(text) : [200, 'BOSH'];
      return answer(status, 'text/xml', content);
    }
    const [type, content] = files[url] ?? [];
    return content ? answer(200, type, links(content)) : answer(404, 'text/plain', 'no');
  };

  const server = tls ? https.createServer(certificate(), onRequest) : http.createServer(onRequest);
  await new Promise((ready) => { server.listen(0, '127.0.0.1', ready); });
  base = `${tls ? 'https' : 'http'}://localhost:${server.address().port}`;

  const sockets = subprotocol === 'off' ? null
    : new WebSocketServer({ server, handleProtocols: () => (subprotocol === 'none' ? false : subprotocol === 'other' ? 'other' : 'xmpp') });
  sockets?.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('message', async (data) => {
      const xml = String(data);
      heard.websocket.push(xml);
      if (mute) return;
      if (delay) await new Promise((done) => { setTimeout(done, delay); });
      if (xml.startsWith('<close')) {
        socket.send(`<close ${FRAMING}/>`);
        socket.close();
      } else if (xml.startsWith('<open')) {
        if (broken.opening !== undefined) return void socket.send(broken.opening);
        socket.send(`<open ${FRAMING} from='${host}' id='1' version='1.0'/>`);
        const to = xml.match(/ to="([^"]*)"/)?.[1];
        socket.send(to === host ? featuresXml : `<stream:error ${STREAMS}><host-unknown ${CONDITIONS}/></stream:error>`);
      }
    });
  });
  return {
    base, heard, websocket: `${base.replace('http', 'ws')}/ws`, bosh: `${base}/bosh`, wellKnown: `${base}/.well-known/`,
    close: () => {
      for (const socket of sockets?.clients ?? []) socket.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
}
