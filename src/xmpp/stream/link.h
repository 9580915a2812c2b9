// SPDX-License-Identifier: MIT
// Link: one WebSocket with the framing and libstrophe's parser on top: frames in, stream events and
// owning elements out. Knows no negotiation; lives as long as one socket.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "platform/socket.h"
#include "xmpp/strophe_port/strophe_stream.h"
#include "xmpp/transport/framing.h"

namespace confab::xmpp {

class Link final : platform::WebSocketListener, StropheStream::Sink {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void on_link_open(std::string_view protocol) = 0;
    virtual void on_link_stream(const FrameOpen& open) = 0;  // the peer's <open/>
    virtual void on_link_element(xml::Element& element) = 0;
    virtual void on_link_end(const FrameClose& close) = 0;  // the peer's <close/>
    virtual void on_link_bad_frame(xml::ParseError error) = 0;
    virtual void on_link_lost(int code, std::string_view reason) = 0;
    virtual void on_link_wire(bool outgoing, std::string_view frame) = 0;
  };

  Link(Listener& listener, const xml::Limits& limits);
  ~Link() override;  // never from inside a Listener call; detach() first

  bool connect(platform::Network& network, const std::string& url, std::string& error);
  void open_stream(std::string_view to, std::string_view from, std::string_view lang);
  void send(std::string_view stanza);  // one whole element
  void close_stream();                 // sends <close/>
  void close_socket(int code);
  void detach() { listener_ = nullptr; }  // no further calls, whatever arrives

 private:
  void on_open(std::string_view protocol) override;
  void on_text(std::string_view text) override;
  void on_close(int code, std::string_view reason) override;
  void on_element(xml::Element& element) override;
  void on_written(std::string_view item) override;
  void on_frame(const FrameOpen& open);
  void on_frame(const FrameClose& close);
  void on_frame(const FrameStanza& stanza);
  bool feed(std::string_view bytes);

  Listener* listener_;
  xml::Limits limits_;
  StropheStream stream_;
  std::unique_ptr<platform::WebSocket> socket_;
  bool awaiting_open_ = false;
};

}  // namespace confab::xmpp
