// SPDX-License-Identifier: MIT
// confab_chaos: see scripts/chaos, which starts it beside a server. Exit status 1: something was
// lost, doubled or out of order.
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "chaos/world.h"

namespace {

using confab::test::ChaosSettings;
using confab::test::World;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

int usage() {
  std::fprintf(stderr,
               "confab_chaos --server prosody|ejabberd --steps N --seed S [--tabs N] [--kills N]\n"
               "  [--settle N] [--keep-going] [--wire FILE]   (start it by scripts/chaos)\n");
  return 2;
}

int total(const std::set<std::string>& list) { return static_cast<int>(list.size()); }

}  // namespace

int main(int argc, char** argv) {
  ChaosSettings set;
  int steps = 300, settle_every = 25;
  bool keep_going = false;
  std::string wire;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--keep-going") {
      keep_going = true;
      continue;
    }
    if (i + 1 == argc) return usage();
    const char* value = argv[++i];
    if (name == "--server")
      set.server = value;
    else if (name == "--steps")
      steps = std::atoi(value);
    else if (name == "--seed")
      set.seed = std::strtoull(value, nullptr, 10);
    else if (name == "--tabs")
      set.tabs = std::atoi(value);
    else if (name == "--kills")
      set.kill_every = std::atoi(value);
    else if (name == "--settle")
      settle_every = std::max(1, std::atoi(value));
    else if (name == "--wire")
      wire = value;
    else
      return usage();
  }
  const std::string upper = set.server == "prosody" ? "PROSODY" : "EJABBERD";
  set.websocket = environment(("CONFAB_" + upper + "_URL").c_str());
  set.bosh = environment(("CONFAB_" + upper + "_BOSH").c_str());
  if (set.websocket.empty() || set.bosh.empty()) return usage();
  set.ctl = [&](const char* what) {
    const std::string command = "tests/servers/" + set.server + ".sh " + what + " >/dev/null";
    if (std::system(command.c_str()) != 0) std::printf("%s failed\n", command.c_str());
  };
  std::printf("chaos on %s: --seed %llu --steps %d --tabs %d --kills %d --settle %d\n",
              set.server.c_str(), static_cast<unsigned long long>(set.seed), steps, set.tabs,
              set.kill_every, settle_every);
  std::fflush(stdout);
  std::random_device device;
  set.tag = "k" + std::to_string(device());
  FILE* log = wire.empty() ? nullptr : std::fopen(wire.c_str(), "w");
  if (log) set.wire = [log](const std::string& line) { std::fprintf(log, "%s\n", line.c_str()); };

  World world(set);
  bool good = world.begin();
  if (!good) std::printf("nobody got in\n");
  const bool began = good;
  for (int i = 1; began && i <= steps && (good || keep_going); ++i) {
    world.step();
    if (i % settle_every && i != steps) continue;
    const bool settled = world.settle();
    if (!settled && good) world.print("not everything has arrived as it was said");
    good = good && settled;
    if (i % 500 < settle_every) {
      std::printf("  %d steps, %d messages\n", i, world.counter.typed);
      std::fflush(stdout);
    }
  }
  if (began) {
    const bool before = good;
    world.finish();
    const auto& c = world.counter;
    good = good && c.lost.empty() && c.doubled.empty() && c.reordered.empty();
    if (before && !good) world.print("at the end");
    world.leave();
  }
  if (log) std::fclose(log);
  const auto& c = world.counter;
  std::printf(
      "%d messages; %d reloads, %d discards, %d cuts, %d kills; %d resumptions, %d new sessions; "
      "seen to leave the room %d times; %d sent again by hand\n",
      c.typed, world.reloads, world.discards, world.cuts, world.kills, world.resumed, world.bound,
      world.flaps, world.by_hand);
  std::printf("on the peer's wire: %d came again with their id, %d with another, %d behind later\n",
              c.wire_same_id, c.wire_other_id, c.wire_behind);
  std::printf("confirmed by the server, then neither delivered nor archived: %d\n",
              total(c.lost_by_server));
  std::printf("delivered by the server behind later ones, and shown so: %d\n",
              total(c.served_late));
  std::printf("%d lost, %d doubled, %d reordered\n", total(c.lost), total(c.doubled),
              total(c.reordered));
  return good ? 0 : 1;
}
