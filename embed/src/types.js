// SPDX-License-Identifier: MIT
// The little type language of the option table: parsed once, then used to check values, to read
// text from attributes, to make JSON schema and TypeScript. Knows no option.

/** @typedef {{kind: string, of?: Type, any?: Type[], value?: any, least?: number, most?: number}} Type */

const RANGE = /^(integer|number):(-?[\d.]+?)?\.\.(-?[\d.]+)?$/;
const SIMPLE = new Set(['boolean', 'integer', 'number', 'string', 'url', 'map', 'element', 'any']);

/** Splits at `|` outside of parentheses and quotes. */
function alternatives(text) {
  const parts = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "'") quoted = !quoted;
    else if (!quoted && c === '(') depth++;
    else if (!quoted && c === ')') depth--;
    else if (!quoted && !depth && c === '|') {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** @returns {Type} */
export function parseType(text) {
  const parts = alternatives(text);
  if (parts.length > 1) return { kind: 'union', any: parts.map(parseType) };
  if (text.endsWith('[]')) return { kind: 'list', of: parseType(text.slice(0, -2)) };
  if (text.startsWith('(') && text.endsWith(')')) return parseType(text.slice(1, -1));
  if (text.startsWith("'")) return { kind: 'literal', value: text.slice(1, -1) };
  if (text === 'false' || text === 'true') return { kind: 'literal', value: text === 'true' };
  const range = RANGE.exec(text);
  if (range) {
    const [, kind, least, most] = range;
    return { kind, ...(least && { least: Number(least) }), ...(most && { most: Number(most) }) };
  }
  if (!SIMPLE.has(text)) throw new Error(`option table: type ${text}`);
  return { kind: text };
}

const isMap = (value) => value !== null && typeof value === 'object' && !Array.isArray(value)
  && (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null);

/** The type without its ranges: what a value outside of them still fits. @param {Type} type @returns {Type} */
export function unbounded({ least, most, ...type }) {
  if (type.any) return { ...type, any: type.any.map(unbounded) };
  return type.of ? { ...type, of: unbounded(type.of) } : type;
}

const within = ({ least = -Infinity, most = Infinity }, value) => value >= least && value <= most;

/** @param {Type} type */
export function fits(type, value) {
  switch (type.kind) {
    case 'union': return type.any.some((t) => fits(t, value));
    case 'list': return Array.isArray(value) && value.every((v) => fits(type.of, v));
    case 'literal': return value === type.value;
    case 'boolean': return typeof value === 'boolean';
    case 'integer': return Number.isSafeInteger(value) && within(type, value);
    case 'number': return typeof value === 'number' && Number.isFinite(value) && within(type, value);
    case 'string': return typeof value === 'string';
    case 'url': return typeof value === 'string' && !/^\s*(javascript|data|vbscript):/i.test(value);
    case 'map': return isMap(value);
    case 'element': return typeof Element !== 'undefined' && value instanceof Element;
    default: return value !== undefined;
  }
}

function range({ least, most }) {
  if (least === undefined && most === undefined) return '';
  if (most === undefined) return ` of at least ${least}`;
  if (least === undefined) return ` of at most ${most}`;
  return least === most ? ` ${least}` : ` from ${least} to ${most}`;
}

/** In words, for error messages and tables. @param {Type} type */
export function describe(type) {
  switch (type.kind) {
    case 'union': return type.any.map(describe).join(' or ');
    case 'list': return type.of.kind === 'union' ? `list of (${describe(type.of)})` : `list of ${describe(type.of)}`;
    case 'literal': return typeof type.value === 'string' ? `"${type.value}"` : String(type.value);
    case 'map': return 'object';
    case 'url': return 'URL';
    default: return type.kind + range(type);
  }
}

/**
 * Reads an attribute's text. Returns undefined where nothing of the type can be made of it.
 * @param {Type} type @param {string} text
 */
export function fromText(type, text) {
  const trimmed = text.trim();
  switch (type.kind) {
    case 'union':
      for (const t of type.any) {
        const value = fromText(t, text);
        if (value !== undefined) return value;
      }
      return undefined;
    case 'literal': return String(type.value) === trimmed ? type.value : undefined;
    case 'boolean':
      if (/^(true|yes|on|1|)$/i.test(trimmed)) return true;  // like disabled="": being there is enough
      return /^(false|no|off|0)$/i.test(trimmed) ? false : undefined;
    case 'integer':
    case 'number': {
      const value = trimmed === '' ? NaN : Number(trimmed);
      return fits(type, value) ? value : undefined;
    }
    case 'string':
    case 'url': return fits(type, text) ? text : undefined;
    case 'list': return listFromText(type, trimmed);
    case 'map':
    case 'any': {
      const value = json(trimmed);
      return value !== undefined && fits(type, value) ? value : undefined;
    }
    default: return undefined;
  }
}

function listFromText(type, text) {
  if (text.startsWith('[')) {
    const value = json(text);
    return value !== undefined && fits(type, value) ? value : undefined;
  }
  const items = text.split(/[\s,]+/).filter(Boolean).map((item) => fromText(type.of, item));
  return items.includes(undefined) ? undefined : items;
}

function json(text) {
  try { return JSON.parse(text); } catch { return undefined; }
}

/** @param {Type} type */
export function toSchema(type) {
  switch (type.kind) {
    case 'union': {
      if (type.any.every((t) => t.kind === 'literal')) return { enum: type.any.map((t) => t.value) };
      return { anyOf: type.any.filter((t) => t.kind !== 'element').map(toSchema) };
    }
    case 'list': return { type: 'array', items: toSchema(type.of) };
    case 'literal': return { const: type.value };
    case 'url': return { type: 'string', format: 'uri-reference' };
    case 'map': return { type: 'object' };
    case 'any': return {};
    default:
      return { type: type.kind, ...(type.least !== undefined && { minimum: type.least }), ...(type.most !== undefined && { maximum: type.most }) };
  }
}

/** @param {Type} type */
export function toTypeScript(type) {
  switch (type.kind) {
    case 'union': return type.any.map(toTypeScript).join(' | ');
    case 'list': return type.of.kind === 'union' ? `(${toTypeScript(type.of)})[]` : `${toTypeScript(type.of)}[]`;
    case 'literal': return typeof type.value === 'string' ? `'${type.value}'` : String(type.value);
    case 'integer': return 'number';
    case 'url': return 'string';
    case 'map': return 'Record<string, unknown>';
    case 'element': return 'Element';
    case 'any': return 'unknown';
    default: return type.kind;
  }
}
