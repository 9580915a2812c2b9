// SPDX-License-Identifier: MIT
// See fast.h.
#include "xmpp/stream/fast.h"

#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/stream/sasl.h"

namespace confab::xmpp {
namespace {
constexpr int64_t kRevokingMs = 10000;
}

std::string random_uuid(platform::Crypto& crypto) {
  std::string bytes(16, '\0');
  crypto.random_bytes(reinterpret_cast<uint8_t*>(bytes.data()), bytes.size());
  std::string hex = hex_encode(bytes);
  hex[12] = '4';
  hex[16] = "89ab"[hex[16] & 3];
  for (const size_t at : {20u, 16u, 12u, 8u}) hex.insert(at, "-");
  return hex;
}

xml::Element user_agent_element(const std::string& id, const std::string& software) {
  xml::Element e("user-agent", ns::kSasl2);
  e.set_attr("id", id);
  e.add("software").set_text(software);
  return e;
}

FastRevocation::FastRevocation(const Session::Platform& platform, What what, const MakeLink& make)
    : timers_(platform.timers), what_(std::move(what)), link_(make(*this)) {
  std::string error;
  if (!link_->connect(platform.network, what_.url, error)) return;
  timeout_ = timers_.after(kRevokingMs, [this] {
    timeout_ = 0;
    end();
  });
}

FastRevocation::~FastRevocation() {
  timers_.cancel(timeout_);
  link_->detach();
}

void FastRevocation::end() {
  link_->detach();
  link_->close_socket(1000);
}

void FastRevocation::on_link_open(std::string_view protocol) {
  if (protocol != "xmpp") return end();
  link_->open_stream(what_.jid.domain(), what_.jid.bare_str(), what_.lang);
}

void FastRevocation::on_link_element(xml::Element& element) {
  if (!element.is("features", ns::kStream) || what_.token.empty()) {
    link_->close_stream();
    return end();
  }
  const Sasl sasl(Mechanism::HtSha256, {what_.jid.local(), {}, what_.token.token}, {});
  xml::Element e("authenticate", ns::kSasl2);
  e.set_attr("mechanism", kFastMechanism);
  e.add("initial-response").set_text(base64_encode(sasl.initial()));
  e.add(user_agent_element(what_.user_agent, "Confab"));
  e.add("fast", ns::kFast)
      .set_attr("count", std::to_string(what_.token.counter + 1))
      .set_attr("invalidate", "true");
  what_.token = {};  // once
  link_->send(e.to_xml());
}

}  // namespace confab::xmpp
