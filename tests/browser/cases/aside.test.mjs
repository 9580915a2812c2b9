// SPDX-License-Identifier: MIT
// Pages that are put aside, frozen, thrown away or that crash: the same stream goes on, nothing is lost, nothing doubled.
import fs from 'node:fs';
import { launch as launchWhole, launchUnseen } from '../harness/chromium_whole.mjs';
import { assert, sleep, until } from '../harness/wait.mjs';
import { bodies, comings, inRoom, kept, leaving } from './reload.test.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';
const draftOf = async (widget) => (await widget.find(composer))?.value;

// Chromium in the harness keeps no page for the way back and loses those that crash.
async function whole(t) {
  if (t.browser.name !== 'chromium') return;
  const browser = await launchWhole();
  t.browser = browser;
  t.undo.push(() => browser.close());
}

// What was said while nobody could listen, the draft, and talking on; the room has seen nobody come or go.
async function goesOn({ peer, page, widget, room }, seen, last, resumed = true) {
  await widget.waitMessage('while it is away', 40);
  await until(async () => await draftOf(widget) === 'half a', 'the draft');
  await widget.say('goes on');
  await peer.hears('goes on');
  await widget.waitMessage((m) => m.body === 'goes on' && m.state !== 'pending');
  peer.say(room, 'heard');
  await widget.waitMessage('heard');
  assert.deepEqual(await bodies(widget), ['before', ...last, 'while it is away', 'goes on', 'heard']);
  assert.deepEqual(peer.bodies().filter((b) => b !== 'while it is away' && b !== 'heard'), ['before', ...last, 'goes on']);
  assert.equal(comings(peer), seen, 'no presence in the room');
  if (resumed) assert.ok((await page.events('resumed')).length, 'the same stream');
  assert.equal((await page.events('disconnected')).length, 0);
}

async function draft({ page, widget }) {
  await widget.fill(composer, 'half a');
  await page.eval(() => new Promise((done) => { setTimeout(done, 600); }));
}

// Of a Firefox of ours: the processes with pages in them, which a process of its own has forked.
const parentOf = (id) => { try { return +/^PPid:\s*(\d+)/m.exec(fs.readFileSync(`/proc/${id}/status`, 'utf8'))[1]; } catch { return 0; } };
const holdsPages = (id) => { try { return /contentproc.* tab$/.test(fs.readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()); } catch { return false; } };
const contentProcesses = (root) => fs.readdirSync('/proc').filter((id) => /^\d+$/.test(id) && [parentOf(id), parentOf(parentOf(id))].includes(root) && holdsPages(id));

async function crash(page) {
  const { raw } = page.driver;
  if (raw.browser().process().spawnfile.includes('firefox')) {
    const ids = contentProcesses(raw.browser().process().pid);
    assert.ok(ids.length, 'a process with the page in it');
    for (const id of ids) process.kill(+id, 'SIGKILL');
    await sleep(1000);
  } else {
    const crashed = new Promise((done) => { raw.once('error', done); });
    const devtools = await raw.createCDPSession();
    devtools.send('Page.crash').catch(() => {});
    await crashed;
  }
}

// Runs in a page that nobody looks into: it tells the page server what it lives through, says something when it is
// there and when it has heard something, and leaves a draft.
const diary = (room) => {
  const tell = (what) => { void fetch(`/told/${encodeURIComponent(what)}`); };
  const root = () => document.querySelector('confab-chat').shadowRoot;
  const say = (body) => window.Confab.instances[0].chats.send(room, { body });
  const wait = async (test) => { while (!test()) await new Promise((done) => { setTimeout(done, 100); }); };
  const shown = () => [...root().querySelectorAll('[role=log] [part~=body]')].map((body) => body.textContent);
  const composer = () => root().querySelector('textarea[name=message]');
  addEventListener('confab:resumed', () => tell(`resumed, discarded: ${document.wasDiscarded}`));
  addEventListener('confab:ready', async () => {
    if (!document.wasDiscarded) {
      await wait(composer);
      await say('before');
      composer().value = 'half a';
      composer().dispatchEvent(new InputEvent('input', { bubbles: true }));
      await wait(() => Object.keys(sessionStorage).some((key) => key.includes(':sm/')));
      setTimeout(tell, 2000, 'at rest');
    } else {
      await wait(() => shown().includes('while it is away') && composer().value);
      const draft = composer().value;
      await say('goes on');
      await wait(() => shown().includes('goes on'));
      tell(JSON.stringify([...shown(), draft]));
    }
  });
};

