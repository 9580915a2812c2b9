// SPDX-License-Identifier: MIT
// overlayed: the button and where the window stands. Opening and closing is the instance's.
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
    const { style, icon_url: url } = options.launcher;
    this.button = make('button', { class: `launcher ${style}`, part: 'launcher', type: 'button', 'aria-expanded': 'false' });
    this.badge = make('span', { class: 'badge', 'aria-hidden': 'true', hidden: '' });
    this.picture = url ? make('img', { src: url, alt: '' }) : icon(ICONS.chat);
    this.button.append(this.picture);
    this.label = make('span', { class: 'name' });
    if (style !== 'bubble') this.button.append(this.label);
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
    this.label.textContent = launcher.title || words.chat;
    // Who steers by voice says what is written on the button: that is in its name.
    const named = [this.label.parentNode && launcher.title, open ? words.close : words.open, !open && this.total && `${this.total} ${words.unread}`];
    button.setAttribute('aria-label', named.filter(Boolean).join(', '));
    button.setAttribute('aria-expanded', String(open));
    this.badge.hidden = !launcher.badge || !this.total || open;
    this.badge.textContent = this.total > 99 ? '99+' : String(this.total);
    if (this.picture.localName === 'svg') this.picture.firstChild.setAttribute('d', open ? ICONS.close : ICONS.chat);
    this.#place(launcher, size, narrow);
  }

  // A tab hangs on its edge of the viewport: below, above, or at a side. The window stands beside a
  // launcher in the middle of a side, else above or below it.
  #place({ position, offset, style: form }, size, narrow) {
    const [side, edge] = (narrow ? offset.mobile : offset.desktop).map((n) => Number(n) || 0);
    const [vertical, horizontal] = position;
    const { style, classList } = this.button;
    const frame = this.view.window.style;
    const at = horizontal === 'l' ? 'left' : 'right';
    const middle = vertical === 'c';
    const tab = form === 'tab';
    classList.toggle('top', vertical === 't');
    classList.toggle('at-left', middle && horizontal === 'l');
    classList.toggle('at-right', middle && horizontal === 'r');
    for (const s of [style, frame]) s.left = s.right = s.top = s.bottom = '';
    const inset = tab && middle ? 0 : side;
    style[at] = `${inset}px`;
    style.transform = middle ? 'translateY(-50%)' : '';
    style[middle || vertical === 't' ? 'top' : 'bottom'] = middle ? '50%' : `${tab ? 0 : edge}px`;
    const { offsetWidth: width, offsetHeight: height } = this.button;  // nothing while hidden
    const beside = middle && width ? inset + width + 12 - side : 0;
    const above = !middle && height ? height + 12 : 0;
    frame[at] = `${side + beside}px`;
    frame[vertical === 't' ? 'top' : 'bottom'] = `${edge + above}px`;
    const host = this.view.frame.style;
    host.setProperty('--w', `${size.width}px`);
    host.setProperty('--h', `${size.height}px`);
    host.setProperty('--room', `${edge + above + 12}px`);
    host.setProperty('--room-x', `${beside ? side + beside + 12 : 24}px`);
  }

  setUnread(total) {
    this.total = total;
    this.update();
  }
}
