// SPDX-License-Identifier: MIT
// Puts text on the clipboard, also where the page is no secure context.

/** @param {string} text @param {HTMLElement} inside an element of ours, on the path of the copy event */
export async function copyText(text, inside) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const put = (event) => {
      event.clipboardData.setData('text/plain', text);
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener('copy', put, { capture: true, once: true });
    document.execCommand('copy');
    document.removeEventListener('copy', put, { capture: true });
    inside.focus?.({ preventScroll: true });
  }
}
