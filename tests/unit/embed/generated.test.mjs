// SPDX-License-Identifier: MIT
// What is generated from the option table is up to date, and Confab.schema() describes the same.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { outputs } from '../../../embed/tools/gen-docs.mjs';
import { ROWS } from '../../../embed/src/options_table.js';
import { schema } from '../../../embed/src/schema.js';

for (const [path, text] of outputs()) {
  test(`${path.split('/').slice(-2).join('/')} is up to date`, () => {
    assert.equal(readFileSync(path, 'utf8'), text, 'run node embed/tools/gen-docs.mjs');
  });
}

test('the schema has every option with its default', () => {
  const root = schema();
  assert.equal(root.$schema, 'https://json-schema.org/draft/2020-12/schema');
  for (const [name, , fallback] of ROWS) {
    const row = name.split('.').reduce((at, part) => at.properties[part], root);
    assert.ok(row.description, name);
    if (fallback === null) assert.equal('default' in row, false, name);
    else assert.deepEqual(row.default, fallback, name);
  }
  assert.deepEqual(root.properties.view_mode.enum, ['overlayed', 'embedded', 'fullscreen']);
  assert.equal(root.properties.launcher.additionalProperties, false);
  const { width } = root.properties.window.properties;
  assert.deepEqual([width.type, width.minimum, width.maximum], ['integer', 240, 4000]);
  assert.equal(root.properties.auto_away.minimum, 0);
  assert.deepEqual(root.properties.accessibility.properties.font_scale.anyOf, [{ const: 'auto' }, { type: 'number', minimum: 0.5, maximum: 2 }]);
  assert.deepEqual(root.properties.send_chat_markers, { type: 'array', items: { type: 'string' }, description: root.properties.send_chat_markers.description, default: ['received', 'displayed', 'acknowledged'] });
});
