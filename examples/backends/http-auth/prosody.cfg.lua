-- SPDX-License-Identifier: MIT
-- What http-auth adds to Prosody's configuration; mod_auth_site.lua must be in a folder of plugin_paths.
VirtualHost "http.localhost"
  authentication = "site"
  site_auth_url = "@SITE@/auth/"
  site_auth_key = "@AUTH_KEY@"
