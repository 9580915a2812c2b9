// SPDX-License-Identifier: MIT
// XML of a server, read into plain objects. Not the browser's parser: under Trusted Types a page may not hand it a string.
// Takes what XMPP allows (RFC 6120 section 11) and refuses the rest: no document types, no entities of its own.

export const NS = {
  framing: 'urn:ietf:params:xml:ns:xmpp-framing', streams: 'http://etherx.jabber.org/streams',
  conditions: 'urn:ietf:params:xml:ns:xmpp-streams', sasl: 'urn:ietf:params:xml:ns:xmpp-sasl', sasl2: 'urn:xmpp:sasl:2',
  bind2: 'urn:xmpp:bind:0', fast: 'urn:xmpp:fast:0', sm: 'urn:xmpp:sm:3', bind: 'urn:ietf:params:xml:ns:xmpp-bind',
  register: 'http://jabber.org/features/iq-register', bosh: 'http://jabber.org/protocol/httpbind', xbosh: 'urn:xmpp:xbosh',
  xrd: 'http://docs.oasis-open.org/ns/xri/xrd-1.0', info: 'http://jabber.org/protocol/disco#info',
  items: 'http://jabber.org/protocol/disco#items',
};

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const MOST_DEPTH = 128;
const NAME = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?';
const TAG = new RegExp(`<(/?)(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`, 'y');
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'g');
const SKIP = /<!--(?:(?!--)[^])*-->/y;
const CDATA = /<!\[CDATA\[([^]*?)\]\]>/y;
const PROLOGUE = /^\uFEFF?\s*(?:<\?xml\s[^?]*\?>)?/;

export const escape = (text) => String(text).replace(/[&<>"']/g, (c) => ENTITIES[c]);

/** Characters of a text or a value; null when it has an entity that is not one of XML's five. */
function decode(text) {
  let good = true;
  const out = text.replace(/&([^;&]{0,10};?)/g, (all, inside) => {
    const name = inside.slice(0, -1);
    if (inside.endsWith(';') && Object.hasOwn(NAMED, name)) return NAMED[name];
    const number = /^#(\d{1,7}|x[\da-fA-F]{1,6});$/.exec(inside);
    const code = number ? Number(number[1].replace('x', '0x')) : NaN;
    if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
    good = false;
    return '';
  });
  return good ? out : null;
}

/**
 * @typedef {object} Element
 * @property {string} name without prefix @property {string} ns @property {Record<string, string>} attributes as written
 * @property {Element[]} children @property {string} text all of it below, as textContent gives it
 */

/** An element from a start tag, its namespaces resolved; null when something in it is wrong. */
function element(qname, written, scope) {
  const attributes = Object.create(null);
  const inner = { ...scope };
  for (const [, name, double, single] of written.matchAll(ATTRIBUTE)) {
    const value = decode(double ?? single);
    if (value === null || name in attributes) return null;
    attributes[name] = value;
    if (name === 'xmlns') inner[''] = value;
    else if (name.startsWith('xmlns:')) inner[name.slice(6)] = value;
  }
  const [prefix, name] = qname.includes(':') ? qname.split(':') : ['', qname];
  if (prefix && !Object.hasOwn(inner, prefix)) return null;
  return { made: { name, ns: inner[prefix] ?? '', attributes, children: [], text: '' }, inner };
}

/** The root element, or null when the text is not well-formed or is more than XMPP allows. */
export function parse(text) {
  let at = PROLOGUE.exec(text)[0].length;
  let root = null;
  const open = [];  // {made, inner, qname}
  const match = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  while (at < text.length) {
    const top = open.at(-1);
    if (text[at] !== '<') {
      const next = text.indexOf('<', at);
      const piece = text.slice(at, next < 0 ? text.length : next);
      const read = decode(piece);
      if (read === null || (!top && piece.trim())) return null;
      for (const { made } of open) made.text += read;
      at += piece.length;
      continue;
    }
    if (match(SKIP)) continue;
    const raw = top && match(CDATA);
    if (raw) {
      for (const { made } of open) made.text += raw[1];
      continue;
    }
    const tag = match(TAG);
    if (!tag) return null;
    const [, end, qname, written, closed] = tag;
    if (end) {
      if (!top || top.qname !== qname || written || closed) return null;
      open.pop();
      continue;
    }
    const begun = element(qname, written, top?.inner ?? { xml: 'http://www.w3.org/XML/1998/namespace' });
    if (!begun || (!top && root) || open.length >= MOST_DEPTH) return null;
    if (top) top.made.children.push(begun.made);
    else root = begun.made;
    if (!closed) open.push({ ...begun, qname });
  }
  return open.length ? null : root;
}

export const is = (e, name, ns) => e?.name === name && e.ns === ns;
export const attr = (e, name) => e?.attributes[name] ?? '';
export const children = (e, name, ns) => (e?.children ?? []).filter((c) => c.name === name && (!ns || c.ns === ns));
export const child = (e, name, ns) => children(e, name, ns)[0] ?? null;
export const texts = (e, name) => children(e, name).map((c) => c.text.trim().slice(0, 100));
/** All below of that name, in order. */
export const below = (e, name) => (e?.children ?? []).flatMap((c) => [...(c.name === name ? [c] : []), ...below(c, name)]);
