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
  tab.url = page.url;
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
  for (const tab of tabs) {
    await tab.driver.front();  // Firefox draws no other
    await tab.widget().wait(composer);
  }
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
    for (const options of [{shared_session: 'off'}, {consent: {mode: 'external'}}]) {
      const first = await t.open({...t.login(t.account('una')), ...options});
      await first.waitEvent('connected');
      const second = await nth(t, first);
      await second.waitEvent('connected');
      assert.deepEqual(
          [await transport(first), await transport(second)], ['websocket', 'websocket']);
    }
  },

  async 'asked for by name, one tab holds the stream for all, too'(t) {
    for (const shared_session of ['leader', 'sharedworker']) {
      const [me, friend] = [t.account('lea'), t.account('fred')];
      const peer = await t.puppet(friend);
      const first = await t.open({...t.login(me), shared_session});
      await first.waitEvent('connected');
      const second = await nth(t, first);
      await second.waitEvent('connected');
      assert.deepEqual(
          [await transport(first), await transport(second)], ['websocket', 'shared']);
      assert.equal((await second.widget().stats()).bytes_out, 0);
      await second.widget().api('chats.send', friend.jid, {body: 'by the first'});
      const sent = await peer.hears('by the first');
      await first.close();
      t.opened.splice(t.opened.indexOf(first), 1);
      await until(async () => await transport(second) === 'websocket', 'the other to lead');
      await second.widget().api('chats.send', friend.jid, {body: 'by the second'});
      assert.equal((await peer.hears('by the second')).from, sent.from, 'the same stream');
      assert.equal((await second.events('disconnected')).length, 0);
      peer.close();
    }
  },

  async 'twelve tabs are one resource and cost the server what one does'(t) {
    const me = t.account('dora');
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Watcher');
    const first = await t.open({...t.login(me), auto_join_rooms: [{jid: room, nick: 'Dora'}]});
    await first.widget().wait(composer);
    await first.widget().say('tabs before');
    await peer.hears('tabs before');
    await until(async () => (await first.events('message:sent')).length, 'it to be confirmed');
    const figures = async (tab) => {
      const { transport, bytes_in, bytes_out } = await tab.widget().stats();
      return { transport, bytes: bytes_in + bytes_out };
    };
    const alone = (await figures(first)).bytes;
    const tabs = [first];
    while (tabs.length < 12) tabs.push(await nth(t, first));
    for (const tab of tabs) await tab.waitEvent('connected');
    const all = await Promise.all(tabs.map(figures));
    assert.deepEqual(all.map((f) => f.transport).sort(), [...Array(11).fill('shared'), 'websocket']);
    const together = all.reduce((sum, f) => sum + f.bytes, 0);
    // On a machine too busy to let the first answer for seconds another resumes its stream.
    const resumed = all.slice(1).filter((f) => f.bytes).length;
    console.log(`    bytes on the wire: ${alone} with one tab, ${together} with twelve, resumed ${resumed} times (${t.browser.name})`);
    assert.ok(together <= 1.3 * alone + 6000 * resumed, `${together} of ${alone}`);
    for (const i of [3, 11]) {
      await tabs[i].driver.front();
      await tabs[i].widget().wait(composer);
      await tabs[i].widget().say(`tabs ${i}`);
      await peer.hears(`tabs ${i}`);
    }
    peer.say(room, 'tabs answer');
    for (const tab of tabs) {
      await tab.driver.front();
      await tab.widget().waitMessage('tabs answer');
      assert.deepEqual(await texts(tab), ['tabs before', 'tabs 3', 'tabs 11', 'tabs answer']);
    }
    const seen = peer.heard.filter((e) => e.on === 'presence' && e.from === `${room}/Dora`);
    assert.equal(seen.length, 1, 'one came, and nothing has changed since');
  },

  async 'a form that waits joins who has signed in elsewhere; logging out in one logs out all'(t) {
    const me = t.account('fay');
    const form = 'form[name=login]';
    const show = async (tab) => {
      await tab.driver.front();
      if (!tab.driver.hide) return;
      await tab.driver.hide(true);
      await tab.driver.hide(false);
    };
    const waiting = await t.open({authentication: 'login'});
    await waiting.widget().wait(form);
    const first = await nth(t, waiting);
    await first.driver.front();
    await first.widget().login(me.jid, me.password);
    await first.waitEvent('connected');
    const late = await nth(t, waiting);
    await late.waitEvent('connected');
    await show(waiting);
    await waiting.waitEvent('connected');
    const tabs = [first, late, waiting];
    assert.deepEqual(
        await Promise.all(tabs.map(transport)), ['websocket', 'shared', 'shared']);

    await late.widget().api('logout');
    for (const tab of tabs) {
      await tab.waitEvent('disconnected');
      await show(tab);
      await tab.widget().wait(form);
    }
    const kept = await first.eval(() => Object.keys(localStorage).filter((k) => /login$/.test(k)));
    assert.deepEqual(kept, [], 'nothing to come back with');
  },

  async 'a wrong password does not open the session of another tab'(t) {
    const me = t.account('wim');
    const first = await t.open({...t.login(me), enable_fast: false});
    await first.waitEvent('connected');
    const second = await t.open({authentication: 'login', enable_fast: false}, {of: first});
    await second.driver.front();
    await second.widget().login(me.jid, 'guessed');
    await second.waitEvent('authfail');
    assert.equal(await transport(first), 'websocket');
    assert.equal((await first.events('disconnected')).length, 0);
    await second.widget().loginRefused();
    await second.widget().login(me.jid, me.password);
    await second.waitEvent('connected');
    assert.equal(await transport(second), 'shared');
  },

  async 'a password that was changed in one tab is that of the others, and of what is kept'(t) {
    for (const options of [{}, {enable_fast: false, reuse_scram_keys: true}]) {
      const me = t.account('pia');
      const first = await t.open({authentication: 'login', ...options});
      await first.widget().wait('form[name=login]');
      await first.widget().login(me.jid, me.password);
      await first.waitEvent('connected');
      const second = await nth(t, first);
      await second.waitEvent('connected');
      assert.equal(await transport(second), 'shared');
      const kept = () => second.eval(() => {
        const name = Object.keys(localStorage).find((key) => /login$/.test(key));
        const {token, keys} = JSON.parse(localStorage[name] ?? '{}');
        return token ?? keys;
      });
      const before = await until(kept, 'something to come back with');
      await second.widget().api('changePassword', 'another');
      await until(async () => (await kept()) !== before, 'it to be made anew');
      await first.close();
      t.opened.splice(t.opened.indexOf(first), 1);
      await until(async () => await transport(second) === 'websocket', 'the other to lead');
      assert.equal((await second.events('disconnected')).length, 0);
      await second.goto(second.url);  // nobody types it
      await second.waitEvent('resumed');
      assert.equal((await second.events('authfail')).length, 0);
      await second.close();
      t.opened.splice(t.opened.indexOf(second), 1);
    }
  },

  async 'guests: when the leader goes, the next enters as a new guest under the same name'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Watcher');
    const first = await t.open(t.guest(room, 'Gus'));
    await first.widget().wait(composer);
    await first.widget().say('tabs one');
    await peer.hears('tabs one');
    const second = await nth(t, first);
    await second.driver.front();
    await second.widget().waitMessage('tabs one');
    assert.equal(await transport(second), 'shared');
    await first.close();
    t.opened.splice(t.opened.indexOf(first), 1);
    await until(async () => await transport(second) === 'websocket', 'the other tab to lead');
    await until(
        () => peer.heard.filter((e) => e.on === 'presence' && e.from === `${room}/Gus`).length > 1,
        'the room to see it');
    await second.widget().say('tabs two');
    await peer.hears('tabs two');
    peer.say(room, 'tabs three');
    await second.widget().waitMessage('tabs three');
    assert.deepEqual(await texts(second), ['tabs one', 'tabs two', 'tabs three']);
  },
};
