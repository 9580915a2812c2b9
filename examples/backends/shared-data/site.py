# SPDX-License-Identifier: MIT
"""A site with rooms, people and contacts that its chat has too. Every change here goes to ejabberd by the outbox of
sync.py; POST /reconcile (a cron job in a real site) compares both sides.

Environment: DATABASE (an SQLite file), XMPP_API, XMPP_DOMAIN, and what ../common/site_server.py wants.
"""
import hmac
import os
import secrets
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../common"))
import sync  # noqa: E402
from site_server import Refused, in_background, logins, route, serve  # noqa: E402

DOMAIN = os.environ["XMPP_DOMAIN"]
WHERE = {}  # user -> addresses of rooms


def row(connection, sql, *values):
    return connection.execute(sql, values).fetchone()


def check(name, password):
    found = row(sync.database(), "SELECT password FROM people WHERE name = ? AND active = 1", name)
    return bool(found) and hmac.compare_digest(found[0].encode(), password.encode())


logins(check)


def changes(function):
    """A route whose body runs in one transaction, together with what it puts into the outbox."""

    def wrapped(request):
        user = request.signed_in()
        connection = sync.database()
        try:
            with connection:
                answer = function(request, user, connection)
                sync.die_here("before-commit")
            sync.wake.set()
            return answer
        finally:
            connection.close()

    return wrapped


@route("GET", "/rooms")
def list_rooms(request):
    request.signed_in()
    return {"rooms": [{"id": n, "name": name} for n, name in sync.database().execute("SELECT id, name FROM rooms ORDER BY id")]}


@route("POST", "/rooms")
@changes
def create_room(request, user, connection):
    name = str(request.json()["name"])[:200]
    number = connection.execute("INSERT INTO rooms (name) VALUES (?)", (name,)).lastrowid
    sync.tell(connection, "room", id=number, name=name, new=True)
    return {"id": number, "address": f"{sync.PREFIX}{number}@conference.{DOMAIN}"}


@route("PUT", "/rooms")
@changes
def rename_room(request, user, connection):
    number, name = int(request.query["id"]), str(request.json()["name"])[:200]
    if connection.execute("UPDATE rooms SET name = ? WHERE id = ?", (name, number)).rowcount != 1:
        raise Refused(404, "no such room")
    sync.tell(connection, "room", id=number, name=name)


@route("DELETE", "/rooms")
@changes
def delete_room(request, user, connection):
    number = int(request.query["id"])
    if connection.execute("DELETE FROM rooms WHERE id = ?", (number,)).rowcount != 1:
        raise Refused(404, "no such room")
    sync.tell(connection, "no-room", id=number)


# The chat's password is not the site's: nobody ever types it, and the widget gets it from here.
@route("GET", "/chat-login")
def chat_login(request):
    user = request.signed_in()
    found = row(sync.database(), "SELECT chat_password FROM people WHERE name = ? AND active = 1", user)
    if not found:
        raise Refused(403, "the account is closed")
    return {"jid": f"{user}@{DOMAIN}", "password": found[0]}


def add_person(connection, name, password):
    chat_password = secrets.token_urlsafe(24)
    connection.execute("INSERT INTO people (name, password, chat_password) VALUES (?, ?, ?)", (name, password, chat_password))
    sync.tell(connection, "person", name=name, chat_password=chat_password)


@route("POST", "/sign-up")
def sign_up(request):
    who = request.json()
    name = str(who["name"])
    if not (name.isascii() and name.isalnum() and name.islower() and len(name) < 33):
        raise Refused(400, "a name is up to 32 small letters and digits")
    connection = sync.database()
    with connection:
        if row(connection, "SELECT 1 FROM people WHERE name = ?", name):
            raise Refused(409, "the name is taken")
        add_person(connection, name, str(who["password"]))
    sync.wake.set()


@route("DELETE", "/account")
@changes
def close_account(request, user, connection):
    connection.execute("UPDATE people SET active = 0 WHERE name = ?", (user,))
    connection.execute("DELETE FROM contacts WHERE owner = ? OR friend = ?", (user, user))
    sync.tell(connection, "no-person", name=user)
    request.cookie = ""


def own_address(request):
    user = request.signed_in()
    return user, f"{user}@{DOMAIN}"


