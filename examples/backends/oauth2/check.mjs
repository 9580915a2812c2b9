// SPDX-License-Identifier: MIT
// oauth2, proved: sign in at the provider, speak with the token, renew it, revoke it.
import { lossyLine } from '../../../tests/browser/harness/lossy_line.mjs';
import { assert, until } from '../../../tests/browser/harness/wait.mjs';

const composer = 'textarea[name=message]';
const tokens = (stage) => stage.programs[0].log.filter((line) => /GET \/token.* 200/.test(line)).length;

/** Goes through the provider's own pages, as a person would. */
async function signIn(t, page, user) {
  await page.goto(`${t.stage.site}/connect`);
  const fill = async (name, text) => {
    await page.click(`input[name=${name}]`);
    await page.type(text);
  };
  await fill('username', user);
  await fill('password', `${user}pass`);
  await page.click('input[type=submit]');
  // While the browser is on its way from one page to the next there is nobody to ask.
  const arrives = (at, what) => until(() => page.eval(at).catch(() => false), what, 30);
  await arrives(() => !!document.querySelector('button[value=granted]'), 'the password to be taken');
  await page.click('button[value=granted]');
  await arrives(() => location.pathname.endsWith('/backends/oauth2/') && document.readyState === 'complete', 'the way back to the site');
}

export const steps = {
  async 'who has not signed in at the provider is told so'(t) {
    const page = await t.open();
    const refused = await page.waitEvent('authfail', () => true, 40);
    assert.equal(refused.detail.code, 'credentials-refused');
    await page.widget().waitText('[role=alert]', /sign-in was not accepted/);
  },

  async 'signed in with the chat account, a visitor speaks; no password came near the site'(t) {
    const page = await t.open();
    await signIn(t, page, 'alice');
    const widget = page.widget();
    await widget.wait(composer, 40);
    assert.equal((await page.waitEvent('login')).detail.jid.split('/')[0], 'alice@oauth.localhost');
    const peer = await t.puppet('bob@oauth.localhost', 'bobpass', t.stage.prosody.c2s);
    await peer.join('lobby@conference.localhost', 'Bob');
    await widget.say('by OAUTHBEARER');
    await peer.hears('by OAUTHBEARER');
    assert.equal(t.stage.programs[0].log.some((line) => line.includes('alicepass')), false);
  },

  async 'the token is refreshed, and the next connection uses the fresh one'(t) {
    const line = await lossyLine(t.stage.prosody.http);
    t.undo.push(() => line.close());
    const page = await t.open();
    await signIn(t, page, 'alice');
    await page.eval(async (config) => {
      await window.Confab.instances[0]?.destroy();
      await window.Confab.create(config);
    }, { root: '#chat', websocket_url: `ws://localhost:${line.port}/xmpp-websocket`, authentication: 'token', token_url: `${t.stage.site}/token`,
      token_refresh_margin_s: 5, reconnect: { min_ms: 200 }, auto_join_rooms: ['lobby@conference.localhost'] });
    await page.widget().wait(composer, 40);
    const before = tokens(t.stage);
    await until(() => tokens(t.stage) >= before + 2, 'two refreshes of a token of 15 seconds', 50);
    line.drop();
    await page.waitEvent('reconnecting');
    await page.waitEvent('resumed', () => true, 30);
    assert.equal((await page.events('authfail')).length, 0);
  },

  async 'signing out revokes: the site gives no token, the provider takes none'(t) {
    const page = await t.open();
    await signIn(t, page, 'bob');
    await page.widget().wait(composer, 40);
    const { body } = await t.site(page, 'GET', '/token');
    const vouched = (token) => fetch(`${t.stage.provider}/oauth2/userinfo`, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal((await vouched(body.token)).status, 200, 'until now it was good');
    assert.equal((await t.site(page, 'POST', '/logout', {})).status, 200);
    assert.equal((await t.site(page, 'GET', '/token')).status, 401);
    assert.notEqual((await vouched(body.token)).status, 200);
    // Nor does the chat take it from anybody who has kept it.
    await page.widget().api('logout');
    await page.widget().api('login', { jid: 'bob@oauth.localhost', token: body.token });
    await page.waitEvent('authfail', (d) => d.code === 'auth-failed' || d.code === 'token-refused', 30);
    await page.goto(t.stage.index);
    await page.waitEvent('authfail', (d) => d.code === 'credentials-refused', 40);
  },

  async 'a login that was not begun on the site is not ended there'(t) {
    const page = await t.open();
    assert.equal((await t.site(page, 'GET', '/callback?code=stolen&state=guess')).status, 400);
  },
};
