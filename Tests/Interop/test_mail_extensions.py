"""What a mail client can ask for beside sending: extensions, addresses, dialects, and the way back."""
import base64
import datetime
import hashlib
import hmac
import json
import smtplib
import socket
import ssl
import struct

from mail_gateway import DOMAIN, NUMBER, SENDER, MailBridge, send, texts
from simulator_standin import Standin

MAIL = b"From: Ann <ann@shop.example.test>\r\nSubject: Order\r\nMessage-ID: <%d@shop.example.test>\r\n\r\n%s\r\n"


class Line:
    """A connection to a port, line by line."""

    def __init__(self, port, first=b""):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.stream = self.socket.makefile("rb")
        if first:
            self.socket.sendall(first)
        self.greeting = self.reply()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def reply(self):
        """All lines of a reply, without their ends."""
        lines = []
        while line := self.stream.readline():
            lines.append(line.rstrip(b"\r\n").decode())
            if line[3:4] != b"-":
                break
        return lines

    def say(self, *lines):
        for line in lines:
            self.socket.sendall(line.encode() + b"\r\n")
            replies = self.reply()
        return replies[-1] if replies else ""

    def mail(self, content=b"\r\nHello", sender=SENDER, to=f"{NUMBER}@{DOMAIN}"):
        for line in (f"MAIL FROM:<{sender}>", f"RCPT TO:<{to}>", "DATA"):
            reply = self.say(line)
            if reply[0] not in "23":
                return reply
        self.socket.sendall(content + b"\r\n.\r\n")
        return self.reply()[-1]


def message(bridge, reply):
    """The message behind an answer `250 2.0.0 id=...`, as the admin interface shows it."""
    id = reply.split("id=")[1].split()[0]
    code, out, err = bridge.command("messages", "show", id, "--json")
    assert code == 0, err
    shown = json.loads(out)
    return shown.get("message", shown)


def test_what_is_offered():
    """after EHLO stands what the reference asks for, on each kind of listener"""
    common = ["PIPELINING", "SIZE 1048576", "8BITMIME", "SMTPUTF8", "CHUNKING", "ENHANCEDSTATUSCODES"]
    with MailBridge(account={"networks": []}) as bridge:
        with Line(bridge.mx) as line:
            line.socket.sendall(b"EHLO x\r\n")
            assert [each[4:] for each in line.reply()] == ["gw.example.test", *common, "STARTTLS", "LIMITS RCPTMAX=100"]
        context = ssl.create_default_context(cafile=bridge.certificate)
        with smtplib.SMTP_SSL("localhost", bridge.tls, timeout=20, context=context) as smtp:
            smtp.ehlo()
            offered = smtp.ehlo_resp.decode().split("\n")
            assert offered[:7] == ["gw.example.test", *common], offered
            assert offered[7:9] == ["DSN", "AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN"], offered
            words = offered[9].split()
            assert words[:2] == ["FUTURERELEASE", "2592000"], words
            until = datetime.datetime.fromisoformat(words[2].replace("Z", "+00:00"))
            ahead = until - datetime.datetime.now(datetime.timezone.utc)
            assert abs(ahead - datetime.timedelta(days=30)) < datetime.timedelta(minutes=1), words
            assert offered[10:] == ["DELIVERBY 60", "MT-PRIORITY", "LIMITS RCPTMAX=100"], offered


