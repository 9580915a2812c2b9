// SPDX-License-Identifier: MIT
// Fetches and compiles the core, once per page and address: every instance shares the compiled
// module. Says why when it cannot. Instantiates nothing.
import { CORE_JS, CORE_WASM, asset } from './assets.js';
import { ConfabError } from './errors.js';

/** @typedef {{factory: Function, module: WebAssembly.Module, warnings: ConfabError[]}} Core */
/** @type {Map<string, Promise<Core>>} */
const loading = new Map();
let tries = 0;

const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

function checkBrowser() {
  if (typeof WebAssembly !== 'object' || typeof WebAssembly.instantiate !== 'function') throw new ConfabError('no-wasm');
  try {
    new WebAssembly.Module(EMPTY_MODULE);
  } catch (cause) {
    throw new ConfabError('csp-wasm', { cause });
  }
}

/** Runs `job` and turns its failure into csp-blocked when the page's policy was the reason. */
async function watchingPolicy(url, job) {
  let blocked = false;
  const origin = new URL(url).origin;
  const note = (event) => {
    if (event.disposition === 'enforce' && (event.blockedURI === url || event.blockedURI === origin || url.startsWith(event.blockedURI))) blocked = true;
  };
  document.addEventListener('securitypolicyviolation', note);
  try {
    return await job();
  } catch (error) {
    await new Promise((done) => { setTimeout(done, 0); });  // the violation event may come later than the failure
    if (blocked) throw new ConfabError('csp-blocked', { message: `The Content-Security-Policy of the page blocks ${url}.`, cause: error });
    throw error;
  } finally {
    document.removeEventListener('securitypolicyviolation', note);
  }
}

function outOfMemory(error) {
  return error instanceof RangeError || /out of memory|could not allocate|cannot allocate|memory access/i.test(error?.message ?? '');
}

/** What instantiating or compiling threw, as an error of ours. */
export function coreError(error) {
  if (error instanceof ConfabError) return error;
  return new ConfabError(outOfMemory(error) ? 'out-of-memory' : 'core-bad', { cause: error });
}

async function compile(url, warnings) {
  let response;
  try {
    response = await fetch(url, { credentials: 'same-origin' });
  } catch (cause) {
    throw new ConfabError('core-network', { message: `${url} could not be fetched.`, cause });
  }
  if (!response.ok) throw new ConfabError('core-missing', { message: `${url} answers ${response.status}.` });
  const type = (response.headers.get('content-type') ?? '').split(';')[0].trim();
  try {
    if (type === 'application/wasm' && WebAssembly.compileStreaming) return await WebAssembly.compileStreaming(response);
    const bytes = await response.arrayBuffer();
    if (type !== 'application/wasm') {
      if (new Uint8Array(bytes, 0, Math.min(4, bytes.byteLength)).join() !== '0,97,115,109') {
        throw new ConfabError('core-missing', { message: `${url} is not WebAssembly but ${type || 'of no type'}.` });
      }
      warnings.push(new ConfabError('core-mime', { message: `${url} comes as ${type || 'no type at all'}, not application/wasm.` }));
    }
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw coreError(error);
  }
}

async function glue(url) {
  // A failed import is remembered by some browsers; another query asks again.
  const address = tries ? `${url}?try=${tries}` : url;
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ address)).default;
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new ConfabError('core-bad', { message: `${url} is not a script of the chat.`, cause });
    let status = 0;
    try {
      status = (await fetch(url, { method: 'HEAD' })).status;
    } catch { /* the network answers that too */ }
    if (status === 404 || status === 410) throw new ConfabError('core-missing', { message: `${url} answers ${status}.`, cause });
    throw new ConfabError('core-network', { message: `${url} could not be loaded.`, cause });
  }
}

/** The default export of a part of dist/ that is fetched when it is wanted. @returns {Promise<Function>} */
export function loadPart(name, options) {
  const url = asset(name, options);
  return watchingPolicy(url, () => glue(url)).catch((error) => {
    tries++;
    throw error;
  });
}

const KEPT = 'confab:core';

/** For the next page of this tab, where the core will start by itself again. @param {object|null} options null: it will not */
export function keepCore(options) {
  try {
    if (options) sessionStorage.setItem(KEPT, options.assets_path ?? '');
    else sessionStorage.removeItem(KEPT);
  } catch { /* not kept */ }
}

/** Begins to load what the page before had kept, while this one still gathers its options. */
export function loadKeptCore() {
  try {
    const path = sessionStorage.getItem(KEPT);
    if (path !== null) loadCore({ assets_path: path }).catch(() => {});
  } catch { /* nothing is kept */ }
}

/** @returns {Promise<Core>} */
export function loadCore(options) {
  const js = asset(CORE_JS, options);
  const wasm = asset(CORE_WASM, options);
  if (!loading.has(wasm)) {
    const warnings = [];
    const job = (async () => {
      checkBrowser();
      const both = [watchingPolicy(wasm, () => compile(wasm, warnings)), watchingPolicy(js, () => glue(js))];
      both[1].catch(() => {});  // one failure is enough to tell
      const [module, factory] = await Promise.all(both);
      return { factory, module, warnings };
    })();
    loading.set(wasm, job);
    job.catch(() => {
      loading.delete(wasm);
      tries++;
    });
  }
  return loading.get(wasm);
}
