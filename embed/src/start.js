// SPDX-License-Identifier: MIT
// The ways in: the script's own data-*, #confab-config, <confab-chat>, create() and the queue.
// Gathers options by precedence and makes instances; one failing never stops another.
import { SCRIPT } from './assets.js';
import { ConfabError, ConfigError } from './errors.js';
import { TAG, defineElement, optionAttributes, owners } from './element.js';
import { known } from './guard.js';
import { Instance } from './instance.js';
import { fromAttributes, merge, optionOfAttribute, resolve } from './options.js';

/** Attributes that site builders and optimisers put on every script; an option that begins like one is an option. */
const STRANGERS = /^(turbo|turbolinks|cf|cfasync|astro|nscript|rocket|n-head|rh|pjax|wf|cookieconsent|category|usercentrics|svelte|v|react|gtm|manual|loaded|domain)(-|$)/;

const instances = new Set();
const configs = new Map();  // config_url -> promise
let called = false;  // create(): data-* and JSON are then the base of that, and no widget of their own

export const all = () => [...instances];

const domReady = () => (document.readyState !== 'loading' ? Promise.resolve()
  : new Promise((done) => { document.addEventListener('DOMContentLoaded', () => done(), { once: true }); }));

// Scripts of the page that wait for the document, or for our script to load, may still call create().
const pageRan = () => new Promise((done) => {
  const soon = () => setTimeout(done);
  if (performance.getEntriesByType('navigation')[0]?.domContentLoadedEventStart === 0) document.addEventListener('DOMContentLoaded', soon, { once: true });
  else domReady().then(soon);
});

function scriptOptions() {
  const data = [...(SCRIPT?.attributes ?? [])].filter((a) => a.name.startsWith('data-')).map((a) => [a.name.slice(5), a.value])
    .filter(([name]) => optionOfAttribute(name) || !STRANGERS.test(name));
  return fromAttributes(data);
}

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

function jsonOptions() {
  const element = document.getElementById('confab-config');
  if (!element || element.localName !== 'script') return null;
  let value;
  try {
    value = JSON.parse(element.textContent);
  } catch (cause) {
    throw new ConfabError('bad-option', { message: `#confab-config is not JSON: ${cause.message}`, hint: 'Check the JSON in the page.', cause });
  }
  if (!isObject(value)) throw new ConfigError('#confab-config', 'an object', value);
  return value;
}

function fetched(url) {
  let href;
  try { ({ href } = new URL(url, document.baseURI)); } catch { throw new ConfigError('config_url', 'URL', url); }
  if (!configs.has(href)) {
    configs.set(href, (async () => {
      try {
        const response = await fetch(href, { credentials: 'same-origin' });
        if (!response.ok) throw new Error(`it answers ${response.status}`);
        const value = await response.json();
        if (!isObject(value)) throw new Error('it is no JSON object');
        return value;
      } catch (cause) {
        configs.delete(href);
        throw new ConfabError('config-url', { message: `${href} could not be used: ${cause.message}`, cause });
      }
    })());
  }
  return configs.get(href);
}

/** Errors that an event has told already. */
const told = new WeakSet();

/** The element that `root` names; undefined for what is no selector. */
function find(root) {
  if (typeof root !== 'string') return root;
  try { return document.querySelector(root); } catch { return undefined; }
}

/**
 * @param {Element|null} element @param {object|null} created whose root may name an element on the page, with attributes
 * @returns {Promise<{options: object, problems: ConfigError[]}>} problems: wrong values that the defaults stand in for
 * @throws {ConfabError} the first that keeps the chat away; there was an event for each
 */
