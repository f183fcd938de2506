"""Postfix and OpenSMTPD as smarthosts in front of the bridge."""
import smtplib

from mail_gateway import DOMAIN, NUMBER, SENDER, MailBridge, send, texts
from mail_servers import OpenSMTPD, Postfix
from simulator_standin import Standin
import waiting

MAIL = (f"From: Ann <{SENDER}>\r\nTo: {NUMBER}@{DOMAIN}\r\nSubject: Order\r\nMessage-ID: <%s@shop.example.test>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n")


def submit(server, id, text, to=(f"{NUMBER}@{DOMAIN}",), mail=(), rcpt=()):
    """Hands a mail to the server in front; it must take it."""
    with smtplib.SMTP("127.0.0.1", server.port, timeout=20) as smtp:
        smtp.ehlo()
        code, answer = send(smtp, (MAIL % (id, text)).encode(), to=to, mail=mail, rcpt=rcpt)
        assert code == 250, answer


def until(condition, server, what):
    waiting.until(condition, lambda: what + "\n" + server.said()[-4000:], timeout=40)


def test_postfix_smtp():
    """Postfix delivers by SMTP with TLS and pipelining, its log names our id, and the receipt it asked for comes back"""
    with Standin() as standin, MailBridge(standin=standin) as bridge, Postfix(
            DOMAIN, "smtp", bridge.mx, smtp_tls_security_level="encrypt") as postfix:
        submit(postfix, "p1", "Привет, заказ готов", mail=["BODY=8BITMIME", "ENVID=A1"], rcpt=["NOTIFY=SUCCESS,FAILURE"])
        until(lambda: standin.texts(), postfix, "nothing arrived")
        assert standin.texts() == ["Привет, заказ готов"]
        until(lambda: "250 2.0.0 id=" in postfix.said(), postfix, "no id in its log")
        receipt = bridge.mails(1)[0]
        assert receipt["Subject"] == f"Delivered: SMS to +{NUMBER}"
        assert receipt["In-Reply-To"].strip() == "<p1@shop.example.test>"
        assert receipt.get_payload(1).get_payload()[0]["Original-Envelope-Id"] == "A1"
        # Many at once, over connections that Postfix uses again.
        for number in range(30):
            submit(postfix, f"n{number}", f"Number {number}")
        assert sorted(texts(standin, 31)[1:]) == sorted(f"Number {number}" for number in range(30))


def test_postfix_lmtp():
    """by LMTP the good recipients are sent, and Postfix bounces those that are refused"""
    with Standin() as standin, MailBridge(standin=standin) as bridge, Postfix(DOMAIN, "lmtp", bridge.lmtp) as postfix:
        submit(postfix, "l1", "a" * 161, to=[f"{NUMBER}@{DOMAIN}", f"375297654321+max=1@{DOMAIN}", f"12@{DOMAIN}"])
        until(lambda: standin.numbers(), postfix, "nothing arrived")
        assert standin.numbers() == [NUMBER]
        for refusal in ("554 5.3.4", "550 5.1.1"):
            until(lambda: refusal in postfix.said(), postfix, f"no {refusal}")


def test_postfix_waits():
    """while the bridge is away Postfix keeps the mail, and sends it once when it is back"""
    with Standin() as standin:
        bridge = MailBridge(standin=standin)
        with bridge, Postfix(DOMAIN, "smtp", bridge.mx) as postfix:
            bridge.kill()
            submit(postfix, "w1", "Later")
            until(lambda: "status=deferred" in postfix.said(), postfix, "not deferred")
            bridge.start()
            until(lambda: standin.texts(), postfix, "nothing arrived")
            until(lambda: "status=sent" in postfix.said(), postfix, "not sent")
            assert standin.texts() == ["Later"] and not standin.sent_twice


def test_opensmtpd():
    """OpenSMTPD, which does not pipeline, delivers as a smarthost"""
    with Standin() as standin, MailBridge(standin=standin) as bridge, OpenSMTPD(DOMAIN, bridge.mx) as server:
        submit(server, "o1", "Привет, заказ готов", mail=["BODY=8BITMIME"])
        until(lambda: standin.texts(), server, "nothing arrived")
        assert standin.texts() == ["Привет, заказ готов"]
        until(lambda: "250 2.0.0 id=" in server.said() or 'result="Ok"' in server.said(), server, "no word of it in its log")
        submit(server, "o2", "To two", to=[f"{NUMBER}@{DOMAIN}", f"375297654321@{DOMAIN}"])
        assert sorted(texts(standin, 3)[1:]) == ["To two", "To two"]
