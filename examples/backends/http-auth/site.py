# SPDX-License-Identifier: MIT
"""A site that its XMPP server asks: is this password right, does this user exist. And it gives the widget a key for the
chat, so that the visitor who is signed in types no password: a random one, good for a while and until sign-out.

Environment: AUTH_KEY (the server's), XMPP_DOMAIN, KEY_SECONDS, DATABASE_URL, and what ../common/site_server.py wants.
"""
import hashlib
import hmac
import os
import secrets
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../common"))
from accounts import Accounts  # noqa: E402
from site_server import Refused, logins, route, serve  # noqa: E402

DOMAIN = os.environ["XMPP_DOMAIN"]
SECONDS = int(os.environ.get("KEY_SECONDS", "600"))
AUTH_KEY = os.environ["AUTH_KEY"]
KEYS = {}  # user -> {hash of a key: when it ends}; a real site keeps them beside its sessions


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def check(user, password):
    now = time.time()
    if KEYS.get(user, {}).get(digest(password), 0) > now:
        return Accounts().exists(user)
    return Accounts().check(user, password)


logins(lambda user, password: Accounts().check(user, password))


# For the widget: credentials_url.
@route("GET", "/chat-key")
def chat_key(request):
    user = request.signed_in()
    key = secrets.token_urlsafe(32)
    alive = {k: end for k, end in KEYS.get(user, {}).items() if end > time.time()}
    KEYS[user] = {**alive, digest(key): time.time() + SECONDS}
    return {"jid": f"{user}@{DOMAIN}", "password": key}


@route("POST", "/sign-out-everywhere")
def sign_out_everywhere(request):
    KEYS.pop(request.signed_in(), None)
    request.cookie = ""


# For the XMPP server, and for nobody else.
def from_server(request):
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {AUTH_KEY}".encode()):
        raise Refused(403, "only the XMPP server may ask")
    fields = request.form()
    return fields["user"] if fields["host"] == DOMAIN else "", fields


@route("POST", "/auth/check_password")
def check_password(request):
    user, fields = from_server(request)
    return {"result": bool(user) and check(user, fields.get("password", ""))}


@route("POST", "/auth/user_exists")
def user_exists(request):
    user, _ = from_server(request)
    return {"result": bool(user) and Accounts().exists(user)}


if __name__ == "__main__":
    table = Accounts()
    for name in ("alice", "bob"):
        table.put(name, name + "pass")
    serve()
