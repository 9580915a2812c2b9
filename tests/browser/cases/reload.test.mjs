// SPDX-License-Identifier: MIT
// The page goes, the session stays: reload, the next page of the site, a server that is away, other accounts.
import { lossyLine } from '../harness/lossy_line.mjs';
import { assert, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';
// Everything so far is written: the journal has a session, the records have a message of that text.
const written = (body) => Object.keys(sessionStorage).some((key) => key.includes(':sm/')) && window.__confab.keeps(body);
export const kept = (page, body = 'before') => until(() => page.eval(written, body), `${body} to be written`, 60);
/** Does what leads away from this page, and waits for the next. */
export async function leaving(page, act, arg) {
  await page.eval(`(() => { window.leaving = true; setTimeout(() => { (${act})(${JSON.stringify(arg ?? null)}); }, 0); })()`);
  await until(() => page.eval(() => !window.leaving && document.readyState === 'complete').catch(() => false), 'the next page');
}
export const comings = (peer) => peer.heard.filter((e) => e.on === 'presence' && e.from.endsWith('/Ann')).length;
export const bodies = async (widget) => (await widget.messages()).map((m) => m.body);

export async function inRoom(t, more = {}, how = {}) {
  const me = t.account('ann');
  const room = t.room();
  const peer = await t.puppet();
  await peer.join(room, 'Watcher');
  const page = await t.open({ ...t.login(me), auto_join_rooms: [{ jid: room, nick: 'Ann' }], consent: { mode: 'none' }, ...more }, how);
  const widget = page.widget();
  await widget.wait(composer);
  await widget.say('before');
  await peer.hears('before');
  await widget.waitMessage((m) => m.body === 'before' && m.state !== 'pending');
  return { me, room, peer, page, widget };
}

export const tests = {
  async 'a reload, the next page and the way back go on with the same stream, and the room notices nothing'(t) {
    const { peer, page, widget, room } = await inRoom(t);
    await kept(page);
    const seen = comings(peer);
    const said = ['before'];
    for (const next of [page.url, `${page.url}?next`, 'back']) {
      if (next === 'back') await leaving(page, () => { history.back(); });
      else await page.goto(next);
      const text = `while it loads ${said.length}`;
      peer.say(room, text);
      await page.waitEvent('resumed');
      await widget.waitMessage(text);
      await widget.say(`after ${said.length}`);
      await peer.hears(`after ${said.length}`);
      await widget.waitMessage(`after ${said.length}`);
      said.push(text, `after ${said.length}`);
    }
    assert.deepEqual(await bodies(widget), said);
    assert.equal(comings(peer), seen, 'no presence in the room');
  },

  async 'on the next page core and socket do not wait for each other, nor the core for the options'(t) {
    const head = `<script>window.__sockets = []; window.WebSocket = new Proxy(WebSocket, { construct: (f, args) => {
      __sockets.push(/confab-core/.test(new Error().stack) ? 'by the core' : 'ahead');
      return new f(...args);
    } });</script>`;
    // The options come half a second after the loader.
    const tag = `<script src="/dist/confab.js"></script><script>{
      const json = document.getElementById('confab-config');
      json.remove();
      setTimeout(() => {
        window.__created = performance.now();
        Confab.create(JSON.parse(json.textContent));
      }, 500);
    }</script>`;
    const { page, me, room } = await inRoom(t, {}, { head, tag });
    const ahead = () => page.eval(() => window.__created - performance.getEntriesByType('resource').find((e) => e.name.endsWith('.wasm')).startTime);
    assert.ok(await ahead() <= 0, 'the first page fetches nothing unasked');
    await kept(page);
    await page.goto(page.url);
    await page.waitEvent('resumed');
    assert.ok(await ahead() > 0, 'the core is on its way before there are options');
    t.host('/case/at-once', { ...t.login(me), auto_join_rooms: [{ jid: room, nick: 'Ann' }], consent: { mode: 'none' } }, { head });
    await page.goto(`${t.pages.origin}/case/at-once`);
    await page.waitEvent('resumed');
    assert.deepEqual(await page.eval(() => window.__sockets), ['ahead']);
  },

  async 'what is sent and the page left in the same breath arrives once'(t) {
    const { peer, page, widget, room } = await inRoom(t);
    await kept(page);
    await leaving(page, (jid) => {
      void window.Confab.instances[0].chats.send(jid, { body: 'last words' });
      location.reload();
    }, room);
    await peer.hears('last words');
    await widget.waitMessage((m) => m.body === 'last words' && m.state !== 'pending');
    await widget.say('goes on');
    await peer.hears('goes on');
    await widget.waitMessage('goes on');
    assert.deepEqual(peer.bodies().filter((b) => b === 'last words'), ['last words']);
    assert.deepEqual(await bodies(widget), ['before', 'last words', 'goes on']);
  },

  async 'a page that dies without a word is gone on with, too'(t) {
    const head = `<script>for (const type of ['pagehide', 'visibilitychange', 'freeze', 'beforeunload']) addEventListener(type, (e) => e.stopImmediatePropagation(), true);</script>`;
    const { peer, page, widget, room } = await inRoom(t, {}, { head });
    await kept(page);
    const seen = comings(peer);
    await leaving(page, (jid) => {
      void window.Confab.instances[0].chats.send(jid, { body: 'last words' });
      location.reload();
    }, room);
    await page.waitEvent('resumed');
    await peer.hears('last words');
    await widget.waitMessage((m) => m.body === 'last words' && m.state !== 'pending');
    assert.deepEqual(peer.bodies().filter((b) => b === 'last words'), ['last words']);
    assert.equal(comings(peer), seen, 'no presence in the room');
  },

  async 'keepalive switched off: each page has a session of its own, and history stays'(t) {
    const { page, widget } = await inRoom(t, { keepalive: false });
    await until(() => page.eval(async () => (await indexedDB.databases()).length), 'records to be written');
    await page.eval(() => new Promise((done) => { setTimeout(done, 1000); }));
    await page.goto(page.url);
    await page.waitEvent('connected');
    assert.equal((await page.events('resumed')).length, 0);
    await widget.waitMessage('before');
    assert.deepEqual(await bodies(widget), ['before']);
  },

  async 'with the server away history, drafts and what was typed are there, and that is sent once'(t) {
    const line = await lossyLine(t.server.http);
    const { peer, page, widget } = await inRoom(t, { websocket_url: `ws://localhost:${line.port}/xmpp-websocket` });
    await kept(page);
    line.block(true);
    await page.waitEvent('reconnecting');
    await widget.say('typed offline');
    await widget.waitMessage((m) => m.body === 'typed offline' && m.state === 'pending');
    await widget.fill(composer, 'half a');
    await page.eval(() => new Promise((done) => { setTimeout(done, 600); }));
    await page.goto(page.url);
    await widget.waitMessage((m) => m.body === 'typed offline' && m.state === 'pending');
    assert.deepEqual(await bodies(widget), ['before', 'typed offline']);
    await until(async () => (await widget.find(composer))?.value === 'half a', 'the draft');
    assert.equal((await page.events('connected')).length + (await page.events('resumed')).length, 0, 'there is no server');
    line.block(false);
    await peer.hears('typed offline', 40);
    await widget.waitMessage((m) => m.body === 'typed offline' && m.state !== 'pending');
    peer.say(peer.heard.find((e) => e.body === 'typed offline').from.split('/')[0], 'heard');
    await widget.waitMessage('heard');
    assert.deepEqual(peer.bodies().filter((b) => b === 'typed offline'), ['typed offline']);
    assert.deepEqual(await bodies(widget), ['before', 'typed offline', 'heard']);
    line.close();
  },

  async 'a guest comes back under the same nickname and leaves no ghost'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Watcher');
    const page = await t.open({ ...t.guest(room, ''), consent: { mode: 'none' } });
    const widget = page.widget();
    await widget.wait(composer);
    const nick = (await page.waitEvent('room:entered')).detail.nick;
    await widget.say('a guest');
    await peer.hears('a guest');
    await page.goto(page.url);
    assert.equal((await page.waitEvent('room:entered')).detail.nick, nick);
    await widget.waitMessage('a guest');
  },

  async 'the chat that was on screen is on screen again'(t) {
    const second = t.room('annex');
    const { page, widget, peer, room } = await inRoom(t);
    await page.eval((jid) => window.Confab.instances[0].rooms.join(jid, { nick: 'Ann' }), second);
    const log = (jid) => widget.wait(`[role=log][data-jid="${jid}"]`);
    for (const jid of [second, room]) {
      await widget.click(`[data-part=conversations] [role=listitem][data-jid="${jid}"]`);
      await log(jid);
      await page.goto(page.url);
      await page.waitEvent('resumed');
      await log(jid);
    }
    peer.say(room, 'still here');
    await widget.waitMessage('still here');
  },

  async 'of two tabs only the one that leads writes, and a reload finds the other leading'(t) {
    const { page, widget, peer, room } = await inRoom(t);
    await kept(page);
    const seen = comings(peer);
    const other = await t.tab({ of: page });
    await other.goto(page.url);
    await other.waitEvent('connected');
    await other.driver.front();
    await other.widget().waitMessage('before');
    const journal = () => Object.keys(sessionStorage).filter((key) => /:(sm|live)\//.test(key)).length;
    assert.equal(await other.eval(journal), 0);
    await page.goto(page.url);
    await page.waitEvent('connected');
    await until(async () => (await other.widget().stats()).transport === 'websocket', 'the other to lead');
    assert.equal((await widget.stats()).transport, 'shared');
    await until(async () => await other.eval(journal) === 2 && await page.eval(journal) === 0, 'the journal to be there');
    peer.say(room, 'to both');
    for (const tab of [other, page]) {
      await tab.driver.front();
      await tab.widget().waitMessage('to both');
      assert.deepEqual(await bodies(tab.widget()), ['before', 'to both']);
    }
    await other.goto('about:blank');
    await page.waitEvent('resumed');
    await page.driver.front();
    await page.goto(page.url);
    await page.waitEvent('resumed');
    assert.equal(comings(peer), seen, 'no presence in the room');
  },
};
