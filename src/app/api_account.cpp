// SPDX-License-Identifier: MIT
// The API's accounts: making one, a new password, deleting it.
#include "app/api.h"
#include "app/failures.h"

namespace confab::app {

namespace {

std::string explain(const xmpp::RegistrationResult& result) {
  std::string text(failure_message(result.code));
  if (!result.text.empty()) text += " It says: " + result.text;
  if (!result.url.empty()) text += " " + result.url;
  for (const auto& field : result.missing) text += " [" + field.var + "] " + field.label;
  return text;
}

}  // namespace

void Api::register_account(uint32_t id, const Json& args) {
  const auto address = registration_jid(args["jid"].as_string(), p_.options.shell);
  if (!address) return fail(id, "bad-jid", "jid is not the address of an account.");
  xmpp::RegistrationRequest request{*address,
                                    args["password"].as_string(),
                                    args["invite"].as_string(p_.options.registration_invite),
                                    {}};
  if (request.password.empty()) return fail(id, "no-password", "password is empty.");
  if (args["email"].is(Json::Type::String))
    request.more.emplace_back("email", args["email"].as_string());
  for (const auto& [name, value] : args["fields"].members())
    if (value.is(Json::Type::String)) request.more.emplace_back(name, value.as_string());
  const std::string password = request.password;
  p_.registrar.start(std::move(request),
                     [this, id, jid = *address, password](const xmpp::RegistrationResult& result) {
                       if (!result.code.empty()) return fail(id, result.code, explain(result));
                       done(id);
                       xmpp::SessionConfig config = session_for(p_.options, jid);
                       config.password = password;
                       p_.account.dispatch(chat::Login{std::move(config)});
                     });
}

void Api::change_password(uint32_t id, const Json& args) {
  const std::string password = args["password"].as_string();
  if (password.empty()) return fail(id, "no-password", "password is empty.");
  p_.account.dispatch(chat::ChangePassword{password, answer(id)});
}

void Api::cancel_account(uint32_t id, const Json&) {
  p_.account.dispatch(chat::CancelAccount{answer(id)});
}

}  // namespace confab::app
