// SPDX-License-Identifier: MIT
// Chromium behind the harness's page interface (see driver.mjs), through playwright-core. WebGL2 in software.
import { chromium } from 'playwright-core';

// Without --disable-gpu-compositing the software GL would also put the page together, which is most of what a run costs.
// Its address bar is made of web pages, which would start with every tab. Liftoff: a page of a case does not live long
// enough for wasm to be optimised.
export const FLAGS = ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
  '--disable-quic', '--disable-gpu-compositing', '--js-flags=--liftoff-only', '--disable-features=Translate,OptimizationHints,MediaRouter,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup'];

export async function launch({ flags = FLAGS } = {}) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
  return {
    name: 'chromium', version: browser.version(), raw: browser,
    newPage: (options) => newPage(browser, options),
    close: () => browser.close(),
  };
}

async function newPage(browser, { width = 1000, height = 700, dpr = 1, dark = false, locale = 'en-US', touch = false,
  reducedMotion = false, trusting = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: dpr, locale,
    colorScheme: dark ? 'dark' : 'light', reducedMotion: reducedMotion ? 'reduce' : 'no-preference', hasTouch: touch, ignoreHTTPSErrors: trusting,
    permissions: ['clipboard-read', 'clipboard-write'] });
  return pageIn(context);
}

async function pageIn(context) {
  const page = await context.newPage();
  const log = [];
  page.on('console', (m) => log.push(`${m.type()}: ${m.text()}`));
  page.on('pageerror', (e) => log.push(`pageerror: ${e.stack ?? e}`));
  page.on('crash', () => log.push('pageerror: the page crashed'));
  return {
    raw: page, context, log,
    goto: (url) => page.goto(url),
    evaluate: (source) => page.evaluate(source),
    move: (x, y) => page.mouse.move(x, y),
    down: () => page.mouse.down(),
    up: () => page.mouse.up(),
    wheel: (x, y) => page.mouse.wheel(x, y),
    tap: (x, y) => page.touchscreen.tap(x, y),
    type: (text) => page.keyboard.type(text),
    insert: (text) => page.keyboard.insertText(text),
    press: (keys) => page.keyboard.press(keys),
    screenshot: (clip) => page.screenshot({ clip, animations: 'allow' }),
    resize: (w, h) => page.setViewportSize({ width: w, height: h }),
    hide: async (hidden) => {   // what a hidden tab looks like to the page
      await page.evaluate(`(() => { const set = (k, v) => Object.defineProperty(document, k, { configurable: true, get: () => v });
        set('hidden', ${hidden}); set('visibilityState', ${hidden} ? 'hidden' : 'visible');
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true })); })()`);
    },
    offline: (off) => context.setOffline(off),
    another: () => pageIn(context),   // a tab of the same visitor
    front: () => page.bringToFront(),
    close: async () => {
      await page.close();
      if (!context.pages().length) await context.close();
    },
  };
}
