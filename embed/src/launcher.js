// SPDX-License-Identifier: MIT
// overlayed: the round button and where the window stands. Opening and closing is the instance's.
import { ICONS, icon, make } from './view.js';

/** `/shop/*` style patterns against the path of the page. */
export function hiddenOn(patterns, path) {
  return patterns.some((pattern) => {
    const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*');
    return new RegExp(`^${source}$`).test(path);
  });
}

export class Launcher {
  constructor(view, options, toggle) {
    this.view = view;
    this.options = options;
    const { style, icon_url: url, title } = options.launcher;
    this.button = make('button', { class: `launcher ${style}`, part: 'launcher', type: 'button', 'aria-expanded': 'false' });
    this.badge = make('span', { class: 'badge', 'aria-hidden': 'true', hidden: '' });
    this.picture = url ? make('img', { src: url, alt: '' }) : icon(ICONS.chat);
    this.button.append(this.picture);
    if (style !== 'bubble') this.button.append(make('span', {}, title || view.words.chat));
    this.button.append(this.badge);
    this.button.addEventListener('click', toggle);
    view.frame.append(this.button);
    this.total = 0;
    this.update();
  }

  /** Visible, named and placed as the options and the moment say. */
  update() {
    const { launcher, window: size } = this.options;
    const { view, button } = this;
    const open = view.shown;
    const narrow = view.frame.classList.contains('narrow');
    button.hidden = !launcher.visible || hiddenOn(launcher.hide_on, location.pathname)
      || (launcher.hide_when_offline && navigator.onLine === false);
    const words = view.words;
    const named = open ? words.close : words.open;
    button.setAttribute('aria-label', `${named}${!open && this.total ? `, ${this.total} ${words.unread}` : ''}`);
    button.setAttribute('aria-expanded', String(open));
    this.badge.hidden = !launcher.badge || !this.total || open;
    this.badge.textContent = this.total > 99 ? '99+' : String(this.total);
    if (this.picture.localName === 'svg') this.picture.firstChild.setAttribute('d', open ? ICONS.close : ICONS.chat);
    this.#place(launcher, size, narrow, button.hidden ? 0 : launcher.style === 'tab' ? 40 : 60);
  }

  #place(launcher, size, narrow, height) {
    const [side, edge] = (narrow ? launcher.offset.mobile : launcher.offset.desktop).map((n) => Number(n) || 0);
    const [vertical, horizontal] = launcher.position;
    const { style } = this.button;
    const frame = this.view.window.style;
    const at = horizontal === 'l' ? 'left' : 'right';
    for (const s of [style, frame]) {
      s.left = s.right = s.top = s.bottom = '';
      s[at] = `${side}px`;
    }
    style.transform = vertical === 'c' ? 'translateY(-50%)' : '';
    const gap = height ? height + 12 : 0;
    if (vertical === 't') {
      style.top = `${launcher.style === 'tab' ? 0 : edge}px`;
      frame.top = `${edge + gap}px`;
    } else {
      style[vertical === 'c' ? 'top' : 'bottom'] = vertical === 'c' ? '50%' : `${launcher.style === 'tab' ? 0 : edge}px`;
      frame.bottom = `${edge + (vertical === 'c' ? 0 : gap)}px`;
      if (vertical === 'c') frame[at] = `${side + gap}px`;
    }
    const host = this.view.frame.style;
    host.setProperty('--w', `${size.width}px`);
    host.setProperty('--h', `${size.height}px`);
    host.setProperty('--room', `${edge + gap + 12}px`);
  }

  setUnread(total) {
    this.total = total;
    this.update();
  }
}
