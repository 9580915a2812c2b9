// SPDX-License-Identifier: MIT
// node check.mjs NAME [TEXT]: proves an example end to end in a headless Chromium against real servers; its check.mjs holds the steps.
// The last line is "N passed, N failed".
import fs from 'node:fs';
import path from 'node:path';
import { launch } from '../../../tests/browser/harness/driver.mjs';
import { Page } from '../../../tests/browser/harness/page.mjs';
import { onePuppet } from '../../../tests/browser/harness/puppet.mjs';
import { until } from '../../../tests/browser/harness/wait.mjs';
import { ROOT, Stage, begin } from './stage.mjs';

const STEP_SECONDS = Number(process.env.CONFAB_STEP_SECONDS ?? 90);
const [name, only = ''] = process.argv.slice(2);

/** What a step has at hand. */
class Check {
  constructor(stage, browser) {
    this.stage = stage;
    this.browser = browser;
    this.opened = [];
    this.undo = [];
  }
  /** Opens the example's page in a browser profile of its own. */
  async open(query = '') {
    const page = new Page(await this.browser.newPage());
    this.opened.push(page);
    await page.goto(this.stage.index + query);
    return page;
  }
  /** A page of somebody who has signed in to the site, in the chat. */
  async visitor(user) {
    const page = await this.open();
    await this.site(page, 'POST', '/login', { user, password: `${user}pass` });
    await page.goto(this.stage.index);
    await page.widget().wait('textarea[name=message]', 40);
    return page;
  }
  /** Clicks the widget's button that says so. */
  async press(page, text) {
    let before;
    const box = await until(async () => {   // the page around may be about to move it
      const now = (await page.widget().waitText('button', text)).box;
      const still = before && before.x === now.x && before.y === now.y;
      before = now;
      return still ? now : null;
    }, `"${text}" to stand still`);
    await page.clickAt(box.x + box.width / 2, box.y + box.height / 2);
  }
  /** Calls the site as its page would, with its cookies. */
  site(page, method, path, body) {
    return page.eval(async (url, method, body) => {
      const answer = await fetch(url, { method, credentials: 'include', headers: body ? { 'Content-Type': 'application/json' } : {}, body: body && JSON.stringify(body) });
      return { status: answer.status, body: await answer.json().catch(() => null) };
    }, this.stage.site + path, method, body ?? null);
  }
  /** A slixmpp client on the server that the example uses. */
  async puppet(jid, password, c2s) {
    const puppet = await onePuppet(ROOT, c2s, { jid, password });
    this.undo.push(() => puppet.close());
    return puppet;
  }
  async end() {
    for (const step of this.undo.splice(0)) await step();
    for (const page of this.opened.splice(0)) await page.close().catch(() => {});
  }
}

async function evidence(check, step, error) {
  const folder = path.join(ROOT, 'build/browser');
  fs.mkdirSync(folder, { recursive: true });
  const base = path.join(folder, `backends-${name}-${step}`.replace(/[^\w.-]+/g, '-').slice(0, 110));
  const lines = [error.stack ?? String(error)];
  for (const [i, page] of check.opened.entries()) {
    try {
      fs.writeFileSync(`${base}.${i}.png`, await page.screenshot());
      lines.push(`--- page ${i}`, ...page.driver.log, JSON.stringify(await page.eval(() => window.__confab?.events), null, 1), await page.widget().text());
    } catch (e) {
      lines.push(`--- page ${i} could not be read: ${e.message}`);
    }
  }
  for (const program of check.stage.programs ?? []) lines.push('--- program', ...program.log);
  fs.writeFileSync(`${base}.log`, lines.join('\n'));
  return path.relative(ROOT, `${base}.log`);
}

let passed = 0;
let failed = 0;
let stage = null;
let browser = null;
process.on('SIGTERM', async () => {   // it took too long
  await browser?.close().catch(() => {});
  await stage?.stop();
  process.exit(1);
});
try {
  stage = new Stage(name, { checking: true });
  await begin(stage);
  browser = await launch('chromium');
  const { steps } = await import(path.join(stage.folder, 'check.mjs'));
  for (const [title, step] of Object.entries(steps)) {
    if (!title.includes(only)) continue;
    const check = new Check(stage, browser);
    const began = performance.now();
    let timer;
    try {
      await Promise.race([step(check), new Promise((_, no) => { timer = setTimeout(() => no(new Error(`took longer than ${STEP_SECONDS} s`)), STEP_SECONDS * 1000); })]);
      passed++;
      console.log(`ok   ${name}: ${title} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed++;
      console.log(`FAIL ${name}: ${title}\n     ${String(error.message ?? error)}\n     see ${await evidence(check, title, error)}`);
    }
    clearTimeout(timer);
    await check.end();
  }
} catch (error) {
  failed++;
  console.log(`FAIL ${name}: ${error.stack ?? error}`);
} finally {
  await browser?.close().catch(() => {});
  await stage?.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
