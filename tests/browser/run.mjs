// SPDX-License-Identifier: MIT
// Runs the browser cases against the built widget and a real Prosody.
//   node tests/browser/run.mjs [--browser chromium,firefox|webkit|all] [--grep TEXT] [--keep] [--part I/N]
// Several browsers run side by side, each in two parts (much of a case is waiting), a part in a process and with servers
// of its own. --part runs every Nth case from the Ith on.
// Prints one line a test, what failed once more, and "N passed, N failed" last. What is needed to understand a failure (a screenshot, the
// console, the twin) is kept in build/browser/. --keep leaves Prosody running for the next run.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { pathToFileURL } from 'node:url';
import { BROWSERS, launch, underDisplay } from './harness/driver.mjs';
import { Case, ROOT, createWorld } from './harness/world.mjs';

const TEST_SECONDS = 120;
const PARTS = 2;   // of a browser among several
const OUT = path.join(ROOT, 'build/browser');

class Skip extends Error {}

function options(argv) {
  const value = (name, fallback) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : fallback);
  const browser = value('--browser', 'chromium,firefox');
  const [part, parts] = value('--part', '1/1').split('/').map(Number);
  return { browsers: browser === 'all' ? BROWSERS : browser.split(','), grep: value('--grep', ''), keep: argv.includes('--keep'), part, parts };
}

async function load(grep) {
  const folder = path.join(ROOT, 'tests/browser/cases');
  const all = [];
  for (const file of fs.readdirSync(folder).filter((f) => f.endsWith('.test.mjs')).sort()) {
    const { tests, browsers } = await import(pathToFileURL(path.join(folder, file)).href);
    for (const [name, run] of Object.entries(tests)) {
      const title = `${file.replace('.test.mjs', '')}: ${name}`;
      if (title.toLowerCase().includes(grep.toLowerCase())) all.push({ title, run, browsers: run.browsers ?? browsers ?? ['chromium'] });
    }
  }
  return all;
}

const soon = (promise) => Promise.race([promise, new Promise((done) => { setTimeout(done, 5000, 'no answer'); })]);

async function keepEvidence(test, name, error) {
  fs.mkdirSync(OUT, { recursive: true });
  const base = path.join(OUT, `${name}-${test.title}`.replace(/[^\w.-]+/g, '-').slice(0, 120));
  const lines = [error.stack ?? String(error), ''];
  for (const [i, page] of test.case.opened.entries()) {
    try {
      fs.writeFileSync(`${base}.${i}.png`, await page.screenshot());
      lines.push(`--- page ${i}: console`, ...page.driver.log, `--- page ${i}: what it recorded`,
        JSON.stringify(await page.eval(() => window.__confab ?? null), null, 1), `--- page ${i}: what it keeps`,
        JSON.stringify(await soon(page.eval(() => window.__confab?.kept())), null, 1), `--- page ${i}: twin`,
        await page.eval(() => [...document.querySelectorAll('confab-chat')].map((h) => h.shadowRoot?.innerHTML ?? '(no shadow root)').join('\n')));
    } catch (e) {
      lines.push(`--- page ${i} could not be read: ${e.message}`);
    }
  }
  for (const puppet of test.case.puppets) lines.push(`--- ${puppet.jid} heard`, ...puppet.heard.map((e) => JSON.stringify(e)), puppet.noise);
  fs.writeFileSync(`${base}.log`, lines.join('\n'));
  return path.relative(ROOT, base);
}

async function runOne(test, world, browser, name) {
  test.case = new Case(world, browser);
  test.case.skip = (why) => { throw new Skip(why); };
  let timer;
  const late = new Promise((_, no) => { timer = setTimeout(() => no(new Error(`took longer than ${TEST_SECONDS} s`)), TEST_SECONDS * 1000); });
  const begin = performance.now();
  const took = () => `${((performance.now() - begin) / 1000).toFixed(1)} s`;
  try {
    await Promise.race([test.run(test.case), late]);
    console.log(`ok   ${name} ${test.title} (${took()})`);
    return 'passed';
  } catch (error) {
    if (error instanceof Skip) {
      console.log(`skip ${name} ${test.title}: ${error.message}`);
      return 'skipped';
    }
    const kept = await keepEvidence(test, name, error);
    console.log(`FAIL ${name} ${test.title} (${took()})\n     ${String(error.message).split('\n').slice(0, 12).join('\n     ')}\n     see ${kept}.log`);
    return 'failed';
  } finally {
    clearTimeout(timer);
    await test.case.end();
  }
}

// One lane of several: its lines are passed on, its count is given back.
async function lane({ browser, part }, index, { grep, keep }) {
  const env = { ...process.env };
  if (env.CONFAB_PORTS) env.CONFAB_PORTS = `${+env.CONFAB_PORTS + 100 * index}`;
  if (env.CONFAB_STATE) env.CONFAB_STATE = path.join(env.CONFAB_STATE, suite(browser, part));
  const child = spawn(process.execPath, [process.argv[1], '--browser', browser, '--part', `${part}/${PARTS}`, '--grep', grep, ...(keep ? ['--keep'] : [])],
    { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.on('close', done));
  let count;
  let failing = false;   // the line belongs to a case that failed
  const again = [];
  for await (const line of readline.createInterface({ input: child.stdout })) {
    const last = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(line);
    if (last) {
      count = { passed: +last[1], failed: +last[2], skipped: +(last[3] ?? 0), again };
      continue;
    }
    console.log(line);
    failing = line.startsWith('FAIL') || (failing && line.startsWith('     '));
    if (failing) again.push(line);
  }
  const status = await ended;
  if (count) return count;
  again.push(`FAIL ${browser}: the run ended early with ${status}`);
  return { passed: 0, failed: 1, skipped: 0, again };
}

const suite = (browser, part) => `browser-${browser}${part > 1 ? `-${part}` : ''}`;

async function runHere({ browser: name, part, cases }, keep) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const world = await createWorld(suite(name, part));
  let browser = await launch(name);
  for (const test of cases) {
    count[await runOne(test, world, browser, name)]++;
    if (browser.raw && !browser.raw.isConnected?.() && browser.raw.connected === false) browser = await launch(name);
  }
  await browser.close();
  await world.close();
  if (!keep) world.server.prosody('stop');
  return count;
}

const wanted = options(process.argv.slice(2));
underDisplay(wanted.browsers);
const tests = await load(wanted.grep);
const several = wanted.browsers.length > 1;
const parts = several ? PARTS : wanted.parts;
const lanes = wanted.browsers.flatMap((browser) => (several ? Array.from({ length: PARTS }, (_, i) => i + 1) : [wanted.part]).map((part) => ({
  browser, part, cases: tests.filter((t) => t.browsers.includes(browser)).filter((_, i) => i % parts === part - 1),
}))).filter(({ cases }) => cases.length);
if (!lanes.length) {
  console.log(`no test matches "${wanted.grep}"\n0 passed, 1 failed`);
  process.exit(1);
}
const counts = several ? await Promise.all(lanes.map((l, i) => lane(l, i, wanted))) : [await runHere(lanes[0], wanted.keep)];
// A log is mostly read from its end, and often cut at its beginning.
for (const line of counts.flatMap(({ again }) => again ?? [])) console.log(line);
const sum = (key) => counts.reduce((n, count) => n + count[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed${sum('skipped') ? `, ${sum('skipped')} skipped` : ''}`);
process.exit(sum('failed') ? 1 : 0);
