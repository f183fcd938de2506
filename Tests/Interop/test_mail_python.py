"""smtplib and email (Python), unmodified."""
import base64
import email.message
import re
import smtplib
import socket
import socketserver
import ssl
import subprocess
import threading

from mail_gateway import DOMAIN, NUMBER, SENDER, MailBridge, send, texts
from marks import takes
from simulator_standin import Standin
from waiting import until

HEADERS = b"From: Ann <ann@shop.example.test>\r\nSubject: Order\r\nMessage-ID: <%d@shop.example.test>\r\nMIME-Version: 1.0\r\n"


def test_text_to_the_character():
    """UTF-8, KOI8-R and HTML-only mails arrive as the text that was written"""
    mails = [
        (b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
         + "Привет, заказ № 5 готов — ждём".encode(), "Привет, заказ № 5 готов — ждём"),
        (b"Content-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
         + "Ваш заказ готов".encode("koi8-r"), "Ваш заказ готов"),
        (b"Content-Type: text/html; charset=utf-8\r\n\r\n"
         b"<html><head><style>p{}</style></head><body><p>Pay <b>5 &euro;</b><br>today</p></body></html>",
         "Pay 5 €\ntoday"),
        (b"Content-Type: text/plain; charset=utf-8\r\n\r\nDoor open ## not this\r\n", "Door open"),
        (b"Content-Type: text/plain; charset=utf-8\r\n\r\nSee you\r\n-- \r\nAnn, Shop Ltd\r\n", "See you"),
    ]
    with Standin() as standin, MailBridge(standin=standin) as bridge, bridge.smtp() as smtp:
        for number, (mail, _) in enumerate(mails):
            code, text = send(smtp, HEADERS % number + mail, mail=["BODY=8BITMIME"])
            assert code == 250, (code, text)
            assert re.fullmatch(r"2\.0\.0 id=[1-9][0-9]{0,17} rcpts=1 parts=1 encoding=(gsm|ucs2)", text), text
        assert sorted(texts(standin, len(mails))) == sorted(text for _, text in mails)


def test_receipts_in_the_thread():
    """a bounce, and a receipt where one was asked for, answer the mail that they are about"""
    with MailBridge() as bridge, bridge.smtp() as smtp:
        failing = f"375291990001@{DOMAIN}"
        assert send(smtp, HEADERS % 1 + b"\r\nHello", to=[failing])[0] == 250
        bounce = bridge.mails(1)[0]
        assert bounce["Subject"] == "Undelivered: SMS to +375291990001"
        assert bounce["In-Reply-To"].strip() == "<1@shop.example.test>"
        assert bounce["Return-Path"] == "<>" and bounce["To"] == SENDER
        assert bounce["From"] == f"postmaster@{DOMAIN}"
        assert bounce.get_content_type() == "multipart/report"
        status = bounce.get_payload(1).get_payload()[1]
        assert (status["Action"], status["Final-Recipient"]) == ("failed", f"rfc822; {failing}")
        assert "Subject: Order" in bounce.get_payload(2).get_payload()
        code, _ = send(
            smtp, HEADERS % 2 + b"\r\nHello", mail=["ENVID=A1", "RET=HDRS"], rcpt=["NOTIFY=SUCCESS", "ORCPT=rfc822;b@x.test"])
        assert code == 250
        receipt = bridge.mails(2)[1]
        assert receipt["Subject"] == f"Delivered: SMS to +{NUMBER}"
        assert receipt.get_payload(1).get_payload()[0]["Original-Envelope-Id"] == "A1"


def test_who_may_spend():
    """only our domains, only known senders, and an address in From proves nothing"""
    with MailBridge() as bridge, bridge.smtp() as smtp:
        mail = HEADERS % 1 + b"\r\nHello"
        assert send(smtp, mail, sender="eve@elsewhere.test")[0] == 550
        assert send(smtp, mail, to=["someone@elsewhere.test"]) == (550, "5.7.1 Relaying denied")
        assert send(smtp, mail, to=[f"12@{DOMAIN}"])[0] == 550
        assert send(smtp, mail)[0] == 250
        assert "auth" not in smtp.esmtp_features, "AUTH is offered to everybody"


