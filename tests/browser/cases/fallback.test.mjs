// SPDX-License-Identifier: MIT
// When the machine or the site is not as it should be: no WebGL, a lost context, the core missing or refused.
import { decodePng } from '../harness/png.mjs';
import { assert, sleep, until } from '../harness/wait.mjs';

/** @param {string} [head] more of a script in the page's head */
async function memoryEnds(t, head = '') {
  const room = t.room();
  const peer = await t.puppet();
  await peer.join(room, 'Mina');
  const page = await t.open(t.guest(room, 'Visitor'), { head: `<script>(() => { const { grow } = WebAssembly.Memory.prototype;
    WebAssembly.Memory.prototype.grow = function (pages) {
      if (window.__scarce) throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded');
      return grow.call(this, pages); };
    ${head} })();</script>` });
  const widget = page.widget();
  await page.waitEvent('connected', () => true, 30);
  if (!head) await widget.wait(composer);
  else await until(() => page.eval(() => window.Confab.instances[0].element.shadowRoot.querySelector('.cover.passing')?.textContent === ''), 'the first picture to be on its way');
  await page.eval(async (jid) => {
    window.__scarce = true;
    const [chat] = window.Confab.instances;
    for (let i = 0; i < 60 && !window.__confab.events.some((e) => e.name === 'error'); i++) {
      chat.chats.send(jid, { body: 'x'.repeat(1 << 20) }).catch(() => {});
      await new Promise((done) => { setTimeout(done, 0); });
    }
  }, room);
  const { detail } = await page.waitEvent('error', (e) => e?.code, 30);
  assert.equal(detail.code, 'out-of-memory');
  const told = await widget.wait('[role=alert]', 5);
  assert.equal(told.text, 'There is not enough memory for the chat. Close some tabs and try again.');
  assert.ok(detail.hint.length > 10);
  assert.equal((await page.events('error')).length, 1, 'told once');
  await page.eval(() => { window.__scarce = window.__hold = false; });
  await widget.click('button');   // Try again
  await widget.wait(composer, 30);
  await widget.say('here again');
  await peer.hears('here again');
  assert.deepEqual(await page.errors(), []);
}

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';
export const NO_WEBGL = `<script>(() => { const get = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return /webgl/.test(kind) ? null : get.call(this, kind, ...rest); }; })();</script>`;

