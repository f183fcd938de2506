"""A person with a real mail client: the text arrives right to the character, and the receipt in the thread of the mail."""
import email.message
import email.policy
import smtplib
import ssl
import subprocess

import processes
from mail_gateway import DOMAIN, NUMBER, SENDER, MailBridge, texts
from simulator_standin import Standin
from skipping import need

TEXT = "Здравствуйте! Заказ № 5 — «готов», ждём."
KOI8 = "Съешь ещё этих мягких булок"
HTML = ("<html><head><title>t</title><style>p { color: red }</style></head><body><p>Оплатите <b>5&nbsp;&euro;</b> до"
        " пятницы<br>C&ouml;t&eacute; caf&#233; &amp; bar</p></body></html>")
HTML_TEXT = "Оплатите 5 € до пятницы\nCöté café & bar"


def mails(client):
    """(Message-ID, mail, text) for the three mails of a client; each names the client, so that no two are alike."""
    head = f"From: Ann <{SENDER}>\r\nTo: {NUMBER}@{DOMAIN}\r\nSubject: Order\r\nMIME-Version: 1.0\r\n"
    rows = [
        ("utf-8", "text/plain; charset=utf-8", f"{TEXT} {client}", f"{TEXT} {client}"),
        ("koi8-r", "text/plain; charset=koi8-r", f"{KOI8} {client}", f"{KOI8} {client}"),
        ("utf-8", "text/html; charset=utf-8", HTML.replace("bar", client), HTML_TEXT.replace("bar", client)),
    ]
    for number, (charset, kind, body, text) in enumerate(rows):
        id = f"<{client}.{number}@shop.example.test>"
        mail = (head + f"Message-ID: {id}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n").encode()
        yield id, mail + body.encode(charset) + b"\r\n", text


def send_all(bridge, client, send):
    """Sends the three mails of a client; (Message-ID, text) of each."""
    sent = []
    for id, mail, text in mails(client):
        path = bridge.folder / "mail.eml"
        path.write_bytes(mail)
        send(path)
        sent.append((id, text))
    return sent


def expect(bridge, standin, sent):
    assert sorted(texts(standin, len(sent))) == sorted(text for _, text in sent)
    receipts = bridge.mails(len(sent))
    assert {receipt["Subject"] for receipt in receipts} == {f"Delivered: SMS to +{NUMBER}"}
    assert sorted(receipt["In-Reply-To"].strip() for receipt in receipts) == sorted(id for id, _ in sent)
    for receipt in receipts:
        assert receipt["References"].split()[-1] == receipt["In-Reply-To"].strip()
        assert receipt["To"] == SENDER and receipt["Return-Path"] == "<>", receipt.items()
        assert receipt["Auto-Submitted"] == "auto-replied"


def client(name, send):
    with Standin() as standin, MailBridge(account={"mail_receipts": True}, standin=standin) as bridge:
        expect(bridge, standin, send_all(bridge, name, lambda path: send(bridge, path)))


def test_swaks():
    """swaks: UTF-8, KOI8-R and HTML-only, and the receipt in the thread"""
    need("swaks")

    def send(bridge, path):
        code, out, err = processes.run(
            ["swaks", "--server", f"127.0.0.1:{bridge.submission}", "--tls", "--auth", "PLAIN", "--auth-user", "shop",
             "--auth-password", "secret", "--from", SENDER, "--to", f"{NUMBER}@{DOMAIN}", "--data", f"@{path}"],
            errors="replace")
        assert code == 0 and "250 2.0.0 id=" in out, out + err

    client("swaks", send)


def test_msmtp():
    """msmtp: the same, asking for the receipt with NOTIFY"""
    need("msmtp")

    def send(bridge, path):
        with open(path, "rb") as mail:
            sent = subprocess.run(
                ["msmtp", "--file=/dev/null", "--host=localhost", f"--port={bridge.tls}", "--tls=on", "--tls-starttls=off",
                 f"--tls-trust-file={bridge.certificate}", "--auth=scram-sha-256", "--user=shop",
                 "--passwordeval=echo secret", "--dsn-notify=success,failure", "--dsn-return=headers", f"--from={SENDER}",
                 f"{NUMBER}@{DOMAIN}"], stdin=mail, capture_output=True, timeout=30)
        assert sent.returncode == 0, sent.stderr

    with Standin() as standin, MailBridge(standin=standin) as bridge:
        expect(bridge, standin, send_all(bridge, "msmtp", lambda path: send(bridge, path)))


def test_curl():
    """curl: the same over implicit TLS"""
    need("curl")

    def send(bridge, path):
        code, out, err = processes.run(
            ["curl", "--silent", "--show-error", f"smtps://localhost:{bridge.tls}", "--cacert", bridge.certificate,
             "--user", "shop:secret", "--mail-from", SENDER, "--mail-rcpt", f"{NUMBER}@{DOMAIN}", "--upload-file", path])
        assert code == 0, out + err

    client("curl", send)


def test_smtplib():
    """Python: the same, with mails that its email package encodes"""
    with Standin() as standin, MailBridge(standin=standin) as bridge:
        context = ssl.create_default_context(cafile=bridge.certificate)
        sent = []
        with smtplib.SMTP("localhost", bridge.submission, timeout=20) as smtp:
            smtp.starttls(context=context)
            smtp.login("shop", "secret")
            for number, (text, arguments, expected) in enumerate([
                    (TEXT, {"charset": "utf-8", "cte": "base64"}, TEXT),
                    (KOI8, {"charset": "koi8-r", "cte": "quoted-printable"}, KOI8),
                    (HTML, {"subtype": "html", "cte": "quoted-printable"}, HTML_TEXT)]):
                mail = email.message.EmailMessage(policy=email.policy.SMTP)
                mail["From"], mail["To"], mail["Subject"] = SENDER, f"{NUMBER}@{DOMAIN}", "Заказ"
                mail["Message-ID"] = f"<python.{number}@shop.example.test>"
                mail.set_content(text, **arguments)
                smtp.send_message(mail, rcpt_options=["NOTIFY=SUCCESS"])
                sent.append((mail["Message-ID"], expected))
        expect(bridge, standin, sent)
