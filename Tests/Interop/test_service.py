"""The bridge as a service of systemd: what it tells, and what its unit allows."""
import pathlib
import re
import signal
import socket

import processes
from bridge import ROOT, Bridge
from skipping import need

UNIT = ROOT / "packaging/systemd/passerelle.service"


class Notices:
    """The socket on which systemd would listen (sd_notify(3))."""

    def __init__(self, folder):
        self.path = str(folder / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        self._socket.settimeout(20)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def until(self, line):
        """Every line up to this one."""
        lines = []
        while line not in lines:
            lines += self._socket.recv(4096).decode().splitlines()
        return lines


def test_notices():
    """systemd is told of the start, the reload and its end, of being alive, and of the stop"""
    bridge = Bridge()
    with Notices(bridge.folder) as notices:
        bridge.launch(NOTIFY_SOCKET=notices.path, WATCHDOG_USEC="200000")
        assert notices.until("READY=1") == ["READY=1"]
        for _ in range(3):
            assert set(notices.until("WATCHDOG=1")) == {"WATCHDOG=1"}
        bridge.process.send_signal(signal.SIGHUP)
        lines = notices.until("RELOADING=1") + notices.until("READY=1")
        assert any(re.fullmatch(r"MONOTONIC_USEC=[0-9]+", line) for line in lines), lines
        bridge.process.send_signal(signal.SIGTERM)
        notices.until("STOPPING=1")
        bridge.expect_exit(0)


def test_exposure():
    """the unit takes from the service what it does not need"""
    need("systemd-analyze")
    code, said, errors = processes.run(["systemd-analyze", "security", "--offline=true", "--no-pager", UNIT])
    found = re.search(r"exposure level for passerelle.service: ([0-9.]+)", said)
    assert found and float(found.group(1)) < 2.0, f"exit {code}: {said[-500:]}{errors}"
    return f"exposure {found.group(1)}"


def test_unit():
    """systemd finds no fault in the unit, the user and the folders"""
    need("systemd-analyze", "systemd-sysusers", "systemd-tmpfiles")
    bridge = Bridge()
    unit = bridge.folder / "passerelle.service"
    # The program and the manual pages come with the package.
    text = UNIT.read_text().replace("/usr/bin/passerelle", "/bin/true")
    unit.write_text(re.sub(r"^Documentation=.*\n", "", text, flags=re.M))
    code, said, errors = processes.run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", unit])
    assert code == 0 and not (said + errors).strip(), said + errors
    root = bridge.folder / "root"
    (root / "etc").mkdir(parents=True)
    files = pathlib.Path(UNIT).parent
    code, said, errors = processes.run(["systemd-sysusers", f"--root={root}", files / "sysusers.conf"])
    assert code == 0 and "passerelle" in (root / "etc/passwd").read_text(), said + errors
    assert "/usr/sbin/nologin" in (root / "etc/passwd").read_text()
