// SPDX-License-Identifier: MIT
// Banner: the strip that says how the connection is, with one action; and the sentences of stream
// failures. The twin's role=status is there also when there is nothing to see.
#pragma once

#include <string>

#include "ui/actions.h"

namespace confab::ui {

// The sentence a visitor reads for a StreamFailure::code.
std::string stream_sentence(const Strings& str, const std::string& code);

// Marks where the twin says how the connection is. Not announced from there, since it counts
// seconds: what is worth hearing is said once, by Shell::Impl::announce_line().
Node& as_connection(Node& n);

// Draws at the top of `area`; returns the height used, 0 while all is well.
float banner(Frame& f, const Rect& area);

}  // namespace confab::ui
