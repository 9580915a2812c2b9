-- SPDX-License-Identifier: MIT
-- A component that takes every stanza and answers none: the far end of fake occupants.

local function swallow() return true; end

for _, kind in ipairs { "message", "presence", "iq" } do
	for _, to in ipairs { "bare", "full", "host" } do
		module:hook(kind .. "/" .. to, swallow, 1000);
	end
end
