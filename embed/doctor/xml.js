// SPDX-License-Identifier: MIT
// XML of a server, read by the browser's XML parser and only ever looked at.

export const NS = {
  framing: 'urn:ietf:params:xml:ns:xmpp-framing', streams: 'http://etherx.jabber.org/streams',
  conditions: 'urn:ietf:params:xml:ns:xmpp-streams', sasl: 'urn:ietf:params:xml:ns:xmpp-sasl', sasl2: 'urn:xmpp:sasl:2',
  bind2: 'urn:xmpp:bind:0', fast: 'urn:xmpp:fast:0', sm: 'urn:xmpp:sm:3', bind: 'urn:ietf:params:xml:ns:xmpp-bind',
  register: 'http://jabber.org/features/iq-register', bosh: 'http://jabber.org/protocol/httpbind', xbosh: 'urn:xmpp:xbosh',
  xrd: 'http://docs.oasis-open.org/ns/xri/xrd-1.0', info: 'http://jabber.org/protocol/disco#info',
  items: 'http://jabber.org/protocol/disco#items',
};

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
export const escape = (text) => String(text).replace(/[&<>"']/g, (c) => ENTITIES[c]);

/** The root element, or null when the text is not well-formed or declares a document type. */
export function parse(text) {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) return null;
  const document = new DOMParser().parseFromString(text, 'text/xml');
  return document.getElementsByTagName('parsererror').length ? null : document.documentElement;
}

export const is = (element, name, ns) => element?.localName === name && element.namespaceURI === ns;
export const children = (element, name, ns) => [...(element?.children ?? [])].filter((c) => c.localName === name && (!ns || c.namespaceURI === ns));
export const child = (element, name, ns) => children(element, name, ns)[0] ?? null;
export const texts = (element, name) => children(element, name).map((c) => c.textContent.trim().slice(0, 100));
