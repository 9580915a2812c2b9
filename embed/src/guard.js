// SPDX-License-Identifier: MIT
// What stands between a site's code and a method: says in a sentence which argument is wrong, and lets
// nothing out but {code, message, hint}. Knows the kinds of arguments, not the methods (api.js).
import { ConfabError } from './errors.js';

/**
 * Says what a value should have been, or nothing when it is that.
 * @typedef {(value: any) => string|undefined} Kind
 */

/** @type {Kind} */
export const text = (value) => (typeof value === 'string' ? undefined : 'a text');
/** @type {Kind} */
export const filled = (value) => (typeof value === 'string' && value.trim() ? undefined : 'a text that is not empty');
/** @type {Kind} */
export const flag = (value) => (typeof value === 'boolean' ? undefined : 'true or false');
/** @type {Kind} */
export const count = (value) => (Number.isSafeInteger(value) && value > 0 ? undefined : 'a whole number above 0');
/** @type {Kind} */
export const fn = (value) => (typeof value === 'function' ? undefined : 'a function');
/** @param {Kind} kind @returns {Kind} */
export const listOf = (kind) => (value) => {
  if (!Array.isArray(value)) return 'a list';
  const wrong = value.map(kind).find(Boolean);
  return wrong && `a list, each ${wrong}`;
};
/** @type {Kind} */
export const texts = (value) => (Array.isArray(value) && value.every((v) => !text(v)) ? undefined : 'a list of texts');
/** @type {Kind} */
export const anything = () => undefined;
/** One of the kinds. @param {...Kind} kinds @returns {Kind} */
export const either = (...kinds) => (value) => {
  const wrong = kinds.map((kind) => kind(value));
  return wrong.includes(undefined) ? undefined : wrong.join(' or ');
};
/** May be left out; null says so too. @param {Kind} kind @returns {Kind} */
export const maybe = (kind) => (value) => (value === undefined || value === null ? undefined : kind(value));
/** May be left out, but null is a mistake. @param {Kind} kind @returns {Kind} */
export const given = (kind) => (value) => (value === undefined ? undefined : kind(value));
/** An object with those members. @param {Record<string, Kind>} members @returns {Kind} */
export const shape = (members) => (value) => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'an object';
  for (const [name, kind] of Object.entries(members)) {
    const wrong = kind(value[name]);
    if (wrong) return `an object with ${wrong} as ${name}`;
  }
  return undefined;
};

function shown(value) {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (value === null || /^(undefined|number|boolean|bigint)$/.test(typeof value)) return String(value);
  return Array.isArray(value) ? 'a list' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

/** The first argument that is not what the method takes. @param {Record<string, Kind>} kinds @returns {ConfabError|null} */
export function mistake(method, kinds, args) {
  const names = Object.keys(kinds).map((name) => name.replace('...', ''));
  for (const [i, kind] of Object.values(kinds).entries()) {
    const name = names[i];
    const wrong = kind(args[i]);
    if (!wrong) continue;
    return new ConfabError('bad-argument', { message: `${method}(${names.join(', ')}): ${name} must be ${wrong}, got ${shown(args[i])}.` });
  }
  return null;
}

/** Any failure as one of ours. @returns {ConfabError} */
export const known = (error) => (error instanceof ConfabError ? error : new ConfabError('failed', { message: error?.message, cause: error }));

/**
 * A method that answers with a promise and throws nothing.
 * @param {Record<string, Kind>} kinds of its arguments, by name @param {(...args: any[]) => any} run
 * @param {() => boolean} gone
 */
export const promised = (method, kinds, run, gone) => async (...args) => {
  if (gone()) throw new ConfabError('destroyed');
  const wrong = mistake(method, kinds, args);
  if (wrong) throw wrong;
  try { return await run(...args); } catch (error) { throw known(error); }
};

/**
 * A method that answers at once: what is wrong goes to `tell`, and the answer is `nothing()`.
 * @param {(error: ConfabError) => void} tell
 */
export const direct = (method, kinds, run, gone, tell, nothing) => (...args) => {
  try {
    const wrong = gone() ? new ConfabError('destroyed') : mistake(method, kinds, args);
    if (wrong) throw wrong;
    return run(...args);
  } catch (error) {
    tell(known(error));
    return nothing();
  }
};
