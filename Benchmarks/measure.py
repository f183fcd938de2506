"""What the scripts of this folder share: programs built once, a bridge of its own, what it used up, JSON and tables."""
import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
HERE = ROOT / "Benchmarks"


def arguments(description, **defaults):
    """The options of a script: --json, --quick, and one number for each default."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="a short form of the measurement")
    for name, (usual, quick) in defaults.items():
        parser.add_argument("--" + name, type=int, help=f"{usual}; {quick} with --quick")
    given = parser.parse_args()
    for name, (usual, quick) in defaults.items():
        if getattr(given, name) is None:
            setattr(given, name, quick if given.quick else usual)
    return given


def binary(product):
    """The release build of a product, made when it is not there."""
    folder = os.environ.get("PASSERELLE_BIN")
    if not folder:
        build = ["swift", "build", "-c", "release"]
        for each in ("passerelle", "Components"):
            subprocess.run(build + ["--product", each], cwd=ROOT, check=True, stdout=2)
        shown = subprocess.run(build + ["--show-bin-path"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        folder = os.environ["PASSERELLE_BIN"] = shown.stdout.strip()
    return str(pathlib.Path(folder) / product)


def tool(name, *libraries, shared=False):
    """One of the C programs of this folder, compiled anew where its source is newer."""
    target = ROOT / ".build" / "bench" / (name + (".so" if shared else ""))
    source = HERE / "c" / (name + ".c")
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        target.parent.mkdir(parents=True, exist_ok=True)
        compiler = shutil.which("cc") or shutil.which("clang") or sys.exit("no C compiler: install gcc")
        subprocess.run(
            [compiler, "-O2", *(["-shared", "-fPIC"] if shared else []), "-o", target, source,
             *("-l" + each for each in libraries)], check=True)
    return str(target)


@contextlib.contextmanager
def folder():
    """A folder of its own on the disk of the checkout: /tmp is memory on many machines."""
    parent = os.environ.get("TMPDIR") or str(ROOT / ".build")
    path = tempfile.mkdtemp(prefix="bench.", dir=parent)
    try:
        yield pathlib.Path(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


CONFIGURATION = """
[bridge]
name = "bench.localhost"
data = "{data}"
[store]
url = "sqlite:bench.db"
max_waiting = 100000000
[smpp]
listen = ["127.0.0.1:0"]
max_connections = 20000
max_per_address = 20000
[smtp]
domains = ["sms.example.test"]
listen = ["127.0.0.1:0"]
submission_listen = ["127.0.0.1:0"]
tls_listen = ["127.0.0.1:0"]
max_connections = 100000
max_per_address = 100000
accept_rate = 0
session_messages = 1000000
[mail]
relay = "folder:outbox"
[tls]
certificate = "{data}/gw.pem"
key = "{data}/gw.key"
[admin]
listen = []
[log]
level = "warning"
[delivery]
receipt_limit = 100000000
[[provider]]
name = "simulator"
kind = "simulator"
simulated_delay = "{delay}"
[[route]]
providers = ["simulator"]
"""
ACCOUNT = """
[[account]]
name = "{name}"
system_id = "{name}"
password = "bench"
networks = ["127.0.0.0/8"]
mail_addresses = ["*@{name}.example.test"]
max_binds = 1000
window = 100
receipt_window = 100
"""


class Bridge:
    """A bridge with a configuration of its own. `kill` is the crash, `stop` the orderly end."""

    def __init__(self, data, accounts=("bench",), delay="0s", prefix=()):
        self.data = pathlib.Path(data)
        file = self.data / "bench.toml"
        file.write_text(
            CONFIGURATION.format(data=data, delay=delay) + "".join(ACCOUNT.format(name=name) for name in accounts))
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [*prefix, binary("passerelle"), "serve", "--config", str(file)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.ports = {}
        said = b""
        while not {"SMPP", "SMTP", "SMTP over TLS"} <= self.ports.keys():
            line = self.process.stdout.readline()
            if not line:
                sys.exit("the bridge did not start: " + said.decode(errors="replace"))
            said += line
            found = re.search(r"^\s*(\S.*) on \S*?:(\d+)\s*$", line.decode(errors="replace"))
            if found:
                self.ports.setdefault(found.group(1), int(found.group(2)))
        self.ready = time.monotonic() - begun
        # What it says later is thrown away by a reader, so that a full pipe cannot stop it.
        self.rest = subprocess.Popen(["cat"], stdin=self.process.stdout, stdout=subprocess.DEVNULL)

    def usage(self):
        """CPU seconds, and resident octets now and at most (proc(5))."""
        base = pathlib.Path("/proc") / str(self.process.pid)
        fields = (base / "stat").read_text().rsplit(")", 1)[1].split()
        status = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB", (base / "status").read_text(), re.M))
        cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return cpu, int(status["VmRSS"]) << 10, int(status["VmHWM"]) << 10

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.rest.wait()

    def kill(self):
        self.stop(signal.SIGKILL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()


def load(bridge, *options, account="bench", wait=True):
    """`passerelle bench` against the bridge: its JSON, or the process when it is not waited for."""
    command = [binary("passerelle"), "bench", "--connect", f"127.0.0.1:{bridge.ports['SMPP']}", "--system-id", account,
               "--password", "bench", *options, "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    return json.loads(process.communicate()[0].strip().splitlines()[-1]) if wait else process


def lines(command, optional=False, **environment):
    """The JSON objects that a program prints; none of one that fails and is optional."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
    if done.returncode != 0:
        return [] if optional else sys.exit(f"{command[0]} ended with {done.returncode}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def machine():
    """What the figures were taken on, and of which commit."""
    model = re.search(r"^model name\s*:\s*(.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    commit = os.environ.get("PASSERELLE_COMMIT")
    if not commit:
        told = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        commit = told.stdout.strip()
    return {
        "processor": model.group(1) if model else "unknown", "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), "kernel": os.uname().release, "commit": commit,
        "load": os.getloadavg()[0],
    }


def number(value):
    """A number as people read it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3g}"


def report(given, title, columns, rows, troubles=()):
    """Prints the result: JSON for scripts/bench, else a table. Ends the program, with 1 when something was wrong."""
    if given.json:
        print(json.dumps({"machine": machine(), "title": title, "columns": columns, "rows": rows,
                          "troubles": list(troubles)}))
    else:
        cells = [columns] + [[number(cell) for cell in row] for row in rows]
        widths = [max(len(row[column]) for row in cells) for column in range(len(columns))]
        facts = machine()
        print(f"{title} ({facts['processor']}, {facts['cores']} cores, commit {facts['commit']}, load {facts['load']:.1f})")
        for row in cells:
            print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
        for trouble in troubles:
            print("  incomplete: " + trouble)
    sys.exit(1 if troubles else 0)


median = statistics.median
