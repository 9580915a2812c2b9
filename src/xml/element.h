// SPDX-License-Identifier: MIT
// Element: an owning, namespace-resolved XML element. XMPP has no mixed content worth keeping, so
// character data is one string per element. Not a document model and not a parser (see parse.h).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace confab::xml {

inline constexpr std::string_view kXmlNs = "http://www.w3.org/XML/1998/namespace";

class Element {
 public:
  using Attribute = std::pair<std::string, std::string>;  // name as written ("xml:lang"), value

  Element() = default;
  // An empty namespace means "that of the parent" when written out.
  explicit Element(std::string_view name, std::string_view ns = {});

  const std::string& name() const { return name_; }
  const std::string& ns() const { return ns_; }
  bool is(std::string_view name, std::string_view ns) const { return name_ == name && ns_ == ns; }
  bool empty() const { return name_.empty(); }
  void set_ns(std::string_view ns) { ns_ = ns; }

  std::string_view attr(std::string_view name) const;  // "" when missing
  bool has_attr(std::string_view name) const;
  Element& set_attr(std::string_view name, std::string_view value);  // *this
  Element& remove_attr(std::string_view name);
  const std::vector<Attribute>& attrs() const { return attrs_; }

  const std::string& text() const { return text_; }
  Element& set_text(std::string text);  // *this

  const std::vector<Element>& children() const { return children_; }
  std::vector<Element>& children() { return children_; }
  Element& add(Element child);  // the child; a child without ns takes this element's
  Element& add(std::string_view name, std::string_view ns = {});  // the new child
  // First child of that name and namespace (any namespace when empty); null when missing.
  const Element* child(std::string_view name, std::string_view ns = {}) const;
  Element* child(std::string_view name, std::string_view ns = {});
  std::string_view child_text(std::string_view name, std::string_view ns = {}) const;
  void remove_children(std::string_view name, std::string_view ns);

  // Serialised with all needed xmlns and escapes. `parent_ns`: namespace already in scope.
  std::string to_xml(std::string_view parent_ns = {}) const;

  friend bool operator==(const Element&, const Element&) = default;

 private:
  std::string name_, ns_, text_;
  std::vector<Attribute> attrs_;
  std::vector<Element> children_;
};

std::string escape(std::string_view text);  // & < > " '

}  // namespace confab::xml
