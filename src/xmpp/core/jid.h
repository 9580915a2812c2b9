// SPDX-License-Identifier: MIT
// Jid: an address of RFC 7622, split, length-checked and case-folded where ASCII. Full PRECIS
// preparation is the server's work; comparison here is of what servers send, already prepared.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace confab::xmpp {

class Jid {
 public:
  Jid() = default;
  // nullopt: empty domain, a part over 1023 bytes, bad UTF-8, or a character RFC 7622 forbids.
  static std::optional<Jid> parse(std::string_view text);
  // Parts taken as they are; for JIDs put together from valid parts.
  Jid(std::string local, std::string domain, std::string resource)
      : local_(std::move(local)), domain_(std::move(domain)), resource_(std::move(resource)) {}

  const std::string& local() const { return local_; }
  const std::string& domain() const { return domain_; }
  const std::string& resource() const { return resource_; }
  bool empty() const { return domain_.empty(); }
  bool is_bare() const { return resource_.empty(); }
  Jid bare() const { return {local_, domain_, {}}; }
  Jid with_resource(std::string resource) const { return {local_, domain_, std::move(resource)}; }
  std::string str() const;  // "" when empty
  std::string bare_str() const;

  friend bool operator==(const Jid&, const Jid&) = default;
  // Not <=>: libc++ 13 has none for std::string.
  friend bool operator<(const Jid& a, const Jid& b) {
    return std::tie(a.domain_, a.local_, a.resource_) < std::tie(b.domain_, b.local_, b.resource_);
  }

 private:
  std::string local_, domain_, resource_;
};

}  // namespace confab::xmpp

template <>
struct std::hash<confab::xmpp::Jid> {
  size_t operator()(const confab::xmpp::Jid& j) const noexcept {
    return std::hash<std::string>()(j.domain()) * 31 + std::hash<std::string>()(j.local()) * 7 +
           std::hash<std::string>()(j.resource());
  }
};
