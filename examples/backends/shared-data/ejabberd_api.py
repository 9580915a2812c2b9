# SPDX-License-Identifier: MIT
"""ejabberd's administration API, as far as this example needs it. Every call may be repeated: what is done already is
no error, so that a job which died in the middle can simply start over."""
import json
import os
import urllib.error
import urllib.request
from xml.etree import ElementTree

BASE = os.environ["XMPP_API"]
DOMAIN = os.environ["XMPP_DOMAIN"]
ROOMS = f"conference.{DOMAIN}"


def call(command, **arguments):
    """The answer; OSError when the server cannot be reached or refuses (HTTP 4xx, 5xx)."""
    request = urllib.request.Request(f"{BASE}/{command}", json.dumps(arguments).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


# -- rooms; "node" is the part before the @
def rooms():
    """node -> name, of every room there is."""
    nodes = [address.partition("@")[0] for address in call("muc_online_rooms", service=ROOMS)]
    return {node: call("get_room_options", room=node, service=ROOMS).get("title", "") for node in nodes}


def put_room(node, name):
    options = [{"name": n, "value": v} for n, v in {"title": name, "persistent": "true", "public": "true"}.items()]
    try:
        call("create_room_with_opts", room=node, service=ROOMS, host=DOMAIN, options=options)
    except urllib.error.HTTPError as error:  # 400: there is one
        if error.code != 400:
            raise
        call("change_room_option", room=node, service=ROOMS, option="title", value=name)


def remove_room(node):
    try:
        call("destroy_room", room=node, service=ROOMS)
    except urllib.error.HTTPError as error:  # 400: there is none
        if error.code != 400:
            raise


def invite(node, people):
    call("send_direct_invitation", room=node, service=ROOMS, password="", reason="", users=[f"{p}@{DOMAIN}" for p in people])


# -- accounts
def accounts():
    return set(call("registered_users", host=DOMAIN))


def put_account(name, password):
    try:
        call("register", user=name, host=DOMAIN, password=password)
    except urllib.error.HTTPError as error:
        if error.code != 409:
            raise
        call("change_password", user=name, host=DOMAIN, newpass=password)


def remove_account(name):
    call("unregister", user=name, host=DOMAIN)


# -- contacts
def contacts(owner):
    return {item["jid"].partition("@")[0] for item in call("get_roster", user=owner, host=DOMAIN)
            if item["jid"].endswith("@" + DOMAIN) and item["subscription"] != "none"}


def put_contact(owner, friend, group):
    call("add_rosteritem", localuser=owner, localhost=DOMAIN, user=friend, host=DOMAIN, nick=friend, groups=[group], subs="both")


def suggest_contact(owner, friend, group):
    """Roster item exchange (XEP-0144), from the server itself: Confab follows it without asking."""
    message = ElementTree.Element("message", {"type": "headline"})
    x = ElementTree.SubElement(message, "x", {"xmlns": "http://jabber.org/protocol/rosterx"})
    item = ElementTree.SubElement(x, "item", {"action": "add", "jid": f"{friend}@{DOMAIN}", "name": friend})
    ElementTree.SubElement(item, "group").text = group
    call("send_stanza", **{"from": DOMAIN, "to": f"{owner}@{DOMAIN}", "stanza": ElementTree.tostring(message, "unicode")})


def remove_contact(owner, friend):
    call("delete_rosteritem", localuser=owner, localhost=DOMAIN, user=friend, host=DOMAIN)
