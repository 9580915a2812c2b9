# SPDX-License-Identifier: MIT
"""A site that opens the chat session for whoever is signed in to it and hands out {jid, sid, rid}. The password of the
chat account stays here: it is made from a secret of the site, and the visitor never had it. site.mjs is its twin.

Environment: XMPP_BOSH, XMPP_DOMAIN, CHAT_SECRET, and what ../common/site_server.py wants.
"""
import hashlib
import hmac
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../common"))
from bosh import prebind  # noqa: E402
from site_server import Refused, logins, route, serve  # noqa: E402

USERS = {"alice": "alicepass", "bob": "bobpass"}
logins(lambda user, password: USERS.get(user) == password)


def chat_password(user):
    return hmac.new(os.environ["CHAT_SECRET"].encode(), user.encode(), hashlib.sha256).hexdigest()


@route("GET", "/prebind")
def hand_out(request):
    user = request.signed_in()
    try:
        return prebind(os.environ["XMPP_BOSH"], user, os.environ["XMPP_DOMAIN"], chat_password(user))
    except (OSError, ValueError) as error:  # the widget tries again
        print("prebind:", error, flush=True)
        raise Refused(503, "the chat server did not open a session")


if __name__ == "__main__":
    serve()
