// SPDX-License-Identifier: MIT
// The browsers themselves can do what the other cases need: input that reaches a shadow tree, WebGL2, WebAssembly,
// a WebSocket to Prosody. When this fails, look at the machine before looking at the widget.
import { decodePng } from '../harness/png.mjs';
import { assert, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox', 'webkit'];

const PAGE = `<confab-chat></confab-chat><canvas width="20" height="20" style="position:fixed;left:0;top:0"></canvas>
<div style="height:60px"></div>
<script>
  const root = document.querySelector('confab-chat').attachShadow({ mode: 'open' });
  const area = document.createElement('textarea'); area.name = 'message';
  const button = document.createElement('button'); button.name = 'send'; button.textContent = 'Send';
  button.onclick = () => { button.textContent = area.value; };
  area.onkeydown = (e) => { if (e.key === 'Enter' && !e.shiftKey) { e.preventDefault(); button.focus(); } };
  root.append(area, button);
  const gl = document.querySelector('canvas').getContext('webgl2', { preserveDrawingBuffer: true });
  if (gl) { gl.clearColor(0, 1, 0, 1); gl.clear(gl.COLOR_BUFFER_BIT); }
</script>`;

async function open(t) {
  t.pages.page('/case/harness', `<!doctype html><title>harness</title><script src="/harness/inpage.js"></script>${PAGE}`);
  const page = await t.tab();
  await page.goto(`${t.pages.origin}/case/harness`);
  return page;
}

export const tests = {
  async 'pointer and keys reach a shadow tree'(t) {
    const page = await open(t);
    const widget = page.widget();
    await widget.fill('textarea[name=message]', 'Hello twin');
    await page.press('Shift+Enter');
    await page.type('two');
    assert.equal((await widget.find('textarea')).value, 'Hello twin\ntwo');
    await page.press('Enter');
    assert.ok((await widget.find('button[name=send]')).focused, 'Enter moved the focus');
    await page.press('Shift+Tab');
    assert.ok((await widget.find('textarea')).focused, 'Shift+Tab moved it back');
    await widget.fill('textarea[name=message]', 'once more');
    await widget.click('button[name=send]');
    await widget.waitText('button[name=send]', 'once more', 5);
  },

  async 'WebGL2 draws and a screenshot shows it'(t) {
    const page = await open(t);
    const picture = decodePng(await page.screenshot());
    assert.deepEqual(picture.at(10, 10).slice(0, 3), [0, 255, 0]);
  },

  async 'WebAssembly runs'(t) {
    const page = await open(t);
    const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 6, 1, 4, 0, 65, 42, 11];
    assert.equal(await page.eval(async (b) => (await WebAssembly.instantiate(new Uint8Array(b))).instance.exports.f(), bytes), 42);
  },

  async 'a WebSocket reaches Prosody'(t) {
    const page = await open(t);
    const answer = await page.eval((url) => new Promise((done) => {
      const socket = new WebSocket(url, 'xmpp');
      socket.onopen = () => socket.send("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>");
      socket.onmessage = (e) => { if (e.data.includes('features')) done(e.data); };
      socket.onerror = () => done('refused');
    }), t.server.websocket);
    assert.match(answer, /SCRAM-SHA-1/);
  },

  async 'two slixmpp clients talk in a room'(t) {
    const [a, b] = [await t.puppet(t.account()), await t.puppet()];
    const room = t.room();
    await a.join(room, 'Ann');
    await b.join(room, 'Ben');
    b.say(room, 'good morning');
    const heard = await a.hears('good morning');
    assert.equal(heard.from, `${room}/Ben`);
    await until(() => b.bodies().includes('good morning'), 'the echo of the room', 5);
  },
};
