"""Processes that a test starts. They die with the test run, whatever ends it."""
import ctypes
import fcntl
import os
import pathlib
import random
import signal
import socket
import subprocess
import tempfile

PR_SET_PDEATHSIG = 1
# Looked up here: the loader may be locked by a thread that a forked child does not have.
_prctl = ctypes.CDLL(None).prctl
_started = []


def die_with_parent():
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def start(arguments, become=die_with_parent, **options):
    """Starts a process that is killed when this one ends. Call on the main thread: the tie is to the thread."""
    options.setdefault("stdin", subprocess.DEVNULL)
    process = subprocess.Popen([str(argument) for argument in arguments], preexec_fn=become, **options)
    _started.append(process)
    return process


def end_all():
    """Kills what is still running, by the processes that were started here and no others."""
    for process in _started:
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()
    _started.clear()


def run(arguments, input=None, timeout=30, **options):
    """Runs a command to its end; returns (exit code, standard output, standard error)."""
    result = subprocess.run(
        [str(argument) for argument in arguments], input="" if input is None else input, capture_output=True, text=True,
        timeout=timeout, preexec_fn=die_with_parent, **options)
    return result.returncode, result.stdout, result.stderr


def _candidates():
    """Ports that the kernel gives to no outgoing connection, of which tests that run at the same time make many."""
    lowest, highest = map(int, pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    for outside in (range(10240, min(32768, lowest)), range(highest + 1, 65536)):
        if len(outside) >= 2000:
            return outside
    # It takes those as far from the lowest as an even number first, and half of the range is never used up.
    return range(10241 + lowest % 2, 65536, 2)


# A lock on an octet of this file keeps a port for one of the processes that test at the same time; it ends with the process.
_ports = os.open(os.path.join(tempfile.gettempdir(), f"passerelle-ports-{os.getuid()}"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
_given = set()


def _keep(port):
    """Makes a port ours, also while nobody listens on it; False when it is in use or somebody else's."""
    if port in _given:
        return False
    try:
        fcntl.lockf(_ports, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
        with socket.socket() as one:
            one.bind(("127.0.0.1", port))
    except OSError:
        return False
    _given.add(port)
    return True


def free_ports(count):
    """Loopback ports that nobody listens on and that are given to nobody else while this process lives."""
    found, candidates = [], _candidates()
    while len(found) < count:
        port = random.choice(candidates)
        if _keep(port):
            found.append(port)
    return found
