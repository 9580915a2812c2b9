// SPDX-License-Identifier: MIT
// The connection breaks; nothing is lost, nothing is doubled, order is kept.
import { assert, sleep, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';

// A new client for the room: the old one's stream died with the server.
async function listener(t, room, nick) {
  const peer = await t.puppet();
  await peer.join(room, nick);
  return peer;
}

export const tests = {
  async 'the server is killed and comes back: what was typed meanwhile is sent once, in order'(t) {
    const room = t.room();
    const page = await t.open(t.guest(room, 'Visitor'));
    const widget = page.widget();
    await widget.wait(composer);
    await widget.say('before');
    await widget.waitMessage((m) => m.body === 'before' && m.state !== 'pending');
    t.undo.push(() => t.server.prosody('start'));   // the next test needs it, however this one ends
    t.server.prosody('kill9');
    await until(async () => (await page.events('reconnecting')).length + (await page.events('disconnected')).length > 0, 'the loss to be noticed', 30);
    const banner = await widget.wait('[role=status][data-part=connection]');
    assert.notEqual(banner.text, '', 'the banner says something');
    for (const text of ['while away 1', 'while away 2', 'while away 3']) await widget.say(text);
    await until(async () => (await widget.messages()).filter((m) => m.own && m.state === 'pending').length === 3, 'them to wait visibly');
    t.server.prosody('start');
    const peer = await listener(t, room, 'Watcher');
    await until(async () => (await widget.messages()).filter((m) => m.body.startsWith('while away') && m.state !== 'pending').length === 3,
      'the messages to go out', 60);
    const shown = (await widget.messages()).filter((m) => m.body.startsWith('while away')).map((m) => m.body);
    assert.deepEqual(shown, ['while away 1', 'while away 2', 'while away 3'], 'shown once, in order');
    // The archive is the judge of what the server got.
    const late = await t.open(t.guest(room, 'Late'));
    await late.widget().waitMessage('while away 3');
    const archived = (await late.widget().messages()).filter((m) => m.body.startsWith('while away')).map((m) => m.body);
    assert.deepEqual(archived, ['while away 1', 'while away 2', 'while away 3']);
    peer.close();
  },

  async 'a lost socket is resumed, and messages sent meanwhile arrive'(t) {
    const [me, friend] = [t.account('ann'), t.account('ben')];
    t.befriend(me, friend);
    const peer = await t.puppet(friend);
    // Sockets are kept where the test can cut them, as a lost network would: without a closing handshake.
    const cut = `<script>(() => { const Real = WebSocket; const open = window.__sockets = [];
      window.WebSocket = class extends Real { constructor(...a) { super(...a); open.push(this); } }; })();</script>`;
    const page = await t.open(t.login(me), { head: cut });
    const widget = page.widget();
    await widget.click(`[data-part=conversations] [role=listitem][data-jid="${friend.jid}"]`);
    await widget.wait(composer);
    await sleep(500);
    await page.eval(() => { for (const socket of window.__sockets) socket.close(4000); });
    peer.chat(me.jid, 'sent while you were gone');
    await widget.waitMessage('sent while you were gone', 30);
    await page.waitEvent('resumed', () => true, 30);
    assert.equal((await page.events('connected')).length, 1, 'resumed, not a new session');
    await widget.say('still me');
    await peer.hears('still me');
    assert.equal((await widget.messages()).filter((m) => m.body === 'sent while you were gone').length, 1);
  },

  async 'messages typed at the moment of the cut arrive exactly once'(t) {
    const [me, friend] = [t.account('ann'), t.account('ben')];
    t.befriend(me, friend);
    const peer = await t.puppet(friend);
    const cut = `<script>(() => { const Real = WebSocket; const open = window.__sockets = [];
      window.WebSocket = class extends Real { constructor(...a) { super(...a); open.push(this); } }; })();</script>`;
    const page = await t.open(t.login(me), { head: cut });
    const widget = page.widget();
    await widget.click(`[data-part=conversations] [role=listitem][data-jid="${friend.jid}"]`);
    await widget.wait(composer);
    await sleep(500);
    const expected = [];
    for (let i = 1; i <= 6; i++) {
      expected.push(`cut ${i}`);
      await widget.api('chats.send', friend.jid, { body: `cut ${i}` });
      if (i % 2 === 0) await page.eval(() => { window.__sockets.at(-1).close(4000); });
    }
    await peer.hears('cut 6', 60);
    await sleep(1000);
    assert.deepEqual(peer.bodies(me.jid).filter((b) => b.startsWith('cut ')), expected);
  },

  async 'a server that cannot be reached gets a sentence and an event with a hint'(t) {
    const page = await t.open({ ...t.login({ jid: 'alice@localhost', password: 'alicepass' }), websocket_url: 'ws://localhost:9/xmpp-websocket' });
    const widget = page.widget();
    const event = await until(async () => (await page.events('error'))[0] ?? (await page.events('disconnected'))[0], 'an event', 30);
    assert.ok(event.detail?.code || event.detail?.reason, JSON.stringify(event.detail));
    await until(async () => (await widget.text()).length > 20, 'a visible sentence');
    assert.match(await widget.text(), /server|connect|reach|offline/i);
  },
};
