// SPDX-License-Identifier: MIT
// node run.mjs NAME: starts an example with everything it needs on loopback and says where it is; Ctrl-C ends what it started.
import { Stage, begin } from './stage.mjs';

const stage = new Stage(process.argv[2]);
let ending = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    if (ending) return;
    ending = true;
    await stage.stop();
    process.exit(0);
  });
}
try {
  await begin(stage);
} catch (error) {
  if (!ending) {
    console.error(String(error.message ?? error));
    process.exit(1);
  }
}
console.log(`\n${stage.index}\n  the page; the site's own server is ${stage.site}. Ctrl-C ends both and the XMPP server.`);
for (const line of stage.hints ?? []) console.log(`  ${line}`);
