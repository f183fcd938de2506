"""swaks, msmtp, curl, openssl s_client and Postfix, unmodified."""
import socket
import subprocess
import time

import processes
from mail_gateway import DOMAIN, NUMBER, SENDER, MailBridge
from simulator_standin import Standin
from skipping import need


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
        deadline = time.monotonic() + 20
        while not standin.texts():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert standin.texts() == ["Door open"]


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


def test_postfix():
    """Postfix as a smarthost in front delivers, and passes the answer on"""
    need("postfix", "postconf", "sendmail")
    with Standin() as standin, MailBridge(standin=standin) as bridge:
        folder = bridge.folder / "postfix"
        for name in ("config", "spool", "data"):
            (folder / name).mkdir(parents=True)
        (port,) = processes.free_ports(1)
        (folder / "config/main.cf").write_text("\n".join([
            "compatibility_level = 3.6", f"queue_directory = {folder}/spool", f"data_directory = {folder}/data",
            "command_directory = /usr/sbin", "daemon_directory = /usr/lib/postfix/sbin", "mydestination =",
            "inet_interfaces = 127.0.0.1", "mynetworks = 127.0.0.0/8", f"relayhost = [127.0.0.1]:{bridge.mx}",
            "maillog_file_prefixes = /tmp", f"maillog_file = {folder}/mail.log", "alias_maps =", "alias_database =",
            "smtp_host_lookup = native", ""]))
        master = subprocess.run(["postconf", "-M", "-c", "/etc/postfix"], capture_output=True, text=True).stdout
        lines = [line.replace("smtp       inet", f"127.0.0.1:{port} inet", 1) for line in master.splitlines()]
        (folder / "config/master.cf").write_text("\n".join(lines) + "\n")
        code, out, err = processes.run(["postfix", "-c", folder / "config", "start"], timeout=60)
        assert code == 0, out + err
        try:
            code, out, err = processes.run(
                ["swaks", "--server", f"127.0.0.1:{port}", "--from", SENDER, "--to", f"{NUMBER}@{DOMAIN}", "--body", "Hello"])
            assert code == 0, out + err
            deadline = time.monotonic() + 30
            while not standin.texts():
                assert time.monotonic() < deadline, (folder / "mail.log").read_text()
                time.sleep(0.05)
            assert standin.texts() == ["Hello"]
        finally:
            processes.run(["postfix", "-c", folder / "config", "stop"], timeout=60)
