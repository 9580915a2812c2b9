// SPDX-License-Identifier: MIT
// The connection breaks; nothing is lost, nothing is doubled, order is kept.
import { lossyLine } from '../harness/lossy_line.mjs';
import { assert, sleep, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';

// A new client for the room: the old one's stream died with the server.
async function listener(t, room, nick) {
  const peer = await t.puppet();
  await peer.join(room, nick);
  return peer;
}

// An account's chat with a contact, over a line that the test can cut without a closing handshake.
async function chatOverLossyLine(t) {
  const [me, friend] = [t.account('ann'), t.account('ben')];
  t.befriend(me, friend);
  const peer = await t.puppet(friend);
  const line = await lossyLine(t.server.http);
  t.undo.push(() => line.close());
  const page = await t.open({ ...t.login(me), websocket_url: `ws://localhost:${line.port}/xmpp-websocket` });
  const widget = page.widget();
  await widget.click(`[data-part=conversations] [role=listitem][data-jid="${friend.jid}"]`);
  await widget.wait(composer);
  await until(async () => (await widget.stats()).stanzas_in > 5, 'the session to be set up');
  return { page, widget, me, friend, peer, line };
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
    const { page, widget, me, peer, line } = await chatOverLossyLine(t);
    line.drop();
    peer.chat(me.jid, 'sent while you were gone');
    await page.waitEvent('resumed', () => true, 30);
    await widget.waitMessage('sent while you were gone', 30);
    assert.equal((await page.events('connected')).length, 1, 'resumed, not a new session');
    await widget.say('still me');
    await peer.hears('still me');
    assert.equal((await widget.messages()).filter((m) => m.body === 'sent while you were gone').length, 1);
  },

  async 'messages under way when the line breaks, at any byte, arrive exactly once and in order'(t) {
    const { page, widget, me, friend, peer, line } = await chatOverLossyLine(t);
    const expected = [];
    for (const [round, bytes] of [1, 90, 700].entries()) {
      line.dropAfter(bytes);
      for (const n of [1, 2, 3]) expected.push(`cut ${round}.${n}`);
      // Not awaited one by one: they leave together, and the line breaks among them. (Whether the session is resumed is
      // the server's affair: half a WebSocket frame makes Prosody end the resumed stream.)
      await page.eval((jid, texts) => { for (const body of texts) void window.Confab.instances[0].chats.send(jid, { body }); }, friend.jid, expected.slice(-3));
      await peer.hears(expected.at(-1), 40);
      assert.ok((await page.events('disconnected')).length > round, 'the line broke');
    }
    await until(async () => (await widget.messages()).filter((m) => m.own && m.state !== 'pending').length === expected.length, 'all to be acknowledged', 30);
    assert.deepEqual(peer.bodies(me.jid).filter((b) => b.startsWith('cut ')), expected);
    assert.deepEqual((await widget.messages()).filter((m) => m.body.startsWith('cut ')).map((m) => m.body), expected, 'and shown so');
  },

  async 'a browser that is offline says so, keeps what is typed, and sends it once as soon as it is back'(t) {
    const { page, widget, me, peer, line } = await chatOverLossyLine(t);
    const state = (text) => widget.waitText('[role=status][data-part=connection]', text, 10);
    await widget.say('before');
    await peer.hears('before');
    await state(/^Online/);
    // With the socket, and without: the browser may keep it, and send what waits in it later.
    const typed = [];
    for (const kept of [true, false]) {
      const resumed = (await page.events('resumed')).length;
      await page.driver.offline(true);
      line.block(!kept);
      if (!kept) await state('You are offline. Your messages are kept and will be sent.');
      for (const n of [1, 2]) {
        typed.push(`typed ${kept ? 'with' : 'without'} a socket ${n}`);
        await widget.say(typed.at(-1));
      }
      await widget.fill(composer, 'half a');
      await sleep(1500);
      assert.ok((await widget.messages()).slice(-2).every((m) => m.own && m.state === 'pending'), 'they wait visibly');
      assert.ok(!peer.bodies().includes(typed.at(-1)), 'nobody has heard them');
      if (!kept) await state('You are offline. Your messages are kept and will be sent.');
      line.block(false);
      await page.driver.offline(false);
      await peer.hears(typed.at(-1), 5);
      await until(async () => (await widget.messages()).every((m) => !m.own || m.state === 'delivered'), 'all to be acknowledged');
      await state(/^Online/);
      assert.equal((await page.events('resumed')).length - resumed, kept ? 0 : 1);
      assert.equal((await widget.find(composer)).value, 'half a');
    }
    peer.chat(me.jid, 'there you are');
    await widget.waitMessage('there you are');
    assert.deepEqual(peer.bodies(me.jid), ['before', ...typed]);
    assert.deepEqual((await widget.messages()).map((m) => m.body), ['before', ...typed, 'there you are']);
    assert.equal((await page.events('connected')).length, 1);
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
// The protocol's affair, not the browser's: one of them is enough.
tests['messages under way when the line breaks, at any byte, arrive exactly once and in order'].browsers = ['chromium'];
tests['a browser that is offline says so, keeps what is typed, and sends it once as soon as it is back'].browsers = ['chromium'];
