// SPDX-License-Identifier: MIT
// Measures Confab and converse.js side by side: same machine, same Prosody, same page server, same browser, turn by turn.
//   node tests/bench/run.mjs [SCENARIO,...] [--runs N] [--only confab|converse]
// Writes build/bench/SCENARIO.json (every run, medians, ratios) and prints the figures that have a target.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { serve } from '../browser/harness/server.mjs';
import { DIST, ROOT, Server } from '../browser/harness/world.mjs';
import { GROUPS, SCENARIOS, warmUp } from './scenarios.mjs';
import { TARGETS } from './targets.mjs';

const CACHE = process.env.CONFAB_CACHE ?? path.join(os.homedir(), '.cache/confab');
const PACKAGE = path.join(CACHE, 'bench/node_modules/converse.js');
const OUT = path.join(ROOT, 'build/bench');
const pageUrl = (file) => (world, options) =>
  `${world.pages.origin}/bench/${file}?${encodeURIComponent(JSON.stringify({ websocket: world.server.websocket, ...options }))}`;
const CLIENTS = {
  confab: { graphics: 'webgl', url: pageUrl('confab.html') },
  converse: { graphics: 'html', url: pageUrl('converse.html') },
};

function parse(argv) {
  const after = (name, fallback) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : fallback);
  const list = argv[0] && !argv[0].startsWith('--') ? argv[0].split(',').flatMap((name) => GROUPS[name] ?? name) : Object.keys(SCENARIOS);
  for (const name of list) if (!SCENARIOS[name]) throw new Error(`no scenario "${name}"; there are ${Object.keys(SCENARIOS).join(', ')}`);
  return { scenarios: list, runs: Number(after('--runs', 3)), clients: after('--only') ? [after('--only')] : Object.keys(CLIENTS) };
}

async function createWorld() {
  const server = new Server('bench', { PROSODY_ARCHIVE: 'memory', PROSODY_SMACKS_TIME: '2', PROSODY_PLAIN: '1', PROSODY_LOG: 'warn', PROSODY_ARCHIVE_PAGE: '100' });
  server.prosody('start');
  const pages = await serve({ cache: path.join(CACHE, 'bench/brotli'),
    mounts: { '/dist/': DIST, '/bench/': path.join(ROOT, 'tests/bench/pages'), '/converse/': path.join(PACKAGE, 'dist') } });
  return { server, pages, stop: async () => { await pages.close(); server.prosody('stop'); } };
}

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

function medians(rows) {
  const figures = new Set(rows.flatMap((row) => Object.keys(row)));
  return Object.fromEntries([...figures].map((f) => [f, median(rows.map((r) => r[f]).filter(Number.isFinite))]));
}

function ratios(a = {}, b = {}) {
  return Object.fromEntries(Object.keys(a).filter((f) => b[f] > 0).map((f) => [f, a[f] / b[f]]));
}

async function measure(world, name, { runs, clients }) {
  const scenario = SCENARIOS[name];
  const ground = await scenario.prepare?.(world);
  const rows = Object.fromEntries(clients.map((c) => [c, []]));
  for (let i = 0; i < runs; i++) {
    for (const client of i % 2 ? [...clients].reverse() : clients) {   // turn about, so that a drift of the machine hits both
      try {
        rows[client].push(await scenario.run(world, CLIENTS[client], ground));
        console.log(`  ${name} ${i + 1}/${runs} ${client}`, brief(rows[client].at(-1)));
      } catch (error) {
        console.log(`  ${name} ${i + 1}/${runs} ${client} FAILED: ${error.message.split('\n')[0]}`);
      }
    }
  }
  const result = { scenario: name, date: new Date().toISOString(), runs, cpus: os.cpus().length, load: os.loadavg()[0],
    graphics: Object.fromEntries(clients.map((c) => [c, CLIENTS[c].graphics])),
    median: Object.fromEntries(clients.map((c) => [c, medians(rows[c])])), rows };
  result.ratio = ratios(result.median.confab, result.median.converse);
  fs.mkdirSync(OUT, { recursive: true });
  fs.writeFileSync(path.join(OUT, `${name}.json`), JSON.stringify(result, null, 1));
  return result;
}

const show = (value) => (Number.isFinite(value) ? (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2)) : '-');
const brief = (row) => Object.entries(row).map(([k, v]) => `${k}=${show(v)}`).join(' ');

function table(results) {
  const lines = [['scenario', 'figure', 'Confab', 'Converse', 'ratio', 'must be', '']];
  for (const result of results) {
    for (const { figure, unit, ratio, limit } of TARGETS[result.scenario] ?? []) {
      const [ours, theirs, share] = [result.median.confab?.[figure], result.median.converse?.[figure], result.ratio[figure]];
      const met = ratio === undefined ? ours <= limit : share <= ratio;
      const known = ratio === undefined ? Number.isFinite(ours) : Number.isFinite(share);
      lines.push([result.scenario, figure, `${show(ours)} ${unit}`, `${show(theirs)} ${unit}`, show(share), ratio === undefined ? `<= ${limit} ${unit}` : `<= ${ratio}x`,
        known ? (met ? 'met' : 'NOT MET') : 'not measured']);
    }
  }
  const widths = lines[0].map((_, i) => Math.max(...lines.map((l) => l[i].length)));
  return lines.map((l) => l.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd()).join('\n');
}

const options = parse(process.argv.slice(2));
const world = await createWorld();
const results = [];
try {
  // One visit that does not count: the page server compresses every file when it is first asked for it.
  for (const client of options.clients) await warmUp(world, CLIENTS[client]);
  for (const name of options.scenarios) results.push(await measure(world, name, options));
} finally {
  await world.stop();
}
console.log(`\n${table(results)}\n\nMedians of ${options.runs} runs; every run is in build/bench/. Confab draws with software GL, Converse without GL.`);
process.exit(0);
