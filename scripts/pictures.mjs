// SPDX-License-Identifier: MIT
// Walks a furnished account through every screen and takes its picture, so that a person can look at all of them after
// a change. Judges nothing: tests/browser does that.
import fs from 'node:fs';
import path from 'node:path';
import { launch, underDisplay } from '../tests/browser/harness/driver.mjs';
import { sleep, until } from '../tests/browser/harness/wait.mjs';
import { Case, ROOT, createWorld, unique } from '../tests/browser/harness/world.mjs';

const OUT = path.join(ROOT, 'build/pictures');
const COMPOSER = 'textarea[name=message]';
const VARIANTS = [
  { width: 1200, height: 760 }, { width: 1200, height: 760, dark: true }, { width: 700, height: 700 }, { width: 700, height: 700, dark: true },
  { width: 320, height: 568 }, { width: 320, height: 568, dark: true }, { width: 1200, height: 760, dir: 'rtl' },
  { width: 320, height: 568, dir: 'rtl', dark: true }, { width: 1200, height: 760, dpr: 2 }, { width: 320, height: 568, dpr: 2, dark: true },
  { width: 1200, height: 760, contrast: true }, { width: 700, height: 700, contrast: true, dark: true }, { width: 320, height: 568, letters: 1.5 },
  { width: 1200, height: 760, letters: 1.5, dark: true },
];
const nameOf = (v) => `${v.width}${v.dpr === 2 ? '@2x' : ''}-${v.dark ? 'dark' : 'light'}${v.contrast ? '-contrast' : ''}${v.letters ? '-large' : ''}${v.dir === 'rtl' ? '-rtl' : ''}`;

// Lets a picture be taken of a lost connection without disturbing the others' server.
const SWITCH = `<script>(() => { const Real = WebSocket; const open = []; let cut = false;
  window.WebSocket = class extends Real { constructor(url, ...a) { super(cut ? 'ws://localhost:9/' : url, ...a); open.push(this); } };
  window.__cut = () => { cut = true; for (const s of open) s.close(); }; })();</script>`;

const TALK = [
  ['Bob Keller', 'Morning! The new drawings are at https://files.example/quay'],
  ['Bob Keller', 'Line `B-14` changed, have a look before lunch please. The crane needs another coat too.'],
  ['me', 'On it. 👩‍🔧👨‍🔧 are coming at noon.'],
  ['دانا رحیمی', 'جلسه ساعت 12:30 است، درست؟'],
  ['me', 'Yes, 12:30.'],
  ['木村 さくら', '了解しました。図面は今日中に確認します。'],
  ['Mina', 'See you at the quay. I bring *coffee*, somebody bring cups.'],
  ['Mina', '> somebody bring cups\nAnd sugar, please.'],
];

// One account with contacts, unread messages and a room full of people.
async function furnish(world) {
  const stage = new Case(world, null);
  const me = { jid: `${unique('alice')}@localhost`, password: 'secret' };
  world.server.prosody('adduser', me.jid.split('@')[0], me.password);
  const people = {};
  const room = `${unique('harbour')}@conference.localhost`;
  const contacts = { 'Bob Keller': 'bob', 'دانا رحیمی': 'dana', '木村 さくら': 'sakura', Mina: 'mina' };
  for (const [name, user] of Object.entries(contacts)) {
    const account = stage.account(user);
    stage.befriend(me, account);
    people[name] = { account, puppet: await stage.puppet(account) };
    await people[name].puppet.join(room, name);
  }
  const self = await stage.puppet(me);
  for (const [name, { account }] of Object.entries(people)) {
    self.send({ do: 'raw', xml: `<iq type='set' id='${unique('name')}'><query xmlns='jabber:iq:roster'><item jid='${account.jid}' name='${name}'/></query></iq>` });
  }
  await self.join(room, 'alice');
  self.send({ do: 'subject', room, text: 'Crane paint, quay lights, and lunch' });
  for (const [name, text] of TALK) {
    (name === 'me' ? self : people[name].puppet).say(room, text);
    await self.hears(text);
  }
  const bob = people['Bob Keller'];
  for (const [from, text] of [['bob', 'Did the paint arrive?'], ['me', 'Four buckets. The green one leaks.'], ['bob', 'That is why it was cheap.'], ['me', 'Of course.']]) {
    if (from === 'me') self.chat(bob.account.jid, text);
    else bob.puppet.chat(me.jid, text);
    await (from === 'me' ? bob.puppet : self).hears(text);
  }
  self.close();
  await sleep(500);
  people['دانا رحیمی'].puppet.chat(me.jid, 'سلام، فایل رسید 👍🏽');
  await sleep(300);
  return { stage, me, room, bob: bob.account };
}

