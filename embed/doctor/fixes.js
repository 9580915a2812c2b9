// SPDX-License-Identifier: MIT
// The lines to add to Prosody, ejabberd and nginx. Each fix is {prosody, ejabberd, nginx}, complete for its own matter;
// a list that exists already gets the line added to it. Written for Prosody 0.12 and 13 and ejabberd 24.

const modules = (...names) => `modules_enabled = { -- add to the list that is there\n${names.map((n) => `  "${n}";`).join('\n')}\n}`;
const module = (...lines) => `modules: # add to the section that is there\n${lines.map((l) => `  ${l}`).join('\n')}`;
const handler = (...lines) => `listen:\n  -\n    port: 5443\n    module: ejabberd_http\n    tls: true\n    request_handlers:\n${lines.map((l) => `      ${l}`).join('\n')}`;
// One line for all three, since a second one would replace the first.
const CORS_LUA = 'http_cors_override = { bosh = { enabled = true }, websocket = { enabled = true }, http_altconnect = { enabled = true } }';
const CROSS = `custom_headers:
      "Access-Control-Allow-Origin": "*"
      "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, OPTIONS"
      "Access-Control-Allow-Headers": "Content-Type"`;

const proxy = (path, to) => `location ${path} {
  proxy_pass http://127.0.0.1:5280${to};
  proxy_http_version 1.1;
  proxy_set_header Host $host;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Proto $scheme;`;

export const hostMetaFix = (domain) => ({
  prosody: `${modules('http_altconnect')}\nhttp_host = "${domain}"\n${CORS_LUA}`,
  ejabberd: `${module('mod_host_meta:', `  bosh_service_url: "https://${domain}/bosh"`, `  websocket_url: "wss://${domain}/ws"`)}
${handler('/.well-known/host-meta: mod_host_meta', '/.well-known/host-meta.json: mod_host_meta')}\n    ${CROSS}`,
  nginx: `location = /.well-known/host-meta {
  default_type application/xrd+xml;
  add_header Access-Control-Allow-Origin "*" always;
  return 200 '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0"><Link rel="urn:xmpp:alt-connections:websocket" href="wss://${domain}/xmpp-websocket"/></XRD>';
}
location = /.well-known/host-meta.json {
  default_type application/json;
  add_header Access-Control-Allow-Origin "*" always;
  return 200 '{"links":[{"rel":"urn:xmpp:alt-connections:websocket","href":"wss://${domain}/xmpp-websocket"}]}';
}`,
});

export const WEBSOCKET = {
  prosody: `${modules('websocket')}\n${CORS_LUA}`,
  ejabberd: handler('/ws: ejabberd_http_ws'),
  nginx: `${proxy('/xmpp-websocket', '/xmpp-websocket')}
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection "upgrade";
  proxy_read_timeout 900s;
}`,
};

export const BOSH = {
  prosody: `${modules('bosh')}\n${CORS_LUA}\nconsider_bosh_secure = true -- when nginx does TLS`,
  ejabberd: `${module('mod_bosh: {}')}\n${handler('/bosh: mod_bosh')}\n    ${CROSS}`,
  nginx: `${proxy('/http-bind', '/http-bind')}
  proxy_buffering off;
  proxy_read_timeout 120s;
}`,
};

export const serveHost = (domain) => ({
  prosody: `VirtualHost "${domain}"`,
  ejabberd: `hosts: # add to the list that is there\n  - "${domain}"`,
});

export const guests = (domain) => ({
  prosody: `VirtualHost "${domain}"\n  authentication = "anonymous"`,
  ejabberd: `hosts: # add to the list that is there\n  - "${domain}"\nhost_config:\n  "${domain}":\n    auth_method: anonymous\n    anonymous_protocol: sasl_anon\n    allow_multiple_connections: true`,
});

export const SCRAM = {
  prosody: 'authentication = "internal_hashed"',
  ejabberd: 'auth_method: internal\nauth_password_format: scram\ndisable_sasl_mechanisms: []',
};

export const SASL2 = {
  prosody: `-- from prosody-modules\n${modules('sasl2', 'sasl2_bind2', 'sasl2_sm', 'sasl2_fast')}`,
  ejabberd: module('mod_auth_fast: {}', 'mod_stream_mgmt:', '  resume_timeout: 600'),
};

export const SM = { prosody: modules('smacks'), ejabberd: module('mod_stream_mgmt:', '  resume_timeout: 600') };
export const MAM = {
  prosody: `${modules('mam')}\ndefault_archive_policy = true`,
  ejabberd: module('mod_mam:', '  default: always'),
};
export const CARBONS = { prosody: modules('carbons'), ejabberd: module('mod_carboncopy: {}') };
export const BLOCKING = { prosody: modules('blocklist'), ejabberd: module('mod_blocking: {}', 'mod_privacy: {}') };
export const PUSH = { prosody: modules('cloud_notify'), ejabberd: module('mod_push: {}', 'mod_push_keepalive: {}') };
export const PEP = { prosody: modules('pep', 'bookmarks'), ejabberd: module('mod_pubsub:', '  plugins: [flat, pep]', 'mod_private: {}') };

export const upload = (domain) => ({
  prosody: `Component "upload.${domain}" "http_file_share"\n  http_file_share_size_limit = 16 * 1024 * 1024`,
  // The listener's headers answer preflights, the module's come with files.
  ejabberd: `${module('mod_http_upload:', '  put_url: "https://@HOST@:5443/upload"', '  custom_headers:', '    "Access-Control-Allow-Origin": "*"')}\n${handler('/upload: mod_http_upload')}\n    ${CROSS}`,
  nginx: `${proxy('/file_share/', '/file_share/')}\n  client_max_body_size 20m;\n}`,
});

export const turn = (domain) => ({
  prosody: `${modules('turn_external')}\nturn_external_host = "turn.${domain}"\nturn_external_secret = "the static-auth-secret of coturn"`,
  ejabberd: `${module('mod_stun_disco: {}')}\nlisten: # add to the list that is there\n  -\n    port: 3478\n    transport: udp\n    module: ejabberd_stun\n    use_turn: true\n    turn_ipv4_address: "203.0.113.3" # the public address`,
});

export const rooms = (domain) => ({
  prosody: `Component "conference.${domain}" "muc"\n  modules_enabled = { "muc_mam" }\n  muc_log_by_default = true`,
  ejabberd: module('mod_muc:', '  default_room_options:', '    mam: true', 'mod_mam: {}'),
});

export const REGISTER = {
  prosody: `${modules('register_ibr', 'user_account_management')}\nallow_registration = true`,
  ejabberd: module('mod_register:', '  access: register'),
};
