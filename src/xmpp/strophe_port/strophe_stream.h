// SPDX-License-Identifier: MIT
// StropheStream: libstrophe's raw connection as a stream engine: bytes of a classical XMPP stream
// in, owning elements out, and its send queue the other way. No sockets, no negotiation, no
// WebSocket.
#pragma once

#include <memory>
#include <string_view>

#include "xml/element.h"

namespace confab::xmpp {

class StropheStream {
 public:
  // Called from inside feed() and the sending calls.
  class Sink {
   public:
    virtual ~Sink() = default;
    virtual void on_element(xml::Element& element) = 0;  // a child of the stream; may be moved from
    virtual void on_written(std::string_view item) = 0;  // a stream tag or one whole stanza
  };
  explicit StropheStream(Sink& sink);
  ~StropheStream();  // never from inside feed()
  StropheStream(const StropheStream&) = delete;
  StropheStream& operator=(const StropheStream&) = delete;

  // Writes <stream:stream ...> (no namespaces: the transport's framing has its own) and expects the
  // peer's next. Empty attributes are left out.
  void open(std::string_view to, std::string_view from, std::string_view lang);
  void send(std::string_view stanza);
  void close();  // writes </stream:stream>
  // False: not well-formed. Precondition of use: sizes, depth and constructs were checked before.
  bool feed(std::string_view bytes);
  bool ended() const;  // the peer closed the stream

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace confab::xmpp
