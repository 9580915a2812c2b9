// SPDX-License-Identifier: MIT
// prebind, proved with both sites: the widget goes on with a session that the site has opened, and no credential reaches it.
import { assert, until } from '../../../tests/browser/harness/wait.mjs';

const composer = 'textarea[name=message]';

const handedOut = (stage) => stage.programs.at(-1).log.filter((line) => /GET \/prebind.* 200/.test(line)).length;

const each = {
  async 'who is not signed in gets no session'(t) {
    const page = await t.open();
    assert.equal((await page.waitEvent('authfail', () => true, 40)).detail.code, 'credentials-refused');
    await page.widget().waitText('[role=alert]', /sign-in was not accepted/);
  },

  async 'a visitor goes on with the session that the site has opened'(t) {
    const page = await t.visitor('alice');
    const jid = (await page.waitEvent('login')).detail.jid;
    assert.match(jid, /^alice@prebind\.localhost\/web-/, 'the resource that the site has bound');
    assert.equal((await page.widget().stats()).transport, 'bosh');
    const peer = await t.puppet(`bob@prebind.localhost`, t.stage.password('bob'), t.stage.prosody.c2s);
    await peer.join('lobby@conference.localhost', 'Bob');
    await page.widget().say('attached');
    await peer.hears('attached');
    peer.say('lobby@conference.localhost', 'heard');
    await page.widget().waitMessage('heard');
    const { body } = await t.site(page, 'GET', '/prebind');
    assert.deepEqual(Object.keys(body).sort(), ['jid', 'rid', 'sid']);
  },

  async 'a reload gets a session of its own'(t) {
    const page = await t.visitor('bob');
    const first = (await page.waitEvent('login')).detail.jid;
    const before = handedOut(t.stage);
    await page.goto(t.stage.index);
    await page.widget().wait(composer, 40);
    assert.notEqual((await page.waitEvent('login')).detail.jid, first);
    assert.equal(handedOut(t.stage), before + 1);
  },

  async 'a session that the server has lost is replaced by a new one'(t) {
    const page = await t.visitor('alice');
    await page.waitEvent('room:entered', () => true, 40);
    const before = handedOut(t.stage);
    t.stage.script('prosody', 'restart');
    await until(() => handedOut(t.stage) > before, 'another session to be asked for', 60);
    await page.widget().wait(composer, 40);
    await until(async () => (await page.widget().api('doctor'), (await page.events('room:entered')).length > 1), 'the room again', 40);
    await page.widget().say('back with another session');
    await page.widget().waitMessage((m) => m.body.startsWith('back') && m.state !== 'pending');
  },
};

export const steps = {};
for (const [title, step] of Object.entries(each)) steps[`Python: ${title}`] = step;
steps['Node: the other site takes over'] = async (t) => {
  await t.stage.programs.at(-1).stop();
  t.stage.programs.push(await t.stage.startSite('node'));
};
for (const [title, step] of Object.entries(each)) steps[`Node: ${title}`] = step;
