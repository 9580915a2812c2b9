#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A contact that answers: echo.py JID [ROOM NICK]

In a chat it shows "typing", then answers "echo: TEXT" and sends the receipt that was asked for. In the room it answers a
message that names it. Not a client of ours: it is there so that somebody else's code judges what we send.
Commands in a chat: "typing SECONDS" shows the typing state that long and says nothing; "burst N" sends N messages.
"""
import asyncio
import sys

from peer import Peer, serve

PLUGINS = ("xep_0045", "xep_0085", "xep_0184", "xep_0280", "xep_0333", "xep_0359")


class Echo(Peer):
    def __init__(self, jid, room=None, nick=None):
        super().__init__(jid, PLUGINS)
        self.room, self.nick = room, nick
        self["xep_0184"].auto_ack = True
        self.add_event_handler("message", self.on_message)
        self.add_event_handler("groupchat_message", self.on_room_message)

    async def started(self):
        if self.room:
            await self.join(self.room, self.nick)

    async def on_message(self, message):
        text = message["body"]
        if message["type"] not in ("chat", "normal") or not text:
            return
        print("got", message["from"].bare, repr(text), flush=True)
        to = message["from"]
        word, _, argument = text.partition(" ")
        if word == "typing" and argument.isdigit():
            self.state(to, "composing")
            await asyncio.sleep(int(argument))
            self.state(to, "paused")
        elif word == "burst" and argument.isdigit():
            for i in range(1, int(argument) + 1):
                self.answer(to, f"burst {i}")
        else:
            self.state(to, "composing")
            await asyncio.sleep(0.2)
            self.answer(to, f"echo: {text}")

    def answer(self, to, text):
        reply = self.make_message(to, text, mtype="chat")
        reply["id"] = self.new_id()
        reply["chat_state"] = "active"
        reply["request_receipt"] = True
        reply.send()

    def state(self, to, name):
        note = self.make_message(to, mtype="chat")
        note["chat_state"] = name
        note.send()

    def on_room_message(self, message):
        if message["mucnick"] == self.nick:
            return
        print("room", message["mucnick"], repr(message["body"]), flush=True)
        if self.nick.lower() in message["body"].lower():
            self.say(self.room, f"echo: {message['body']}")


serve(Echo(*sys.argv[1:4]))
