// SPDX-License-Identifier: MIT
// Being a guest: what happens inside of the window stays inside, and the few things the site asked
// us to hear on its own elements. No listeners on the window, no key listeners beyond a wished hotkey.

import { ConfigError } from './errors.js';

/** "Ctrl+Shift+K" -> test of a keyboard event; null when it makes no sense. */
export function hotkey(text) {
  const parts = text.split('+').map((p) => p.trim().toLowerCase()).filter(Boolean);
  const key = parts.pop();
  if (!key || !parts.every((p) => /^(ctrl|alt|shift|meta)$/.test(p))) return null;
  return (event) => event.key.toLowerCase() === key && ['ctrl', 'alt', 'shift', 'meta'].every((m) => event[`${m}Key`] === parts.includes(m));
}

function valid(selector, tell) {
  try {
    document.createDocumentFragment().querySelector(selector);
    return true;
  } catch {
    tell(new ConfigError('launcher.selector', 'a CSS selector', selector));
    return false;
  }
}

/** @param {(error: Error) => void} tell */
export function watchPage(instance, view, options, signal, entered, tell) {
  // Typing here must not trigger the page's shortcuts: seen from outside, the event's target is no field.
  for (const type of ['keydown', 'keypress', 'keyup']) {
    view.window.addEventListener(type, (event) => event.stopPropagation(), { signal });
  }
  for (const type of ['pointerdown', 'keydown', 'focusin']) view.window.addEventListener(type, entered, { signal, passive: true });
  view.window.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !view.cover.hidden) instance.close();
  }, { signal });

  const { selector } = options.launcher;
  if (selector && valid(selector, tell)) {
    document.addEventListener('click', (event) => {
      if (!event.target.closest?.(selector)) return;
      event.preventDefault();
      instance.open();
    }, { signal });
  }
  const test = options.accessibility.hotkey_open && hotkey(options.accessibility.hotkey_open);
  if (test) {
    document.addEventListener('keydown', (event) => {
      if (event.defaultPrevented || !test(event)) return;
      event.preventDefault();
      instance.toggle();
    }, { signal });
  }
}

/** The page goes, is put aside, or comes back: what must be written is written in the same breath. */
export function watchLife(signal, store, core) {
  document.addEventListener('visibilitychange', () => { if (document.hidden) core()?.page(0); }, { signal });
  document.addEventListener('freeze', () => {
    core()?.page(0);
    store.records.rest();
  }, { signal });
  window.addEventListener('pagehide', () => {
    core()?.page(1);
    store.rest();
  }, { signal });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) store.claim().then(() => core()?.page(2));
  }, { signal });
}
