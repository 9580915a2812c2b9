// SPDX-License-Identifier: MIT
// http-auth, proved: the key of the signed-in visitor, the password of everybody else, and a site that is down.
import { lossyLine } from '../../../tests/browser/harness/lossy_line.mjs';
import { assert, until } from '../../../tests/browser/harness/wait.mjs';

const composer = 'textarea[name=message]';
const keys = (stage) => stage.programs.flatMap((p) => p.log).filter((line) => /GET \/chat-key.* 200/.test(line)).length;

async function signedIn(t, user, websocket) {
  const page = await t.open();
  await t.site(page, 'POST', '/login', { user, password: `${user}pass` });
  await page.goto(t.stage.index);
  if (websocket) {
    await page.eval(async (config) => {
      await window.Confab.instances[0]?.destroy();
      await window.Confab.create(config);
    }, { root: '#chat', websocket_url: websocket, authentication: 'login', credentials_url: `${t.stage.site}/chat-key`,
      auto_join_rooms: ['lobby@conference.localhost'], reconnect: { min_ms: 200 } });
  }
  await page.widget().wait(composer, 40);
  return page;
}

export const steps = {
  async 'who is signed in to the site is in the chat, without a password in the page'(t) {
    const page = await signedIn(t, 'alice');
    assert.equal((await page.waitEvent('login')).detail.jid.split('/')[0], 'alice@http.localhost');
    await page.widget().say('nothing typed');
    await page.widget().waitMessage((m) => m.body === 'nothing typed' && m.state !== 'pending');
    assert.equal(await page.eval(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]).includes('password')), false);
  },

  async 'any other client uses the password of the site'(t) {
    const peer = await t.puppet('bob@http.localhost', 'bobpass', t.stage.prosody.c2s);
    await peer.join('lobby@conference.localhost', 'Bob');
    const page = await signedIn(t, 'alice');
    peer.say('lobby@conference.localhost', 'by password');
    await page.widget().waitMessage('by password');
    await assert.rejects(t.puppet('bob@http.localhost', 'wrong', t.stage.prosody.c2s), /login failed|ended/);
  },

  async 'a key that has run out is replaced by a fresh one, unseen'(t) {
    const line = await lossyLine(t.stage.prosody.http);
    t.undo.push(() => line.close());
    const page = await signedIn(t, 'alice', `ws://localhost:${line.port}/xmpp-websocket`);
    const before = keys(t.stage);
    await new Promise((done) => setTimeout(done, 4500));
    line.drop();
    await page.waitEvent('reconnecting');
    await page.waitEvent('resumed', () => true, 30);
    assert.equal(keys(t.stage), before + 1);
    assert.equal((await page.events('authfail')).length, 0);
  },

  async 'signing out on the site ends it'(t) {
    const line = await lossyLine(t.stage.prosody.http);
    t.undo.push(() => line.close());
    const page = await signedIn(t, 'alice', `ws://localhost:${line.port}/xmpp-websocket`);
    await t.site(page, 'POST', '/sign-out-everywhere', {});
    line.drop();
    const refused = await page.waitEvent('authfail', () => true, 30);
    assert.equal(refused.detail.code, 'credentials-refused');
    await page.widget().waitText('[role=alert]', /sign-in was not accepted/);
  },

  async 'a site that is down lets nobody in, and everybody as soon as it is back'(t) {
    const page = await t.open();
    await t.site(page, 'POST', '/login', { user: 'alice', password: 'alicepass' });
    await t.stage.programs.at(-1).stop();
    await page.goto(t.stage.index);
    const failed = await page.waitEvent('error', (d) => d.code === 'credentials-unreachable', 40);
    assert.match(failed.detail.text, /cannot be fetched/);
    await page.widget().waitText('[role=alert]', /did not answer/);
    t.stage.programs.push(await t.stage.startSite());
    await page.widget().wait(composer, 40);
    await until(async () => (await page.events('login')).length === 1, 'the login');
  },

  async 'nobody else may ask the site about passwords'(t) {
    const ask = (key, path, body) => fetch(`${t.stage.site}/auth/${path}`, { method: 'POST', headers: { Authorization: `Bearer ${key}` }, body: new URLSearchParams(body) });
    assert.equal((await ask('guess', 'check_password', { user: 'alice', host: 'http.localhost', password: 'alicepass' })).status, 403);
    const answer = async (...args) => (await (await ask(t.stage.key, ...args)).json()).result;
    assert.equal(await answer('check_password', { user: 'alice', host: 'http.localhost', password: 'alicepass' }), true);
    assert.equal(await answer('check_password', { user: 'alice', host: 'other.localhost', password: 'alicepass' }), false);
    assert.equal(await answer('user_exists', { user: 'nobody', host: 'http.localhost' }), false);
  },
};
