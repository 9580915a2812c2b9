# SPDX-License-Identifier: MIT
"""A support bot: an XMPP client on the site's server. Answers visitors who write to it, and posts into rooms what the
site's other programs send to its webhook.

  POST /hook {"room": "news@conference.example", "text": "..."} with the header X-Signature: HMAC-SHA256 of the body in
  hexadecimal, keyed by HOOK_SECRET. Only rooms in ROOMS (comma-separated) are posted to.

Environment: JID, PASSWORD, XMPP_HOST, XMPP_PORT, HOOK_PORT, HOOK_SECRET, ROOMS, NICK. Debian: python3-slixmpp.
"""
import asyncio
import hashlib
import hmac
import json
import os
import sys

import slixmpp

ANSWERS = {
    ("hello", "hi", "hey"): "Hello! Ask me about opening hours, prices or your order.",
    ("open", "hours", "when"): "We are open Monday to Friday, 9:00 to 17:00.",
    ("price", "cost", "much"): "A full service is 40 euros; ask before you buy parts.",
    ("human", "person", "agent"): "I have called a colleague. Please stay in this chat.",
}
UNKNOWN = "I did not understand that. Write \"human\" and a colleague comes."
LONGEST = 4000


def answer(text):
    words = {word.strip(".,!?") for word in text.lower().split()}
    return next((reply for keys, reply in ANSWERS.items() if words & set(keys)), UNKNOWN)


class Bot(slixmpp.ClientXMPP):
    def __init__(self, jid, password, rooms, nick):
        # On loopback there is no TLS; over a network leave these settings at their defaults.
        loopback = os.environ.get("XMPP_HOST") in ("127.0.0.1", "localhost")
        super().__init__(jid, password, plugin_config={"feature_mechanisms": {"unencrypted_scram": loopback}})
        if loopback:
            self.enable_plaintext, self.enable_starttls, self.enable_direct_tls = True, False, False
        self.rooms, self.nick, self.inside = rooms, nick, set()
        for plugin in ("xep_0030", "xep_0045", "xep_0085", "xep_0184", "xep_0199"):
            self.register_plugin(plugin)
        self["xep_0184"].auto_ack = True
        self.add_event_handler("session_start", self.on_start)
        self.add_event_handler("message", self.on_message)
        self.add_event_handler("groupchat_presence", self.on_room_presence)
        self.add_event_handler("disconnected", self.on_disconnected)
        self.add_event_handler("failed_all_auth", lambda _: sys.exit("login failed"))

    async def on_start(self, _):
        self.inside.clear()
        self.send_presence()
        await self.get_roster()
        for room in self.rooms:
            self["xep_0045"].join_muc(room, self.nick)
        print("ready", self.boundjid.full, flush=True)

    def on_disconnected(self, _):
        self.inside.clear()
        asyncio.get_event_loop().call_later(2, self.reconnect_now)

    def reconnect_now(self):
        self.connect(os.environ["XMPP_HOST"], int(os.environ["XMPP_PORT"]))

    def on_room_presence(self, presence):
        who = presence["from"]
        if who.bare in self.rooms and who.resource == self.nick:
            (self.inside.discard if presence["type"] == "unavailable" else self.inside.add)(who.bare)

    # Visitors only: never a room, an error, an old message that was waiting, or another program's automatic answer.
    def on_message(self, message):
        text = message["body"]
        delayed = message.xml.find("{urn:xmpp:delay}delay") is not None
        if message["type"] not in ("chat", "normal") or not text or delayed or len(text) > LONGEST:
            return
        asyncio.get_event_loop().create_task(self.reply(message["from"], text))

    async def reply(self, to, text):
        typing = self.make_message(to, mtype="chat")
        typing["chat_state"] = "composing"
        typing.send()
        await asyncio.sleep(0.5)
        message = self.make_message(to, answer(text), mtype="chat")
        message["chat_state"] = "active"
        message.send()

    def post(self, room, text):
        if room not in self.inside:
            return False
        self.send_message(room, text, mtype="groupchat")
        return True


# The webhook: HTTP/1.1 with a body, one request a connection.
async def serve_hook(bot, secret, reader, writer):
    status, said = 400, "bad request"
    try:
        head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)).decode("latin-1")
        first, *lines = head.split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await asyncio.wait_for(reader.readexactly(min(int(headers.get("content-length", "0")), 65536)), 5)
        signature = hmac.new(secret, body, hashlib.sha256).hexdigest()
        if first.split()[:2] != ["POST", "/hook"]:
            status, said = 404, "no such page"
        elif not hmac.compare_digest(signature.encode(), headers.get("x-signature", "").encode()):
            status, said = 403, "wrong signature"
        else:
            order = json.loads(body)
            room, text = str(order["room"]), str(order["text"])[:LONGEST]
            if room not in bot.rooms:
                status, said = 403, "not a room of mine"
            elif bot.post(room, text):
                status, said = 200, "posted"
            else:
                status, said = 503, "not in the room yet, try again"
    except (ValueError, KeyError, TypeError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.TimeoutError):
        pass
    body = json.dumps({"result": said}).encode()
    writer.write(f"HTTP/1.1 {status} .\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
    await writer.drain()
    writer.close()


def main():
    env = os.environ
    rooms = [room for room in env.get("ROOMS", "").split(",") if room]
    bot = Bot(env["JID"], env["PASSWORD"], rooms, env.get("NICK", "Support"))
    loop = asyncio.get_event_loop()
    secret = env["HOOK_SECRET"].encode()
    loop.run_until_complete(asyncio.start_server(lambda r, w: serve_hook(bot, secret, r, w), "127.0.0.1", int(env["HOOK_PORT"])))
    bot.reconnect_now()
    loop.run_forever()


if __name__ == "__main__":
    main()
