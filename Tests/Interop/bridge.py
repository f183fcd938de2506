"""The real binary, with a configuration of its own, on free loopback ports and in a temporary folder."""
import json
import os
import pathlib
import re
import select
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

import processes

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = pathlib.Path(os.environ.get("PASSERELLE_BINARY", ROOT / ".build/release/passerelle"))

# Every bridge of the running test, so that the runner can show what they said when it fails.
_running = []


def toml(settings):
    """A TOML text of {table: {key: value}} and {table: [{key: value}, ...]}; values as JSON knows them."""
    lines = []
    for table, content in settings.items():
        for entry in content if isinstance(content, list) else [content]:
            lines.append(f"[[{table}]]" if isinstance(content, list) else f"[{table}]")
            lines += [f"{key} = {_value(value)}" for key, value in entry.items()]
            lines.append("")
    return "\n".join(lines)


def _value(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(name)} = {_value(each)}" for name, each in value.items()) + " }"
    return json.dumps(value)


class Bridge:
    """One data folder with its configuration, and the process on it while there is one.

    As a context it starts the bridge, and stops it in the end with SIGTERM, which must give exit code 0. The account is
    `shop` with the password `secret`; further settings of each table are given by name:
    `Bridge(account={"rate": 5}, provider={"url": ...})`.
    """

    def __init__(self, account=None, provider=None, **tables):
        self._folder = tempfile.TemporaryDirectory(prefix="passerelle-")
        self.folder = pathlib.Path(self._folder.name).resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.configuration = self.folder / "passerelle.toml"
        self.smpp_port, self.admin_port = processes.free_ports(2)
        self.settings = {
            "bridge": {"name": "gw.example.test", "data": str(self.data), "drain_timeout": "5s", "core_dumps": True},
            "store": {"url": "sqlite:passerelle.db"},
            "smpp": {"listen": [f"127.0.0.1:{self.smpp_port}"], "receipt_grace": "50ms"},
            "admin": {"listen": f"127.0.0.1:{self.admin_port}", "token": "interop"},
            "provider": [{"name": "simulator", "kind": "simulator", "simulated_delay": "200ms", **(provider or {})}],
            "route": [{"providers": ["simulator"]}],
            "account": [{
                "name": "shop", "system_id": "shop", "password": "secret", "networks": ["127.0.0.0/8"],
                "default_sender": "SHOP", "max_binds": 10, **(account or {})}],
        }
        for table, content in tables.items():
            self.settings[table] = {**self.settings.get(table, {}), **content}
        self.process = None
        self.prefix = []  # a command that runs the binary, such as prlimit
        self.environment = {}
        self.write()
        _running.append(self)

    def write(self):
        self.configuration.write_text(toml(self.settings))

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, value, traceback):
        if kind is None and self.process:
            self.stop()
        self.kill()

    def command(self, verb, *arguments, **options):
        """Runs another command of the binary on this configuration."""
        return processes.run([BINARY, verb, "--config", self.configuration, *arguments], **options)

    def launch(self, **environment):
        """Starts the process and waits for nothing."""
        with open(self.log, "ab") as log:
            self.process = processes.start(
                [*self.prefix, BINARY, "serve", "--config", self.configuration], stdout=log, stderr=log,
                env={**os.environ, **self.environment, **environment})
        return self

    def start(self):
        """Starts the process and waits until it says that it is ready, as it does to systemd (sd_notify(3))."""
        path = self.folder / "notices"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
            notices.bind(str(path))
            path.chmod(0o777)  # the bridge may be another user by then
            try:
                self.launch(NOTIFY_SOCKET=str(path))
                self._expect_ready(notices, time.monotonic() + 30)
            finally:
                path.unlink()
        return self

    def _expect_ready(self, notices, deadline):
        process = os.pidfd_open(self.process.pid)
        try:
            while True:
                rest = max(0, deadline - time.monotonic())
                found, _, _ = select.select([notices, process], [], [], rest)
                assert found, "the bridge is not ready after 30 s"
                assert notices in found, f"the bridge ended with {self.process.wait()} instead of listening"
                if b"READY=1" in notices.recv(4096).split(b"\n"):
                    return
        finally:
            os.close(process)

    def reload(self):
        """Writes the settings and has the process take them."""
        self.write()
        self.process.send_signal(signal.SIGHUP)

    def stop(self, timeout=20):
        """Ends it in the orderly way."""
        self.process.send_signal(signal.SIGTERM)
        self.expect_exit(0, timeout)

    def expect_exit(self, expected, timeout=20):
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the bridge still runs after {timeout} s") from None
        self.process = None
        assert code == expected, f"the bridge ended with {code}, not {expected}"

    def kill(self):
        """kill -9."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def metric(self, name, **labels):
        """The sum of the samples of /metrics with this name and these labels."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin_port}/metrics", timeout=10) as response:
            text = response.read().decode()
        total = 0.0
        for sample, found, value in re.findall(r"^(\w+)(?:\{(.*)\})? (\S+)$", text, re.M):
            found = dict(re.findall(r'(\w+)="([^"]*)"', found))
            if sample == name and all(found.get(label) == wanted for label, wanted in labels.items()):
                total += float(value)
        return total

    def status(self, key):
        """A line of /proc/PID/status as a number, such as VmRSS in KiB."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"^{key}:\s+(\d+)", text, re.M).group(1))

    @property
    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    @property
    def said(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def last_words(limit=25):
    """What the bridges of the running test wrote last."""
    for bridge in _running:
        yield from bridge.said.splitlines()[-limit:]


def forget_all():
    for bridge in _running:
        bridge.kill()
        bridge._folder.cleanup()
    _running.clear()
