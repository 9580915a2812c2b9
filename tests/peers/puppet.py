#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A client on strings: puppet.py SOCKET. A test speaks to it in lines of JSON and hears what arrives in lines of JSON.

Each connection to that Unix socket is a puppet: a process that need not load slixmpp first, and ends with the connection. Its
first line says who it is: {"jid": J, "password": P}. All end when the standard input of the first process does.

In:   {"do": "join", "room": J, "nick": N}   {"do": "leave", "room": J}   {"do": "say", "room": J, "text": T}
      {"do": "chat", "to": J, "text": T, "id": I}   {"do": "state", "to": J, "state": "composing"}
      {"do": "presence", "show": "away", "status": T}   {"do": "raw", "xml": X}   {"do": "subject", "room": J, "text": T}
Out:  {"on": "online", "jid": J}   {"on": "joined", "room": J}   {"on": "message", "type", "from", "id", "body", "xml"}
      {"on": "presence", "type", "from"}   {"on": "refused", "room": J, "condition": C}
Answers carry the "seq" of their command, if it had one.
"""
import asyncio
import json
import os
import select
import signal
import socket
import sys

from peer import Peer, serve

PLUGINS = ("xep_0045", "xep_0085", "xep_0184", "xep_0280")


class Puppet(Peer):
    def __init__(self, jid):
        super().__init__(jid, PLUGINS)
        self["xep_0184"].auto_ack = True
        self.nicks = {}
        self.add_event_handler("message", self.on_message)
        self.add_event_handler("chatstate", self.on_chat_state)
        self.add_event_handler("presence", self.on_presence)
        self.add_event_handler("groupchat_presence", self.on_presence)  # slixmpp keeps occupants from the plain event

    async def started(self):
        asyncio.get_running_loop().create_task(self.obey())

    def on_message(self, message):
        tell(on="message", type=message["type"], id=message["id"], body=message["body"], xml=str(message),
             **{"from": message["from"].full})

    def on_chat_state(self, message):
        if not message["body"]:  # with a body it comes as a message anyway
            self.on_message(message)

    def on_presence(self, presence):
        tell(on="presence", type=presence["type"], **{"from": presence["from"].full})

    async def obey(self):
        tell(on="online", jid=self.boundjid.full)
        while line := await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
            command = json.loads(line)
            await getattr(self, "do_" + command.pop("do"))(**command)
        os._exit(0)

    async def do_join(self, room, nick, seq=None):
        await self.join(room, nick)
        self.nicks[room] = nick
        tell(on="joined", room=room, seq=seq)

    async def do_leave(self, room, seq=None):
        self["xep_0045"].leave_muc(room, self.nicks.pop(room))
        tell(on="left", room=room, seq=seq)

    async def do_say(self, room, text, seq=None):
        self.say(room, text)

    async def do_subject(self, room, text, seq=None):
        self["xep_0045"].set_subject(room, text)

    async def do_chat(self, to, text, id=None, seq=None):
        message = self.make_message(to, text, mtype="chat")
        message["id"] = id or self.new_id()
        message["chat_state"] = "active"
        message["request_receipt"] = True
        message.send()

    async def do_state(self, to, state, type="chat", seq=None):
        note = self.make_message(to, mtype=type)
        note["chat_state"] = state
        note.send()

    async def do_presence(self, show=None, status=None, seq=None):
        self.send_presence(pshow=show, pstatus=status)

    async def do_raw(self, xml, seq=None):
        self.send_raw(xml)


def tell(**event):
    print(json.dumps(event), flush=True)


def connection(path):
    """Returns in the process of each puppet, with its connection."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    print("ready", flush=True)
    while listener in select.select([listener, sys.stdin], [], [])[0]:
        line, _ = listener.accept()
        if os.fork() == 0:
            return line
        line.close()
    os._exit(0)


line = connection(sys.argv[1])
sys.stdin = line.makefile("r", encoding="utf-8")
sys.stdout = line.makefile("w", encoding="utf-8")
who = json.loads(sys.stdin.readline())
if who.get("password"):
    os.environ["XMPP_PASS"] = who["password"]
serve(Puppet(who["jid"]))
