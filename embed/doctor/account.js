// SPDX-License-Identifier: MIT
// What the server does for the account that is signed in: archive, upload, push, calls, copies, bookmarks, rooms. Asked
// through the chat's own stream.
import { BLOCKING, CARBONS, MAM, PEP, PUSH, rooms, turn, upload } from './fixes.js';
import { reason, sleep } from './net.js';
import { checkRelay } from './relay.js';
import { NS, attr, below, child, children, escape, parse } from './xml.js';

const MOST_SERVICES = 20;

/** Sends one iq; gives the payload, or null for any error and for silence. */
async function ask(call, to, payload, timeout) {
  const xml = `<iq type="get" to="${escape(to)}">${payload}</iq>`;
  const answer = await Promise.race([call('xmpp.sendIQ', { xml }).catch(() => null), sleep(timeout)]);
  return typeof answer === 'string' ? parse(answer)?.children[0] ?? null : null;
}

async function disco(call, jid, timeout) {
  const query = await ask(call, jid, `<query xmlns="${NS.info}"/>`, timeout);
  return {
    jid, answered: !!query,
    features: new Set(children(query, 'feature').map((f) => attr(f, 'var'))),
    is: (category, type) => children(query, 'identity').some((i) => attr(i, 'category') === category && attr(i, 'type') === type),
    field: (name) => child(below(query, 'field').find((f) => attr(f, 'var') === name), 'value')?.text ?? '',
  };
}

async function services(call, domain, timeout) {
  const query = await ask(call, domain, `<query xmlns="${NS.items}"/>`, timeout);
  const jids = children(query, 'item').map((i) => attr(i, 'jid')).filter((jid) => jid && jid.length < 3000);
  return Promise.all([...new Set(jids)].slice(0, MOST_SERVICES).map((jid) => disco(call, jid, timeout)));
}

// A file of a few bytes goes up and comes back, as a visitor's would: only that shows whether the web server lets pages do it.
async function checkUpload({ call, net, report, domain }, service) {
  if (!service) {
    report.warn('upload', 'There is no upload service (XEP-0363): pictures and files cannot be sent.', upload(domain));
    return;
  }
  const most = service.field('max-file-size');
  report.good('upload', `Files can be sent through ${service.jid}${most ? `, up to ${most} bytes` : ''}.`);
  const type = 'text/plain';
  const body = 'Confab doctor';
  const slot = await ask(call, service.jid, `<request xmlns="urn:xmpp:http:upload:0" filename="confab-doctor.txt" size="${body.length}" content-type="${type}"/>`, net.timeout);
  const put = attr(child(slot, 'put'), 'url');
  const get = attr(child(slot, 'get'), 'url');
  if (!put || !get || !/^https?:/.test(put) || !/^https?:/.test(get)) {
    report.warn('upload-slot', `${service.jid} gives no place to upload to for this account.`, upload(domain));
    return;
  }
  const headers = { 'Content-Type': type };
  for (const header of children(child(slot, 'put'), 'header')) {
    const name = attr(header, 'name');
    if (/^(authorization|cookie|expires)$/i.test(name)) headers[name] = header.text.replace(/[\r\n]/g, '');
  }
  const sent = await net.get(put, { method: 'PUT', body, headers });
  if (sent.why) {
    report.warn('upload-put', `Uploading fails: ${put} ${reason(sent, net)}`, upload(domain));
    return;
  }
  const back = await net.get(get);
  report.add('upload-put', !back.why && back.text === body, 'warning', back.why ? `An uploaded file cannot be fetched: ${get} ${reason(back, net)}`
    : back.text === body ? 'A small file was uploaded and fetched again.' : `${get} gives something else than what was uploaded.`, upload(domain));
}

async function checkCalls(context) {
  const { call, net, report, domain } = context;
  const list = await ask(call, domain, '<services xmlns="urn:xmpp:extdisco:2"/>', net.timeout);
  const found = children(list, 'service').slice(0, MOST_SERVICES);
  const kinds = new Set(found.map((s) => attr(s, 'type')));
  const stun = kinds.has('stun') || kinds.has('stuns');
  const relay = found.filter((s) => /^turns?$/.test(attr(s, 'type')));
  if (!found.length) report.note('turn', 'No STUN and TURN servers are named (XEP-0215): calls work only where nothing is between the two.', turn(domain));
  else if (!relay.length) report.note('turn', `A STUN server is named, but no TURN server (XEP-0215): calls fail behind some firewalls.`, turn(domain));
  else report.good('turn', `TURN${stun ? ' and STUN' : ''} servers are named (XEP-0215): ${relay.map((s) => attr(s, 'host')).slice(0, 3).join(', ')}.`);
  if (relay.length) await checkRelay(report, relay, net.timeout, turn(domain));
}

/** @param {{call: Function, net: import('./net.js').Net, report: import('./report.js').Report, domain: string, jid: string}} context */
export async function checkAccount(context) {
  const { call, net, report, domain, jid } = context;
  const [server, account, others] = await Promise.all([
    disco(call, domain, net.timeout), disco(call, jid, net.timeout), services(call, domain, net.timeout)]);
  if (!server.answered) report.warn('disco', `${domain} does not say what it offers (XEP-0030).`);
  const has = (id, where, feature, good, bad, fix, level = 'warning') =>
    report.add(id, where.some((w) => w.features.has(feature)), level, where.some((w) => w.features.has(feature)) ? good : bad, fix);
  has('mam', [account, server], 'urn:xmpp:mam:2', 'Chats are archived (XEP-0313).', 'There is no archive of chats (XEP-0313): history is gone after a reload.', MAM);
  has('carbons', [server, account], 'urn:xmpp:carbons:2', 'All devices see all messages (XEP-0280).', 'No carbons (XEP-0280): a second device misses messages.', CARBONS);
  has('push', [account, server], 'urn:xmpp:push:0', 'Push notifications can be switched on (XEP-0357).', 'No push notifications (XEP-0357).', PUSH, 'info');
  has('blocking', [server, account], 'urn:xmpp:blocking', 'Contacts can be blocked (XEP-0191).', 'Contacts cannot be blocked (XEP-0191).', BLOCKING, 'info');
  report.add('pep', account.is('pubsub', 'pep') || server.is('pubsub', 'pep'), 'warning', account.is('pubsub', 'pep') || server.is('pubsub', 'pep')
    ? 'Personal events work (XEP-0163).' : 'No personal events (XEP-0163): no avatars, no bookmarks.', PEP);
  const options = 'http://jabber.org/protocol/pubsub#publish-options';
  report.add('bookmarks', [account, server].some((d) => d.features.has(options)), 'warning', [account, server].some((d) => d.features.has(options))
    ? `Rooms are remembered (XEP-0402)${account.features.has('urn:xmpp:bookmarks:1#compat') ? ', also for older clients' : ''}.`
    : 'Rooms cannot be remembered privately (XEP-0402 needs publish-options).', PEP);
  const muc = others.find((s) => s.features.has('http://jabber.org/protocol/muc') && s.is('conference', 'text'));
  report.add('muc', !!muc, 'warning', muc ? `Rooms are at ${muc.jid} (XEP-0045).` : `${domain} names no service for rooms (XEP-0045).`, rooms(domain));
  await checkUpload(context, others.find((s) => s.features.has('urn:xmpp:http:upload:0')));
  await checkCalls(context);
}
