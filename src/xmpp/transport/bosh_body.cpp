// SPDX-License-Identifier: MIT
// See bosh_body.h.
#include "xmpp/transport/bosh_body.h"

#include "xmpp/core/ns.h"
#include "xmpp/transport/scan.h"

namespace confab::xmpp {
namespace {

using xml::ParseError;

constexpr size_t kMaxChildren = 100000;

// "</name>" and nothing but space after it.
std::optional<ParseError> check_end(std::string_view rest, std::string_view name) {
  const size_t end = rest.find('>');
  if (end == rest.npos || rest.substr(2, name.size()) != name) return ParseError::NotWellFormed;
  if (auto e = only_space(rest.substr(2 + name.size(), end - 2 - name.size()))) return e;
  return only_space(rest.substr(end + 1));
}

}  // namespace

Result<BoshBody, ParseError> parse_bosh_body(std::string_view text, const xml::Limits& limits) {
  if (text.size() > kMaxBoshBody) return err(ParseError::TooLarge);
  if (const auto bad = xml::check_bytes(text)) return err(*bad);
  text = skip_space(skip_declaration(text));
  const auto tag = scan_tag(text, limits);
  if (!tag) return err(tag.error());
  const bool empty = tag->tag.ends_with("/>");
  std::string alone(tag->tag);
  if (!empty) alone.insert(alone.size() - 1, 1, '/');
  auto head = xml::parse(alone, limits);
  if (!head) return err(head.error());
  if (!head->is("body", ns::kHttpBind)) return err(ParseError::NotWellFormed);
  BoshBody out{std::move(*head), {}};
  text.remove_prefix(tag->tag.size());
  if (empty) {
    if (auto e = only_space(text)) return err(*e);
    return out;
  }
  for (text = skip_space(text); !text.starts_with("</"); text = skip_space(text)) {
    const auto child = scan_element(text, limits);
    if (!child) return err(child.error());
    if (out.children.size() >= kMaxChildren) return err(ParseError::TooLarge);
    out.children.push_back(child->text);
    text.remove_prefix(child->text.size());
  }
  if (auto e = check_end(text, tag->name)) return err(*e);
  return out;
}

void append_bosh_attribute(std::string& out, std::string_view name, std::string_view value) {
  out.append(" ").append(name).append("='").append(xml::escape(value)) += '\'';
}

std::string bosh_body(std::string_view attributes, std::string_view payload) {
  std::string out = "<body xmlns='";
  out.append(ns::kHttpBind).append("'").append(attributes);
  if (payload.empty()) return out.append("/>");
  return out.append(">").append(payload).append("</body>");
}

}  // namespace confab::xmpp
