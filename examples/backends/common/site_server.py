# SPDX-License-Identifier: MIT
"""The smallest website: routes, JSON, a signed login cookie, CORS for the page's own origin. Standard library only.

In a real site this is your framework; only the functions under @route in the examples are what you would copy.
Environment: PORT, ORIGIN (of the page that may read our answers), SITE_SECRET (signs cookies; random when not set).
"""
import hashlib
import hmac
import json
import os
import secrets
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

ORIGIN = os.environ["ORIGIN"]
SECRET = os.environ.get("SITE_SECRET", secrets.token_hex(16)).encode()
ROUTES = {}


class Refused(Exception):
    """Ends a request: Refused(401, "not signed in")."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


class Redirect(Exception):
    """Sends the browser elsewhere."""


def route(method, path):
    def add(function):
        ROUTES[method, path] = function
        return function

    return add


def seal(user):
    return f"{user}.{hmac.new(SECRET, user.encode(), hashlib.sha256).hexdigest()}"


def unseal(cookie):
    user = cookie.rpartition(".")[0]
    return user if user and hmac.compare_digest(seal(user), cookie) else None


class Request(BaseHTTPRequestHandler):
    """What a route gets: user (None: not signed in), query, headers, json(), form(); it returns a dict or None."""

    protocol_version = "HTTP/1.1"
    cookie = None  # to be set with the answer

    def serve(self):
        parts = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        cookies = dict(pair.strip().partition("=")[::2] for pair in self.headers.get("Cookie", "").split(";"))
        self.user = unseal(cookies.get("site", ""))
        self.body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 65536))
        function = ROUTES.get((self.command, parts.path))
        try:
            if not function:
                raise Refused(404, "no such page")
            self.answer(200, function(self) or {})
        except Refused as refused:
            self.answer(refused.status, {"error": str(refused)})
        except Redirect as elsewhere:
            self.answer(302, {}, str(elsewhere))
        except (ValueError, KeyError, TypeError) as error:
            self.answer(400, {"error": repr(error)})

    do_GET = do_POST = do_PUT = do_DELETE = serve

    def do_OPTIONS(self):
        self.answer(200, {})

    def json(self):
        value = json.loads(self.body)
        if not isinstance(value, dict):
            raise ValueError("not an object")
        return value

    def form(self):
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    def signed_in(self):
        if not self.user:
            raise Refused(401, "not signed in")
        return self.user

    def answer(self, status, value, location=None):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if self.headers.get("Origin") == ORIGIN:  # never "*": the answers hold secrets
            self.send_header("Access-Control-Allow-Origin", ORIGIN)
            self.send_header("Access-Control-Allow-Credentials", "true")
            self.send_header("Access-Control-Allow-Headers", "Content-Type, Accept")
            self.send_header("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
        self.send_header("Vary", "Origin, Cookie")
        if location:
            self.send_header("Location", location)
        if self.cookie is not None:
            age = "" if self.cookie else "; Max-Age=0"
            self.send_header("Set-Cookie", f"site={self.cookie}; Path=/; HttpOnly; SameSite=Lax{age}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, form, *args):
        print(form % args, flush=True)


def logins(check_password):
    """Adds /login, /logout and /whoami of the site itself."""

    @route("POST", "/login")
    def login(request):
        who = request.json()
        if not check_password(str(who["user"]), str(who["password"])):
            raise Refused(403, "wrong name or password")
        request.cookie = seal(str(who["user"]))

    @route("POST", "/logout")
    def logout(request):
        request.cookie = ""

    @route("GET", "/whoami")
    def whoami(request):
        return {"user": request.user}


def serve(port=None):
    server = ThreadingHTTPServer(("127.0.0.1", int(port or os.environ["PORT"])), Request)
    server.daemon_threads = True
    print("ready on port", server.server_port, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


def in_background(function):
    threading.Thread(target=function, daemon=True).start()
