// SPDX-License-Identifier: MIT
// Rooms that do not let everybody in, and what the visitor reads then.
import { assert, until } from '../harness/wait.mjs';

// Configures a room through its owner's eyes, with the data form of XEP-0045 section 10.2.
async function configured(t, fields) {
  const room = t.room();
  const owner = await t.puppet(t.account('owner'));
  await owner.join(room, 'Owner');
  const items = Object.entries(fields).map(([name, value]) => `<field var='${name}'><value>${value}</value></field>`).join('');
  owner.send({ do: 'raw', xml: `<iq type='set' to='${room}' id='conf'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>
    <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>${items}</x></query></iq>` });
  owner.say(room, 'configured');
  await owner.hears('configured');
  return { room, owner };
}

async function refused(t, room, sentence) {
  const page = await t.open(t.guest(room, 'Visitor'));
  const event = await page.waitEvent('error', (e) => e?.code);
  assert.ok(event.detail.message, 'the event has a sentence');
  assert.ok(event.detail.hint, 'and a hint for the site owner');
  await until(async () => sentence.test(await page.widget().text()), `a sentence like ${sentence}`, 10);
  return page;
}

export const tests = {
  async 'a room with a password asks for it'(t) {
    const { room, owner } = await configured(t, { 'muc#roomconfig_passwordprotectedroom': 1, 'muc#roomconfig_roomsecret': 'sesame' });
    const page = await t.open(t.guest(room, 'Visitor'));
    const widget = page.widget();
    await widget.fill('input[type=password]', 'sesame');
    await page.press('Enter');
    await widget.wait('textarea[name=message]');
    await widget.say('thank you');
    await owner.hears('thank you');
  },
  async 'a members-only room says so'(t) {
    const { room } = await configured(t, { 'muc#roomconfig_membersonly': 1 });
    await refused(t, room, /members/i);
  },
  async 'a banned guest is told so'(t) {
    const { room, owner } = await configured(t, {});
    owner.send({ do: 'raw', xml: `<iq type='set' to='${room}' id='ban'><query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='outcast' jid='guest.localhost'/></query></iq>` });
    owner.say(room, 'done');
    await owner.hears('done');
    await refused(t, room, /banned|not allowed/i);
  },
  async 'a taken nickname does not keep a guest out'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Visitor');
    const page = await t.open(t.guest(room, 'Visitor'));
    const widget = page.widget();
    await until(async () => (await widget.find('textarea[name=message]')) || /nickname|name/i.test(await widget.text()), 'another name, or a question for one');
    const field = await widget.find('input[name=nick], [role=dialog] input');
    if (field) {
      await widget.fill('input[name=nick], [role=dialog] input', 'Visitor 2');
      await page.press('Enter');
    }
    await widget.wait('textarea[name=message]');
    await widget.say('in after all');
    await peer.hears('in after all');
  },
  async 'a kicked guest reads why'(t) {
    const { room, owner } = await configured(t, {});
    const page = await t.open(t.guest(room, 'Visitor'));
    const widget = page.widget();
    await widget.wait('textarea[name=message]');
    await page.waitEvent('room:entered');
    owner.send({ do: 'raw', xml: `<iq type='set' to='${room}' id='kick'><query xmlns='http://jabber.org/protocol/muc#admin'><item nick='Visitor' role='none'><reason>Too loud</reason></item></query></iq>` });
    await page.waitEvent('room:left');
    await until(async () => /removed|kicked|Too loud/i.test(await widget.text()), 'a sentence about it');
  },
  async 'a closed room says why, and leads to where it goes on'(t) {
    const { room, owner } = await configured(t, {});
    const next = t.room();
    await owner.join(next, 'Owner');
    const page = await t.open(t.guest(room, 'Visitor'));
    const widget = page.widget();
    await widget.wait('textarea[name=message]');
    await page.waitEvent('room:entered');
    owner.send({ do: 'raw', xml: `<iq type='set' to='${room}' id='end'><query xmlns='http://jabber.org/protocol/muc#owner'><destroy jid='${next}'><reason>We have moved <b>on</b></reason></destroy></query></iq>`.replace('<b>on</b>', '&lt;b&gt;on') });
    const { detail } = await page.waitEvent('room:left');
    assert.deepEqual(detail, { room, reason: 'destroyed', text: 'We have moved <b>on', alternate: next });
    await until(async () => {
      const text = await widget.text();
      return /This room was closed/.test(text) && text.includes('We have moved <b>on') && text.includes(`goes on in ${next}`);
    }, 'why, and where it goes on');
    await widget.click('[data-part=room-error] button');
    await page.waitEvent('room:entered', (d) => d.room === next);
    await widget.wait('textarea[name=message]');
    await widget.say('here now');
    await owner.hears('here now');
  },
  async 'participants are listed, with their number'(t) {
    const room = t.room();
    const peers = [await t.puppet(), await t.puppet()];
    await peers[0].join(room, 'Ann');
    await peers[1].join(room, 'Ben');
    const page = await t.open(t.guest(room, 'Visitor'), { width: 1200 });
    const widget = page.widget();
    await page.waitEvent('room:entered');
    const list = '[role=list][data-part=participants]';
    await until(async () => (await widget.find(list))?.attributes['data-count'] === '3', 'three participants, beside the messages of a wide window');
    const nicks = (await widget.visible(`${list} [role=listitem]`)).map((e) => e.attributes['data-nick']).sort();
    assert.deepEqual(nicks, ['Ann', 'Ben', 'Visitor']);
    peers[1].send({ do: 'leave', room });
    await until(async () => (await widget.find(list))?.attributes['data-count'] === '2', 'one to leave');
  },
};
