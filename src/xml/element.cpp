// SPDX-License-Identifier: MIT
// Element's lookups and its writer. Parsing is in parse.cpp.
#include "xml/element.h"

#include <algorithm>

namespace confab::xml {
namespace {

// Code points XML 1.0 cannot carry, not even escaped: they would end the stream, so they are left
// out. (U+FFFE and U+FFFF are E.F B.F B.E/B.F in UTF-8.)
size_t forbidden_at(std::string_view s, size_t pos) {
  const auto c = static_cast<unsigned char>(s[pos]);
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r' ? 0 : 1;
  if (c != 0xEF || s.size() - pos < 3) return 0;
  const auto last = static_cast<unsigned char>(s[pos + 2]);
  return static_cast<unsigned char>(s[pos + 1]) == 0xBF && (last == 0xBE || last == 0xBF) ? 3 : 0;
}

void append_escaped(std::string& out, std::string_view text, bool attribute) {
  size_t plain = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    std::string_view with;
    size_t skip = 1;
    switch (text[i]) {
      case '&': with = "&amp;"; break;
      case '<': with = "&lt;"; break;
      case '>': with = "&gt;"; break;
      case '"': with = "&quot;"; break;
      case '\'': with = "&apos;"; break;
      case '\r': with = "&#13;"; break;  // would be read back as a line feed
      case '\n':
        if (!attribute) continue;
        with = "&#10;";  // attribute normalisation would make it a space
        break;
      case '\t':
        if (!attribute) continue;
        with = "&#9;";
        break;
      default:
        skip = forbidden_at(text, i);
        if (skip == 0) continue;
    }
    out.append(text, plain, i - plain).append(with);
    i += skip - 1;
    plain = i + 1;
  }
  out.append(text, plain);
}

void append_xml(std::string& out, const Element& e, std::string_view scope) {
  // The namespace behind the prefix "xml" must not be declared as the default one.
  const bool reserved = e.ns() == kXmlNs;
  const std::string_view prefix = reserved ? "xml:" : "";
  const std::string_view ns = e.ns().empty() || reserved ? scope : std::string_view(e.ns());
  out.append("<").append(prefix).append(e.name());
  if (ns != scope) {
    out += " xmlns='";
    append_escaped(out, ns, true);
    out.push_back('\'');
  }
  for (const auto& [name, value] : e.attrs()) {
    out.push_back(' ');
    out += name;
    out += "='";
    append_escaped(out, value, true);
    out.push_back('\'');
  }
  if (e.text().empty() && e.children().empty()) {
    out += "/>";
    return;
  }
  out.push_back('>');
  append_escaped(out, e.text(), false);
  for (const auto& child : e.children()) append_xml(out, child, ns);
  out.append("</").append(prefix).append(e.name()).push_back('>');
}

}  // namespace

std::string_view Element::attr(std::string_view name) const {
  for (const auto& [key, value] : attrs_)
    if (key == name) return value;
  return {};
}

bool Element::has_attr(std::string_view name) const {
  return std::any_of(attrs_.begin(), attrs_.end(), [&](const auto& a) { return a.first == name; });
}

Element& Element::set_attr(std::string_view name, std::string_view value) {
  for (auto& [key, old] : attrs_) {
    if (key == name) {
      old = value;
      return *this;
    }
  }
  attrs_.emplace_back(name, value);
  return *this;
}

Element& Element::remove_attr(std::string_view name) {
  std::erase_if(attrs_, [&](const auto& a) { return a.first == name; });
  return *this;
}

Element& Element::set_text(std::string text) {
  text_ = std::move(text);
  return *this;
}

Element::Element(std::string_view name, std::string_view ns) : name_(name), ns_(ns) {}

Element& Element::add(Element child) {
  if (child.ns_.empty()) child.ns_ = ns_;
  return children_.emplace_back(std::move(child));
}

Element& Element::add(std::string_view name, std::string_view ns) { return add(Element(name, ns)); }

const Element* Element::child(std::string_view name, std::string_view ns) const {
  for (const auto& c : children_)
    if (c.name_ == name && (ns.empty() || c.ns_ == ns)) return &c;
  return nullptr;
}

Element* Element::child(std::string_view name, std::string_view ns) {
  return const_cast<Element*>(std::as_const(*this).child(name, ns));
}

std::string_view Element::child_text(std::string_view name, std::string_view ns) const {
  const Element* c = child(name, ns);
  return c ? std::string_view(c->text_) : std::string_view();
}

void Element::remove_children(std::string_view name, std::string_view ns) {
  std::erase_if(children_,
                [&](const Element& c) { return c.name_ == name && (ns.empty() || c.ns_ == ns); });
}

std::string Element::to_xml(std::string_view parent_ns) const {
  std::string out;
  out.reserve(256);
  append_xml(out, *this, parent_ns);
  return out;
}

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  append_escaped(out, text, true);
  return out;
}

}  // namespace confab::xml
