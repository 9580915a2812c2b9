// SPDX-License-Identifier: MIT
// What an example stands on while it is tried out: a real XMPP server from tests/servers, the example's own programs, and
// a page server. Not part of what a site would copy.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { serve } from '../../../tests/browser/harness/server.mjs';
import { until } from '../../../tests/browser/harness/wait.mjs';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const DIST = path.resolve(process.env.CONFAB_DIST ?? path.join(ROOT, 'dist'));
const BACKENDS = path.join(ROOT, 'examples/backends');

export class Stage {
  /** @param {string} name the example's folder */
  constructor(name, { checking = false } = {}) {
    this.name = name;
    this.folder = path.join(BACKENDS, name);
    this.checking = checking;
    this.env = { ...process.env, CONFAB_SUITE: 'backends' };
    const of = (script) => Object.fromEntries(this.script(script, 'env').trim().split('\n').map((line) => line.split('=')));
    const { PROSODY_HTTP: prosody, PROSODY_C2S: prosodyC2s } = of('prosody');
    const { EJABBERD_HTTP: ejabberd, EJABBERD_C2S: ejabberdC2s } = of('ejabberd');
    const first = prosody - 80;
    this.ports = { page: first + 1, site: first + 2, other: first + 3 };
    this.prosody = { c2s: +prosodyC2s, http: +prosody, websocket: `ws://localhost:${prosody}/xmpp-websocket`, bosh: `http://localhost:${prosody}/http-bind` };
    this.ejabberd = { c2s: +ejabberdC2s, http: +ejabberd, websocket: `ws://localhost:${ejabberd}/ws`, bosh: `http://localhost:${ejabberd}/bosh`, api: `http://localhost:${ejabberd}/api` };
    this.page = `http://localhost:${this.ports.page}`;
    this.site = `http://localhost:${this.ports.site}`;
    this.state = path.join(ROOT, 'build/state/backends', name);   // the site's own data: fresh each time
    fs.rmSync(this.state, { recursive: true, force: true });
    fs.mkdirSync(this.state, { recursive: true });
    this.undo = [];
  }

  script(server, ...args) {
    return execFileSync(path.join(ROOT, `tests/servers/${server}.sh`), args, { env: this.env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Starts prosody or ejabberd with the example's own lines in its configuration. CONFAB_KEEP_SERVER=1 takes one that is up. */
  server(server, env = {}) {
    Object.assign(this.env, env);
    if (process.env.CONFAB_KEEP_SERVER && /up/.test(this.status(server))) return;
    this.script(server, 'stop');   // left over from a run that was killed
    this.script(server, 'start');
    this.undo.push(() => this.script(server, 'stop'));
  }

  /** Without what an earlier run has left in its database; the site begins with an empty one, too. */
  forget(server) {
    if (process.env.CONFAB_KEEP_SERVER && /up/.test(this.status(server))) return;
    this.script(server, 'stop');
    this.script(server, 'forget');
  }

  status(server) {
    try { return this.script(server, 'status'); } catch { return 'down'; }
  }

  /** A copy of one of the example's files, with what is between at signs filled in. */
  fill(file, values) {
    let text = fs.readFileSync(path.join(this.folder, file), 'utf8').replaceAll('@HERE@', this.folder);
    for (const [name, value] of Object.entries(values)) text = text.replaceAll(`@${name}@`, value);
    const copy = path.join(this.state, file);
    fs.writeFileSync(copy, text);
    return copy;
  }

  /** Starts a program; resolves when it prints a line that begins with "ready". */
  async program(command, args, env = {}) {
    const child = spawn(command, args, { cwd: this.folder, env: { ...this.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const program = { child, log: [], stop: () => ended };
    const ended = new Promise((done) => { child.once('exit', done); });
    program.stop = (signal = 'SIGTERM') => { child.kill(signal); return ended; };
    for (const stream of [child.stdout, child.stderr]) {
      readline.createInterface({ input: stream }).on('line', (line) => {
        program.log.push(line);
        if (!this.checking) console.log(`  ${path.basename(args[0] ?? command)}: ${line}`);
      });
    }
    this.undo.push(() => program.stop());
    await until(() => {
      if (child.exitCode !== null) throw new Error(`${command} ${args.join(' ')} ended: ${program.log.join('\n')}`);
      return program.log.some((line) => line.startsWith('ready'));
    }, `${args[0] ?? command} to be ready`, 30);
    return program;
  }
  python(file, env) { return this.program('/usr/bin/python3', [file], env); }

  /** Serves the examples and the widget; what is in capitals between at signs in a page is filled in. */
  async pages(values = {}) {
    const all = { SITE: this.site, ...values };
    const replace = Object.fromEntries(Object.entries(all).map(([name, value]) => [`@${name}@`, value]));
    if (this.checking) replace['<head>'] = '<head><script src="/harness/inpage.js"></script>';   // writes events down
    const pages = await serve({
      port: this.ports.page, replace, index: `/examples/backends/${this.name}/`,
      mounts: { '/examples/': path.join(ROOT, 'examples'), '/dist/': DIST, '/harness/': path.join(ROOT, 'tests/browser/harness') },
    });
    this.undo.push(() => pages.close());
    this.index = `${this.page}/examples/backends/${this.name}/`;
    return pages;
  }

  async stop() {
    for (const step of this.undo.splice(0).reverse()) {
      try { await step(); } catch (error) { console.error(String(error.message ?? error)); }
    }
  }
}

/** Starts the example: its start.mjs says what it needs. */
export async function begin(stage) {
  try {
    const { start } = await import(path.join(stage.folder, 'start.mjs'));
    await start(stage);
  } catch (error) {
    await stage.stop();
    throw error;
  }
}
