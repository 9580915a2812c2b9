-- SPDX-License-Identifier: MIT
-- Accounts are the website's: Prosody asks it over HTTP whether a password is right and whether a user exists.
-- Settings: site_auth_url (ends with a slash), site_auth_key (both sides know it), site_auth_timeout (seconds, 5).
-- Passwords travel to the site as they were typed: both ways there must be encrypted or on one machine.

local async = require "prosody.util.async";
local http = require "prosody.net.http";
local formencode = require "prosody.util.http".formencode;
local json = require "prosody.util.json";
local new_sasl = require "prosody.util.sasl".new;
local timer = require "prosody.util.timer";

local url = module:get_option_string("site_auth_url");
local key = module:get_option_string("site_auth_key");
local timeout = module:get_option_number("site_auth_timeout", 5);
assert(url and key, "site_auth_url and site_auth_key must be set");

-- true, false, or nil and why when the site gave no answer. Other sessions go on meanwhile.
local function ask(question, fields)
	local wait, done = async.waiter();
	local answered, result, problem = false, nil, "timeout";
	local function settle(value, why)
		if answered then return; end
		answered, result, problem = true, value, why;
		done();
	end
	http.request(url .. question, {
		method = "POST";
		headers = { ["Authorization"] = "Bearer " .. key; ["Content-Type"] = "application/x-www-form-urlencoded" };
		body = formencode(fields);
	}, function (body, code)
		local answer = code == 200 and json.decode(body);
		if type(answer) ~= "table" then return settle(nil, "the site answers " .. tostring(code)); end
		settle(answer.result == true);
	end);
	timer.add_task(timeout, function () settle(nil, "timeout"); end);
	wait();
	if result == nil then module:log("error", "%s%s: %s", url, question, problem); end
	return result, problem;
end

local provider = { name = "site" };

function provider.test_password(username, password)
	return ask("check_password", { user = username; host = module.host; password = password });
end

function provider.user_exists(username)
	return ask("user_exists", { user = username; host = module.host });
end

-- Accounts are made, changed and ended on the site.
local function refused() return nil, "This is done on the website."; end
provider.set_password, provider.create_user, provider.delete_user = refused, refused, refused;

function provider.get_sasl_handler()
	return new_sasl(module.host, {
		plain_test = function (_, username, password)
			return provider.test_password(username, password) == true, true;
		end;
	});
end

module:provides("auth", provider);
