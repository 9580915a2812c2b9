#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A room with life in it: crowd.py ROOM NICK[,NICK...] [COUNT [RATE [TEXT]]]

Every nick joins ROOM as an anonymous guest; then COUNT messages "TEXT 1", "TEXT 2", ... go out in turn at RATE a second
(0 = as fast as the server takes them). The guests stay until the script is ended. Lines on standard input of the form
"NICK: text" are said by that nick, which is how tests speak in a room.
"""
import asyncio
import sys

from peer import Peer, serve


class Guest(Peer):
    def __init__(self, room, nick):
        super().__init__("guest.localhost", ("xep_0045",))
        self.room, self.nick = room, nick
        self.entered = asyncio.Event()

    async def started(self):
        await self.join(self.room, self.nick)
        self.entered.set()


async def talk(guests, count, rate, text):
    for guest in guests:
        await guest.entered.wait()
    print("ready all", flush=True)
    loop = asyncio.get_running_loop()
    begin = loop.time()
    for i in range(count):
        guests[i % len(guests)].say(guests[0].room, f"{text} {i + 1}")
        if rate:
            await asyncio.sleep(max(0.0, begin + (i + 1) / rate - loop.time()))
        elif i % 50 == 49:
            await asyncio.sleep(0)
    print("sent", count, flush=True)


async def listen(guests):
    by_nick = {guest.nick: guest for guest in guests}
    while line := await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
        nick, _, text = line.rstrip("\n").partition(": ")
        if nick in by_nick:
            by_nick[nick].say(by_nick[nick].room, text)


def main(room, nicks, count="0", rate="0", text="message"):
    guests = [Guest(room, nick) for nick in nicks.split(",")]
    loop = asyncio.get_event_loop()
    loop.create_task(talk(guests, int(count), float(rate), text))
    loop.create_task(listen(guests))
    serve(*guests)


main(*sys.argv[1:])