def test_parameters():
    """FUTURERELEASE schedules, DELIVERBY ends, MT-PRIORITY ranks, and what is out of range is refused"""
    with MailBridge() as bridge, bridge.smtp() as smtp:
        code, text = send(smtp, MAIL % (1, b"Later"), mail=["HOLDFOR=3600", "BY=7200;R", "MT-PRIORITY=9"])
        assert code == 250, text
        shown = message(bridge, text)
        moment = {key: datetime.datetime.fromisoformat(shown[key].replace("Z", "+00:00"))
                  for key in ("accepted_at", "due_at", "valid_until")}
        assert (moment["due_at"] - moment["accepted_at"]).total_seconds() == 3600
        assert (moment["valid_until"] - moment["accepted_at"]).total_seconds() == 7200
        assert shown["priority"] == 3
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=2)
        code, text = send(smtp, MAIL % (2, b"Then"), mail=[f"HOLDUNTIL={until:%Y-%m-%dT%H:%M:%SZ}"])
        assert code == 250, text
        due = datetime.datetime.fromisoformat(message(bridge, text)["due_at"].replace("Z", "+00:00"))
        assert abs((due - until).total_seconds()) <= 2, (due, until)
        for parameter, answer in [("HOLDFOR=2592001", 501), ("BY=59;R", 501), ("MT-PRIORITY=10", 501), ("COLOR=red", 555),
                                  ("HOLDFOR=1 HOLDFOR=1", 501), ("SIZE=1048577", 552)]:
            assert smtp.docmd(f"MAIL FROM:<{SENDER}> {parameter}")[0] == answer, parameter


def test_chunking():
    """BDAT takes octets as they are, dots and bare line feeds included"""
    with Standin() as standin, MailBridge(standin=standin) as bridge, Line(bridge.mx) as line:
        line.say("EHLO x", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{NUMBER}@{DOMAIN}>")
        for part, last in ((b"\r\nOne\n", ""), (b".\r\n.\r\nTwo\r\n", " LAST")):
            line.socket.sendall(f"BDAT {len(part)}{last}\r\n".encode() + part)
            reply = line.reply()[-1]
            assert reply.startswith("250 2.0.0"), reply
        assert texts(standin, 1) == ["One\n.\n.\nTwo"]


def scram_plus(line, user, password, binding):
    """The client's half of SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677); the last reply."""
    header, bare = "p=tls-server-end-point,,", f"n={user},r=abcdefghijkl"

    def encoded(data):
        return base64.b64encode(data).decode()

    challenge = line("AUTH SCRAM-SHA-256-PLUS " + encoded((header + bare).encode()))
    if not challenge.startswith("334 "):
        return challenge
    first = base64.b64decode(challenge[4:]).decode()
    fields = dict(field.split("=", 1) for field in first.split(","))
    final = f"c={encoded(header.encode() + binding)},r={fields['r']}"
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(fields["s"]), int(fields["i"]))

    def code(key, text):
        return hmac.new(key, text.encode(), "sha256").digest()

    key = code(salted, "Client Key")
    signature = code(hashlib.sha256(key).digest(), f"{bare},{first},{final}")
    proof = bytes(a ^ b for a, b in zip(key, signature))
    answer = line(encoded(f"{final},p={encoded(proof)}".encode()))
    if not answer.startswith("334 "):
        return answer
    verifier = base64.b64encode(code(code(salted, "Server Key"), f"{bare},{first},{final}")).decode()
    assert base64.b64decode(answer[4:]).decode() == "v=" + verifier, "the server did not prove itself"
    return line("")


def test_channel_binding():
    """SCRAM-SHA-256-PLUS logs in when it is bound to this TLS connection, and not when to another"""
    with MailBridge() as bridge:
        context = ssl.create_default_context(cafile=bridge.certificate)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        for forged, answer in ((False, "235"), (True, "535")):
            with smtplib.SMTP_SSL("localhost", bridge.tls, timeout=20, context=context) as smtp:
                smtp.ehlo()
                # RFC 5929 §4: the hash of the server's certificate.
                binding = hashlib.sha256(smtp.sock.getpeercert(binary_form=True) + (b"x" if forged else b"")).digest()

                def line(text):
                    code, reply = smtp.docmd(text)
                    return f"{code} {reply.decode()}"

                assert scram_plus(line, "shop", "secret", binding).startswith(answer)


