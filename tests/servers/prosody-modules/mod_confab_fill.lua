-- SPDX-License-Identifier: MIT
-- Test helper for a MUC host: puts many occupants into a room at once, without a socket for each.
--   GET /confab_fill?room=NAME&n=COUNT

local st = require "util.stanza";
local muc = module:depends("muc");
module:depends("http");

local function parameter(request, name)
	return (request.url.query or ""):match(name .. "=([%w_-]+)");
end

local function fill(event)
	local room_jid = parameter(event.request, "room") .. "@" .. module.host;
	local count = tonumber(parameter(event.request, "n"));
	local room = muc.get_room_from_jid(room_jid) or muc.create_room(room_jid);
	for i = 1, count do
		local bare = ("person%05d@nobody.localhost"):format(i);
		local occupant_jid = ("%s/Person %05d"):format(room_jid, i);
		local occupant = room:new_occupant(bare, occupant_jid);
		occupant.role = "participant";
		occupant:set_session(bare .. "/x", st.presence { from = bare .. "/x", to = occupant_jid });
		room:save_occupant(occupant);
	end
	return ("%d occupants in %s\n"):format(count, room_jid);
end

module:provides("http", { default_path = "/confab_fill", route = { GET = fill } });
