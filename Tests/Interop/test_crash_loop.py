"""kill -9 at random moments under load, again and again; then the accounts are settled."""
import os
import random
import time

from bridge import Bridge
from crash_client import WINDOW, Client
from marks import takes
from simulator_standin import Standin

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "25"))


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
            in_doubt += client.load(bridge, chance.uniform(0.02, 0.4), bridge.kill)
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
