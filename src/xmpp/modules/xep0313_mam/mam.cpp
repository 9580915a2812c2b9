// SPDX-License-Identifier: MIT
// See mam.h.
#include "xmpp/modules/xep0313_mam/mam.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/modules/rfc6121_messages/message_codec.h"
#include "xmpp/modules/rfc6121_messages/messages.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {

namespace {

constexpr size_t kMaxPage = 500;

void add_field(xml::Element& form, const char* name, const std::string& value) {
  xml::Element& field = form.add("field");
  field.set_attr("var", name);
  field.add("value").set_text(value);
}

void add_form(xml::Element& parent, const ArchiveQuery& query) {
  if (query.with.empty() && query.start_ms == 0 && query.end_ms == 0) return;
  xml::Element& form = parent.add("x", ns::kDataForms);
  form.set_attr("type", "submit");
  xml::Element& type = form.add("field");
  type.set_attr("var", "FORM_TYPE").set_attr("type", "hidden");
  type.add("value").set_text(ns::kMam);
  if (!query.with.empty()) add_field(form, "with", query.with.str());
  if (query.start_ms != 0) add_field(form, "start", format_datetime(query.start_ms));
  if (query.end_ms != 0) add_field(form, "end", format_datetime(query.end_ms));
}

size_t page_size(const ArchiveQuery& query) {
  return std::clamp<size_t>(query.max > 0 ? static_cast<size_t>(query.max) : 50, 1, kMaxPage);
}

void add_paging(xml::Element& parent, const ArchiveQuery& query) {
  xml::Element& set = parent.add("set", ns::kRsm);
  set.add("max").set_text(std::to_string(page_size(query)));
  if (query.backwards) {
    set.add("before").set_text(query.before);  // empty: the newest page
  } else {
    add_text(set, "after", query.after);
  }
}

}  // namespace

ModuleInfo Mam::info() const { return {"mam", {"XEP-0313", "XEP-0059"}, {}, {"messages"}}; }

void Mam::query(const ArchiveQuery& asked) {
  const std::string queryid = context_->new_id();
  ArchiveQuery query = asked;
  query.archive = asked.archive.bare();
  xml::Element iq = make_iq("set", query.archive);
  xml::Element& child = iq.add("query", ns::kMam);
  child.set_attr("queryid", queryid);
  add_form(child, query);
  add_paging(child, query);
  open_[queryid] = Open{std::move(query), {}, {}, 0};
  context_->iq(std::move(iq), owner_,
               [this, queryid](const IqResult& answer) { finish(queryid, answer); });
}

Handled Mam::on_stanza(const xml::Element& stanza) {
  if (stanza.name() != "message") return Handled::No;
  const xml::Element* result = stanza.child("result", ns::kMam);
  if (!result) return Handled::No;
  // XEP-0313 8: only while we asked, under the id we chose, and from the archive we asked.
  const auto found = open_.find(std::string(result->attr("queryid")));
  if (found == open_.end()) return Handled::Yes;
  Open& open = found->second;
  const Jid& archive = open.query.archive;
  const bool trusted = archive.empty() || archive == context_->jid().bare()
                           ? from_own_account(stanza, context_->jid())
                           : jid_attr(stanza, "from") == archive;
  if (!trusted) {
    context_->log().write(LogLevel::Warn, "mam", "dropped a forged archive result");
    return Handled::Yes;
  }
  if (++open.results <= page_size(open.query)) on_result(open, *result);
  return Handled::Yes;
}

void Mam::on_result(Open& open, const xml::Element& result) {
  const xml::Element* forwarded = result.child("forwarded", ns::kForward);
  const xml::Element* message = forwarded ? forwarded->child("message", ns::kClient) : nullptr;
  const xml::Element* delay = forwarded ? forwarded->child("delay", ns::kDelay) : nullptr;
  const auto stamp = delay ? parse_datetime(delay->attr("stamp")) : std::nullopt;
  if (!message || !stamp || message->attr("type") == "error") return;

  const Jid& archive = open.query.archive;
  const Jid own = context_->jid().bare();
  const bool of_room = !archive.empty() && archive != own;
  const bool groupchat = message->attr("type") == "groupchat";
  const Jid from = jid_attr(*message, "from");
  // A room holds what was said in it, our own archive what we said or were told.
  if (of_room != groupchat) return;
  if (of_room ? from.bare() != archive
              : from.bare() != own && jid_attr(*message, "to").bare() != own)
    return;

  auto* messages = static_cast<Messages*>(context_->module("messages"));
  MessageEvent event = messages->decode(*message, MessageVia::Archive, *stamp);
  event.stanza_id = result.attr("id");
  if (!event.outgoing)
    if (auto receipt = decode_receipt(*message)) open.receipts.push_back(std::move(*receipt));
  if (!event.body.empty()) open.messages.push_back(std::move(event));
}

void Mam::finish(const std::string& queryid, const IqResult& answer) {
  const auto found = open_.find(queryid);
  if (found == open_.end()) return;
  Open open = std::move(found->second);
  open_.erase(found);

  ArchivePageEvent page;
  page.archive = open.query.archive;
  page.with = open.query.with;
  page.backwards = open.query.backwards;
  if (page.backwards) {
    page.before = open.query.before;
  } else {
    page.after = open.query.after;
  }
  page.messages = std::move(open.messages);
  const xml::Element* fin = answer ? answer->child("fin", ns::kMam) : nullptr;
  if (fin) {
    const std::string_view complete = fin->attr("complete");
    if (const xml::Element* set = fin->child("set", ns::kRsm)) {
      page.first_id = set->child_text("first");
      page.last_id = set->child_text("last");
    }
    page.complete =
        complete == "true" || complete == "1" || (page.first_id.empty() && page.last_id.empty());
  } else {
    page.error = answer ? StanzaError{"undefined-condition", "cancel", {}, {}, {}} : answer.error();
  }
  context_->emit(page);
  for (const ReceiptEvent& receipt : open.receipts) context_->emit(receipt);
}

}  // namespace confab::xmpp