def test_proxy_headers():
    """behind a balancer the client of the PROXY header counts, in both versions; without a header nothing goes"""
    with MailBridge(account={"networks": ["192.0.2.0/24"]}, smtp={"proxy_networks": ["127.0.0.0/8"]}) as bridge:
        def second(source):
            address = socket.inet_aton(source) + socket.inet_aton("127.0.0.1") + struct.pack("!HH", 40000, 25)
            return b"\r\n\r\n\0\r\nQUIT\n\x21\x11" + struct.pack("!H", len(address)) + address

        for first, answer in [
                (b"PROXY TCP4 192.0.2.7 127.0.0.1 40000 25\r\n", "250 2.0.0 id="), (second("192.0.2.7"), "250 2.0.0 id="),
                (b"PROXY TCP4 198.51.100.7 127.0.0.1 40000 25\r\n", "550 5.7.1"), (second("198.51.100.7"), "550 5.7.1")]:
            with Line(bridge.mx, first) as line:
                line.say("EHLO x")
                assert line.mail().startswith(answer), first
        for first in (b"EHLO x\r\n", b"PROXY nonsense\r\n", b"PROXY TCP4 " + b"1" * 200):
            try:
                with Line(bridge.mx, first) as line:
                    assert line.greeting == [], (first, line.greeting)
            except ConnectionResetError:
                pass  # closed with our octets unread


def test_xclient():
    """a trusted proxy names the client and the login with XCLIENT, nobody else may"""
    with MailBridge(account={"networks": ["192.0.2.0/24"]}, smtp={"xclient_networks": ["127.0.0.0/8"]}) as bridge:
        with Line(bridge.mx) as line:
            assert line.say("EHLO x").startswith("250")
            assert line.mail().startswith("550 5.7.1")
            assert line.say("RSET", "XCLIENT ADDR=192.0.2.7 NAME=host.example.test").startswith("220 ")
            line.say("EHLO x")
            assert line.mail().startswith("250 2.0.0 id=")
            assert line.say("XCLIENT ADDR=198.51.100.7").startswith("220 ")
            line.say("EHLO x")
            assert line.mail().startswith("550 5.7.1")
            assert line.say("RSET", "XCLIENT LOGIN=shop").startswith("220 ")
            line.say("EHLO x")
            assert line.mail(sender="any@where.test").startswith("250 2.0.0 id=")
    with MailBridge() as bridge, Line(bridge.mx) as line:
        assert line.say("EHLO x", "XCLIENT ADDR=192.0.2.7").startswith("502 5.5.1")


def test_addresses():
    """options, channels, national forms, attributes, lists and groups in the address"""
    lists = [{"name": "staff", "members": [NUMBER, "375297654321"]}]
    with Standin() as standin:
        bridge = MailBridge(account={"country_prefix": "375", "mail_addresses": [SENDER]}, standin=standin)
        bridge.settings["list"] = lists
        bridge.settings["route"][0]["channels"] = ["sms", "viber", "flash"]
        bridge.write()
        rows = [
            (f"+{NUMBER}", "", [NUMBER], "SHOP", "sms"), ("p375291234568", "", ["375291234568"], "SHOP", "sms"),
            ("00375291234569", "", ["375291234569"], "SHOP", "sms"), ("80291234570", "", ["375291234570"], "SHOP", "sms"),
            ('"+375 (29) 123-45-71"', "", ["375291234571"], "SHOP", "sms"),
            ("375291234572+s=ACME", "", ["375291234572"], "ACME", "sms"),
            ("375291234573.ACME", "", ["375291234573"], "ACME", "sms"),
            ("375291234574", "viber.", ["375291234574"], "SHOP", "viber"),
            ("375291234575+flash", "", ["375291234575"], "SHOP", "flash"),
            ("/ID=+375291234576/FROM=ACME/", "", ["375291234576"], "ACME", "sms"),
            ("Staff", "", [NUMBER, "375297654321"], "SHOP", "sms"),
            ("g.staff", "viber.", [NUMBER, "375297654321"], "SHOP", "viber"),
        ]
        with bridge, bridge.smtp() as smtp:
            for number, (local, label, numbers, sender, channel) in enumerate(rows):
                before = len(standin.messages)
                code, text = send(smtp, MAIL % (number, b"Number %d" % number), to=[f"{local}@{label}{DOMAIN}"])
                assert code == 250 and f"rcpts={len(numbers)} " in text, (local, code, text)
                texts(standin, before + len(numbers))
                got = standin.messages[before:]
                assert sorted(each["to"] for each in got) == sorted(numbers), (local, got)
                assert {(each["from"], each["channel"]) for each in got} == {(sender, channel)}, (local, got)
            for local, answer in [(f"{NUMBER}+color=red", "5.1.3"), (f"{NUMBER}+max=0", "5.1.3"), ("nobody", "5.1.1")]:
                code, text = send(smtp, MAIL % (99, b"x"), to=[f"{local}@{DOMAIN}"])
                assert code == 550 and text.startswith(answer), (local, code, text)
            code, text = send(smtp, MAIL % (100, b"x" * 161), to=[f"{NUMBER}+max=1@{DOMAIN}"])
            assert code == 554 and text.startswith("5.3.4"), text


