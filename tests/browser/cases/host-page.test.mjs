// SPDX-License-Identifier: MIT
// We are guests: the page keeps its policy, its styles, its keys, its network and its storage.
import { decodePng } from '../harness/png.mjs';
import { assert, sleep, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';
const overlay = { view_mode: 'overlayed', root: undefined, auto_login: false, lazy: 'click' };
const SITE = '<main style="max-width:600px;margin:40px auto"><h1>A page</h1><p id="copy">Some words of the page.</p><input id="field"><div style="height:3000px"></div></main>';

const POLICY = (t) => `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' ${new URL(t.server.websocket).origin.replace('http', 'ws')}; `
  + "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

// Firefox asks for the site's icon by itself, and the policy of the test lets no image in.
async function violations(page) {
  return (await page.violations()).filter((v) => !v.uri.endsWith('/favicon.ico')).map((v) => `${v.directive} ${v.uri} ${v.sample} ${v.source}:${v.line}`);
}

// The chat looks the same, pixel by pixel, on a page with those styles and on one without. `applied`: run in the
// page, proves that the styles are there.
async function sameUnder(t, styles, applied = () => true) {
  const room = t.room();
  const peer = await t.puppet();
  await peer.join(room, 'Mina');
  peer.say(room, 'unchanged by styles');
  const box = 'display:block!important;position:fixed!important;left:0!important;top:0!important;width:700px!important;height:500px!important';
  const look = async (head, proof) => {
    const page = await t.open(t.guest(room, `V${Math.random().toString(36).slice(2, 7)}`), { head, width: 900, height: 700, body: `<div id="chat" style="${box}"></div>` });
    const widget = page.widget();
    await widget.waitMessage('unchanged by styles');
    let frames = -1;
    await until(async () => {
      await sleep(500);
      const before = frames;
      ({ frames } = await widget.stats());
      return frames === before;
    }, 'the picture to be finished');
    assert.ok(await page.eval(proof), 'the styles are in force');
    const [message] = (await widget.visible('[role=article] [part~=body]')).filter((e) => e.text === 'unchanged by styles');
    const [field] = await widget.visible(composer);
    return { message: message.box, composer: field.box, picture: decodePng(await page.screenshot()) };
  };
  const [plain, wild] = [await look('', () => true), await look(styles, applied)];
  assert.deepEqual(wild.message, plain.message, 'the message box');
  assert.deepEqual(wild.composer, plain.composer, 'the composer box');
  let different = 0;
  for (let y = 60; y < 500; y += 2) for (let x = 0; x < 700; x += 2) {
    const [a, b] = [plain.picture.at(x, y), wild.picture.at(x, y)];
    if (Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]) > 60) different++;
  }
  assert.ok(different < 350 * 220 * 0.01, `${different} sampled pixels differ`);
}

