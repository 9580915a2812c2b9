// SPDX-License-Identifier: MIT
// Disco (XEP-0030): says what we are and can do, asks others, and keeps what our own server and
// account announced. Asks nobody unbidden but those two.
#pragma once

#include <string>
#include <unordered_set>

#include "xmpp/modules/module.h"

namespace confab::xmpp {

class Disco final : public Module {
 public:
  // The <query/> of the answer, valid during the call; null: there is none, and the error's
  // condition.
  using Answer = Function<void(const xml::Element* query, std::string_view condition)>;

  ModuleInfo info() const override;
  void attach(Context& context) override;
  void on_session(SessionEvent event) override;
  Handled on_stanza(const xml::Element& stanza) override;
  void save(xml::Element& state) const override;
  void restore(const xml::Element& state) override;

  void set_client(std::string name, std::string caps_node);
  const std::string& caps_node() const { return caps_node_; }
  xml::Element own_info() const;  // our <query/>, identities and features sorted
  std::string caps_ver() const;   // XEP-0115 5.1 verification string of own_info()

  void ask_info(const Jid& whom, const Owner& owner, Answer answer);
  bool account_has(std::string_view feature) const;  // false until the answer has come
  bool server_has(std::string_view feature) const;

 private:
  Context* context_ = nullptr;
  Owner owner_ = make_owner();
  std::string name_ = "Confab", caps_node_ = "https://confab.chat/caps";
  mutable std::string ver_;
  std::unordered_set<std::string> account_, server_;
};

bool has_feature(const xml::Element& query, std::string_view feature);
// The value of a field of a form (XEP-0004) in there, e.g. "muc#roominfo_description".
std::string form_value(const xml::Element& query, std::string_view field);

}  // namespace confab::xmpp
