// SPDX-License-Identifier: MIT
// WebKitGTK's MiniBrowser behind the harness's page interface (see driver.mjs), by plain WebDriver requests.
// Needs an X display. One browser is one session is one page.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';

const KEYS = { Enter: '\uE007', Tab: '\uE004', Escape: '\uE00C', Backspace: '\uE003', Delete: '\uE017', Home: '\uE011', End: '\uE010',
  PageUp: '\uE00E', PageDown: '\uE00F', ArrowUp: '\uE013', ArrowDown: '\uE015', ArrowLeft: '\uE012', ArrowRight: '\uE014',
  Shift: '\uE008', Control: '\uE009', Alt: '\uE00A', Meta: '\uE03D', Space: ' ' };

const miniBrowser = () => fs.globSync ? fs.globSync('/usr/lib/*/webkit2gtk-*/MiniBrowser')[0]
  : ['4.1', '4.0', '6.0'].flatMap((v) => fs.readdirSync('/usr/lib').map((d) => `/usr/lib/${d}/webkit2gtk-${v}/MiniBrowser`))
    .find((f) => fs.existsSync(f));

const freePort = () => new Promise((ready) => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => ready(port));
  });
});

export async function launch() {
  const port = await freePort();
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore', env: { ...process.env, LIBGL_ALWAYS_SOFTWARE: '1' } });
  const call = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  for (let tries = 0; ; tries++) {
    try { await call('GET', '/status'); break; } catch (error) {
      if (tries > 50) throw error;
      await new Promise((again) => setTimeout(again, 100));
    }
  }
  let version = '';
  const session = async () => {
    const made = await call('POST', '/session', { capabilities: { alwaysMatch: {
      'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] } } } });
    version = made.capabilities.browserVersion;
    return `/session/${made.sessionId}`;
  };
  return {
    name: 'webkit', get version() { return version; },
    newPage: async (options) => newPage(call, await session(), options),
    close: async () => { driver.kill(); },
  };
}

async function newPage(call, base, { width = 1000, height = 700 } = {}) {
  const act = (actions) => call('POST', `${base}/actions`, { actions });
  const keyboard = (actions) => act([{ type: 'key', id: 'keys', actions }]);
  const pointer = (...actions) => act([{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }]);
  const log = [];
  const evaluate = async (source) => {
    const result = await call('POST', `${base}/execute/async`, { args: [], script: `const done = arguments[arguments.length - 1];
      (async () => (${source}))().then((v) => done({ value: v === undefined ? null : v }), (e) => done({ error: String(e && e.stack || e) }));` });
    if (result?.error) throw new Error(result.error);
    return result?.value ?? undefined;
  };
  const resize = async (w, h) => {
    await call('POST', `${base}/window/rect`, { width: w, height: h });
    const [iw, ih] = await evaluate('[innerWidth, innerHeight]');   // the window has a frame and a tool bar
    await call('POST', `${base}/window/rect`, { width: w + w - iw, height: h + h - ih });
  };
  await resize(width, height);
  return {
    log, evaluate, resize,
    goto: (url) => call('POST', `${base}/url`, { url }),
    move: (x, y) => pointer({ type: 'pointerMove', x: Math.round(x), y: Math.round(y) }),
    down: () => pointer({ type: 'pointerDown', button: 0 }),
    up: () => pointer({ type: 'pointerUp', button: 0 }),
    type: (text) => keyboard([...text].flatMap((c) => [{ type: 'keyDown', value: c }, { type: 'keyUp', value: c }])),
    insert: (text) => keyboard([...text].flatMap((c) => [{ type: 'keyDown', value: c }, { type: 'keyUp', value: c }])),
    press: (keys) => {
      const list = keys.split('+').map((k) => KEYS[k] ?? k);
      return keyboard([...list.map((value) => ({ type: 'keyDown', value })), ...list.reverse().map((value) => ({ type: 'keyUp', value }))]);
    },
    screenshot: async () => Buffer.from(await call('GET', `${base}/screenshot`), 'base64'),
    close: () => call('DELETE', base),
  };
}
