// SPDX-License-Identifier: MIT
// The widget's elements inside the shadow root: frame, launcher, window, stage (canvas and twin),
// live region, and the cover shown while there is no chat to show. Knows no core.
import { applyStyles } from './styles.js';

const SVG = 'http://www.w3.org/2000/svg';
export const ICONS = { chat: 'M4 5h16v11H11l-4 4v-4H4z', close: 'M6 6l12 12M18 6 6 18' };

export function icon(path) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS(SVG, 'path');
  shape.setAttribute('d', path);
  svg.append(shape);
  return svg;
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// Firefox heeds overscroll-behavior only where there is something to scroll: over a short
// conversation in a window that lies on the page, the wheel would move the page beneath it.
function keepWheel(event) {
  if (event.ctrlKey || !event.cancelable) return;
  for (const element of event.composedPath()) {
    if (element === event.currentTarget) return event.preventDefault();
    const scrolls = element.scrollHeight > element.clientHeight && /auto|scroll/.test(getComputedStyle(element).overflowY);
    if (scrolls) return;
  }
}

export class View {
  /** @param {HTMLElement} host @param {ShadowRoot} root */
  constructor(host, root, options, words) {
    this.host = host;
    this.root = root;
    this.waiting = false;  // for the visitor to start the chat, which is there but not open
    this.options = options;
    this.words = words;
    applyStyles(root, options.csp_nonce);
    host.setAttribute('view', options.view_mode);
    this.window = make('div', { class: 'window', part: 'window', role: 'region' });
    if (options.view_mode !== 'embedded') this.window.addEventListener('wheel', keepWheel, { passive: false });
    this.frame = make('div', { class: `frame ${options.view_mode} mobile-${options.window.mobile}` }, this.window);
    this.live = make('div', { class: 'live', 'aria-live': options.accessibility.announce === 'assertive' ? 'assertive' : 'polite', 'aria-relevant': 'additions' });
    if (options.accessibility.announce === 'off') this.live.removeAttribute('aria-live');
    this.cover = make('div', { class: 'cover', hidden: '' });
    this.stage = make('div', { class: 'stage' });
    this.window.append(this.stage, this.cover);
    root.append(this.frame);
  }

  /** A new canvas and an empty twin: a canvas gives its GL context only once. */
  freshStage() {
    this.canvas = make('canvas', { 'aria-hidden': 'true', class: 'blank' });
    this.twin = make('div', { class: 'twin', tabindex: '-1' });
    this.live.replaceChildren();
    this.stage.replaceChildren(this.canvas, this.twin, this.live);
  }

  get shown() { return !this.window.hidden && !this.waiting; }

  /** The last few announcements stay readable; removing them is not announced. */
  announce(text) {
    if (!this.live.hasAttribute('aria-live')) return;
    this.live.append(make('p', {}, text));
    while (this.live.childElementCount > 8) this.live.firstElementChild.remove();
  }

  setPlain(plain) {
    this.stage.classList.toggle('plain', plain);
    if (plain) this.uncover();
  }
  /** Whether the canvas has a whole picture: until then it would show black, or shapes without words. */
  setPainted(painted) {
    this.canvas.classList.toggle('blank', !painted);
    if (painted) this.uncover();
  }
  setWords(words, lang, rtl) {
    this.words = words;
    this.window.setAttribute('aria-label', this.options.launcher.title || words.chat);
    this.frame.lang = lang;
    this.frame.dir = rtl ? 'rtl' : 'ltr';
  }

  // --- the cover ---

  uncover() {
    this.cover.replaceChildren();
    this.cover.classList.remove('passing');
    this.cover.hidden = true;
  }

  /** The chat is there and takes pointer and keys, only its picture is not. */
  coverPassing() { this.cover.classList.add('passing'); }

  // Taking pointer and keys: the one before may have let them pass.
  #cover(...children) {
    this.cover.classList.remove('passing');
    this.cover.replaceChildren(...children);
    this.cover.hidden = false;
  }

  coverLoading() {
    this.waiting = false;
    const bar = make('div', { class: 'bar', role: 'progressbar', 'aria-label': this.words.loading }, make('i'));
    this.#cover(bar, make('div', { class: 'bones', 'aria-hidden': 'true' }, make('b'), make('b'), make('b')));
  }

  coverError(sentence, retry, shut) {
    const again = make('button', { type: 'button' }, this.words.retry);
    again.addEventListener('click', retry, { once: true });
    this.#cover(make('p', { role: 'alert' }, sentence), again);
    if (shut) {
      const close = make('button', { type: 'button', class: 'shut', 'aria-label': this.words.close }, icon(ICONS.close));
      close.addEventListener('click', shut);
      this.cover.append(close);
    }
  }

  /** embedded with lazy: click: the visitor starts it. */
  coverStart(start) {
    this.waiting = true;
    const button = make('button', { type: 'button' }, this.words.open);
    button.addEventListener('click', start, { once: true });
    this.#cover(button);
  }
}
