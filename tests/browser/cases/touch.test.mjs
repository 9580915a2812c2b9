// SPDX-License-Identifier: MIT
// A finger in place of a pointer: it taps, scrolls, and holds still for what a right click would do.
import { assert, sleep, until } from '../harness/wait.mjs';
import { roomWithTalk } from './twin.test.mjs';

const composer = 'textarea[name=message]';
const menu = '[role=menu]';

const small = { width: 375, height: 667, touch: true, body: '<div id="chat" style="height:667px"></div>' };

/** One finger on the screen, which goes where it is told. */
async function finger(page) {
  const cdp = await page.driver.context.newCDPSession(page.driver.raw);
  const send = (type, touchPoints, timestamp) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints, timestamp });
  return {
    down: (x, y) => send('touchStart', [{ x, y }]),
    move: (x, y) => send('touchMove', [{ x, y }]),
    up: () => send('touchEnd', []),
    /** Downwards and off. The browser takes the speed from the times, which a busy machine must not change. */
    fling(x, y, way) {
      const now = Date.now() / 1000;
      const sent = [send('touchStart', [{ x, y }], now)];
      for (let i = 1; i <= 8; i++) sent.push(send('touchMove', [{ x, y: y + way * i / 8 }], now + i / 100));
      return Promise.all([...sent, send('touchEnd', [], now + 0.09)]);
    },
  };
}

const middle = ({ box }) => [box.x + box.width / 2, box.y + box.height / 2];
/** The numbers of the rows on the screen, and where each is. Not scrollTop: that grows, too, when older ones come in above. */
const inView = () => {
  const log = document.querySelector('confab-chat').shadowRoot.querySelector('[role=log]');
  const box = log.getBoundingClientRect();
  return [...log.querySelectorAll('[part~=body]')].map((body) => [+/^row (\d+)$/.exec(body.textContent)?.[1], Math.round(body.getBoundingClientRect().y)])
    .filter(([row, y]) => row && y >= box.top && y < box.bottom);
};
async function atRest(page) {
  let before = '';
  return until(async () => {
    await sleep(250);
    const now = await page.eval(inView);
    const same = JSON.stringify(now) === before;
    before = JSON.stringify(now);
    return same && now.length && now;
  }, 'the log to stand still');
}
/** How far a row that is in both has come down. */
function moved(from, to) {
  const [row, y] = from.find(([r]) => to.some(([other]) => other === r)) ?? [];
  assert.ok(row, `no row is in both ${JSON.stringify(from)} and ${JSON.stringify(to)}`);
  return to.find(([r]) => r === row)[1] - y;
}

export const tests = {
  async 'taps open a conversation, set the caret and send, and the keyboard stays up'(t) {
    const [me, friend] = [t.account('ann'), t.account('ben')];
    t.befriend(me, friend);
    const peer = await t.puppet(friend);
    const page = await t.open(t.login(me), small);
    const widget = page.widget();
    const row = `[data-part=conversations] [role=listitem][data-jid="${friend.jid}"]`;
    await widget.tap(row);
    await widget.wait(composer);
    await widget.waitGone(row);
    assert.equal(await widget.find(menu), undefined, 'a tap asks for no menu');
    await widget.tap(composer);
    await until(async () => (await widget.find(composer)).focused, 'the composer to have the focus', 5);
    await page.type('by finger');
    await widget.tap('button[name=send]');
    await peer.hears('by finger');
    await until(async () => (await widget.find(composer)).value === '', 'the composer to be empty', 5);
    assert.ok((await widget.find(composer)).focused, 'who sends by the button goes on typing');
    await page.type('and on');
    await widget.tap('button[name=send]');
    await peer.hears('and on');
    assert.deepEqual(peer.bodies(me.jid), ['by finger', 'and on'], 'each once');
  },

  async 'history follows the finger, goes on after it, and stays while messages come in'(t) {
    const { page, widget, peer, room } = await roomWithTalk(t, Array.from({ length: 80 }, (_, i) => `row ${i + 1}`), small);
    const end = await atRest(page);
    const { x, y } = (await widget.find('[role=log]')).box;
    const touch = await finger(page);
    await page.eval(() => { window.__clicks = 0; document.addEventListener('click', () => { window.__clicks++; }, true); });
    // Slowly: it is where the finger took it.
    await touch.down(x + 150, y + 80);
    for (let way = 10; way <= 200; way += 10) {
      await touch.move(x + 150, y + 80 + way);
      await sleep(16);
    }
    const held = await atRest(page);
    assert.ok(Math.abs(moved(end, held) - 200) < 30, `200 px of the finger are ${moved(end, held)}`);
    await touch.up();
    assert.ok(Math.abs(moved(held, await atRest(page))) < 5, 'put down, not thrown');
    // Thrown: it goes on by itself, much farther than the finger.
    await touch.fling(x + 150, y + 80, 280);
    await until(async () => (await page.eval(inView))[0]?.[0] !== held[0][0], 'the log to move', 5);
    const thrown = await atRest(page);
    const rows = Math.ceil(280 / (held[1][1] - held[0][1]));
    assert.ok(thrown[0][0] < held[0][0] - 2 * rows, `from row ${held[0][0]} to ${thrown[0][0]}; the finger went ${rows} rows`);
    assert.equal(await page.eval(() => window.__clicks), 0, 'nothing was tapped');
    assert.equal(await widget.find(menu), undefined);
    peer.say(room, 'meanwhile');
    await page.waitEvent('message', (m) => m.body === 'meanwhile');
    await sleep(500);
    assert.ok(Math.abs(moved(thrown, await atRest(page))) < 5, 'who reads above is left there');
  },

  async 'a finger that stays on a message opens its menu, and lifting it taps nothing'(t) {
    const texts = ['hold me', 'https://example.org/', 'as Safari has it'];
    const { page, widget, peer, room } = await roomWithTalk(t, texts, small);
    await page.eval(() => { window.open = () => { window.__opened = true; return null; }; });
    const touch = await finger(page);
    for (const text of texts) {
      const safari = text === texts[2];
      if (safari) await page.eval(() => addEventListener('contextmenu', (e) => { e.preventDefault(); e.stopImmediatePropagation(); }, true));
      const [x, y] = middle(await until(async () => (await widget.visible('[part~=body]')).find((e) => e.text === text), text));
      // Not still.
      await touch.down(x, y);
      await sleep(150);
      await touch.move(x + 40, y);
      await sleep(900);
      await touch.up();
      assert.equal(await widget.find(menu), undefined, `${text}: a finger that moves`);
      await touch.down(x, y);
      await widget.wait(menu, 3);
      await touch.up();
      // Safari says nothing of a menu, and clicks what is under the finger now.
      if (safari) await page.eval((at) => { document.querySelector('confab-chat').shadowRoot.elementFromPoint(...at).click(); }, [x, y]);
      await sleep(1200);
      assert.equal((await widget.visible(menu)).length, 1, `${text}: one menu, which stays`);
      assert.ok(await page.eval(() => !window.__opened && location.pathname.startsWith('/case/')), `${text}: no link was followed`);
      await widget.tap('[role=menuitem]');
      await widget.waitGone(menu, 5);
    }
    peer.say(room, 'still there');
    await widget.waitMessage('still there');
    assert.deepEqual(await page.errors(), []);
  },
};
