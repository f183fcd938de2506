"""How connections reach the SMPP listener: TLS, PROXY protocol, IPv6, lines that die."""
import json
import re
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.request

import processes
from bridge import Bridge
from certificates import Certificates
from marks import takes
from skipping import Skipped, need
from waiting import until
from smpp_wire import (
    BIND_TRANSCEIVER, ENQUIRE_LINK, GENERIC_NACK, RESPONSE, SUBMIT_SM, Wire, cstring, submit_body)

ESME_RBINDFAIL = 0x0D


class SecureWire(Wire):
    """The same over TLS."""

    def __init__(self, port, context, name="gw.example.test"):
        super().__init__(port)
        self.socket = context.wrap_socket(self.socket, server_hostname=name)

    @property
    def certificate(self):
        return dict(pair[0] for pair in self.socket.getpeercert()["subject"])["commonName"]

    def pump(self, timeout):
        # What TLS holds decrypted is not seen by select.
        self.socket.settimeout(timeout)
        found = self._cut()
        if found or self.ended:
            return found
        try:
            octets = self.socket.recv(262144)
        except TimeoutError:
            return []
        except OSError:
            octets = b""
        self.ended = not octets
        self.buffer += octets
        return self._cut()


def works(wire):
    assert wire.bind().status == 0
    wire.send(SUBMIT_SM, submit_body("375291234567", b"Hello", registered=0))
    assert wire.expect(SUBMIT_SM | RESPONSE).status == 0


def sessions(bridge):
    request = urllib.request.Request(
        f"http://127.0.0.1:{bridge.admin_port}/api/v1/sessions", headers={"Authorization": "Bearer interop"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)["sessions"]


def secured(certificates, account=None, **smpp):
    """A bridge with a TLS port, and that port."""
    port, = processes.free_ports(1)
    return Bridge(account=account, tls=certificates.settings, smpp={"tls_listen": [f"127.0.0.1:{port}"], **smpp}), port


def test_tls():
    """a client binds and submits over TLS, and openssl agrees with the certificate"""
    with Certificates() as certificates:
        bridge, port = secured(certificates)
        with bridge:
            with SecureWire(port, certificates.context()) as wire:
                assert wire.certificate == "gw.example.test" and wire.socket.version() == "TLSv1.3"
                works(wire)
                assert [each["tls"] for each in sessions(bridge)] == [True]
            done = subprocess.run(
                ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", "gw.example.test", "-CAfile",
                 str(certificates.folder / "ca.pem"), "-verify_return_error", "-brief"],
                input=b"", capture_output=True, timeout=20)
            assert done.returncode == 0 and b"Verification: OK" in done.stderr, done.stderr.decode()


def test_server_names():
    """the name that a client asks for chooses the certificate (SNI)"""
    with Certificates(other="other.example.test") as certificates:
        bridge, port = secured(certificates)
        with bridge:
            for name in ("gw.example.test", "other.example.test"):
                with SecureWire(port, certificates.context(), name) as wire:
                    assert wire.certificate == name
                    works(wire)


def test_client_certificates():
    """an account with a certificate of its own binds with that one only"""
    with Certificates(clients=True) as certificates:
        certificates.issue("shop", "shop.example.test")
        certificates.issue("bank", "bank.example.test")
        bridge, port = secured(certificates, account={"client_certificate": "shop.example.test"})
        with bridge:
            with SecureWire(port, certificates.context("shop")) as wire:
                works(wire)
            for other in ("bank", None):
                with SecureWire(port, certificates.context(other)) as wire:
                    assert wire.bind().status == ESME_RBINDFAIL, other
            with Wire(bridge.smpp_port) as wire:
                assert wire.bind().status == ESME_RBINDFAIL, "without TLS"


