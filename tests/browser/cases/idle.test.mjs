// SPDX-License-Identifier: MIT
// Nothing moves, nothing draws.
import { assert, sleep } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';
const QUIET_SECONDS = process.env.CI ? 10 : 30;

async function openRoom(t) {
  const room = t.room();
  const peer = await t.puppet();
  await peer.join(room, 'Mina');
  for (let i = 0; i < 20; i++) peer.say(room, `line ${i}`);
  await peer.hears('line 19');
  const page = await t.open(t.guest(room, 'Visitor'));
  const widget = page.widget();
  await widget.waitMessage('line 19');
  await sleep(4000);   // fades, late text runs, the first acknowledgement
  return { room, peer, page, widget };
}

export const tests = {
  async 'an open room that is quiet draws no frame'(t) {
    const { page, widget } = await openRoom(t);
    await page.eval(() => {
      window.__raf = 0;
      const real = window.requestAnimationFrame;
      window.requestAnimationFrame = (f) => { window.__raf++; return real.call(window, f); };
    });
    const before = await widget.stats();
    assert.ok(before.frames > 0, 'frames are counted');
    await sleep(QUIET_SECONDS * 1000);
    const after = await widget.stats();
    assert.equal(after.frames - before.frames, 0);
    assert.equal(await page.eval(() => window.__raf), 0, 'and asks for none');
  },

  async 'the caret in the composer costs no frame'(t) {
    const { widget } = await openRoom(t);
    await widget.click(composer);
    await sleep(1500);
    const before = await widget.stats();
    await sleep(5000);
    assert.equal((await widget.stats()).frames - before.frames, 0);
  },

  async 'a hidden tab draws no frame while messages come in, and is up to date when shown'(t) {
    const { room, peer, page, widget } = await openRoom(t);
    await page.driver.hide(true);
    await sleep(1000);
    const before = await widget.stats();
    for (let i = 0; i < 10; i++) peer.say(room, `unseen ${i}`);
    await peer.hears('unseen 9');
    await page.waitEvent('message', (m) => m.body === 'unseen 9');
    await sleep(1000);
    assert.equal((await widget.stats()).frames - before.frames, 0);
    await page.driver.hide(false);
    await widget.waitMessage('unseen 9');
  },
};
tests['a hidden tab draws no frame while messages come in, and is up to date when shown'].browsers = ['chromium'];