class Camera {
  constructor(browser, world, variant, only) {
    Object.assign(this, { variant, only, suffix: browser.name === 'chromium' ? '' : `-${browser.name}` });
    this.case = new Case(world, browser);
    this.look = { ...(browser.name !== 'chromium' && { color_scheme: variant.dark ? 'dark' : 'light' }), ...(variant.contrast && { color_scheme: 'high-contrast' }), ...(variant.letters && { accessibility: { font_scale: variant.letters } }) };
    this.how = { ...variant, lang: variant.dir === 'rtl' ? 'ar' : 'en', head: SWITCH, body: `<div id="chat" style="height:${variant.height}px"></div>` };
  }
  wants(screen) { return !this.only || this.only.includes(screen); }
  async take(page, screen) {
    if (!this.wants(screen)) return;
    await sleep(600);   // transitions of 120 ms, and text runs that come a frame later
    const file = path.join(OUT, `${screen}-${nameOf(this.variant)}${this.suffix}.png`);
    fs.writeFileSync(file, await page.screenshot());
  }
  async press(page, pattern) {
    const button = (await page.widget().visible('button')).find((b) => pattern.test(`${b.name} ${b.text} ${b.attributes['data-part'] ?? ''}`));
    if (!button) return false;
    await page.clickAt(button.box.x + button.box.width / 2, button.box.y + button.box.height / 2);
    return true;
  }

  async signedOut() {
    const login = await this.case.open({ authentication: 'login', ...this.look }, this.how);
    await login.widget().wait('form[name=login]');
    await this.take(login, 'login');
    await login.widget().login('alice@localhost', 'wrong');
    await login.waitEvent('authfail');
    await this.take(login, 'login-error');
  }
  async launcher() {
    const site = '<main style="max-width:640px;margin:48px auto;padding:0 20px"><h1>A site</h1><p>With a chat in its corner.</p></main>';
    const page = await this.case.open({ ...this.case.guest(this.case.room('lobby')), ...this.look, view_mode: 'overlayed', root: undefined, lazy: 'click', auto_login: false }, { ...this.how, body: site });
    await page.widget().wait('button');
    await this.take(page, 'launcher');
    await page.widget().click('button');
    await page.widget().wait(COMPOSER);
    await this.take(page, 'window');
  }
  async inside({ me, room, bob }) {
    const page = await this.case.open({ ...this.case.login(me), ...this.look, auto_join_rooms: [{ jid: room, nick: 'alice' }] }, this.how);
    const widget = page.widget();
    const row = (jid) => `[data-part=conversations] [role=listitem][data-jid="${jid}"]`;
    await widget.wait(`${row(bob.jid)}, [role=log]`);
    if (!(await widget.find(row(bob.jid)))) await this.press(page, /back|رجوع|عودة/i);
    await widget.wait(row(room));
    await sleep(1000);
    await this.take(page, 'list');
    await widget.click(row(room));
    await widget.waitMessage((m) => m.body.includes('sugar'));
    await this.take(page, 'room');
    await this.menu(page);
    await this.participants(page);
    if (!(await widget.find(row(bob.jid)))) await this.press(page, /back|رجوع|عودة/i);
    await widget.click(row(bob.jid));
    await widget.wait(`[role=log][data-jid="${bob.jid}"]`);
    await this.take(page, 'chat');
    await page.eval(() => window.__cut());
    await until(async () => (await page.events('reconnecting')).length > 0 || (await page.events('disconnected')).length > 0, 'the loss', 15);
    await widget.say('Kept until the connection is back.');
    await this.take(page, 'offline');
    const settings = /settings|الإعدادات/i;
    if (!(await this.press(page, settings))) {
      await this.press(page, /back|رجوع|عودة/i);
      await until(() => this.press(page, settings), 'the settings button');
    }
    await widget.wait('[data-part=settings]');
    await this.take(page, 'settings');
  }
  async menu(page) {
    const [message] = (await page.widget().visible('[role=article]')).slice(-2);
    await page.driver.raw.mouse.click(message.box.x + message.box.width / 2, message.box.y + message.box.height / 2, { button: 'right' });
    await this.take(page, 'menu');
    await page.press('Escape');
  }
  async participants(page) {
    const list = '[role=list][data-part=participants]';
    const opened = !(await page.widget().find(list)) && await this.press(page, /participants|المشارك/i);
    await page.widget().wait(list, 5).catch(() => {});
    await this.take(page, 'participants');
    if (opened) await page.press('Escape');
    await sleep(300);
    if (!(await page.widget().find(COMPOSER))) await this.press(page, /back|close|رجوع|عودة|إغلاق/i);
  }
  // Rooms that one cannot be in: with a password, for members, closed with a reason and the way to the next.
  async rooms() {
    if (!['room-password', 'room-members', 'room-closed'].some((screen) => this.wants(screen))) return;
    const owner = await this.case.puppet(this.case.account('owner'));
    const admin = (room, child) => owner.send({ do: 'raw', xml: `<iq type='set' to='${room}' id='${unique('admin')}'><query xmlns='http://jabber.org/protocol/muc#owner'>${child}</query></iq>` });
    const field = (name, value) => `<field var='${name}'><value>${value}</value></field>`;
    const enter = async (fields, name = 'harbour') => {
      const room = this.case.room(name);
      await owner.join(room, 'Owner');
      admin(room, `<x xmlns='jabber:x:data' type='submit'>${field('FORM_TYPE', 'http://jabber.org/protocol/muc#roomconfig')}${fields}</x>`);
      owner.say(room, `ready ${room}`);
      await owner.hears(`ready ${room}`);
      return { room, page: await this.case.open({ ...this.case.guest(room), ...this.look, singleton: true }, this.how) };
    };
    const locked = await enter(field('muc#roomconfig_passwordprotectedroom', 1) + field('muc#roomconfig_roomsecret', 'sesame'));
    await locked.page.widget().wait('input[type=password]');
    await this.take(locked.page, 'room-password');
    const closed = await enter(field('muc#roomconfig_membersonly', 1));
    await closed.page.waitEvent('error', (e) => e?.code);
    await this.take(closed.page, 'room-members');
    const { room, page } = await enter('');
    await page.widget().wait(COMPOSER);
    admin(room, `<destroy jid='${this.case.room('quay')}'><reason>The harbour talks on the quay now. See you there!</reason></destroy>`);
    await page.waitEvent('room:left');
    await this.take(page, 'room-closed');
  }
  async broken() {
    this.case.breaks(/\.wasm$/, { status: 404, body: 'gone' });
    const page = await this.case.open({ ...this.case.guest(this.case.room()), ...this.look }, this.how);
    await page.waitEvent('error');
    await this.take(page, 'error');
  }
}

