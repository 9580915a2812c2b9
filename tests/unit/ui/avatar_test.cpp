// SPDX-License-Identifier: MIT
// Avatars as they are drawn: initials until the picture is there, which is asked for when it is to
// be seen, and painted as a disc.
#include <gtest/gtest.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>

#include "shell_rig.h"

namespace confab::ui {
namespace {

struct Canvas {
  ImDrawListSharedData shared;
  ImDrawList list{&shared};
  Canvas() {
    shared.SetCircleTessellationMaxError(0.3f);
    shared.CurveTessellationTol = 1.25f;
  }
  ImDrawList* fresh(float w, float h) {
    list._ResetForNewFrame();
    list.PushTexture(ImTextureRef());
    list.PushClipRect({0, 0}, {w, h});
    return &list;
  }
};

struct AvatarTest : testing::Test {
  AvatarTest() {
    rig.width = 1200;
    rig.in_room();
  }
  void join(const std::string& nick, const std::string& avatar) {
    xmpp::OccupantEvent e{
        xmpp::OccupantEvent::Kind::Join, ShellRig::room(), {}, {}, false, {}, {}, {}};
    e.occupant.nick = nick;
    e.occupant.avatar = avatar;
    e.occupant.role = xmpp::Role::Participant;
    rig.store.apply(e);
  }
  void draw() {
    rig.rasterizer.painted.clear();
    for (int n = 0; n < 50 && rig.shell.frame(rig.width, rig.height, 2, canvas.fresh(1200, 600));)
      ++n;
  }
  // How often initials, or a picture, were painted in the last draw().
  size_t painted(const std::string& text, uint32_t picture) {
    const auto& all = rig.rasterizer.painted;
    return static_cast<size_t>(std::count_if(all.begin(), all.end(), [&](const auto& p) {
      return p.text == text && p.run.picture == picture;
    }));
  }
  ShellRig rig;
  Canvas canvas;
  const std::string hash = std::string(40, 'a');
};

TEST_F(AvatarTest, InitialsUntilThePictureIsThere) {
  join("Zoe Quay", hash);
  draw();
  EXPECT_GE(painted("ZQ", 0), 1u);
  ASSERT_GE(rig.sent<chat::WantPicture>(), 1);
  rig.store.want_picture(hash);
  rig.commands.clear();
  draw();
  EXPECT_EQ(rig.sent<chat::WantPicture>(), 0);
  EXPECT_TRUE(rig.rasterizer.pictures.empty());
  rig.rasterizer.decodes = false;
  rig.store.apply(xmpp::PictureEvent{hash, "bytes"});
  draw();
  const uint32_t id = rig.store.picture(hash)->id;
  EXPECT_EQ(rig.rasterizer.pictures[id], "bytes");
  EXPECT_EQ(painted("", id), 0u);
  rig.rasterizer.decodes = true;
  draw();
  EXPECT_EQ(painted("", id), 1u);
  draw();
  EXPECT_EQ(rig.rasterizer.painted.size(), 0u);  // it is on its page
}

TEST_F(AvatarTest, WhoHasNoneIsNotAskedAbout) {
  join("Zoe Quay", "");
  draw();
  EXPECT_EQ(rig.sent<chat::WantPicture>(), 0);
}

TEST_F(AvatarTest, OfManyOnlyThoseInView) {
  for (int i = 0; i < 2000; ++i) {
    std::string own = std::to_string(i);
    own.insert(0, 40 - own.size(), '0');
    join("Zoe " + own, own);
  }
  rig.frames.requests = 0;
  rig.shell.frame(rig.width, rig.height, 2, canvas.fresh(1200, 600));
  EXPECT_GE(rig.sent<chat::WantPicture>(), 5);
  EXPECT_LE(rig.sent<chat::WantPicture>(), 40);
}

}  // namespace
}  // namespace confab::ui
