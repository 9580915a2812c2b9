// SPDX-License-Identifier: MIT
// <confab-chat>: the one element of a widget. Put on a page by hand it makes its own instance from
// its attributes; made by create() it only holds the shadow root. Taken away it is destroyed.

export const TAG = 'confab-chat';
const FOREIGN = /^(id|class|style|slot|lang|dir|hidden|title|role|tabindex|part|exportparts|is|view|made|nonce|aria-.*|data-.*|on.*|xmlns.*)$/;

/** Elements that create() made, or an instance already uses. @type {WeakMap<Element, object>} */
export const owners = new WeakMap();

/** The element's options as written. @returns {Array<[string, string]>} */
export const optionAttributes = (element) => [...element.attributes].filter((a) => !FOREIGN.test(a.name)).map((a) => [a.name, a.value]);

/** @param {(element: HTMLElement) => void} adopt called for elements that nobody owns yet */
export function defineElement(adopt) {
  if (customElements.get(TAG)) return;
  customElements.define(TAG, class extends HTMLElement {
    connectedCallback() {
      if (!owners.has(this)) adopt(this);
    }
    disconnectedCallback() {
      // Frameworks move elements about: only one that stays away is gone.
      setTimeout(() => {
        if (this.isConnected) return;
        const owner = owners.get(this);
        owners.delete(this);
        owner?.destroy?.();
      }, 0);
    }
  });
}
