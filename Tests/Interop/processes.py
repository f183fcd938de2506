"""Processes that a test starts. They die with the test run, whatever ends it."""
import ctypes
import random
import signal
import socket
import subprocess

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)
_started = []


def die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


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


# Below the ports that the kernel gives to outgoing connections, of which tests that run at the same time make many.
_PORTS = range(10240, 32768)


def free_ports(count):
    """Loopback ports that nobody listens on, all different."""
    sockets = []
    try:
        while len(sockets) < count:
            each = socket.socket()
            sockets.append(each)
            try:
                each.bind(("127.0.0.1", random.choice(_PORTS)))
            except OSError:
                sockets.remove(each)
                each.close()
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
