// SPDX-License-Identifier: MIT
// Sizes, directions and view modes: the same chat in 320 px, in Arabic, over a page, and over the whole of it.
import { assert, sleep, until } from '../harness/wait.mjs';

const composer = 'textarea[name=message]';

const overflow = (page) => page.eval(() => {
  const host = document.querySelector('confab-chat');
  const frame = host.shadowRoot.querySelector('canvas').getBoundingClientRect();
  return [...host.shadowRoot.querySelectorAll('button, textarea, input, [role=log]')].filter((e) => e.getClientRects().length && !e.closest('[role=log]:not(:scope)')).map((e) => {
    const box = e.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1 ? `${e.localName} ${e.getAttribute('aria-label') ?? e.name}: ${Math.round(box.left)}..${Math.round(box.right)}` : null;
  }).filter(Boolean);
});

export const tests = {
  async '320 px wide: one pane, nothing cut off, the way back works'(t) {
    const [me, friend] = [t.account('ann'), t.account('ben')];
    t.befriend(me, friend);
    const peer = await t.puppet(friend);
    const page = await t.open(t.login(me), { width: 320, height: 568, body: '<div id="chat" style="height:568px"></div>' });
    const widget = page.widget();
    const row = `[data-part=conversations] [role=listitem][data-jid="${friend.jid}"]`;
    await widget.click(row);
    await widget.wait(composer);
    assert.ok(!(await widget.find(row)), 'the list made room');
    assert.deepEqual(await overflow(page), []);
    await widget.say('from a small screen');
    await peer.hears('from a small screen');
    const back = (await widget.visible('button')).find((b) => /back/i.test(b.name + b.text));
    assert.ok(back, 'a way back');
    await page.clickAt(back.box.x + back.box.width / 2, back.box.y + back.box.height / 2);
    await widget.wait(row);
    assert.equal(await page.eval(() => document.documentElement.scrollWidth), 320, 'the page does not scroll sideways');
  },

  async 'right to left mirrors the whole interface'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'دانا');
    peer.say(room, 'سلام، فایل رسید');
    const open = async (lang, dir) => {
      const page = await t.open({ ...t.guest(room, `V ${lang}`), i18n: lang, direction: dir }, { lang, dir, width: 900 });
      const widget = page.widget();
      await widget.waitMessage('سلام، فایل رسید');
      await sleep(300);
      const [field, send] = [await widget.find(composer), await widget.find('button[name=send]')];
      return { page, sendIsRight: send.box.x > field.box.x, body: (await widget.visible('[part~=body]'))[0] };
    };
    const ltr = await open('en', 'ltr');
    assert.ok(ltr.sendIsRight, 'left to right: send is at the right');
    const rtl = await open('ar', 'rtl');
    assert.ok(!rtl.sendIsRight, 'right to left: send is at the left');
    assert.deepEqual(await overflow(rtl.page), []);
  },

  async 'over a page: launcher, window, close, and the unread badge'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Mina');
    const page = await t.open({ ...t.guest(room, 'Visitor'), view_mode: 'overlayed', root: undefined, lazy: 'click' }, { body: '<h1>A page</h1>' });
    const widget = page.widget();
    const launcher = await widget.wait('button');
    assert.ok(launcher.name || launcher.text, 'the launcher has a name');
    assert.ok(launcher.box.x > 800 && launcher.box.y > 550, 'it sits in the corner');
    await widget.click('button');
    await widget.wait(composer);
    assert.equal((await page.events('open')).length, 1);
    await widget.api('close');
    await widget.waitGone(composer);
    peer.say(room, 'Visitor: are you there?');
    await page.waitEvent('unread', (u) => u.total >= 1);
    await until(async () => /1/.test(((await widget.visible('button'))[0]?.name ?? '') + ((await widget.visible('button'))[0]?.text ?? '')), 'a count on the launcher');
    await widget.api('open');
    await widget.waitMessage('Visitor: are you there?');
  },

  async 'full screen fills the page and follows its size'(t) {
    const page = await t.open({ ...t.guest(t.room()), view_mode: 'fullscreen', root: undefined }, { body: '', width: 900, height: 600 });
    const widget = page.widget();
    await widget.wait(composer);
    const size = () => page.eval(() => { const b = document.querySelector('confab-chat').shadowRoot.querySelector('canvas').getBoundingClientRect(); return [Math.round(b.width), Math.round(b.height)]; });
    assert.deepEqual(await size(), [900, 600]);
    await page.resize(500, 700);
    await until(async () => String(await size()) === '500,700', 'the new size', 10);
    await until(async () => (await overflow(page)).length === 0, 'everything to move into it', 10).catch(async () => assert.deepEqual(await overflow(page), []));
  },

  async 'all four ways in'(t) {
    const room = t.room();
    const ways = {
      tag: `<script async src="/dist/confab.js" data-view-mode="embedded" data-root="#chat" data-lazy="eager" data-websocket-url="${t.server.websocket}"
        data-authentication="anonymous" data-auto-login="true" data-jid="guest.localhost" data-auto-join-rooms="${room}" data-nickname="Tag"></script>`,
      element: `<confab-chat style="height:500px;display:block" view-mode="embedded" lazy="eager" websocket-url="${t.server.websocket}" authentication="anonymous" auto-login
        jid="guest.localhost" auto-join-rooms="${room}" nickname="Element"></confab-chat><script async src="/dist/confab.js"></script>`,
      code: `<script>window.Confab = window.Confab || {q: []}; Confab.q.push(['create', ${JSON.stringify({ view_mode: 'embedded', root: '#chat', lazy: 'eager', websocket_url: t.server.websocket, nickname: 'Code', authentication: 'anonymous', auto_login: true, jid: 'guest.localhost', auto_join_rooms: [room] })}, c => { window.__chat = c; }]);</script><script async src="/dist/confab.js"></script>`,
    };
    const peer = await t.puppet();
    await peer.join(room, 'Mina');
    for (const [name, html] of Object.entries(ways)) {
      const url = `/case/way-${name}`;
      t.pages.page(url, `<!doctype html><html lang="en"><title>${name}</title><script src="/harness/inpage.js"></script><body><div id="chat" style="height:500px"></div>${html}</body></html>`);
      const page = await t.tab();
      await page.goto(t.pages.origin + url);
      await page.widget().wait(composer);
      await page.widget().say(`by ${name}`);
      await peer.hears(`by ${name}`);
    }
  },

  async 'the on-screen keyboard does not hide the composer'(t) {
    const page = await t.open({ ...t.guest(t.room()), view_mode: 'fullscreen', root: undefined }, { body: '', width: 375, height: 667, touch: true });
    const widget = page.widget();
    await widget.wait(composer);
    await page.resize(375, 360);   // what interactive-widget=resizes-content does
    await until(async () => { const { box } = await widget.find(composer); return box.y + box.height <= 360; }, 'the composer to move up', 5);
  },
};