def test_required_client_certificates():
    """where they are required, a client without one or with one of a stranger gets no connection"""
    with Certificates(clients=True) as certificates, Certificates() as strangers:
        certificates.settings["require_client_certificate"] = True
        certificates.issue("shop", "shop.example.test")
        strangers.issue("shop", "shop.example.test")
        bridge, port = secured(certificates)
        with bridge:
            with SecureWire(port, certificates.context("shop")) as wire:
                works(wire)
            foreign = certificates.context()
            foreign.load_cert_chain(strangers.folder / "shop.pem", strangers.folder / "shop.key")
            for context in (certificates.context(), foreign):
                # TLS 1.3 tells the client of it with the first read.
                try:
                    with SecureWire(port, context) as wire:
                        wire.send(ENQUIRE_LINK)
                        assert wire.expect_end() == [], "it was answered"
                except OSError:
                    pass


def test_plain_and_tls_on_one_port():
    """with auto_tls one port serves both, told apart by the first octet"""
    with Certificates() as certificates, Bridge(tls=certificates.settings, smpp={"auto_tls": True}) as bridge:
        with Wire(bridge.smpp_port) as plain, SecureWire(bridge.smpp_port, certificates.context()) as secure:
            works(plain)
            works(secure)
            assert sorted(each["tls"] for each in sessions(bridge)) == [False, True]


def test_certificate_reload():
    """SIGHUP takes a new certificate while sessions stand; a broken one leaves the old in use"""
    with Certificates() as certificates:
        bridge, port = secured(certificates)
        with bridge, SecureWire(port, certificates.context()) as old:
            works(old)
            serial = old.socket.getpeercert()["serialNumber"]
            certificates.issue("gw", "gw.example.test")

            def served():
                with SecureWire(port, certificates.context()) as wire:
                    return wire.socket.getpeercert()["serialNumber"]

            assert served() == serial, "it was read without being asked"
            bridge.process.send_signal(signal.SIGHUP)
            deadline = time.monotonic() + 10
            while served() == serial:
                assert time.monotonic() < deadline, "the new certificate is not served"
            (certificates.folder / "gw.pem").write_text("no certificate")
            said = len(bridge.said)
            bridge.process.send_signal(signal.SIGHUP)
            until(lambda: re.search(r'event=reload-refused reason="[^"]*tls[^"]*gw\.pem', bridge.said[said:]),
                  lambda: "nothing is said of the broken certificate: " + bridge.said[said:])
            assert served() != serial
            old.send(SUBMIT_SM, submit_body("375291234567", b"Hello", registered=0))
            assert old.expect(SUBMIT_SM | RESPONSE).status == 0


def proxied(bridge, header):
    """A connection that begins with that header."""
    wire = Wire(bridge.smpp_port)
    wire.send_raw(header)
    return wire


def version2(source, port, command=1, tlvs=b""):
    """A header of version 2 for a TCP connection over IPv4 or IPv6."""
    family = socket.AF_INET6 if ":" in source else socket.AF_INET
    size = 36 if family == socket.AF_INET6 else 12
    addresses = socket.inet_pton(family, source) * 2 + struct.pack(">HH", port, 2775)
    assert len(addresses) == size
    return (b"\r\n\r\n\0\r\nQUIT\n" + bytes([0x20 | command, 0x21 if size == 36 else 0x11])
            + struct.pack(">H", size + len(tlvs)) + addresses + tlvs)


def test_proxy_protocol():
    """behind a proxy the client's own address counts, in version 1 and 2, over IPv4 and IPv6"""
    account = {"networks": ["192.0.2.0/24", "2001:db8::/32"]}
    headers = {
        "192.0.2.7:4711": b"PROXY TCP4 192.0.2.7 192.0.2.1 4711 2775\r\n",
        "[2001:db8::7]:4712": b"PROXY TCP6 2001:db8::7 2001:db8::1 4712 2775\r\n",
        "192.0.2.8:4713": version2("192.0.2.8", 4713),
        "[2001:db8::8]:4714": version2("2001:db8::8", 4714, tlvs=b"\x04\0\x03abc"),
    }
    with Bridge(account=account, smpp={"proxy_networks": ["127.0.0.0/8"]}) as bridge:
        for peer, header in headers.items():
            with proxied(bridge, header) as wire:
                works(wire)
                assert [each["peer"] for each in sessions(bridge)] == [peer]
            until(lambda: not sessions(bridge), "the session ended")
        with proxied(bridge, b"PROXY TCP4 198.51.100.7 192.0.2.1 4711 2775\r\n") as stranger:
            assert stranger.bind().status == ESME_RBINDFAIL, "a network that is not allowed"


