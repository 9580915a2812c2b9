# SPDX-License-Identifier: MIT
"""Keeping two sides that share data the same: an outbox for what the site changes, and a comparison that repairs
whatever went wrong, on either side.

The outbox: a change and the order to tell the server of it are written in one SQL transaction. So there is never one
without the other, whenever the site dies. A worker carries the orders out in their sequence and then forgets them; dying
in between means that one is carried out twice, which is why every order may be repeated (ejabberd_api.py).
"""
import json
import os
import signal
import sqlite3
import threading
import urllib.error

import ejabberd_api as server

SCHEMA = """
CREATE TABLE IF NOT EXISTS rooms (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS people (name TEXT PRIMARY KEY, password TEXT NOT NULL, chat_password TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS contacts (owner TEXT NOT NULL, friend TEXT NOT NULL, PRIMARY KEY (owner, friend));
CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, said TEXT NOT NULL);
"""
GROUP = "Shop"  # of contacts that are the site's
PREFIX = "site-"  # rooms that are the site's; any other on the server is none of our business
working = threading.Lock()
wake = threading.Event()


def database():
    connection = sqlite3.connect(os.environ["DATABASE"], timeout=10)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # an order that was accepted survives a power cut
    return connection


def tell(connection, verb, **what):
    """Part of the caller's transaction; the caller sets wake when it is committed."""
    connection.execute("INSERT INTO outbox (said) VALUES (?)", (json.dumps({"verb": verb, **what}),))


def die_here(place):
    """For the check only: the machine goes down at this point."""
    if os.environ.get("DIE_AT") == place:
        os.kill(os.getpid(), signal.SIGKILL)


def carry_out(connection, order):
    verb = order.pop("verb")
    if verb == "room":
        node = PREFIX + str(order["id"])
        server.put_room(node, order["name"])
        if order.get("new"):
            server.invite(node, [name for (name,) in connection.execute("SELECT name FROM people WHERE active = 1")])
    elif verb == "no-room":
        server.remove_room(PREFIX + str(order["id"]))
    elif verb == "person":
        server.put_account(order["name"], order["chat_password"])
    elif verb == "no-person":
        server.remove_account(order["name"])
    elif verb == "contact":
        server.put_contact(order["owner"], order["friend"], GROUP)
    elif verb == "suggest":
        server.suggest_contact(order["owner"], order["friend"], GROUP)
    elif verb == "no-contact":
        server.remove_contact(order["owner"], order["friend"])


def drain():
    """Carries out what is in the outbox. Returns whether all is done. While the server cannot be reached, an order keeps
    its place; one that the server refuses must not stop all others, so it is left to reconcile()."""
    with working:
        connection = database()
        try:
            while row := connection.execute("SELECT id, said FROM outbox ORDER BY id LIMIT 1").fetchone():
                die_here("before-server")
                try:
                    carry_out(connection, json.loads(row[1]))
                except urllib.error.HTTPError as error:
                    if error.code >= 500:
                        raise
                    print("the chat server refuses", error.url, error.code, flush=True)
                die_here("after-server")
                with connection:
                    connection.execute("DELETE FROM outbox WHERE id = ?", (row[0],))
            return True
        except OSError as error:
            print("the chat server did not take it, later again:", error, flush=True)
            return False
        finally:
            connection.close()


def worker():
    """Carries orders out as soon as they come; while that fails, after ever longer pauses, up to ten seconds."""
    pause = 1
    while True:
        wake.clear()
        pause = 1 if drain() else min(pause * 2, 10)
        wake.wait(60 if pause == 1 else pause)


def pending():
    connection = database()
    try:
        return connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
    finally:
        connection.close()


def reconcile(canonical="web"):
    """Compares both sides and makes them the same. canonical: whose word counts for rooms, "web" or "xmpp". Accounts are
    always the site's; of contacts, both sides may add. Returns what was done. What waits in the outbox is known to be
    under way and is done first."""
    if not drain():
        return {"postponed": True}
    done = []
    with working:
        connection = database()
        try:
            with connection:
                rooms(connection, canonical, done)
                accounts(connection, done)
                contacts(connection, done)
        finally:
            connection.close()
    return {"done": done}


def rooms(connection, canonical, done):
    here = {PREFIX + str(n): name for n, name in connection.execute("SELECT id, name FROM rooms")}
    there = {node: name for node, name in server.rooms().items() if node.startswith(PREFIX) and node[len(PREFIX):].isdigit()}
    for node in sorted(here.keys() | there.keys()):
        number = int(node[len(PREFIX):])
        if here.get(node) == there.get(node):
            continue
        done.append(f"room {node}: site {here.get(node)!r}, server {there.get(node)!r}")
        if canonical == "web":
            if node in here:
                server.put_room(node, here[node])
            else:
                server.remove_room(node)
        elif node in there:
            connection.execute("INSERT INTO rooms (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name", (number, there[node]))
        else:
            connection.execute("DELETE FROM rooms WHERE id = ?", (number,))


def accounts(connection, done):
    there = server.accounts()
    for name, password, active in connection.execute("SELECT name, chat_password, active FROM people").fetchall():
        if active and name not in there:
            done.append(f"account {name}: was missing on the server")
            server.put_account(name, password)
        elif not active and name in there:
            done.append(f"account {name}: was still on the server")
            server.remove_account(name)


def contacts(connection, done):
    people = {name for (name,) in connection.execute("SELECT name FROM people WHERE active = 1")}
    for owner in sorted(people):
        here = {friend for (friend,) in connection.execute("SELECT friend FROM contacts WHERE owner = ?", (owner,))}
        there = server.contacts(owner) & people
        for friend in sorted(here - there):
            done.append(f"contact {friend} of {owner}: was missing on the server")
            server.put_contact(owner, friend, GROUP)
        for friend in sorted(there - here):
            done.append(f"contact {friend} of {owner}: was made in the chat")
            connection.execute("INSERT INTO contacts (owner, friend) VALUES (?, ?)", (owner, friend))
