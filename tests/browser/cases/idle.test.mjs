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

/** Frames that an act costs, with what moves after it. */
async function costs(widget, act) {
  const before = (await widget.stats()).frames;
  await act();
  await sleep(600);
  return (await widget.stats()).frames - before;
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

  async 'who wants less motion gets the last picture at once'(t) {
    const { room, page, widget } = await openRoom(t);
    const other = t.room();
    await widget.api('rooms.join', other, { nick: 'Visitor' });
    const row = (jid) => `[data-part=conversations] [role=listitem][data-jid="${jid}"]`;
    await widget.click(row(room));
    await widget.waitMessage('line 19');
    const all = async (reducedMotion) => {
      const frames = {};
      await page.driver.raw.emulateMedia({ reducedMotion });
      await page.driver.move(1, 1);
      await sleep(1000);
      const { box } = (await widget.visible('[role=article]')).at(-1);
      frames.hover = await costs(widget, () => page.driver.move(box.x + 20, box.y + box.height / 2));
      await page.eval(() => document.querySelector('confab-chat').shadowRoot.querySelector('button[aria-label="More actions"]').focus());
      await sleep(600);
      frames.menu = await costs(widget, () => page.press('Enter'));
      await widget.wait('[role=menu]');
      await page.press('Escape');
      await widget.waitGone('[role=menu]');
      frames.chat = await costs(widget, () => widget.click(row(other)));
      await widget.wait(`[role=log][data-jid="${other}"]`);
      frames.back = await costs(widget, () => widget.click(row(room)));
      await widget.waitMessage('line 19');
      await widget.click('button[aria-label="Settings"]');
      await widget.wait('[role=switch]');
      await page.eval(() => document.querySelector('confab-chat').shadowRoot.querySelector('[role=switch]').focus());
      await sleep(600);
      frames.on = await costs(widget, () => page.press('Space'));
      frames.off = await costs(widget, () => page.press('Space'));
      await page.press('Escape');
      await widget.waitGone('[role=switch]');
      return frames;
    };
    const [moving, still] = [await all('no-preference'), await all('reduce')];
    const told = JSON.stringify({ moving, still });
    // One picture, or one more; a menu and a conversation bring some that come late, and those bound what runs.
    const most = { hover: 2, menu: 4, chat: 8, back: 8, on: 2, off: 2 };
    for (const [act, frames] of Object.entries(still)) assert.ok(frames >= 1 && frames <= most[act], `${act}: ${told}`);
    const sum = ({ hover, on, off }) => hover + on + off;
    assert.ok(sum(moving) > sum(still) + 2, `otherwise something moves: ${told}`);
    assert.ok(still.chat + still.back <= moving.chat + moving.back, told);
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
tests['who wants less motion gets the last picture at once'].browsers = ['chromium'];
