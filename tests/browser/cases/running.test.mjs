// SPDX-License-Identifier: MIT
// A widget that is there: options changed while it runs, whether it counts as open, and what its launcher is called.
import { assert, until } from '../harness/wait.mjs';

const overlay = { view_mode: 'overlayed', root: undefined, lazy: 'click', authentication: 'login' };

export const tests = {
  async 'update() and set() warn of an unknown option, and refuse it when options are strict'(t) {
    const page = await t.open(overlay);
    await page.widget().wait('button');
    assert.equal(await page.widget().api('update', { nicknam: 'x', singleton: true }), null);
    assert.equal(await page.widget().api('set', 'launcher.positon', 'tl'), null);
    assert.equal(await page.widget().api('get', 'singleton'), true);
    for (const line of ['nicknam. Did you mean nickname?', 'launcher.positon. Did you mean launcher.position?']) {
      assert.ok(page.driver.log.some((l) => l.includes(line)), page.driver.log.join('\n'));
    }
    const strict = await t.open({ ...overlay, strict_options: true });
    await strict.widget().wait('button');
    await assert.rejects(strict.widget().api('update', { nicknam: 'x' }), /There is no option nicknam/);
  },

  async 'a change of language reaches the names of window and launcher'(t) {
    const page = await t.open({ ...overlay, launcher: { style: 'pill' } });
    const widget = page.widget();
    const names = () => page.eval(() => ['.window', '.launcher'].map((s) => document.querySelector('confab-chat').shadowRoot.querySelector(s).getAttribute('aria-label')));
    await widget.wait('button');
    assert.deepEqual(await names(), ['Chat', 'Open chat']);
    await widget.api('update', { i18n: 'ru' });
    assert.deepEqual(await names(), ['Чат', 'Открыть чат']);
    await widget.api('update', { i18n: 'en', launcher: { title: 'Ask us' } });
    assert.deepEqual(await names(), ['Ask us', 'Ask us, Open chat'], 'the name has the text that is seen');
  },

  async 'embedded and fullscreen are open once they were started, and say so once'(t) {
    for (const view_mode of ['embedded', 'fullscreen']) {
      const page = await t.open({ authentication: 'login', view_mode, root: view_mode === 'embedded' ? '#chat' : undefined, lazy: 'click' });
      const widget = page.widget();
      await widget.wait('button');
      assert.equal(await widget.api('is', 'open'), false, view_mode);
      assert.deepEqual(await page.events('open'), []);
      await widget.click('button');
      await widget.wait('form[name=login]');
      assert.equal(await widget.api('is', 'open'), true, view_mode);
      assert.equal((await page.events('open')).length, 1);
      await page.close();
    }
    const page = await t.open({ authentication: 'login', lazy: 'click' });
    await page.widget().wait('button');
    await page.widget().api('login', {}).catch(() => {});   // the site starts it
    await page.widget().wait('form[name=login]');
    assert.equal(await page.widget().api('is', 'open'), true);
    assert.equal((await page.events('open')).length, 1);
  },

  async 'a part of the page that starts when idle takes the consent that one which starts at once takes'(t) {
    for (const lazy of ['eager', 'idle']) {
      const page = await t.open({ authentication: 'login', lazy });
      await page.widget().wait('form[name=login]');
      await until(() => page.eval(() => Object.keys(localStorage).some((key) => key.startsWith('confab:'))), `${lazy}: what is stored`, 5);
      await page.eval(() => localStorage.clear());
      await page.close();
    }
  },
};
