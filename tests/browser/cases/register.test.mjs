// SPDX-License-Identifier: MIT
// Accounts made in the chat, on a real Prosody: by the form and by the API, taken names, invitations, a new password, the
// end of an account.
import { unique } from '../harness/world.mjs';
import { assert, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const FORM = 'form[name=register]';

async function openForm(t, options = {}) {
  const page = await t.open({ authentication: 'login', allow_registration: true, registration_domain: 'localhost', ...options });
  const widget = page.widget();
  await widget.click('button[name=create-account]', 60);
  await widget.wait(`${FORM} input[name=jid]`);
  return { page, widget };
}

async function fill(widget, name, password) {
  await widget.fill(`${FORM} input[name=jid]`, name);
  await widget.fill(`${FORM} input[name=password]`, password);
  await widget.page.press('Enter');
}

const dialog = (widget, words) => until(async () => words.test((await widget.find('[role=dialog]'))?.text ?? ''), `a dialog with ${words}`, 30);

export const tests = {
  async 'an account by the form, then a new password'(t) {
    const name = unique('made');
    const { page, widget } = await openForm(t);
    assert.equal((await widget.find(`${FORM} input[name=jid]`)).attributes.autocomplete, 'username');
    assert.equal((await widget.find(`${FORM} input[name=password]`)).attributes.autocomplete, 'new-password');
    await fill(widget, name, 'first secret');
    const { detail } = await page.waitEvent('connected', () => true, 60);
    assert.ok(detail.jid.startsWith(`${name}@localhost/`), detail.jid);
    await widget.waitGone('[role=dialog]');
    await widget.api('changePassword', 'second secret');
    await widget.api('logout');
    await page.waitEvent('logout');
    await widget.login(`${name}@localhost`, 'first secret');
    await page.waitEvent('authfail', () => true, 60);
    await widget.loginRefused();
    await widget.login(`${name}@localhost`, 'second secret');
    await until(async () => (await page.events('connected')).length === 2, 'to be signed in again', 60);
    assert.deepEqual(await page.errors(), []);
  },

  async 'a name that is taken, and nothing typed'(t) {
    const account = t.account('taken');
    const { page, widget } = await openForm(t);
    await widget.fill(`${FORM} input[name=jid]`, account.jid.split('@')[0]);
    await page.press('Enter');
    await dialog(widget, /Enter your password/);
    await widget.fill(`${FORM} input[name=password]`, 'another secret');
    await page.press('Enter');
    await dialog(widget, /That name is taken/);
    const { detail } = await page.waitEvent('error');
    assert.equal(detail.code, 'register-conflict');
    assert.ok(detail.hint);
    await page.press('Escape');
    await widget.waitGone('[role=dialog]');
    await widget.wait('form[name=login]');
  },

  async 'by invitation'(t) {
    const name = unique('guest');
    const invite = t.server.prosody('invite', 'invited.localhost').trim();
    const { page, widget } = await openForm(t, { registration_domain: 'invited.localhost' });
    await fill(widget, name, 'secret');
    await dialog(widget, /invitation/);
    const refused = await page.eval((who) => window.Confab.instances[0].register(who).catch((e) => e.code), { jid: name, password: 'secret', invite: 'forged' });
    assert.equal(refused, 'register-invite');
    await widget.api('register', { jid: name, password: 'secret', invite });
    const { detail } = await page.waitEvent('connected', () => true, 60);
    assert.ok(detail.jid.startsWith(`${name}@invited.localhost/`), detail.jid);
  },

  async 'the settings change the password; the API deletes the account'(t) {
    const account = t.account('leaver');
    const page = await t.open({ ...t.login(account), allow_registration: true });
    const widget = page.widget();
    await page.waitEvent('connected', () => true, 60);
    await widget.click('button[aria-label="Settings"]');
    await until(async () => {
      const change = (await widget.visible('button')).find((b) => b.text === 'Change password');
      if (change) await page.clickAt(change.box.x + change.box.width / 2, change.box.y + change.box.height / 2);
      return change;
    }, 'the button in the settings');
    await widget.fill('form[name=change-password] input[name=password]', 'brand new');
    await widget.fill('form[name=change-password] input[name=repeat]', 'brand old');
    await page.press('Enter');
    await dialog(widget, /not the same/);
    await widget.fill('form[name=change-password] input[name=repeat]', 'brand new');
    await page.press('Enter');
    await widget.waitGone('[role=dialog]', 30);
    await widget.api('cancelAccount');
    await widget.wait('form[name=login]');
    await widget.login(account.jid, 'brand new');
    await page.waitEvent('authfail', () => true, 60);
  },
};
