// SPDX-License-Identifier: MIT
// Confab.schema(): the option table as JSON schema.
import { ROWS } from './options_table.js';
import { parseType, toSchema } from './types.js';

export function schema() {
  const root = {
    $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'ConfabOptions', type: 'object', properties: {}, additionalProperties: false,
  };
  for (const [name, type, fallback, effect, doc] of ROWS) {
    const path = name.split('.');
    let at = root;
    for (const part of path.slice(0, -1)) at = at.properties[part] ??= { type: 'object', properties: {}, additionalProperties: false };
    const row = { ...toSchema(parseType(type)), description: doc };
    if (fallback !== null) row.default = fallback;
    if (effect === 'later' || effect === 'none') row['x-effect'] = effect;
    at.properties[path.at(-1)] = row;
  }
  return root;
}
