-- SPDX-License-Identifier: MIT
-- What external-proxy adds to Prosody's configuration; mod_auth_proxy.lua must be in a folder of plugin_paths.
VirtualHost "proxied.localhost"
  authentication = "proxy"
  proxy_auth_secret = "@SECRET@"
  -- Tokens for the next login would outlive the site's word, and would be kept in the browser.
  modules_disabled = { "register_ibr", "sasl2_fast" }
