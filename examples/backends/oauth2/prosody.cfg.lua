-- SPDX-License-Identifier: MIT
-- What oauth2 adds to Prosody's configuration: a host that is an OAuth 2 provider for its own accounts.
-- mod_http_oauth2 is from prosody-modules; mod_tokenauth comes with Prosody.
VirtualHost "oauth.localhost"
  authentication = "internal_hashed"
  modules_enabled = { "http_oauth2" }
  http_host = "127.0.0.1" -- a name of its own: other hosts of this server answer to localhost
  http_external_url = "http://127.0.0.1:@HTTP@/"
  oauth2_registration_key = "@REGISTRATION_KEY@"
  oauth2_access_token_ttl = @TOKEN_SECONDS@
