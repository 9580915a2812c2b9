// SPDX-License-Identifier: MIT
// One widget: its public API, and when what is loaded, shown and forgotten. The pieces know each
// other only through here.
import { addMethods } from './api.js';
import { DOCTOR_JS, VERSION } from './assets.js';
import { copyText } from './clipboard.js';
import { Core, NO_STATS } from './core.js';
import { deferred } from './deferred.js';
import { Emitter } from './emitter.js';
import { Environment } from './environment.js';
import { ConfabError } from './errors.js';
import { Language } from './language.js';
import { Launcher } from './launcher.js';
import { keepCore, loadCore, loadPart } from './loadcore.js';
import { check, forCore, merge } from './options.js';
import { watchLife, watchPage } from './page.js';
import { dataSync, siteLogin } from './site.js';
import { playSound } from './sound.js';
import { Store } from './storage.js';
import { View } from './view.js';

const SENTENCES = { 'no-wasm': 'browser', 'csp-wasm': 'failed', 'out-of-memory': 'memory', 'core-crashed': 'crashed' };

// The core knows no page that an address could be relative to.
const absolute = (url) => { try { return url && new URL(url, document.baseURI).href; } catch { return url; } };

export class Instance {
  #options; #emitter = new Emitter(); #controller = new AbortController(); #core = null; #ready = deferred();
  #loading = null; #state = 'idle'; #queue = []; #view; #env; #store; #launcher = null; #onDestroy; #plugins = new Map();
  #opener = null; #focusUntil = 0; #entered = false; #language; #credentials; #sync;

