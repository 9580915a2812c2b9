// SPDX-License-Identifier: MIT
// The DOM twin in each state and view mode: accessibility rules, the structure of the contract, boxes over pixels.
import { assert, sleep, until } from '../harness/wait.mjs';
import { NO_WEBGL } from './fallback.test.mjs';
import { axe, hasStructure, liesOnPixels, roomWithTalk } from './twin.test.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';
const MODES = {
  overlayed: { options: { view_mode: 'overlayed', root: undefined, show_controlbox_by_default: true }, how: { body: '<h1>A page</h1>' } },
  fullscreen: { options: { view_mode: 'fullscreen', root: undefined }, how: { body: '' } },
};
const inMode = (t, mode, lines) => roomWithTalk(t, lines, MODES[mode].how, MODES[mode].options);

/** Opens the menu of the room and waits for it. */
async function menu(widget) {
  await widget.click('button[aria-label="More actions"]');
  await widget.wait('[role=menu] [role=menuitem]');
}

async function shut(page, widget, part) {
  await page.press('Escape');
  await widget.waitGone(part);
}

export const tests = {
  async 'axe would find a button without a name in the twin'(t) {
    const { page } = await roomWithTalk(t);
    await page.eval(() => {
      const button = document.querySelector('confab-chat').shadowRoot.querySelector('button[aria-label="More actions"]');
      for (const name of ['aria-label', 'title']) button.removeAttribute(name);
      button.replaceChildren();
    });
    assert.match(String(await axe(page)), /^button-name/);
  },

  async 'axe finds nothing in settings, an open menu, a dialog'(t) {
    const { page, widget } = await roomWithTalk(t);
    await widget.click('button[aria-label="Settings"]');
    await widget.wait('[data-part=settings] [role=switch]');
    assert.deepEqual(await axe(page), [], 'settings');
    await shut(page, widget, '[data-part=settings]');
    await menu(widget);
    assert.deepEqual(await axe(page), [], 'a menu');
    await shut(page, widget, '[role=menu]');
    await widget.click('[role=article] button[aria-haspopup=menu]');
    await widget.wait('[role=menu] [role=menuitem]');
    assert.deepEqual(await axe(page), [], 'the menu of a message');
    await shut(page, widget, '[role=menu]');
    await menu(widget);
    await page.press('Enter');
    await widget.wait('[role=dialog] input');
    assert.deepEqual(await axe(page), [], 'a dialog');
    await widget.fill('[role=dialog] input', ' ');
    await page.press('Enter');
    await widget.waitText('[role=dialog]', 'Enter a nickname.');
    assert.deepEqual(await axe(page), [], 'a dialog with a mistake');
  },

  async 'axe finds nothing over a page, with the window shut and open'(t) {
    const { page, widget } = await inMode(t, 'overlayed');
    assert.ok(await widget.find('button.launcher[aria-expanded=true]'), 'the launcher is there');
    assert.deepEqual(await axe(page), [], 'open');
    await menu(widget);
    assert.deepEqual(await axe(page), [], 'a menu');
    await shut(page, widget, '[role=menu]');
    await widget.click('button[aria-label="Back"]');
    await widget.wait('[data-part=conversations] [role=listitem]');
    assert.deepEqual(await axe(page), [], 'the list');
    await widget.api('close');
    await widget.waitGone('[data-part=conversations]');
    assert.deepEqual(await axe(page), [], 'shut');
  },

  async 'axe finds nothing in full screen'(t) {
    const { page } = await inMode(t, 'fullscreen');
    assert.deepEqual(await axe(page), []);
  },

  async 'axe finds nothing in the dark'(t) {
    const { page, widget } = await roomWithTalk(t, undefined, {}, { color_scheme: 'dark' });
    assert.equal((await widget.all('[data-theme]'))[0].attributes['data-theme'], 'dark');
    assert.deepEqual(await axe(page), []);
  },

  async 'axe finds nothing from right to left'(t) {
    const { page, widget } = await roomWithTalk(t, ['سلام', 'three'], { lang: 'ar', dir: 'rtl' }, { i18n: 'ar' });
    await until(async () => !(await widget.find('button[aria-label="More actions"]')), 'the language');
    assert.equal((await widget.all('[data-theme]'))[0].attributes.dir, 'rtl');
    assert.deepEqual(await axe(page), []);
  },

  async 'axe finds nothing where the twin is seen, its colours included'(t) {
    for (const color_scheme of ['light', 'dark']) {
      const { page, widget } = await roomWithTalk(t, undefined, { head: NO_WEBGL }, { color_scheme });
      assert.equal(await widget.api('is', 'plain'), true);
      await widget.say('one of mine');
      await widget.waitMessage((m) => m.own && m.state !== 'pending');
      assert.deepEqual(await axe(page, { colours: true }), [], color_scheme);
      await menu(widget);
      assert.deepEqual(await axe(page, { colours: true }), [], `${color_scheme}, a menu`);
      await shut(page, widget, '[role=menu]');
      await widget.click('button[aria-label="Settings"]');
      await widget.wait('[data-part=settings] [role=switch]');
      assert.deepEqual(await axe(page, { colours: true }), [], `${color_scheme}, settings`);
      await page.close();
    }
  },

  ...Object.fromEntries(Object.keys(MODES).map((mode) => [`${mode}, it has the structure the contract promises`, async (t) => {
    const { widget, room } = await inMode(t, mode);
    await hasStructure(widget, room);
  }])),
  ...Object.fromEntries(Object.keys(MODES).map((mode) => [`${mode}, a twin element lies on its pixels`, async (t) => {
    const { page } = await inMode(t, mode, ['MMMMMMMMMMMM']);
    await liesOnPixels(page, 'MMMMMMMMMMMM');
  }])),
};
