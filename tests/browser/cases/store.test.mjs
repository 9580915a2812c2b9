// SPDX-License-Identifier: MIT
// What may be kept, and what becomes of the chat where nothing can be: consent, signing out, other accounts, storage
// that is full, damaged, refused or of a later version.
import { assert, sleep, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const composer = 'textarea[name=message]';
const names = async () => (await indexedDB.databases()).map((db) => db.name);
const stored = async () => [...Object.keys(sessionStorage), ...Object.keys(localStorage), ...(await indexedDB.databases()).map((db) => db.name)];

async function works(page, text) {
  const widget = page.widget();
  await widget.wait(composer);
  await widget.say(text);
  await widget.waitMessage((m) => m.body === text && m.state !== 'pending');
}
const open = (t, me, room, more = {}, head = '') => t.open({ ...t.login(me), auto_join_rooms: [{ jid: room, nick: 'Ann' }], consent: { mode: 'none' }, ...more }, { head });
const recorded = (body) => window.__confab.keeps(body);
const records = (page) => until(() => page.eval(names).then((list) => list.length), 'records to be written');
const trouble = async (page, code) => {
  const event = await page.waitEvent('error', (detail) => detail.code === code);
  assert.ok(event.detail.message && event.detail.hint);
  await until(() => page.driver.log.some((line) => line.includes(code)), 'a warning in the console');
};

export const tests = {
  async 'before consent nothing is stored'(t) {
    const page = await open(t, t.account('shy'), t.room(), { consent: { mode: 'external' } });
    await works(page, 'quiet');
    await page.eval(() => new Promise((done) => { setTimeout(done, 1500); }));
    assert.deepEqual(await page.eval(stored), []);
    await page.eval(() => window.Confab.instances[0].consent({ granted: true }));
    await until(() => page.eval(() => Object.keys(sessionStorage).some((key) => key.includes(':sm/'))), 'the session to be written', 5);
    await until(() => page.eval(recorded, 'quiet'), 'what was said before to be written', 5);
    await page.goto(page.url);
    await page.waitEvent('resumed');
    await works(page, 'spoken');
    await page.eval(() => window.Confab.instances[0].consent({ granted: false }));
    await until(async () => (await page.eval(stored)).length === 0, 'all of it to go');
  },

  async 'a guest is written down at once, and who waits for another page as soon as that is gone'(t) {
    const guest = await t.open({ ...t.guest(t.room()), consent: { mode: 'none' } });
    await works(guest, 'by a guest');
    await until(() => guest.eval(recorded, 'by a guest'), 'it to be written', 8);
    const [me, room] = [t.account('ann'), t.room()];
    const first = await open(t, me, room, { shared_session: 'off' });
    await works(first, 'first');
    await until(() => first.eval(recorded, 'first'), 'it to be written', 8);
    const second = await t.tab({ of: first });
    await second.goto(first.url);
    await second.driver.front();
    await works(second, 'second');
    await sleep(4000);   // by then it has been told that another page writes
    await first.close();
    t.opened.splice(t.opened.indexOf(first), 1);
    await works(second, 'alone');
    await until(() => second.eval(recorded, 'alone'), 'it to be written', 5);
  },

  async 'persistent_store none keeps nothing'(t) {
    const page = await open(t, t.account('none'), t.room(), { persistent_store: 'none' });
    await works(page, 'quiet');
    await page.eval(() => new Promise((done) => { setTimeout(done, 1500); }));
    assert.deepEqual(await page.eval(stored), []);
  },

  async 'persistent_store localStorage keeps history there'(t) {
    const page = await open(t, t.account('local'), t.room(), { persistent_store: 'localStorage' });
    await works(page, 'plain');
    await until(() => page.eval(() => Object.values(localStorage).some((text) => text.includes('"plain"'))), 'it to be written');
    await page.goto(page.url);
    await page.widget().waitMessage('plain');
    assert.deepEqual(await page.eval(names), []);
  },

  async 'persistent_store sessionStorage keeps all of it for this tab only'(t) {
    const [me, room] = [t.account('tab'), t.room()];
    const options = { authentication: 'login', auto_join_rooms: [{ jid: room, nick: 'Ann' }], consent: { mode: 'none' }, persistent_store: 'sessionStorage' };
    const page = await t.open(options);
    await page.widget().login(me.jid, me.password);
    await works(page, 'plain');
    await until(() => page.eval(() => Object.values(sessionStorage).some((text) => text.includes('"plain"'))), 'it to be written');
    assert.deepEqual([await page.eval(names), await page.eval(() => Object.keys(localStorage))], [[], []]);
    await page.goto(page.url);
    await page.waitEvent('resumed');
    await page.widget().waitMessage('plain');
    // Without a server there is only what is kept.
    const deaf = '/case/store-deaf';
    t.host(deaf, { ...options, websocket_url: 'ws://localhost:9/xmpp-websocket' });
    await page.goto(t.pages.origin + deaf);
    await page.widget().waitMessage('plain');
    const other = await t.tab({ of: page });
    await other.goto(t.pages.origin + deaf);
    await other.driver.front();
    await other.widget().wait('form[name=login]');
    assert.deepEqual(await other.widget().messages(), []);
  },

  async 'signing out ends what a next page could go on with; clear_cache_on_logout takes history, too'(t) {
    for (const clear of [false, true]) {
      const page = await open(t, t.account('out'), t.room(), { clear_cache_on_logout: clear });
      await works(page, 'here');
      await records(page);
      await page.eval(() => window.Confab.instances[0].logout());
      await until(() => page.eval(() => !Object.keys(sessionStorage).some((key) => /:(sm|live|outbox|pending|here)\//.test(key))), 'the journal to go');
      if (clear) await until(async () => (await page.eval(names)).length === 0, 'the records to go');
      assert.ok((await page.eval(() => Object.values(localStorage).concat(Object.values(sessionStorage)))).every((text) => !text.includes('secret')), 'no password');
      await page.close();
      t.opened.splice(t.opened.indexOf(page), 1);
    }
  },

  async 'another account in the same tab sees nothing, and the first finds its own again'(t) {
    const ann = t.account('ann');
    const room = t.room();
    const page = await open(t, ann, room);
    await works(page, 'for ann');
    await records(page);
    await page.eval(() => new Promise((done) => { setTimeout(done, 1000); }));
    const other = await open(t, t.account('eve'), t.room());
    await other.close();
    t.opened.splice(t.opened.indexOf(other), 1);
    await page.driver.front();
    await page.goto(other.url);
    await works(page, 'for eve');
    const chats = await page.widget().api('chats.list');
    assert.ok(chats.every((c) => c.jid !== room), 'the room of the first one');
    await page.goto(page.url);
    await page.widget().waitMessage('for ann');
  },

  async 'storage that throws at any call changes nothing'(t) {
    const head = `<script>
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });
    </script>`;
    const page = await open(t, t.account('throws'), t.room(), {}, head);
    await works(page, 'works');
    await trouble(page, 'storage-broken');
  },

  async 'a full disk is told once, and the chat goes on'(t) {
    const head = `<script>
      const full = () => { throw new DOMException('full', 'QuotaExceededError'); };
      Storage.prototype.setItem = full;
      IDBObjectStore.prototype.put = full;
    </script>`;
    const page = await open(t, t.account('full'), t.room(), {}, head);
    await works(page, 'works');
    await trouble(page, 'storage-full');
    await works(page, 'still works');
    assert.equal((await page.events('error')).filter((e) => e.detail.code.startsWith('storage')).length, 1);
  },

  async 'a store of a later version is left alone'(t) {
    const me = t.account('later');
    const room = t.room();
    const page = await open(t, me, room);
    await works(page, 'now');
    await records(page);
    await page.goto(`${t.pages.origin}/harness/inpage.js`);
    const name = (await page.eval(names))[0];
    await page.eval((name) => new Promise((done, fail) => {
      const request = indexedDB.open(name, 99);
      request.onsuccess = () => { request.result.close(); done(); };
      request.onerror = () => fail(request.error);
    }), name);
    await page.goto(page.url);
    await works(page, 'still works');
    await trouble(page, 'storage-newer');
    assert.equal(await page.eval(async () => (await indexedDB.databases())[0].version), 99);
  },

  async 'a damaged journal and damaged records are no obstacle'(t) {
    const page = await open(t, t.account('torn'), t.room());
    await works(page, 'whole');
    await records(page);
    await page.goto(`${t.pages.origin}/harness/inpage.js`);
    await page.eval(async () => {
      for (const key of Object.keys(sessionStorage)) if (/:(sm|live|pending|outbox)\//.test(key)) sessionStorage.setItem(key, '{"v":1');
      const [{ name }] = await indexedDB.databases();
      const db = await new Promise((done) => { indexedDB.open(name).onsuccess = (e) => done(e.target.result); });
      const store = db.transaction('records', 'readwrite').objectStore('records');
      store.getAllKeys().onsuccess = (e) => { for (const key of e.target.result) if (key.includes('\nc\n')) store.put('<half', key); };
      await new Promise((done) => { store.transaction.oncomplete = done; });
      db.close();
    });
    await page.goto(page.url);
    await page.waitEvent('connected');
    await page.widget().waitMessage('whole');
    await trouble(page, 'storage-broken');
  },
};
