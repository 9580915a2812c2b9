// SPDX-License-Identifier: MIT
// The test's end of tests/peers/puppet.py: slixmpp clients that say what they are told and report what they hear.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { until } from './wait.mjs';

/** Whose puppets start at once. `port`: of the server, for clients. */
export class Puppeteer {
  constructor(root, port) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'confab-puppets-'));
    this.socket = path.join(this.folder, 'socket');
    this.noise = '';
    this.process = spawn('/usr/bin/python3', [path.join(root, 'tests/peers/puppet.py'), this.socket], {
      env: { ...process.env, XMPP_PORT: String(port) }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.process.stderr.on('data', (d) => { this.noise += d; });
    this.ready = Promise.race([once(this.process.stdout, 'data'),
      once(this.process, 'exit').then(() => { throw new Error(`the puppets did not start: ${this.noise}`); })]);
    this.ready.catch(() => {});   // told to who wants a puppet
  }
  async puppet(account) {
    await this.ready;
    return new Puppet(this, account);
  }
  close() {
    this.process.kill();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One by itself, when it is online; what it needs ends with it. */
export async function onePuppet(root, port, account) {
  const puppeteer = new Puppeteer(root, port);
  const puppet = await puppeteer.puppet(account);
  puppet.line.on('close', () => puppeteer.close());
  await puppet.online();
  return puppet;
}

class Puppet {
  constructor(puppeteer, { jid, password }) {
    this.jid = jid;
    this.heard = [];
    this.sequence = 0;
    this.puppeteer = puppeteer;
    this.line = net.connect(puppeteer.socket);
    this.line.on('error', () => {});
    readline.createInterface({ input: this.line }).on('line', (line) => {
      if (line.startsWith('{')) this.heard.push(JSON.parse(line));
    });
    this.send({ jid, password });
  }
  /** What it and its siblings had to complain of. */
  get noise() { return this.puppeteer.noise; }
  wait(match, what, seconds = 20) {
    return until(() => {
      const found = this.heard.find(match);
      if (!found && this.line.destroyed) throw new Error(`${this.jid} ended while waiting for ${what}: ${this.noise}`);
      return found;
    }, `${this.jid} to hear ${what}`, seconds);
  }
  online() { return this.wait((e) => e.on === 'online', 'its login'); }
  send(command) { this.line.write(JSON.stringify(command) + '\n'); }
  async join(room, nick) {
    const seq = ++this.sequence;
    this.send({ do: 'join', room, nick, seq });
    await this.wait((e) => e.on === 'joined' && e.seq === seq, `joining ${room}`);
  }
  say(room, text) { this.send({ do: 'say', room, text }); }
  chat(to, text, id) { this.send({ do: 'chat', to, text, id }); }
  state(to, state, type = 'chat') { this.send({ do: 'state', to, state, type }); }
  hears(body, seconds) { return this.wait((e) => e.on === 'message' && e.body === body, JSON.stringify(body), seconds); }
  /** Bodies heard so far, in order; from one sender when given. */
  bodies(from = '') { return this.heard.filter((e) => e.on === 'message' && e.body && e.from.startsWith(from)).map((e) => e.body); }
  close() { this.line.destroy(); }
}