def test_logins():
    """AUTH comes after STARTTLS or under TLS, with PLAIN, LOGIN and the account's password"""
    context = ssl.create_default_context()
    with MailBridge(account={"networks": [], "mail_addresses": []}) as bridge:
        context.load_verify_locations(bridge.certificate)
        with smtplib.SMTP("127.0.0.1", bridge.submission, timeout=20) as smtp:
            smtp.ehlo()
            assert not smtp.has_extn("auth")
            assert smtp.docmd("MAIL FROM:<a@b.test>")[0] == 530
            smtp.starttls(context=context)
            smtp.ehlo()
            assert {"PLAIN", "LOGIN", "SCRAM-SHA-256"} <= set(smtp.esmtp_features["auth"].split())
            try:
                smtp.login("shop", "wrong")
                raise AssertionError("a wrong password was taken")
            except smtplib.SMTPAuthenticationError as error:
                assert error.smtp_code == 535
            smtp.login("shop", "secret")
            assert send(smtp, b"\r\nHello", sender="any@where.test")[0] == 250
        with smtplib.SMTP_SSL("127.0.0.1", bridge.tls, timeout=20, context=context) as smtp:
            smtp.user, smtp.password = "shop", "secret"
            smtp.ehlo()
            assert smtp.auth("LOGIN", smtp.auth_login)[0] == 235
            assert send(smtp, b"\r\nHello", sender="any@where.test")[0] == 250


def test_acknowledged_means_on_disk():
    """kill -9 right behind a 250 loses nothing, and the mail sent again is not sent twice"""
    with Standin() as standin:
        bridge = MailBridge(standin=standin)
        with bridge, bridge.smtp() as smtp:
            answers = [send(smtp, HEADERS % number + b"\r\nNumber %d" % number) for number in range(20)]
            assert all(code == 250 for code, _ in answers), answers
            bridge.kill()
        with bridge, bridge.smtp() as smtp:
            again = [send(smtp, HEADERS % number + b"\r\nNumber %d" % number) for number in range(20)]
            assert again == answers
            assert sorted(texts(standin, 20)) == sorted(f"Number {number}" for number in range(20))
        assert not standin.sent_twice and len(standin.texts()) == 20


