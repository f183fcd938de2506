"""Certificates that change under a running bridge: on every listener, by signal and by command, and broken ones."""
import http.client
import re
import signal
import smtplib
import socket
import ssl

import processes
from bridge import Bridge
from certificates import Certificates
from provider_bridge import eventually
from smpp_wire import RESPONSE, SUBMIT_SM, Wire, submit_body


class Served:
    """A bridge with SMPP, SMTP and the console over TLS, and what each of them shows."""

    def __init__(self, certificates, **admin):
        self.ports = dict(zip(("smpp", "smtp", "submission", "console"), processes.free_ports(4)))
        self.context = certificates.context()
        self.bridge = Bridge(
            tls=certificates.settings, smpp={"tls_listen": [f"127.0.0.1:{self.ports['smpp']}"]},
            smtp={"domains": ["sms.example.test"], "tls_listen": [f"127.0.0.1:{self.ports['smtp']}"],
                  "submission_listen": [f"127.0.0.1:{self.ports['submission']}"]},
            mail={"relay": "folder:outbox"})

    def connect(self, name):
        plain = socket.create_connection(("127.0.0.1", self.ports[name]), timeout=10)
        return self.context.wrap_socket(plain, server_hostname="gw.example.test")

    def serial(self, name):
        if name == "submission":
            with smtplib.SMTP("127.0.0.1", self.ports[name], timeout=10) as client:
                client._host = "gw.example.test"  # what STARTTLS checks
                client.starttls(context=self.context)
                return client.sock.getpeercert()["serialNumber"]
        with self.connect(name) as secure:
            return secure.getpeercert()["serialNumber"]

    def serials(self):
        return {self.serial(name) for name in ("smpp", "smtp", "submission")}


class Old:
    """Sessions of SMPP and SMTP that stand while certificates change."""

    def __init__(self, served):
        self.smpp = Wire(served.bridge.smpp_port)
        self.smpp.socket.close()
        self.smpp.socket = served.connect("smpp")
        self.smtp = served.connect("smtp")
        self.file = self.smtp.makefile("rb")
        assert self.file.readline().startswith(b"220 ")
        self.smpp.socket.settimeout(10)
        self.submits(bind=True)

    def submits(self, bind=False):
        """Both go on as if nothing had happened."""
        if bind:
            self.smpp.socket.sendall(Wire.encoded(9, b"shop\0secret\0\0\x34\0\0\0", 1))
            assert self.answer()[:3] == (0x80000009, 0, 1)
        self.smpp.socket.sendall(Wire.encoded(SUBMIT_SM, submit_body("375291234567", b"Hello", registered=0), 7))
        assert self.answer()[:3] == (SUBMIT_SM | RESPONSE, 0, 7)
        self.smtp.sendall(b"NOOP\r\n")
        assert self.file.readline().startswith(b"250 ")

    def answer(self):
        octets = b""
        while len(octets) < 16 or len(octets) < int.from_bytes(octets[:4], "big"):
            more = self.smpp.socket.recv(4096)
            assert more, "the session was dropped"
            octets += more
        return tuple(int.from_bytes(octets[at:at + 4], "big") for at in (4, 8, 12))

    def close(self):
        self.smpp.socket.close()
        self.file.close()
        self.smtp.close()


def test_new_certificate():
    """a new certificate is shown to new connections of every listener after a reload, and old sessions stand"""
    with Certificates() as certificates:
        served = Served(certificates)
        with served.bridge as bridge:
            before = served.serials()
            assert len(before) == 1, before
            old = Old(served)
            certificates.issue("gw", "gw.example.test")
            assert served.serials() == before, "nobody has asked for it"
            code, said, errors = bridge.command("reload")
            assert code == 0 and re.search(r"in force +tls.certificate: \S+gw.pem has new contents\n", said), said + errors
            after = served.serials()
            assert len(after) == 1 and after != before, after
            old.submits()
            certificates.issue("gw", "gw.example.test")
            bridge.process.send_signal(signal.SIGHUP)
            eventually(lambda: not served.serials() & (before | after), "the signal does the same")
            old.submits()
            old.close()


def test_broken_certificate():
    """a broken certificate or key is refused with the file named, by signal and by command, and nothing changes"""
    with Certificates() as certificates:
        served = Served(certificates)
        with served.bridge as bridge:
            before = served.serials()
            old = Old(served)
            good = {name: (certificates.folder / name).read_bytes() for name in ("gw.pem", "gw.key", "ca.key")}
            for name, content in {"gw.pem": b"no certificate", "gw.key": b"no key"}.items():
                (certificates.folder / name).write_bytes(content)
                code, said, complaint = bridge.command("reload")
                assert code == 1 and str(certificates.folder / name) in complaint, said + complaint
                (certificates.folder / name).write_bytes(good[name])
            # The key of another certificate.
            (certificates.folder / "gw.key").write_bytes(good["ca.key"])
            code, said, complaint = bridge.command("reload")
            assert code == 1 and str(certificates.folder / "gw.") in complaint, said + complaint
            (certificates.folder / "gw.key").unlink()
            said = len(bridge.said)
            bridge.settings["account"][0]["password"] = "other"
            bridge.reload()
            eventually(lambda: "event=reload-refused" in bridge.said[said:], "the refusal is told")
            line = next(line for line in bridge.said[said:].splitlines() if "event=reload-refused" in line)
            assert str(certificates.folder / "gw.key") in line, line
            assert served.serials() == before
            old.submits()
            old.close()
            with Wire(bridge.smpp_port) as wire:
                assert wire.bind().status == 0, "the password of the refused file is in force"
            (certificates.folder / "gw.key").write_bytes(good["gw.key"])
            code, said, errors = bridge.command("reload")
            assert code == 0 and "new contents" not in said, said + errors
            with Wire(bridge.smpp_port) as wire:
                assert wire.bind().status != 0, "the new password is not in force"


def test_console_over_tls():
    """the commands reach a console over TLS by the bridge's own certificate, also when it is renewed"""
    with Certificates() as certificates:
        bridge = Bridge(tls=certificates.settings, admin={"tls": True})
        with bridge:
            code, said, errors = bridge.command("sessions")
            assert code == 0, said + errors
            connection = http.client.HTTPSConnection("127.0.0.1", bridge.admin_port, context=ssl._create_unverified_context(), timeout=10)
            connection.request("GET", "/healthz")
            assert connection.getresponse().read() == b"ok\n"
            certificates.issue("gw", "gw.example.test")
            code, said, complaint = bridge.command("reload")
            assert code == 0, said + complaint
            assert bridge.command("sessions")[0] == 0
            connection.request("GET", "/readyz")
            assert connection.getresponse().read() == b"ready\n", "the old connection stands"