export const tests = {
  async 'a discarded tab is gone on with'(t) {
    const browser = await launchUnseen();
    t.undo.push(() => browser.close());
    const [me, room, peer] = [t.account('ann'), t.room(), await t.puppet()];
    await peer.join(room, 'Watcher');
    const url = `/case/${room.split('@')[0]}`;
    t.host(url, { ...t.login(me), auto_join_rooms: [{ jid: room, nick: 'Ann' }], consent: { mode: 'none' } },
      { head: `<script>(${diary})(${JSON.stringify(room)})</script>` });
    const told = (what) => until(() => t.pages.requests.map((r) => r.url).find((u) => u.startsWith('/told/') && u.includes(what)), `to be told ${what}`, 30);
    const tab = await browser.tabs((address) => chrome.tabs.create({ url: address }), t.pages.origin + url);
    await told('at rest');
    await peer.hears('before');
    const seen = comings(peer);
    const gone = await browser.tabs(async (id) => {
      await chrome.tabs.create({ url: 'about:blank' });
      return chrome.tabs.discard(id);
    }, tab.id);
    assert.equal(gone?.discarded, true);
    peer.say(room, 'while it is away');
    await sleep(1000);
    await browser.tabs((id) => chrome.tabs.update(id, { active: true }), gone.id);
    await told('resumed, discarded: true');
    await peer.hears('goes on');
    assert.deepEqual(JSON.parse((await told('["before"')).slice('/told/'.length)), ['before', 'while it is away', 'goes on', 'half a']);
    assert.equal(comings(peer), seen, 'no presence in the room');
    assert.deepEqual(peer.bodies().filter((b) => b !== 'while it is away'), ['before', 'goes on']);
  },

  async 'a frozen tab goes on when it thaws'(t) {
    await whole(t);
    const all = await inRoom(t);
    const { page, peer, room } = all;
    await kept(page);
    const seen = comings(peer);
    await draft(all);
    const devtools = await page.driver.raw.createCDPSession();
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    peer.say(room, 'while it is away');
    await sleep(3000);
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    const other = await t.tab({ of: page });   // or it stays hidden: only who comes to the front is shown
    await other.driver.front();
    await page.driver.front();
    await goesOn(all, seen, [], false);
  },

  async 'the way back finds the page as it was, and it goes on'(t) {
    await whole(t);
    const head = '<script>addEventListener("pageshow", (event) => { (window.shown ??= []).push(event.persisted); });</script>';
    const all = await inRoom(t, {}, { head, headers: { 'Cache-Control': 'no-cache' } });
    const { page, peer, room } = all;
    await kept(page);
    const seen = comings(peer);
    await draft(all);
    await page.goto(`${t.pages.origin}/harness/inpage.js`);
    peer.say(room, 'while it is away');
    await sleep(1500);
    await leaving(page, () => { history.back(); });
    const shown = await until(() => page.eval(() => window.shown), 'the page');
    // Firefox judges before it tells the page that it goes: a socket that is open and a lock that is held (SHIPBFCache:
    // "requests in the loadgroup", "has active Web Locks") are against it, and it loads the page anew.
    if (t.browser.name === 'chromium') {
      assert.deepEqual(shown, [false, true], JSON.stringify(await page.eval(() => performance.getEntriesByType('navigation')[0].notRestoredReasons ?? 'no reason')));
    }
    await goesOn(all, seen, []);
  },

  async 'a page that crashes is gone on with'(t) {
    await whole(t);
    const all = await inRoom(t);
    const { page, peer, room, widget } = all;
    await kept(page);
    const seen = comings(peer);
    await widget.say('last words');
    await draft(all);
    await crash(page);
    peer.say(room, 'while it is away');
    await page.goto(page.url);   // Firefox would load its own page about the crash again
    await peer.hears('last words');
    await widget.waitMessage((m) => m.body === 'last words' && m.state !== 'pending');
    await goesOn(all, seen, ['last words']);
  },
};

tests['a discarded tab is gone on with'].browsers = tests['a frozen tab goes on when it thaws'].browsers = ['chromium'];
