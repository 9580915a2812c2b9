// SPDX-License-Identifier: MIT
// A test's view of a page and of the widgets in it: finds things by the public contract only (roles, names and data
// attributes of the DOM twin, events, the JavaScript API) and acts on them with real pointer and key input.
import { until } from './wait.mjs';

// Runs in the page. Widgets are counted in document order.
const inPage = {
  look: (index, selector) => {
    const host = document.querySelectorAll('confab-chat')[index];
    return [...(host?.shadowRoot?.querySelectorAll(selector) ?? [])].map((element) => {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      return {
        tag: element.localName, text: element.textContent.trim(), value: element.value, name: element.getAttribute('aria-label') ?? '',
        attributes: Object.fromEntries([...element.attributes].map((a) => [a.name, a.value])),
        focused: host.shadowRoot.activeElement === element, disabled: !!element.disabled,
        visible: element.getClientRects().length > 0 && style.visibility !== 'hidden' && !element.closest('[inert]'),
        box: { x: box.x, y: box.y, width: box.width, height: box.height },
      };
    });
  },
  bringIntoView: (index, selector) => {
    const host = document.querySelectorAll('confab-chat')[index];
    const element = [...host.shadowRoot.querySelectorAll(selector)].find((e) => e.getClientRects().length > 0);
    const box = element?.getBoundingClientRect();
    if (box && (box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth)) element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  },
  messages: (index) => {
    const host = document.querySelectorAll('confab-chat')[index];
    return [...(host?.shadowRoot?.querySelectorAll('[role=log] [role=article]') ?? [])].map((article) => ({
      id: article.dataset.id, from: article.dataset.from, own: article.dataset.own === 'true' || article.dataset.own === '1',
      state: article.dataset.state, body: article.querySelector('[part~=body]')?.textContent ?? '',
      time: article.querySelector('time')?.getAttribute('datetime') ?? '',
    }));
  },
};

const source = (fn, args) => `(${fn})(${args.map((a) => (a === undefined ? 'undefined' : JSON.stringify(a))).join(', ')})`;

export class Page {
  constructor(driver) { this.driver = driver; }

  goto(url) { return this.driver.goto(url); }
  /** Runs a function in the page; arguments and result are JSON. */
  eval(fn, ...args) { return this.driver.evaluate(typeof fn === 'string' ? fn : source(fn, args)); }
  type(text) { return this.driver.type(text); }
  press(keys) { return this.driver.press(keys); }
  screenshot(clip) { return this.driver.screenshot(clip); }
  resize(width, height) { return this.driver.resize(width, height); }
  close() { return this.driver.close(); }
  widget(index = 0) { return new Widget(this, index); }

  async clickAt(x, y) {
    await this.driver.move(x, y);
    await this.driver.down();
    await this.driver.up();
  }
  /** Until the page has been drawn: a browser drops what is pressed before its first picture. */
  drawn() {
    return this.eval(() => Promise.race([new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => go(true)))),
      new Promise((go) => setTimeout(go, 1000, true))]));
  }
  /** Clicks an element of the host page, once that stands still. */
  async click(selector) {
    let before = '';
    const { x, y } = await until(async () => {
      const middle = await this.eval((s) => {
        const element = document.readyState === 'complete' && document.querySelector(s);
        if (!element) return null;
        element.scrollIntoView({ block: 'nearest' });
        const { x, y, width, height } = element.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      }, selector).catch(() => null);   // between two pages there is nobody to ask
      const same = middle && JSON.stringify(middle) === before && await this.drawn().catch(() => false);
      before = JSON.stringify(middle);
      return same && middle;
    }, `${selector} to stand still`);
    await this.clickAt(x, y);
  }

  /** Events the widget sent since the page began, optionally by name. */
  async events(name) {
    const all = await this.eval(() => window.__confab?.events ?? []);
    return name ? all.filter((e) => e.name === name) : all;
  }
  async waitEvent(name, match = () => true, seconds = 20) {
    return until(async () => (await this.events(name)).find((e) => match(e.detail)), `event ${name}`, seconds);
  }
  violations() { return this.eval(() => window.__confab.violations); }
  errors() { return this.eval(() => window.__confab.errors); }
}

