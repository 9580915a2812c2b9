// SPDX-License-Identifier: MIT
// Chromium for measuring: one fresh browser a run, and the figures its debugging protocol and /proc give.
import fs from 'node:fs';
import { chromium } from 'playwright-core';

const SETTLE_MS = 2000;
// Chromium's address bar is made of web pages of its own, which start with every new tab and would compete with what is
// measured, be it either client; a visitor's are there before the visit.
const FLAGS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
  '--disable-quic', '--enable-precise-memory-info',
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup'];
// Without a GPU each client gets what suits it best: plain HTML is composited fastest in software without any GL, a WebGL
// page cannot do without software GL, but is composited without it as well.
const GRAPHICS = { html: [], webgl: ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-gpu-compositing'] };

export async function withPage(graphics, use) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, ...GRAPHICS[graphics]] });
  try {
    const system = await browser.newBrowserCDPSession();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    // Nobody's browser starts with the visit: its processes come up first, for either client.
    await new Promise((done) => setTimeout(done, SETTLE_MS));
    return await use(await MeasuredPage.open(system, context), () => MeasuredPage.open(system, context));
  } finally {
    await browser.close();
  }
}

export class MeasuredPage {
  static async open(system, context) {
    const self = new MeasuredPage();
    self.system = system;
    self.context = context;
    self.page = await context.newPage();
    self.errors = [];
    self.page.on('pageerror', (e) => self.errors.push(String(e)));
    self.protocol = await context.newCDPSession(self.page);
    await self.protocol.send('Performance.enable');
    await self.protocol.send('Network.enable');
    self.wire = { bytes: 0, requests: 0 };
    self.talked = 0;   // characters over WebSockets
    self.heard = null;
    for (const [name, way] of [['Sent', 'out'], ['Received', 'in']]) {
      self.protocol.on(`Network.webSocketFrame${name}`, ({ response }) => {
        self.talked += response.payloadData.length;
        self.heard?.push([way, response.payloadData]);
      });
    }
    self.protocol.on('Network.requestWillBeSent', (e) => { if (/^http/.test(e.request.url)) self.wire.requests++; });
    self.protocol.on('Network.loadingFinished', (e) => { self.wire.bytes += e.encodedDataLength; });
    await self.page.addInitScript(() => {
      window.__long = [];
      new PerformanceObserver((list) => { for (const e of list.getEntries()) window.__long.push([e.startTime, e.duration]); })
        .observe({ type: 'longtask', buffered: true });
    });
    return self;
  }
  async go(url) {
    await this.page.goto(url, { waitUntil: 'commit' });
    await this.page.waitForFunction(() => window.probe, null, { polling: 20, timeout: 120000 });
  }
  async again() {
    await this.page.reload({ waitUntil: 'commit' });
    await this.page.waitForFunction(() => window.probe, null, { polling: 20, timeout: 120000 });
  }
  /** From now on: [way, text] of every frame of a WebSocket. */
  listen() { return (this.heard = []); }
  ask(fn, argument, seconds = 600) {
    let timer;
    const late = new Promise((_, failed) => { timer = setTimeout(() => failed(new Error(`no answer in ${seconds} s: ${fn}`)), seconds * 1000); });
    return Promise.race([this.page.evaluate(fn, argument), late]).finally(() => clearTimeout(timer));
  }
  now() { return this.page.evaluate(() => performance.now()); }
  sleep(ms) { return this.page.waitForTimeout(ms); }
  close() { return this.page.close(); }

  /** Long tasks since a time of the page: number, sum and longest in ms. */
  longTasks(since = 0) {
    return this.page.evaluate((from) => {
      const times = window.__long.filter(([start]) => start >= from).map(([, duration]) => duration);
      return { count: times.length, total: Math.round(times.reduce((a, b) => a + b, 0)), longest: Math.round(Math.max(0, ...times)) };
    }, since);
  }
  /** CPU seconds so far of the renderer and the GPU process. */
  async cpu() {
    const { renderer, gpu } = await this.processes();
    return { renderer: renderer.cpuTime, gpu: gpu?.cpuTime ?? 0 };
  }
  /** CPU seconds so far of all renderers. */
  async allRenderers() {
    const { processInfo } = await this.system.send('SystemInfo.getProcessInfo');
    return processInfo.filter((p) => p.type === 'renderer').reduce((sum, p) => sum + p.cpuTime, 0);
  }
  /** Private memory of the renderer in MB, after collecting garbage. */
  async memory() {
    for (let i = 0; i < 2; i++) {
      await this.protocol.send('HeapProfiler.collectGarbage');
      await this.sleep(300);
    }
    return Math.round((await this.processes()).renderer.memory * 10) / 10;
  }
  async processes() {
    const { processInfo } = await this.system.send('SystemInfo.getProcessInfo');
    const all = processInfo.map((p) => ({ ...p, memory: privateMemory(p.id) }));
    // A spare renderer may wait in the wings: ours is the bigger one.
    const renderer = all.filter((p) => p.type === 'renderer').sort((a, b) => b.memory - a.memory)[0];
    return { renderer, gpu: all.find((p) => p.type === 'GPU') };
  }
}

function privateMemory(pid) {
  try {
    const text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return [...text.matchAll(/^Private_\w+:\s+(\d+)/gm)].reduce((sum, m) => sum + Number(m[1]), 0) / 1024;
  } catch {
    return 0;   // the process has ended in between
  }
}

export const cpuBetween = (a, b) => ({ renderer: b.renderer - a.renderer, gpu: b.gpu - a.gpu, total: b.renderer - a.renderer + b.gpu - a.gpu });
