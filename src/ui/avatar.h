// SPDX-License-Identifier: MIT
// Avatar: somebody's picture, or, until it is there, initials on a disc whose colour comes from
// XEP-0392.
#pragma once

#include <string>
#include <string_view>

#include "chat/model.h"
#include "ui/frame.h"

namespace confab::ui {

std::string initials(std::string_view name);  // one or two, upper case where ASCII
// Disc with its top left at (x, y), coloured by `id` (bare JID, or nick in a room), with the
// picture of `who` (see Store::avatar). The twin hears nothing of it: names stand beside it.
void avatar(Frame& f, float x, float y, float size, std::string_view name, std::string_view id,
            const chat::Jid& who);
// The same for a room: a hash sign.
void room_avatar(Frame& f, float x, float y, float size, std::string_view id);
// Presence dot of an avatar, on the surface it stands on. Nothing for Offline.
void presence_dot(Frame& f, float x, float y, float size, xmpp::Show show, Color surface);
Str show_name(xmpp::Show show);

}  // namespace confab::ui
