// SPDX-License-Identifier: MIT
// Turns whatever a site wrote into one strict object: merges by precedence, maps old names, checks
// against the table, fills in defaults. Reads no page and starts nothing.
import { ROWS } from './options_table.js';
import { PRESETS } from './presets.js';
import { mapLegacy } from './legacy.js';
import { ConfabError, ConfigError } from './errors.js';
import { describe, fits, fromText, parseType, unbounded } from './types.js';

/** One option; its type is parsed when first asked for, since a page sets few of them. */
class Option {
  #text; #type;
  constructor([name, type, fallback, effect, doc]) {
    Object.assign(this, { name, fallback, effect, doc });
    this.#text = type;
  }
  get type() { return (this.#type ??= parseType(this.#text)); }
}
const OPTIONS = new Map(ROWS.map((row) => [row[0], new Option(row)]));
/** Names that hold members: launcher, launcher.offset, ... */
const PARENTS = new Set();
for (const name of OPTIONS.keys()) {
  for (let at = name.lastIndexOf('.'); at > 0; at = name.lastIndexOf('.', at - 1)) PARENTS.add(name.slice(0, at));
}
const TOP = [...new Set([...OPTIONS.keys()].map((name) => name.split('.')[0]))];

function copy(value) {
  if (!value || typeof value !== 'object' || (typeof Element !== 'undefined' && value instanceof Element)) return value;
  try {
    return structuredClone(value);
  } catch (cause) {
    throw new ConfabError('bad-option', { message: `Options are plain JSON: ${cause.message}`, cause });
  }
}
const isMap = (value) => fits({ kind: 'map' }, value);
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Edit distance with swapped neighbours, given up above `limit`. */
export function distance(a, b, limit = 4) {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}

/** The known name most like `key`, or null. */
export function nearest(key, names = TOP) {
  const plain = (s) => s.replace(/[A-Z]/g, (c) => `_${c}`).toLowerCase().replace(/[-\s]/g, '_');
  const wanted = plain(key);
  let best = null;
  let score = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const begun = wanted.length > 3 && name.startsWith(wanted) && name.length - wanted.length < 8;
    const d = begun ? Math.min(1, score - 1) : distance(wanted, name, score);
    if (d < score) [best, score] = [name, d];
  }
  return best;
}

/** Later sources win; objects are merged member by member, lists replaced. */
export function merge(...sources) {
  const out = {};
  for (const source of sources) {
    for (const [key, value] of Object.entries(source ?? {})) {
      if (value === undefined || FORBIDDEN.has(key)) continue;
      out[key] = isMap(out[key]) && isMap(value) ? merge(out[key], value) : copy(value);
    }
  }
  return out;
}

function walk(source, prefix, report) {
  const names = prefix ? [...OPTIONS.keys(), ...PARENTS].filter((n) => n.startsWith(prefix)).map((n) => n.slice(prefix.length).split('.')[0]) : TOP;
  const out = {};
  for (const [key, value] of Object.entries(source)) {
    const name = prefix + key;
    const option = OPTIONS.get(name);
    if (value === null || value === undefined) continue;  // means: not set
    if (PARENTS.has(name) && !option) {
      if (isMap(value)) out[key] = walk(value, `${name}.`, report);
      else report.errors.push(new ConfigError(name, 'object', value));
    } else if (!option) {
      const like = nearest(key, names);
      report.unknown.push({ key: name, like: like && prefix + like, value });
    } else if (!fits(option.type, value)) {
      // A number outside of its range is a slip, not a misunderstanding.
      report.errors.push(new ConfigError(name, describe(option.type), value, { fatal: !fits(unbounded(option.type), value) }));
    } else {
      out[key] = copy(value);
      if (option.effect === 'later') report.later.push(name);
    }
  }
  return out;
}

/** walk() from the top, with what is to be told of it. */
function read(source, strict, warnings) {
  const report = { errors: [], unknown: [], later: [] };
  const said = walk(source, '', report);
  const { errors, later } = report;
  for (const { key, like, value } of report.unknown) {
    const error = new ConfigError(key, like ? `a known option, perhaps ${like}` : 'a known option', value);
    error.message = `There is no option ${key}.${like ? ` Did you mean ${like}?` : ''}`;
    if (strict) errors.push(error);
    else warnings.push(error.message);
  }
  if (later.length) warnings.push(`Without effect in this version: ${later.join(', ')}.`);
  return { said, errors };
}

/** @returns {Record<string, any>} every option at its default */
export function defaults() {
  const out = {};
  for (const { name, fallback } of OPTIONS.values()) {
    const path = name.split('.');
    let at = out;
    for (const part of path.slice(0, -1)) at = at[part] ??= {};
    at[path.at(-1)] = copy(fallback);
  }
  return out;
}

/**
 * @param {...(object|null|undefined)} sources in order of precedence, the last wins
 * @returns {{options: Record<string, any>, given: Record<string, any>, warnings: string[], errors: ConfigError[]}}
 *   options: every key present; given: only what the site (or a preset) said
 */
export function resolve(...sources) {
  const warnings = [];
  const merged = merge(...sources.map((source) => mapLegacy(source ?? {}, warnings)));
  const { said, errors } = read(merged, merged.strict_options === true, warnings);
  const preset = said.preset ? PRESETS[said.preset] : {};
  const given = merge(preset, said);
  for (const error of errors) if (!error.fatal) error.message += ' The default is used.';
  const options = merge(defaults(), given);
  options.view_mode = given.view_mode ?? (given.root ? 'embedded' : options.view_mode);
  if (!given.lazy && options.view_mode !== 'overlayed') options.lazy = 'eager';
  return { options, given, warnings, errors };
}

/**
 * Checks a change of running options; null puts one back to its default.
 * @returns {{options: object, warnings: string[]}} @throws {ConfigError}
 */
export function check(part, strict = false) {
  const warnings = [];
  const { said: options, errors: [wrong] } = read(mapLegacy(part, warnings), strict, warnings);
  if (wrong) throw wrong;
  for (const [name, value] of Object.entries(part)) if (value === null && OPTIONS.has(name)) options[name] = copy(OPTIONS.get(name).fallback);
  return { options, warnings };
}

/** launcher-position -> launcher.position, as far as the table knows it. */
export function optionOfAttribute(attribute) {
  const name = attribute.replace(/-/g, '_');
  if (OPTIONS.has(name) || PARENTS.has(name)) return name;
  return [...OPTIONS.keys()].find((option) => option.includes('.') && option.replace(/\./g, '_') === name) ?? null;
}

/**
 * Options from data-* or element attributes.
 * @param {Iterable<[string, string]>} attributes names without data-
 * @returns {{options: object, errors: ConfigError[]}} unknown names are kept, so that resolve() warns
 */
export function fromAttributes(attributes) {
  const out = {};
  const errors = [];
  for (const [attribute, text] of attributes) {
    const name = optionOfAttribute(attribute);
    if (!name) {
      out[attribute.replace(/-/g, '_')] = text;
      continue;
    }
    const type = OPTIONS.get(name)?.type ?? { kind: 'map' };
    let value = fromText(type, text);
    if (value === undefined) value = fromText(unbounded(type), text);  // resolve() says what is wrong with it
    if (value === undefined) {
      errors.push(new ConfigError(name, describe(type), text));
      continue;
    }
    const path = name.split('.');
    let at = out;
    for (const part of path.slice(0, -1)) at = isMap(at[part]) ? at[part] : (at[part] = {});
    at[path.at(-1)] = isMap(value) && isMap(at[path.at(-1)]) ? merge(at[path.at(-1)], value) : value;
  }
  return { options: out, errors };
}

/** What the core gets: pure JSON, no null, nothing of the page. */
export function forCore(options, more) {
  const { root, ...rest } = options;
  return JSON.stringify({ ...rest, ...more }, (_, value) => (value === null ? undefined : value));
}
