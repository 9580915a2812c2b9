// SPDX-License-Identifier: MIT
// What the page and the visitor's system are like, told to the core when it changes: scheme,
// contrast, motion, size of letters, visibility, network, keyboard, touch, language, direction.
import { matchLanguage } from './words.js';

/** Language of the interface: option, visitor's choice, page, browser. */
export function chooseLanguage(options, chosen, host, known) {
  const page = host.closest('[lang]')?.lang || document.documentElement.lang;
  for (const tag of [chosen, options.i18n, page, ...(navigator.languages ?? [navigator.language])]) {
    const found = matchLanguage(tag, known);
    if (found) return found;
  }
  return 'en';
}

export function isRtl(options, lang, host) {
  if (options.direction !== 'auto') return options.direction === 'rtl';
  if (options.rtl_langs.includes(lang.split('-')[0])) return true;
  return !options.i18n && getComputedStyle(host.parentElement ?? host).direction === 'rtl' && lang === 'en'
    && !/^en\b/i.test(document.documentElement.lang);
}

export class Environment {
  #sent = {};
  #media = {
    dark: matchMedia('(prefers-color-scheme: dark)'),
    contrast: matchMedia('(prefers-contrast: more), (forced-colors: active)'),
    motion: matchMedia('(prefers-reduced-motion: reduce)'),
    coarse: matchMedia('(pointer: coarse)'),
  };

  /** @param {{view, options, signal, changed: (part: object) => void, resized: () => void}} wiring */
  constructor(wiring) {
    Object.assign(this, wiring);
    this.scheme = null;  // the visitor's own choice in the settings
    this.frozen = false;
    this.lang = 'en';
    this.rtl = false;
    this.size = { width: 0, height: 0 };
    this.dpr = this.#dpr();
    const { signal } = this;
    const again = () => this.update();
    for (const query of Object.values(this.#media)) query.addEventListener('change', again, { signal });
    document.addEventListener('visibilitychange', again, { signal });
    window.addEventListener('online', again, { signal });
    window.addEventListener('offline', again, { signal });
    // Where timers and requests stop, while the page may come back: freezing, the cache of the way back, leaving.
    for (const [target, type, frozen] of [[document, 'freeze', true], [document, 'resume', false], [window, 'pagehide', true], [window, 'pageshow', false]]) {
      target.addEventListener(type, () => { this.frozen = frozen; this.update(); }, { signal });
    }
    window.addEventListener('resize', again, { signal, passive: true });
    for (const type of ['resize', 'scroll']) window.visualViewport?.addEventListener(type, again, { signal, passive: true });
    this.observer = new ResizeObserver((entries) => {
      const box = entries[entries.length - 1].contentRect;
      if (box.width === this.size.width && box.height === this.size.height) return;
      this.size = { width: box.width, height: box.height };
      this.resized();
    });
    this.observer.observe(this.view.stage);
    signal.addEventListener('abort', () => this.observer.disconnect());
    this.#watchDpr();
  }

  #dpr() {
    const wanted = this.options.rendering.dpr;
    return Math.min(4, Math.max(0.5, typeof wanted === 'number' ? wanted : window.devicePixelRatio || 1));
  }

  #watchDpr() {
    const query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener('change', () => {
      this.dpr = this.#dpr();
      this.resized();
      this.#watchDpr();
    }, { signal: this.signal, once: true });
  }

  get dark() {
    const scheme = this.scheme ?? this.options.color_scheme;
    return scheme === 'dark' || ((scheme === 'auto' || scheme === 'high-contrast') && this.#media.dark.matches);
  }

  get reducedMotion() {
    const wanted = this.options.accessibility.reduced_motion;
    return wanted === 'auto' ? this.#media.motion.matches : wanted;
  }

  // `medium` is what the visitor set in the browser, whatever the page does with rem.
  #fontScale() {
    const wanted = this.options.accessibility.font_scale;
    if (typeof wanted === 'number') return wanted;
    if (this.scale === undefined) {
      const probe = document.createElement('span');
      probe.style.cssText = 'position:absolute;visibility:hidden;font-size:medium';
      this.view.frame.append(probe);
      this.scale = Math.min(2, Math.max(0.75, parseFloat(getComputedStyle(probe).fontSize) / 16 || 1));
      probe.remove();
    }
    return this.scale;
  }

  // The on-screen keyboard: a window that covers the viewport shrinks with it, a part of the page is
  // told how much of it is hidden.
  #keyboard() {
    const viewport = window.visualViewport;
    const { frame, window: box } = this.view;
    if (!viewport || viewport.scale > 1.05) return 0;
    const hidden = window.innerHeight - viewport.height;
    const covers = frame.classList.contains('fullscreen') || (frame.classList.contains('overlayed') && frame.classList.contains('narrow'));
    if (covers) {
      const shrunk = hidden > 80;
      frame.style.setProperty('--vv', shrunk ? `${viewport.height}px` : '');
      frame.style.setProperty('--vv-top', shrunk ? `${viewport.offsetTop}px` : '');
      return 0;
    }
    if (hidden < 80) return 0;
    return Math.max(0, Math.round(box.getBoundingClientRect().bottom - (viewport.offsetTop + viewport.height)));
  }

  read() {
    return {
      visible: document.visibilityState !== 'hidden',
      open: this.view.shown,
      online: navigator.onLine !== false,
      frozen: this.frozen,
      dark: this.dark,
      contrast: this.options.color_scheme === 'high-contrast' || this.#media.contrast.matches,
      reduced_motion: this.reducedMotion,
      rtl: this.rtl,
      touch: this.#media.coarse.matches,
      font_scale: this.#fontScale(),
      keyboard_inset: this.#keyboard(),
      closable: this.options.view_mode === 'overlayed',
      lang: this.lang,
    };
  }

  /** Sends what changed; with `all`, everything (a new core knows nothing). */
  update(all = false) {
    const { frame } = this.view;
    frame.classList.toggle('narrow', window.innerWidth < 480);
    frame.classList.toggle('dark', this.dark);
    frame.classList.toggle('still', this.reducedMotion);
    frame.classList.toggle('open', this.view.shown);
    const now = this.read();
    const part = {};
    for (const [key, value] of Object.entries(now)) if (all || this.#sent[key] !== value) part[key] = value;
    this.#sent = now;
    if (Object.keys(part).length) this.changed(part, now);
  }
}
