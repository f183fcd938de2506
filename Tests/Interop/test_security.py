"""What the process gives up, what it keeps to itself, and what it offers over TLS."""
import json
import os
import pathlib
import pwd
import re
import resource
import socket
import ssl
import stat

from bridge import Bridge, ROOT
from esme import Esme
from marks import takes
from provider_bridge import eventually
from smpp_wire import Wire
from skipping import Skipped, need, only_at_night
from test_faults import certificate
import processes


def facts(bridge):
    """What the system says of each thread."""
    found = []
    for thread in pathlib.Path(f"/proc/{bridge.process.pid}/task").iterdir():
        try:
            text = (thread / "status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended
        found.append(dict(re.findall(r"^(\w+):\s*(.*)$", text, re.M)))
    return found


def test_privileges():
    """started as root it becomes bridge.user for good, with all its threads, and listens on a low port all the same"""
    if os.geteuid() != 0:
        raise Skipped("not root")
    nobody = pwd.getpwnam("nobody")
    bridge = Bridge(bridge={"user": "nobody"})
    bridge.folder.chmod(0o755)
    port = next(port for port in range(1023, 600, -1) if free(port))
    bridge.settings["smpp"]["listen"].append(f"127.0.0.1:{port}")
    bridge.write()
    with bridge:
        with Wire(port) as wire:
            assert wire.bind().status == 0
        with Esme(bridge) as esme:
            assert esme.state(esme.id(esme.submit("375291234567", "Hello"))) == "DELIVRD"
        # Threads for everything have been started by now.
        found = facts(bridge)
        assert len(found) >= 4, len(found)
        for thread in found:
            who = thread["Name"]
            assert thread["Uid"].split() == [str(nobody.pw_uid)] * 4, (who, thread["Uid"])
            assert thread["Gid"].split() == [str(nobody.pw_gid)] * 4, (who, thread["Gid"])
            assert str(0) not in thread["Groups"].split(), (who, thread["Groups"])
            for kind in ("CapPrm", "CapEff", "CapAmb"):
                assert int(thread[kind], 16) == 0, (who, kind, thread[kind])
            assert thread["NoNewPrivs"] == "1", who
        for path in bridge.data.iterdir():
            assert path.stat().st_uid == nobody.pw_uid, path


def free(port):
    with socket.socket() as one:
        try:
            one.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


def test_unknown_user():
    """a user that does not exist is refused in one sentence"""
    only_at_night()
    if os.geteuid() != 0:
        raise Skipped("not root")
    from test_bad_input import refused_start
    assert "bridge.user" in refused_start(Bridge(bridge={"user": "no-such-user"}))


def test_no_core():
    """by default a crash leaves no core file, nobody can attach, and nothing gains rights"""
    only_at_night()
    with Bridge(bridge={"core_dumps": False}) as bridge:
        limits = pathlib.Path(f"/proc/{bridge.process.pid}/limits").read_text()
        assert re.search(r"^Max core file size\s+0\s+0\s", limits, re.M), limits
        assert all(thread["NoNewPrivs"] == "1" for thread in facts(bridge))
        if os.geteuid() != 0:
            try:
                os.listdir(f"/proc/{bridge.process.pid}/fd")
                raise AssertionError("its descriptors can be looked at")
            except PermissionError:
                pass
    with Bridge() as bridge:
        resource.getrlimit(resource.RLIMIT_CORE)
        limits = pathlib.Path(f"/proc/{bridge.process.pid}/limits").read_text()
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        assert hard == 0 or not re.search(r"^Max core file size\s+0\s+0\s", limits, re.M), "core_dumps has no effect"


SECRETS = ["sEcReT-of-the-shop", "tOkEn-of-the-console", "kEy-of-the-provider", "the words of the message", "375291234567"]


def test_no_secret_in_logs():
    """passwords, tokens, keys, numbers and texts are in no log line, whatever the level, and not in what check shows"""
    only_at_night()
    password, token, key, text, number = SECRETS
    bridge = Bridge(account={"password": password}, provider={"token": key}, log={"level": "debug"}, admin={"token": token})
    with bridge:
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind(password="wrong" + password).status != 0
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind(password=password).status == 0
            from smpp_wire import DELIVER_SM, RESPONSE, SUBMIT_SM, submit_body
            wire.send(SUBMIT_SM, submit_body(number, text.encode()))
            assert wire.expect(SUBMIT_SM | RESPONSE).status == 0
            deliver = wire.expect(DELIVER_SM)
            wire.send(DELIVER_SM | RESPONSE, b"\0", sequence=deliver.sequence)
            wire.send_raw(b"\0\0\0\x08" + password.encode())
            wire.expect_end()
        eventually(lambda: "event=unbound" in bridge.said or "unbound" in bridge.said, "the end in the log")
        code, shown, complaint = bridge.command("check")
        assert code == 0, complaint
        for secret in SECRETS:
            assert secret not in bridge.said, f"{secret} is in the log"
        for secret in SECRETS[:3]:
            assert secret not in shown + complaint, f"{secret} is shown by check"


def test_files_are_private():
    """the data folder and the database are readable by their owner alone"""
    only_at_night()
    bridge = Bridge()
    with bridge:
        for path in [bridge.data, *bridge.data.rglob("*")]:
            mode = stat.S_IMODE(path.stat().st_mode)
            folder_is_shut = stat.S_IMODE(bridge.data.stat().st_mode) & 0o077 == 0
            assert folder_is_shut or not mode & 0o077, f"{path.name} has {mode:o}"


def tls_bridge(key="ec"):
    bridge = Bridge()
    (port,) = processes.free_ports(1)
    bridge.settings["smpp"]["tls_listen"] = [f"127.0.0.1:{port}"]
    bridge.settings["admin"]["tls"] = True
    bridge.settings["tls"] = certificate(bridge.folder, key)
    bridge.write()
    return bridge, port


# Suites without forward secrecy, or with CBC and SHA-1; and one that a good server takes, to know that the others could be.
SUITES = {
    "ec": (["ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384"], "ECDHE-ECDSA-AES128-GCM-SHA256"),
    "rsa": (["AES128-SHA", "AES256-GCM-SHA384", "DHE-RSA-AES128-SHA", "ECDHE-RSA-AES128-SHA"], "ECDHE-RSA-AES128-GCM-SHA256"),
}


def test_tls_versions():
    """TLS 1.2 and 1.3 are spoken, older ones are not, and neither are ciphers without forward secrecy, whatever the key"""
    only_at_night()
    for key, (weak, strong) in SUITES.items():
        bridge, port = tls_bridge(key)
        with bridge:
            for peer in (port, bridge.admin_port):
                spoken = {}
                for name, version in (("1.1", ssl.TLSVersion.TLSv1_1), ("1.2", ssl.TLSVersion.TLSv1_2), ("1.3", ssl.TLSVersion.TLSv1_3)):
                    spoken[name] = handshake(peer, version, "DEFAULT:@SECLEVEL=0")
                assert spoken == {"1.1": None, "1.2": "TLSv1.2", "1.3": "TLSv1.3"}, spoken
                assert handshake(peer, ssl.TLSVersion.TLSv1_2, strong) == "TLSv1.2", f"{strong} is not accepted"
                for suite in weak:
                    assert handshake(peer, ssl.TLSVersion.TLSv1_2, suite + ":@SECLEVEL=0") is None, f"{suite} is accepted"


def handshake(port, version, ciphers):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers(ciphers)
    context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", port), 10) as raw:
        try:
            with context.wrap_socket(raw) as done:
                return done.version()
        except (ssl.SSLError, OSError):
            return None


# What a certificate that the test made itself cannot have, and what concerns a certificate and not the server.
OF_CERTIFICATE = re.compile(r"cert|OCSP|DNS_CAA|grade|scan|overall|HSTS|engine_problem|service|BREACH|clientAuth", re.I)


@takes(90, limit=400)
def test_tls_grade():
    """testssl.sh finds nothing of medium severity or worse in the TLS of SMPP and of the console"""
    only_at_night()
    need("testssl")
    bridge, port = tls_bridge()
    with bridge:
        for purpose, peer in (("smpp", port), ("console", bridge.admin_port)):
            report = bridge.folder / f"{purpose}.json"
            processes.run(
                ["testssl", "--quiet", "--color", "0", "--warnings", "off", "--protocols", "--std", "--fs", "--server-preference",
                 "--vulnerable", "--jsonfile", report, f"127.0.0.1:{peer}"], timeout=380)
            found = json.loads(report.read_text())
            assert len(found) > 30, "the report is too short"
            bad = [f"{one['id']}: {one['finding']}" for one in found
                   if one["severity"] in ("MEDIUM", "HIGH", "CRITICAL") and not OF_CERTIFICATE.search(one["id"])]
            assert not bad, f"{purpose}: {bad}"


def test_bill_of_materials():
    """scripts/sbom names every library that the binary loads, with its version"""
    only_at_night()
    from bridge import BINARY
    code, written, complaint = processes.run([ROOT / "scripts/sbom", BINARY], timeout=120)
    assert code == 0, complaint
    names = {component["name"]: component["version"] for component in json.loads(written)["components"]}
    for name in ("libssl3", "libsqlite3-0", "libpq5", "libc6", "swift"):
        assert names.get(name, "unknown") != "unknown", f"{name} is missing in {sorted(names)}"
