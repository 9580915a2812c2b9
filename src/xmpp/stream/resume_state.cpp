// SPDX-License-Identifier: MIT
// ResumeState as one XML element. What is read may have been written by another version, by another
// script of the site, or half: it is believed only where it is whole.
#include "xmpp/stream/resume_state.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/strings.h"
#include "xml/parse.h"
#include "xmpp/stream/stream_management.h"

namespace confab::xmpp {
namespace {

constexpr std::string_view kNs = "urn:confab:resume";
constexpr uint32_t kVersion = 1;
constexpr xml::Limits kLimits{.bytes = 4 * 1024 * 1024, .elements = 100000};
constexpr size_t kMaxText = 4096;         // of an id or an address
constexpr size_t kMaxUnconfirmed = 4000;  // more than any session queues

template <class T>
bool number(const xml::Element& e, std::string_view name, T& out) {
  return whole_number(e.attr(name), out);
}

bool word(const xml::Element& e, std::string_view name, std::string& out) {
  out = std::string(e.attr(name));
  return out.size() <= kMaxText;
}

}  // namespace

bool ResumeState::holds(std::string_view id) const {
  return std::any_of(unconfirmed.begin(), unconfirmed.end(),
                     [id](const xml::Element& e) { return e.attr("id") == id; });
}

std::string to_text(const ResumeState& state) {
  xml::Element e("resume", std::string(kNs));
  e.set_attr("v", std::to_string(kVersion)).set_attr("jid", state.jid.str());
  e.set_attr("in", std::to_string(state.in)).set_attr("out", std::to_string(state.out));
  const std::pair<const char*, const std::string*> words[] = {{"id", &state.sm_id},
                                                              {"location", &state.location},
                                                              {"url", &state.url},
                                                              {"sid", &state.sid}};
  for (const auto& [name, value] : words)
    if (!value->empty()) e.set_attr(name, *value);
  if (!state.sid.empty()) e.set_attr("rid", std::to_string(state.rid));
  if (!state.features.empty()) e.add(state.features);
  for (const xml::Element& stanza : state.unconfirmed) e.add(stanza);
  return e.to_xml();
}

Result<ResumeState, ResumeError> parse_resume_state(std::string_view text) {
  const auto broken = err(ResumeError::Broken);
  auto parsed = xml::parse(text, kLimits);
  if (!parsed || !parsed->is("resume", kNs)) return broken;
  xml::Element& e = *parsed;
  uint32_t version = 0;
  if (!number(e, "v", version) || version == 0) return broken;
  if (version > kVersion) return err(ResumeError::Newer);

  ResumeState state;
  const auto jid = Jid::parse(e.attr("jid"));
  if (!jid || jid->is_bare()) return broken;
  state.jid = *jid;
  if (!number(e, "in", state.in) || !number(e, "out", state.out)) return broken;
  if (!word(e, "id", state.sm_id) || !word(e, "location", state.location) ||
      !word(e, "url", state.url) || !word(e, "sid", state.sid))
    return broken;
  if (!state.sid.empty() && !number(e, "rid", state.rid)) return broken;
  if (e.children().size() > kMaxUnconfirmed) return broken;
  for (xml::Element& child : e.children()) {
    if (child.name() == "features" && state.features.empty() && state.unconfirmed.empty()) {
      state.features = std::move(child);
    } else if (is_stanza(child)) {
      state.unconfirmed.push_back(std::move(child));
    } else {
      return broken;
    }
  }
  return state;
}

}  // namespace confab::xmpp
