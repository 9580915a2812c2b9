// SPDX-License-Identifier: MIT
// The DOM twin: the structure of the contract, keyboard use alone, accessibility rules, selection, boxes over pixels.
import { decodePng } from '../harness/png.mjs';
import { assert, sleep, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';

export async function roomWithTalk(t, lines = ['one', 'two https://example.org/x', 'three'], how = {}, options = {}) {
  const room = t.room();
  const peer = await t.puppet();
  await peer.join(room, 'Mina');
  for (const line of lines) peer.say(room, line);
  await peer.hears(lines.at(-1));
  const page = await t.open({ ...t.guest(room, 'Visitor'), ...options }, how);
  const widget = page.widget();
  await widget.waitMessage(lines.at(-1));
  return { room, peer, page, widget };
}

/** What axe-core has to say, about colours only where the twin is what is seen: else it is transparent, and the picture has them. */
export async function axe(page, { colours = false } = {}) {
  const { passed, violations } = await page.eval(async (withColours) => {
    if (!window.axe) {
      await new Promise((done, failed) => {
        const script = document.createElement('script');
        Object.assign(script, { src: '/node_modules/axe-core/axe.min.js', onload: done, onerror: failed });
        document.head.append(script);
      });
    }
    const found = await window.axe.run('confab-chat', { rules: { 'color-contrast': { enabled: withColours }, region: { enabled: false } } });
    const tell = (v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`;
    return { passed: found.passes.map((p) => p.id), violations: found.violations.map(tell) };
  }, colours);
  for (const rule of ['button-name', ...(colours ? ['color-contrast'] : [])]) {
    assert.ok([...passed, ...violations].some((r) => r.startsWith(rule)), `${rule} was looked at: ${passed}`);
  }
  return violations;
}

/** The focused element inside the widget, as the keyboard user meets it. */
const focus = (page) => page.eval(() => {
  const element = document.querySelector('confab-chat')?.shadowRoot?.activeElement;
  if (!element) return null;
  const label = element.getAttribute('aria-label') || element.textContent.trim() || element.getAttribute('name');
  return `${element.localName}:${element.getAttribute('role') ?? ''}:${element.getAttribute('name') ?? ''}:${(label ?? '').slice(0, 40)}`;
});

export async function hasStructure(widget, room) {
  const [canvas] = await widget.all('canvas');
  assert.equal(canvas.attributes['aria-hidden'], 'true');
  const log = await widget.find('[role=log]');
  assert.equal(log.attributes['data-jid'], room);
  assert.ok(log.name || log.attributes['aria-labelledby'], 'the log has a name');
  const message = await widget.waitMessage((m) => m.body.startsWith('two'));
  assert.ok(message.id && message.from && message.time, JSON.stringify(message));
  assert.ok(!Number.isNaN(Date.parse(message.time)), `datetime ${message.time}`);
  const link = await widget.find('[role=article] a');
  assert.equal(link.attributes.href, 'https://example.org/x');
  assert.match(link.attributes.rel, /noopener/);
  assert.ok(await widget.find(composer));
  assert.ok(await widget.find('button[name=send]'));
  assert.ok((await widget.all('[role=status][data-part=connection]')).length >= 1, 'a connection state');
  const polite = (await widget.all('[aria-live=polite], [role=log]')).filter((e) => e.attributes['aria-live'] === 'polite');
  assert.equal(polite.length, 1, 'exactly one polite live region');
}

/** The text of the room lies where its element lies. */
export async function liesOnPixels(page, text) {
  await sleep(500);
  const body = await page.eval((t) => {
    const root = document.querySelector('confab-chat').shadowRoot;
    const element = [...root.querySelectorAll('[part~=body]')].find((e) => e.textContent === t);
    const range = document.createRange();
    range.selectNodeContents(element);
    const { x, y, width, height } = range.getBoundingClientRect();
    return { x, y, width, height };
  }, text);
  const margin = 4;
  const clip = { x: Math.floor(body.x) - margin, y: Math.floor(body.y) - margin,
    width: Math.ceil(body.width) + 2 * margin, height: Math.ceil(body.height) + 2 * margin };
  const picture = decodePng(await page.screenshot(clip));
  const background = picture.at(margin + 1, 2);
  let left = Infinity, right = -1, top = Infinity, bottom = -1;
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const pixel = picture.at(x, y);
      if (Math.abs(pixel[0] - background[0]) + Math.abs(pixel[1] - background[1]) + Math.abs(pixel[2] - background[2]) > 200) {
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
      }
    }
  }
  const [x, y] = [body.x - clip.x, body.y - clip.y];
  assert.ok(right > left, 'there is ink');
  assert.ok(Math.abs(left - x) <= 2, `text begins at ${left}, the twin at ${x}`);
  assert.ok(Math.abs(right + 1 - (x + body.width)) <= 2, `text ends at ${right + 1}, the twin at ${x + body.width}`);
  const [middle, own] = [(top + bottom + 1) / 2, y + body.height / 2];
  assert.ok(Math.abs(middle - own) <= 2, `the middle of the text is at ${middle}, of the twin at ${own}`);
}

export const tests = {
  async 'has the structure the contract promises'(t) {
    const { widget, room } = await roomWithTalk(t);
    await hasStructure(widget, room);
  },

  async 'is open, and marked up for every screen reader: axe finds nothing'(t) {
    const { page, widget } = await roomWithTalk(t);
    assert.deepEqual(await axe(page), [], 'a room');
    const login = await t.open({ authentication: 'login' });
    await login.widget().wait('form[name=login]');
    assert.deepEqual(await axe(login), [], 'the login form');
    await widget.find(composer);
  },

  async 'axe finds nothing in the conversation list'(t) {
    const [me, friend] = [t.account('ann'), t.account('ben')];
    t.befriend(me, friend);
    const page = await t.open(t.login(me), { width: 1200 });
    await page.widget().wait('[data-part=conversations] [role=listitem]');
    assert.deepEqual(await axe(page), []);
  },

  async 'every control is reached with Tab, in a steady order, and back'(t) {
    const { page, widget } = await roomWithTalk(t, undefined, { width: 1200,
      body: '<button id="before">Before</button><div id="chat" style="height:600px"></div><button id="after">After</button>' });
    await widget.fill(composer, 'enables the send button');
    await page.click('#before');
    // Presses until the focus is on the page's own button; writes down what it met in between.
    const walk = async (keys, goal) => {
      const met = [];
      for (let i = 0; i < 60; i++) {
        await page.press(keys);
        if (await page.eval((id) => document.activeElement?.id === id, goal)) return met;
        const now = await focus(page);
        if (now) met.push(now);
      }
      throw new Error(`${keys} never comes to #${goal}: ${met.join(', ')}`);
    };
    const forward = await walk('Tab', 'after');
    const back = await walk('Shift+Tab', 'before');
    assert.deepEqual(back.reverse(), forward, 'the same order in both directions');
    assert.ok(forward.some((f) => f.includes(':send:')), `Tab reaches send: ${forward.join(', ')}`);
    const all = [...forward];
    const buttons = (await widget.visible('button, a[href], input, textarea')).filter((e) => !e.disabled && e.attributes.tabindex !== '-1');
    for (const button of buttons) {
      const label = (button.name || button.text || button.attributes.name || '').slice(0, 40);
      assert.ok(all.some((f) => f.endsWith(`:${label}`)), `Tab reaches ${button.tag} "${label}": ${all.join(', ')}`);
    }
  },

  async 'a button works by keyboard as by pointer'(t) {
    const { page, widget, peer } = await roomWithTalk(t);
    await widget.fill(composer, 'sent by the space bar');
    for (let i = 0; i < 10; i++) {
      await page.press('Tab');
      if ((await focus(page))?.includes(':send:')) break;
    }
    await page.press('Space');
    await peer.hears('sent by the space bar');
  },

  async 'Escape closes what opened last, then the window; focus returns'(t) {
    const room = t.room();
    const page = await t.open({ ...t.guest(room, 'Visitor'), view_mode: 'overlayed', root: undefined, auto_login: false, lazy: 'click' }, { body: '<button id="before">Before</button>' });
    const widget = page.widget();
    await widget.click('button');
    await page.waitEvent('open');
    await widget.wait(composer);
    await widget.click(composer);
    const settings = (await widget.visible('button')).find((b) => /settings|menu|more/i.test(b.name + b.text));
    if (settings) {
      await page.clickAt(settings.box.x + settings.box.width / 2, settings.box.y + settings.box.height / 2);
      const opened = '[role=dialog]:not([aria-modal=false]) , [role=menu]';
      await widget.wait(opened, 5);
      await page.press('Escape');
      await sleep(300);
      assert.ok(await widget.find(composer), 'the window is still open');
    }
    await page.press('Escape');
    await page.waitEvent('close');
    await widget.waitGone(composer);
    await until(() => focus(page), 'the focus to be on the launcher again', 5);
  },

  async 'a form that a menu opened gives the focus back to what opened the menu'(t) {
    const { page, widget } = await roomWithTalk(t);
    const at = (label) => page.eval((l) => document.querySelector('confab-chat').shadowRoot.activeElement?.getAttribute('aria-label') === l, label);
    await page.eval(() => document.querySelector('confab-chat').shadowRoot.querySelector('button[aria-label="More actions"]').focus());
    await page.press('Enter');
    await widget.wait('[role=menu]');
    await page.press('Enter');
    await widget.wait('[role=dialog]');
    await page.press('Escape');
    await widget.waitGone('[role=dialog]');
    await until(() => at('More actions'), 'the focus on the button of the menu', 5);
  },

  async 'settings give the focus back to their button, in a narrow window, too'(t) {
    for (const view_mode of ['embedded', 'overlayed']) {
      const room = t.room();
      const overlay = view_mode === 'overlayed' ? { root: undefined, lazy: 'click', auto_login: false } : {};
      const page = await t.open({ ...t.guest(room, 'Visitor'), view_mode, ...overlay });
      const widget = page.widget();
      if (view_mode === 'overlayed') await widget.click('button');
      await widget.wait(composer);
      const at = () => page.eval(() => document.querySelector('confab-chat').shadowRoot.activeElement?.getAttribute('aria-label'));
      const button = 'button[aria-label="Settings"]';
      if (view_mode === 'overlayed') await widget.click('button[aria-label="Back"]');   // to the list of conversations
      await widget.wait(button);
      await page.eval(() => document.querySelector('confab-chat').shadowRoot.querySelector('button[aria-label="Settings"]').focus());
      await page.press('Enter');
      await widget.wait('[role=switch]');
      await page.press('Escape');
      await widget.waitGone('[role=switch]');
      await until(async () => await at() === 'Settings', `${view_mode}: the focus on the button, not on ${await at()}`, 5);
      await page.close();
    }
  },

  async 'a conversation that is closed leaves the screen'(t) {
    const { room, page, widget } = await roomWithTalk(t);
    await widget.api('chats.close', room);
    await widget.waitGone(`[role=log][data-jid="${room}"]`);
    await widget.waitGone(composer);
    assert.deepEqual(await page.eval(() => Confab.instances[0].chats.list()), []);
  },

  async 'message text can be selected and copied over several messages'(t) {
    const { page } = await roomWithTalk(t, ['first message', 'second message', 'third message']);
    const text = await page.eval(() => {
      const root = document.querySelector('confab-chat').shadowRoot;
      const bodies = [...root.querySelectorAll('[role=log] [part~=body]')];
      const range = document.createRange();
      const find = (text) => bodies.find((b) => b.textContent === text);
      range.setStart(find('first message'), 0);
      range.setEnd(find('third message'), find('third message').childNodes.length);
      const selection = (root.getSelection ? root : document).getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      return selection.toString() || range.toString();
    });
    for (const line of ['first message', 'second message', 'third message']) assert.ok(text.includes(line), text);
  },

  async 'a twin element lies on its pixels'(t) {
    const { page } = await roomWithTalk(t, ['MMMMMMMMMMMM']);
    await liesOnPixels(page, 'MMMMMMMMMMMM');
  },

  async 'the log scrolls natively, and old messages stay findable'(t) {
    const lines = Array.from({ length: 120 }, (_, i) => `row ${i + 1}`);
    const { page, widget } = await roomWithTalk(t, lines);
    const [before] = await page.eval(() => {
      const log = document.querySelector('confab-chat').shadowRoot.querySelector('[role=log]');
      return [{ top: log.scrollTop, height: log.scrollHeight, client: log.clientHeight }];
    });
    assert.ok(before.height > before.client, 'there is something to scroll');
    assert.ok(before.top + before.client >= before.height - 4, 'a new room shows its end');
    await page.eval(() => { document.querySelector('confab-chat').shadowRoot.querySelector('[role=log]').scrollTop -= 400; });
    await sleep(300);
    const visible = await widget.messages();
    assert.ok(visible.length < 200);
    await until(async () => (await page.eval(() => document.querySelector('confab-chat').shadowRoot.querySelector('[role=log]').textContent)).includes('row 90'), 'row 90 in the document');
  },

  async 'a message is announced once, politely'(t) {
    const { page, peer, room } = await roomWithTalk(t);
    await page.eval(() => {
      window.__announced = [];
      const region = document.querySelector('confab-chat').shadowRoot.querySelector('[aria-live=polite]');
      new MutationObserver(() => { const text = region.textContent.trim(); if (text) window.__announced.push(text); })
        .observe(region, { childList: true, characterData: true, subtree: true });
    });
    peer.say(room, 'please read this aloud');
    await until(async () => (await page.eval(() => window.__announced)).some((a) => a.includes('please read this aloud')), 'the announcement');
    await sleep(1500);
    const times = (await page.eval(() => window.__announced)).filter((a) => a.includes('please read this aloud'));
    assert.equal(times.length, 1);
  },

  async 'Enter does not send while composing'(t) {
    const { page, widget, peer } = await roomWithTalk(t);
    await widget.fill(composer, 'ni');
    await page.eval(() => {
      const area = document.querySelector('confab-chat').shadowRoot.querySelector('textarea[name=message]');
      area.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true, data: '' }));
      area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true }));
    });
    await sleep(500);
    assert.ok(!peer.bodies().includes('ni'), 'nothing was sent');
    await page.eval(() => {
      const area = document.querySelector('confab-chat').shadowRoot.querySelector('textarea[name=message]');
      area.value = '你';
      area.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '你' }));
      area.dispatchEvent(new InputEvent('input', { bubbles: true, data: '你', inputType: 'insertCompositionText' }));
    });
    await page.press('Enter');
    await peer.hears('你');
  },
};
