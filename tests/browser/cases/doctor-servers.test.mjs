// SPDX-License-Identifier: MIT
// doctor() against real servers: what it says of a Prosody and an ejabberd that lack things is true, and the lines it
// gives, put into their configuration, mend them.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../harness/world.mjs';
import { assert, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

const LACKING = ['carbons', 'mam', 'smacks', 'blocklist', 'bookmarks', 'pep', 'vcard4', 'vcard_legacy', 'http_altconnect', 'register_ibr',
  'sasl2', 'sasl2_bind2', 'sasl2_sm', 'sasl2_fast'];

/** A server of its own beside the world's: script NAME with a configuration of ours. */
function patient(t, name, env, configuration, file) {
  const folder = path.join(ROOT, 'build/state', `doctor-${name}-${t.server.env.CONFAB_SUITE}`);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  // Of a short name: Prosody reads no line numbers out of a long one, and then refuses the file.
  const place = fs.mkdtempSync(path.join(os.tmpdir(), 'dr-'));
  const changed = path.join(place, 'changed.cfg.lua');
  const all = { ...t.server.env, ...env(folder), [file]: changed };
  const run = (word) => execFileSync(path.join(ROOT, `tests/servers/${name}.sh`), [word], { env: all, stdio: 'ignore' });
  t.undo.push(() => {
    run('stop');
    fs.rmSync(place, { recursive: true });
  });
  return {
    start(text) {
      fs.writeFileSync(changed, text);
      run('restart');
    },
    first: configuration,
  };
}

async function examine(t, options, what = {}) {
  const page = await t.open({ ...t.login({ jid: 'alice@localhost', password: 'alicepass' }), ...options });
  await page.waitEvent('connected', () => true, 60);
  const report = await page.widget().api('doctor', { timeout_ms: 5000, ...what });
  await page.close();
  const bad = report.checks.filter((c) => !c.ok).map((c) => c.id);
  return { report, bad, one: (id) => report.checks.find((c) => c.id === id) };
}

/** Puts the lines of a report into a Prosody configuration, as the owner of the server would. */
function mendProsody(text, report) {
  const modules = new Set();
  const globals = new Set();
  const blocks = new Set();
  for (const lines of report.checks.flatMap((c) => c.fix?.prosody ?? [])) {
    let rest = lines;
    if (!/^Component|^VirtualHost/.test(lines)) {
      rest = lines.replace(/modules_enabled = \{[^}]*\}/g, (list) => {
        for (const [, name] of list.matchAll(/"(\w+)";/g)) modules.add(name);
        return '';
      });
      for (const line of rest.split('\n')) globals.add(line);
    } else {
      blocks.add(lines);
    }
  }
  return `${text.replace('modules_enabled = {', `modules_enabled = { ${[...modules].map((n) => `"${n}";`).join(' ')}`)
    .replace('VirtualHost "localhost"', `${[...globals].join('\n')}\nVirtualHost "localhost"`)}\n${[...blocks].join('\n')}\n`;
}

async function prosody(t) {
  const first = t.server.http - 80;
  const [c2s, http, https] = [first + 42, first + 84, first + 85];
  const base = fs.readFileSync(path.join(ROOT, 'tests/servers/prosody.cfg.lua'), 'utf8');
  let lacking = LACKING.reduce((text, name) => text.replace(`"${name}",`, ''), base);
  lacking = lacking.replace(/http_cors_override = \{[\s\S]*?\n\}/, '').replace(/Component "conference[\s\S]*$/, '')
    .replace('VirtualHost "plain', 'modules_disabled = {}\nVirtualHost "plain');
  const server = patient(t, 'prosody', (folder) => ({ PROSODY_STATE: folder, PROSODY_C2S: c2s, PROSODY_HTTP: http, PROSODY_HTTPS: https }), lacking, 'PROSODY_CONFIG');
  return { server, options: { websocket_url: `ws://localhost:${http}/xmpp-websocket`, bosh_service_url: `http://localhost:${http}/http-bind`, allow_registration: true },
    what: { host_meta_url: `http://localhost:${http}/.well-known/` } };
}

/** Puts the module lines of a report into an ejabberd configuration. */
function mendEjabberd(text, report) {
  const modules = new Map();
  for (const lines of report.checks.flatMap((c) => c.fix?.ejabberd ?? [])) {
    let name = '';
    for (const line of lines.split('\n').slice(lines.startsWith('modules:') ? 1 : 1e9)) {
      if (!line.startsWith('  ')) break;
      if (/^ {2}\w/.test(line)) name = line.trim().split(':')[0];
      if (!text.includes(`\n  ${name}:`)) modules.set(name, [...(modules.get(name) ?? []), line]);
    }
  }
  return text.replace('\nmodules:\n', `\nmodules:\n${[...modules.values()].map((lines) => [...new Set(lines)].join('\n')).join('\n')}\n`);
}

export const tests = {
  async 'a guest at Prosody'(t) {
    const page = await t.open({ view_mode: 'overlayed', root: null, lazy: 'click', authentication: 'anonymous', jid: 'guest.localhost', bosh_service_url: t.server.bosh }, { body: '' });
    await until(() => page.eval(() => !!window.Confab?.instances?.length), 'the widget');
    const report = await page.widget().api('doctor', { host_meta_url: `http://localhost:${t.server.http}/.well-known/` });
    const one = (id) => report.checks.find((c) => c.id === id);
    assert.equal(report.ok, true, JSON.stringify(report.checks.filter((c) => !c.ok)));
    for (const id of ['host-meta', 'host-meta-json', 'websocket', 'websocket-stream', 'bosh', 'mechanisms', 'sm']) assert.equal(one(id)?.ok, true, id);
    assert.match(one('mechanisms').message, /ANONYMOUS/);
    assert.equal(one('account').ok, false);
  },

  async 'Prosody, before and after its lines are added'(t) {
    const { server, options, what } = await prosody(t);
    server.start(server.first);
    const before = await examine(t, options, what);
    assert.equal(before.report.ok, true, 'it works, if poorly');
    // Its host-meta comes with the WebSocket module, readable by every page.
    for (const id of ['sasl2', 'sm', 'registration', 'mam', 'carbons', 'push', 'blocking', 'pep', 'bookmarks', 'muc', 'upload', 'turn']) {
      assert.ok(before.bad.includes(id), `${id} is missed: ${before.one(id)?.message}`);
      assert.ok(before.one(id).fix.prosody, id);
    }
    const mended = mendProsody(server.first, before.report);
    server.start(mended);
    const after = await examine(t, options, what);
    const left = after.bad.filter((id) => id !== 'webgl2');
    assert.deepEqual(left, ['turn-relay'], `${JSON.stringify(after.report.checks.filter((c) => !c.ok), null, 1)}\n${mended.slice(0, 1500)}`);
    assert.equal(after.one('upload-put').ok, true, 'a file went up and came back');
    assert.match(after.one('muc').message, /conference\.localhost/);
  },

  async 'ejabberd, before and after its lines are added'(t) {
    const first = t.server.http - 80;
    const http = first + 91;
    const base = fs.readFileSync(path.join(ROOT, 'tests/servers/ejabberd.yml.in'), 'utf8');
    const without = (text, name) => text.replace(new RegExp(`\n  ${name}:[^\n]*(\n {4}[^\n]*)*`), '');
    const lacking = ['mod_mam', 'mod_carboncopy', 'mod_stream_mgmt', 'mod_blocking', 'mod_privacy', 'mod_auth_fast', 'mod_push', 'mod_push_keepalive', 'mod_register', 'mod_http_upload', 'mod_stun_disco'].reduce(without, base);
    const server = patient(t, 'ejabberd', (folder) => ({ EJABBERD_STATE: folder, EJABBERD_C2S: first + 33, EJABBERD_HTTP: http }), lacking, 'EJABBERD_TEMPLATE');
    const options = { websocket_url: `ws://localhost:${http}/ws`, bosh_service_url: `http://localhost:${http}/bosh` };
    const what = { host_meta_url: `http://localhost:${http}/.well-known/` };
    server.start(lacking);
    // Accounts are made through its own commands, not by registration.
    const before = await examine(t, options, what);
    assert.equal(before.report.ok, true, JSON.stringify(before.report.checks.filter((c) => !c.ok)));
    for (const id of ['mam', 'carbons', 'sm', 'push', 'blocking', 'upload', 'turn']) {
      assert.ok(before.bad.includes(id), `${id} is missed: ${before.one(id)?.message}`);
      assert.ok(before.one(id).fix.ejabberd, id);
    }
    for (const id of ['host-meta', 'host-meta-json', 'websocket-stream', 'bosh', 'mechanisms', 'sasl2', 'pep', 'muc']) assert.ok(!before.bad.includes(id), id);
    const relay = `  - port: ${first + 35}\n    ip: "127.0.0.1"\n    transport: udp\n    module: ejabberd_stun\n    use_turn: true\n    turn_ipv4_address: "127.0.0.1"\n    turn_min_port: ${first + 500}\n    turn_max_port: ${first + 540}\n`;
    const mended = mendEjabberd(lacking, before.report).replace('\nacl:', `\n${relay}\nacl:`)
      .replace('      /ws: ejabberd_http_ws', '      /ws: ejabberd_http_ws\n      /upload: mod_http_upload').replace('https://@HOST@:5443/upload', `http://@HOST@:${http}/upload`)
      .replace(/Access-Control-Allow-Methods: .*/, before.one('upload').fix.ejabberd.match(/Access-Control-Allow-Methods.*/)[0].replaceAll('"', '').replace(': ', ': "') + '"');
    server.start(mended);
    const after = await examine(t, options, what);
    const left = after.bad.filter((id) => id !== 'webgl2');
    assert.deepEqual(left, [], `${JSON.stringify(after.report.checks.filter((c) => !c.ok), null, 1)}\n${mended.slice(-2500)}`);
  },

  async 'the example page says it all'(t) {
    const account = t.account('patient');
    const page = await t.tab();
    const query = new URLSearchParams({ jid: account.jid, websocket_url: t.server.websocket, bosh_service_url: t.server.bosh, host_meta_url: `http://localhost:${t.server.http}/.well-known/` });
    await page.goto(`${t.pages.origin}/examples/doctor/?${query}`);
    await until(() => page.eval(() => document.querySelector('[name=jid]').value !== ''), 'the form to be filled');
    await page.click('[name=password]');
    await page.type(account.password);
    await page.click('form button');
    const rows = await until(() => page.eval(() => {
      const list = [...document.querySelectorAll('#checks li')].map((li) => ({ id: li.dataset.id, ok: li.dataset.ok === 'true', text: li.textContent }));
      return list.length ? list : null;
    }), 'the report', 60);
    const ok = (id) => rows.find((r) => r.id === id)?.ok;
    for (const id of ['host-meta', 'websocket', 'websocket-stream', 'bosh', 'mechanisms', 'sm', 'mam', 'carbons', 'muc']) assert.equal(ok(id), true, id);
    assert.equal(ok('upload'), false);
    const lines = await page.eval(() => [...document.querySelectorAll('pre[data-server]')].map((p) => `${p.dataset.server}: ${p.textContent}`));
    assert.ok(lines.some((l) => l.startsWith('prosody:') && l.includes('http_file_share')));
    assert.ok(lines.some((l) => l.startsWith('nginx:')));
    await until(() => page.eval(() => document.querySelectorAll('confab-chat').length === 0), 'the widget to be gone');
    assert.ok(!page.driver.log.some((l) => l.startsWith('pageerror')), page.driver.log.join('\n'));
  },
};
