// SPDX-License-Identifier: MIT
// See register_form.h. Passwords live in the fields' memory only.
#include "ui/register_form.h"

#include "base/strings.h"
#include "base/utf8.h"
#include "ui/banner.h"

namespace confab::ui {

namespace {

constexpr size_t kOwnFields = 2;  // name and password; what the server asks besides comes after

struct Refusal {
  std::string_view code;
  Str sentence;
};
constexpr Refusal kRefusals[] = {
    {"register-conflict", Str::reg_conflict},
    {"register-not-acceptable", Str::reg_not_acceptable},
    {"register-resource-constraint", Str::reg_limit},
    {"register-policy-violation", Str::reg_limit},
    {"register-forbidden", Str::reg_forbidden},
    {"register-not-allowed", Str::reg_closed},
    {"register-unsupported", Str::reg_closed},
    {"register-captcha", Str::reg_closed},
    {"register-invite", Str::reg_invite},
    {"register-fields", Str::reg_fields},
    {"register-elsewhere", Str::reg_elsewhere},
};

std::string sentence(const Frame& f, const std::string& code) {
  for (const Refusal& r : kRefusals)
    if (r.code == code) return f.str(r.sentence);
  return stream_sentence(f.str, code);
}

bool fill_error(Frame& f, FormField& field, Str what) {
  if (!field.state.value.empty()) return false;
  field.state.error = f.str(what);
  return true;
}

bool submit(Frame& f, FormSpec& s) {
  std::string address(trim(s.fields[0].state.value));
  const auto& o = f.options;
  const bool whole = address.find('@') != std::string::npos;
  const bool home =
      !o.registration_domain.empty() || !o.locked_domain.empty() || !o.default_domain.empty();
  bool wrong = fill_error(f, s.fields[1], Str::password_needed);
  if (address.empty() || (!home && !whole)) {
    s.fields[0].state.error = f.str(Str::address_bad);
    wrong = true;
  }
  Answers more;
  for (size_t i = kOwnFields; i < s.fields.size(); ++i) {
    wrong = fill_error(f, s.fields[i], Str::answer_needed) || wrong;
    more.emplace_back(s.fields[i].var, s.fields[i].state.value);
  }
  if (wrong) return false;
  s.busy = true;
  f.host.register_account(std::move(address), s.fields[1].state.value, std::move(more));
  return false;  // registration_answer() closes it
}

void ask_more(FormSpec& form, const std::vector<xmpp::RegistrationField>& missing) {
  form.fields.resize(kOwnFields);
  for (const auto& field : missing) {
    FormField more;
    more.spec.name = "answer";
    more.spec.type = field.secret ? "password" : field.var == "email" ? "email" : "text";
    more.spec.autocomplete = field.var == "email" ? "email" : "off";
    more.spec.label = field.label;
    more.var = field.var;
    form.fields.push_back(std::move(more));
  }
}

void go_to_website(Frame& f, FormSpec& form, const std::string& url) {
  form.fields.clear();
  form.text = f.str(Str::reg_elsewhere);
  form.submit = f.str(Str::open_website);
  form.run = [fp = &f, url](FormSpec&) {
    fp->host.host.open_link(url);
    return true;
  };
}

}  // namespace

FormSpec register_form(Frame& f) {
  const auto& o = f.options;
  const std::string& home = !o.registration_domain.empty() ? o.registration_domain
                            : !o.locked_domain.empty()     ? o.locked_domain
                                                           : o.default_domain;
  FormSpec form;
  form.name = kRegisterForm;
  form.title = form.submit = f.str(Str::create_account);
  form.text = f.str(Str::create_account_text);
  if (!home.empty()) form.text += " " + f.str(Str::create_account_at, home);
  FieldSpec address{.name = "jid",
                    .autocomplete = "username",
                    .label = f.str(home.empty() ? Str::address : Str::username)};
  if (home.empty()) address.placeholder = f.str(Str::address_hint);
  form.fields.push_back({std::move(address), {}, {}});
  form.fields.push_back({{.name = "password",
                          .type = "password",
                          .autocomplete = "new-password",
                          .label = f.str(Str::password)},
                         {},
                         {}});
  form.run = [fp = &f](FormSpec& s) { return submit(*fp, s); };
  return form;
}

bool registration_answer(Frame& f, FormSpec& form, const xmpp::RegistrationResult& result) {
  form.busy = false;
  if (result.code.empty()) return true;
  if (form.fields.size() < kOwnFields) return false;
  if (!result.url.empty()) {
    go_to_website(f, form, result.url);
    return false;
  }
  const std::string text = sentence(f, result.code);
  if (result.code == "register-conflict" || result.code == "bad-jid" ||
      result.code == "register-jid-malformed") {
    form.fields[0].state.error =
        result.code == "register-conflict" ? text : f.str(Str::address_bad);
  } else {
    form.error = text;
    // Why, in the server's words: a sentence of ours cannot know its rules.
    if (!result.text.empty()) form.error += " " + std::string(utf8::prefix(result.text, 200));
  }
  if (result.code == "register-fields") ask_more(form, result.missing);
  return false;
}

FormSpec password_form(Frame& f, Actions& actions) {
  FormSpec form;
  form.name = "change-password";
  form.title = form.submit = f.str(Str::change_password);
  for (const Str label : {Str::password_new, Str::password_repeat})
    form.fields.push_back({{.name = label == Str::password_new ? "password" : "repeat",
                            .type = "password",
                            .autocomplete = "new-password",
                            .label = f.str(label)},
                           {},
                           {}});
  form.run = [fp = &f, ap = &actions](FormSpec& s) {
    const std::string& password = s.fields[0].state.value;
    if (fill_error(*fp, s.fields[0], Str::password_needed)) return false;
    if (s.fields[1].state.value != password) {
      s.fields[1].state.error = fp->str(Str::passwords_differ);
      return false;
    }
    s.busy = true;
    fp->host.dispatch(chat::ChangePassword{
        password, [fp, ap](const std::string& error) {
          FormSpec* open = ap->form();
          if (open && open->name != "change-password") open = nullptr;
          if (error.empty()) {
            if (open) ap->close_overlay();
            ap->toast(fp->str(Str::password_changed));
          } else if (open) {
            open->busy = false;
            const bool weak = error == "not-acceptable" || error == "policy-violation";
            const bool silent = error == "timeout" || error == "disconnected";
            open->error = weak     ? fp->str(Str::password_refused)
                          : silent ? fp->str(Str::err_timeout)
                                   : stream_sentence(fp->str, error);
          }
          fp->request("password");
        }});
    return false;
  };
  return form;
}

}  // namespace confab::ui
