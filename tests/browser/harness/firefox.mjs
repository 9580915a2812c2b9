// SPDX-License-Identifier: MIT
// Firefox ESR behind the harness's page interface (see driver.mjs), through puppeteer-core and WebDriver BiDi.
// WebGL needs an X display: run.mjs starts itself under xvfb-run for it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { pageIn } from './puppeteer_page.mjs';

const PREFERENCES = {
  'javascript.options.wasm_optimizingjit': false,   // a page of a case does not live long enough for it to pay
  'media.peerconnection.ice.loopback': true,   // the tests' relay is on this machine
  'webgl.force-enabled': true, 'webgl.disabled': false, 'browser.shell.checkDefaultBrowser': false,
  'app.update.enabled': false, 'datareporting.policy.dataSubmissionEnabled': false, 'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false, 'toolkit.telemetry.enabled': false, 'extensions.systemAddon.update.enabled': false,
  'dom.ipc.processPrelaunch.enabled': false, 'browser.newtab.preload': false, 'browser.sessionstore.resume_from_crash': false,
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
  return pageIn(await browser.createBrowserContext(), { width, height, dpr });
}
