// SPDX-License-Identifier: MIT
// See strophe_stream.h. The only C++ file that talks to libstrophe's connection object.
#include "xmpp/strophe_port/strophe_stream.h"

#include <strophe.h>

#include <array>
#include <cstring>
#include <string>

#include "xmpp/strophe_port/port.h"

namespace confab::xmpp {
namespace {

constexpr int kMaxAttributes = 64;

// libstrophe keeps attributes without their prefix; the one that XMPP has is xml:lang.
void copy_attributes(xmpp_stanza_t* from, xml::Element& to) {
  std::array<const char*, 2 * (kMaxAttributes + 1)> attrs;
  const int n = xmpp_stanza_get_attributes(from, attrs.data(), static_cast<int>(attrs.size()));
  for (int i = 0; i + 1 < n; i += 2) {
    const std::string_view name = attrs[static_cast<size_t>(i)];
    const char* value = attrs[static_cast<size_t>(i) + 1];
    if (name == "xmlns")
      to.set_ns(value);
    else
      to.set_attr(name == "lang" ? "xml:lang" : name, value);
  }
}

xml::Element to_element(xmpp_stanza_t* stanza) {
  xml::Element out{xmpp_stanza_get_name(stanza)};
  copy_attributes(stanza, out);
  std::string text;
  for (auto* child = xmpp_stanza_get_children(stanza); child; child = xmpp_stanza_get_next(child)) {
    if (xmpp_stanza_is_text(child))
      text += xmpp_stanza_get_text_ptr(child);
    else
      out.children().push_back(to_element(child));
  }
  out.set_text(std::move(text));
  return out;
}

}  // namespace

struct StropheStream::Impl {
  Sink& sink;
  xmpp_ctx_t* ctx;
  xmpp_conn_t* conn;
  bool closing = false;

  explicit Impl(Sink& s) : sink(s) {
    xmpp_initialize();  // of the port: does nothing, costs nothing
    ctx = xmpp_ctx_new(nullptr, nullptr);
    conn = xmpp_conn_new(ctx);
    xmpp_conn_set_jid(conn, "localhost");  // only wanted for a DNS look-up that does not happen
    xmpp_connect_raw(conn, nullptr, 0, on_connection, this);
    xmpp_handler_add(conn, on_stanza, nullptr, nullptr, nullptr, this);
    confab_port_connected(conn, on_write, this);
  }
  ~Impl() {
    confab_port_drop(conn);
    xmpp_conn_release(conn);
    xmpp_ctx_free(ctx);
  }

  static void on_connection(xmpp_conn_t*, xmpp_conn_event_t, int, xmpp_stream_error_t*, void*) {}
  static int on_stanza(xmpp_conn_t*, xmpp_stanza_t* stanza, void* self) {
    auto element = to_element(stanza);
    static_cast<Impl*>(self)->sink.on_element(element);
    return 1;
  }
  static void on_write(void* self, const char* data, size_t length) {
    static_cast<Impl*>(self)->sink.on_written({data, length});
  }
};

StropheStream::StropheStream(Sink& sink) : impl_(std::make_unique<Impl>(sink)) {}
StropheStream::~StropheStream() = default;

void StropheStream::open(std::string_view to, std::string_view from, std::string_view lang) {
  // libstrophe writes attribute values as they are.
  std::array<std::string, 4> values{xml::escape(to), xml::escape(from), xml::escape(lang), "1.0"};
  std::array<std::string, 4> names{"to", "from", "xml:lang", "version"};
  std::array<char*, 8> attributes;
  size_t n = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i].empty()) continue;
    attributes[n++] = names[i].data();
    attributes[n++] = values[i].data();
  }
  xmpp_conn_open_stream(impl_->conn, attributes.data(), n);
  confab_port_flush(impl_->conn);
}

void StropheStream::send(std::string_view stanza) {
  xmpp_send_raw(impl_->conn, stanza.data(), stanza.size());
  confab_port_flush(impl_->conn);
}

void StropheStream::close() {
  if (impl_->closing) return;
  impl_->closing = true;
  xmpp_disconnect(impl_->conn);
  confab_port_flush(impl_->conn);
}

bool StropheStream::feed(std::string_view bytes) {
  return confab_port_feed(impl_->conn, bytes.data(), bytes.size()) != 0;
}

bool StropheStream::ended() const { return xmpp_conn_is_disconnected(impl_->conn) != 0; }

}  // namespace confab::xmpp
