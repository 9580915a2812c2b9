// SPDX-License-Identifier: MIT
// Version (XEP-0092): answers with our name and version. The operating system is nobody's business.
#pragma once

#include <string>
#include <utility>

#include "xmpp/modules/module.h"

namespace confab::xmpp {

class Version final : public Module {
 public:
  ModuleInfo info() const override;
  void attach(Context& context) override { context_ = &context; }
  Handled on_stanza(const xml::Element& stanza) override;
  void set_client(std::string name, std::string version) {
    name_ = std::move(name);
    version_ = std::move(version);
  }

 private:
  Context* context_ = nullptr;
  std::string name_ = "Confab", version_;
};

}  // namespace confab::xmpp
