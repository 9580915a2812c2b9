// SPDX-License-Identifier: MIT
// Several tabs of one site, one stream: the others in the room see one person who stays.
import { Page } from '../harness/page.mjs';
import { assert, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';

async function nth(t, page) {
  const tab = new Page(await page.driver.another());
  t.opened.push(tab);
  await tab.goto(page.url);
  return tab;
}

const transport = async (tab) => (await tab.widget().stats()).transport;
const texts = async (tab) => {
  await tab.driver.front();
  return (await tab.widget().messages()).map((m) => m.body).filter((b) => b.startsWith('tabs '));
};

async function three(t) {
  const me = t.account('tia');
  const room = t.room();
  const peer = await t.puppet();
  await peer.join(room, 'Watcher');
  const first = await t.open({...t.login(me), auto_join_rooms: [{jid: room, nick: 'Tia'}]});
  await first.widget().wait(composer);
  await until(
      async () => (await first.widget().stats()).stanzas_in > 8, 'the session to be set up');
  const tabs = [first, await nth(t, first), await nth(t, first)];
  for (const tab of tabs) await tab.widget().wait(composer);
  return { me, room, peer, tabs };
}

const comings = (peer, room) =>
    peer.heard.filter((e) => e.on === 'presence' && e.from === `${room}/Tia`).map((e) => e.type);

export const tests = {
  async 'three tabs: one person in the room, each message once in all, the next leads within a second'(
      t) {
    const { room, peer, tabs } = await three(t);
    assert.deepEqual(await Promise.all(tabs.map(transport)), ['websocket', 'shared', 'shared']);
    for (const [i, tab] of tabs.entries()) {
      await tab.driver.front();
      await tab.widget().say(`tabs ${i}`);
      await peer.hears(`tabs ${i}`);
    }
    peer.say(room, 'tabs answer');
    const all = ['tabs 0', 'tabs 1', 'tabs 2', 'tabs answer'];
    for (const tab of tabs) {
      await tab.driver.front();
      await tab.widget().waitMessage('tabs answer');
      assert.deepEqual(await texts(tab), all);
    }
    assert.equal(comings(peer, room).length, 1, 'one came, and nothing has changed since');

    const leader = tabs.shift();
    const before = Date.now();
    await leader.close();
    t.opened.splice(t.opened.indexOf(leader), 1);
    const next = await until(async () => {
      for (const tab of tabs)
        if (await transport(tab) === 'websocket' && (await tab.events('resumed')).length)
          return tab;
      return null;
    }, 'another tab to lead', 20);
    const took = await next.eval(
                     () => performance.timeOrigin +
                         window.__confab.events.find((e) => e.name === 'resumed').time) -
        before;
    console.log(`    resumed ${Math.round(took)} ms after the leader was told to close (${
        t.browser.name})`);
    assert.ok(took < 5000, `${took} ms`);
    for (const tab of tabs) {
      await tab.driver.front();
      await tab.widget().say(`tabs after ${tabs.indexOf(tab)}`);
      await peer.hears(`tabs after ${tabs.indexOf(tab)}`);
    }
    for (const tab of tabs) {
      await until(async () => (await texts(tab)).length === 6, 'both in both');
      assert.equal((await tab.events('disconnected')).length, 0, 'nobody noticed');
    }
    assert.deepEqual(peer.bodies(`${room}/Tia`).length, 5, 'each once');
    assert.deepEqual(
        comings(peer, room).filter((type) => type === 'unavailable'), [],
        'one occupant, all the time');
  },

  async 'unread and drafts agree between tabs'(t) {
    const {peer, tabs: [first, second], me} = await three(t);
    peer.chat(me.jid, 'tabs psst');
    const item = '[data-part=conversations] [role=listitem]';
    for (const tab of [first, second]) {
      await tab.driver.front();
      await tab.widget().waitText(item, /1/);
    }
    await first.waitEvent('unread', (d) => d.total === 1);
    await second.widget().api(
        'chats.markRead',
        (await second.widget().api('chats.list')).find((c) => c.unread === 1).jid);
    await first.waitEvent('unread', (d) => d.total === 0);
    await first.driver.front();
    await first.widget().fill(composer, 'tabs half a sentence');
    await second.driver.front();
    await until(
        async () => (await second.widget().find(composer)).value === 'tabs half a sentence',
        'the draft in the other tab');
  },

  async 'switched off, or before consent, each tab has a stream of its own'(t) {
    const me = t.account('una');
    const first = await t.open({...t.login(me), shared_session: 'off'});
    await first.waitEvent('connected');
    const second = await nth(t, first);
    await second.waitEvent('connected');
    assert.deepEqual([await transport(first), await transport(second)], ['websocket', 'websocket']);
  },
};