export class Widget {
  constructor(page, index) { this.page = page; this.index = index; }

  all(selector) { return this.page.eval(inPage.look, this.index, selector); }
  async visible(selector) { return (await this.all(selector)).filter((e) => e.visible); }
  async find(selector) { return (await this.visible(selector))[0]; }
  wait(selector, seconds = 20) { return until(() => this.find(selector), `to see ${selector}`, seconds); }
  waitGone(selector, seconds = 20) { return until(async () => !(await this.find(selector)), `${selector} to go`, seconds); }
  /** Waits for an element whose text or accessible name matches. */
  waitText(selector, match, seconds = 20) {
    const matches = (e) => match instanceof RegExp ? match.test(e.text) || match.test(e.name) : e.text.includes(match) || e.name.includes(match);
    return until(async () => (await this.visible(selector)).find(matches), `${selector} with ${match}`, seconds);
  }
  /** All the text a visitor can see inside the widget. */
  text() {
    return this.page.eval((index) => {
      const root = document.querySelectorAll('confab-chat')[index]?.shadowRoot;
      const walk = (node) => node.nodeType === 3 ? node.data : node.nodeType !== 1 && node.nodeType !== 11 ? ''
        : /^(style|script)$/.test(node.localName) || (node.getClientRects && !node.getClientRects().length && getComputedStyle(node).display !== 'contents') ? ''
          : [...node.childNodes].map(walk).join(node.localName === 'span' ? '' : ' ');
      return root ? walk(root).replace(/\s+/g, ' ').trim() : '';
    }, this.index);
  }

  /** The middle of an element, once that stands still on a page that is drawn: what moves is easily missed. */
  async #target(selector, seconds) {
    await this.wait(selector, seconds);
    await this.page.eval(inPage.bringIntoView, this.index, selector);
    let before = '';
    const { x, y, width, height } = await until(async () => {
      const box = (await this.find(selector))?.box;
      const same = JSON.stringify(box) === before;
      before = JSON.stringify(box);
      return same && box;
    }, `${selector} to stand still`, seconds);
    await this.page.drawn();
    return [x + width / 2, y + height / 2];
  }
  async click(selector, seconds = 20) {
    await this.page.clickAt(...await this.#target(selector, seconds));
  }
  /** With a finger; only where the driver has tap(). */
  async tap(selector, seconds = 20) {
    await this.page.driver.tap(...await this.#target(selector, seconds));
  }
  async fill(selector, text) {
    await this.click(selector);
    await until(async () => (await this.find(selector))?.focused, `${selector} to have the focus`);
    await this.page.press('Control+a');
    await this.page.press('Backspace');
    await this.page.type(text);
  }
  async login(jid, password) {
    await this.fill('form[name=login] input[name=jid]', jid);
    await this.fill('form[name=login] input[name=password]', password);
    await this.click('form[name=login] button[type=submit]');
  }
  /** Until the form says that the password was refused. */
  loginRefused() { return until(async () => /not accepted|wrong|again|incorrect/i.test(await this.text()), 'a sentence about the password'); }
  async say(text) {
    await this.fill('textarea[name=message]', text);
    await this.page.press('Enter');
  }

  messages() { return this.page.eval(inPage.messages, this.index); }
  waitMessage(match, seconds = 20) {
    const test = typeof match === 'string' ? (m) => m.body === match : match;
    return until(async () => (await this.messages()).find(test), `message ${match}`, seconds);
  }

  /** Calls the JavaScript API: api('chats.send', jid, {body}). */
  api(path, ...args) {
    return this.page.eval(async (index, path, args) => {
      const instance = window.Confab.instances[index];
      const names = path.split('.');
      const last = names.pop();
      const object = names.reduce((o, n) => o[n], instance);
      const result = await object[last](...args);
      try { return JSON.parse(JSON.stringify(result ?? null)); } catch { return null; }
    }, this.index, path, args);
  }
  stats() { return this.api('stats'); }
}