def test_preview():
    """a preview shows the text, its parts and what was cut, and sends nothing"""
    with Standin() as standin, MailBridge(standin=standin) as bridge, bridge.smtp() as smtp:
        content = MAIL % (1, "Привет\r\n-- \r\nАнна".encode())
        for number, to in enumerate((f"{NUMBER}@preview.{DOMAIN}", f"{NUMBER}+preview@{DOMAIN}")):
            code, text = send(smtp, content, to=[to], mail=["BODY=8BITMIME"])
            assert (code, text) == (250, "2.0.0 Ok, preview: parts=1 encoding=ucs2"), text
            preview = bridge.mails(number + 1)[number]
            assert preview["Subject"] == "Preview: 1 part, UCS-2" and preview["To"] == SENDER
            assert preview["In-Reply-To"].strip() == "<1@shop.example.test>"
            body = preview.get_content()
            assert f"+{NUMBER}" in body and "Привет" in body and "signature: --  / Анна" in body, body
        assert standin.texts() == []


def test_dialects():
    """the grammars of other services, in every form, for whoever moves an MX record"""
    smsc, clickatell = "send.example.test", "clickatell.example.test"
    with Standin() as standin:
        bridge = MailBridge(
            standin=standin, account={"mail_token": "token-of-shop"},
            smtp={"domains": [DOMAIN, smsc, clickatell], "dialects": {smsc: "smsc", clickatell: "clickatell"}})
        bridge.settings["list"] = [{"name": "g17", "members": ["375297654321"]}]
        bridge.write()
        rows = [
            (smsc, "shop:secret::0,0:0,0,ACME,0:375291234567;+375297654321:Both", ["Both", "Both"]),
            (smsc, "shop:secret::0,0:0,0,,0::375291234567:First\r\n375297654321:Second\r\n", ["First", "Second"]),
            (smsc, "Dear sirs\r\n[text]shop:secret::0,0:0,0,,0:375291234567:Wrapped[/text]\r\nMy company", ["Wrapped"]),
            (smsc, ":token-of-shop::0,0:0,0,,0:375291234567:By key", ["By key"]),
            (smsc, "shop:secret::0,0:0,0,,0:G17:To a group", ["To a group"]),
            (clickatell, "user: shop\r\npassword: secret\r\napi_id: 1\r\nto: 375291234567\r\nto: +375297654321\r\n"
             "text: One\r\ntext: Two\r\n", ["One\nTwo", "One\nTwo"]),
            (clickatell, "user: shop\r\npassword: secret\r\nto: 375291234567\r\ndata: On\r\ndata: e\r\n", ["One"]),
        ]
        with bridge, bridge.smtp() as smtp:
            for number, (domain, order, expected) in enumerate(rows):
                before = len(standin.texts())
                head = b"Message-ID: <%d@elsewhere.test>\r\n\r\n" % number
                code, text = send(smtp, head + order.encode(), sender="who@elsewhere.test", to=[f"send@{domain}"])
                assert code == 250 and f"rcpts={len(expected)} " in text, (order, code, text)
                assert sorted(texts(standin, before + len(expected))[before:]) == sorted(expected), order
            for domain, order, answer in [
                    (smsc, "shop:guess::0,0:0,0,,0:375291234567:x", 535), (smsc, "shop", 554),
                    (smsc, "shop:secret::0,0:1,0,,0:375291234567:x", 554),
                    (clickatell, "user: shop\r\npassword: guess\r\nto: 375291234567\r\ntext: x", 535)]:
                assert send(smtp, b"\r\n" + order.encode(), sender="who@elsewhere.test", to=[f"send@{domain}"])[0] == answer, order
            # SMSC reads KOI8-R where no charset is named.
            before = len(standin.texts())
            order = b"\r\n" + "shop:secret::0,0:0,0,,0:375291234567:Привет".encode("koi8-r")
            assert send(smtp, order, sender="who@elsewhere.test", to=[f"send@{smsc}"], mail=["BODY=8BITMIME"])[0] == 250
            assert texts(standin, before + 1)[before:] == ["Привет"]


