// SPDX-License-Identifier: MIT
// Link: one connection over one transport with libstrophe's parser on top: stream events and owning
// elements in, stanzas out. Knows no negotiation. Each transport derives its own.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "platform/socket.h"
#include "xmpp/strophe_port/strophe_stream.h"
#include "xmpp/transport/framing.h"
#include "xmpp/transport/scan.h"

namespace confab::xmpp {

class Link : StropheStream::Sink {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void on_link_open(std::string_view protocol) = 0;
    virtual void on_link_stream(const FrameOpen& open) = 0;  // the peer has opened its stream
    virtual void on_link_element(xml::Element& element) = 0;
    virtual void on_link_end(const FrameClose& close) = 0;  // the peer has closed its stream
    // By a connection manager, for a condition of XEP-0124 section 17.2.
    virtual void on_link_terminated(std::string_view condition, const std::string& uri) = 0;
    virtual void on_link_bad_frame(xml::ParseError error) = 0;
    virtual void on_link_lost(int code, std::string_view reason) = 0;
    virtual void on_link_wire(bool outgoing, std::string_view frame) = 0;
    // How long to try to mend the link itself; -1: as long as the other side would wait.
    virtual int64_t link_patience_ms() const = 0;
  };

  Link(Listener& listener, const xml::Limits& limits)
      : listener_(&listener), limits_(limits), stream_(*this) {}
  ~Link() override { listener_ = nullptr; }  // never from inside a Listener call; detach() first

  virtual bool connect(platform::Network& network, const std::string& url, std::string& error) = 0;
  virtual void close_socket(int code) = 0;

  void open_stream(std::string_view to, std::string_view from, std::string_view lang) {
    awaiting_open_ = true;
    stream_.open(to, from, lang);
  }
  void send(std::string_view stanza) { stream_.send(stanza); }  // one whole element
  void close_stream() { stream_.close(); }
  void detach() { listener_ = nullptr; }  // no further calls, whatever arrives

 protected:
  // One stream tag or whole stanza, as libstrophe writes it.
  virtual void write(std::string_view item) = 0;
  // To the parser; the listener hears of what cannot be read.
  bool feed(std::string_view bytes) {
    const auto thin = thinned(bytes);
    if (stream_.feed(thin ? std::string_view(*thin) : bytes)) return true;
    if (listener_) listener_->on_link_bad_frame(xml::ParseError::NotWellFormed);
    return false;
  }

  Listener* listener_;
  xml::Limits limits_;
  bool awaiting_open_ = false;  // the peer's stream has to begin (again)

 private:
  void on_element(xml::Element& element) override {
    if (listener_) listener_->on_link_element(element);
  }
  void on_written(std::string_view item) override { write(item); }

  StropheStream stream_;
};

}  // namespace confab::xmpp
