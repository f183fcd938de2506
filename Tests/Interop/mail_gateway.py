"""The bridge with its mail listeners, and the mails that it writes into a folder."""
import email
import email.policy
import smtplib
import subprocess

import processes
from bridge import Bridge
from waiting import until

DOMAIN = "sms.example.test"
SENDER = "ann@shop.example.test"
NUMBER = "375291234567"


class MailBridge(Bridge):
    """A bridge for mail. `mx`, `submission`, `tls` and `lmtp` are its ports; mails of ours land in `outbox`."""

    def __init__(self, account=None, smtp=None, standin=None, tables=None):
        self.mx, self.submission, self.tls, self.lmtp = processes.free_ports(4)
        provider = {"url": standin.url} if standin else None
        super().__init__(
            account={"mail_addresses": ["*@shop.example.test"], **(account or {})}, provider=provider,
            mail={"relay": "folder:outbox"}, **(tables or {}))
        certificate, key = self.folder / "gw.pem", self.folder / "gw.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
             "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key,
             "-out", certificate], check=True, capture_output=True)
        self.certificate = certificate
        self.settings["tls"] = {"certificate": str(certificate), "key": str(key)}
        self.settings["smtp"] = {
            "domains": [DOMAIN], "listen": [f"127.0.0.1:{self.mx}"],
            "submission_listen": [f"127.0.0.1:{self.submission}"], "tls_listen": [f"127.0.0.1:{self.tls}"],
            "lmtp_listen": [f"127.0.0.1:{self.lmtp}"], **(smtp or {})}
        self.write()

    @property
    def outbox(self):
        return self.data / "outbox"

    def mails(self, count=1, timeout=20):
        """The first mails of ours, parsed; waits for them."""
        def files():
            return sorted(self.outbox.glob("*.eml")) if self.outbox.exists() else []

        until(lambda: len(files()) >= count, lambda: f"{len(files())} mails, not {count}", timeout)
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files()]

    def smtp(self):
        return smtplib.SMTP("127.0.0.1", self.mx, local_hostname="client.example.test", timeout=20)


def send(connection, content, sender=SENDER, to=(f"{NUMBER}@{DOMAIN}",), mail=(), rcpt=()):
    """A whole transaction; (code, text) of the reply after the end of the data."""
    connection.ehlo_or_helo_if_needed()
    connection.mail(sender, mail)
    for recipient in to:
        code, text = connection.rcpt(recipient, rcpt)
        if code >= 400:
            connection.rset()
            return code, text.decode()
    code, text = connection.data(content)
    return code, text.decode()


def texts(standin, count):
    """The texts that the provider got; waits until there are so many."""
    until(lambda: len(standin.texts()) >= count, lambda: f"{len(standin.texts())} texts, not {count}")
    return standin.texts()