  /**
   * @param {HTMLElement} element its host, in the page @param {object} options strict
   * @param {(i: Instance) => void} onDestroy @param {Error[]} [problems] of the options, told once somebody can hear
   */
  constructor(element, options, onDestroy, problems = []) {
    this.#options = options;
    this.#onDestroy = onDestroy;
    this.element = element;
    const { signal } = this.#controller;
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    root.replaceChildren();
    this.#language = new Language(options, element);
    this.#view = new View(element, root, options, this.#language.words);
    this.#view.window.hidden = options.view_mode === 'overlayed';
    element.style.setProperty('--confab-z', String(options.launcher.z_index));
    this.#store = new Store(options, () => this.#core?.page(3));
    this.#credentials = siteLogin(options, signal);
    this.#sync = dataSync(options, signal, { call: (name, args) => this.#call(name, args), stats: () => this.stats(), emit: (name, detail) => this.#emit(name, detail) });
    if (options.consent.mode === 'none' || this.#store.remembered()) this.#store.allow(true, false);
    if (options.view_mode === 'overlayed') this.#launcher = new Launcher(this.#view, options, () => this.toggle());
    this.#env = new Environment({
      view: this.#view, options, signal,
      changed: (part, now) => this.#environmentChanged(part, now),
      resized: () => this.#core?.resized(),
    });
    this.#applyLanguage();
    addMethods(this, {
      call: (name, args) => this.#call(name, args),
      emitter: this.#emitter,
      plugins: { add: (name, plugin) => this.#addPlugin(name, plugin), list: () => [...this.#plugins.keys()] },
      gone: () => this.#state === 'destroyed',
      tell: (error) => this.#fail(error),
    });
    watchLife(signal, this.#store, () => this.#core);
    const later = (problem) => setTimeout(() => this.#fail(problem), 0);
    watchPage(this, this.#view, options, signal, () => { this.#entered = true; }, later);
    queueMicrotask(() => this.#begin());
    problems.forEach(later);
  }

  // --- being ---

  get ready() { return this.#ready.promise; }
  get status() { return this.#state; }
  on(name, fn) { return this.#emitter.on(name, fn); }
  once(name, fn) { return this.#emitter.once(name, fn); }
  get(name) { return structuredClone(name.split('.').reduce((at, key) => (Object.hasOwn(Object(at), key) ? at[key] : undefined), this.#readable())); }
  set(name, value) { return this.update(name.split('.').reduceRight((inner, key) => ({ [key]: inner }), value)); }

  /** Changes options of a running widget; what only counts at the start waits for the next. */
  async update(part) {
    const { options, warnings } = check(part, this.#options.strict_options);
    for (const warning of warnings) console.warn(`Confab: ${warning}`);
    Object.assign(this.#options, merge(this.#options, options));
    if ('color_scheme' in options) this.#env.scheme = null;
    if ('i18n' in options || 'direction' in options || 'strings' in options) await this.#setLanguage(null);
    else this.#applyLanguage();
  }

  #readable() {
    const { password, root, ...rest } = this.#options;
    return rest;
  }

  #emit(name, detail = {}) {
    this.#emitter.emit(name, detail);
    this.element.dispatchEvent(new CustomEvent(`confab:${name}`, { detail, bubbles: true, composed: true }));
  }

  #fail(error) {
    const known = error instanceof ConfabError ? error : new ConfabError('not-started', { cause: error, message: error?.message });
    console.error(`Confab: ${known.message}${known.hint ? ` ${known.hint}` : ''}`, known.cause ?? '');
    this.#emit('error', known.toJSON());
    return known;
  }

  // --- when to load ---

  #begin() {
    const { lazy, view_mode: mode, auto_login: auto, window: box, show_controlbox_by_default: open } = this.#options;
    if (this.#state === 'destroyed') return;
    const idle = (fn) => (window.requestIdleCallback ?? ((f) => setTimeout(f, 200)))(() => { if (this.#state !== 'destroyed') fn(); });
    const prefetch = () => loadCore(this.#options).catch(() => {});
    if (mode === 'overlayed') {
      if (open || (box.remember_open && this.#store.keptOpen())) this.#open();
      else if (lazy === 'eager') this.#load();
      else if (auto) idle(() => this.#load());
      else if (lazy === 'idle') idle(prefetch);
      else if (lazy === 'hover') this.#launcher.button.addEventListener('pointerenter', prefetch, { once: true });
      return;
    }
    const start = () => { this.#agree(); this.#load(); };
    if (lazy === 'eager' || auto) start();
    else if (lazy === 'idle') idle(start);
    else {
      this.#view.coverStart(() => this.open());
      if (lazy === 'hover') this.element.addEventListener('pointerenter', prefetch, { once: true });
    }
  }

  #load() {
    if (this.#state === 'destroyed') return Promise.reject(new ConfabError('destroyed'));
    const { waiting } = this.#view;
    this.#loading ??= this.#start().catch((error) => this.#loadFailed(error));
    if (waiting) this.#emit('open');
    return this.#loading;
  }

  async #start() {
    this.#state = 'loading';
    this.#view.coverLoading();
    const strings = this.#language.strings();
    const core = new Core(this.#view, {
      size: () => ({ ...this.#env.size, dpr: this.#env.dpr }),
      emit: (name, detail) => this.#heard(name, detail),
      host: (verb, arg) => this.#wish(verb, arg),
      formatTime: (wall, style) => this.#language.times.format(wall, style),
      utcOffset: (wall) => this.#language.times.offset(wall),
      storage: this.#store,
      mayShare: () => this.#store.allowed,
      log: (level, text) => console[['debug', 'info', 'warn', 'error'][level] ?? 'log'](`Confab: ${text}`),
      mayFocus: (target) => this.#mayFocus(target),
      onCrash: (error) => this.#crashed(error),
      options: this.#options,
    });
    this.#core = core;
    if (this.#options.lazy === 'eager' || (this.#options.auto_login && !this.#launcher)) this.#keepCore(true);
    const loaded = await core.start(this.#options, forCore(this.#options, {
      i18n: this.#language.tag, version: VERSION, bosh_service_url: absolute(this.#options.bosh_service_url),
    }));
    core.strings(await strings);
    const warnings = [...loaded, ...await core.graphics(this.#options)];
    this.#state = 'ready';
    this.#env.update(true);
    for (const warning of warnings) {
      console.warn(`Confab: ${warning.message} ${warning.hint}`);
      this.#emit('error', { ...warning.toJSON(), warning: true });
    }
    const queue = this.#queue;
    this.#queue = [];
    for (const { name, args, resolve, reject } of queue) core.call(name, args).then(resolve, reject);
    this.#ready.resolve(this);
    this.#emit('ready', {});
    if (performance.now() < this.#focusUntil) requestAnimationFrame(() => requestAnimationFrame(() => core.focusInside()));
  }

  #loadFailed(error) {
    this.#core?.destroy();
    this.#core = null;
    this.#loading = null;
    if (this.#state === 'destroyed') return;
    this.#state = 'failed';
    const known = this.#fail(error);
    for (const { reject } of this.#queue.splice(0)) reject(known);
    this.#ready.reject(known);
    this.#ready = deferred();
    this.#coverError(known.code);
  }

  #crashed(error) {
    this.#core?.destroy();
    this.#core = null;
    this.#loading = null;
    this.#state = 'failed';
    const memory = error instanceof RangeError || /memory|OOM/i.test(error?.message ?? '');
    const code = memory ? 'out-of-memory' : 'core-crashed';
    this.#fail(new ConfabError(code, { cause: error }));
    this.#ready = deferred();
    this.#coverError(code);
  }

  #coverError(code) {
    const offline = navigator.onLine === false && code.startsWith('core-') && code !== 'core-crashed';
    const sentence = this.#view.words[offline ? 'offline' : SENTENCES[code] ?? 'failed'];
    this.#view.coverError(sentence, () => this.#load(), this.#launcher ? () => this.close() : null);
  }

  // --- calls ---

  #call(name, args) {
    if (this.#state === 'destroyed') return Promise.reject(new ConfabError('destroyed'));
    if (this.#core && this.#state !== 'loading' && this.#state !== 'failed') return this.#core.call(name, args);
    return new Promise((resolve, reject) => this.#queue.push({ name, args, resolve, reject }));
  }

  // Saying who the visitor is, or to connect, is an act of the site: it does not wait for a click.
  #callNow(name, args) {
    const answer = this.#call(name, args);
    if (this.#state === 'idle' || this.#state === 'failed') this.#load();
    return answer;
  }

  login(who = {}) { return this.#callNow('login', who); }
  register(who = {}) { return this.#callNow('register', who); }
  logout() { return this.#call('logout'); }
  identify(who) { return this.#call('identify', who); }
  connect() { return this.#callNow('connect'); }
  disconnect() { return this.#call('disconnect'); }
  reconnect() { return this.#callNow('reconnect'); }
  attach(session) { return this.#callNow('attach', session); }
  async doctor(what = {}) {
    if (!this.#options.diagnostics.doctor) throw new ConfabError('bad-option', { message: 'diagnostics.doctor is off.' });
    const examine = await loadPart(DOCTOR_JS, this.#options);
    const runs = !['idle', 'loading', 'failed', 'destroyed'].includes(this.#state);
    return examine({ ...what, options: this.#readable(), call: runs ? (name, args) => this.#core.call(name, args) : null });
  }
  stats() { return { ...NO_STATS, ...this.#core?.stats() }; }
  async consent({ granted }) {
    this.#store.allow(!!granted, true);
    if (!granted) this.#remember(false);
  }

  // --- the window ---

  /** @param {{chat?: string, message?: string}} [what] */
  async open({ chat, message } = {}) {
    this.#open(true);
    await this.#load();
    if (chat || message) await this.#call('window.open', { chat, message });
  }

  #open(act = false) {
    if (this.#state === 'destroyed') return;
    this.#agree();
    if (act && this.#options.auto_focus) this.#focusUntil = performance.now() + 10000;
    const { shown: was, waiting } = this.#view;
    if (!was) {
      this.#opener = this.element.shadowRoot.activeElement ?? document.activeElement;
      this.#view.window.hidden = false;
      this.#remember(true);
    }
    this.#load();
    this.#env.update();
    this.#launcher?.update();
    if (was || waiting) return;
    this.#emit('open');
    if (act) requestAnimationFrame(() => this.#core?.focusInside());
  }

  async close() {
    if (!this.#launcher || !this.#view.shown) return;
    const inside = this.element.shadowRoot.activeElement;
    this.#view.window.hidden = true;
    this.#remember(false);
    this.#env.update();
    this.#launcher.update();
    this.#focusUntil = 0;
    if (inside || document.activeElement === document.body) {
      const back = this.#opener?.isConnected && this.#opener !== document.body ? this.#opener : this.#launcher.button;
      back.focus({ preventScroll: true });
    }
    this.#emit('close');
  }

  toggle() { return this.#view.shown && this.#launcher ? this.close() : this.open(); }
  async show() { this.element.hidden = false; }
  async hide() { this.element.hidden = true; }
  is(what) {
    if (this.#state === 'destroyed') return what === 'destroyed';
    if (what === 'open') return this.#view.shown && !this.element.hidden;
    if (what === 'hidden') return this.element.hidden;
    if (what === 'plain') return this.#view.stage.classList.contains('plain');
    return this.#state === what || (what === 'ready' && !['idle', 'loading', 'failed', 'destroyed'].includes(this.#state));
  }

  #agree() {
    if (this.#options.consent.mode === 'on_open' && !this.#store.allowed) this.#store.allow(true, true);
  }

  #remember(open) {
    if (!this.#launcher || !this.#options.window.remember_open) return;
    this.#store.keepOpen(open);
    this.#keepCore(open);
  }
  #keepCore(starts) { keepCore(starts && this.#store.keeps ? this.#options : null); }

  // The page's own focus is not ours to take, unless the visitor has just opened the chat.
  #mayFocus(target) {
    const root = this.element.shadowRoot;
    const field = target && /^(textarea|input)$/.test(target.localName);
    const typing = root.activeElement && /^(textarea|input)$/.test(root.activeElement.localName);
    if (field && !typing && matchMedia('(pointer: coarse)').matches) return false;  // no keyboard unasked
    if (!this.#view.shown) return false;
    if (root.activeElement || performance.now() < this.#focusUntil) return true;
    return this.#entered && [document.body, null, this.element].includes(document.activeElement);
  }

  // --- from the core ---

  #heard(name, detail) {
    if (name === 'xmpp:stanza') return this.#emitter.emit(name, detail);
    const states = { connecting: 'connecting', connected: 'connected', resumed: 'connected', reconnecting: 'reconnecting', disconnected: 'disconnected' };
    if (states[name]) this.#state = states[name];
    if (name === 'unread') this.#launcher?.setUnread(detail.total ?? 0);
    if (name === 'logout') this.#credentials.forget();
    if (name === 'logout' && this.#options.clear_cache_on_logout) this.#store.clear();
    this.#emit(name, detail);
    this.#sync(name, detail);
  }

  async #wish(verb, arg) {
    if (verb === 'close') await this.close();
    else if (verb === 'painted') this.#core?.painted();
    else if (verb === 'sound') playSound();
    else if (verb === 'link') window.open(arg, '_blank', 'noopener,noreferrer');
    else if (verb === 'copy') await copyText(arg, this.element.shadowRoot.activeElement ?? this.element);
    else if (verb === 'language') await this.#setLanguage(arg);
    else if (verb === 'credentials') await this.#core?.call('credentials', await this.#credentials.get(arg === 'again'));
    else if (verb === 'theme') {
      this.#env.scheme = arg;
      this.#env.update();
    }
  }

  #environmentChanged(part, now) {
    this.#launcher?.update();
    if (!this.#core) return;
    this.#core.environment(part);
    this.#core.show(now.open && now.visible);
  }

  // --- language ---

  #applyLanguage() {
    const { tag, rtl, words } = this.#language;
    this.#env.lang = tag;
    this.#env.rtl = rtl;
    this.#view.setWords(words, tag, rtl);
    this.#launcher?.update();
    this.#env.update();
  }

  async #setLanguage(chosen) {
    this.#language.choose(chosen);
    const table = await this.#language.strings();
    if (this.#state === 'destroyed') return;
    this.#core?.strings(table);
    this.#applyLanguage();
  }

  #addPlugin(name, plugin) {
    if (this.#options.blacklisted_plugins.includes(name)) return false;
    this.#plugins.set(name, plugin);
    plugin?.initialize?.(this);
    return true;
  }

  // --- the end ---

  async destroy() {
    if (this.#state === 'destroyed') return;
    this.#emit('destroyed', {});
    this.#core?.destroy();
    this.#core = null;
    this.#state = 'destroyed';
    this.#controller.abort();
    const gone = new ConfabError('destroyed');
    this.#ready.reject(gone);
    for (const { reject } of this.#queue.splice(0)) reject(gone);
    this.#emitter.clear();
    this.#plugins.clear();
    this.#opener = null;
    this.element.shadowRoot.replaceChildren();
    this.element.shadowRoot.adoptedStyleSheets = [];
    this.element.remove();
    this.#onDestroy(this);
  }
}