# For the widget: data_sync.rooms_url. Whoever comes later is in the rooms there are by then.
@route("GET", "/chat/rooms")
def chat_rooms(request):
    request.signed_in()
    ids = sync.database().execute("SELECT id FROM rooms ORDER BY id").fetchall()
    return {"rooms": [{"jid": f"{sync.PREFIX}{number}@conference.{DOMAIN}"} for (number,) in ids]}


# data_sync.rooms_url, push: where this visitor is just now, for "3 of your friends are in Bikes".
@route("POST", "/chat/rooms")
def told_rooms(request):
    user, address = own_address(request)
    told = request.json()
    if told["jid"] != address:
        raise Refused(403, "somebody else's rooms")
    WHERE[user] = [str(room["jid"]) for room in told["rooms"][:100]]


@route("GET", "/where")
def where(request):
    request.signed_in()
    return {"where": WHERE}


# data_sync.roster_url, pull: the group is the site's, and what is in it is as the site says.
@route("GET", "/chat/contacts")
def chat_contacts(request):
    user = request.signed_in()
    friends = sync.database().execute("SELECT friend FROM contacts WHERE owner = ? ORDER BY friend", (user,)).fetchall()
    return {"contacts": [{"jid": f"{name}@{DOMAIN}", "name": name, "groups": [sync.GROUP]} for (name,) in friends], "groups": [sync.GROUP]}


# data_sync.roster_url, push: contacts that were made in the chat. What the page says is the visitor's word and about
# nobody else; it adds and never removes.
@route("POST", "/chat/contacts")
@changes
def told_contacts(request, user, connection):
    told = request.json()
    if told["jid"] != f"{user}@{DOMAIN}":
        raise Refused(403, "somebody else's contacts")
    for contact in told["contacts"][:1000]:
        name, _, domain = str(contact["jid"]).partition("@")
        mutual = contact.get("subscription") == "both" and domain == DOMAIN and name != user
        if mutual and row(connection, "SELECT 1 FROM people WHERE name = ? AND active = 1", name):
            connection.execute("INSERT INTO contacts (owner, friend) VALUES (?, ?) ON CONFLICT DO NOTHING", (user, name))


@route("GET", "/contacts")
def list_contacts(request):
    user = request.signed_in()
    return {"contacts": [name for (name,) in sync.database().execute("SELECT friend FROM contacts WHERE owner = ? ORDER BY friend", (user,))]}


@route("POST", "/contacts")
@changes
def befriend(request, user, connection):
    friend = str(request.json()["friend"])
    if friend == user or not row(connection, "SELECT 1 FROM people WHERE name = ? AND active = 1", friend):
        raise Refused(404, "no such person")
    for owner, other in ((user, friend), (friend, user)):
        connection.execute("INSERT INTO contacts (owner, friend) VALUES (?, ?) ON CONFLICT DO NOTHING", (owner, other))
        sync.tell(connection, "contact", owner=owner, friend=other)


@route("DELETE", "/contacts")
@changes
def part(request, user, connection):
    friend = str(request.query["friend"])
    for owner, other in ((user, friend), (friend, user)):
        connection.execute("DELETE FROM contacts WHERE owner = ? AND friend = ?", (owner, other))
        sync.tell(connection, "no-contact", owner=owner, friend=other)


# Nobody's roster is written to here: the chat suggests it to people's own clients (XEP-0144).
@route("POST", "/suggest")
@changes
def suggest(request, user, connection):
    friend = str(request.json()["friend"])
    if not row(connection, "SELECT 1 FROM people WHERE name = ? AND active = 1", friend):
        raise Refused(404, "no such person")
    sync.tell(connection, "suggest", owner=user, friend=friend)


@route("POST", "/reconcile")
def reconcile(request):
    request.signed_in()
    return sync.reconcile(str(request.query.get("canonical", "web")))


@route("GET", "/pending")
def pending(request):
    return {"pending": sync.pending()}


if __name__ == "__main__":
    start = sync.database()
    start.executescript(sync.SCHEMA)
    with start:
        for person in ("alice", "bob"):
            if not row(start, "SELECT 1 FROM people WHERE name = ?", person):
                add_person(start, person, person + "pass")
    start.close()
    in_background(sync.worker)
    serve()