async function gather(element, created) {
  const script = scriptOptions();
  const json = jsonOptions();
  element ??= find([created, json, script.options].map((s) => s?.root).find(Boolean));
  if (element?.localName !== TAG) element = null;
  const attributes = element ? fromAttributes(optionAttributes(element)) : { options: {}, errors: [] };
  const url = [created, attributes.options, json, script.options].map((s) => s?.config_url).find(Boolean);
  const placed = element ? { view_mode: 'embedded' } : null;
  const { root, ...plain } = created ?? {};
  const sources = [placed, script.options, json, url ? await fetched(url) : null, attributes.options, plain, root ? { root } : null];
  const { options, warnings, errors } = resolve(...sources);
  for (const warning of new Set(warnings)) console.warn(`Confab: ${warning}`);
  const problems = [...script.errors, ...attributes.errors, ...errors];
  const fatal = problems.find((error) => error.fatal);
  if (!fatal) return { options, problems };
  for (const error of problems) report(error, element ?? document);
  throw fatal;
}

function place(options) {
  const { root, view_mode: mode } = options;
  const target = find(root);
  if (target === undefined) throw new ConfigError('root', 'a CSS selector', root);
  if (!target && (root || mode === 'embedded')) {
    throw root ? new ConfabError('no-root', { message: `There is no element ${root}.` }) : new ConfigError('root', 'a selector for view_mode "embedded"', root);
  }
  if (target?.localName === TAG) return target;
  const element = document.createElement(TAG);
  element.setAttribute('made', '');
  owners.set(element, {});
  (target ?? document.body).append(element);
  return element;
}

function build(element, options, problems) {
  const instance = new Instance(element, options, (gone) => {
    instances.delete(gone);
    owners.delete(element);
  }, problems);
  owners.set(element, instance);
  instances.add(instance);
  return instance;
}

/** Contract: Confab.create(options). */
export async function create(options = {}) {
  called = true;
  try {
    return await made(options);
  } catch (cause) {
    const error = known(cause);
    report(error, document);
    throw error;
  }
}

async function made(options) {
  if (!isObject(options)) throw new ConfigError('options', 'an object', options);
  await domReady();
  const { options: strict, problems } = await gather(null, options);
  const element = place(strict);
  const before = owners.get(element);
  if (before instanceof Instance) {  // which takes the element along
    const spot = document.createComment('');
    element.after(spot);
    before.destroy();
    owners.set(element, {});
    spot.replaceWith(element);
  }
  try {
    return build(element, strict, problems);
  } catch (error) {
    element.remove();
    throw error;
  }
}

function report(error, where) {
  if (told.has(error)) return;
  told.add(error);
  console.error(`Confab: ${error.message}${error.hint ? ` ${error.hint}` : ''}`, error.cause ?? '');
  const detail = error.toJSON?.() ?? { code: 'not-started', message: String(error), hint: '' };
  where.dispatchEvent(new CustomEvent('confab:error', { detail, bubbles: true, composed: true }));
}

async function adopt(element) {
  owners.set(element, {});
  try {
    await domReady();
    const { options, problems } = await gather(element, null);
    if (element.isConnected && !(owners.get(element) instanceof Instance)) build(element, merge(options), problems);
  } catch (error) {
    report(known(error), element);
  }
}

/** ['create', {...}, callback] of the page's Confab.q. */
function runQueued(commands, item) {
  if (!Array.isArray(item)) return;
  const [name, ...args] = item;
  const callback = typeof args.at(-1) === 'function' ? args.pop() : () => {};
  const command = Object.hasOwn(commands, name) ? commands[name] : null;
  if (!command) {
    console.warn(`Confab: there is no command ${typeof name === 'string' ? name : typeof name}.`);
    return;
  }
  Promise.resolve(command(...args)).then(callback).catch((error) => report(known(error), document));
}

export function start(commands, queued) {
  const list = Array.isArray(queued) ? queued : [];
  defineElement(adopt);
  for (const item of list) runQueued(commands, item);
  pageRan().then(() => {
    if (called || document.querySelector(TAG)) return;
    let wanted;
    try {
      wanted = Object.keys(scriptOptions().options).length || scriptOptions().errors.length || jsonOptions();
    } catch {
      wanted = true;  // create() tells what is wrong
    }
    if (wanted) create().catch(() => {});
  });
  return { push: (...items) => items.forEach((item) => runQueued(commands, item)) };
}
