"""The benchmark command: it ends, whatever its bridge does."""
import os
import pathlib
import signal
import subprocess
import time

import processes
from bridge import BINARY


BINDS = 200


def stop_child(process):
    """Stops the bridge that the benchmark has started, once all its binds stand."""
    end = time.monotonic() + 30
    seen = 0
    while time.monotonic() < end and process.poll() is None:
        children = [
            child for tasks in pathlib.Path(f"/proc/{process.pid}/task").glob("*/children")
            for child in tasks.read_text().split()]
        # So often that the last connection has been answered meanwhile; the benchmark waits a second after that.
        seen = seen + 1 if children and len(os.listdir(f"/proc/{children[0]}/fd")) > BINDS + 10 else 0
        if seen == 200:
            return os.kill(int(children[0]), signal.SIGSTOP)
    raise AssertionError("the benchmark started no bridge, or nobody bound")


def test_stuck_bridge():
    """a bridge that does not end when it is told to is killed, and the benchmark says so and ends"""
    bench = processes.start([BINARY, "bench", "--idle", BINDS, "--json"], stdout=subprocess.PIPE, text=True)
    stop_child(bench)
    said = bench.communicate(timeout=25)[0]
    assert bench.returncode == 1 and "was killed" in said, f"exit {bench.returncode}: {said}"
