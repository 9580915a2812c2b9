// SPDX-License-Identifier: MIT
// The dialogs of accounts: a new account, a new password. Sentences for what a server may refuse.
#pragma once

#include "ui/actions.h"

namespace confab::ui {

inline constexpr std::string_view kRegisterForm = "register";

FormSpec register_form(Frame& f);
// Puts what came of it into the open form; true: the account is there and the form may go.
bool registration_answer(Frame& f, FormSpec& form, const xmpp::RegistrationResult& result);

FormSpec password_form(Frame& f, Actions& actions);

}  // namespace confab::ui