def test_the_way_back():
    """an SMS from a phone comes as an answer to the mail, and the answer to it goes to the phone"""
    phone = "375291990018"  # the simulated handset that answers
    bridge = MailBridge(account={"numbers": ["375447770000"], "default_sender": "375447770000",
                                 "incoming_mail": ["desk@shop.example.test"]})
    bridge.settings["delivery"] = {"incoming_poll": "1s"}
    bridge.write()
    with bridge, bridge.smtp() as smtp:
        code, text = send(smtp, MAIL % (1, b"Are you there?"), to=[f"{phone}@{DOMAIN}"])
        assert code == 250, text
        mail = bridge.mails(1)[0]
        assert mail["To"] == "desk@shop.example.test" and mail["Delivered-To"] == "desk@shop.example.test"
        assert mail["Subject"] == "Re: Order" and mail["In-Reply-To"].strip() == "<1@shop.example.test>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert "Re: Are you there?" in mail.get_content()
        back = mail["From"].addresses[0]
        assert back.display_name == f"+{phone}" and back.username.startswith("r-") and back.domain == DOMAIN
        answer = b"Subject: Re: Order\r\nMessage-ID: <2@elsewhere.test>\r\nIn-Reply-To: %s\r\n\r\nI am\r\n" % mail["Message-ID"].encode()
        # From any mailbox: the address is the proof.
        code, text = send(smtp, answer, sender="desk@elsewhere.test", to=[back.addr_spec])
        assert code == 250, text
        shown = message(bridge, text)
        assert (shown["to"].lstrip("+"), shown["text"]) == (phone, "I am"), shown
        forged = back.addr_spec.replace("r-", "r-a", 1)
        assert send(smtp, answer, sender="desk@elsewhere.test", to=[forged])[0] == 550


def test_the_way_back_from_a_reload_on():
    """an account that is given addresses for incoming messages while the bridge runs gets the next one by mail"""
    phone = "375291990018"  # the simulated handset that answers
    bridge = MailBridge(account={"numbers": ["375447770000"], "default_sender": "375447770000"})
    bridge.settings["delivery"] = {"incoming_poll": "1s"}
    bridge.write()
    with bridge, bridge.smtp() as smtp:
        bridge.settings["account"][0]["incoming_mail"] = ["desk@shop.example.test"]
        bridge.write()
        code, said, errors = bridge.command("reload", "--json")
        assert code == 0, said + errors
        code, text = send(smtp, MAIL % (1, b"Are you there?"), to=[f"{phone}@{DOMAIN}"])
        assert code == 250, text
        assert bridge.mails(1)[0]["To"] == "desk@shop.example.test"


