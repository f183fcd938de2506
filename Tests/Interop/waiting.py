"""Waiting for what tells nobody when it comes: a page of metrics, a file or a port of another program.

Where there is an event, a test waits for the event: an octet on a connection, the end of a process, READY=1 of the bridge.
"""
import socket
import time


def until(condition, what, timeout=20, between=None):
    """Asks `condition` every 20 ms until it holds; fails with `what`, a text or a function that makes one.

    `between` is done instead of the pause, by those who have to go on working while they wait.
    """
    deadline = time.monotonic() + timeout
    while not (found := condition()):
        assert time.monotonic() < deadline, f"{what() if callable(what) else what}: not within {timeout} s"
        between() if between else pause()
    return found


def pause(seconds=0.02):
    """A moment that no event ends: between two questions, the pace of a client, the latency of a stand-in, or the random
    time after which a campaign strikes."""
    # The one sleep of these tests: of another program's file, page or port there is no event to wait for.
    time.sleep(seconds)


def accepts(port):
    """Whether somebody listens on a port of loopback."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False
