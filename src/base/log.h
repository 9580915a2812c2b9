// SPDX-License-Identifier: MIT
// Log: leveled lines to one sink that the composition root sets per instance. Never pass secrets,
// bodies or whole stanzas; those go to the opt-in stanza log.
#pragma once

#include <string>
#include <string_view>

#include "base/function.h"

namespace confab {

enum class LogLevel { Debug, Info, Warn, Error, Off };

class Log {
 public:
  using Sink = Function<void(LogLevel, std::string_view area, std::string_view text)>;
  Log() = default;
  Log(LogLevel threshold, Sink sink) : threshold_(threshold), sink_(std::move(sink)) {}
  bool enabled(LogLevel level) const { return sink_ && level >= threshold_; }
  void write(LogLevel level, std::string_view area, std::string_view text) const {
    if (enabled(level)) sink_(level, area, text);
  }

 private:
  LogLevel threshold_ = LogLevel::Off;
  Sink sink_;
};

}  // namespace confab
