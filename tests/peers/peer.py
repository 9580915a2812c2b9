# SPDX-License-Identifier: MIT
"""What every peer needs: a slixmpp client over plain TCP on loopback, and joining rooms. Holds no behaviour of its own.

Environment: XMPP_PORT (c2s port), XMPP_HOST (127.0.0.1), XMPP_PASS (default: the user name followed by "pass").
A peer prints one line starting with "ready" when it is logged in (and in its room); peers.sh waits for it.
"""
import asyncio
import os
import sys

sys.dont_write_bytecode = True
import slixmpp  # noqa: E402


class Peer(slixmpp.ClientXMPP):
    """Logs in, sends presence, calls started(), then prints "ready". Accepts every contact request."""

    def __init__(self, jid, plugins=()):
        jid = slixmpp.JID(jid)
        password = os.environ.get("XMPP_PASS") or f"{jid.user}pass"
        sasl = {"unencrypted_scram": True, "unencrypted_plain": True}
        super().__init__(jid, password, plugin_config={"feature_mechanisms": sasl})
        self.enable_plaintext = True
        self.enable_starttls = False
        self.enable_direct_tls = False
        for name in ("xep_0030", "xep_0199", *plugins):
            self.register_plugin(name)
        self.add_event_handler("session_start", self._on_session)
        self.add_event_handler("presence_subscribe", self._on_subscribe)
        self.add_event_handler("failed_all_auth", lambda _: stop(f"{jid}: login failed"))
        self.add_event_handler("disconnected", lambda _: stop(f"{jid}: disconnected"))

    async def started(self):
        """For subclasses: what to do once, after login."""

    async def _on_session(self, _):
        self.send_presence()
        await self.get_roster()
        await self.started()
        print("ready", self.boundjid.full, flush=True)

    def _on_subscribe(self, presence):
        self.send_presence(pto=presence["from"], ptype="subscribed")

    async def join(self, room, nick, timeout=30):
        """Enters a room and waits for the own presence. (slixmpp's own wait also wants a subject, which a new room may lack.)"""
        muc = self["xep_0045"]
        muc.rooms[None][room] = {}
        muc.our_nicks[None][room] = nick
        entered = asyncio.get_running_loop().create_future()

        def settle(presence):
            if not entered.done():
                entered.set_result(presence)

        self.add_event_handler(f"muc::{room}::self-presence", settle)
        self.add_event_handler(f"muc::{room}::presence-error", settle)
        muc.make_join_stanza(room, nick, maxstanzas=0).send()
        presence = await asyncio.wait_for(entered, timeout)
        if presence["type"] == "error":
            stop(f"{room}: {presence['error']['condition']}")

    def say(self, room, text):
        self.send_message(room, text, mtype="groupchat")


def stop(text):
    print(text, file=sys.stderr, flush=True)
    os._exit(1)


def serve(*peers):
    """Runs until killed, or until a server goes away."""
    for peer in peers:
        peer.connect(os.environ.get("XMPP_HOST", "127.0.0.1"), int(os.environ["XMPP_PORT"]))
    asyncio.get_event_loop().run_forever()
