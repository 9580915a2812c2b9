// SPDX-License-Identifier: MIT
// The named calls of the public API: which arguments go where. Everything ends in call(name, args).

const withBody = (value) => (typeof value === 'string' ? { body: value } : value ?? {});

/** Adds the call-only parts of the contract to an instance. */
export function addCalls(instance, call) {
  const group = (calls) => Object.freeze(calls);
  instance.changePassword = (password) => call('changePassword', { password });
  instance.cancelAccount = () => call('cancelAccount');
  instance.chats = group({
    open: (jid) => call('chats.open', { jid }),
    list: () => call('chats.list'),
    get: (jid) => call('chats.get', { jid }),
    send: (jid, message) => call('chats.send', { jid, ...withBody(message) }),
    markRead: (jid) => call('chats.markRead', { jid }),
    close: (jid) => call('chats.close', { jid }),
  });
  instance.messages = group({
    query: (jid, range) => call('messages.query', { jid, ...range }),
    search: (text, more) => call('messages.search', { text, ...more }),
    correct: (jid, id, body) => call('messages.correct', { jid, id, body }),
    react: (jid, id, reactions) => call('messages.react', { jid, id, reactions }),
    retract: (jid, id, reason) => call('messages.retract', { jid, id, reason }),
  });
  instance.rooms = group({
    join: (jid, more) => call('rooms.join', { jid, ...more }),
    leave: (jid) => call('rooms.leave', { jid }),
    list: () => call('rooms.list'),
    get: (jid) => call('rooms.get', { jid }),
    configure: (jid, fields) => call('rooms.configure', { jid, fields }),
    invite: (jid, who, reason) => call('rooms.invite', { jid, who, reason }),
    setSubject: (jid, subject) => call('rooms.setSubject', { jid, subject }),
    kick: (jid, nick, reason) => call('rooms.kick', { jid, nick, reason }),
    ban: (jid, who, reason) => call('rooms.ban', { jid, who, reason }),
    setAffiliation: (jid, who, affiliation, reason) => call('rooms.setAffiliation', { jid, who, affiliation, reason }),
    moderate: (jid, id, reason) => call('rooms.moderate', { jid, id, reason }),
  });
  instance.contacts = group({
    list: () => call('contacts.list'),
    add: (jid, more) => call('contacts.add', { jid, ...more }),
    remove: (jid) => call('contacts.remove', { jid }),
    change: (action, contacts) => call('contacts.change', { action, contacts }),
    block: (jid) => call('contacts.block', { jid }),
    unblock: (jid) => call('contacts.unblock', { jid }),
  });
}

/** xmpp.send, sendIQ and on: raw XML, as text. */
export function xmppCalls(call, emitter) {
  let last = 0;
  return Object.freeze({
    send: (xml) => call('xmpp.send', { xml: String(xml) }),
    sendIQ: (xml) => call('xmpp.sendIQ', { xml: String(xml) }),
    /** @param {{ns?: string, name?: string, type?: string}} filter @param {(xml: string) => void} fn @returns {() => void} */
    on(filter, fn) {
      const handler = ++last;
      const { ns = '', name = '', type = '' } = filter ?? {};
      const off = emitter.on('xmpp:stanza', (detail) => { if (detail.handler === handler) fn(detail.xml); });
      call('xmpp.on', { handler, ns, name, type }).catch(off);
      return () => {
        off();
        call('xmpp.off', { handler }).catch(() => {});
      };
    },
  });
}