export const tests = {
  async 'strict policy and trusted types: a whole chat, no violation'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Mina');
    peer.say(room, 'a link https://example.org and 👩‍👩‍👧‍👦');
    const head = '<link rel="stylesheet" href="/case/site.css">';
    t.pages.page('/case/site.css', '#chat { height: 500px; }', { 'Content-Type': 'text/css' });
    t.pages.page('/case/strict', `<!doctype html><html lang="en"><head><title>Strict</title><script src="/harness/inpage.js"></script>${head}</head><body><div id="chat"></div>
<script type="application/json" id="confab-config">${JSON.stringify({ websocket_url: t.server.websocket, view_mode: 'embedded', root: '#chat', lazy: 'eager', ...t.guest(room, 'Visitor') })}</script>
<script async src="/dist/confab.js"></script></body></html>`, { 'Content-Security-Policy': POLICY(t) });
    const page = await t.tab();
    await page.goto(`${t.pages.origin}/case/strict`);
    const widget = page.widget();
    await widget.wait(composer);
    await widget.say('said under a strict policy');
    await peer.hears('said under a strict policy');
    await widget.waitMessage((m) => m.body.startsWith('a link'));
    for (const button of (await widget.visible('button')).filter((b) => /settings|participants|menu|more/i.test(b.name)).slice(0, 3)) {
      await page.clickAt(button.box.x + button.box.width / 2, button.box.y + button.box.height / 2);
      await sleep(300);
      await page.press('Escape');
    }
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await page.errors(), []);
  },

  async 'the strict example has no violation either'(t) {
    const page = await t.tab();
    await page.driver.raw?.addInitScript?.({ content: `window.__v = []; document.addEventListener('securitypolicyviolation', (e) => window.__v.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));` });
    await page.goto(`${t.pages.origin}/examples/strict-csp/`);
    await until(() => page.eval(() => window.Confab?.instances?.length > 0), 'the widget');
    const widget = page.widget();
    await widget.click('button');
    await widget.wait(composer);
    await widget.say('hello desk');
    await widget.waitMessage('hello desk');
    assert.deepEqual(await page.eval(() => window.__v ?? []), []);
  },

  async 'nothing but the loader is fetched and nothing is stored before the visitor opens the chat'(t) {
    const room = t.room();
    const before = t.pages.requests.length;
    const page = await t.open({ ...t.guest(room), ...overlay }, { body: SITE });
    await page.widget().wait('button');
    await sleep(1500);
    const fetched = t.pages.requests.slice(before).map((r) => r.url).filter((u) => u.startsWith('/dist/'));
    assert.deepEqual(fetched, ['/dist/confab.js']);
    const stored = await page.eval(async () => ({ local: localStorage.length, session: sessionStorage.length, cookie: document.cookie,
      databases: (await indexedDB.databases?.())?.length ?? 0, caches: (await globalThis.caches?.keys?.())?.length ?? 0 }));
    assert.deepEqual(stored, { local: 0, session: 0, cookie: '', databases: 0, caches: 0 });
    assert.equal((await page.events('connecting')).length, 0);
    await page.widget().click('button');
    await page.widget().wait(composer);
  },

  async 'a visitor who has closed the chat fetches nothing but the loader on the next page'(t) {
    const page = await t.open({ ...t.guest(t.room()), ...overlay, auto_login: false }, { body: SITE });
    const widget = page.widget();
    await widget.click('button.launcher');
    await widget.wait(composer);
    await widget.click('button.launcher');
    await widget.waitGone(composer);
    const before = t.pages.requests.length;
    await page.goto(page.url);
    await widget.wait('button.launcher');
    await sleep(1500);
    assert.deepEqual(t.pages.requests.slice(before).map((r) => r.url).filter((u) => u.startsWith('/dist/')), ['/dist/confab.js']);
  },

  async 'hostile styles of the page change nothing inside'(t) {
    await sameUnder(t, `<style>* { all: unset !important; } *, *::before { box-sizing: content-box !important; color: red !important; font: 40px monospace !important; display: inline !important; letter-spacing: 9px !important; }</style>`);
  },

  async 'Bootstrap changes nothing inside'(t) {
    await sameUnder(t, '<link rel="stylesheet" href="/node_modules/bootstrap/dist/css/bootstrap.min.css">',
      () => getComputedStyle(document.documentElement).getPropertyValue('--bs-blue') !== '');
  },

  async "Tailwind's preflight changes nothing inside"(t) {
    await sameUnder(t, '<link rel="stylesheet" href="/node_modules/tailwindcss/preflight.css">',
      () => getComputedStyle(document.body.appendChild(document.createElement('h1'))).fontWeight === getComputedStyle(document.body).fontWeight);
  },

  async 'the page outside is left as it was'(t) {
    const room = t.room();
    const page = await t.open({ ...t.guest(room), ...overlay }, { body: SITE });
    const snapshot = () => page.eval(() => ({ title: document.title, styles: document.styleSheets.length, body: document.body.className + document.body.getAttribute('style'),
      html: document.documentElement.className + document.documentElement.getAttribute('style'), scroll: document.scrollingElement.scrollHeight,
      globals: Object.keys(window).filter((k) => !/^(__confab|Confab|on)/.test(k) && Number.isNaN(+k)).sort().join() }));
    await page.widget().wait('button');
    const before = await snapshot();
    await page.widget().click('button');
    await page.widget().wait(composer);
    await sleep(500);
    assert.deepEqual(await snapshot(), before);
  },

  async 'typing, shortcuts and scrolling of the page stay with the page'(t) {
    const room = t.room();
    const page = await t.open({ ...t.guest(room), ...overlay }, { body: SITE });
    const widget = page.widget();
    await widget.click('button');
    await widget.wait(composer);
    await page.eval(() => {
      window.__keys = [];
      addEventListener('keydown', (e) => window.__keys.push(`${e.key}${e.defaultPrevented ? '!' : ''}`));
    });
    await page.click('#field');
    await page.type('text of the page / ? k');
    assert.equal(await page.eval(() => document.querySelector('#field').value), 'text of the page / ? k');
    await page.press('Escape');
    await page.press('Control+k');
    await page.press('Tab');
    const keys = await page.eval(() => window.__keys);
    assert.ok(keys.includes('Escape') && !keys.some((k) => k.endsWith('!')), keys.join(' '));
    assert.ok(await widget.find(composer), 'Escape in the page does not close the chat');
    await page.driver.move(100, 300);
    await page.driver.wheel(0, 600);
    await until(() => page.eval(() => scrollY > 300), 'the page to scroll', 5);
    const log = await widget.find('[role=log]');
    const at = await page.eval(() => scrollY);
    if (log) {   // a wheel over the chat is the chat's
      await page.driver.move(log.box.x + log.box.width / 2, log.box.y + log.box.height / 2);
      await page.driver.wheel(0, 400);
      await sleep(400);
      assert.equal(await page.eval(() => scrollY), at, 'the page did not scroll under the chat');
    }
  },

  async 'typing in the chat does not trigger shortcuts of the page'(t) {
    const room = t.room();
    const page = await t.open(t.guest(room), {});
    const widget = page.widget();
    await widget.wait(composer);
    await page.eval(() => {
      window.__hot = [];
      document.addEventListener('keydown', (e) => {   // how sites guard single-key shortcuts
        if (/^(input|textarea|select)$/i.test(e.composedPath()[0].localName)) return;
        window.__hot.push(e.key);
      });
    });
    await widget.fill(composer, 'jk/?');
    assert.deepEqual(await page.eval(() => window.__hot), []);
    assert.equal((await widget.find(composer)).value, 'jk/?');
  },

  async 'no request leaves for another server'(t) {
    const room = t.room();
    const page = await t.open(t.guest(room));
    await page.widget().wait(composer);
    await sleep(500);
    const foreign = await page.eval((origin) => performance.getEntriesByType('resource').map((e) => e.name).filter((n) => !n.startsWith(origin) && !n.startsWith('data:') && !n.startsWith('blob:')), t.pages.origin);
    assert.deepEqual(foreign.filter((u) => !u.startsWith(`http://localhost:${t.server.http}/`)), []);
  },
};
