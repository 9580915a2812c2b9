// SPDX-License-Identifier: MIT
// external-sql, proved: the site's password opens the chat, and what happens to an account on the site happens to the chat.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { assert } from '../../../tests/browser/harness/wait.mjs';

const composer = 'textarea[name=message]';
const form = 'form[name=login]';

async function signIn(t, name, password) {
  const page = await t.open();
  const widget = page.widget();
  await widget.wait(form, 40);
  await widget.login(name, password);
  return { page, widget };
}
const refused = (page) => page.waitEvent('authfail', (d) => d.code === 'auth-failed', 30);

const [yes, no] = [0x20001, 0x20000];
/** What extauth.py answers to questions, asked over its pipe as ejabberd does. */
function ask(stage, database, ...texts) {
  const question = (text) => {
    const bytes = Buffer.from(text);
    return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
  };
  const out = execFileSync('/usr/bin/python3', [path.join(stage.folder, 'extauth.py'), database, 'sql.localhost'],
    { input: Buffer.concat(texts.map(question)), stdio: ['pipe', 'pipe', 'ignore'] });
  return [...Array(out.length / 4).keys()].map((i) => out.readUInt32BE(4 * i));
}

/** A PostgreSQL of its own, on a socket in a folder, for as long as the function runs. It refuses to run as root. */
async function withPostgres(run) {
  const bin = fs.readdirSync('/usr/lib/postgresql').map((v) => `/usr/lib/postgresql/${v}/bin`).at(-1);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'confab-postgres-'));
  const as = (...args) => execFileSync('runuser', ['-u', 'postgres', '--', ...args], { stdio: 'ignore', cwd: folder });
  execFileSync('chown', ['postgres', folder]);
  try {
    as(`${bin}/initdb`, '-D', `${folder}/data`, '-A', 'trust');
    as(`${bin}/pg_ctl`, '-D', `${folder}/data`, '-o', `-c listen_addresses='' -k ${folder}`, '-l', `${folder}/log`, '-w', 'start');
    await run(`postgresql://postgres@/postgres?host=${folder}`);
  } finally {
    try { as(`${bin}/pg_ctl`, '-D', `${folder}/data`, '-m', 'immediate', 'stop'); } finally { fs.rmSync(folder, { recursive: true }); }
  }
}

export const steps = {
  async 'the password of the site opens the chat, another does not'(t) {
    const wrong = await signIn(t, 'alice', 'alicepast');
    await refused(wrong.page);
    await wrong.widget.waitText(form, /not accepted/);
    await wrong.widget.fill(`${form} input[name=password]`, 'alicepass');
    await wrong.widget.click(`${form} button[type=submit]`);
    await wrong.widget.wait(composer, 30);
    const bob = await signIn(t, 'bob', 'bobpass');
    await bob.widget.wait(composer, 30);
    await bob.widget.say('same password as on the site');
    await wrong.widget.waitMessage('same password as on the site');
  },

  async 'a password with every awkward character works after a change on the site, the old one no more'(t) {
    const page = await t.open();
    await t.site(page, 'POST', '/login', { user: 'alice', password: 'alicepass' });
    const password = "a:b:c 'x' \"; DROP TABLE users; -- ü𝄞";
    assert.equal((await t.site(page, 'POST', '/password', { password })).status, 200);
    const old = await signIn(t, 'alice', 'alicepass');
    await refused(old.page);
    const fresh = await t.open();
    await fresh.waitEvent('ready', () => true, 40);
    await fresh.widget().api('login', { jid: 'alice@sql.localhost', password });
    await fresh.widget().wait(composer, 30);
    await t.site(page, 'POST', '/password', { password: 'alicepass' });
  },

  async 'an account closed on the site is closed for the chat'(t) {
    const page = await t.open();
    await t.site(page, 'POST', '/login', { user: 'bob', password: 'bobpass' });
    assert.equal((await t.site(page, 'POST', '/close-account', {})).status, 200);
    const bob = await signIn(t, 'bob', 'bobpass');
    await refused(bob.page);
  },

  // The program by itself, over its pipe: what a server may send it that a browser would not.
  async 'the program answers every question, also the impossible ones'(t) {
    assert.deepEqual(ask(t.stage, t.stage.database,
      'isuser:alice:sql.localhost', 'isuser:nobody:sql.localhost', 'isuser:alice:other.localhost', 'auth:alice:sql.localhost:alicepass',
      'auth:alice:sql.localhost:', 'auth:alice:sql.localhost', 'setpass:alice:sql.localhost:mine', 'tryregister:eve:sql.localhost:x', 'nonsense', ''),
    [yes, no, no, yes, no, no, no, no, no, no]);
    assert.deepEqual(ask(t.stage, 'sqlite:////nowhere/at/all', 'isuser:alice:sql.localhost', 'isuser:bob:sql.localhost'), [no, no], 'no database: a no, and still there');
  },

  async 'the same table in PostgreSQL'(t) {
    await withPostgres((url) => {
      const put = "from accounts import Accounts; table = Accounts(); table.put('alice', 'alicepass'); table.put(\"o'hara\", 'x'); table.put('gone', 'x'); table.deactivate('gone')";
      execFileSync('/usr/bin/python3', ['-B', '-c', put], { cwd: path.join(t.stage.folder, '../common'), env: { ...process.env, DATABASE_URL: url } });
      assert.deepEqual(ask(t.stage, url, 'auth:alice:sql.localhost:alicepass', 'auth:alice:sql.localhost:no', "isuser:o'hara:sql.localhost",
        'isuser:gone:sql.localhost', 'auth:gone:sql.localhost:x', 'isuser:nobody:sql.localhost'), [yes, no, yes, no, no, no]);
    });
  },
};
