// SPDX-License-Identifier: MIT
// Where the files of dist/ are. The names are put in by scripts/dist.mjs; without it (unbundled
// development) they are the plain ones.
/* global __CORE_JS__, __CORE_WASM__, __DOCTOR_JS__, __SITE_JS__, __LOCALES__, __VERSION__ */

export const CORE_JS = typeof __CORE_JS__ === 'string' ? __CORE_JS__ : 'confab-core.js';
export const CORE_WASM = typeof __CORE_WASM__ === 'string' ? __CORE_WASM__ : 'confab-core.wasm';
export const DOCTOR_JS = typeof __DOCTOR_JS__ === 'string' ? __DOCTOR_JS__ : 'doctor.js';
export const SITE_JS = typeof __SITE_JS__ === 'string' ? __SITE_JS__ : 'site.js';
export const LOCALES = typeof __LOCALES__ === 'object' ? __LOCALES__ : {};
export const VERSION = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0';

/** The loader's own script element; a module has no currentScript, but its name. */
export const SCRIPT = typeof document === 'undefined' ? null
  : document.currentScript ?? [...document.scripts].find((s) => /\/confab\.js(\?|#|$)/.test(s.src));

// In a bundle with other code there is no element: look at where this code runs.
function ownUrl() {
  if (SCRIPT?.src) return SCRIPT.src;
  const line = String(new Error().stack).match(/(https?:\/\/[^\s)]+?\.js)(?:\?[^\s):]*)?:\d+/);
  return line ? line[1] : document.baseURI;
}

const BASE = typeof document === 'undefined' ? '' : ownUrl();

/** Absolute address of a file of dist/. */
export function asset(name, options) {
  const path = options.assets_path;
  const base = path ? new URL(path.endsWith('/') ? path : `${path}/`, document.baseURI) : BASE;
  return new URL(name, base).href;
}
