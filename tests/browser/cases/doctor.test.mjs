// SPDX-License-Identifier: MIT
// doctor() against servers that are wrong in one way each: it names that way, gives lines that mend it, and does not
// blame what is right.
import { brokenServer } from '../harness/broken_server.mjs';
import { assert, until } from '../harness/wait.mjs';

export const browsers = ['chromium', 'firefox'];

async function ask(t, options, what = {}, how = {}) {
  const page = await t.open({ view_mode: 'overlayed', root: null, lazy: 'click', jid: 'someone@localhost', websocket_url: null, ...options },
    { body: '<p>A page</p>', ...how });
  await until(() => page.eval(() => !!window.Confab?.instances?.length), 'the widget');
  const report = await page.widget().api('doctor', { timeout_ms: 2500, ...what });
  const by = (id) => report.checks.filter((c) => c.id === id);
  return { page, report, by, one: (id) => by(id)[0], bad: report.checks.filter((c) => !c.ok).map((c) => c.id) };
}

/** Meets one broken server, by its own addresses or (discover) by host-meta. */
async function meet(t, broken, { discover = false, options = {}, what = {}, how } = {}) {
  const server = await brokenServer(broken);
  t.undo.push(() => server.close());
  const addresses = discover ? {} : { websocket_url: server.websocket, bosh_service_url: server.bosh };
  const result = await ask(t, { ...addresses, ...options }, { host_meta_url: server.wellKnown, ...what }, how);
  return { server, ...result };
}

const NEVER = ['account', 'webgl2'];   // nobody is signed in here, and not every browser has WebGL
const others = (bad) => bad.filter((id) => !NEVER.includes(id));