async function sheets(browser) {
  const groups = {};
  for (const file of fs.readdirSync(OUT).filter((f) => f.endsWith('.png') && !f.includes('sheet'))) {
    (groups[file.replace(/-\d+(@2x)?-(light|dark)(-contrast)?(-large)?(-rtl)?((-firefox)?)\.png$/, '$6')] ??= []).push(file);
  }
  for (const [screen, files] of Object.entries(groups)) {
    const figures = files.sort().map((f) => `<figure><img src="data:image/png;base64,${fs.readFileSync(path.join(OUT, f)).toString('base64')}"><figcaption>${f}</figcaption></figure>`);
    const page = await browser.newPage({ width: 1600, height: 900 });
    await page.raw.setContent(`<style>body{margin:12px;background:#777;display:flex;flex-wrap:wrap;gap:12px;font:12px sans-serif;color:#fff}figure{margin:0}img{max-height:420px;display:block}</style>${figures.join('')}`);
    fs.writeFileSync(path.join(OUT, `${screen}-sheet.png`), await page.raw.screenshot({ fullPage: true }));
    await page.close();
  }
}

const after = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : '');
const only = after('--only') ? after('--only').split(',') : null;
const as = after('--as');
const name = after('--browser') || 'chromium';
underDisplay([name]);
const variants = process.argv.includes('--quick') ? [VARIANTS[0], VARIANTS[5]] : VARIANTS.filter((v) => nameOf(v).includes(as));
fs.mkdirSync(OUT, { recursive: true });
const world = await createWorld('pictures');
const browser = await launch(name);
let trouble = 0;
try {
  const furniture = await furnish(world);
  for (const variant of variants) {
    const camera = new Camera(browser, world, variant, only);
    for (const walk of ['signedOut', 'launcher', 'inside', 'rooms', 'broken']) {
      try {
        await camera[walk](furniture);
      } catch (error) {
        trouble++;
        console.log(`${walk} at ${nameOf(variant)}: ${error.message}`);
      }
    }
    await camera.case.end();
    console.log(`pictures: ${nameOf(variant)}`);
  }
  await sheets(browser);
  await furniture.stage.end();
} finally {
  await browser.close();
  await world.stop();
}
console.log(`build/pictures/: ${fs.readdirSync(OUT).length} files${trouble ? `, ${trouble} walks did not reach their end` : ''}`);
process.exit(trouble ? 1 : 0);
