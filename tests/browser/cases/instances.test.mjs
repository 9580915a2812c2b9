// SPDX-License-Identifier: MIT
// Several widgets on one page, and widgets that come and go.
import { assert, sleep, until } from '../harness/wait.mjs';

const composer = 'textarea[name=message]';
const BLANK = { tag: '<script>window.Confab = window.Confab || { q: [] };</script><script async src="/dist/confab.js"></script>' };

async function pageWithoutWidget(t, body) {
  const url = `/case/blank-${Date.now()}`;
  t.pages.page(url, `<!doctype html><html lang="en"><title>Blank</title><script src="/harness/inpage.js"></script><body>${body}${BLANK.tag}</body></html>`);
  const page = await t.tab();
  await page.goto(t.pages.origin + url);
  await until(() => page.eval(() => typeof window.Confab?.create === 'function'), 'the loader');
  return page;
}

const create = (page, options) => page.eval(async (o) => { (window.__made ??= []).push(await window.Confab.create(o)); }, options);

/** From now on sockets and GL contexts of the page are counted. */
const countSocketsAndContexts = (page) => page.eval(() => {
  window.__open = window.__opened = 0;
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(...a) { super(...a); window.__open++; window.__opened++; this.addEventListener('close', () => window.__open--); }
  };
  window.__contexts = [];
  const get = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    const context = get.call(this, kind, ...rest);
    if (/webgl/.test(kind) && context && !window.__contexts.some((r) => r.deref() === context)) window.__contexts.push(new WeakRef(context));
    return context;
  };
});

async function alive(page) {
  await until(() => page.eval(() => window.__open === 0), 'the sockets to be closed', 5).catch(() => {});
  const contexts = await page.eval(() => window.__contexts.filter((r) => r.deref() && !r.deref().isContextLost()).length);
  assert.ok(contexts <= 1, `${contexts} live GL contexts`);
  return page.eval(() => ({ opened: window.__opened, sockets: window.__open }));
}

/** Creates a widget, waits until it shows something and has sent an event, if one is named, destroys it; so many times. */
const cycle = (page, options, times, shows, event) => page.eval(async (o, n, selector, name) => {
  const heard = () => window.__confab.events.filter((e) => e.name === name).length;
  for (let i = 0; i < n; i++) {
    const before = heard();
    const chat = await window.Confab.create(o);
    await new Promise((done, failed) => {
      const poll = setInterval(() => {
        if (!document.querySelector('confab-chat')?.shadowRoot?.querySelector(selector) || (name && heard() === before)) return;
        clearInterval(poll);
        done();
      }, 5);
      setTimeout(() => { clearInterval(poll); failed(new Error(`no ${selector} or ${name} in widget ${i}`)); }, 10000);
    });
    await chat.destroy();
  }
}, options, times, shows, event);

/** A function that says what the page holds once the garbage is collected. */
async function meter(page) {
  const cdp = await page.driver.context.newCDPSession(page.driver.raw);
  await cdp.send('Performance.enable');
  return async () => {
    await cdp.send('HeapProfiler.collectGarbage');
    await sleep(300);
    await cdp.send('HeapProfiler.collectGarbage');
    const { metrics } = await cdp.send('Performance.getMetrics');
    const value = (name) => metrics.find((m) => m.name === name).value;
    return { heap: value('JSHeapUsedSize') / 1048576, listeners: value('JSEventListeners'), nodes: value('Nodes') };
  };
}

function flat(before, after) {
  assert.ok(after.listeners <= before.listeners + 15, `listeners ${before.listeners} -> ${after.listeners}`);
  assert.ok(after.nodes <= before.nodes * 1.2 + 60, `nodes ${before.nodes} -> ${after.nodes}`);
  assert.ok(after.heap <= before.heap + 3, `heap ${before.heap.toFixed(1)} -> ${after.heap.toFixed(1)} MB`);
}

