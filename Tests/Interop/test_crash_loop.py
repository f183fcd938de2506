"""kill -9 at random moments under load, again and again; then the accounts are settled."""
import os
import random
import struct
import time

from bridge import Bridge
from marks import takes
from simulator_standin import Standin
from smpp_wire import DELIVER_SM, ENQUIRE_LINK, RESPONSE, SUBMIT_SM, Wire, submit_body

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "25"))
WINDOW = 100


class Client:
    """Submits to a new number each time and keeps what was promised to it."""

    def __init__(self):
        self.acknowledged = {}  # message id -> number
        self.receipted = {}  # message id -> how often
        self.refused = 0
        self.submitted = 0

    def session(self, bridge):
        wire = Wire(bridge.smpp_port)
        assert wire.bind().status == 0
        wire.open = {}
        return wire

    def fill(self, wire):
        """Fills the window; False when the connection is gone."""
        octets = b""
        while len(wire.open) < WINDOW:
            self.submitted += 1
            wire.sequence += 1
            number = f"37529{self.submitted:07}"
            wire.open[wire.sequence] = number
            octets += wire.encoded(SUBMIT_SM, submit_body(number, b"message %d" % self.submitted), wire.sequence)
        return self._send(wire, octets)

    def take(self, wire, pdus):
        """Books what came and answers it."""
        octets = b""
        for pdu in pdus:
            if pdu.command == SUBMIT_SM | RESPONSE:
                number = wire.open.pop(pdu.sequence)
                if pdu.status == 0:
                    assert pdu.text not in self.acknowledged, f"the id {pdu.text} was given twice"
                    self.acknowledged[pdu.text] = number
                else:
                    self.refused += 1
            elif pdu.command == DELIVER_SM:
                id, _ = pdu.receipt
                self.receipted[id] = self.receipted.get(id, 0) + 1
                octets += struct.pack(">IIIIB", 17, DELIVER_SM | RESPONSE, 0, pdu.sequence, 0)
            elif pdu.command == ENQUIRE_LINK:
                octets += struct.pack(">IIII", 16, ENQUIRE_LINK | RESPONSE, 0, pdu.sequence)
        return self._send(wire, octets)

    @staticmethod
    def _send(wire, octets):
        try:
            wire.send_raw(octets)
            return True
        except OSError:
            return False

    @property
    def missing(self):
        """Acknowledged ids without a receipt."""
        return self.acknowledged.keys() - self.receipted.keys()


def crash_round(bridge, client, moment):
    """Loads the bridge, kills it after `moment` seconds, and reads what had still been sent."""
    with client.session(bridge) as wire:
        end = time.monotonic() + moment
        while time.monotonic() < end:
            client.fill(wire)
            client.take(wire, wire.pump(max(0, min(0.01, end - time.monotonic()))))
        client.fill(wire)
        bridge.kill()
        deadline = time.monotonic() + 10
        while not wire.ended and time.monotonic() < deadline:
            client.take(wire, wire.pump(0.5))
        return len(wire.open)


def settle(bridge, client, timeout=200):
    """Reads receipts until none is owed."""
    with client.session(bridge) as wire:
        deadline = time.monotonic() + timeout
        while client.missing and time.monotonic() < deadline:
            assert not wire.ended, "the bridge closed the connection"
            client.take(wire, wire.pump(1))


@takes(14, limit=260 + 3 * ROUNDS)
def test_crash_loop():
    """nothing acknowledged is lost, nothing is sent twice, every receipt comes"""
    seed = int(os.environ.get("CRASH_SEED", time.time_ns() % 1_000_000))
    chance = random.Random(seed)
    account = {"window": 2 * WINDOW, "receipt_window": WINDOW}
    client = Client()
    with Standin(latency=0.02, seed=seed) as provider:
        bridge = Bridge(account=account, provider={"url": provider.url})
        in_doubt = 0
        for _ in range(ROUNDS):
            bridge.start()
            in_doubt += crash_round(bridge, client, chance.uniform(0.02, 0.4))
        with bridge:
            settle(bridge, client)
        numbers = provider.numbers()
        reached = set(numbers)
        lost = [id for id, number in client.acknowledged.items() if number not in reached]
        repeats = sum(count - 1 for count in client.receipted.values())
        figures = (f"seed {seed}: {ROUNDS} kills, {client.submitted} submitted, {len(client.acknowledged)} acknowledged, "
                   f"{in_doubt} in doubt, {client.refused} refused, {len(lost)} lost, "
                   f"{len(numbers) - len(reached)} sent twice, {len(client.missing)} without receipt, "
                   f"{repeats} receipts repeated")
        assert not lost and len(numbers) == len(reached) and not provider.sent_twice and not client.missing, figures
        assert len(client.acknowledged) > ROUNDS and in_doubt > 0, "too little load to mean anything: " + figures
        return figures
