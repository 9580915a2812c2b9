// SPDX-License-Identifier: MIT
// support-bot, proved: a guest asks and is answered; a webhook speaks in the room; a server that restarts silences neither.
import { createHmac } from 'node:crypto';
import { assert, until } from '../../../tests/browser/harness/wait.mjs';

const NEWS = 'news@conference.localhost';
const composer = 'textarea[name=message]';

async function hook(stage, order, { signature, method = 'POST', path = '' } = {}) {
  const body = typeof order === 'string' ? order : JSON.stringify(order);
  const signed = createHmac('sha256', stage.secret).update(body).digest('hex');
  const answer = await fetch(stage.hook + path, { method, body, headers: { 'X-Signature': signature ?? signed } });
  return answer.status;
}
const posts = (stage, text) => until(async () => await hook(stage, { room: NEWS, text }) === 200, `${text} to be posted`, 40);

async function visitor(t) {
  const page = await t.open();
  const widget = page.widget();
  await page.waitEvent('room:entered', () => true, 40);
  return { page, widget };
}
async function choose(widget, jid) {
  await widget.click(`[data-part=conversations] [role=listitem][data-jid="${jid}"]`);
  await widget.wait(`[role=log][data-jid="${jid}"]`);
  await widget.wait(composer);
}

export const steps = {
  async 'a visitor asks and is answered, as soon as the bot has read it'(t) {
    const { widget } = await visitor(t);
    await choose(widget, 'support@localhost');
    await widget.say('Hello!');
    await widget.waitMessage((m) => !m.own && m.body.startsWith('Hello! Ask me'));
    await widget.say('When are you open?');
    await widget.waitMessage((m) => !m.own && m.body.includes('9:00 to 17:00'));
    await widget.say('xyzzy');
    await widget.waitMessage((m) => !m.own && m.body.includes('human'));
    assert.equal((await widget.messages()).filter((m) => !m.own).length, 3, 'one answer each');
  },

  async 'the webhook speaks in the room, to whoever is there'(t) {
    const [one, two] = [await visitor(t), await visitor(t)];
    for (const { widget } of [one, two]) await choose(widget, NEWS);
    await posts(t.stage, 'The <b>shop</b> is open & lit.');
    for (const { widget } of [one, two]) await widget.waitMessage((m) => !m.own && m.body === 'The <b>shop</b> is open & lit.');
  },

  async 'nobody but the site can make it speak'(t) {
    const order = { room: NEWS, text: 'spam' };
    assert.equal(await hook(t.stage, order, { signature: 'guess' }), 403);
    assert.equal(await hook(t.stage, order, { signature: createHmac('sha256', 'other').update(JSON.stringify(order)).digest('hex') }), 403);
    assert.equal(await hook(t.stage, { room: 'other@conference.localhost', text: 'spam' }), 403);
    assert.equal(await hook(t.stage, '{"room":'), 400);
    assert.equal(await hook(t.stage, '[]'), 400);
    assert.equal(await hook(t.stage, order, { path: '/other' }), 404);
    const { widget } = await visitor(t);
    await choose(widget, NEWS);
    await posts(t.stage, 'the last word');
    await widget.waitMessage('the last word');
    assert.equal((await widget.messages()).filter((m) => m.body === 'spam').length, 0);
  },

  async 'after the server was killed both are back'(t) {
    const { widget } = await visitor(t);
    await choose(widget, NEWS);
    t.stage.script('prosody', 'kill9');
    t.stage.script('prosody', 'start');
    await posts(t.stage, 'back again');
    await widget.waitMessage('back again', 40);
    await choose(widget, 'support@localhost');
    await widget.say('price?');
    await widget.waitMessage((m) => !m.own && m.body.includes('40 euros'), 40);
  },
};
