// SPDX-License-Identifier: MIT
// The page server of scripts/serve and scripts/demo: the examples, and the built widget as a site would host it.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../tests/browser/harness/server.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
/** Where scripts/demo runs Prosody by default; the examples' pages name this address. */
const EXAMPLE_SERVER = 'localhost:17080';

/** Serves the examples. A busy port is an error unless `anyPort` allows another one. */
export async function serveExamples(port, { xmppPort = 17080, anyPort = false } = {}) {
  const options = {
    port, index: '/examples/', replace: xmppPort === 17080 ? {} : { [EXAMPLE_SERVER]: `localhost:${xmppPort}` },
    mounts: { '/examples/': path.join(root, 'examples'), '/dist/': path.join(root, 'dist') },
  };
  try {
    return await serve(options);
  } catch (error) {
    if (error.code !== 'EADDRINUSE' || !anyPort) throw error;
    return serve({ ...options, port: 0 });
  }
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
