// SPDX-License-Identifier: MIT
// doctor(): looks for the reasons why a chat does not work on a page, or not as well as it could, and says which lines
// mend it. A part of dist/ of its own, fetched when it is called. Signs nobody in, except a guest where visitors are guests.
import { checkAccount } from './account.js';
import { probeBosh } from './bosh.js';
import { checkFeatures, factsOf } from './features.js';
import { BOSH, WEBSOCKET, serveHost } from './fixes.js';
import { checkHostMeta } from './hostmeta.js';
import { Net, loopback, reason } from './net.js';
import { accountOf, checkBrowser, domainOf, isDomain, serviceUrl } from './page.js';
import { Report } from './report.js';
import { probeWebSocket } from './websocket.js';

const SLOW_MS = 3000;

const STREAM_WORDS = {
  'bad-xml': 'answers with XML that is not well-formed.', 'not-xmpp': 'answers, but not with XMPP.', closed: 'ends the stream at once.',
  timeout: 'takes the connection and then says nothing.', binary: 'sends binary frames; XMPP over WebSocket is text.', 'too-large': 'sends more than a stream opening can be.',
  'see-other-uri': 'sends visitors to another address.',
};

function tellSocket(report, url, found, net, level, domain) {
  if (!found.why || found.stream) report.good('websocket', `${url} speaks the sub-protocol xmpp (${found.ms} ms).`);
  if (!found.why) {
    return report.add('websocket-stream', found.ms < SLOW_MS, 'warning', found.ms < SLOW_MS ? `The server at ${url} speaks for ${domain}.`
      : `The server at ${url} speaks for ${domain}, but took ${found.ms} ms.`);
  }
  if (found.stream) {
    const unknown = found.why === 'host-unknown';
    return report.add('websocket-stream', false, level, unknown ? `The server at ${url} does not know ${domain}.`
      : `The server at ${url} ${STREAM_WORDS[found.why] ?? `refuses: ${found.why}.`}`, unknown ? serveHost(domain) : WEBSOCKET);
  }
  const words = {
    subprotocol: 'answers, but does not choose the sub-protocol xmpp: it is another service, or a proxy drops Sec-WebSocket-Protocol.',
    refused: `is refused by the browser: ${found.message}`,
    http: 'is a web server that does not switch to WebSocket: wrong path, module not loaded, or a proxy that does not pass Upgrade.',
  }[found.why] ?? reason(found, net);
  return report.add('websocket', false, level, `${url} ${words}`, found.why === 'csp' || found.why === 'refused' ? null : WEBSOCKET);
}

function tellBosh(report, url, found, net, level, domain) {
  if (!found.why) {
    return report.add('bosh', found.ms < SLOW_MS, 'warning', found.ms < SLOW_MS ? `${url} opened a BOSH session and ended it again (${found.ms} ms).`
      : `${url} opened a BOSH session, but took ${found.ms} ms.`);
  }
  const unknown = found.condition === 'host-unknown';
  const words = {
    'not-bosh': 'answers, but not as a BOSH service (XEP-0124).', 'no-sid': 'opens a BOSH session without an id.',
    terminate: `refuses a BOSH session: ${found.condition}.`,
  }[found.why] ?? reason(found, net);
  return report.add('bosh', false, level, `${url} ${words}`, found.why === 'csp' ? null : unknown ? serveHost(domain) : BOSH);
}

async function checkConnections(context, found) {
  const { report, net, options, domain, from } = context;
  const before = report.checks.length;
  const socketUrl = serviceUrl(report, 'websocket', 'websocket_url', options.websocket_url, { ws: true }) || found.websocket;
  const boshUrl = serviceUrl(report, 'bosh', 'bosh_service_url', options.bosh_service_url, {}) || found.bosh;
  const guest = options.authentication === 'anonymous';
  const [socket, bosh] = await Promise.all([
    socketUrl ? probeWebSocket({ url: socketUrl, domain, from, guest, net }) : null,
    boshUrl ? probeBosh({ url: boshUrl, domain, from, net }) : null]);
  const mayBosh = options.transports.includes('bosh');
  if (socket) tellSocket(report, socketUrl, socket, net, bosh && !bosh.why && mayBosh ? 'warning' : 'error', domain);
  if (bosh) tellBosh(report, boshUrl, bosh, net, socket && !socket.why ? 'warning' : 'error', domain);
  else if (!options.bosh_service_url) report.note('bosh', 'No BOSH address is known: visitors behind proxies that break WebSocket cannot connect.', BOSH);
  if (!socket && !bosh && report.checks.slice(before).every((c) => c.ok || c.level !== 'error') && !report.checks.some((c) => c.id === 'address' && !c.ok)) {
    report.error('address', 'Neither websocket_url nor bosh_service_url is set.', WEBSOCKET);
  }
  const features = socket?.features ?? bosh?.features;
  if (!features) return null;
  const url = new URL(socket?.features ? socketUrl : boshUrl);
  context.secure = /^(wss|https):$/.test(url.protocol) || loopback(url.hostname);
  return { facts: factsOf(features), after: socket?.after ? namespaces(socket.after.children.map((c) => c.ns)) : null };
}

const namespaces = (list) => new Set(list);

async function connectionOf(call, report) {
  if (!call) return null;
  try {
    return await call('doctor');
  } catch (error) {
    report.error('core', String(error.message));
    return null;
  }
}

async function examineServer(context) {
  const { report, options, domain, call, connection } = context;
  const known = !!(options.websocket_url || options.bosh_service_url);
  if (!known && !options.discover_connection_methods) {
    report.error('address', 'Neither websocket_url nor discover_connection_methods is set.', WEBSOCKET);
    return;
  }
  if (known) report.good('address', 'The options name the address of the server.');
  const found = await checkHostMeta({ ...context, needed: !known });
  const offered = await checkConnections(context, found);
  const after = connection?.online ? namespaces(connection.features ?? []) : offered?.after;
  if (offered) checkFeatures(report, offered.facts, after, context);
  if (call && connection?.online) await checkAccount({ ...context, jid: connection.jid.split('/')[0] });
  else report.note('account', 'Nobody is signed in: archive, upload, push, calls, copies, bookmarks and rooms were not looked at. Sign in, then call doctor() again.');
}

/**
 * @param {{options: object, call: ((name: string, args?: object) => Promise<any>)|null, domain?: string, host_meta_url?: string, timeout_ms?: number}} what
 * host_meta_url: the folder host-meta is in, when it is not at the domain itself.
 */
export default async function examine({ options, call, domain: asked, host_meta_url: base, timeout_ms: timeout = 8000 }) {
  const report = new Report();
  const net = new Net(timeout);
  try {
    checkBrowser(report);
    const connection = await connectionOf(call, report);
    const domain = asked || domainOf(options, connection);
    const valid = isDomain(domain);
    if (!domain) report.error('domain', 'No domain is known: set jid (an account, or the guest domain).');
    else if (!valid) report.error('domain', `${domain.slice(0, 100)} is not a domain; look at jid.`);
    const scheme = location.protocol !== 'https:' && loopback(domain) ? 'http' : 'https';
    const context = {
      report, net, options, call, connection, domain, from: accountOf(options, connection),
      base: base ? new URL(base, document.baseURI).href : `${scheme}://${domain}/.well-known/`,
    };
    if (valid) await examineServer(context);
    return { ok: report.ok, checks: report.checks, connection };
  } finally {
    net.end();
  }
}
