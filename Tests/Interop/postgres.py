"""A PostgreSQL server of our own, and the wire to it that a test can cut."""
import os
import pathlib
import pwd
import select
import signal
import socket
import subprocess
import tempfile
import threading
import time

import processes
from skipping import Skipped
from waiting import pause


def binaries():
    """The folder of the newest installed server; skips the test when there is none."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise Skipped("not installed: the Debian package postgresql")
    return found[-1].parent


def _become():
    """The server refuses to run as root."""
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    processes.die_with_parent()


class Server:
    """A data folder and the server on it while there is one, on a loopback port. A context that starts and ends it."""

    def __init__(self):
        self._binaries = binaries()
        self._folder = tempfile.TemporaryDirectory(prefix="passerelle-postgres-", ignore_cleanup_errors=True)
        self.folder = pathlib.Path(self._folder.name)
        if os.geteuid() == 0:
            os.chown(self.folder, pwd.getpwnam("postgres").pw_uid, -1)
        self.port, = processes.free_ports(1)
        self.process = None
        subprocess.run(
            [self._binaries / "initdb", "-D", self.folder / "data", "-A", "trust", "-U", "passerelle", "-E", "UTF8",
             "--locale=C", "--no-sync"],
            preexec_fn=_become, cwd="/", stdin=subprocess.DEVNULL, check=True, capture_output=True, timeout=60)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process:
            self.stop(signal.SIGINT)
        self._folder.cleanup()

    def url(self, port=None, name="postgres"):
        return f"postgresql://passerelle@127.0.0.1:{port or self.port}/{name}"

    def start(self):
        """Starts it, and returns when it takes connections."""
        deadline = time.monotonic() + 60
        while True:
            with open(self.folder / "log", "ab") as log:
                self.process = processes.start(
                    [self._binaries / "postgres", "-D", self.folder / "data", "-k", self.folder, "-p", self.port,
                     "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200", "-c", "fsync=on"],
                    become=_become, cwd="/", stdout=log, stderr=log)
            while self.process.poll() is None:
                if self.ask("SELECT 1") == ["1"]:
                    return self
                assert time.monotonic() < deadline, "the server does not start"
                pause()
            # What worked for the one that was killed may live for a moment, and keeps its memory.
            assert time.monotonic() < deadline, "the server does not start: " + self.said
            pause()

    def stop(self, how):
        """SIGKILL: as when the machine dies; SIGQUIT: at once, as `immediate`; SIGINT: in order."""
        self.process.send_signal(how)
        self.process.wait(30)
        self.process = None

    def ask(self, sql, name="postgres"):
        """The lines of the answer; nothing when it cannot be asked."""
        result = subprocess.run(
            [self._binaries / "psql", "-XAtq", "-h", self.folder, "-p", str(self.port), "-U", "passerelle", "-d", name,
             "-c", sql], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
        return result.stdout.splitlines()

    @property
    def said(self):
        return (self.folder / "log").read_text(errors="replace")[-2000:]


class Wire:
    """Passes octets between a bridge and the server until it is cut. A context that listens on `port`.

    One thread owns the connections, and never waits for one of them alone, so that an order is obeyed at once.
    """

    def __init__(self, server):
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]
        self._pairs = {}
        self._rest = {}  # what an end has still to be sent
        self._is_cut = False
        self._orders, self._ordered = socket.socketpair()
        self._obeyed = threading.Event()

    def __enter__(self):
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._order(b"e")
        self._thread.join()
        for each in (self._listener, self._orders, self._ordered):
            each.close()

    def cut(self):
        """Ends every connection with a reset, and lets none come about."""
        self._order(b"c")

    def mend(self):
        self._order(b"m")

    def _order(self, letter):
        """Returns when it is done."""
        self._obeyed.clear()
        self._orders.send(letter)
        assert self._obeyed.wait(20), "the wire to the server does not obey"

    def _run(self):
        order = None
        while order != b"e":
            open = [end for end, other in self._pairs.items() if other not in self._rest]
            readable, writable, _ = select.select([self._ordered, self._listener, *open], list(self._rest), [])
            for end in writable:
                self._send(end)
            for end in readable:
                if end is self._ordered:
                    order = self._ordered.recv(1)
                    self._is_cut = order != b"m"
                    if self._is_cut:
                        self._drop(list(self._pairs))
                    self._obeyed.set()
                elif end is self._listener:
                    self._accept()
                elif end in self._pairs:
                    self._pass(end)

    def _drop(self, ends):
        for end in ends:
            if self._pairs.pop(end, None):
                self._rest.pop(end, None)
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                end.close()

    def _accept(self):
        try:
            near, _ = self._listener.accept()
        except OSError:  # it has gone again
            return
        try:
            assert not self._is_cut
            far = socket.create_connection(("127.0.0.1", self._server.port), timeout=5)
        except (OSError, AssertionError):
            near.close()
            return
        for end in (near, far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end.setblocking(False)
        self._pairs[near], self._pairs[far] = far, near

    def _pass(self, end):
        other = self._pairs[end]
        try:
            octets = end.recv(262144)
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        if octets:
            self._rest[other] = octets
            self._send(other)
        else:
            self._drop([end, other])

    def _send(self, end):
        if end not in self._rest:
            return
        try:
            rest = self._rest[end][end.send(self._rest[end]):]
        except BlockingIOError:
            return
        except OSError:
            return self._drop([end, self._pairs[end]])
        if rest:
            self._rest[end] = rest
        else:
            del self._rest[end]
