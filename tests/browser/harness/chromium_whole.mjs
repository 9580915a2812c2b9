// SPDX-License-Identifier: MIT
// Chromium as visitors have it, for what the harness's other one cannot: pages put aside are kept for the way back, a
// page whose renderer has crashed can be loaded again, and a tab that no tool looks at can be discarded.
// Through puppeteer-core; see driver.mjs.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { FLAGS } from './chromium.mjs';
import { pageIn } from './puppeteer_page.mjs';

const settings = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: FLAGS };

export async function launch() {
  const browser = await puppeteer.launch(settings);
  return {
    name: 'chromium', version: await browser.version(), raw: browser,
    newPage: async ({ width = 1000, height = 700, dpr = 1 } = {}) => pageIn(await browser.createBrowserContext(), { width, height, dpr }),
    close: () => browser.close(),
  };
}

/** A browser whose tabs nobody looks into: tabs(fn, ...args) runs a function in an extension that may use chrome.tabs. */
export async function launchUnseen() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'confab-extension-'));
  fs.writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({
    manifest_version: 3, name: 'Tabs', version: '1', permissions: ['tabs'], background: { service_worker: 'worker.js' },
  }));
  fs.writeFileSync(path.join(folder, 'worker.js'), '');
  const browser = await puppeteer.launch({ ...settings, pipe: true, enableExtensions: [folder], waitForInitialPage: false,
    targetFilter: (target) => target.type() !== 'page' });
  const target = await browser.waitForTarget((t) => t.type() === 'service_worker' && t.url().endsWith('worker.js'));
  const worker = await target.worker();
  return {
    tabs: (fn, ...args) => worker.evaluate(fn, ...args),
    close: async () => {
      await browser.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
