-- SPDX-License-Identifier: MIT
-- The site's proxy has looked at the visitor's cookie and says in headers of the WebSocket request who it is: SASL
-- EXTERNAL is offered on such a connection, for that user, and nothing on any other.
-- Setting: proxy_auth_secret (the proxy has it, too). With it anybody can be anybody: keep it out of pages and logs.

local jid = require "prosody.util.jid";
local equals = require "prosody.util.hashes".equals; -- takes as long for a wrong secret as for the right one
local new_sasl = require "prosody.util.sasl".new;
local nodeprep = require "prosody.util.encodings".stringprep.nodeprep;
local urldecode = require "prosody.util.http".urldecode;

local secret = module:get_option_string("proxy_auth_secret", "");
assert(#secret >= 32, "proxy_auth_secret must be set, at least 32 characters");

local seen = module:open_store("accounts"); -- who has been here; the other accounts are known to the site only
local provider = { name = "proxy" };

-- mod_websocket leaves its HTTP request in the session; mod_saslauth and mod_sasl2 hand that session to us before they
-- offer anything. Sessions over TCP or BOSH have none.
local function user_of(session)
	local request = session and session.websocket_request;
	local headers = request and request.headers or {};
	if not equals(headers.chat_secret or "", secret) then return nil; end
	local user = urldecode(headers.chat_user or "");
	-- A name that XMPP would change gets nobody in: the site's "Bob" and "bob" may be two people.
	if user ~= "" and nodeprep(user) == user then return user; end
end

function provider.get_sasl_handler(session)
	local user = user_of(session);
	if not user then return new_sasl(module.host, {}); end
	return new_sasl(module.host, {
		external = function (authzid) -- whom the client wants to be; it may leave that to us (RFC 4422)
			if authzid and authzid ~= "" and jid.prep(authzid) ~= user .. "@" .. module.host then return nil, nil; end
			if not seen:get(user) then seen:set(user, { since = os.time() }); end
			return user, true;
		end;
	});
end

function provider.user_exists(username) return seen:get(username) ~= nil; end
function provider.users() return seen:users(); end

-- Accounts are made, changed and ended on the site.
local function refused() return nil, "This is done on the website."; end
provider.set_password, provider.create_user, provider.delete_user = refused, refused, refused;

module:provides("auth", provider);
