// SPDX-License-Identifier: MIT
// The option table and what turns a site's words into strict values.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ROWS } from '../../../embed/src/options_table.js';
import { PRESETS } from '../../../embed/src/presets.js';
import { check, defaults, distance, forCore, fromAttributes, merge, nearest, resolve } from '../../../embed/src/options.js';
import { ConfigError } from '../../../embed/src/errors.js';
import { fits, parseType } from '../../../embed/src/types.js';

test('every row is well formed, named once, and its default fits its type', () => {
  const seen = new Set();
  for (const [name, type, fallback, effect, doc] of ROWS) {
    assert.match(name, /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/, name);
    assert.ok(!seen.has(name), `${name} twice`);
    seen.add(name);
    assert.ok(fallback === null || fits(parseType(type), fallback), `${name}: default ${JSON.stringify(fallback)} is no ${type}`);
    assert.ok(['core', 'page', 'later', 'none'].includes(effect), name);
    assert.ok(/^[A-Z1].*[.]$/s.test(doc), `${name}: a sentence, got ${doc}`);
  }
  for (const name of seen) for (const other of seen) assert.ok(!other.startsWith(`${name}.`), `${name} is option and object`);
});

test('the defaults resolve to themselves', () => {
  const { options, warnings, errors } = resolve(defaults());
  assert.deepEqual(errors, []);
  assert.deepEqual(warnings.filter((w) => w.includes('no option')), []);
  assert.deepEqual(options, defaults());
});

test('a wrong type is a ConfigError with key, expected type and value', () => {
  const { errors, options } = resolve({ jid: 5, launcher: { position: 'middle' }, window: 'big' });
  assert.deepEqual(errors.map((e) => e.key), ['jid', 'launcher.position', 'window']);
  assert.ok(errors[0] instanceof ConfigError);
  assert.equal(errors[0].expected, 'string');
  assert.equal(errors[0].value, 5);
  assert.equal(errors[0].message, 'Option jid: expected string, got 5.');
  assert.match(errors[1].message, /"br" or "bl"/);
  assert.deepEqual(errors[0].toJSON(), { code: 'bad-option', message: errors[0].message, hint: errors[0].hint, key: 'jid', expected: 'string' });
  assert.equal(options.launcher.position, 'br');
});

test('a number outside of its range is an error that names it, and the default is used', () => {
  const given = { window: { width: -5, height: 99999 }, accessibility: { font_scale: 50 }, ping_interval: -1, launcher: { offset: { desktop: [20, 1e9] } } };
  const { errors, options } = resolve(given);
  assert.deepEqual(errors.map((e) => [e.key, e.fatal, e.code]), [['window.width', false, 'bad-option'], ['window.height', false, 'bad-option'],
    ['accessibility.font_scale', false, 'bad-option'], ['ping_interval', false, 'bad-option'], ['launcher.offset.desktop', false, 'bad-option']]);
  assert.equal(errors[0].message, 'Option window.width: expected integer from 240 to 4000, got -5. The default is used.');
  assert.equal(options.window.width, 380);
  assert.equal(options.accessibility.font_scale, 'auto');
  assert.equal(options.ping_interval, 60);
  assert.equal(resolve({ jid: 5 }).errors[0].fatal, true);
  assert.deepEqual(resolve(fromAttributes([['ping-interval', '-1'], ['window-width', '5']]).options).errors.map((e) => [e.key, e.fatal]), [['ping_interval', false], ['window.width', false]]);
  assert.throws(() => check({ window: { width: 1 } }), /from 240 to 4000, got 1\.$/);
  assert.throws(() => check({ accessibility: { font_scale: 0 } }), ConfigError);
});

test('every number has a range', () => {
  const open = (type) => (type.any ?? (type.of ? [type.of] : [])).some(open) || (/^(integer|number)$/.test(type.kind) && type.least === undefined);
  assert.deepEqual(ROWS.filter(([name, type]) => open(parseType(type)) && name !== 'prebind.rid').map(([name]) => name), []);
});

