// SPDX-License-Identifier: MIT
// WebSocketLink: RFC 7395 on one WebSocket.
#pragma once

#include "xmpp/stream/link.h"

namespace confab::xmpp {

class WebSocketLink final : public Link, platform::WebSocketListener {
 public:
  using Link::Link;

  bool connect(platform::Network& network, const std::string& url, std::string& error) override;
  void close_socket(int code) override;

 private:
  void on_open(std::string_view protocol) override;
  void on_text(std::string_view text) override;
  void on_close(int code, std::string_view reason) override;
  void write(std::string_view item) override;
  void on_frame(const FrameOpen& open);
  void on_frame(const FrameClose& close);
  void on_frame(const FrameStanza& stanza);

  std::unique_ptr<platform::WebSocket> socket_;
};

}  // namespace confab::xmpp
