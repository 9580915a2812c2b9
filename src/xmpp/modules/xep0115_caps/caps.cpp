// SPDX-License-Identifier: MIT
// See caps.h.
#include "xmpp/modules/xep0115_caps/caps.h"

#include <set>
#include <utility>

#include "base/strings.h"
#include "xmpp/core/hash.h"
#include "xmpp/core/ns.h"
#include "xmpp/modules/xep0030_disco/disco.h"

namespace confab::xmpp {

namespace {

// The "<" and "/" of the text while it is put in order: below whatever XML may hold, so that "muc"
// comes before "muc#user".
constexpr char kEnd = '\x01', kSlash = '\x02';

// In order. `sound` is no more, once something is there twice, or has a "<" of its own.
struct Sorted {
  std::set<std::string> words;
  void add(std::string word, bool& sound) {
    sound &= word.find('<') == word.npos;
    sound &= words.insert(std::move(word)).second;
  }
  std::string text() const {
    std::string out;
    for (const std::string& word : words) out += word;
    return out;
  }
};

std::string values_of(const xml::Element& field, bool& sound) {
  Sorted values;
  for (const xml::Element& value : field.children())
    if (value.name() == "value") values.add(value.text() + kEnd, sound);
  return values.text();
}

// Empty: not a form that the hash covers. `type`: its FORM_TYPE.
std::string form_text(const xml::Element& form, std::string& type, bool& sound) {
  Sorted fields;
  for (const xml::Element& field : form.children()) {
    const std::string values = values_of(field, sound);
    if (field.attr("var") != "FORM_TYPE")
      fields.add(std::string(field.attr("var")) + kEnd + values, sound);
    else if (field.attr("type") == "hidden")
      type = values;
  }
  return type.empty() ? std::string() : type + fields.text();
}

}  // namespace

std::string caps_ver(const xml::Element& query, bool& sound) {
  Sorted identities, features, forms, types;
  sound = true;
  for (const xml::Element& e : query.children()) {
    if (e.name() == "identity") {
      std::string text;
      for (const char* part : {"category", "type", "xml:lang"}) text.append(e.attr(part)) += kSlash;
      identities.add(text.append(e.attr("name")) + kEnd, sound);
    } else if (e.name() == "feature") {
      features.add(std::string(e.attr("var")) + kEnd, sound);
    } else if (e.is("x", ns::kDataForms)) {
      std::string type;
      if (std::string text = form_text(e, type, sound); !text.empty()) {
        forms.add(std::move(text), sound);
        types.add(std::move(type), sound);  // one form of each
      }
    }
  }
  std::string text = identities.text() + features.text() + forms.text();
  for (char& c : text)
    if (c == kEnd || c == kSlash) c = c == kEnd ? '<' : '/';
  return base64_encode(sha1(text));
}

ModuleInfo Caps::info() const { return {"caps", {"XEP-0115"}, {ns::kCaps}, {"disco"}}; }

void Caps::on_outgoing(xml::Element& stanza) {
  if (stanza.name() != "presence" || stanza.has_attr("type") || stanza.child("c", ns::kCaps))
    return;
  const auto* disco = static_cast<Disco*>(context_->module("disco"));
  stanza.add("c", ns::kCaps)
      .set_attr("hash", "sha-1")
      .set_attr("node", disco->caps_node())
      .set_attr("ver", disco->caps_ver());
}

// 6.3: the server says its own beside the stream's features. Whom else we ask (rooms, our account)
// is asked before anything of it has come that could say a hash.
std::string Caps::ver_of(const Jid& whom) const {
  const xml::Element* c = context_->stream_features().child("c", ns::kCaps);
  const bool server =
      whom.is_bare() && whom.local().empty() && whom.domain() == context_->jid().domain();
  return c && server && c->attr("hash") == "sha-1" ? std::string(c->attr("ver")) : std::string();
}

std::optional<xml::Element> Caps::known(const Jid& whom) {
  const std::string ver = ver_of(whom);
  for (const xml::Element& query : known_)
    if (query.attr("ver") == ver) return query;
  return std::nullopt;
}

// Asked for without the node that stands beside the hash: it is the hash that says what it is.
void Caps::answered(const Jid& whom, const xml::Element& query) {
  if (const std::string ver = ver_of(whom); !ver.empty()) keep(ver, query);
}

void Caps::keep(const std::string& ver, xml::Element query) {
  bool sound = false;
  if (caps_ver(query, sound) != ver || !sound) return;
  known_.push_back(std::move(query.set_attr("ver", ver)));
  size_t bytes = 0;
  for (const xml::Element& e : known_) bytes += e.to_xml().size();
  for (; known_.size() > kKnown || bytes > kKnownBytes; known_.pop_front())
    bytes -= known_.front().to_xml().size();
}

void Caps::save_known(xml::Element& state) const {
  for (const xml::Element& query : known_) state.add(query);
}

// Verified again: what is stored is no more to be believed than what is said.
void Caps::restore(const xml::Element& state) {
  for (const xml::Element& query : state.children()) keep(std::string(query.attr("ver")), query);
}

}  // namespace confab::xmpp