def test_limits_of_the_account():
    """channels, prefixes, senders, rate and quota hold for mail as they do for SMPP, and a dry run sends nothing"""
    account = {"channels": ["sms"], "prefixes": ["375"], "blocked_prefixes": ["37533"], "allowed_senders": ["ACME", "SHOP"],
               "daily_quota": 3}
    with Standin() as standin, MailBridge(account=account, standin=standin) as bridge, bridge.smtp() as smtp:
        for to, answer in [(f"{NUMBER}@viber.{DOMAIN}", (550, "5.1.2")), (f"79161234567@{DOMAIN}", (550, "5.1.1")),
                           (f"375331234567@{DOMAIN}", (550, "5.1.1")), (f"{NUMBER}+s=OTHER@{DOMAIN}", (550, "5.7.1"))]:
            code, text = send(smtp, MAIL % (1, b"No"), to=[to])
            assert (code, text[:5]) == answer, (to, code, text)
        for number in range(3):
            assert send(smtp, MAIL % (number, b"Yes"))[0] == 250
        code, text = send(smtp, MAIL % (4, b"One too many"))
        assert (code, text[:5]) == (452, "4.3.1"), text
        assert texts(standin, 3) == ["Yes"] * 3
    with Standin() as standin, MailBridge(account={"dry_run": True}, standin=standin) as bridge, bridge.smtp() as smtp:
        code, text = send(smtp, MAIL % (1, b"Rehearsal"), rcpt=["NOTIFY=SUCCESS"])
        assert code == 250, text
        assert bridge.mails(1)[0]["Subject"] == f"Delivered: SMS to +{NUMBER}"
        assert standin.texts() == []


def test_notices():
    """the owner of an account is told once by mail that the day's quota is used up, and that failed logins shut a name out"""
    account = {"daily_quota": 1, "notices": ["owner@shop.example.test"], "mail_language": "ru"}
    with MailBridge(account=account, smtp={"auth_ban_failures": 3, "auth_without_tls": True}) as bridge:
        with bridge.smtp() as smtp:
            assert send(smtp, MAIL % (1, b"Yes"))[0] == 250
            for number in (2, 3):
                assert send(smtp, MAIL % (number, b"One too many"))[0] == 452
        quota, = bridge.mails(1)
        assert quota["Subject"].startswith("shop: дневной лимит исчерпан"), quota["Subject"]
        with Line(bridge.submission) as line:
            line.say("EHLO client.example.test")
            for _ in range(3):
                reply = line.say("AUTH PLAIN " + base64.b64encode(b"\0shop\0wrong").decode())
                assert reply.startswith("535 5.7.8"), reply
        quota, locked = bridge.mails(2)
        assert locked["Subject"].startswith("shop: вход закрыт"), locked["Subject"]
        assert "127.0.0.1" in locked.get_content()
        for mail in (quota, locked):
            assert mail["To"] == mail["Delivered-To"] == "owner@shop.example.test"
            assert (mail["From"], mail["Return-Path"]) == (f"postmaster@{DOMAIN}", "<>")
            assert mail["Auto-Submitted"] == "auto-replied"


def test_postmaster():
    """mail to postmaster@ is kept where nobody is named, passed on where somebody is, and never comes round"""
    with MailBridge() as bridge, bridge.smtp() as smtp:
        code, text = send(smtp, b"Subject: Help\r\n\r\nPlease", sender="who@elsewhere.test", to=[f"postmaster@{DOMAIN}"])
        assert (code, text) == (250, "2.0.0 Ok, kept for postmaster"), text
        kept = list((bridge.data / "postmaster").glob("*.eml"))
        assert len(kept) == 1 and b"Subject: Help" in kept[0].read_bytes()
        round = kept[0].read_bytes().split(b"\r\n", 2)[2]
        code, text = send(smtp, round, sender="who@elsewhere.test", to=[f"postmaster@{DOMAIN}"])
        assert (code, text[:5]) == (554, "5.4.6"), text
        assert not bridge.outbox.exists() or not list(bridge.outbox.glob("*.eml"))
    with MailBridge(smtp={"postmaster": "admin@example.test"}) as bridge, bridge.smtp() as smtp:
        assert send(smtp, b"Subject: Help\r\n\r\nPlease", sender="who@elsewhere.test", to=[f"abuse@{DOMAIN}"])[0] == 250
        assert bridge.mails(1)[0]["Delivered-To"] == "admin@example.test"
    bridge = MailBridge(smtp={"postmaster": f"admin@{DOMAIN}"})
    code, out, err = bridge.command("check")
    assert code == 1 and "smtp.postmaster" in out + err, out + err
