// SPDX-License-Identifier: MIT
// XEP-0156: the two forms of host-meta at the domain, who may read them, and where they lead.
import { hostMetaFix } from './fixes.js';
import { loopback, reason } from './net.js';
import { NS, attr, children, is, parse } from './xml.js';

const RELATION = { websocket: 'urn:xmpp:alt-connections:websocket', bosh: 'urn:xmpp:alt-connections:xbosh' };

function linksOfXml(text) {
  const root = parse(text);
  if (!is(root, 'XRD', NS.xrd)) return null;
  return children(root, 'Link', NS.xrd).map((link) => ({ rel: attr(link, 'rel'), href: attr(link, 'href') }));
}

function linksOfJson(text) {
  try {
    const { links } = JSON.parse(text);
    return Array.isArray(links) ? links.map((l) => ({ rel: String(l?.rel), href: String(l?.href) })) : null;
  } catch {
    return null;
  }
}

const FORMS = [
  { id: 'host-meta', file: 'host-meta', read: linksOfXml, what: 'an XRD document (XML)' },
  { id: 'host-meta-json', file: 'host-meta.json', read: linksOfJson, what: 'JSON with a list of links' },
];

const usable = (href, kind) => {
  try {
    const { protocol, hostname } = new URL(href);
    const secure = kind === 'websocket' ? 'wss:' : 'https:';
    const plain = kind === 'websocket' ? 'ws:' : 'http:';
    return protocol === secure || (protocol === plain && location.protocol !== 'https:' && loopback(hostname));
  } catch {
    return false;
  }
};

/** Asks for one form; gives its links or null. `needed`: the options name no address themselves. */
async function ask({ id, file, read, what }, base, net, report, needed, domain) {
  const url = base + file;
  const answer = await net.get(url);
  const fix = answer.why === 'csp' ? null : hostMetaFix(domain);
  if (answer.why) {
    report.add(id, false, needed ? 'warning' : 'info', `${url} ${reason(answer, net)}`, fix);
    return null;
  }
  const links = read(answer.text);
  if (!links) {
    report.warn(id, `${url} is not ${what}.`, fix);
    return null;
  }
  const ours = links.filter((l) => Object.values(RELATION).includes(l.rel));
  if (!ours.length) report.warn(id, `${url} names no XMPP connection.`, fix);
  else report.good(id, `${url} is readable from this page and names ${ours.length} connection${ours.length > 1 ? 's' : ''} (${answer.ms} ms).`);
  return links;
}

/** @returns {Promise<{websocket: string, bosh: string}>} the first usable link of each kind, "" without one */
export async function checkHostMeta({ domain, base, net, report, needed }) {
  const lists = await Promise.all(FORMS.map((form) => ask(form, base, net, report, needed, domain)));
  const found = { websocket: '', bosh: '' };
  const bad = new Set();
  for (const kind of Object.keys(found)) {
    const hrefs = lists.map((list) => (list ?? []).filter((l) => l.rel === RELATION[kind]).map((l) => l.href));
    for (const href of hrefs.flat()) if (!usable(href, kind)) bad.add(href);
    // JSON first, as the chat itself does.
    found[kind] = [...hrefs[1], ...hrefs[0]].find((href) => usable(href, kind)) ?? '';
    if (lists[0] && lists[1] && hrefs[0].join() !== hrefs[1].join()) {
      report.warn('host-meta-links', `The two forms of host-meta name different addresses for ${kind}: ${hrefs[0].join(', ') || 'none'} and ${hrefs[1].join(', ') || 'none'}.`, hostMetaFix(domain));
    }
  }
  if (bad.size) {
    report.warn('host-meta-links', `host-meta names addresses no page may use: ${[...bad].slice(0, 5).map((b) => b.slice(0, 200)).join(', ')}. They must be wss: and https:.`, hostMetaFix(domain));
  }
  if (needed && !found.websocket && !found.bosh) {
    report.error('address', `No address of the server is known: websocket_url is not set, and host-meta of ${domain} gives none. Set websocket_url, or mend host-meta.`, hostMetaFix(domain));
  }
  return found;
}