def test_proxy_header_is_due():
    """from a proxy's network nothing but a whole and valid header is taken"""
    with Bridge(smpp={"proxy_networks": ["127.0.0.0/8"]}) as bridge:
        bad = [Wire.encoded(ENQUIRE_LINK, b"", 1), b"PROXY TCP4 256.0.0.1 192.0.2.1 1 2\r\n", b"PROXY " + b"x" * 200,
               version2("192.0.2.8", 1)[:12] + b"\x31\x11\0\x0c" + bytes(12)]
        for header in bad:
            with proxied(bridge, header) as wire:
                assert wire.expect_end() == [], header
        # LOCAL is the proxy itself, whose checks are not to be refused.
        with proxied(bridge, version2("192.0.2.8", 1, command=0)) as wire:
            works(wire)


def test_no_proxy_header_from_others():
    """a header from anybody else is no PDU"""
    with Bridge() as bridge, proxied(bridge, b"PROXY TCP4 192.0.2.7 192.0.2.1 4711 2775\r\n") as wire:
        assert [pdu.command for pdu in wire.expect_end()] in ([GENERIC_NACK], [])


def test_proxy_and_tls():
    """the header stands before the handshake"""
    with Certificates() as certificates:
        bridge, port = secured(certificates, account={"networks": ["192.0.2.0/24"]}, proxy_networks=["127.0.0.0/8"])
        # The bridge is known to listen when its plain port accepts.
        with bridge:
            raw = Wire(port)
            raw.send_raw(version2("192.0.2.9", 4715))
            raw.socket = certificates.context().wrap_socket(raw.socket, server_hostname="gw.example.test")
            with raw as wire:
                wire.send(BIND_TRANSCEIVER, cstring("shop") + cstring("secret") + b"\0\x34\0\0\0")
                assert wire.expect(BIND_TRANSCEIVER | RESPONSE).status == 0
                assert [(each["peer"], each["tls"]) for each in sessions(bridge)] == [("192.0.2.9:4715", True)]


def test_ipv6():
    """a client over IPv6 is served, and its network is told apart from others"""
    port, = processes.free_ports(1)
    try:
        socket.create_server(("::1", port), family=socket.AF_INET6).close()
    except OSError:
        raise Skipped("no IPv6 on this machine") from None
    for network, status in (("::1/128", 0), ("2001:db8::/32", ESME_RBINDFAIL)):
        bridge = Bridge(account={"networks": [network]})
        bridge.settings["smpp"]["listen"].append(f"[::1]:{port}")
        bridge.write()
        with bridge, Wire(port, "::1") as wire:
            assert wire.bind().status == status, network


@takes(12)
def test_line_that_dies():
    """octets that a vanished client never acknowledges end its connection after tcp_user_timeout"""
    need("unshare", "ip")
    # In a network of its own, whose line can be cut.
    code, said, complaint = processes.run(["unshare", "-rn", sys.executable, __file__], timeout=60)
    if "unshare:" in complaint:
        raise Skipped("no network namespaces: " + complaint.strip())
    assert code == 0, said + complaint


def cut_the_line():
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with Bridge(smpp={"tcp_user_timeout": "2s", "enquire_link": "1s", "response_timeout": "60s"}) as bridge:
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind().status == 0
            subprocess.run(["ip", "link", "set", "lo", "down"], check=True)
            until(lambda: "unbound" in bridge.said, "the session outlives its line", 30)


if __name__ == "__main__":
    try:
        cut_the_line()
    finally:
        processes.end_all()