export const tests = {
  async 'two rooms side by side do not mix'(t) {
    const rooms = [t.room('left'), t.room('right')];
    const peer = await t.puppet();
    for (const room of rooms) await peer.join(room, 'Mina');
    const page = await pageWithoutWidget(t, '<div id="a" style="height:340px"></div><div id="b" style="height:340px"></div>');
    for (const [i, root] of ['#a', '#b'].entries()) {
      await create(page, { websocket_url: t.server.websocket, view_mode: 'embedded', root, lazy: 'eager', ...t.guest(rooms[i], `Visitor ${i}`) });
    }
    const [left, right] = [page.widget(0), page.widget(1)];
    await left.wait(composer);
    await right.wait(composer);
    await left.say('to the left');
    await right.say('to the right');
    assert.equal((await peer.hears('to the left')).from, `${rooms[0]}/Visitor 0`);
    assert.equal((await peer.hears('to the right')).from, `${rooms[1]}/Visitor 1`);
    peer.say(rooms[0], 'answer left');
    await left.waitMessage('answer left');
    assert.ok(!(await right.messages()).some((m) => m.body.includes('left')));
    assert.equal(await page.eval(() => window.Confab.instances.length), 2);
  },

  async 'a destroyed widget leaves nothing in the page'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Mina');
    const page = await pageWithoutWidget(t, '<div id="a" style="height:400px"></div>');
    await create(page, { websocket_url: t.server.websocket, view_mode: 'embedded', root: '#a', lazy: 'eager', ...t.guest(room, 'Visitor') });
    await page.widget().wait(composer);
    await page.eval(() => window.__made[0].destroy());
    await until(() => page.eval(() => !document.querySelector('confab-chat') && window.Confab.instances.length === 0), 'the element to go');
    await peer.wait((e) => e.on === 'presence' && e.type === 'unavailable' && e.from === `${room}/Visitor`, 'the visitor leaving', 15);
    await page.waitEvent('destroyed').catch(() => {});
    assert.deepEqual(await page.errors(), []);
  },

  async 'creating and destroying again and again stays flat'(t) {
    const page = await pageWithoutWidget(t, '<div id="a" style="height:300px"></div>');
    await countSocketsAndContexts(page);
    const options = { websocket_url: t.server.websocket, view_mode: 'embedded', root: '#a', lazy: 'eager', authentication: 'login' };
    const form = 'form, textarea, [role=log]';
    const measure = await meter(page);
    await cycle(page, options, 10, form);
    const before = await measure();
    await cycle(page, options, 100, form);
    flat(before, await measure());
    assert.deepEqual(await alive(page), { opened: 0, sockets: 0 });
  },

  async 'guests who come into a room and go leave neither sockets nor memory behind'(t) {
    const room = t.room();
    const peer = await t.puppet();
    await peer.join(room, 'Mina');
    for (const line of ['one', 'two', 'the last']) peer.say(room, line);
    await peer.hears('the last');
    const page = await pageWithoutWidget(t, '<div id="a" style="height:400px"></div>');
    await countSocketsAndContexts(page);
    const options = { websocket_url: t.server.websocket, view_mode: 'embedded', root: '#a', lazy: 'eager', ...t.guest(room, 'Visitor') };
    const measure = await meter(page);
    await cycle(page, options, 5, '[role=log] [role=article]', 'room:entered');
    const before = await measure();
    await cycle(page, options, 20, '[role=log] [role=article]', 'room:entered');
    flat(before, await measure());
    assert.deepEqual(await alive(page), { opened: 25, sockets: 0 });
    const gone = () => peer.heard.filter((e) => e.on === 'presence' && e.type === 'unavailable' && e.from.startsWith(`${room}/Visitor`)).length;
    await until(() => gone() >= 25, 'all of them to leave the room', 15).catch((error) => { throw new Error(`${error.message}: ${gone()}`); });
    assert.deepEqual(await page.errors(), []);
  },

  async 'options are checked: an unknown key warns, a wrong type is an error that names it'(t) {
    const page = await t.open({ authentication: 'login', websoket_url: 'ws://x/' });
    await page.widget().wait('form[name=login]');
    assert.ok(page.driver.log.some((l) => l.includes('websoket_url') && l.includes('websocket_url')), page.driver.log.join('\n'));
    const wrong = await page.eval(async () => {
      try { await window.Confab.create({ auto_join_rooms: 7 }); return 'accepted'; } catch (e) { return `${e.name} ${e.message}`; }
    });
    assert.match(wrong, /ConfigError.*auto_join_rooms/s);
  },

  async 'each wrong option is an event, and a number out of range keeps no chat away'(t) {
    const page = await t.open({ authentication: 'login', window: { width: -5 }, ping_interval: -1, accessibility: { font_scale: 50 }, launcher: { selector: '<<<' } });
    await page.widget().wait('form[name=login]');
    const keys = (await page.events('error')).map((e) => e.detail.key).sort();
    assert.deepEqual(keys, ['accessibility.font_scale', 'launcher.selector', 'ping_interval', 'window.width']);
    assert.equal(await page.eval(() => window.Confab.instances[0].get('window.width')), 380);
    const before = (await page.events('error')).length;
    await page.eval(() => window.Confab.create({ jid: 5, lazy: 'never', auto_login: 'x' }).catch(() => {}));
    const later = (await page.events('error')).slice(before).map((e) => e.detail.key).sort();
    assert.deepEqual(later, ['accessibility.font_scale', 'auto_login', 'jid', 'lazy', 'ping_interval', 'window.width']);
  },

  async 'misuse of the API is a sentence, before the chat is there, in it and after it'(t) {
    const page = await t.open({ authentication: 'login', view_mode: 'overlayed', root: undefined, lazy: 'click' });
    await page.widget().wait('button');
    const tried = () => page.eval(async () => {
      const chat = window.__chat ??= window.Confab.instances[0];
      const out = [];
      const calls = { open: () => chat.open(null), update: () => chat.update(null), consent: () => chat.consent(), set: () => chat.set('nickname', 5), 'set(5)': () => chat.set(5, 5),
        chats: () => chat.chats.open(), send: () => chat.chats.send('a@b', null), login: () => chat.login(null), create: () => window.Confab.create({ root: '<<<' }),
        'create(null)': () => window.Confab.create(null), list: () => window.Confab.create([]), url: () => window.Confab.create({ config_url: 'http://[' }) };
      for (const [name, call] of Object.entries(calls)) {
        try { await call(); out.push(`${name}: no error`); } catch (e) { if (!e.code || !e.message || !e.hint) out.push(`${name}: ${e}`); }
      }
      chat.get(undefined);
      chat.get('constructor');
      chat.on('message');
      window.Confab.q.push(null, 5, [Symbol('x')]);
      return out;
    });
    assert.deepEqual(await tried(), []);
    await page.eval(() => window.__chat.open());
    await page.widget().wait('form[name=login]');
    assert.deepEqual(await tried(), []);
    await page.eval(() => window.__chat.destroy());
    assert.deepEqual(await tried(), []);
    assert.deepEqual(await page.errors(), []);
  },
};
tests['creating and destroying again and again stays flat'].browsers = ['chromium'];
tests['guests who come into a room and go leave neither sockets nor memory behind'].browsers = ['chromium'];
