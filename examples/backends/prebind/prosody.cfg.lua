-- SPDX-License-Identifier: MIT
-- What prebind adds to Prosody's configuration: accounts that only the site can log in to. BOSH must be on.
VirtualHost "prebind.localhost"
  authentication = "internal_hashed"
