// SPDX-License-Identifier: MIT
// The page goes, the session stays: reload, the next page of the site, storage that fails, other accounts.
import { lossyLine } from '../harness/lossy_line.mjs';
import { assert, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';
const kept = () => { for (let i = 0; i < sessionStorage.length; i++) if (sessionStorage.key(i).includes('tab:sm/')) return true; return false; };

async function inRoom(t, more = {}) {
  const me = t.account('ann');
  const room = t.room();
  const peer = await t.puppet();
  await peer.join(room, 'Watcher');
  const page = await t.open({ ...t.login(me), auto_join_rooms: [{ jid: room, nick: 'Ann' }], consent: { mode: 'none' }, ...more });
  const widget = page.widget();
  await widget.wait(composer);
  await widget.say('before');
  await peer.hears('before');
  await widget.waitMessage((m) => m.body === 'before' && m.state !== 'pending');
  return { me, room, peer, page, widget };
}

const comings = (peer) => peer.heard.filter((e) => e.on === 'presence' && e.from.endsWith('/Ann')).length;

export const tests = {
  async 'a reload goes on with the same stream, and the room notices nothing'(t) {
    const { peer, page, widget, room } = await inRoom(t);
    await until(() => page.eval(kept), 'the session to be written');
    const seen = comings(peer);
    const jid = (await page.events('connected'))[0].detail.jid;
    await page.goto(page.url);
    peer.say(room, 'while it loads');
    await page.waitEvent('resumed');
    await widget.waitMessage('while it loads');
    await widget.say('after');
    await peer.hears('after');
    assert.equal((await widget.stats()).resumed, true);
    assert.equal((await page.events('connected')).length, 0, 'no new session');
    assert.equal(comings(peer), seen, 'no presence in the room');
    assert.ok(jid.includes('/'), jid);
    assert.deepEqual((await widget.messages()).map((m) => m.body), ['before', 'while it loads', 'after']);
  },

  async 'what is sent and the page left in the same breath arrives once'(t) {
    const { peer, page, widget, room } = await inRoom(t);
    await until(() => page.eval(kept), 'the session to be written');
    await page.eval((jid) => {
      void window.Confab.instances[0].chats.send(jid, { body: 'last words' });
      location.reload();
    }, room);
    await peer.hears('last words');
    await widget.waitMessage((m) => m.body === 'last words' && m.state !== 'pending');
    await widget.say('goes on');
    await peer.hears('goes on');
    assert.deepEqual(peer.bodies().filter((b) => b === 'last words'), ['last words']);
    assert.equal((await widget.messages()).filter((m) => m.body === 'last words').length, 1);
  },

  async 'history is there before the server is'(t) {
    const line = await lossyLine(t.server.http);
    const { page, widget } = await inRoom(t, { websocket_url: `ws://localhost:${line.port}/xmpp-websocket` });
    await until(() => page.eval(kept), 'the session to be written');
    await page.eval(() => new Promise((done) => { setTimeout(done, 1000); }));
    line.close();
    await page.goto(page.url);
    await widget.waitMessage('before');
    assert.equal((await page.events('connected')).length + (await page.events('resumed')).length, 0, 'there is no server');
  },

  async 'a guest comes back under the same nickname and leaves no ghost'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Watcher');
    const page = await t.open({ ...t.guest(room, ''), consent: { mode: 'none' } });
    const widget = page.widget();
    await widget.wait(composer);
    const nick = (await page.waitEvent('room:entered')).detail.nick;
    await page.goto(page.url);
    assert.equal((await page.waitEvent('room:entered')).detail.nick, nick);
  },

  async 'without consent nothing is stored, and storage that throws changes nothing'(t) {
    const throwing = `<script>
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });
    </script>`;
    const me = t.account('ann');
    const room = t.room();
    const page = await t.open({ ...t.login(me), auto_join_rooms: [{ jid: room, nick: 'Ann' }], consent: { mode: 'none' } }, { head: throwing });
    await page.widget().wait(composer);
    await page.widget().say('works');
    await page.widget().waitMessage((m) => m.body === 'works' && m.state !== 'pending');

    const shy = await t.open({ ...t.login(me), auto_join_rooms: [{ jid: room, nick: 'Shy' }], consent: { mode: 'external' } });
    await shy.widget().wait(composer);
    await shy.widget().say('quiet');
    await shy.widget().waitMessage((m) => m.body === 'quiet' && m.state !== 'pending');
    assert.deepEqual(await shy.eval(async () => [sessionStorage.length, (await indexedDB.databases()).length]), [0, 0]);
  },

  async 'a damaged store, one of a later version, and another account are no obstacle'(t) {
    const { page, widget, room } = await inRoom(t);
    await until(() => page.eval(kept), 'the session to be written');
    await page.eval(() => new Promise((done) => {
      for (const key of Object.keys(sessionStorage)) if (key.includes('tab:') && !key.endsWith('id')) sessionStorage.setItem(key, '{"v":1');
      setTimeout(done, 0);
    }));
    await page.eval(() => { window.addEventListener('pagehide', () => { for (const key of Object.keys(sessionStorage)) if (/live|sm|pending/.test(key)) sessionStorage.setItem(key, '<half'); }); });
    await page.goto(page.url);
    await page.waitEvent('connected');
    await widget.waitMessage('before');

    const other = await t.open({ ...t.login(t.account('eve')), consent: { mode: 'none' } });
    await other.waitEvent('connected');
    assert.equal(await other.eval((jid) => window.Confab.instances[0].chats.list().then((l) => l.filter((c) => c.jid === jid).length), room), 0);
  },
};
