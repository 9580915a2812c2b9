// SPDX-License-Identifier: MIT
// How a widget comes into a page: the script's data-*, JSON, an element and create() meet, each in its place.
import { assert, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const LOADER = '<script src="/dist/confab.js"></script>';
const JSON_CONFIG = '<script type="application/json" id="confab-config">{"nickname":"json"}</script>';

/** A page of just that, and what its widgets are set to once it has come to rest. */
async function site(t, body, names = ['nickname', 'default_domain', 'view_mode']) {
  const url = `/case/ways-${Math.random().toString(36).slice(2)}`;
  t.pages.page(url, `<!doctype html><html lang="en"><title>Site</title><link rel="icon" href="data:,"><script src="/harness/inpage.js"></script><body>${body}`);
  const page = await t.tab();
  await page.goto(t.pages.origin + url);
  await until(() => page.eval(() => document.readyState === 'complete' && !!window.Confab?.version), 'the loader');
  await page.eval(() => new Promise((go) => setTimeout(go, 300)));
  const widgets = await page.eval((n) => window.Confab.instances.map((chat) => n.map((name) => chat.get(name))), names);
  return { page, widgets };
}

export const tests = {
  async 'data-* and JSON are the base of create(), not a second widget'(t) {
    const data = '<script src="/dist/confab.js" data-default-domain="data"></script>';
    const create = "<script>Confab.create({ nickname: 'made' })</script>";
    const both = [['made', 'data', 'overlayed']];
    assert.deepEqual((await site(t, `${data}${create}`)).widgets, both);
    assert.deepEqual((await site(t, `${data}<script>Confab.q.push(['create', { nickname: 'made' }])</script>`)).widgets, both);
    assert.deepEqual((await site(t, `${data}<script>addEventListener('DOMContentLoaded', () => Confab.create({ nickname: 'made' }))</script>`)).widgets, both);
    assert.deepEqual((await site(t, `<script src="/dist/confab.js" data-default-domain="data" onload="Confab.create({ nickname: 'made' })" async></script>`)).widgets, both);
    assert.deepEqual((await site(t, `${JSON_CONFIG}${LOADER}<script>Confab.create({ default_domain: 'made' })</script>`)).widgets, [['json', 'made', 'overlayed']]);
    assert.deepEqual((await site(t, `${JSON_CONFIG}${data}`)).widgets, [['json', 'data', 'overlayed']], 'alone they make one');
  },

  async 'a module reads its data-*, and an option may begin like what optimisers add'(t) {
    const { page, widgets } = await site(t, '<script type="module" src="/dist/confab.js" data-nickname="Mod" data-domain-placeholder="x.example" data-domain-script="7" data-cfasync="false"></script>',
      ['nickname', 'domain_placeholder']);
    assert.deepEqual(widgets, [['Mod', 'x.example']]);
    assert.deepEqual(page.driver.log.filter((line) => line.includes('no option')), []);
    const second = await site(t, `<script type="module" src="/dist/confab.js" data-nickname="Mod"></script><script type="module">Confab.create({ default_domain: 'made' })</script>`);
    assert.deepEqual(second.widgets, [['Mod', 'made', 'overlayed']]);
  },

  async 'create() takes over the element that root names, with its attributes'(t) {
    const element = '<confab-chat id="x" nickname="attr" default-domain="attr" lazy="click" style="height:300px"></confab-chat>';
    const create = "window.first = document.querySelector('#x'); Confab.create({ root: '#x', nickname: 'made' })";
    assert.deepEqual((await site(t, `${element}${LOADER}<script>${create}</script>`)).widgets, [['made', 'attr', 'embedded']]);

    const { page, widgets } = await site(t, `<main>${element}<p id="after"></p></main>${LOADER}`);
    assert.deepEqual(widgets, [['attr', 'attr', 'embedded']]);
    const now = await page.eval(async () => {
      const [before] = window.Confab.instances;
      const element = document.querySelector('#x');
      const chat = await window.Confab.create({ root: '#x', nickname: 'made' });
      await new Promise((go) => setTimeout(go, 50));
      return { status: [before.status, chat.status], options: ['nickname', 'default_domain', 'lazy'].map((name) => chat.get(name)), count: window.Confab.instances.length,
        same: chat.element === element && element.isConnected && element.nextElementSibling.id === 'after' };
    });
    assert.deepEqual(now, { status: ['destroyed', 'idle'], options: ['made', 'attr', 'click'], count: 1, same: true });
    assert.ok(await page.widget().find('button'), 'it can be started');
    assert.deepEqual(await page.errors(), []);
  },

  async 'what keeps create() from making a widget is an event and a line, once'(t) {
    const { page } = await site(t, LOADER);
    for (const [options, code] of [[{ root: '#none' }, 'no-root'], [{ view_mode: 'embedded' }, 'bad-option'], [{ root: '<<<' }, 'bad-option'], [{ strict_options: true, nick_name: 'x' }, 'bad-option']]) {
      const before = (await page.events('error')).length;
      const lines = page.driver.log.length;
      assert.equal(await page.eval((o) => window.Confab.create(o).then(() => 'made', (e) => e.code), options), code);
      assert.deepEqual((await page.events('error')).slice(before).map((e) => e.detail.code), [code], JSON.stringify(options));
      assert.equal(page.driver.log.slice(lines).filter((line) => line.includes('Confab: ')).length, 1, page.driver.log.slice(lines).join('\n'));
    }
    const before = (await page.events('error')).length;
    await page.eval(() => window.Confab.q.push(['create', { root: '#none' }]));
    await until(async () => (await page.events('error')).length > before, 'an event');
    assert.equal((await page.events('error')).length, before + 1);
  },
};
