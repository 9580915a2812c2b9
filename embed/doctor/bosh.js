// SPDX-License-Identifier: MIT
// One BOSH session (XEP-0124, XEP-0206): created, looked at, terminated. Nobody signs in.
import { NS, attr, child, escape, is, parse } from './xml.js';

const random = () => {
  const [a, b] = crypto.getRandomValues(new Uint32Array(2));
  return (a & 0xfffff) * 0x10000 + (b & 0xffff) + 1;
};

async function post(url, attributes, net) {
  const list = Object.entries(attributes).map(([name, value]) => ` ${name}="${escape(value)}"`).join('');
  const body = `<body xmlns="${NS.bosh}" xmlns:xmpp="${NS.xbosh}"${list}/>`;
  const answer = await net.get(url, { method: 'POST', body, headers: { 'Content-Type': 'text/xml; charset=utf-8' } });
  if (answer.why) return answer;
  const root = parse(answer.text);
  if (!is(root, 'body', NS.bosh)) return { ...answer, why: 'not-bosh' };
  if (attr(root, 'type') === 'terminate') {
    return { ...answer, why: 'terminate', condition: attr(root, 'condition') || 'no condition' };
  }
  return { ...answer, root };
}

/**
 * @returns {Promise<{why: string, condition?: string, features?: Element|null, ms: number}>}
 * why: "" | not-bosh terminate no-sid | what Net.get says
 */
export async function probeBosh({ url, domain, from, net }) {
  let rid = random();
  const who = from ? { from } : {};
  const created = await post(url, { rid, to: domain, ...who, ver: '1.6', wait: 3, hold: 1, 'xml:lang': 'en', 'xmpp:version': '1.0' }, net);
  if (created.why) return created;
  const sid = attr(created.root, 'sid');
  if (!sid) return { ...created, why: 'no-sid' };
  let features = child(created.root, 'features', NS.streams);
  if (!features) {
    const more = await post(url, { rid: ++rid, sid }, net);
    features = more.root ? child(more.root, 'features', NS.streams) : null;
  }
  await post(url, { rid: ++rid, sid, type: 'terminate' }, net);
  return { why: '', features, ms: created.ms };
}
