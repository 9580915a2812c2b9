// SPDX-License-Identifier: MIT
// What a name shows to the eye: characters that show nothing, and letters that look like others.
// People choose names, and some choose them to be taken for somebody else (UTS #39 section 4).
#pragma once

#include <string>
#include <string_view>

namespace confab::names {

// Whether there is anything to see in it.
bool visible(std::string_view name);

// The name with a mark in the place of each character that shows nothing or turns directions.
// Joiners and variation selectors that letters and emoji need stay.
std::string shown(std::string_view name);

// Two names with the same skeleton look the same. Not for showing.
std::string skeleton(std::string_view name);

// The letter of basic Latin that looks like `cp`; `cp` itself when there is none.
char32_t latin_twin(char32_t cp);

}  // namespace confab::names
