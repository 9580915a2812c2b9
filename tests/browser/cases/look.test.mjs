// SPDX-License-Identifier: MIT
// What the eye meets: the first picture, typed text beside menus, launchers at every place, names and links that
// deceive, messages of any length, and the way to begin.
import { fakeServer, ME } from '../harness/fake_server.mjs';
import { decodePng } from '../harness/png.mjs';
import { assert, sleep, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';
const near = (a, b, room = 40) => a.every((v, i) => i > 2 || Math.abs(v - b[i]) <= room);

function* pixels(picture, { x, y, width, height }, step = 1) {
  for (let py = Math.ceil(y); py < Math.min(picture.height, y + height); py += step) {
    for (let px = Math.ceil(x); px < Math.min(picture.width, x + width); px += step) yield picture.at(px, py);
  }
}
const share = (picture, box, match, step) => {
  let all = 0, hits = 0;
  for (const pixel of pixels(picture, box, step)) { all++; hits += match(pixel); }
  return all ? hits / all : 0;
};
const boxOf = (page, selector) => page.eval((s) => {
  const { x, y, width, height } = document.querySelector('confab-chat').shadowRoot.querySelector(s).getBoundingClientRect();
  return { x, y, width, height };
}, selector);

/** Every frame the browser shows until `done` is over. */
async function film(page, done) {
  const cdp = await page.driver.context.newCDPSession(page.driver.raw);
  const frames = [];
  cdp.on('Page.screencastFrame', ({ data, sessionId }) => {
    frames.push(data);
    cdp.send('Page.screencastFrameAck', { sessionId }).catch(() => {});
  });
  await cdp.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
  await done();
  await cdp.send('Page.stopScreencast');
  return frames.map((data) => decodePng(Buffer.from(data, 'base64')));
}

async function firstPicture(t, dark) {
  const page = await t.open({ authentication: 'login', view_mode: 'overlayed', root: undefined, lazy: 'click', color_scheme: dark ? 'dark' : 'light' },
    { body: '<h1>A page</h1>', dark, width: 500, height: 460 });
  const widget = page.widget();
  await widget.wait('button');
  const frames = await film(page, async () => {
    await widget.click('button');
    await widget.wait('form[name=login] button[type=submit]');
    await until(() => page.eval(() => document.querySelector('confab-chat').shadowRoot.querySelector('.cover').hidden), 'the picture', 15);
    await sleep(500);
  });
  const window = await boxOf(page, '.window');
  const button = (await widget.find('form[name=login] button[type=submit]')).box;
  const last = decodePng(await page.screenshot());
  const fill = last.at(Math.round(button.x + 12), Math.round(button.y + button.height / 2));
  const words = (picture) => 1 - share(picture, { ...button, y: button.y + 8, height: button.height - 16 }, (p) => near(p, fill));
  assert.ok(words(last) > 0.02, `the button has words: ${words(last)}`);
  assert.ok(frames.length > 2, `${frames.length} frames`);
  frames.forEach((frame, i) => {
    const black = share(frame, window, (p) => p[0] + p[1] + p[2] < 24, 8);
    assert.ok(black < 0.1, `frame ${i} of ${frames.length} is ${Math.round(black * 100)} % black`);
    const shapes = share(frame, button, (p) => near(p, fill)) > 0.6;
    assert.ok(!shapes || words(frame) > words(last) / 2, `frame ${i} of ${frames.length} has shapes without words`);
  });
}

export const tests = {
  async 'from the click to the first picture: no black, no shapes without words'(t) {
    await firstPicture(t, false);
    await firstPicture(t, true);
  },

  async 'a new context shows its first picture whole'(t) {
    const page = await t.open({ authentication: 'login', color_scheme: 'light' });
    await page.widget().wait('form[name=login]');
    const hidden = () => page.eval(() => getComputedStyle(document.querySelector('confab-chat').shadowRoot.querySelector('canvas')).visibility === 'hidden');
    await until(async () => !(await hidden()), 'the picture');
    await page.eval(() => {
      window.__lose = document.querySelector('confab-chat').shadowRoot.querySelector('canvas').getContext('webgl2').getExtension('WEBGL_lose_context');
      window.__lose.loseContext();
    });
    await until(hidden, 'the lost picture to go', 5);
    await page.eval(() => window.__lose.restoreContext());
    await until(async () => !(await hidden()) && !(await page.eval(() => window.Confab.instances[0].is('plain'))), 'the new picture', 15);
  },

  async 'what is typed stays to be read beside a menu'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Mina');
    peer.say(room, 'hello');
    const page = await t.open({ ...t.guest(room), color_scheme: 'light' }, { body: '<div id="chat" style="height:260px"></div>', width: 420, height: 300 });
    const widget = page.widget();
    await widget.waitMessage('hello');
    await widget.fill(composer, 'WWWWWWWW WWWWWWWW WWWWWWWW');
    const field = (await widget.find(composer)).box;
    const ink = async () => {
      const picture = decodePng(await page.screenshot());
      return share(picture, { ...field, width: field.width / 3 }, (p) => p[0] + p[1] + p[2] < 300);
    };
    await sleep(500);
    const before = await ink();
    assert.ok(before > 0.02, `${before}`);
    const [message] = await widget.visible('[role=article]');
    await widget.page.driver.move(message.box.x + 5, message.box.y + 5);
    await widget.click('[role=article] button[aria-haspopup=menu]');
    await widget.wait('[role=menu]');
    await sleep(500);
    const menu = (await widget.find('[role=menu]')).box;
    const covered = Math.max(0, Math.min(menu.x + menu.width, field.x + field.width / 3) - Math.max(menu.x, field.x)) / (field.width / 3);
    const kept = await ink();
    assert.ok(kept > before * (1 - covered) * 0.7, `ink ${before} -> ${kept}, ${covered} of it covered`);
    const style = await page.eval((s) => document.querySelector('confab-chat').shadowRoot.querySelector(s).style.clipPath, composer);
    assert.equal(!!style, menu.y + menu.height > field.y && menu.x < field.x + field.width, `${style} ${JSON.stringify([menu, field])}`);
    await page.press('Escape');
    await widget.waitGone('[role=menu]');
    const after = await page.eval((s) => {
      const { clipPath, left, width } = document.querySelector('confab-chat').shadowRoot.querySelector(s).style;
      return { clipPath, placed: !!left && !!width };
    }, composer);
    assert.deepEqual(after, { clipPath: '', placed: true });
  },

  async 'no launcher lies over the window, whatever its form and place'(t) {
    const page = await t.open({ authentication: 'login', view_mode: 'overlayed', root: undefined, lazy: 'click' }, { body: '<h1>A page</h1>', width: 620, height: 560 });
    await page.widget().wait('button');
    const found = await page.eval(async (websocket) => {
      const out = [];
      for (const style of ['bubble', 'pill', 'tab']) {
        for (const position of ['br', 'bl', 'cr', 'cl', 'tr', 'tl']) {
          const chat = await window.Confab.create({ authentication: 'login', websocket_url: websocket, view_mode: 'overlayed', lazy: 'click', launcher: { style, position, title: 'Ask us' } });
          const root = chat.element.shadowRoot;
          root.querySelector('.launcher').click();
          await new Promise((done) => { setTimeout(done, 200); });
          const a = root.querySelector('.launcher').getBoundingClientRect();
          const b = root.querySelector('.window').getBoundingClientRect();
          const apart = a.right <= b.left || a.left >= b.right || a.bottom <= b.top || a.top >= b.bottom;
          const inside = [a, b].every((r) => r.left >= 0 && r.top >= 0 && r.right <= innerWidth + 0.5 && r.bottom <= innerHeight + 0.5);
          const upright = style === 'tab' && position[0] === 'c' ? a.height > a.width && (position === 'cr' ? a.right === innerWidth : a.left === 0) : true;
          if (!apart || !inside || !upright) out.push({ style, position, apart, inside, upright, a: a.toJSON(), b: b.toJSON() });
          await chat.destroy();
        }
      }
      return out;
    }, t.server.websocket);
    assert.deepEqual(found, []);
  },

  async 'a link that hides where it leads asks first, and names that look alike say so'(t) {
    const room = t.room();
    const [mina, eve] = [await t.puppet(), await t.puppet()];
    await mina.join(room, 'Mina');
    await eve.join(room, 'Mіna');   // Cyrillic
    eve.say(room, 'https://bank.example@localhost:9/ or https://plain.example/');
    const page = await t.open(t.guest(room));
    const widget = page.widget();
    await widget.waitMessage((m) => m.body.includes('bank.example'));
    assert.ok((await widget.text()).includes('looks like another name here'));
    const link = await widget.wait('a[data-ask]');
    assert.equal(link.attributes.title, 'It leads to localhost.');
    assert.equal((await widget.all('a[href^="https://plain"]'))[0].attributes['data-ask'], undefined);
    await page.eval(() => { window.__opened = []; window.open = (url) => { window.__opened.push(url); return null; }; });
    await widget.click('a[data-ask]');
    const dialog = await widget.wait('[role=dialog]');
    assert.ok(dialog.text.includes('It leads to localhost.'), dialog.text);
    assert.deepEqual(await page.eval(() => window.__opened), []);
    await widget.click('[role=dialog] button[type=submit]');
    await until(async () => (await page.eval(() => window.__opened)).length === 1, 'the link to be opened');
    assert.deepEqual(await page.eval(() => window.__opened), ['https://bank.example@localhost:9/']);
  },

  async 'a message of thousands of lines or marks does not stop the page'(t) {
    let goOn;   // once somebody is looking
    const server = await fakeServer({ session: ({ send }) => {
      const say = (id, body) => send(`<message xmlns='jabber:client' to='${ME}' from='eve@there.example/x' type='chat' id='${id}'><body>${body}</body></message>`);
      say('1', 'the first');
      goOn = () => {
        say('2', `lines${'\n'.repeat(40000)}end`);
        setTimeout(() => say('3', `marks${'a\u0301'.repeat(10000)}`), 1000);
        setTimeout(() => say('4', `marks a${'\u0301'.repeat(20000)}`), 2000);
        setTimeout(() => say('5', 'the last'), 3000);
      };
    } });
    try {
      const page = await t.open({ authentication: 'anonymous', auto_login: true, jid: 'guest.localhost', websocket_url: server.url });
      const widget = page.widget();
      await widget.wait('[data-part=conversations] [role=listitem]');
      await widget.click('[data-part=conversations] [role=listitem]');
      await widget.waitMessage('the first');
      await sleep(1500);
      await page.eval(() => {
        window.__gaps = [];
        let before = performance.now();
        const tick = () => { const now = performance.now(); window.__gaps.push(now - before); before = now; requestAnimationFrame(tick); };
        requestAnimationFrame(tick);
      });
      goOn();
      const long = await widget.waitMessage((m) => m.body.startsWith('lines'), 30);
      assert.ok(long.body.endsWith('end'), 'all of it is there');
      const lines = await page.eval(() => document.querySelector('confab-chat').shadowRoot.querySelectorAll('[part=body] .ln').length);
      assert.ok(lines < 2000, `${lines} lines`);
      await widget.waitMessage('the last', 30);
      await sleep(500);
      const gaps = await page.eval(() => window.__gaps.sort((a, b) => b - a).slice(0, 5).map(Math.round));
      console.log(`    the page stood still for ${gaps} ms at most (${t.browser.name})`);
    } finally {
      server.close();
    }
  },

  async 'two messages with one id have two in the log'(t) {
    const server = await fakeServer({ session: ({ send }) => {
      for (const [who, text] of [['eve', 'one'], ['eve', 'two']]) send(`<message xmlns='jabber:client' to='${ME}' from='${who}@there.example/${text}' type='chat' id='same'><body>${text}</body><stanza-id xmlns='urn:xmpp:sid:0' by='visitor@guest.localhost' id='s-${text}'/></message>`);
    } });
    try {
      const page = await t.open({ authentication: 'anonymous', auto_login: true, jid: 'guest.localhost', websocket_url: server.url });
      const widget = page.widget();
      await widget.click('[data-part=conversations] [role=listitem]');
      await widget.waitMessage('two');
      const ids = (await widget.messages()).map((m) => m.id);
      assert.equal(new Set(ids).size, ids.length, ids.join());
      assert.ok(ids.length === 2 && ids.includes('same'), ids.join());
    } finally {
      server.close();
    }
  },

  async 'an empty narrow list says how to begin'(t) {
    const page = await t.open(t.login(t.account()), { width: 320, height: 568, body: '<div id="chat" style="height:568px"></div>' });
    const widget = page.widget();
    await widget.waitText('button', 'New chat');
    const button = (await widget.visible('button')).find((b) => b.text === 'New chat');
    await page.clickAt(button.box.x + button.box.width / 2, button.box.y + button.box.height / 2);
    await widget.wait('[role=dialog] input[name=address]');
  },

  async 'guests without jid are told, and so is the site'(t) {
    const page = await t.open({ authentication: 'anonymous', auto_login: false });
    const widget = page.widget();
    await widget.waitText('button', 'Chat as guest');
    await widget.click('button');
    await until(async () => /wrong server address/.test(await widget.text()), 'the sentence');
    assert.equal((await page.events('error'))[0].detail.code, 'no-jid');
    const alert = (await widget.visible('[role=alert]')).find((e) => /wrong server address/.test(e.text));
    assert.ok(alert && alert.box.height > 10 && alert.box.width > 50, JSON.stringify(alert?.box));
  },
};
tests['from the click to the first picture: no black, no shapes without words'].browsers = ['chromium'];
