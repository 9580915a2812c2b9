// SPDX-License-Identifier: MIT
// shared-data, proved: what the site does with rooms every client sees; a site that is killed at the worst moments leaves
// nothing half done; reconciling repairs either side.
import { assert, until } from '../../../tests/browser/harness/wait.mjs';

async function api(stage, command, args) {
  const answer = await fetch(`${stage.ejabberd.api}/${command}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(args) });
  return answer.json();
}
const service = 'conference.shop.localhost';
const serverRooms = (stage) => api(stage, 'muc_online_rooms', { service });
const title = async (stage, room) => (await api(stage, 'get_room_options', { room, service })).title;

/** The site's page, seen by one of its people. */
async function visitor(t, user, { chat = true } = {}) {
  const page = await t.open();
  const answer = await t.site(page, 'POST', '/login', { user, password: `${user}pass` });
  assert.equal(answer.status, 200);
  await page.goto(t.stage.index);
  // The page before may have been quick enough to sign in already; then this one goes on with its session.
  if (chat) await until(async () => (await page.events()).some(({ name }) => name === 'connected' || name === 'resumed'), `${user} to be in the chat`, 40);
  return page;
}
const settled = (t, page) => until(async () => (await t.site(page, 'GET', '/pending')).body.pending === 0, 'the outbox to be empty', 30);
const listed = async (t, page) => (await t.site(page, 'GET', '/rooms')).body.rooms;

/** Starts the site so that it dies at a place, makes it do something, and starts it again. */
async function dying(t, place, act) {
  const { stage } = t;
  await stage.programs.at(-1).stop();
  const doomed = await stage.startSite({ DIE_AT: place });
  await act();
  await until(() => doomed.child.signalCode === 'SIGKILL', `the site to die ${place}`, 20);
  const between = { rooms: await serverRooms(stage) };
  stage.programs.push(await stage.startSite());
  return between;
}

export const steps = {
  async 'a room made, renamed and deleted on the site is so in every client'(t) {
    const [alice, bob] = [await visitor(t, 'alice'), await visitor(t, 'bob')];
    const { body: room } = await t.site(alice, 'POST', '/rooms', { name: 'Bikes, "used" & new' });
    for (const page of [alice, bob]) {
      await page.waitEvent('room:entered', (d) => d.room === room.address, 30);
      await until(async () => (await page.widget().api('rooms.list')).some((r) => r.jid === room.address && r.name === 'Bikes, "used" & new'), 'the name', 30);
    }
    await alice.widget().api('chats.send', room.address, { body: 'first' });
    await bob.waitEvent('message', (d) => d.body === 'first');
    await t.site(bob, 'PUT', `/rooms?id=${room.id}`, { name: 'Bicycles' });
    for (const page of [alice, bob]) {
      await until(async () => (await page.widget().api('rooms.list')).some((r) => r.jid === room.address && r.name === 'Bicycles'), 'the new name', 30);
    }
    await t.site(alice, 'DELETE', `/rooms?id=${room.id}`);
    for (const page of [alice, bob]) await page.waitEvent('room:left', (d) => d.room === room.address, 30);
    assert.equal((await serverRooms(t.stage)).includes(room.address), false);
  },

  async 'killed before it committed: neither side has the room'(t) {
    const page = await visitor(t, 'alice', { chat: false });
    const { rooms } = await dying(t, 'before-commit', () => t.site(page, 'POST', '/rooms', { name: 'Never' }).catch(() => {}));
    assert.deepEqual(rooms, []);
    await settled(t, page);
    assert.deepEqual(await listed(t, page), []);
    assert.deepEqual(await serverRooms(t.stage), []);
  },

  async 'killed between database and server: both sides have it, once, as soon as the site is back'(t) {
    const page = await visitor(t, 'alice');
    const { rooms } = await dying(t, 'before-server', () => t.site(page, 'POST', '/rooms', { name: 'Half' }).catch(() => {}));
    assert.deepEqual(rooms, [], 'the server had not heard of it');
    await settled(t, page);
    const [room, ...more] = await listed(t, page);
    assert.equal(room.name, 'Half');
    assert.deepEqual(more, []);
    assert.deepEqual(await serverRooms(t.stage), [`site-${room.id}@${service}`]);
    await page.waitEvent('room:entered', (d) => d.room === `site-${room.id}@${service}`, 30);
  },

  async 'killed after the server did it, before the site noted so: nothing is done twice'(t) {
    const page = await visitor(t, 'alice', { chat: false });
    const [room] = await listed(t, page);
    const address = `site-${room.id}@${service}`;
    await dying(t, 'after-server', () => t.site(page, 'PUT', `/rooms?id=${room.id}`, { name: 'Renamed' }).catch(() => {}));
    await settled(t, page);
    assert.equal(await title(t.stage, `site-${room.id}`), 'Renamed');
    await dying(t, 'after-server', () => t.site(page, 'POST', '/rooms', { name: 'Twin' }).catch(() => {}));
    await settled(t, page);
    assert.equal((await listed(t, page)).length, 2);
    assert.equal((await serverRooms(t.stage)).length, 2);
    const { rooms } = await dying(t, 'after-server', () => t.site(page, 'DELETE', `/rooms?id=${room.id}`).catch(() => {}));
    assert.equal(rooms.includes(address), false);
    await settled(t, page);
    assert.deepEqual((await listed(t, page)).map((r) => r.name), ['Twin']);
    assert.equal((await serverRooms(t.stage)).length, 1);
  },

  async 'while the server is away orders wait in their sequence, and nothing on the site waits for it'(t) {
    const page = await visitor(t, 'alice', { chat: false });
    t.stage.script('ejabberd', 'stop');
    const { body: room } = await t.site(page, 'POST', '/rooms', { name: 'One' });
    for (const name of ['Two', 'Three']) assert.equal((await t.site(page, 'PUT', `/rooms?id=${room.id}`, { name })).status, 200);
    assert.equal((await t.site(page, 'GET', '/pending')).body.pending, 3);
    assert.equal((await t.site(page, 'POST', '/reconcile', {})).body.postponed, true, 'and nothing is compared half-way');
    t.stage.script('ejabberd', 'start');
    await until(async () => (await t.site(page, 'GET', '/pending')).body.pending === 0, 'the outbox to be empty', 60);
    assert.equal(await title(t.stage, `site-${room.id}`), 'Three');
  },

  async 'reconciling repairs either side, whichever is canonical'(t) {
    const page = await visitor(t, 'alice', { chat: false });
    const reconcile = async (query = '') => (await t.site(page, 'POST', `/reconcile${query}`, {})).body.done;
    const [first, second] = await listed(t, page);
    const node = (room) => `site-${room.id}`;
    // Somebody works on the server behind the site's back.
    await api(t.stage, 'destroy_room', { room: node(first), service });
    await api(t.stage, 'change_room_option', { room: node(second), service, option: 'title', value: 'Changed there' });
    const options = [{ name: 'title', value: 'Strange' }, { name: 'persistent', value: 'true' }];
    for (const room of ['site-999', 'other']) await api(t.stage, 'create_room_with_opts', { room, service, host: 'shop.localhost', options });
    const repaired = await reconcile();
    assert.equal(repaired.length, 3, repaired.join('; '));
    assert.equal(await title(t.stage, node(first)), first.name);
    assert.equal(await title(t.stage, node(second)), second.name);
    const rooms = await serverRooms(t.stage);
    assert.equal(rooms.includes(`site-999@${service}`), false);
    assert.equal(rooms.includes(`other@${service}`), true, 'not a room of the site: let alone');
    assert.deepEqual(await reconcile(), [], 'the second time there is nothing to do');
    // The same, when the server's word counts.
    await api(t.stage, 'destroy_room', { room: node(first), service });
    await api(t.stage, 'change_room_option', { room: node(second), service, option: 'title', value: 'Changed there' });
    await api(t.stage, 'create_room_with_opts', { room: 'site-500', service, host: 'shop.localhost', options });
    const taken = await reconcile('?canonical=xmpp');
    assert.equal(taken.length, 3, taken.join('; '));
    assert.deepEqual(await listed(t, page), [{ id: second.id, name: 'Changed there' }, { id: 500, name: 'Strange' }]);
    assert.deepEqual(await reconcile(), []);
  },

  async 'a room that is closed says so and stays closed'(t) {
    const page = await visitor(t, 'alice');
    const { body: room } = await t.site(page, 'POST', '/rooms', { name: 'Closing down' });
    await page.waitEvent('room:entered', (d) => d.room === room.address, 30);
    await page.widget().api('open', { chat: room.address });
    await t.site(page, 'DELETE', `/rooms?id=${room.id}`);
    await page.waitEvent('room:left', (d) => d.room === room.address && d.reason === 'destroyed', 30);
    await page.widget().waitText('[data-part=room-error]', /closed/);
    // Neither the next page nor the next comparison opens it again, nor somebody who does not know yet.
    await page.goto(t.stage.index);
    await until(async () => (await page.events('sync')).length >= 2, 'two comparisons', 40);
    await page.widget().api('rooms.join', room.address).then(() => assert.fail('it let alice in'), () => {});
    assert.equal((await serverRooms(t.stage)).includes(room.address), false);
  },

  async 'the site says who is in its group (data_sync), and is told of contacts made in the chat'(t) {
    const { stage } = t;
    const host = 'shop.localhost';
    const alice = await visitor(t, 'alice');
    const contacts = async () => (await alice.widget().api('contacts.list')).map((c) => ({ jid: c.jid, groups: c.groups }));
    // Somebody put into the site's group by hand goes; somebody of the visitor's own stays.
    for (const [user, groups] of [['stranger', ['Shop']], ['aunt', ['Family']]]) {
      await api(stage, 'add_rosteritem', { localuser: 'alice', localhost: host, user, host, nick: user, groups, subs: 'both' });
    }
    await until(async () => { const all = await contacts(); return all.some((c) => c.jid === `aunt@${host}`) && !all.some((c) => c.jid === `stranger@${host}`); }, 'the group to be as the site says', 30);
    // Made in the chat: the site hears of it from alice's own page, and lists it from then on.
    for (const [localuser, user] of [['alice', 'bob'], ['bob', 'alice']]) {
      await api(stage, 'add_rosteritem', { localuser, localhost: host, user, host, nick: user, groups: [], subs: 'both' });
    }
    await until(async () => (await t.site(alice, 'GET', '/contacts')).body.contacts.includes('bob'), 'the site to know', 30);
    await until(async () => (await contacts()).some((c) => c.jid === `bob@${host}` && c.groups.includes('Shop')), 'bob in the group', 30);
    assert.equal((await t.site(alice, 'POST', '/chat/contacts', { jid: `bob@${host}`, contacts: [] })).status, 403);
    const rooms = (await listed(t, alice)).map((room) => `site-${room.id}@${service}`).sort();
    await until(async () => String(((await t.site(alice, 'GET', '/where')).body.where.alice ?? []).sort()) === String(rooms), 'the site to know where alice is', 20);
    assert.deepEqual((await alice.events('error')).filter((e) => e.detail.code.startsWith('sync-')), []);
    // Parted on the site: gone in the chat, on both sides.
    await t.site(alice, 'DELETE', '/contacts?friend=bob');
    await until(async () => !(await contacts()).some((c) => c.jid === `bob@${host}`), 'bob to go', 30);
    assert.deepEqual(await api(stage, 'get_roster', { user: 'bob', host }), []);
  },

  async 'suggestions of the server are followed, those of anybody else are asked about (XEP-0144)'(t) {
    const { stage } = t;
    const alice = await visitor(t, 'alice');
    const widget = alice.widget();
    const jids = async () => (await widget.api('contacts.list')).map((c) => c.jid);
    await t.site(alice, 'POST', '/sign-up', { name: 'dora', password: 'dorapass' });
    await t.site(alice, 'POST', '/suggest', { friend: 'dora' });
    const { detail } = await alice.waitEvent('contact:suggestion', (d) => d.followed, 30);
    assert.deepEqual([detail.from, detail.action, detail.contacts.map((c) => c.jid)], ['shop.localhost', 'add', ['dora@shop.localhost']]);
    await until(async () => (await jids()).includes('dora@shop.localhost'), 'dora among the contacts', 30);
    const x = "<x xmlns='http://jabber.org/protocol/rosterx'><item action='add' jid='eve@shop.localhost' name='The support'/></x>";
    for (const accept of [true, false]) {
      const from = accept ? 'bob@shop.localhost/phone' : 'mallory@shop.localhost/phone';
      const stanza = `<message type='chat'>${accept ? x : x.replace('eve@', 'evil@')}</message>`;
      await api(stage, 'send_stanza', { from, to: 'alice@shop.localhost', stanza });
      await widget.waitText('.request', new RegExp(`${from.split('/')[0]} suggests adding .*The support \\(ev`));
      await t.press(alice, accept ? 'Accept' : 'Decline');
    }
    await until(async () => (await jids()).includes('eve@shop.localhost'), 'eve, who was accepted', 20);
    assert.equal((await jids()).includes('evil@shop.localhost'), false);
    await widget.api('contacts.remove', 'eve@shop.localhost');
  },

  async 'people and contacts are pushed, and what is made in the chat is pulled'(t) {
    const { stage } = t;
    const alice = await visitor(t, 'alice');
    assert.equal((await t.site(alice, 'POST', '/sign-up', { name: 'carol', password: 'carolpass' })).status, 200);
    assert.equal((await t.site(alice, 'POST', '/sign-up', { name: 'carol', password: 'mine' })).status, 409);
    await t.site(alice, 'POST', '/contacts', { friend: 'carol' });
    await settled(t, alice);
    const knows = (page, jid) => until(async () => (await page.widget().api('contacts.list')).some((c) => c.jid === jid), `${jid} among the contacts`, 30);
    await knows(alice, 'carol@shop.localhost');
    const carol = await visitor(t, 'carol');
    await knows(carol, 'alice@shop.localhost');
    // Made in the chat, by another client of theirs.
    for (const [localuser, user] of [['dora', 'bob'], ['bob', 'dora']]) {
      await api(stage, 'add_rosteritem', { localuser, localhost: 'shop.localhost', user, host: 'shop.localhost', nick: user, groups: [], subs: 'both' });
    }
    const reconciled = async () => (await t.site(alice, 'POST', '/reconcile', {})).body.done.sort();
    assert.deepEqual(await reconciled(), ['contact bob of dora: was made in the chat', 'contact dora of bob: was made in the chat']);
    // An account that was lost on the server, and with it its contacts on both sides.
    await api(stage, 'unregister', { user: 'bob', host: 'shop.localhost' });
    assert.deepEqual(await reconciled(), ['account bob: was missing on the server', 'contact bob of dora: was missing on the server', 'contact dora of bob: was missing on the server']);
    assert.deepEqual(await reconciled(), []);
    assert.deepEqual((await t.site(carol, 'GET', '/contacts')).body.contacts, ['alice']);
    const bob = await visitor(t, 'bob');
    await knows(bob, 'dora@shop.localhost');
    // Closing an account ends it on the server too.
    await t.site(carol, 'DELETE', '/account');
    await until(async () => !(await api(stage, 'registered_users', { host: 'shop.localhost' })).includes('carol'), 'carol to be gone', 20);
    await settled(t, alice);
    assert.deepEqual((await t.site(alice, 'POST', '/reconcile', {})).body.done.filter((line) => line.startsWith('account')), []);
  },
};
