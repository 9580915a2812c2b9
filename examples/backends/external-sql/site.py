# SPDX-License-Identifier: MIT
"""The site that owns the accounts: people change their password and close their account here, and nowhere else.

Environment: DATABASE_URL (../common/accounts.py), and what ../common/site_server.py wants.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../common"))
from accounts import Accounts  # noqa: E402
from site_server import logins, route, serve  # noqa: E402


def check(name, password):
    return Accounts().check(name, password)


logins(check)


@route("POST", "/password")
def password(request):
    Accounts().put(request.signed_in(), str(request.json()["password"]))


@route("POST", "/close-account")
def close_account(request):
    Accounts().deactivate(request.signed_in())
    request.cookie = ""


if __name__ == "__main__":
    table = Accounts()
    for name in ("alice", "bob"):
        table.put(name, name + "pass")
    serve()
