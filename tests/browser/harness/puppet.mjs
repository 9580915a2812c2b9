// SPDX-License-Identifier: MIT
// The test's end of tests/peers/puppet.py: a slixmpp client that says what it is told and reports what it hears.
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { until } from './wait.mjs';

export class Puppet {
  constructor(root, jid, { port, password }) {
    this.jid = jid;
    this.heard = [];
    this.sequence = 0;
    this.process = spawn('/usr/bin/python3', [path.join(root, 'tests/peers/puppet.py'), jid], {
      env: { ...process.env, XMPP_PORT: String(port), ...(password ? { XMPP_PASS: password } : {}) },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.noise = '';
    this.process.stderr.on('data', (d) => { this.noise += d; });
    this.process.stdin.on('error', () => {});
    readline.createInterface({ input: this.process.stdout }).on('line', (line) => {
      if (line.startsWith('{')) this.heard.push(JSON.parse(line));
    });
  }
  wait(match, what, seconds = 20) {
    return until(() => {
      const found = this.heard.find(match);
      if (!found && this.process.exitCode !== null) throw new Error(`${this.jid} ended while waiting for ${what}: ${this.noise}`);
      return found;
    }, `${this.jid} to hear ${what}`, seconds);
  }
  online() { return this.wait((e) => e.on === 'online', 'its login'); }
  send(command) { this.process.stdin.write(JSON.stringify(command) + '\n'); }
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
  close() { this.process.kill(); }
}
