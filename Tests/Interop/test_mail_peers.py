"""swaks, msmtp, curl, openssl s_client and testssl.sh, unmodified."""
import json
import shutil
import signal
import smtplib
import socket
import ssl
import time

import marks
import processes
from mail_gateway import DOMAIN, NUMBER, SENDER, MailBridge, send, texts
from simulator_standin import Standin
from skipping import Skipped, need


def test_swaks():
    """swaks sends with STARTTLS and AUTH, pipelined, and reads the id"""
    need("swaks")
    with MailBridge() as bridge:
        code, out, err = processes.run(
            ["swaks", "--server", f"127.0.0.1:{bridge.submission}", "--tls", "--auth", "PLAIN", "--auth-user", "shop",
             "--auth-password", "secret", "--from", SENDER, "--to", f"{NUMBER}@{DOMAIN}", "--pipeline", "--body", "Hello"])
        assert code == 0, out + err
        assert "250 2.0.0 id=" in out, out
        code, out, err = processes.run(
            ["swaks", "--server", f"127.0.0.1:{bridge.mx}", "--from", "eve@elsewhere.test", "--to", f"{NUMBER}@{DOMAIN}"])
        assert code == 24 and "550 5.7.1" in out, (code, out)


def test_msmtp():
    """msmtp sends with checked TLS and SCRAM or PLAIN"""
    need("msmtp")
    with MailBridge() as bridge:
        for mechanism in ("plain", "scram-sha-256"):
            code, out, err = processes.run(
                ["msmtp", "--file=/dev/null", "--host=localhost", f"--port={bridge.tls}", "--tls=on", "--tls-starttls=off",
                 f"--tls-trust-file={bridge.certificate}", f"--auth={mechanism}", "--user=shop",
                 "--passwordeval=echo secret", f"--from={SENDER}", f"{NUMBER}@{DOMAIN}"],
                input="Subject: Alarm\n\nDoor open\n")
            if "not supported" in err or "unavailable" in err:
                continue
            assert code == 0, (mechanism, out, err)


def test_curl():
    """curl sends over implicit TLS"""
    need("curl")
    with Standin() as standin, MailBridge(standin=standin) as bridge:
        code, out, err = processes.run(
            ["curl", "--silent", "--show-error", f"smtps://localhost:{bridge.tls}", "--cacert", bridge.certificate,
             "--user", "shop:secret", "--mail-from", SENDER, "--mail-rcpt", f"{NUMBER}@{DOMAIN}", "--upload-file", "-"],
            input="Subject: Alarm\r\n\r\nDoor open\r\n")
        assert code == 0, err
        assert texts(standin, 1) == ["Door open"]


def test_openssl():
    """TLS below 1.2, another protocol by ALPN and commands in front of the handshake are refused"""
    need("openssl")
    with MailBridge() as bridge:
        def client(*arguments, input="QUIT\n"):
            return processes.run(["openssl", "s_client", "-crlf", "-quiet", *arguments], input=input)

        code, out, _ = client("-connect", f"127.0.0.1:{bridge.tls}", "-alpn", "smtp")
        assert "220 gw.example.test ESMTP" in out, out
        code, out, _ = client("-connect", f"127.0.0.1:{bridge.tls}", "-alpn", "http/1.1")
        assert code != 0 and "220" not in out, out
        code, out, _ = client("-connect", f"127.0.0.1:{bridge.tls}", "-tls1_1")
        assert code != 0 and "220" not in out, out
        with socket.create_connection(("127.0.0.1", bridge.submission), timeout=20) as raw, raw.makefile("rb") as stream:
            stream.readline()
            raw.sendall(b"EHLO x\r\n")
            while stream.readline()[3:4] == b"-":
                pass
            raw.sendall(b"STARTTLS\r\nEHLO injected\r\n")
            assert stream.readline().startswith(b"554 5.5.0")
            assert stream.readline() == b""


def test_new_certificate():
    """a new certificate is shown after a reload, and a session that stands goes on"""
    def shown(port):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
            smtp.starttls(context=context)
            return smtp.sock.getpeercert(binary_form=True)

    with MailBridge() as bridge, bridge.smtp() as standing:
        standing.ehlo()
        before = shown(bridge.mx)
        processes.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
             "-subj", "/CN=renewed", "-keyout", bridge.folder / "gw.key", "-out", bridge.certificate])
        bridge.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 20
        while shown(bridge.mx) == before:
            assert time.monotonic() < deadline, "the old certificate is still shown"
        assert send(standing, b"Subject: x\r\n\r\nHello")[0] == 250


# What testssl.sh may say of a protocol or a class of ciphers without anything being wrong.
FINE = {"OK", "INFO"}


@marks.takes(60)
def test_testssl():
    """testssl.sh finds TLS 1.2 and 1.3 only, and no weak cipher, on the TLS port and behind STARTTLS"""
    program = shutil.which("testssl") or shutil.which("testssl.sh")
    if not program:
        raise Skipped("not installed: testssl.sh")
    with MailBridge() as bridge:
        for port, starttls in ((bridge.tls, []), (bridge.submission, ["--starttls", "smtp"])):
            report = bridge.folder / f"{port}.json"
            processes.run(
                [program, "--quiet", "--warnings", "off", "--color", "0", "--ip", "127.0.0.1", "--nodns", "none",
                 "--protocols", "--std", "--jsonfile", report, *starttls, f"localhost:{port}"],
                timeout=150)
            found = {row["id"]: row for row in json.loads(report.read_text())}
            for name in ("SSLv2", "SSLv3", "TLS1", "TLS1_1", "TLS1_2", "TLS1_3"):
                assert found[name]["severity"] in FINE, found[name]
                assert found[name]["finding"].startswith("offered") == (name in ("TLS1_2", "TLS1_3")), found[name]
            ciphers = [row for id, row in found.items() if id.startswith("cipherlist_")]
            weak = [row for row in ciphers if row["severity"] not in FINE]
            assert len(ciphers) >= 5 and not weak, weak
