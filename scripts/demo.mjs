// SPDX-License-Identifier: MIT
// The running half of scripts/demo: Prosody, the people in its rooms, the page server, and the check.
import fs from 'node:fs';
import path from 'node:path';
import { launch } from '../tests/browser/harness/driver.mjs';
import { Page } from '../tests/browser/harness/page.mjs';
import { onePuppet } from '../tests/browser/harness/puppet.mjs';
import { until } from '../tests/browser/harness/wait.mjs';
import { ROOT, Server } from '../tests/browser/harness/world.mjs';
import { serveExamples } from './serve.mjs';

const LOBBY = 'lobby@conference.localhost';
const ROOMS = {
  [LOBBY]: ['Questions about bicycles. Answers about bicycles.', ['Welcome to the lobby. Ask anything.', 'Write "echo" in a message and I answer at once.']],
  'studio@conference.localhost': ['Requests for The Slow Ferry', ['You are live in the studio. What shall we play next?']],
};

const check = process.argv.includes('--check');
const port = process.argv.includes('--port') ? Number(process.argv[process.argv.indexOf('--port') + 1]) : 8008;
const undo = [];

async function stopAll(code) {
  for (const step of undo.reverse()) await step();
  process.exit(code);
}

function startServer() {
  const server = new Server('demo');
  let running = false;
  try { running = server.prosody('status').trim() === 'up'; } catch { /* down is what we expect */ }
  if (!running) {
    server.prosody('start');
    undo.push(() => server.prosody('stop'));
  }
  for (const name of ['alice', 'bob', 'carol']) server.prosody('befriend', `${name}@localhost`, 'echo@localhost');
  server.prosody('befriend', 'alice@localhost', 'bob@localhost');
  server.peers('start', 'echo', 'echo@localhost/desk', LOBBY, 'Echo');
  undo.push(() => server.peers('stop', 'echo'));
  return server;
}

// Rooms are not empty when the first visitor comes. Their archive outlives a run, so this is said once.
async function furnish(server) {
  const marker = path.join(ROOT, 'build/state/demo/furnished');
  if (fs.existsSync(marker)) return;
  const host = await onePuppet(ROOT, server.c2s, { jid: 'carol@localhost' });
  for (const [room, [subject, lines]] of Object.entries(ROOMS)) {
    await host.join(room, 'Carol');
    host.send({ do: 'subject', room, text: subject });
    for (const line of lines) host.say(room, line);
    await host.hears(lines.at(-1));
  }
  host.close();
  fs.writeFileSync(marker, '');
}

// A visitor's first minute, by the public contract only.
async function visit(server, origin) {
  const browser = await launch('chromium');
  undo.push(() => browser.close());
  const page = new Page(await browser.newPage({ width: 1200, height: 800 }));
  const picture = path.join(ROOT, 'build/demo.png');
  fs.mkdirSync(path.dirname(picture), { recursive: true });
  try {
    const peer = await onePuppet(ROOT, server.c2s, { jid: 'guest.localhost' });
    undo.push(() => peer.close());
    await peer.join(LOBBY, 'Second client');
    await page.goto(`${origin}/examples/plain/`);
    await until(() => page.eval(() => window.Confab?.instances?.length > 0), 'the widget in the page');
    const widget = page.widget();
    await widget.click('button');
    await widget.wait('textarea[name=message]', 40);
    const ours = `hello from the page ${Date.now()}`, theirs = `hello from slixmpp ${Date.now()}`;
    await widget.say(ours);
    await peer.hears(ours);
    peer.say(LOBBY, theirs);
    await widget.waitMessage(theirs);
    console.log('ok: the guest in the browser and the slixmpp client heard each other');
    return 0;
  } catch (error) {
    console.error(`FAIL: ${error.message}\n${page.driver.log.slice(-20).join('\n')}`);
    return 1;
  } finally {
    fs.writeFileSync(picture, await page.screenshot());
    console.log('picture: build/demo.png');
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopAll(0));
try {
  const server = startServer();
  await furnish(server);
  const pages = await serveExamples(check ? 0 : port, { xmpp: `localhost:${server.http}` });
  undo.push(() => pages.close());
  if (check) await stopAll(await visit(server, pages.origin));
  console.log(`\n  ${pages.origin}/examples/plain/   a site with the chat in its corner\n  ${pages.origin}/                  all examples\n\n`
    + '  accounts: alice@localhost, bob@localhost (password: the name and "pass"); Ctrl-C ends the demo\n');
} catch (error) {
  console.error(error.code === 'EADDRINUSE' ? `Port ${port} is taken; try: scripts/demo --port ${port + 1}` : error.stderr || error.stack);
  await stopAll(1);
}
