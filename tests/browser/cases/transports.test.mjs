// SPDX-License-Identifier: MIT
// BOSH in a real browser: alone, in place of a WebSocket that cannot be reached, and a session that a site's server
// has opened.
import { slowProxy } from '../harness/slow_proxy.mjs';
import { assert, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';

async function talks(t, options) {
  const room = t.room();
  const peer = await t.puppet();
  await peer.join(room, 'Watcher');
  const page = await t.open({ ...t.guest(room, 'Visitor'), bosh_service_url: t.server.bosh, ...options });
  const widget = page.widget();
  await widget.wait(composer, 60);
  await widget.say('over http');
  await peer.hears('over http');
  peer.say(room, 'and back');
  await widget.waitMessage('and back');
  assert.equal((await widget.stats()).transport, 'bosh');
  return widget;
}

// What a backend does, in five requests.
async function prebind(url, account) {
  const ns = "xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh'";
  const [user, domain] = account.jid.split('@');
  let rid = 1000;
  let sid = '';
  const post = async (attributes, payload = '') => {
    const head = `<body ${ns} rid='${rid++}'${sid && ` sid='${sid}'`} ${attributes}>${payload}</body>`;
    return (await fetch(url, { method: 'POST', headers: { 'Content-Type': 'text/xml; charset=utf-8' }, body: head })).text();
  };
  sid = (await post(`to='${domain}' wait='20' hold='1' ver='1.6' xmpp:version='1.0'`)).match(/ sid='([^']*)'/)[1];
  const plain = Buffer.from(`\0${user}\0${account.password}`).toString('base64');
  const answer = await post('', `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`);
  assert.match(answer, /<success/, answer);
  await post(`to='${domain}' xmpp:restart='true'`);
  const bound = await post('', "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
  return { jid: bound.match(/<jid>([^<]*)/)[1], sid, rid };
}

export const tests = {
  async 'a guest talks over BOSH alone'(t) {
    await talks(t, { transports: ['bosh'] });
  },

  async 'a WebSocket that nobody serves gives way to BOSH'(t) {
    await talks(t, { websocket_url: 'ws://localhost:9/xmpp-websocket' });
  },

  async 'answers that trickle and never end are given up, and nothing is lost'(t) {
    const proxy = await slowProxy(t.server.http);
    t.undo.push(() => proxy.close());
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Watcher');
    const page = await t.open({ ...t.guest(room, 'Visitor'), websocket_url: undefined, bosh_service_url: `${proxy.url}/http-bind`, bosh_wait: 2 });
    const widget = page.widget();
    await widget.wait(composer, 60);
    await widget.say('before');
    await peer.hears('before');
    proxy.trickle(true);
    for (const text of ['one', 'two']) {
      peer.say(room, text);
      await widget.say(`mine ${text}`);
    }
    await until(() => proxy.kept() > 2, 'answers to be kept, and asked for again', 40);
    assert.ok(!(await widget.messages()).some((m) => m.body === 'two'), 'it is not there yet');
    proxy.trickle(false);
    for (const text of ['one', 'two', 'mine one', 'mine two']) {
      await widget.waitMessage(text, 40);
      assert.equal((await widget.messages()).filter((m) => m.body === text).length, 1, text);
    }
    await until(() => peer.bodies(`${room}/Visitor`).length >= 3, 'the peer to hear the rest', 40);
    assert.deepEqual(peer.bodies(`${room}/Visitor`), ['before', 'mine one', 'mine two']);
    assert.deepEqual(await page.errors(), []);
  },

  async 'attach() goes on with a session that a server has opened'(t) {
    const [me, friend] = [t.account('pre'), t.account('friend')];
    t.befriend(me, friend);
    const peer = await t.puppet(friend);
    const page = await t.open({ authentication: 'prebind', bosh_service_url: t.server.bosh, prebind: await prebind(t.server.bosh, me) });
    const widget = page.widget();
    await widget.api('chats.send', friend.jid, { body: 'signed in elsewhere' });
    await peer.hears('signed in elsewhere');
    peer.chat(me.jid, 'hello');
    await until(async () => (await widget.api('chats.get', friend.jid)).messages >= 2, 'the answer');
    await widget.api('attach', { jid: me.jid, sid: 'of-yesterday', rid: 5 });
    const errors = await until(async () => {
      const all = (await page.events('error')).filter((e) => e.detail.code === 'prebind-expired');
      return all.length && all;
    }, 'the error');
    assert.match(errors[0].detail.hint, /attach/);
  },
};
