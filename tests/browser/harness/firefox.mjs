// SPDX-License-Identifier: MIT
// Firefox ESR behind the harness's page interface (see driver.mjs), through puppeteer-core and WebDriver BiDi.
// WebGL needs an X display: run.mjs starts itself under xvfb-run for it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';

const PREFERENCES = {
  'media.peerconnection.ice.loopback': true,   // the tests' relay is on this machine
  'webgl.force-enabled': true, 'webgl.disabled': false, 'browser.shell.checkDefaultBrowser': false,
  'app.update.enabled': false, 'datareporting.policy.dataSubmissionEnabled': false, 'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false, 'toolkit.telemetry.enabled': false, 'extensions.systemAddon.update.enabled': false,
  'browser.region.network.url': '', 'services.settings.server': 'data:,', 'accessibility.tabfocus': 7,
};

export async function launch() {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'confab-firefox-'));
  const browser = await puppeteer.launch({
    browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr', headless: !process.env.DISPLAY,
    env: { ...process.env, HOME: home, MOZ_DISABLE_CONTENT_SANDBOX: '1', LIBGL_ALWAYS_SOFTWARE: '1' },
    extraPrefsFirefox: PREFERENCES,
  });
  return {
    name: 'firefox', version: await browser.version(), raw: browser,
    newPage: (options) => newPage(browser, options),
    close: async () => {
      await browser.close();
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
}

async function newPage(browser, { width = 1000, height = 700, dpr = 1 } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width, height, deviceScaleFactor: dpr });
  const log = [];
  page.on('console', (m) => log.push(`${m.type()}: ${m.text()}`));
  page.on('pageerror', (e) => log.push(`pageerror: ${e.stack ?? e}`));
  return {
    raw: page, context, log,
    goto: (url) => page.goto(url, { waitUntil: 'load' }),
    evaluate: (source) => page.evaluate(source),
    move: (x, y) => page.mouse.move(x, y),
    down: () => page.mouse.down(),
    up: () => page.mouse.up(),
    wheel: (x, y) => page.mouse.wheel({ deltaX: x, deltaY: y }),
    type: (text) => page.keyboard.type(text),
    insert: (text) => page.keyboard.type(text),
    press: async (keys) => {
      const parts = keys.split('+').map((key) => (key === 'Space' ? ' ' : key));
      for (const key of parts.slice(0, -1)) await page.keyboard.down(key);
      await page.keyboard.press(parts.at(-1));
      for (const key of parts.slice(0, -1).reverse()) await page.keyboard.up(key);
    },
    screenshot: async (clip) => Buffer.from(await page.screenshot({ clip })),
    resize: (w, h) => page.setViewport({ width: w, height: h, deviceScaleFactor: dpr }),
    close: () => context.close(),
  };
}
