#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""ejabberd asks this program whether a name and password are right; the answer comes from the site's own user table.

The protocol: two bytes of length, then "auth:USER:HOST:PASSWORD" or "isuser:USER:HOST"; the answer is 0002 0000 or 0002
0001. Usage: extauth.py DATABASE_URL DOMAIN. Whatever goes wrong is a "no" and a line in ejabberd's log (stderr), never a
silence: ejabberd would wait for it.
"""
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../common"))
sys.dont_write_bytecode = True
from accounts import Accounts  # noqa: E402


def decide(accounts, domain, words):
    command, user, host = words[:3]
    if host != domain:
        return False
    if command == "auth":
        return accounts.check(user, words[3])
    if command == "isuser":
        return accounts.exists(user)
    return False  # setpass, tryregister, removeuser: accounts are made and ended on the site only


def main(url, domain):
    accounts = None
    pipe_in, pipe_out = sys.stdin.buffer, sys.stdout.buffer
    while len(head := pipe_in.read(2)) == 2:
        # A password may hold colons: no more than three are separators.
        words = pipe_in.read(struct.unpack(">H", head)[0]).decode("utf-8", "replace").split(":", 3)
        try:
            accounts = accounts or Accounts(url)
            yes = decide(accounts, domain, words)
        except Exception as error:  # noqa: BLE001
            print(f"extauth: {error!r}", file=sys.stderr, flush=True)
            yes = False
        pipe_out.write(struct.pack(">HH", 2, yes))
        pipe_out.flush()


if __name__ == "__main__":
    main(*sys.argv[1:3])
