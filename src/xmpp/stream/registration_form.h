// SPDX-License-Identifier: MIT
// What a server wants to know of a new account (XEP-0077 sections 3 and 4): its plain fields or its
// data form, read, filled in and written back. Pure functions; the stream is registration.h's.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "xml/element.h"

namespace confab::xmpp {

struct RegistrationField {
  std::string var, label;
  bool secret = false;
};
struct RegistrationAnswers {
  std::string username, password;
  std::vector<std::pair<std::string, std::string>> more;  // by var: email, ...
};
// What came of filling in a form. `code`: "" it can be sent; register-fields (see `missing`),
// register-elsewhere (at `url`), register-captcha, register-unsupported.
struct FilledForm {
  std::string code, url;
  xml::Element query;
  std::vector<RegistrationField> missing;
};
FilledForm fill_registration(const xml::Element& query, const RegistrationAnswers& answers);

}  // namespace confab::xmpp
