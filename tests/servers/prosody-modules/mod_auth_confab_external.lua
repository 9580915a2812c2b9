-- SPDX-License-Identifier: MIT
-- Test helper: an authentication provider that offers SASL EXTERNAL and believes what is asked for. It stands
-- for a proxy in front that has looked at a certificate; on loopback there is none to look at. One name, "nobody",
-- is refused.

local jid = require "util.jid";
local new_sasl = require "util.sasl".new;

local provider = {};

local function known(authzid)
	local node, host = jid.split(authzid);
	if node and node ~= "nobody" and host == module.host then return node, true; end
end

function provider.get_sasl_handler()
	return new_sasl(module.host, { external = known });
end

function provider.user_exists() return true; end
function provider.users() return function () end; end

module:provides("auth", provider);
