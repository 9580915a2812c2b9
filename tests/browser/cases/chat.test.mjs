// SPDX-License-Identifier: MIT
// Talking: guests in a room, accounts one to one, signing in. The other end is always slixmpp, never our own code.
import { assert, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox', 'webkit'];

export const tests = {
  async 'a guest and a second client talk in a room'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Mina');
    const page = await t.open(t.guest(room, 'Visitor'));
    const widget = page.widget();
    await widget.wait('textarea[name=message]');
    await widget.say('hello from the page');
    const heard = await peer.hears('hello from the page');
    assert.equal(heard.from, `${room}/Visitor`);
    peer.say(room, 'hello from slixmpp');
    const shown = await widget.waitMessage('hello from slixmpp');
    assert.equal(shown.own, false);
    assert.match(shown.from, /Mina/);
    const mine = await widget.waitMessage((m) => m.own && m.body === 'hello from the page');
    assert.ok(['sent', 'delivered', 'displayed'].includes(mine.state), `state is ${mine.state}`);
    assert.equal((await widget.messages()).filter((m) => m.body === 'hello from the page').length, 1, 'the echo is not doubled');
    const entered = await page.events('room:entered');
    assert.equal(entered.length, 1);
  },

  async 'a room shows what was said before, once and in order'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Mina');
    for (let i = 1; i <= 30; i++) peer.say(room, `line ${i}`);
    await peer.hears('line 30');
    const page = await t.open(t.guest(room));
    const widget = page.widget();
    await widget.waitMessage('line 30');
    const lines = (await widget.messages()).map((m) => m.body).filter((b) => b.startsWith('line '));
    assert.deepEqual(lines, [...new Set(lines)]);
    assert.deepEqual(lines, [...lines].sort((a, b) => a.slice(5) - b.slice(5)));
  },

  async 'an account and a contact talk one to one'(t) {
    const [me, friend] = [t.account('ann'), t.account('ben')];
    t.befriend(me, friend);
    const peer = await t.puppet(friend);
    const page = await t.open(t.login(me));
    const widget = page.widget();
    await widget.click(`[data-part=conversations] [role=listitem][data-jid="${friend.jid}"]`);
    await widget.wait(`[role=log][data-jid="${friend.jid}"]`);
    await widget.say('are you there?');
    await peer.hears('are you there?');
    peer.chat(me.jid, 'I am');
    await widget.waitMessage('I am');
    const mine = await widget.waitMessage((m) => m.own && ['delivered', 'displayed'].includes(m.state));
    assert.equal(mine.body, 'are you there?');
    assert.ok((await page.events('message:delivered')).length >= 1, 'the receipt became an event');
    const event = await page.waitEvent('message', (m) => m.body === 'I am');
    assert.equal(event.detail.own, false);
    assert.equal(event.detail.chat, friend.jid);
  },

  async 'suggested contacts are asked about, by name and address'(t) {
    const [me, friend] = [t.account('ann'), t.account('ben')];
    t.befriend(me, friend);
    const page = await t.open(t.login(me));
    const widget = page.widget();
    await widget.wait(`[data-part=conversations] [role=listitem][data-jid="${friend.jid}"]`);
    const peer = await t.puppet(friend);
    const suggest = (action, items) => peer.send({ do: 'raw', xml: `<message to='${me.jid}'><x xmlns='http://jabber.org/protocol/rosterx'>${items.map(([jid, name]) => `<item action='${action}' jid='${jid}' name='${name}'/>`).join('')}</x></message>` });
    const known = async () => (await widget.api('contacts.list')).map((c) => c.jid);
    suggest('add', [['rosencrantz@denmark.lit', 'Rosencrantz'], ['guildenstern@denmark.lit', 'Guildenstern'], [friend.jid, 'Not new']]);
    const { detail } = await page.waitEvent('contact:suggestion');
    assert.deepEqual([detail.from, detail.action, detail.followed, detail.contacts.length], [friend.jid, 'add', false, 2]);
    await widget.waitText('.request', `${friend.jid} suggests adding these contacts: Rosencrantz (rosencrantz@denmark.lit), Guildenstern (guildenstern@denmark.lit)`);
    assert.deepEqual(await known(), [friend.jid], 'nothing before the answer');
    await widget.click('.request button');
    await until(async () => (await known()).length === 3, 'both among the contacts');
    await widget.waitGone('.request');
    // Not to be done by itself, and not to be asked again after "no".
    suggest('delete', [['rosencrantz@denmark.lit', '']]);
    await widget.waitText('.request', /suggests removing these contacts: rosencrantz@denmark.lit/);
    await widget.click('.request button:nth-of-type(2)');
    await widget.waitGone('.request');
    suggest('delete', [['guildenstern@denmark.lit', '']]);
    peer.chat(me.jid, 'after it');
    await page.waitEvent('message', (m) => m.body === 'after it');
    assert.equal(await widget.find('.request'), undefined);
    assert.equal((await known()).length, 3);
  },

  async 'a message to another conversation counts as unread until it is opened'(t) {
    const [me, friend, other] = [t.account('ann'), t.account('ben'), t.account('cleo')];
    for (const who of [friend, other]) t.befriend(me, who);
    const peer = await t.puppet(friend);
    const page = await t.open(t.login(me));
    const widget = page.widget();
    const rowOf = (who) => `[data-part=conversations] [role=listitem][data-jid="${who.jid}"]`;
    const row = rowOf(friend);
    await widget.wait(row);
    await widget.click(rowOf(other));
    await widget.wait(`[role=log][data-jid="${other.jid}"]`);
    peer.chat(me.jid, 'one');
    peer.chat(me.jid, 'two');
    await widget.waitText(row, /2/);
    await page.waitEvent('unread', (u) => u.total === 2);
    await widget.click(row);
    await widget.waitMessage('two');
    await page.waitEvent('unread', (u) => u.total === 0);
  },

  async 'typing is shown and sent'(t) {
    const [me, friend] = [t.account('ann'), t.account('ben')];
    t.befriend(me, friend);
    const peer = await t.puppet(friend);
    const page = await t.open(t.login(me));
    const widget = page.widget();
    await widget.click(`[data-part=conversations] [role=listitem][data-jid="${friend.jid}"]`);
    await widget.wait('textarea[name=message]');
    await widget.fill('textarea[name=message]', 'thinking');
    await peer.wait((e) => e.on === 'message' && e.xml.includes('composing'), 'a typing state');
    peer.state(me.jid, 'composing');
    await page.waitEvent('typing');
    await until(async () => /typing/i.test(await widget.text()), 'the typing line');
    peer.chat(me.jid, 'done');
    await widget.waitMessage('done');
    await until(async () => !/typing/i.test(await widget.text()), 'the typing line to go');
  },

  async 'signing in with the form'(t) {
    const me = t.account();
    const page = await t.open({ authentication: 'login' });
    const widget = page.widget();
    await widget.wait('form[name=login]');
    const [jid, password] = [await widget.find('input[name=jid]'), await widget.find('input[name=password]')];
    assert.equal(jid.attributes.autocomplete, 'username');
    assert.equal(password.attributes.autocomplete, 'current-password');
    assert.equal(password.attributes.type, 'password');
    await widget.login(me.jid, me.password);
    await page.waitEvent('connected');
    await widget.waitGone('form[name=login]');
  },

  async 'SCRAM-SHA-256 works too'(t) {
    const page = await t.open({ ...t.login({ jid: 'alice@plain.localhost', password: 'alicepass' }) });
    await page.waitEvent('connected');
  },

  async 'a wrong password gets a sentence, an event, and another try'(t) {
    const me = t.account();
    const page = await t.open({ authentication: 'login' });
    const widget = page.widget();
    await widget.login(me.jid, 'not the password');
    await page.waitEvent('authfail');
    await widget.loginRefused();
    await widget.fill('form[name=login] input[name=password]', me.password);
    await widget.click('form[name=login] button[type=submit]');
    await page.waitEvent('connected');
  },

  async 'Shift+Enter makes a line, and the draft stays with its conversation'(t) {
    const me = t.account('ann');
    const friends = [t.account('ben'), t.account('cleo')];
    for (const friend of friends) t.befriend(me, friend);
    const peer = await t.puppet(friends[0]);
    const page = await t.open(t.login(me));
    const widget = page.widget();
    const open = (who) => widget.click(`[data-part=conversations] [role=listitem][data-jid="${who.jid}"]`);
    const composer = 'textarea[name=message]';
    await open(friends[0]);
    await widget.fill(composer, 'first line');
    await page.press('Shift+Enter');
    await page.type('second line');
    await open(friends[1]);
    await widget.wait(`[role=log][data-jid="${friends[1].jid}"]`);
    assert.equal((await widget.find(composer)).value, '');
    await open(friends[0]);
    await until(async () => (await widget.find(composer))?.value === 'first line\nsecond line', 'the draft to come back');
    await widget.click(composer);
    await page.press('Enter');
    await peer.hears('first line\nsecond line');
    await until(async () => (await widget.find(composer)).value === '', 'the composer to be empty');
  },
};