test('what no JSON can hold is refused in a sentence', () => {
  assert.throws(() => resolve({ strings: { a: () => 1 } }), (e) => e.code === 'bad-option' && /plain JSON/.test(e.message));
});

test('an unknown key warns with the nearest match, deep ones too', () => {
  const { warnings, errors } = resolve({ websocket_ulr: 'x', autoJoinRooms: [], launcher: { positon: 'bl' }, qqqqqqqqqq: 1 });
  assert.deepEqual(errors, []);
  assert.deepEqual(warnings, [
    'There is no option websocket_ulr. Did you mean websocket_url?',
    'There is no option autoJoinRooms. Did you mean auto_join_rooms?',
    'There is no option launcher.positon. Did you mean launcher.position?',
    'There is no option qqqqqqqqqq.',
  ]);
});

test('strict_options makes it an error', () => {
  const { warnings, errors } = resolve({ strict_options: true, nick_name: 'x' });
  assert.deepEqual(warnings, []);
  assert.equal(errors.length, 1);
  assert.equal(errors[0].key, 'nick_name');
  assert.equal(errors[0].value, 'x');
  assert.match(errors[0].message, /Did you mean nickname\?/);
});

test('later sources win, objects are merged, lists replaced, null means not set', () => {
  const { options } = resolve(
    { jid: 'a@a', launcher: { position: 'bl', title: 'One' }, sasl_mechanisms: ['A', 'B'] },
    { launcher: { title: 'Two' }, sasl_mechanisms: ['C'], nickname: 'n' },
    { jid: 'b@b', nickname: null },
  );
  assert.equal(options.jid, 'b@b');
  assert.equal(options.launcher.position, 'bl');
  assert.equal(options.launcher.title, 'Two');
  assert.equal(options.launcher.badge, true);
  assert.deepEqual(options.sasl_mechanisms, ['C']);
  assert.equal(options.nickname, null);
});

test('presets stand above defaults and below what the site says', () => {
  const { options, given } = resolve({ preset: 'support', singleton: false });
  assert.equal(options.authentication, 'anonymous');
  assert.equal(options.singleton, false);
  assert.equal(given.hide_muc_participants, true);
  for (const [name, preset] of Object.entries(PRESETS)) {
    const result = resolve(preset);
    assert.deepEqual([resolve({ preset: name }).warnings, result.errors], [[], []], name);
  }
});

test('view_mode and lazy depend on each other and on root', () => {
  assert.equal(resolve({}).options.view_mode, 'overlayed');
  assert.equal(resolve({}).options.lazy, 'click');
  assert.equal(resolve({ root: '#chat' }).options.view_mode, 'embedded');
  assert.equal(resolve({ root: '#chat' }).options.lazy, 'eager');
  assert.equal(resolve({ root: '#chat', lazy: 'idle' }).options.lazy, 'idle');
  assert.equal(resolve({ root: '#chat', view_mode: 'overlayed' }).options.view_mode, 'overlayed');
  assert.equal(resolve({ view_mode: 'overlay' }).options.view_mode, 'overlayed');
});

test('old names of Converse.js configurations are mapped with a warning', () => {
  const { options, warnings, errors } = resolve({
    debug: true, xhr_user_search: '/u?', allow_muc: false, sid: 'S', rid: 7, message_carbons: true, hide_muc_server: true,
    allow_otr: false, time_format: 'HH:mm', show_images_inline: false, persistent_store: 'sessionStorage', i18n: 'pt_BR', theme: 'dracula',
    image_urls_regex: /x\.png$/,
  });
  assert.deepEqual(errors, []);
  assert.equal(options.loglevel, 'debug');
  assert.equal(options.xhr_user_search_url, '/u?');
  assert.deepEqual(options.blacklisted_plugins, ['converse-muc']);
  assert.equal(options.prebind.sid, 'S');
  assert.equal(options.prebind.rid, 7);
  assert.equal(options.render_media, false);
  assert.equal(options.storage.backend, 'sessionStorage');
  assert.equal(options.i18n, 'pt-BR');
  assert.equal(options.color_scheme, 'dark');
  assert.equal(options.image_urls_regex, 'x\\.png$');
  assert.equal(warnings.length, 12);
});

