// SPDX-License-Identifier: MIT
// The page server of scripts/serve and scripts/demo: the examples, and the built widget as a site would host it.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../tests/browser/harness/server.mjs';
import { DEMO_SERVER, DIST, ROOT } from '../tests/browser/harness/world.mjs';

/** Serves the examples. */
export function serveExamples(port, { xmpp = DEMO_SERVER } = {}) {
  return serve({
    port, index: '/examples/', replace: xmpp === DEMO_SERVER ? {} : { [DEMO_SERVER]: xmpp },
    mounts: { '/examples/': path.join(ROOT, 'examples'), '/dist/': DIST },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.argv[2] ?? 8008);
  try {
    const { origin } = await serveExamples(port);
    console.log(`${origin}/  (Ctrl-C ends it)`);
  } catch (error) {
    console.error(error.code === 'EADDRINUSE' ? `Port ${port} is taken; give another one: scripts/serve ${port + 1}` : String(error));
    process.exit(1);
  }
}
