// SPDX-License-Identifier: MIT
// The connection's strip; see banner.h.
#include "ui/banner.h"

#include <algorithm>
#include <cmath>

#include "ui/widgets.h"

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;
using xmpp::SessionState;

namespace {

struct Sentence {
  std::string_view code;
  Str str;
};
constexpr Sentence kSentences[] = {
    {"unreachable", Str::err_unreachable},
    {"bad-url", Str::err_bad_url},
    {"no-jid", Str::err_bad_url},
    {"mixed-content", Str::err_mixed_content},
    {"not-xmpp", Str::err_not_xmpp},
    {"discovery-failed", Str::err_discovery},
    {"auth-failed", Str::err_auth_failed},
    {"token-refused", Str::err_token_refused},
    {"account-disabled", Str::err_account_disabled},
    {"credentials-refused", Str::err_site_refused},
    {"credentials-unreachable", Str::err_site_unreachable},
    {"credentials-bad", Str::err_site_bad},
    {"credentials-insecure", Str::err_site_bad},
    {"no-mechanism", Str::err_no_mechanism},
    {"insecure-mechanism", Str::err_insecure_mechanism},
    {"server-signature", Str::err_server_signature},
    {"bind-failed", Str::err_bind_failed},
    {"conflict", Str::err_conflict},
    {"system-shutdown", Str::err_shutdown},
    {"policy-violation", Str::err_policy},
    {"see-other-host", Str::err_see_other_host},
    {"bad-xml", Str::err_bad_xml},
    {"too-large", Str::err_too_large},
    {"host-unknown", Str::err_host_unknown},
    {"prebind-expired", Str::err_prebind_expired},
    {"stream-error", Str::err_stream},
    {"timeout", Str::err_timeout},
    {"lost", Str::err_lost},
    {"offline", Str::err_offline},
    {"bad-jid", Str::address_bad},
};

struct Said {
  std::string text, action;
  bool bad = false;
};

// Nothing to say: an empty text.
Said say(Frame& f) {
  const auto& store = f.host.store;
  const auto state = store.connection();
  const auto& failure = store.failure();
  const bool known = !store.conversations().empty();
  if (state == SessionState::Online || state == SessionState::Idle) return {};
  if (state == SessionState::Closed) {
    if (failure.code.empty() || failure.code == "closed")
      return known ? Said{f.str(Str::closed_banner), f.str(Str::connect_again), false} : Said{};
    return {stream_sentence(f.str, failure.code), f.str(Str::connect_again), true};
  }
  if (!f.env.online) return {f.str(Str::offline_banner), {}, false};
  if (state == SessionState::Waiting) {
    const int64_t left = std::max<int64_t>(0, store.retry_at_monotonic_ms() - f.now);
    const int64_t seconds = (left + 999) / 1000;
    f.wake_after(std::max<int64_t>(50, left - (seconds - 1) * 1000));
    if (!known) return {stream_sentence(f.str, failure.code), f.str(Str::try_now), false};
    return {f.str.count(Str::reconnecting_in, seconds), f.str(Str::try_now), false};
  }
  if (!failure.code.empty() && known) return {f.str(Str::reconnecting), {}, false};
  return known ? Said{f.str(Str::connecting), {}, false} : Said{};
}

Str state_name(SessionState state) {
  switch (state) {
    case SessionState::Online: return Str::online;
    case SessionState::Connecting:
    case SessionState::Authenticating:
    case SessionState::Binding: return Str::connecting;
    case SessionState::Idle:
    case SessionState::Waiting:
    case SessionState::Closed: return Str::offline;
  }
  return Str::offline;
}

}  // namespace

std::string stream_sentence(const Strings& str, const std::string& code) {
  for (const Sentence& s : kSentences)
    if (s.code == code) return str(s.str);
  return str(Str::err_other, code);
}

Node& as_connection(Node& n) {
  return n.attr("role", "status").attr("aria-live", "off").attr("data-part", "connection");
}

float banner(Frame& f, const Rect& area) {
  const Theme& t = *f.theme;
  const Said said = say(f);
  if (said.text.empty()) {
    Node& n = f.node(TwinTag::Div, key("connection"), {area.x, area.y, 1, 1});
    as_connection(n.cls("sr")).set_text(f.str(state_name(f.host.store.connection())));
    return 0;
  }
  const Color ink = said.bad ? t.bad : t.warn;
  const float wa = said.action.empty() ? 0 : std::ceil(f.text_width(said.action, kSmallBold)) + 24;
  const float wt = area.w - 32 - wa;
  const float text_h =
      f.paragraph(0, {0, 0, wt, 0}, said.text, kSmall, ink, Align::Start, "", false);
  const float h = text_h + (f.env.touch ? 26 : 16);
  const Rect r{area.x, area.y, area.w, h};
  f.paint.fill(r, over(fade(ink, 0.14f), t.bg));
  Node& status = f.open(TwinTag::Div, key("connection"), r);
  as_connection(status.cls(said.bad ? "banner bad" : "banner warn"))
      .attr("aria-label", f.str(Str::connection_state));
  f.paragraph(key("text"), {r.x + 16, r.y + (h - text_h) / 2, wt, 0}, said.text, kSmall, ink,
              Align::Start, said.bad ? "bad" : "warn");
  if (wa > 0) {
    const Rect b{r.right() - wa - 4, r.y + (h - 28) / 2, wa, 28};
    const uint64_t path = f.tree.path_of(key("act"));
    f.paint.fill(b, fade(ink, 0.14f * f.animate(path, f.hot == path)), metric::radius_small);
    f.text(b, said.action, kSmallBold, ink, Align::Center);
    focus_ring(f, path, b, metric::radius_small);
    Node& n = f.node(TwinTag::Button, key("act"), touch_area(f, b));
    n.cls(said.bad ? "btn plain bad ctr t13 w600" : "btn plain warn ctr t13 w600");
    n.attr("type", "button").set_text(said.action);
    n.interactive = true;
    n.on = [&f](const TwinInput& in) {
      if (in.event == TwinEvent::Click) f.host.dispatch(chat::RetryNow{true});
    };
  }
  f.close();
  return h;
}

}  // namespace confab::ui