test('a new name wins over its old one', () => {
  assert.equal(resolve({ debug: true, loglevel: 'error' }).options.loglevel, 'error');
});

test('a pasted Converse.js configuration is taken as it is', () => {
  const { errors, warnings } = resolve({
    authentication: 'anonymous', auto_login: true, auto_away: 300, auto_reconnect: true, allow_message_corrections: 'last',
    allow_message_retraction: false, auto_join_rooms: ['a@b', { jid: 'c@d', nick: 'N', minimized: true }], auto_join_private_chats: ['x@y'],
    auto_register_muc_nickname: 'unregister', bosh_service_url: 'https://x/http-bind', discover_connection_methods: false, jid: 'guest.example',
    keepalive: true, locked_muc_domain: 'hidden', message_archiving: 'always', muc_show_info_messages: ['301', 'entered'], play_sounds: true,
    render_media: ['x.example'], send_chat_state_notifications: ['composing'], show_desktop_notifications: 'all', view_mode: 'fullscreen',
    visible_toolbar_buttons: { call: false, emoji: true }, whitelisted_plugins: ['my-plugin'], websocket_url: 'wss://x/ws', muc_hats: ['xep317'],
    oauth_providers: { github: { class: 'fa' } }, allow_user_trust_override: 'off', connection_options: { worker: '/w.js' }, priority: 0,
  });
  assert.deepEqual(errors.map(String), []);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0], /^Without effect in this version: auto_away, .*visible_toolbar_buttons, muc_hats, oauth_providers, allow_user_trust_override\.$/);
});

test('attributes are read by type', () => {
  const { options, errors } = fromAttributes([
    ['websocket-url', 'wss://x/ws'], ['auto-join-rooms', 'a@b, c@d e@f'], ['auto-login', ''], ['singleton', 'false'], ['ping-interval', '30'],
    ['launcher-position', 'bl'], ['launcher', '{"title": "Hi"}'], ['send-chat-markers', '["received"]'], ['launcher-offset-desktop', '10 30'],
    ['render-media', 'x.example,y.example'], ['allow-message-corrections', 'false'], ['priority', '-5'], ['nickname', 'Ann Lee'], ['un-known', '1'],
  ]);
  assert.deepEqual(errors, []);
  assert.deepEqual(options, {
    websocket_url: 'wss://x/ws', auto_join_rooms: ['a@b', 'c@d', 'e@f'], auto_login: true, singleton: false, ping_interval: 30,
    launcher: { position: 'bl', title: 'Hi', offset: { desktop: [10, 30] } }, send_chat_markers: ['received'], render_media: ['x.example', 'y.example'],
    allow_message_corrections: false, priority: -5, nickname: 'Ann Lee', un_known: '1',
  });
  assert.deepEqual(fromAttributes([['auto-join-rooms', '[{"jid": "a@b", "nick": "n"}]']]).options.auto_join_rooms, [{ jid: 'a@b', nick: 'n' }]);
});

test('attributes that make no sense are ConfigErrors', () => {
  const { errors } = fromAttributes([['ping-interval', 'soon'], ['auto-login', 'maybe'], ['view-mode', 'huge'], ['launcher', '{oops'], ['priority', '1.5']]);
  assert.deepEqual(errors.map((e) => e.key), ['ping_interval', 'auto_login', 'view_mode', 'launcher', 'priority']);
});

