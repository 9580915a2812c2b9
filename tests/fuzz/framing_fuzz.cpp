// SPDX-License-Identifier: MIT
// A frame from a hostile server, through the framing and libstrophe's parser. What the framing
// calls one stanza must come out as exactly one element, or not at all.
#include <cstdint>
#include <cstdlib>
#include <variant>

#include "xmpp/strophe_port/strophe_stream.h"
#include "xmpp/transport/framing.h"

namespace {
struct Sink final : confab::xmpp::StropheStream::Sink {
  void on_element(confab::xml::Element& e) override {
    ++elements;
    if (e.name().empty()) std::abort();
  }
  void on_written(std::string_view) override {}
  int elements = 0;
};
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace confab::xmpp;
  const auto frame = parse_frame({reinterpret_cast<const char*>(data), size});
  if (!frame.ok() || !std::holds_alternative<FrameStanza>(*frame)) return 0;
  Sink sink;
  StropheStream stream(sink);
  stream.open("example.org", "", "en");
  if (!stream.feed(stream_header({.from = "example.org", .id = "1"}))) std::abort();
  const bool ok = stream.feed(std::get<FrameStanza>(*frame).xml);
  if (sink.elements != (ok ? 1 : 0)) std::abort();
  if (!ok) return 0;
  // The frame left the stream where it was: another stanza still fits.
  if (!stream.feed("<presence xmlns='jabber:client'/>") || sink.elements != 2) std::abort();
  if (stream.ended()) std::abort();
  return 0;
}
