"""kill -9 and loss of power at random moments under load, again and again; then the accounts are settled."""
import os
import random
import re
import signal
import smtplib
import threading
import time

from bridge import Bridge
from crash_client import WINDOW, Client
from esme import Esme
from faults import FaultyBridge, PowerLoss
from marks import takes
from simulator_standin import Standin
from skipping import only_at_night
import processes
from waiting import pause

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "25"))


def seed():
    return int(os.environ.get("CRASH_SEED", time.time_ns() % 1_000_000))


class MailServer(threading.Thread):
    """Sends mails one after another, and each again until it is answered with 250, as a mail server does."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.ended = port, False
        self.acknowledged = []  # numbers
        self.tried = 0

    def run(self):
        n, session = 0, None
        while not self.ended:
            number = f"37544{n:07}"
            mail = (f"Message-ID: <{n}@shop.example.test>\r\nFrom: ann@shop.example.test\r\nSubject: x\r\n\r\n"
                    f"mail {n}\r\n")
            try:
                session = session or smtplib.SMTP("127.0.0.1", self.port, timeout=5)
                self.tried += 1
                session.sendmail("ann@shop.example.test", [f"{number}@sms.example.test"], mail, [], ["NOTIFY=SUCCESS,FAILURE"])
                self.acknowledged.append(number)
                n += 1
            except (OSError, smtplib.SMTPException):
                if session:
                    session.close()
                session = None
                pause()
        if session:
            session.close()


def reported(bridge):
    """The numbers that mails of ours tell about."""
    found = set()
    for path in (bridge.data / "outbox").rglob("*"):
        if path.is_file():
            found.update(re.findall(r"37544\d{7}", path.read_text(errors="replace")))
    return found


def settle(bridge, client, mails, patience=200):
    """Reads receipts until none is owed, or none has come for so many seconds: many kills leave much to be sent."""
    with client.session(bridge) as wire:
        deadline, fewest = time.monotonic() + patience, None
        while time.monotonic() < deadline:
            assert not wire.ended, "the bridge closed the connection"
            # All mails are read for it: only when nothing else is missing.
            left = (len(client.missing), 0)
            if not client.missing:
                left = (0, len(set(mails.acknowledged) - reported(bridge)))
            if left == (0, 0):
                return
            if fewest is None or left < fewest:
                deadline, fewest = time.monotonic() + patience, left
            soon = time.monotonic() + 1
            while time.monotonic() < soon:
                client.take(wire, wire.pump(0.2))


def blows(bridge, chance):
    """The ways to kill: at once, while it reloads, while it stops."""

    def after(number):
        bridge.process.send_signal(number)
        pause(chance.uniform(0, 0.03))
        bridge.kill()

    return [bridge.kill, bridge.kill, lambda: after(signal.SIGHUP), lambda: after(signal.SIGTERM)]


def campaign(rounds, make, strike=lambda bridge: None, faults=0.0):
    """So many kills under SMPP and SMTP load; nothing acknowledged may be lost, nothing sent twice, no receipt missing."""
    number = seed()
    chance = random.Random(number)
    client = Client()
    (mail_port,) = processes.free_ports(1)
    with Standin(latency=0.02, seed=number, faults=faults) as provider:
        bridge = make(
            account={"window": 2 * WINDOW, "receipt_window": WINDOW, "mail_addresses": ["*@shop.example.test"]},
            provider={"url": provider.url}, delivery={"receipt_retry": ["1s"]}, mail={"relay": "folder:outbox", "per_sender": 100_000},
            smtp={"domains": ["sms.example.test"], "listen": [f"127.0.0.1:{mail_port}"], "accept_rate": 0})
        mails = MailServer(mail_port)
        mails.start()
        in_doubt = 0
        for _ in range(rounds):
            if chance.random() < 0.15:
                # In the middle of a start: migrations and recovery.
                bridge.launch()
                pause(chance.uniform(0, 0.05))
                bridge.kill()
                strike(bridge)
                continue
            bridge.start()
            in_doubt += client.load(bridge, chance.uniform(0.02, 0.4), chance.choice(blows(bridge, chance)))
            strike(bridge)
        with bridge:
            provider.faults = 0
            mails.ended = True
            mails.join()
            settle(bridge, client, mails)
            untold = set(mails.acknowledged) - reported(bridge)
        numbers = provider.numbers()
        reached = set(numbers)
        lost = [n for n in [*client.acknowledged.values(), *mails.acknowledged] if n not in reached]
        repeats = sum(count - 1 for count in client.receipted.values())
        figures = (
            f"seed {number}: {rounds} kills, {client.submitted} submitted, {len(client.acknowledged)} acknowledged, "
            f"{len(mails.acknowledged)} mails acknowledged, {in_doubt} in doubt, {client.refused} refused, {len(lost)} lost, "
            f"{len(numbers) - len(reached)} sent twice, {len(client.missing) + len(untold)} without receipt, "
            f"{repeats} receipts repeated")
        if faults:
            figures += f", {provider.faulted} calls failed on purpose"
        assert not lost and len(numbers) == len(reached) and not provider.sent_twice, figures
        assert not client.missing and not untold, figures
        assert len(client.acknowledged) > rounds and mails.acknowledged and in_doubt > 0, "too little load: " + figures
        return figures


@takes(20, limit=260 + 3 * ROUNDS)
def test_campaign():
    """under mail and SMPP load nothing acknowledged is lost, nothing is sent twice, every receipt comes"""
    only_at_night()
    return campaign(ROUNDS, Bridge)



@takes(20, limit=260 + 3 * ROUNDS)
def test_campaign_with_provider_faults():
    """the same while one call in five to the provider is refused, cut off or not answered"""
    only_at_night()
    return campaign(max(10, ROUNDS // 4), Bridge, faults=0.2)



@takes(20, limit=260 + 3 * ROUNDS)
def test_power_loss():
    """the same when each time the disk loses any of what was written after its last fsync"""
    only_at_night()
    power = PowerLoss(seed())
    figures = campaign(max(10, ROUNDS // 4), lambda **options: FaultyBridge(journal=True, **options), strike=power.strike)
    assert power.dropped, "nothing was lost by the disk"
    return f"{figures}; of the sectors not synchronised {power.dropped} dropped, {power.kept} kept"



@takes(10)
def test_kill_while_the_database_is_made():
    """a process killed while it makes its database leaves one that the next process can use"""
    only_at_night()
    chance = random.Random(seed())
    for _ in range(15):
        bridge = Bridge()
        for _ in range(3):
            bridge.launch()
            pause(chance.uniform(0, 0.04))
            bridge.kill()
        with bridge, Esme(bridge) as esme:
            assert esme.state(esme.id(esme.submit("375291234567", "Hello"))) == "DELIVRD"