test('addresses that run code are not addresses', () => {
  assert.equal(resolve({ config_url: 'javascript:alert(1)' }).errors.length, 1);
  assert.equal(resolve({ launcher: { icon_url: ' data:text/html,x' } }).errors.length, 1);
  assert.equal(resolve({ assets_path: '/static/chat/' }).errors.length, 0);
});

test('merge() takes nothing into the prototype', () => {
  const out = merge(JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "a": {"__proto__": {"polluted": 1}}}'));
  assert.equal({}.polluted, undefined);
  assert.equal(out.a.polluted, undefined);
  assert.deepEqual(Object.keys(out), ['a']);
});

test('results share nothing with what was given', () => {
  const given = { strings: { a: 'b' }, auto_join_rooms: [{ jid: 'a@b' }] };
  const { options } = resolve(given);
  options.strings.a = 'c';
  options.auto_join_rooms[0].jid = 'x';
  options.launcher.position = 'tl';
  assert.deepEqual(given, { strings: { a: 'b' }, auto_join_rooms: [{ jid: 'a@b' }] });
  assert.equal(resolve({}).options.launcher.position, 'br');
});

test('check() guards update() as the start is guarded', () => {
  assert.deepEqual(check({ nickname: 'x', ping_interval: null }).options, { nickname: 'x', ping_interval: 60 });
  assert.deepEqual(check({ launcher: { position: 'tl' } }), { options: { launcher: { position: 'tl' } }, warnings: [] });
  assert.deepEqual(check({ debug: true }).options, { loglevel: 'debug' });
  assert.throws(() => check({ ping_interval: '60' }), ConfigError);
  assert.throws(() => check({ launcher: { position: 'x' } }), ConfigError);
  const unknown = { nick: 'x', launcher: { positon: 'tl' }, singleton: true };
  assert.deepEqual(check(unknown), {
    options: { launcher: {}, singleton: true },
    warnings: ['There is no option nick. Did you mean nickname?', 'There is no option launcher.positon. Did you mean launcher.position?'],
  });
  assert.throws(() => check(unknown, true), (e) => e instanceof ConfigError && e.key === 'nick' && e.value === 'x');
});

test('what has another meaning here than in Converse.js, or none yet, is told once', () => {
  const { errors, warnings } = resolve({ use_system_emojis: false, sticky_controlbox: true, pruning_behavior: 'scrolled' },
    { prune_messages_above: 500, dragresize_top_margin: 3, geouri_regex: 'x', calls: { enabled: true }, dark_theme: 'x' });
  assert.deepEqual(errors, []);
  assert.deepEqual(warnings.map((w) => /^[\w ]+(?=:)/.exec(w)[0]),
    ['use_system_emojis', 'pruning_behavior', 'sticky_controlbox', 'prune_messages_above', 'dragresize_top_margin', 'Without effect in this version']);
  assert.match(warnings.at(-1), /: geouri_regex, calls\.enabled\.$/);
  assert.deepEqual(resolve({ dark_theme: 'x', apps: ['chat'], nickname: 'n' }).warnings, []);
});

test('the core gets JSON without null and without the page', () => {
  const json = JSON.parse(forCore(resolve({ root: '#x', jid: 'a@b' }).options, { i18n: 'de', version: '1' }));
  assert.equal(json.root, undefined);
  assert.equal(json.jid, 'a@b');
  assert.equal(json.i18n, 'de');
  assert.equal('password' in json, false);
  assert.equal(json.reconnect.min_ms, 500);
});

test('distance counts edits and swapped neighbours', () => {
  assert.equal(distance('abc', 'abc'), 0);
  assert.equal(distance('abc', 'acb'), 1);
  assert.equal(distance('', 'ab'), 2);
  assert.equal(distance('kitten', 'sitting'), 3);
  assert.ok(distance('a', 'abcdefghij', 4) > 4);
  assert.equal(nearest('auto-login'), 'auto_login');
});