def test_smuggling():
    """an end of data that is none neither ends the mail nor begins another one"""
    for trick in (b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r\r\n", b"\r\n\0.\r\n"):
        with MailBridge() as bridge, socket.create_connection(("127.0.0.1", bridge.mx), timeout=20) as raw:
            stream = raw.makefile("rb")
            stream.readline()
            for command in (b"HELO x", b"MAIL FROM:<ann@shop.example.test>", b"RCPT TO:<375291234567@sms.example.test>", b"DATA"):
                raw.sendall(command + b"\r\n")
                stream.readline()
            raw.sendall(b"Hello" + trick + b"MAIL FROM:<ann@shop.example.test>\r\nRCPT TO:<375297654321@sms.example.test>\r\n.\r\n")
            assert stream.readline().startswith(b"550 5.5.2"), trick
            assert stream.readline().startswith(b"421"), trick
            assert stream.readline() == b""


def test_lmtp():
    """LMTP answers for each recipient"""
    with MailBridge() as bridge, smtplib.LMTP("127.0.0.1", bridge.lmtp) as lmtp:
        lmtp.ehlo("client.example.test")
        lmtp.mail(SENDER)
        for recipient in (f"{NUMBER}@{DOMAIN}", f"375297654321+max=1@{DOMAIN}"):
            assert lmtp.rcpt(recipient)[0] == 250
        code, text = lmtp.data(b"Subject: x\r\n\r\n" + b"a" * 161)
        assert (code, text[:9]) == (250, b"2.0.0 id="), (code, text)
        code, text = lmtp.getreply()
        assert (code, text[:5]) == (554, b"5.3.4"), (code, text)


def test_many_recipients():
    """every recipient of a mail gets it once"""
    numbers = [f"3752912{number:05d}" for number in range(100)]
    with Standin() as standin, MailBridge(standin=standin) as bridge, bridge.smtp() as smtp:
        message = email.message.EmailMessage()
        message["From"], message["To"], message["Subject"] = SENDER, "undisclosed", "x"
        message.set_content("To all")
        refused = smtp.send_message(message, SENDER, [f"{number}@{DOMAIN}" for number in numbers])
        assert not refused
        texts(standin, 100)
        assert sorted(standin.numbers()) == numbers


def test_order_of_smsc():
    """mails in SMSC's grammar work when their domain moves here"""
    with Standin() as standin:
        bridge = MailBridge(standin=standin, smtp={"domains": [DOMAIN, "send.example.test"]})
        bridge.configuration.write_text(
            bridge.configuration.read_text().replace("[smtp]", '[smtp]\ndialects = { "send.example.test" = "smsc" }'))
        with bridge, bridge.smtp() as smtp:
            order = "shop:secret::0,0:0,0,SHOP,0:375291234567:Заказ готов".encode("koi8-r")
            mail = b"Content-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + order
            code, text = send(smtp, mail, sender="who@elsewhere.test", to=["send@send.example.test"])
            assert code == 250, text
            assert texts(standin, 1) == ["Заказ готов"]
            wrong = send(smtp, mail.replace(b"secret", b"guess!"), sender="who@elsewhere.test", to=["send@send.example.test"])
            assert wrong[0] == 535, wrong


class Relay(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it gets. `refusals` mails are answered 451 first."""
    allow_reuse_address = daemon_threads = True

    def __init__(self, refusals=0):
        self.refusals, self.mails = refusals, []
        super().__init__(("127.0.0.1", 0), RelaySession)

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class RelaySession(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line + b"\r\n")

    def handle(self):
        self.say(b"220 relay.example.test")
        envelope = []
        while line := self.rfile.readline().strip():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.say(b"354 go")
                content = b"".join(iter(self.rfile.readline, b".\r\n"))
                refused, self.server.refusals = self.server.refusals > 0, self.server.refusals - 1
                if not refused:
                    self.server.mails.append((envelope, content))
                envelope = []
                self.say(b"451 4.3.0 later" if refused else b"250 ok")
            else:
                if verb in (b"MAIL", b"RCPT"):
                    envelope.append(line.split(b":", 1)[1].split()[0].decode())
                self.say(b"221 bye" if verb == b"QUIT" else b"250 ok")


def dkim_key(folder, kind):
    """A key, and the record that DNS would have of it."""
    file, options = folder / f"{kind}.key", {"rsa": ["-pkeyopt", "rsa_keygen_bits:2048"], "ed25519": []}[kind]
    subprocess.run(["openssl", "genpkey", "-algorithm", kind, *options, "-out", file], check=True, capture_output=True)
    der = subprocess.run(["openssl", "pkey", "-in", file, "-pubout", "-outform", "der"], check=True, capture_output=True).stdout
    public = der[-32:] if kind == "ed25519" else der
    return file, f"v=DKIM1; k={kind}; p={base64.b64encode(public).decode()}".encode()


def test_dkim():
    """mails of the bridge carry a DKIM signature that dkimpy checks: RSA and Ed25519; a changed one does not pass"""
    import dkim

    for kind in ("rsa", "ed25519"):
        bridge = MailBridge()
        file, record = dkim_key(bridge.folder, kind)
        bridge.settings["mail"].update({"dkim_key": str(file), "dkim_selector": "s1"})
        bridge.write()
        asked = []

        def dns(name, timeout=5):
            asked.append(name)
            return record

        with bridge, bridge.smtp() as smtp:
            assert send(smtp, HEADERS % 1 + b"\r\nHello", to=[f"375291990001@{DOMAIN}"])[0] == 250
            bridge.mails()
            mail = next(bridge.outbox.glob("*.eml")).read_bytes()
        assert dkim.verify(mail, dnsfunc=dns), mail.decode()
        assert asked == [f"s1._domainkey.{DOMAIN}.".encode()], asked
        assert not dkim.verify(mail.replace(b"Undelivered", b"Delivered", 1), dnsfunc=dns)
        assert not dkim.verify(mail.replace(b"\r\nFrom:", b"\r\nFrom: Eve <eve@example.test>\r\nFrom:", 1), dnsfunc=dns)
        assert not dkim.verify(mail + b"And more\r\n", dnsfunc=dns)


@takes(20)
def test_relay():
    """receipts leave through a relay, with the null sender, and again when it could not take them"""
    with Relay(refusals=1) as relay:
        threading.Thread(target=relay.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        bridge = MailBridge()
        bridge.settings["mail"] = {"relay": relay.url}
        bridge.write()
        with bridge, bridge.smtp() as smtp:
            assert send(smtp, HEADERS % 1 + b"\r\nHello", to=[f"375291990001@{DOMAIN}"])[0] == 250
            until(lambda: relay.mails, "no receipt", timeout=40)
        envelope, content = relay.mails[0]
        assert envelope == ["<>", f"<{SENDER}>"], envelope
        assert b"Subject: Undelivered: SMS to +375291990001" in content
        relay.shutdown()
