"""Starting and stopping every service, again and again, while clients of every kind come, stay and go."""
import http.client
import os
import random
import signal
import smtplib
import socket
import subprocess
import threading
import time
import urllib.request

from bridge import Bridge
from esme import Esme
from marks import takes
from simulator_standin import Standin
from smpp_wire import RESPONSE, Wire
import processes
from waiting import pause

ROUNDS = int(os.environ.get("START_STOP_ROUNDS", "20"))
PATIENCE = float(os.environ.get("START_STOP_PATIENCE", "15"))  # seconds for one stop; more under a sanitizer


class Crowd:
    """Threads that never stop trying: SMPP binds and submits, mails, questions to the console, silence."""

    def __init__(self, bridge, mail_port):
        self.bridge, self.mail_port, self.ended = bridge, mail_port, False
        self.acknowledged = set()
        self.threads = [threading.Thread(target=self._again, args=(work,), daemon=True)
                        for work in (self._submit, self._submit, self._mail, self._console, self._silence)]
        for thread in self.threads:
            thread.start()

    def _again(self, work):
        while not self.ended:
            try:
                work()
            except (OSError, AssertionError, http.client.HTTPException, smtplib.SMTPException):
                pause()

    def _submit(self):
        with Wire(self.bridge.smpp_port) as wire:
            wire.socket.settimeout(5)
            if wire.bind().status != 0:
                return
            for _ in range(200):
                number = f"37529{random.randrange(10_000_000):07}"
                from smpp_wire import SUBMIT_SM, submit_body
                wire.send(SUBMIT_SM, submit_body(number, b"Hello", registered=0))
                if wire.expect(SUBMIT_SM | RESPONSE, 5).status == 0:
                    self.acknowledged.add(number)

    def _mail(self):
        with smtplib.SMTP("127.0.0.1", self.mail_port, timeout=5) as session:
            for _ in range(20):
                number = f"37544{random.randrange(10_000_000):07}"
                session.sendmail("ann@shop.example.test", [f"{number}@sms.example.test"], f"Subject: x\r\n\r\n{number}\r\n")
                self.acknowledged.add(number)

    def _console(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.bridge.admin_port}/metrics", timeout=5) as answer:
            answer.read()

    def _silence(self):
        with socket.create_connection(("127.0.0.1", self.bridge.smpp_port), timeout=2) as one:
            one.recv(1)

    def end(self):
        self.ended = True
        for thread in self.threads:
            thread.join(10)


@takes(30, limit=600)
def test_start_stop():
    """stopped at any moment, under load, it ends in order and in time; what it acknowledged is sent by the next one"""
    chance = random.Random(8)
    (mail_port,) = processes.free_ports(1)
    slowest = 0.0
    with Standin(latency=0.01) as provider:
        bridge = Bridge(
            account={"mail_addresses": ["*@shop.example.test"], "max_binds": 100}, provider={"url": provider.url},
            bridge={"drain_timeout": "3s"}, mail={"relay": "folder:outbox"},
            smtp={"domains": ["sms.example.test"], "listen": [f"127.0.0.1:{mail_port}"], "accept_rate": 0})
        crowd = Crowd(bridge, mail_port)
        for _ in range(ROUNDS):
            bridge.start()
            pause(chance.uniform(0, 0.5))
            if chance.random() < 0.5:
                bridge.process.send_signal(signal.SIGHUP)
            started = time.monotonic()
            bridge.process.send_signal(signal.SIGTERM)
            try:
                code = bridge.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                raise AssertionError(f"it still runs {PATIENCE} s after SIGTERM") from None
            bridge.process = None
            assert code == 0, f"it ended with {code}"
            slowest = max(slowest, time.monotonic() - started)
        crowd.end()
        with bridge, Esme(bridge) as esme:
            deadline = time.monotonic() + 60
            while crowd.acknowledged - set(provider.numbers()):
                assert time.monotonic() < deadline, f"{len(crowd.acknowledged - set(provider.numbers()))} were acknowledged and not sent"
                esme.read(0.1)
        assert crowd.acknowledged, "nothing was acknowledged"
        return f"{ROUNDS} rounds, {len(crowd.acknowledged)} acknowledged, 0 lost, slowest stop {slowest:.1f} s"
