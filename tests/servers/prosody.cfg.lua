-- SPDX-License-Identifier: MIT
-- Prosody for tests and the demo: loopback only, no TLS needed by a page on http://localhost, generous limits.
-- Not a configuration for a public server. Every ENV_ value is set by prosody.sh.

local state = ENV_PROSODY_STATE
local http = Lua.tonumber(ENV_PROSODY_HTTP)
local https = Lua.tonumber(ENV_PROSODY_HTTPS)

run_as_root = true
daemonize = false
data_path = state .. "/data"
certificates = state .. "/certs"
admin_socket = state .. "/admin.sock"
log = { { levels = { min = ENV_PROSODY_LOG or "info" }, to = "file", filename = state .. "/prosody.log" } }
plugin_paths = { ENV_PROSODY_HERE .. "/prosody-modules", ENV_PROSODY_MODULES }

interfaces = { "127.0.0.1" }
c2s_ports = { Lua.tonumber(ENV_PROSODY_C2S) }
c2s_direct_tls_ports = {}
s2s_ports = {}
component_ports = {}
http_ports = { http }
http_interfaces = { "127.0.0.1" }
https_ports = { https }
https_interfaces = { "127.0.0.1" }
http_default_host = "localhost"
http_host = "localhost"
http_external_url = "http://localhost:" .. http .. "/"
ssl = { certificate = state .. "/certs/localhost.crt", key = state .. "/certs/localhost.key" }

-- Browsers treat http://localhost as a secure context, so the test server does too.
c2s_require_encryption = false
allow_unencrypted_plain_auth = ENV_PROSODY_PLAIN == "1"
consider_bosh_secure = true
consider_websocket_secure = true
http_cors_override = {
  websocket = { enabled = true }, bosh = { enabled = true }, http_altconnect = { enabled = true },
}

modules_disabled = { "s2s" }
modules_enabled = {
  "roster", "saslauth", "tls", "disco", "private", "blocklist", "bookmarks", "pep", "vcard4", "vcard_legacy",
  "carbons", "mam", "smacks", "csi", "csi_simple", "ping", "time", "uptime", "version", "lastactivity",
  "register_ibr", "user_account_management", "admin_shell", "announce", "bosh", "websocket", "http_altconnect",
  "tokenauth", "sasl2", "sasl2_bind2", "sasl2_sm", "sasl2_fast",
}

-- SQLite for the archives only: the plain file store keeps at most 1,000 items an archive. Benchmarks keep them
-- in memory, where the server costs least.
local archive_store = ENV_PROSODY_ARCHIVE or "sql"
storage = { archive = archive_store, muc_log = archive_store }
sql = { driver = "SQLite3", database = state .. "/data/archive.sqlite" }
sqlite_tune = "fast"
storage_archive_item_limit = 200000
archive_expires_after = "never"
muc_log_expires_after = "never"
default_archive_policy = true
max_archive_query_results = Lua.tonumber(ENV_PROSODY_ARCHIVE_PAGE or "250")

c2s_stanza_size_limit = 1024 * 1024
smacks_hibernation_time = Lua.tonumber(ENV_PROSODY_SMACKS_TIME or "600")
smacks_max_queue_size = 100000
bosh_max_inactivity = 60
bosh_max_wait = 60
network_settings = { nofile = 8192 }

allow_registration = true
admins = { "admin@localhost" }

-- Passwords hashed for SCRAM-SHA-1, the store most servers have.
VirtualHost "localhost"
  authentication = "internal_hashed"
  -- Tokens for OAUTHBEARER: POST /oauth2/token with grant_type=password and HTTP Basic.
  modules_enabled = { "http_oauth2", "confab_people" }
  allowed_oauth2_grant_types = { "password", "refresh_token" }

-- Plain passwords let the server offer SCRAM-SHA-1 and SCRAM-SHA-256 side by side.
VirtualHost "plain.localhost"
  authentication = "internal_plain"

-- Only who was invited may make an account here (XEP-0401, XEP-0445).
VirtualHost "invited.localhost"
  authentication = "internal_hashed"
  modules_enabled = { "invites", "invites_register" }
  registration_invite_only = true

VirtualHost "guest.localhost"
  authentication = "anonymous"
  modules_disabled = { "register_ibr" }
  allow_anonymous_s2s = false

-- Somebody in front has already found out who it is: SASL EXTERNAL.
VirtualHost "external.localhost"
  authentication = "confab_external"
  modules_disabled = { "register_ibr" }

Component "conference.localhost" "muc"
  name = "Rooms"
  modules_enabled = { "muc_mam", "muc_moderation", "confab_fill" }
  http_host = "localhost"
  muc_log_by_default = true
  muc_room_default_persistent = true
  muc_room_default_public = true
  muc_room_locking = false
  muc_tombstones = false
  muc_room_default_history_length = Lua.tonumber(ENV_PROSODY_MUC_HISTORY or "20")
  max_history_messages = 1000
  muc_room_cache_size = 1000

-- Nobody is at home here: fake occupants of crowded rooms have addresses on this host (mod_confab_fill).
Component "nobody.localhost" "confab_nobody"

-- More hosts, for one suite: the examples of backends.
if ENV_PROSODY_EXTRA then
  Include(ENV_PROSODY_EXTRA)
end
