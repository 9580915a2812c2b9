// SPDX-License-Identifier: MIT
// The loader: what a site includes. Leaves one global, window.Confab, and one custom element. Loaded
// twice it does nothing the second time.
import { VERSION } from './assets.js';
import { loadKeptCore } from './loadcore.js';
import { schema } from './schema.js';
import { all, create, start } from './start.js';

const before = window.Confab;
if (before?.version) {
  if (before.version !== VERSION) console.warn(`Confab ${before.version} is already on this page; ${VERSION} is not used.`);
} else {
  const confab = {
    create,
    get instances() { return all(); },
    version: VERSION,
    schema,
  };
  window.Confab = confab;
  loadKeptCore();
  confab.q = start({ create, schema }, before?.q);
}