function spread(picture) {
  const seen = new Map();
  for (let y = 0; y < picture.height; y += 3) for (let x = 0; x < picture.width; x += 3) {
    const key = picture.at(x, y).slice(0, 3).map((c) => c >> 4).join();
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return seen.size;
}

async function pictureOf(page, selector) {
  const { box } = await page.widget().find(selector);
  return decodePng(await page.screenshot({ x: Math.round(box.x), y: Math.round(box.y), width: Math.round(box.width), height: Math.round(box.height) }));
}

async function broken(t, sentence, how = {}) {
  const page = await t.open(t.guest(t.room()), how);
  const event = await page.waitEvent('error', (e) => e?.code, 30);
  assert.ok(event.detail.message.length > 10 && event.detail.hint.length > 10, JSON.stringify(event.detail));
  await until(async () => sentence.test(await page.widget().text()), 'a visible sentence', 10);
  return event.detail;
}

export const tests = {
  async 'without WebGL the twin is visible and the chat goes on'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Mina');
    peer.say(room, 'can you read this?');
    const page = await t.open(t.guest(room, 'Visitor'), { head: NO_WEBGL });
    const widget = page.widget();
    await widget.waitMessage('can you read this?');
    await widget.say('yes, in plain HTML');
    await peer.hears('yes, in plain HTML');
    await widget.waitMessage('yes, in plain HTML');
    await sleep(300);
    const shown = await page.eval(() => {
      const body = [...document.querySelector('confab-chat').shadowRoot.querySelectorAll('[part~=body]')].find((e) => e.textContent === 'can you read this?');
      let opacity = 1;
      for (let e = body; e; e = e.parentElement) opacity *= +getComputedStyle(e).opacity;
      const color = getComputedStyle(body).color;
      return { opacity, color };
    });
    assert.ok(shown.opacity > 0.9 && !/rgba\(.*, 0\)|transparent/.test(shown.color), JSON.stringify(shown));
    assert.ok(spread(await pictureOf(page, '[role=log]')) > 2, 'the log is not blank');
  },

  async 'a lost context is restored and drawn again'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Mina');
    peer.say(room, 'before the loss');
    const page = await t.open(t.guest(room, 'Visitor'));
    const widget = page.widget();
    await widget.waitMessage('before the loss');
    await sleep(1000);
    const colours = spread(await pictureOf(page, '[role=log]'));
    assert.ok(colours > 2, 'drawn at first');
    await page.eval(() => {
      const canvas = document.querySelector('confab-chat').shadowRoot.querySelector('canvas');
      window.__lose = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
      window.__lose.loseContext();
    });
    await sleep(500);
    await page.eval(() => window.__lose.restoreContext());
    peer.say(room, 'after the loss');
    await widget.waitMessage('after the loss');
    await sleep(1500);
    assert.ok(spread(await pictureOf(page, '[role=log]')) > 2, 'drawn again');
    await widget.say('still here');
    await peer.hears('still here');
  },

  async 'a context that does not come back leaves a usable chat'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Mina');
    const page = await t.open(t.guest(room, 'Visitor'));
    const widget = page.widget();
    await widget.wait(composer);
    await sleep(500);
    await page.eval(() => {
      document.querySelector('confab-chat').shadowRoot.querySelector('canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext();
    });
    await sleep(3000);
    await widget.say('without pixels');
    await peer.hears('without pixels');
    await until(async () => spread(await pictureOf(page, '[role=log]')) > 2, 'something to read', 15);
  },

  async 'there is not enough memory: it says so, and starts once there is'(t) {
    // What browsers throw, on a page that can give it back.
    const scarce = (what) => `<script>(() => { const real = WebAssembly.${what}; window.__scarce = true;
      WebAssembly.${what} = (...a) => (window.__scarce ? Promise.reject(new RangeError('WebAssembly.instantiate(): Out of memory'))
        : real.apply(WebAssembly, a)); })();</script>`;
    for (const what of ['instantiate', 'compileStreaming']) {
      const page = await t.open(t.guest(t.room()), { head: scarce(what) });
      const widget = page.widget();
      const { detail } = await page.waitEvent('error', (e) => e?.code, 30);
      assert.deepEqual(detail, { code: 'out-of-memory', message: 'There is not enough memory for the chat.',
        hint: 'Happens on small devices or pages with many widgets.' }, what);
      const told = await widget.wait('[role=alert]', 5);
      assert.equal(told.text, 'There is not enough memory for the chat. Close some tabs and try again.', what);
      assert.equal((await page.events('error')).length, 1, `${what}: told once`);
      assert.equal((await page.events('ready')).length, 0, what);
      assert.ok(page.driver.log.some((l) => l.includes(`${detail.message} ${detail.hint}`)), page.driver.log.join('\n'));
      await page.eval(() => { window.__scarce = false; });
      await widget.click('button');   // Try again
      await widget.wait(composer, 30);
      assert.ok(!(await widget.find('[role=alert]')), `${what}: the sentence is gone`);
      assert.deepEqual(await page.errors(), []);
      await page.close();
    }
  },

  'memory that ends while the chat runs ends the chat, not the page, and the visitor starts it again': (t) => memoryEnds(t),
  'memory that ends before the first picture is told in the same way': (t) => memoryEnds(t, `
    const frame = requestAnimationFrame.bind(window);
    window.__hold = true;
    window.requestAnimationFrame = (fn) => frame(() => { if (window.__hold) window.requestAnimationFrame(fn); else fn(performance.now()); });`),

  async 'the core is missing'(t) {
    t.breaks(/\.wasm$/, { status: 404, body: 'Not found' });
    await broken(t, /could not be loaded|not available|cannot|couldn.t/i);
  },

  async 'the core has the wrong MIME type: it works, or says so'(t) {
    t.breaks(/\.wasm$/, { headers: { 'Content-Type': 'text/plain' } });
    const page = await t.open(t.guest(t.room()));
    await until(async () => (await page.widget().find(composer)) || (await page.events('error')).some((e) => e.detail?.code), 'the chat or an error', 30);
  },

  async 'the core is not WebAssembly at all'(t) {
    t.breaks(/\.wasm$/, { status: 200, headers: { 'Content-Type': 'application/wasm' }, body: '<!doctype html><p>A friendly 404 page' });
    await broken(t, /could not be loaded|not available|cannot|couldn.t|damaged/i);
  },

  async 'the policy forbids WebAssembly'(t) {
    const detail = await broken(t, /could not be loaded|not available|cannot|couldn.t|does not allow|blocked/i,
      { headers: { 'Content-Security-Policy': "script-src 'self' 'unsafe-inline'" } });
    assert.match(detail.hint, /wasm-unsafe-eval/);
  },

  async 'the policy forbids the XMPP server'(t) {
    const page = await t.open(t.guest(t.room()), { headers: { 'Content-Security-Policy': "connect-src 'self'" } });
    const event = await until(async () => [...await page.events('error'), ...await page.events('disconnected')].find((e) => e.detail), 'an event', 30);
    assert.ok(JSON.stringify(event.detail).length > 10);
    await until(async () => (await page.widget().text()).length > 20, 'a visible sentence');
  },

  async 'a slow network shows that something is happening'(t) {
    t.breaks(/\.wasm$/, { delay: 4000 });
    const page = await t.open(t.guest(t.room()));
    await until(async () => (await page.widget().visible('[role=progressbar], progress, [aria-busy=true], [role=status]')).length > 0, 'progress', 3);
    await page.widget().wait(composer, 30);
  },
};
