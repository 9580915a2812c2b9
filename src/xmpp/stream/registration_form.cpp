// SPDX-License-Identifier: MIT
// See registration_form.h. Everything read here was written by a server nobody has vouched for.
#include "xmpp/stream/registration_form.h"

#include <algorithm>

#include "base/utf8.h"
#include "xmpp/core/ns.h"

namespace confab::xmpp {
namespace {

constexpr size_t kMostFields = 64, kMostMissing = 8, kLongestLabel = 120, kLongestUrl = 2000;

std::string label_of(std::string_view text, std::string_view var) {
  return std::string(utf8::prefix(text.empty() ? var : text, kLongestLabel));
}

// XEP-0158 section 3: what only a person can answer, and only where it is shown.
bool is_captcha(const xml::Element& field) {
  constexpr std::string_view kVars[] = {"ocr",         "qa",           "audio_recog",
                                        "video_recog", "picture_q",    "video_q",
                                        "speech_q",    "speech_recog", "SHA-256"};
  return field.child("media") ||
         std::find(std::begin(kVars), std::end(kVars), field.attr("var")) != std::end(kVars);
}

struct Filler {
  const RegistrationAnswers& answers;
  FilledForm out;
  bool named = false;  // the form takes a user name or a password

  const std::string* answer(std::string_view var) {
    named = named || var == "username" || var == "password";
    const std::string* found = var == "username"   ? &answers.username
                               : var == "password" ? &answers.password
                                                   : nullptr;
    for (const auto& [name, value] : answers.more)
      if (name == var) found = &value;
    return found && !found->empty() ? found : nullptr;
  }

  void missing(std::string_view var, std::string_view label, bool secret) {
    if (out.missing.size() < kMostMissing)
      out.missing.push_back(
          {std::string(utf8::prefix(var, kLongestLabel)), label_of(label, var), secret});
  }

  // XEP-0077 section 3: each child is a field, and all of them are wanted.
  void plain(const xml::Element& query) {
    for (const auto& child : query.children()) {
      const std::string& var = child.name();
      if (child.ns() != ns::kRegister || var == "instructions" || var == "registered") continue;
      if (var == "key") {
        out.query.add(child);  // goes back as it came
      } else if (const std::string* value = answer(var)) {
        out.query.add(var, ns::kRegister).set_text(*value);
      } else {
        missing(var, {}, var == "password");
      }
    }
  }

  // XEP-0077 section 4, XEP-0004 section 3.
  bool form(const xml::Element& x) {
    xml::Element& reply = out.query.add("x", ns::kDataForms);
    reply.set_attr("type", "submit");
    size_t count = 0;
    for (const auto& field : x.children()) {
      if (!field.is("field", ns::kDataForms) || field.attr("type") == "fixed") continue;
      if (++count > kMostFields) return false;
      if (is_captcha(field)) return false;
      const std::string var(field.attr("var"));
      const std::string* value = answer(var);
      const std::string offered(field.child_text("value"));
      const bool wanted = field.child("required") || var == "username" || var == "password";
      if (!value && offered.empty() && !wanted) continue;
      if (!value && offered.empty()) {
        missing(var, field.attr("label"), field.attr("type") == "text-private");
        continue;
      }
      xml::Element& written = reply.add("field", ns::kDataForms);
      written.set_attr("var", var);
      // Hidden fields are the server's own and are not ours to change.
      const bool ours = value && field.attr("type") != "hidden";
      written.add("value", ns::kDataForms).set_text(ours ? *value : offered);
    }
    return true;
  }
};

std::string website(const xml::Element& query) {
  const xml::Element* oob = query.child("x", ns::kOob);
  const std::string url(oob ? oob->child_text("url") : std::string_view());
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  const bool clean = std::all_of(url.begin(), url.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '"' && c != '<' && c != '>';
  });
  return web && clean && url.size() <= kLongestUrl ? url : std::string();
}

}  // namespace

FilledForm fill_registration(const xml::Element& query, const RegistrationAnswers& answers) {
  Filler filler{answers, {}};
  filler.out.query = xml::Element("query", ns::kRegister);
  filler.out.url = website(query);
  const xml::Element* x = query.child("x", ns::kDataForms);
  const bool possible = !x || filler.form(*x);
  if (!x) filler.plain(query);
  FilledForm& out = filler.out;
  if (!possible) {
    out.code = out.url.empty() ? "register-captcha" : "register-elsewhere";
  } else if (!filler.named) {
    out.code = out.url.empty() ? "register-unsupported" : "register-elsewhere";
  } else if (!out.missing.empty()) {
    out.code = "register-fields";
  }
  return std::move(out);
}

}  // namespace confab::xmpp
