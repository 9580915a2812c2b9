# SPDX-License-Identifier: MIT
"""A site that signs tokens for its chat: /token hands the signed-in user a short-lived JSON web token, which ejabberd accepts.

Environment: KEY_FILE (a JWK, read by ejabberd too; made when absent), XMPP_DOMAIN, XMPP_API (of ejabberd, to end
sessions), TOKEN_SECONDS, and what ../common/site.py wants.
"""
import base64
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../common"))
from site_server import Refused, logins, route, serve  # noqa: E402

KEY_FILE = os.environ["KEY_FILE"]
DOMAIN = os.environ["XMPP_DOMAIN"]
SECONDS = int(os.environ.get("TOKEN_SECONDS", "300"))
USERS = {"alice": "alicepass", "bob": "bobpass"}
BANNED = set()


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def load_key():
    if not os.path.exists(KEY_FILE):
        with os.fdopen(os.open(KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"kty": "oct", "k": b64(os.urandom(32))}, file)
    text = json.load(open(KEY_FILE))["k"]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sign(claims, key):
    head = b64(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = b64(json.dumps(claims).encode())
    return f"{head}.{body}." + b64(hmac.new(key, f"{head}.{body}".encode(), hashlib.sha256).digest())


KEY = load_key()
logins(lambda user, password: user not in BANNED and USERS.get(user) == password)


# Copied into your site, this is the whole integration: who is signed in gets a token for the own address and no other.
# It ends soon, because nothing can call a signed token back; the widget comes for the next one in time.
@route("GET", "/token")
def token(request):
    user = request.signed_in()
    if user in BANNED:
        raise Refused(403, "banned")
    jid = f"{user}@{DOMAIN}"
    now = int(time.time())
    return {"jid": jid, "token": sign({"jid": jid, "iat": now, "exp": now + SECONDS}, KEY), "expires_in": SECONDS}


# Revocation: no more tokens, and the session that is open ends now instead of when its connection does.
@route("POST", "/ban")
def ban(request):
    user = str(request.json()["user"])
    if request.signed_in() != "bob":
        raise Refused(403, "only bob, who moderates here")
    BANNED.add(user)
    call = urllib.request.Request(
        os.environ["XMPP_API"] + "/kick_user", json.dumps({"user": user, "host": DOMAIN}).encode(),
        {"Content-Type": "application/json"})
    return {"server_says": json.load(urllib.request.urlopen(call, timeout=10))}


if __name__ == "__main__":
    serve()
