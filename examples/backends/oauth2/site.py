# SPDX-License-Identifier: MIT
"""A site whose visitors sign in with their chat account: Prosody is the OAuth 2 provider, the site its client. The site
never sees the password; it keeps the refresh token, and the widget gets access tokens for the chat.

Authorization code with PKCE (RFC 6749, RFC 7636), dynamic registration (RFC 7591), refresh, revocation (RFC 7009).
Environment: PROVIDER (its base URL), SITE (our own), XMPP_DOMAIN, and what ../common/site_server.py wants.
"""
import base64
import hashlib
import json
import os
import secrets
import sys
import threading
import time
import urllib.error
import urllib.request
from urllib.parse import urlencode

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../common"))
from site_server import ORIGIN, Redirect, Refused, route, seal, serve  # noqa: E402

SITE, DOMAIN = os.environ["SITE"], os.environ["XMPP_DOMAIN"]
STARTED = {}  # state -> (code verifier, when): logins under way
SESSIONS = {}  # user -> {access, ends, refresh}; a real site keeps them beside its sessions
lock = threading.Lock()


def call(url, fields=None, kind=None, basic=None, bearer=None):
    headers = {"Accept": "application/json"}
    if basic:
        headers["Authorization"] = "Basic " + base64.b64encode(":".join(basic).encode()).decode()
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    data = None
    if fields is not None:
        data = (json.dumps(fields) if kind == "json" else urlencode(fields)).encode()
        headers["Content-Type"] = "application/json" if kind == "json" else "application/x-www-form-urlencoded"
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=10) as answer:
        text = answer.read(1 << 20)
        return json.loads(text) if answer.headers.get_content_type() == "application/json" else {}


PROVIDER = call(os.environ["PROVIDER"] + "/.well-known/oauth-authorization-server")
# Once, when the site is set up; "native" lets the provider take an address on loopback.
CLIENT = call(PROVIDER["registration_endpoint"], {
    "client_name": "The shop", "client_uri": "https://shop.example/", "application_type": "native",
    "redirect_uris": [f"{SITE}/callback"], "grant_types": ["authorization_code", "refresh_token"], "scope": "openid xmpp",
}, "json")
KEY = (CLIENT["client_id"], CLIENT["client_secret"])


@route("GET", "/connect")
def connect(request):
    state, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(48)
    with lock:
        for old in [s for s, (_, begun) in STARTED.items() if begun < time.time() - 600]:
            del STARTED[old]
        STARTED[state] = (verifier, time.time())
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    raise Redirect(PROVIDER["authorization_endpoint"] + "?" + urlencode({
        "response_type": "code", "client_id": CLIENT["client_id"], "redirect_uri": f"{SITE}/callback", "scope": "openid xmpp",
        "state": state, "code_challenge": challenge, "code_challenge_method": "S256"}))


@route("GET", "/callback")
def callback(request):
    verifier, _ = STARTED.pop(request.query.get("state", ""), (None, 0))
    if not verifier or "code" not in request.query:
        raise Refused(400, request.query.get("error", "this login was not begun here"))
    try:
        answer = call(PROVIDER["token_endpoint"], {"grant_type": "authorization_code", "code": request.query["code"],
                                                   "redirect_uri": f"{SITE}/callback", "code_verifier": verifier}, basic=KEY)
        who = call(PROVIDER["userinfo_endpoint"], bearer=answer["access_token"])
    except urllib.error.HTTPError as error:  # a code that was used, or too little was allowed
        raise Refused(403 if error.code < 500 else 503, "the provider does not vouch for you")
    jid = who["sub"].removeprefix("xmpp:")
    if not jid.endswith("@" + DOMAIN):
        raise Refused(403, "an account of another server")
    user = jid.removesuffix("@" + DOMAIN)
    keep(user, answer)
    request.cookie = seal(user)
    raise Redirect(ORIGIN + os.environ["PAGE"])


def keep(user, answer):
    old = SESSIONS.get(user, {})
    SESSIONS[user] = {"access": answer["access_token"], "ends": time.time() + int(answer["expires_in"]),
                      "refresh": answer.get("refresh_token", old.get("refresh"))}


# For the widget: token_url. The access token for the chat, fresh enough to log in with.
@route("GET", "/token")
def token(request):
    user = request.signed_in()
    with lock:
        session = SESSIONS.get(user)
        if not session:
            raise Refused(401, "sign in again")
        if session["ends"] < time.time() + 5:
            try:
                keep(user, call(PROVIDER["token_endpoint"], {"grant_type": "refresh_token", "refresh_token": session["refresh"]}, basic=KEY))
            except urllib.error.HTTPError as error:
                del SESSIONS[user]
                raise Refused(401 if error.code < 500 else 503, "the provider gives no token any more")
        session = SESSIONS[user]
        return {"jid": f"{user}@{DOMAIN}", "token": session["access"], "expires_in": max(1, int(session["ends"] - time.time()))}


@route("GET", "/whoami")
def whoami(request):
    return {"user": request.user}


@route("POST", "/logout")
def logout(request):
    with lock:  # not while a token is being refreshed
        session = SESSIONS.pop(request.signed_in(), None)
    request.cookie = ""
    if session:  # each by itself: the access token would live on without the other
        for token in (session["access"], session["refresh"]):
            call(PROVIDER["revocation_endpoint"], {"token": token}, basic=KEY)


if __name__ == "__main__":
    serve()
