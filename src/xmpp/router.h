// SPDX-License-Identifier: MIT
// Router: the Context modules live in. It takes each inbound stanza to whom it belongs and each
// outbound one past the modules. It knows no Session: its ports are functions, so tests drive it.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/function.h"
#include "xmpp/iq_tracker.h"
#include "xmpp/modules/module.h"

namespace confab::xmpp {

class Router final : public Context {
 public:
  struct Ports {
    platform::Clock& clock;
    platform::Timers& timers;
    platform::Crypto& crypto;
    const Log& log;
    Function<bool(xml::Element)> send;
    Function<const Jid&()> jid;
    Function<bool()> online;
    Function<const xml::Element&()> features;
    EventSink emit;
    Function<bool(std::string_view)> enabled_inline = nullptr;
    Function<void(bool, xml::Element)> recall = nullptr;
  };
  // Attaches the modules, in order. They are the ones switched on (see module_switch.h).
  Router(Ports ports, std::vector<std::unique_ptr<Module>> modules);

  void receive(const xml::Element& stanza);
  // `keep_requests`: the stream may be resumed, so unanswered IQs may still be answered.
  void on_session(SessionEvent event, bool keep_requests);
  void save(xml::Element& state) const;  // a child for each module that has something to keep
  void restore(const xml::Element& state);
  Function<Handled(const xml::Element&)> tap;

  const Jid& jid() const override { return ports_.jid(); }
  bool online() const override { return ports_.online(); }
  bool send(xml::Element stanza) override;
  void iq(xml::Element stanza, const Owner& owner, IqCallback done) override;
  void emit(const Event& event) override { ports_.emit(event); }
  void recall(bool out, xml::Element stanza) override {
    if (ports_.recall) ports_.recall(out, std::move(stanza));
  }
  std::string new_id() override;
  platform::Clock& clock() override { return ports_.clock; }
  platform::Timers& timers() override { return ports_.timers; }
  platform::Crypto& crypto() override { return ports_.crypto; }
  const Log& log() override { return ports_.log; }
  const xml::Element& stream_features() const override { return ports_.features(); }
  bool enabled_inline(std::string_view feature) const override {
    return ports_.enabled_inline && ports_.enabled_inline(feature);
  }
  std::vector<std::string> inline_features() const;  // of all modules
  Module* module(std::string_view id) override;
  std::vector<std::string> features() const override;

 private:
  void refuse(const xml::Element& request);

  Ports ports_;
  IqTracker requests_;
  std::vector<std::unique_ptr<Module>> modules_;
  std::unordered_map<std::string_view, Module*> by_id_;
};

}  // namespace confab::xmpp
