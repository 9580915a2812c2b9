// SPDX-License-Identifier: MIT
// Everything a case stands on: a Prosody of its own, the page server, peers, pages. One world a run; see run.mjs.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Page } from './page.mjs';
import { Puppeteer } from './puppet.mjs';
import { serve } from './server.mjs';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
/** The built widget; CONFAB_DIST names another build. */
export const DIST = path.resolve(process.env.CONFAB_DIST ?? path.join(ROOT, 'dist'));
/** The address in the examples' files, where scripts/demo has its Prosody. */
export const DEMO_SERVER = 'localhost:17080';

export class Server {
  constructor(suite, env = {}) {
    this.env = { ...process.env, ...env, CONFAB_SUITE: suite };
    const values = Object.fromEntries(this.prosody('env').trim().split('\n').map((line) => line.split('=')));
    this.c2s = +values.PROSODY_C2S;
    this.http = +values.PROSODY_HTTP;
    this.websocket = `ws://localhost:${this.http}/xmpp-websocket`;
    this.bosh = `http://localhost:${this.http}/http-bind`;
  }
  run(script, ...args) {
    return execFileSync(path.join(ROOT, script), args, { env: this.env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }
  prosody(...args) { return this.run('tests/servers/prosody.sh', ...args); }
  /** Of people on localhost: see tests/servers/prosody-modules/mod_confab_people.lua. */
  people(query) {
    execFileSync('curl', ['-sSf', `http://127.0.0.1:${this.http}/confab_people?${new URLSearchParams(query)}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  }
  peers(...args) { return this.run('tests/peers/peers.sh', ...args); }
}

export async function createWorld(suite, { port = 0 } = {}) {
  const server = new Server(suite);
  server.prosody('start');
  const pages = await serve({
    port,
    mounts: { '/dist/': DIST, '/examples/': path.join(ROOT, 'examples'), '/harness/': path.join(ROOT, 'tests/browser/harness'),
      ...Object.fromEntries(['axe-core', 'bootstrap', 'tailwindcss'].map((name) => [`/node_modules/${name}/`, path.join(ROOT, 'node_modules', name)])) },
    replace: { [DEMO_SERVER]: `localhost:${server.http}` },
  });
  const puppeteer = new Puppeteer(ROOT, server.c2s);
  const close = async () => {
    puppeteer.close();
    await pages.close();
  };
  return { server, pages, puppeteer, close, stop: async () => { await close(); server.prosody('stop'); } };
}

const escape = (text) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
let counter = 0;
const stamp = Date.now().toString(36);
/** A name nobody else uses, on a server whose data outlives a run. */
export const unique = (prefix) => `${prefix}-${stamp}-${++counter}`;

/** What a single test holds: its pages and puppets end with it. */
export class Case {
  constructor(world, browser) {
    this.world = world;
    this.server = world.server;
    this.pages = world.pages;
    this.browser = browser;
    this.opened = [];
    this.puppets = [];
    this.undo = [];
  }

  room(prefix = 'room') { return `${unique(prefix)}@conference.localhost`; }
  /** A fresh account on the server. */
  account(prefix = 'user') {
    const name = unique(prefix);
    this.server.people({ add: name, password: 'secret' });
    return { jid: `${name}@localhost`, password: 'secret' };
  }
  befriend(a, b) { this.server.people({ of: a.jid ?? a, friend: b.jid ?? b }); }
  /** A slixmpp client: an account, or a guest. */
  async puppet(account = { jid: 'guest.localhost' }) {
    const puppet = await this.world.puppeteer.puppet(account);
    this.puppets.push(puppet);
    await puppet.online();
    return puppet;
  }

  guest(room, nick = 'Visitor') {
    return { authentication: 'anonymous', auto_login: true, jid: 'guest.localhost', ...(room ? { auto_join_rooms: [{ jid: room, nick }] } : {}) };
  }
  login(account) { return { authentication: 'login', auto_login: true, jid: account.jid, password: account.password }; }

  /** A plain tab of the browser. */
  async tab({ of, ...pageOptions } = {}) {
    const page = new Page(await (of ? of.driver.another() : this.browser.newPage(pageOptions)));
    this.opened.push(page);
    return page;
  }
  /**
   * A host page with the widget in it, by one script tag and a JSON configuration.
   * @param {object} options Confab's options, added to those every test wants
   * @param {object} [how] {head, body, headers, html, lang, dir, loader, of: a page whose visitor opens it, ...options of the tab}
   */
  async open(options, how = {}) {
    const { url = `/case/${unique('page')}`, head, body, headers, lang, dir, tag, ...tab } = how;
    this.host(url, options, { head, body, headers, lang, dir, tag });
    const page = await this.tab(tab);
    await page.goto(this.pages.origin + url);
    page.url = this.pages.origin + url;
    return page;
  }
  /** Puts such a page on the page server, and opens nothing. */
  host(url, options, { head = '', body = '<div id="chat" style="height:600px"></div>', headers, lang = 'en', dir = 'ltr',
    tag = '<script async src="/dist/confab.js"></script>' } = {}) {
    const base = { websocket_url: this.server.websocket, view_mode: 'embedded', root: '#chat', lazy: 'eager', i18n: lang };
    const config = JSON.stringify({ ...base, ...options }).replace(/</g, '\\u003c');
    this.pages.page(url, `<!doctype html><html lang="${escape(lang)}" dir="${dir}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Test page</title><link rel="icon" href="data:,">
<style>body{margin:0;font:16px/1.5 sans-serif}</style>
<script src="/harness/inpage.js"></script>${head}</head><body>${body}
<script type="application/json" id="confab-config">${config}</script>${tag}</body></html>`, headers);
  }
  /** Makes URLs misbehave for the length of this test. */
  breaks(match, what) { this.undo.push(this.pages.rule(match, what)); }

  async end() {
    for (const puppet of this.puppets) puppet.close();
    for (const page of this.opened) await page.close().catch(() => {});
    for (const undo of this.undo) undo();
  }
}
