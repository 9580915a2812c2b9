// SPDX-License-Identifier: MIT
// Account: logging in and out, opening and closing chats, drafts, reading.
#include "chat/account_impl.h"
#include "chat/keeper.h"

namespace confab::chat {
namespace {

constexpr int64_t kDraftDelayMs = 400;

}  // namespace

void Account::Impl::run(Login& c) {
  const bool guest = c.config.auth == xmpp::AuthMethod::Anonymous;
  const Jid who = c.config.jid.bare();
  if (!account.empty() && (who != account || guest != anonymous)) {
    if (keeper) keeper->leave();
    reset();
  }
  account = who;
  anonymous = guest;
  if (!guest) store.set_self(who);
  if (!keeper) return connect(std::move(c.config), {});
  keeper->begin(c.trusted,
                [this, config = std::move(c.config)](std::optional<xmpp::ResumeState> earlier) {
                  connect(config, std::move(earlier));
                });
}

void Account::Impl::connect(xmpp::SessionConfig config, std::optional<xmpp::ResumeState> earlier) {
  if (!online) resumed_ms = clock.monotonic_ms();
  // Said before there is a stream: it goes out with each one that is opened.
  service.send_presence(xmpp::Show::Online, "", options.priority);
  for (const xmpp::RoomJoin& join : options.auto_join_rooms)
    if (const RoomRecord* r = room(join.room); !r || r->join.nick.empty())
      want_room(join, false, {});
  service.session().connect(std::move(config), std::move(earlier));
}

void Account::Impl::run(PageHide& c) {
  if (!keeper) return;
  keeper->flush();
  if (c.leaving) keeper->leave_behind();
  if (c.leaving && !account.empty()) service.session().suspend(keeper->may_leave_open());
}

void Account::Impl::run(PageShow&) {
  if (keeper) keeper->came_back();
  if (!account.empty()) service.session().retry_now();
}

void Account::Impl::run(MayKeep&) {
  if (keeper) keeper->may_keep();
}

void Account::Impl::run(Logout&) {
  for (const Conversation* conversation : store.conversations())
    storage.remove(draft_key(conversation->jid));
  tell(xmpp::TabNote::Kind::Logout, account);
  log_out();
}

void Account::Impl::log_out() {
  if (keeper) keeper->end();
  service.session().log_out();
  reset();
  account = Jid();
  anonymous = false;
}

void Account::Impl::run(ChangePassword& c) {
  service.change_password(
      c.password, [this, password = c.password, done = c.done, owner = std::weak_ptr<char>(alive)](
                      const std::optional<xmpp::StanzaError>& error) {
        if (!owner.expired() && !error) {
          tell(xmpp::TabNote::Kind::Password, account, password);
          service.session().set_password(password);
        }
        if (done) done(error ? error->condition : "");
      });
}

void Account::Impl::run(CancelAccount& c) {
  service.cancel_account([this, done = c.done, owner = std::weak_ptr<char>(alive)](
                             const std::optional<xmpp::StanzaError>& error) {
    // A server may end the stream in place of an answer (XEP-0077 section 3.2).
    const bool gone = !error || error->condition == "disconnected";
    if (done) done(gone ? "" : error->condition);
    Logout out;
    if (!gone || owner.expired()) return;
    if (keeper) keeper->forget();
    run(out);
  });
}

void Account::Impl::run(RetryNow& c) {
  service.session().retry_now(c.again && !account.domain().empty());
}

void Account::Impl::run(SetActive& c) { service.session().set_active(c.window_visible); }

void Account::Impl::run(OpenChat& c) {
  const Conversation* known = store.find(c.jid);
  ConversationKind kind = ConversationKind::Direct;
  Jid jid = c.jid;
  if (known) {
    kind = known->kind;
  } else if (room(jid.bare()) && !jid.is_bare()) {
    kind = ConversationKind::RoomPrivate;
  } else {
    jid = jid.bare();
  }
  const Conversation& conversation = store.open(jid, kind);
  if (conversation.draft.empty())
    if (const auto draft = storage.get(draft_key(jid))) store.set_draft(jid, *draft);
  if (kind != ConversationKind::Room) load_initial(jid);
}

void Account::Impl::run(CloseChat& c) {
  const Conversation* conversation = store.find(c.jid);
  if (!conversation) return;
  if (conversation->kind == ConversationKind::Room) leave(c.jid);
  store.close(c.jid);
}

void Account::Impl::run(Show& c) {
  store.set_shown(c.jid);
  if (keeper) keeper->show(c.jid);
}

std::string Account::Impl::draft_key(const Jid& jid) const {
  return "draft/" + account.str() + "/" + jid.str();
}

void Account::Impl::save_drafts() {
  for (const Jid& jid : drafts_unsaved) {
    const Conversation* conversation = store.find(jid);
    if (!conversation || conversation->draft.empty()) {
      storage.remove(draft_key(jid));
    } else {
      storage.set(draft_key(jid), conversation->draft);  // kept or not, typing goes on
    }
    tell(xmpp::TabNote::Kind::Draft, jid, conversation ? conversation->draft : "");
  }
  drafts_unsaved.clear();
}

void Account::Impl::run(Typing& c) {
  const Conversation* conversation = store.find(c.jid);
  if (!conversation) return;
  if (conversation->draft != c.draft) {
    store.set_draft(c.jid, c.draft);
    if (drafts_unsaved.empty()) after(kDraftDelayMs, [this] { save_drafts(); });
    drafts_unsaved.insert(c.jid);
  }
  // XEP-0085 5.1: to those who show that they can use it.
  const bool useful = conversation->kind != ConversationKind::Direct ||
                      tells_states.count(c.jid) > 0 || conversation->show != xmpp::Show::Offline;
  if (options.send_typing && online && useful && may_tell(c.jid))
    states.typing(c.jid, c.composing && !c.draft.empty());
}

void Account::Impl::run(MarkRead& c) {
  store.mark_read(c.jid);
  displayed(c.jid);
}

}  // namespace confab::chat
