// SPDX-License-Identifier: MIT
// token-jwt, proved: who may have a token, what the widget does with it, its renewal, and its end.
import { lossyLine } from '../../../tests/browser/harness/lossy_line.mjs';
import { assert, until } from '../../../tests/browser/harness/wait.mjs';

const composer = 'textarea[name=message]';
const tokens = (stage) => stage.programs[0].log.filter((line) => /GET \/token.* 200/.test(line)).length;

/** The page, with a visitor who is signed in to the site. */
async function visitor(t, user) {
  const page = await t.visitor(user);
  return { page, widget: page.widget() };
}

export const steps = {
  async 'a visitor who is not signed in is told so, and gets in after signing in to the site'(t) {
    const page = await t.open();
    const widget = page.widget();
    const refused = await page.waitEvent('authfail', () => true, 40);
    assert.equal(refused.detail.code, 'credentials-refused');
    assert.match(refused.detail.text, /token_url: .* answers 401/);
    assert.notEqual(refused.detail.hint, '');
    await widget.waitText('[role=alert]', /sign-in was not accepted/);
    assert.equal(await widget.find('input[name=password]'), undefined, 'no password is asked for');
    await until(() => page.eval(() => document.querySelectorAll('#site button').length === 2), 'the buttons of the site');
    await page.click('#site button');
    await until(() => page.eval(() => document.querySelector('#site').textContent.includes('as alice')), 'the site to know alice');
    await t.press(page, 'Try again');
    await widget.wait(composer, 40);
    assert.equal((await page.waitEvent('login')).detail.jid.split('/')[0], 'alice@token.localhost');
  },

  async 'two visitors with tokens speak in a room'(t) {
    const [alice, bob] = [await visitor(t, 'alice'), await visitor(t, 'bob')];
    await alice.widget.say('signed and sealed');
    await bob.widget.waitMessage('signed and sealed');
  },

  async 'the token is renewed before its end, and a connection lost after it comes back with the fresh one'(t) {
    const line = await lossyLine(t.stage.ejabberd.http);
    t.undo.push(() => line.close());
    const page = await t.open();
    await t.site(page, 'POST', '/login', { user: 'alice', password: 'alicepass' });
    const config = { root: '#chat', websocket_url: `ws://localhost:${line.port}/ws`, authentication: 'token', token_url: `${t.stage.site}/token`,
      token_refresh_margin_s: 5, auto_join_rooms: ['lobby@conference.localhost'], reconnect: { min_ms: 200 } };
    await page.eval(async (config) => {
      await window.Confab.instances[0]?.destroy();
      await window.Confab.create(config);
    }, config);
    const widget = page.widget();
    await widget.wait(composer, 40);
    const before = tokens(t.stage);
    await until(() => tokens(t.stage) >= before + 2, 'two renewals of a token of 12 seconds', 40);
    assert.equal((await page.events('reconnecting')).length, 0, 'the session did not notice');
    line.drop();
    await page.waitEvent('reconnecting');
    await page.waitEvent('resumed', () => true, 30);
    await widget.say('still here');
    await widget.waitMessage((m) => m.body === 'still here' && m.state !== 'pending');
  },

  async 'expired, foreign and forged tokens get nobody in'(t) {
    const page = await t.open();
    await t.site(page, 'POST', '/login', { user: 'alice', password: 'alicepass' });
    const { body } = await t.site(page, 'GET', '/token');
    const [head, claims, signature] = body.token.split('.');
    const forged = `${head}.${Buffer.from(JSON.stringify({ jid: 'alice@token.localhost', exp: 4e9 })).toString('base64url')}.${signature}`;
    await page.waitEvent('ready', () => true, 40);
    const refusals = async () => (await page.events('authfail')).filter((e) => e.detail.code === 'auth-failed').length;
    let expected = await refusals();
    await new Promise((done) => setTimeout(done, 13000));   // its twelve seconds are over
    for (const [jid, password] of [['alice@token.localhost', body.token], ['alice@token.localhost', forged], ['bob@token.localhost', body.token], ['alice@token.localhost', `${head}.${claims}.`]]) {
      await page.widget().api('login', { jid, password });
      expected++;
      await until(async () => await refusals() >= expected, `${jid} to be refused`, 30);
    }
    assert.equal((await page.events('login')).filter((e) => e.detail.jid.startsWith('bob')).length, 0);
  },

  async 'a ban ends the session at once and for good'(t) {
    const [alice, bob] = [await visitor(t, 'alice'), await visitor(t, 'bob')];
    const { body } = await t.site(bob.page, 'POST', '/ban', { user: 'alice' });
    assert.match(String(body.server_says), /[1-9]/, 'sessions ended; those of tabs closed before may still wait to be resumed');
    await until(async () => (await alice.page.events('disconnected')).length > 0, 'the session to end');
    assert.equal((await t.site(alice.page, 'GET', '/token')).status, 403);
    await alice.page.goto(t.stage.index);
    const refused = await alice.page.waitEvent('authfail', (d) => d.code === 'credentials-refused', 40);
    assert.match(refused.detail.text, /answers 403/);
    await bob.widget.say('nobody left to read this');
    await bob.widget.waitMessage((m) => m.own && m.state !== 'pending' && m.body.startsWith('nobody'));
  },
};