export const tests = {
  async 'nothing is wrong'(t) {
    const { server, report, bad, one } = await meet(t, {});
    assert.deepEqual(others(bad), []);
    assert.equal(report.ok, true);
    assert.equal(report.connection, null);
    for (const id of ['host-meta', 'host-meta-json', 'websocket', 'websocket-stream', 'bosh', 'mechanisms', 'sasl2', 'bind2', 'fast', 'sm']) {
      assert.equal(one(id)?.ok, true, id);
      assert.equal(one(id).fix, undefined);
    }
    assert.match(server.heard.websocket[0], /from="someone@localhost"/);
    assert.match(server.heard.websocket.at(-1), /^<close/, 'the stream was ended');
    assert.match(server.heard.bosh.at(-1), /type="terminate"/, 'the BOSH session was ended');
    assert.doesNotMatch(server.heard.websocket.join(), /<auth|<iq/);
  },

  async 'addresses come from host-meta'(t) {
    const { report, one } = await meet(t, { lateFeatures: true }, { discover: true });
    assert.equal(report.ok, true);
    assert.equal(one('websocket-stream').ok, true);
    assert.equal(one('bosh').ok, true);
  },

  async 'nothing is fetched before, and only the doctor then'(t) {
    const before = t.pages.requests.length;
    await meet(t, {});
    const files = t.pages.requests.slice(before).map((r) => r.url).filter((u) => u.startsWith('/dist/'));
    assert.deepEqual(files.map((f) => f.replace(/\.[0-9a-f]{12}\./, '.HASH.')), ['/dist/confab.js', '/dist/doctor.HASH.js']);
  },

  async 'no CORS headers'(t) {
    const { report, one } = await meet(t, { cors: false }, { discover: true });
    for (const id of ['host-meta', 'host-meta-json']) {
      assert.match(one(id).message, /Access-Control-Allow-Origin/);
      assert.match(one(id).fix.prosody, /http_cors_override/);
      assert.match(one(id).fix.ejabberd, /Access-Control-Allow-Origin/);
      assert.match(one(id).fix.nginx, /add_header Access-Control-Allow-Origin/);
    }
    assert.equal(one('address').ok, false, 'no address is found');
    assert.equal(report.ok, false);
  },

  async 'no CORS headers at the BOSH service'(t) {
    const { report, one } = await meet(t, { cors: false });
    assert.match(one('bosh').message, /Access-Control-Allow-Origin/);
    assert.equal(one('bosh').level, 'warning', 'WebSocket works');
    assert.equal(report.ok, true);
  },

  async 'host-meta is garbage'(t) {
    const { report, one, bad } = await meet(t, { xml: '<XRD><Link', json: '{"links": "none"}' }, { discover: true });
    assert.match(one('host-meta').message, /is not an XRD/);
    assert.match(one('host-meta-json').message, /is not JSON with/);
    assert.ok(bad.includes('address'));
    assert.equal(report.ok, false);
  },

  async 'host-meta has a document type'(t) {
    const { one } = await meet(t, { xml: "<!DOCTYPE XRD [<!ENTITY a 'b'>]><XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>&a;</XRD>" });
    assert.equal(one('host-meta').ok, false);
    assert.equal(one('host-meta-json').ok, true);
  },

  async 'host-meta names nothing, or is not there'(t) {
    const { report, one } = await meet(t, { xml: "<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'/>", json: null });
    assert.match(one('host-meta').message, /names no XMPP connection/);
    assert.match(one('host-meta-json').message, /status 404/);
    assert.equal(one('host-meta-json').level, 'info', 'the options have the address');
    assert.equal(report.ok, true);
  },

  async 'http: addresses in host-meta'(t) {
    const link = (rel, href) => `{"rel":"urn:xmpp:alt-connections:${rel}","href":"${href}"}`;
    const { report, by, one } = await meet(t, { json: `{"links":[${link('websocket', 'ws://chat.example/ws')},${link('xbosh', 'http://chat.example/bosh')},${link('websocket', 'javascript:alert(1)')}]}`,
      xml: null }, { discover: true });
    const message = by('host-meta-links').map((c) => c.message).join();
    assert.match(message, /ws:\/\/chat\.example\/ws/);
    assert.match(message, /http:\/\/chat\.example\/bosh/);
    assert.match(message, /javascript:/);
    assert.equal(one('address').ok, false);
    assert.equal(one('websocket'), undefined, 'none of them was tried');
    assert.equal(report.ok, false);
  },

  async 'the two forms disagree'(t) {
    const { by } = await meet(t, { json: '{"links":[{"rel":"urn:xmpp:alt-connections:websocket","href":"wss://other.example/ws"}]}' });
    assert.match(by('host-meta-links')[0].message, /different addresses/);
  },

  async 'redirects without end'(t) {
    const { one } = await meet(t, { redirect: true }, { what: { timeout_ms: 8000 } });
    assert.match(one('host-meta').message, /redirects/);
    assert.match(one('host-meta-json').message, /redirects/);
  },

  async 'the wrong sub-protocol, or none'(t) {
    for (const subprotocol of ['other', 'none']) {
      const { report, one } = await meet(t, { subprotocol, bosh: 404 });
      assert.match(one('websocket').message, /sub-protocol/, subprotocol);
      assert.match(one('websocket').fix.nginx, /Upgrade/);
      assert.equal(one('websocket').level, 'error');
      assert.equal(report.ok, false);
    }
  },

  async 'no WebSocket there'(t) {
    const { one } = await meet(t, { subprotocol: 'off' });
    assert.match(one('websocket').message, /does not switch to WebSocket/);
    assert.equal(one('websocket').level, 'warning', 'BOSH works');
    assert.equal(one('mechanisms').ok, true, 'read over BOSH');
  },

  async 'nobody there'(t) {
    const { report, one } = await ask(t, { websocket_url: 'ws://localhost:1/ws', bosh_service_url: 'http://localhost:9/bosh' }, { host_meta_url: 'http://localhost:9/' });
    assert.match(one('websocket').message, /cannot be reached/);
    assert.match(one('bosh').message, /cannot be reached/);
    assert.equal(report.ok, false);
  },

  async 'a certificate nobody trusts'(t) {
    const { report, one } = await meet(t, { tls: true });
    for (const id of ['websocket', 'bosh', 'host-meta']) assert.match(one(id).message, /certificate/, id);
    assert.equal(report.ok, false);
  },

  async 'a server that does not know the domain'(t) {
    const { report, one } = await meet(t, { host: 'other.example' });
    assert.equal(one('websocket').ok, true);
    assert.match(one('websocket-stream').message, /does not know localhost/);
    assert.match(one('websocket-stream').fix.prosody, /VirtualHost "localhost"/);
    assert.match(one('bosh').message, /host-unknown/);
    assert.equal(report.ok, false);
  },

  async 'no stream behind the socket'(t) {
    for (const [opening, words] of [['<open', /not well-formed/], ['<hello xmlns="urn:x"/>', /not with XMPP/],
      ["<close xmlns='urn:ietf:params:xml:ns:xmpp-framing' see-other-uri='wss://x.example/'/>", /another address/],
      [`<a>${'x'.repeat(300 * 1024)}</a>`, /more than/]]) {
      const { one } = await meet(t, { opening });
      assert.match(one('websocket-stream').message, words);
      assert.equal(one('websocket-stream').ok, false);
    }
  },

  async 'BOSH goes wrong'(t) {
    const bodyTag = "<body xmlns='http://jabber.org/protocol/httpbind'";
    for (const [bosh, words] of [[404, /status 404/], [`${bodyTag} type='terminate' condition='policy-violation'/>`, /policy-violation/],
      ['<html><body>Hello</body></html>', /not as a BOSH service/], [`${bodyTag}/>`, /without an id/]]) {
      const { report, one } = await meet(t, { bosh });
      assert.match(one('bosh').message, words);
      assert.match(one('bosh').fix.prosody, /"bosh"/);
      assert.equal(report.ok, true, 'WebSocket works');
    }
  },

  async 'no safe way to sign in'(t) {
    const sasl = (list) => `<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>${list.map((m) => `<mechanism>${m}</mechanism>`).join('')}</mechanisms>`;
    const only = await meet(t, { features: sasl(['PLAIN']) });
    assert.equal(only.one('mechanisms').level, 'warning');
    assert.match(only.one('mechanisms').fix.prosody, /internal_hashed/);
    const none = await meet(t, { features: sasl(['SCRAM-SHA-1-PLUS', 'GSSAPI']) });
    assert.equal(none.one('mechanisms').level, 'error');
    assert.equal(none.report.ok, false);
    const guest = await meet(t, { features: sasl(['SCRAM-SHA-1']) }, { options: { authentication: 'anonymous', jid: 'localhost' } });
    assert.match(guest.one('mechanisms').message, /ANONYMOUS/);
    assert.match(guest.one('mechanisms').fix.prosody, /authentication = "anonymous"/);
  },

  async 'the modern ways are not offered'(t) {
    const { report, one } = await meet(t, { features: "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-256</mechanism></mechanisms>" },
      { options: { allow_registration: true } });
    assert.equal(one('sasl2').ok, false);
    assert.equal(one('sasl2').level, 'info');
    assert.match(one('sasl2').fix.prosody, /sasl2_fast/);
    assert.match(one('registration').fix.prosody, /register_ibr/);
    assert.equal(report.ok, true);
  },

  async 'silence and slowness'(t) {
    const mute = await meet(t, { mute: true }, { what: { timeout_ms: 700 } });
    assert.match(mute.one('host-meta').message, /does not answer within 0.7 seconds/);
    assert.match(mute.one('bosh').message, /does not answer/);
    assert.match(mute.one('websocket-stream').message, /says nothing/);
    const slow = await meet(t, { delay: 3200 }, { what: { timeout_ms: 8000 } });
    assert.match(slow.one('websocket-stream').message, /took \d+ ms/);
    assert.equal(slow.one('websocket-stream').level, 'warning');
  },

  async 'the policy of the page is in the way'(t) {
    const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src data:; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
    const { report, one, by } = await meet(t, {}, { how: { headers: { 'Content-Security-Policy': policy } } });
    for (const id of ['host-meta', 'websocket', 'bosh']) {
      assert.match(one(id).message, /connect-src/, id);
      assert.equal(by(id)[0].fix, undefined, 'no server can mend that');
    }
    assert.equal(report.ok, false);
  },

  async 'options that cannot work'(t) {
    const wrong = await ask(t, { websocket_url: 'ftp://chat.example/', jid: 'a b/c' });
    assert.match(wrong.one('domain').message, /not a domain/);
    const scheme = await ask(t, { websocket_url: 'ftp://chat.example/' }, { host_meta_url: 'http://localhost:9/' });
    assert.match(scheme.one('websocket').message, /must begin with wss:/);
    const none = await ask(t, { discover_connection_methods: false });
    assert.equal(none.one('address').ok, false);
    const nobody = await ask(t, { jid: null, websocket_url: 'wss://chat.example/' });
    assert.match(nobody.one('domain').message, /No domain is known/);
  },

  async 'switched off, or its file missing'(t) {
    const page = await t.open({ view_mode: 'overlayed', root: null, diagnostics: { doctor: false } }, { body: '' });
    await until(() => page.eval(() => !!window.Confab?.instances?.length), 'the widget');
    assert.equal(await page.eval(() => window.Confab.instances[0].doctor().catch((e) => e.code)), 'bad-option');
    t.breaks(/\/doctor\.[0-9a-f]+\.js$/, { status: 404 });
    const other = await t.open({ view_mode: 'overlayed', root: null }, { body: '' });
    await until(() => other.eval(() => !!window.Confab?.instances?.length), 'the widget');
    assert.equal(await other.eval(() => window.Confab.instances[0].doctor().catch((e) => e.code)), 'core-missing');
  },
};
