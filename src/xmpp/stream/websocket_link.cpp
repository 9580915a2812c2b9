// SPDX-License-Identifier: MIT
// See websocket_link.h.
#include "xmpp/stream/websocket_link.h"

namespace confab::xmpp {

bool WebSocketLink::connect(platform::Network& network, const std::string& url,
                            std::string& error) {
  socket_ = network.connect(url, "xmpp", *this, error);
  return socket_ != nullptr;
}

void WebSocketLink::close_socket(int code) {
  if (socket_) socket_->close(code, {});
}

void WebSocketLink::on_open(std::string_view protocol) {
  if (listener_) listener_->on_link_open(protocol);
}

void WebSocketLink::on_close(int code, std::string_view reason) {
  if (listener_) listener_->on_link_lost(code, reason);
}

void WebSocketLink::on_text(std::string_view text) {
  if (!listener_) return;
  listener_->on_link_wire(false, text);
  if (!listener_) return;
  const auto frame = parse_frame(text, limits_);
  if (!frame) return listener_->on_link_bad_frame(frame.error());
  std::visit([this](const auto& f) { on_frame(f); }, *frame);
}

void WebSocketLink::on_frame(const FrameOpen& open) {
  // One for each of ours (RFC 7395 section 3.4); an uninvited one would reset nothing but us.
  if (!awaiting_open_) return listener_->on_link_bad_frame(xml::ParseError::NotWellFormed);
  awaiting_open_ = false;
  if (feed(stream_header(open)) && listener_) listener_->on_link_stream(open);
}

void WebSocketLink::on_frame(const FrameClose& close) {
  close_stream();  // answers, unless we were first
  if (!awaiting_open_) feed(kStreamEnd);
  if (listener_) listener_->on_link_end(close);
}

void WebSocketLink::on_frame(const FrameStanza& stanza) {
  if (awaiting_open_) return listener_->on_link_bad_frame(xml::ParseError::NotWellFormed);
  feed(stanza.xml);
}

void WebSocketLink::write(std::string_view item) {
  if (!socket_) return;
  const auto tag = frame_of_stream_tag(item);
  const std::string_view frame = tag ? std::string_view(*tag) : item;
  if (listener_) listener_->on_link_wire(true, frame);
  socket_->send_text(frame);
}

}  // namespace confab::xmpp
