// SPDX-License-Identifier: MIT
// The public API as a table: every method, what it takes, and which call of the core it is. What the
// methods of the widget itself do is instance.js.
import { anything, count, direct, either, filled, flag, fn, given, listOf, maybe, promised, shape, text, texts } from './guard.js';

const who = shape({ jid: maybe(text), password: maybe(text), token: maybe(text) });
const newcomer = shape({ jid: filled, password: filled, invite: maybe(text), email: maybe(text), fields: maybe(shape({})) });
const range = shape({ before: maybe(text), after: maybe(text), max: maybe(count) });
const reason = maybe(text);

/**
 * Calls of the core. The members of an argument named ...x are arguments themselves.
 * @type {Record<string, Record<string, import('./guard.js').Kind>>}
 */
export const CALLS = {
  changePassword: { password: filled },
  cancelAccount: {},
  'chats.open': { jid: filled },
  'chats.list': {},
  'chats.get': { jid: filled },
  'chats.send': { jid: filled, '...message': either(text, shape({ body: text })) },
  'chats.markRead': { jid: filled },
  'chats.close': { jid: filled },
  'messages.query': { jid: filled, '...range': maybe(range) },
  'messages.search': { text: filled, '...more': maybe(shape({})) },
  'messages.correct': { jid: filled, id: filled, body: text },
  'messages.react': { jid: filled, id: filled, reactions: texts },
  'messages.retract': { jid: filled, id: filled, reason },
  'rooms.join': { jid: filled, '...more': maybe(shape({ nick: maybe(text), password: maybe(text) })) },
  'rooms.leave': { jid: filled },
  'rooms.list': {},
  'rooms.get': { jid: filled },
  'rooms.configure': { jid: filled, fields: shape({}) },
  'rooms.invite': { jid: filled, who: filled, reason },
  'rooms.setSubject': { jid: filled, subject: text },
  'rooms.kick': { jid: filled, nick: filled, reason },
  'rooms.ban': { jid: filled, who: filled, reason },
  'rooms.setAffiliation': { jid: filled, who: filled, affiliation: filled, reason },
  'rooms.moderate': { jid: filled, id: filled, reason },
  'contacts.list': {},
  'contacts.add': { jid: filled, '...more': maybe(shape({ name: maybe(text) })) },
  'contacts.remove': { jid: filled },
  'contacts.change': { action: filled, contacts: listOf(shape({ jid: filled, name: maybe(text), groups: maybe(texts) })) },
  'contacts.block': { jid: filled },
  'contacts.unblock': { jid: filled },
  'xmpp.send': { xml: filled },
  'xmpp.sendIQ': { xml: filled },
};

/** Methods of the widget that answer with a promise. */
export const OWN = {
  set: { option: filled, value: anything }, update: { options: shape({}) }, destroy: {},
  open: { what: given(shape({ chat: maybe(text), message: maybe(text) })) }, close: {}, toggle: {}, show: {}, hide: {},
  login: { who: given(who) }, register: { who: newcomer }, logout: {}, identify: { who: shape({ name: filled }) }, consent: { answer: shape({ granted: flag }) },
  connect: {}, disconnect: {}, reconnect: {}, attach: { session: shape({ jid: filled, sid: filled, rid: either(filled, count) }) },
  doctor: { what: given(shape({ domain: maybe(text), host_meta_url: maybe(text), timeout_ms: maybe(count) })) },
};

const noop = () => () => {};
/** Methods of the widget that answer at once, and what they answer when they cannot. */
export const DIRECT = {
  get: [{ option: filled }, () => undefined],
  on: [{ event: filled, fn }, noop],
  once: [{ event: filled, fn }, noop],
};

function put(target, path, value) {
  const names = path.split('.');
  const last = names.pop();
  for (const name of names) target = (target[name] ??= {});
  target[last] = value;
}

/** Arguments in their order -> the core's, by name. */
function named(kinds, args) {
  const own = {};
  const more = {};
  Object.keys(kinds).forEach((name, i) => {
    if (!name.startsWith('...')) own[name] = args[i];
    else Object.assign(more, typeof args[i] === 'string' ? { body: args[i] } : args[i]);
  });
  return { ...more, ...own };
}

/**
 * Gives an instance its methods, each behind its guard.
 * @param {object} instance with the methods of OWN and DIRECT, still bare
 * @param {{call: (name: string, args: object) => Promise<any>, emitter: import('./emitter.js').Emitter,
 *   plugins: {add: Function, list: Function}, gone: () => boolean, tell: (error: Error) => void}} wiring
 */
export function addMethods(instance, { call, emitter, plugins, gone, tell }) {
  const out = {};
  for (const [name, kinds] of Object.entries(OWN)) {
    // The second destroy() has nothing to do, which is no mistake.
    out[name] = promised(name, kinds, instance[name].bind(instance), name === 'destroy' ? () => false : gone);
  }
  for (const [name, [kinds, nothing]] of Object.entries(DIRECT)) {
    out[name] = direct(name, kinds, instance[name].bind(instance), name === 'get' ? () => false : gone, tell, nothing);
  }
  for (const [name, kinds] of Object.entries(CALLS)) {
    put(out, name, promised(name, kinds, (...args) => call(name, named(kinds, args)), gone));
  }
  out.xmpp.on = direct('xmpp.on', { filter: maybe(shape({ ns: maybe(text), name: maybe(text), type: maybe(text) })), fn }, tapper(call, emitter), gone, tell, noop);
  out.plugins = {
    add: direct('plugins.add', { name: filled, plugin: maybe(either(shape({}), fn)) }, plugins.add, gone, tell, () => false),
    list: plugins.list,
  };
  for (const [name, value] of Object.entries(out)) {
    Object.defineProperty(instance, name, { value: typeof value === 'object' ? Object.freeze(value) : value, enumerable: true });
  }
}

/** xmpp.on: stanzas that match, as text. */
function tapper(call, emitter) {
  let last = 0;
  return (filter, fn) => {
    const handler = ++last;
    const { ns, name, type } = filter ?? {};
    const off = emitter.on('xmpp:stanza', (detail) => { if (detail.handler === handler) fn(detail.xml); });
    call('xmpp.on', { handler, ns: ns ?? '', name: name ?? '', type: type ?? '' }).catch(off);
    return () => {
      off();
      call('xmpp.off', { handler }).catch(() => {});
    };
  };
}
