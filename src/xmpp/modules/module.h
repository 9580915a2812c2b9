// SPDX-License-Identifier: MIT
// Module: the shape of every protocol feature, and Context: what a module may use. One folder per
// feature (xep0045_muc, ...), registered by name in one list in app/. Modules do not know chat/.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/function.h"
#include "base/log.h"
#include "base/result.h"
#include "platform/clock.h"
#include "platform/crypto.h"
#include "xml/element.h"
#include "xmpp/core/events.h"
#include "xmpp/stream/session.h"

namespace confab::xmpp {

enum class Handled : bool { No, Yes };

struct ModuleInfo {
  std::string_view id;                         // "muc": also what black/whitelists name
  std::vector<std::string_view> xeps;          // "XEP-0045", for docs
  std::vector<std::string_view> features;      // disco#info features while switched on
  std::vector<std::string_view> requires_ids;  // modules that must be on too
  // Namespaces whose <enable/> may ride along with logging in (XEP-0386); see enabled_inline().
  std::vector<std::string_view> inline_features = {};
};

using IqResult = Result<xml::Element, StanzaError>;  // the whole result stanza
using IqCallback = Function<void(const IqResult&)>;

// Async work belongs to an owner: when the token dies, callbacks tied to it are never called.
using Owner = std::shared_ptr<char>;
inline Owner make_owner() { return std::make_shared<char>(); }

class Module;

class Context {
 public:
  virtual ~Context() = default;
  virtual const Jid& jid() const = 0;  // ours, full once bound
  virtual bool online() const = 0;
  virtual bool send(xml::Element stanza) = 0;  // runs on_outgoing of all modules first
  // Sends an <iq/>; sets its id. The callback comes exactly once (result, error, "timeout" or
  // "disconnected") unless `owner` has died. An answer counts only from whom it was sent to.
  virtual void iq(xml::Element stanza, const Owner& owner, IqCallback done) = 0;
  virtual void emit(const Event& event) = 0;
  virtual void recall(bool, xml::Element) {}  // see Session; from restore()
  virtual std::string new_id() = 0;           // unguessable
  virtual platform::Clock& clock() = 0;
  virtual platform::Timers& timers() = 0;
  virtual platform::Crypto& crypto() = 0;
  virtual const Log& log() = 0;
  virtual const xml::Element& stream_features() const = 0;
  virtual bool enabled_inline(std::string_view feature) const = 0;  // in the session just bound
  virtual Module* module(std::string_view id) = 0;                  // null when switched off
  virtual std::vector<std::string> features() const = 0;            // of all modules, sorted
};

class Module {
 public:
  virtual ~Module() = default;
  virtual ModuleInfo info() const = 0;
  virtual void attach(Context& context) = 0;  // once, before any other call
  virtual void on_session(SessionEvent) {}
  // Security checks first. Yes stops the routing of this stanza.
  virtual Handled on_stanza(const xml::Element&) { return Handled::No; }
  virtual void on_outgoing(xml::Element&) {}
  // What must be known of a session to go on with it on the next page: put into, and taken from, an
  // element of this module's own. restore() comes before there is a session.
  virtual void save(xml::Element&) const {}
  virtual void restore(const xml::Element&) {}
};

}  // namespace confab::xmpp
