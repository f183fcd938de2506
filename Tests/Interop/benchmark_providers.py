#!/usr/bin/env python3
"""How fast messages go through SMPP to a provider that answers in 50 ms, receipts included.

    Tests/Interop/benchmark_providers.py [MESSAGES] [KIND ...]

The stand-in is a process of its own. Printed for each provider: messages a second from the first submit to the last
receipt, HTTP calls for 1,000 messages, and how long a lone message took from its submit to the stand-in.
"""
import json
import pathlib
import subprocess
import sys
import time
import urllib.request

import processes
from esme import Esme
from provider_bridge import KINDS, ProviderBridge, number
from waiting import until

HERE = pathlib.Path(__file__).resolve().parent
MODULES = {"smsby": "SMSBy", "smsc": "SMSC", "bsg": "BSG"}


class Remote:
    """A stand-in in a process of its own, by its control side."""

    def __init__(self, kind):
        port = processes.free_ports(1)[0]
        self.process = processes.start([sys.executable, "-m", f"standins.{kind}", port], cwd=HERE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()

    def control(self, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        with urllib.request.urlopen(f"{self.url}/control/{path}", data=data, timeout=60) as response:
            return json.load(response)


class Three:
    def __init__(self):
        for kind in KINDS:
            setattr(self, kind, Remote(kind))


def measure(kind, count):
    standins = Three()
    provider = getattr(standins, kind)
    provider.control("set", {"latency": 0.05, "minute": 0.0})
    with ProviderBridge(standins, delivery={"status_first": "1s", "status_intervals": ["1s", "2s"]}, smpp={"receipt_grace": "50ms"}) as bridge:
        with Esme(bridge) as esme:
            submitted = time.time()
            esme.id(esme.submit(number(kind, 9_999_999), "a lone one"))
            until(lambda: provider.control("seen"), "the lone one", timeout=5)
            lone = provider.control("seen")[0]["at"] - submitted - 0.05
            bodies = [esme.body(number(kind, n), f"message {n}") for n in range(count)]
            began = time.monotonic()
            ids = esme.burst(bodies, window=900)
            accepted = time.monotonic() - began
            found = esme.settled(ids, timeout=300)
            took = time.monotonic() - began
    assert found == {"DELIVRD": count}, found
    calls = provider.control("calls")
    seen = provider.control("seen")
    assert len(seen) == count + 1 and len({one["phone"] for one in seen}) == count + 1
    print(f"{kind}: {count / took:.0f} messages/s with receipts ({count / accepted:.0f} accepted/s), "
          f"{sum(calls.values()) * 1000 / count:.1f} calls for 1,000 messages, a lone one left after {lone * 1000:.1f} ms", flush=True)


if __name__ == "__main__":
    words = sys.argv[1:]
    count = int(words.pop(0)) if words and words[0].isdigit() else 50_000
    for each in words or ("smsby", "bsg"):
        measure(each, count)
    processes.end_all()
