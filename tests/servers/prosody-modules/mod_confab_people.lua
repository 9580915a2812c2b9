-- SPDX-License-Identifier: MIT
-- Test helper for a host with accounts: makes them, and friends of them, without a process of prosodyctl for each.
--   GET /confab_people?add=NAME&password=PASSWORD
--   GET /confab_people?of=JID&friend=JID

local usermanager = require "core.usermanager";
local http = require "util.http";
local roster = module:depends("roster");
module:depends("http");

local function people(event)
	local asked = http.formdecode(event.request.url.query or "");
	if asked.add then
		return assert(usermanager.create_user(asked.add, asked.password, module.host)) and "made\n";
	end
	return assert(roster.subscribe_both(asked.of, asked.friend)) and "friends\n";
end

module:provides("http", { default_path = "/confab_people", route = { GET = people } });
