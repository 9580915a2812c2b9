// SPDX-License-Identifier: MIT
// Namespaces, each beside the specification that defines it. Names only.
#pragma once

namespace confab::xmpp::ns {

inline constexpr char kClient[] = "jabber:client";                          // RFC 6120
inline constexpr char kStream[] = "http://etherx.jabber.org/streams";       // RFC 6120
inline constexpr char kFraming[] = "urn:ietf:params:xml:ns:xmpp-framing";   // RFC 7395
inline constexpr char kHttpBind[] = "http://jabber.org/protocol/httpbind";  // XEP-0124
inline constexpr char kXbosh[] = "urn:xmpp:xbosh";                          // XEP-0206
inline constexpr char kStreamErrors[] = "urn:ietf:params:xml:ns:xmpp-streams";
inline constexpr char kStanzaErrors[] = "urn:ietf:params:xml:ns:xmpp-stanzas";
inline constexpr char kSasl[] = "urn:ietf:params:xml:ns:xmpp-sasl";
inline constexpr char kBind[] = "urn:ietf:params:xml:ns:xmpp-bind";
inline constexpr char kSession[] = "urn:ietf:params:xml:ns:xmpp-session";
inline constexpr char kRoster[] = "jabber:iq:roster";  // RFC 6121
inline constexpr char kRosterVer[] = "urn:xmpp:features:rosterver";
inline constexpr char kDataForms[] = "jabber:x:data";                          // XEP-0004
inline constexpr char kDiscoInfo[] = "http://jabber.org/protocol/disco#info";  // XEP-0030
inline constexpr char kDiscoItems[] = "http://jabber.org/protocol/disco#items";
inline constexpr char kMuc[] = "http://jabber.org/protocol/muc";  // XEP-0045
inline constexpr char kMucUser[] = "http://jabber.org/protocol/muc#user";
inline constexpr char kMucAdmin[] = "http://jabber.org/protocol/muc#admin";
inline constexpr char kMucOwner[] = "http://jabber.org/protocol/muc#owner";
inline constexpr char kVcardTemp[] = "vcard-temp";             // XEP-0054
inline constexpr char kVcardUpdate[] = "vcard-temp:x:update";  // XEP-0153
inline constexpr char kAvatarData[] = "urn:xmpp:avatar:data";  // XEP-0084
inline constexpr char kAvatarMetadata[] = "urn:xmpp:avatar:metadata";
inline constexpr char kRsm[] = "http://jabber.org/protocol/rsm";        // XEP-0059
inline constexpr char kPubsub[] = "http://jabber.org/protocol/pubsub";  // XEP-0060
inline constexpr char kPubsubOwner[] = "http://jabber.org/protocol/pubsub#owner";
inline constexpr char kPubsubOptions[] = "http://jabber.org/protocol/pubsub#publish-options";
inline constexpr char kPubsubConfig[] = "http://jabber.org/protocol/pubsub#node_config";
inline constexpr char kPubsubErrors[] = "http://jabber.org/protocol/pubsub#errors";
inline constexpr char kPubsubEvent[] = "http://jabber.org/protocol/pubsub#event";
inline constexpr char kOob[] = "jabber:x:oob";                                  // XEP-0066
inline constexpr char kRegister[] = "jabber:iq:register";                       // XEP-0077
inline constexpr char kChatStates[] = "http://jabber.org/protocol/chatstates";  // XEP-0085
inline constexpr char kRosterX[] = "http://jabber.org/protocol/rosterx";        // XEP-0144
inline constexpr char kVersion[] = "jabber:iq:version";                         // XEP-0092
inline constexpr char kCaps[] = "http://jabber.org/protocol/caps";              // XEP-0115
inline constexpr char kReceipts[] = "urn:xmpp:receipts";                        // XEP-0184
inline constexpr char kNick[] = "http://jabber.org/protocol/nick";              // XEP-0172
inline constexpr char kSm[] = "urn:xmpp:sm:3";                                  // XEP-0198
inline constexpr char kPing[] = "urn:xmpp:ping";                                // XEP-0199
inline constexpr char kDelay[] = "urn:xmpp:delay";                              // XEP-0203
inline constexpr char kConference[] = "jabber:x:conference";                    // XEP-0249
inline constexpr char kCarbons[] = "urn:xmpp:carbons:2";                        // XEP-0280
inline constexpr char kForward[] = "urn:xmpp:forward:0";                        // XEP-0297
inline constexpr char kMam[] = "urn:xmpp:mam:2";                                // XEP-0313
inline constexpr char kMarkers[] = "urn:xmpp:chat-markers:0";                   // XEP-0333
inline constexpr char kHints[] = "urn:xmpp:hints";                              // XEP-0334
inline constexpr char kCsi[] = "urn:xmpp:csi:0";                                // XEP-0352
inline constexpr char kSid[] = "urn:xmpp:sid:0";                                // XEP-0359
inline constexpr char kCorrect[] = "urn:xmpp:message-correct:0";                // XEP-0308
inline constexpr char kBookmarks[] = "urn:xmpp:bookmarks:1";                    // XEP-0402
inline constexpr char kPreauth[] = "urn:xmpp:pars:0";                           // XEP-0445
inline constexpr char kOccupantId[] = "urn:xmpp:occupant-id:0";                 // XEP-0421
inline constexpr char kSaslCb[] = "urn:xmpp:sasl-cb:0";                         // XEP-0440
inline constexpr char kSasl2[] = "urn:xmpp:sasl:2";                             // XEP-0388
inline constexpr char kBind2[] = "urn:xmpp:bind:0";                             // XEP-0386
inline constexpr char kFast[] = "urn:xmpp:fast:0";                              // XEP-0484
inline constexpr char kSaslUpgrade[] = "urn:xmpp:sasl:upgrade:0";               // XEP-0480
inline constexpr char kScramUpgrade[] = "urn:xmpp:scram-upgrade:0";
inline constexpr char kTabs[] = "urn:confab:tabs";        // ours, between tabs of one site
inline constexpr char kBlocking[] = "urn:xmpp:blocking";  // XEP-0191

}  // namespace confab::xmpp::ns
