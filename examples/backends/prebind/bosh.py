# SPDX-License-Identifier: MIT
"""Opens a BOSH session (XEP-0124, XEP-0206) and stops there: logged in, resource bound, ready to be handed to a browser.

Standard library only. The password goes to the server as it is (SASL PLAIN), so the URL must be https: or loopback.
"""
import base64
import secrets
import urllib.request
import uuid
import xml.etree.ElementTree as xml
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

BODY = "http://jabber.org/protocol/httpbind"
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
BIND = "urn:ietf:params:xml:ns:xmpp-bind"
STREAMS = "http://etherx.jabber.org/streams"
WAIT, HOLD = 60, 1


class Bosh:
    def __init__(self, url, domain):
        secure = urlsplit(url)
        if secure.scheme != "https" and secure.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError("a password goes over https: only")
        self.url, self.domain, self.sid = url, domain, None
        self.rid = secrets.randbelow(2**31) + 1  # of the next request; 2^53 must not be reached

    def send(self, inner="", **attributes):
        attributes |= {"rid": str(self.rid), "xmlns": BODY, "xmlns:xmpp": "urn:xmpp:xbosh"}
        if self.sid:
            attributes["sid"] = self.sid
        head = " ".join(f"{name.replace('__', ':')}={quoteattr(value)}" for name, value in attributes.items())
        request = urllib.request.Request(self.url, f"<body {head}>{inner}</body>".encode(), {"Content-Type": "text/xml; charset=utf-8"})
        with urllib.request.urlopen(request, timeout=WAIT + 10) as answer:
            body = xml.fromstring(answer.read(1 << 20))
        self.rid += 1
        if body.get("type") == "terminate":
            raise ConnectionError(f"the server ended the session: {body.get('condition')}")
        return body

    def open(self, user, password):
        """The full address of the session that is now open."""
        body = self.send(to=self.domain, wait=str(WAIT), hold=str(HOLD), ver="1.6", xmpp__version="1.0", xml__lang="en")
        self.sid = body.get("sid")
        offered = {m.text for m in body.iter(f"{{{SASL}}}mechanism")}
        if "PLAIN" not in offered:
            raise ConnectionError(f"the server offers {sorted(offered)}, not PLAIN")
        secret = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        body = self.send(f"<auth xmlns='{SASL}' mechanism='PLAIN'>{secret}</auth>")
        if body.find(f"{{{SASL}}}success") is None:
            raise PermissionError(f"the server refused {user}")
        self.send(xmpp__restart="true", to=self.domain)
        bind = f"<iq type='set' id='{uuid.uuid4()}' xmlns='jabber:client'><bind xmlns='{BIND}'><resource>{escape('web-' + secrets.token_hex(4))}</resource></bind></iq>"
        jid = self.send(bind).find(f".//{{{BIND}}}jid")
        if jid is None:
            raise ConnectionError("no resource was bound")
        return jid.text


def prebind(url, user, domain, password):
    """What the widget attaches to. rid is that of its first request."""
    session = Bosh(url, domain)
    jid = session.open(user, password)
    return {"jid": jid, "sid": session.sid, "rid": str(session.rid)}
