// SPDX-License-Identifier: MIT
// The one table of failure codes for site owners; see failures.h.
#include "app/failures.h"

namespace confab::app {

namespace {

struct Failure {
  std::string_view code, message, hint;
};
constexpr Failure kFailures[] = {
    {"unreachable", "The chat server could not be reached.",
     "Check websocket_url and bosh_service_url, that the server runs, and that the page's CSP "
     "connect-src allows it."},
    {"bad-url", "The address of the chat server is not valid.",
     "websocket_url must be a full ws: or wss: URL, bosh_service_url an http: or https: one."},
    {"no-jid", "Nobody has said where guests sign in.",
     "Set jid to the server's domain for guests, e.g. guest.example.org."},
    {"mixed-content", "The page is secure, but the chat server's address is not.",
     "A page served over https: may only use wss: and https:. Change websocket_url to wss:."},
    {"not-xmpp", "Something answers at the chat server's address, but it is not XMPP.",
     "It must speak XMPP over WebSocket (RFC 7395) or BOSH (XEP-0124). Check the path, e.g. "
     "/xmpp-websocket, /ws or /http-bind."},
    {"discovery-failed", "No address to connect to was found for the domain.",
     "Set websocket_url, or publish /.well-known/host-meta.json with CORS headers (XEP-0156)."},
    {"auth-failed", "The server refused the login.",
     "The address or password is wrong, or the server does not let guests in."},
    {"token-refused", "The server did not accept the token.",
     "It has expired, was revoked, or belongs to another account; get a new one. The fields "
     "condition and text say what the server said."},
    {"credentials-refused", "The site did not say who the visitor is.",
     "credentials_url, token_url or prebind_url answered 401 or 403: the visitor is signed out."},
    {"credentials-unreachable", "The site did not answer when it was asked who the visitor is.",
     "Check the address in credentials_url, token_url or prebind_url, its CORS headers (with "
     "credentials) and redirects, and connect-src. The field text says more."},
    {"credentials-bad", "The site's answer about who the visitor is cannot be used.",
     "See docs/backends.md for the JSON that is expected. The field text says more."},
    {"credentials-insecure", "The page is secure, but the address it asks for a login is not.",
     "Use https: in credentials_url, token_url or prebind_url."},
    {"account-disabled", "The account is disabled.", "Enable it on the server."},
    {"no-mechanism", "The server offers no way of logging in that this client knows.",
     "Server and sasl_mechanisms have no login mechanism in common."},
    {"insecure-mechanism", "The password would be sent over an unencrypted connection.",
     "The server offers only PLAIN. Use wss: or enable SCRAM."},
    {"server-signature", "The server could not prove that it knows the password.",
     "Check that this is the right server."},
    {"bind-failed", "The server let us in, but gave the session no address.",
     "Check the server's limit of sessions for each account, and its log."},
    {"host-unknown", "The server does not serve this domain.",
     "Check jid and the server's virtual hosts."},
    {"conflict", "The same account signed in elsewhere in place of this session.",
     "Do not set a fixed resource in jid."},
    {"system-shutdown", "The server is shutting down.",
     "Nothing to do; the chat tries again by itself."},
    {"policy-violation", "The server closed the stream for a policy violation.",
     "Check its limits and log."},
    {"see-other-host", "The server sent us to another address that may not be used.",
     "Set websocket_url to the address that the server names."},
    {"too-large", "A stanza went over the size limit.",
     "Check the limits of the server and what its other clients send."},
    {"bad-xml", "The server sent XML that cannot be read.",
     "The server or a proxy in between is broken."},
    {"stream-error", "The server ended the stream with an error.",
     "The field condition names it; see the server's log."},
    {"timeout", "The server did not answer in time.", "Check its load and the network."},
    {"lost", "The connection was lost.", "Nothing to do; the chat tries again by itself."},
    {"offline", "The visitor's device is offline.", "Nothing to do."},
    {"prebind-expired", "The prebound session is not there any more.",
     "Fetch a new jid, sid and rid from your server and call attach(): each is good for one page, "
     "within the server's limit of inactivity."},
    {"bad-prebind", "The prebound session is not complete.",
     "Give jid, sid and rid; rid is the id of the next request."},
    {"closed", "The connection was closed on request.", "Nothing to do."},
    {"disconnected", "The connection is not there.",
     "Wait for the event connected and call again."},
    {"bad-jid", "That is no XMPP address.", "An address is like name@example.org."},
    {"no-chat", "There is no such chat.", "chats.list() has those there are; open() makes one."},
    {"not-joined", "The visitor is not in the room.", "Call rooms.join() first."},
    {"empty-message", "There is no text to send.", "Give body."},
    {"unknown-call", "There is no such call.", "docs/embedding.md has those there are."},
    {"bad-stanza", "That is no stanza.", "Give one element, as XML: message, presence or iq."},
    {"bad-affiliation", "There is no such affiliation.",
     "One of owner, admin, member, none, outcast."},
    {"register-conflict", "There is an account of that name already.", "Choose another name."},
    {"register-not-acceptable", "The server did not take the name, the password or another answer.",
     "See its rules for names and passwords, and its log."},
    {"register-resource-constraint", "The server lets no more accounts be made just now.",
     "Look at its limits of registration (Prosody: mod_register_limits, ejabberd: "
     "registration_timeout)."},
    {"register-forbidden", "The server does not let this visitor make an account.",
     "It may want an invitation: set registration_invite, or open registration."},
    {"register-not-allowed", "The server does not let visitors make accounts.",
     "Allow it (Prosody: allow_registration and mod_register_ibr, ejabberd: mod_register), or "
     "switch allow_registration off."},
    {"register-unsupported", "The server does not offer registration (XEP-0077).",
     "Load the module for it, or switch allow_registration off."},
    {"register-invite", "The invitation is not valid, or was used before.",
     "Make a new one on the server and set registration_invite."},
    {"register-fields", "The server wants answers to more questions.",
     "Give them as fields of register(); the form asks the visitor by itself."},
    {"register-elsewhere", "Accounts of this server are made on its website.",
     "Link to it, or open registration in the chat on the server."},
    {"register-captcha",
     "The server wants to know that a person asks, in a way the chat cannot show.",
     "Switch the CAPTCHA of registration off, or let accounts be made on a website."},
    {"register-busy", "An account is being made already.", "Wait for the answer."},
    {"storage-full", "The browser has no room left to keep the chat's history.",
     "Nothing is lost, and history comes from the server. Lower prune_messages_above."},
    {"storage-newer", "What is stored in this browser was written by a later version.",
     "It is left alone. Do not serve an older confab.js beside a newer one."},
    {"storage-broken", "What was stored in this browser could not be read or written.",
     "Nothing to do; history comes from the server."},
    {"room-not-authorized", "The room asks for a password.",
     "Put the password into auto_join_rooms, or leave it to the visitor, who is asked."},
    {"room-registration-required", "Only members may enter the room.",
     "Make the visitor a member, or open the room to everybody."},
    {"room-forbidden", "The visitor is banned from the room.", "Lift the ban if it was a mistake."},
    {"room-conflict", "Somebody in the room has the nickname already.",
     "Leave nickname empty, so that each visitor gets another one."},
    {"room-bad-nick", "The nickname has nothing that could be seen.",
     "Give auto_join_rooms, rooms.join() or identify() a nickname with letters."},
    {"room-item-not-found", "There is no such room.", "Check the address in auto_join_rooms."},
    {"room-gone", "The room was closed for good.", "Take it out of auto_join_rooms."},
    {"room-not-allowed", "There is no such room, and the visitor may not create it.",
     "Create it, or allow it on the server (Prosody: restrict_room_creation)."},
    {"room-not-acceptable", "The room accepts only registered nicknames.",
     "Set nickname to the registered one."},
    {"room-service-unavailable", "The room is full.", "Raise its limit of occupants."},
    {"room-remote-server-not-found", "The server of the room could not be found.",
     "Check the address in auto_join_rooms."},
    {"room-remote-server-timeout", "The server of the room does not answer.",
     "Check that it runs and that the two servers can reach each other."},
};

const Failure* find(std::string_view code) {
  for (const Failure& f : kFailures)
    if (f.code == code) return &f;
  return nullptr;
}

}  // namespace

std::string_view failure_message(std::string_view code) {
  if (const Failure* f = find(code)) return f->message;
  if (code.substr(0, 9) == "register-") return "The server refused to make the account.";
  return code.substr(0, 5) == "room-" ? "The room could not be entered."
                                      : "The chat server reported an error.";
}

std::string_view failure_hint(std::string_view code) {
  const Failure* f = find(code);
  return f ? f->hint : "The code names the server's condition (RFC 6120 8.3.3).";
}

}  // namespace confab::app
