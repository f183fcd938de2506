"""The client of the tests that crash the bridge: it knows what it was promised."""
import struct
import time

from smpp_wire import DELIVER_SM, ENQUIRE_LINK, RESPONSE, SUBMIT_SM, UNBIND, Wire, submit_body

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
            elif pdu.command in (ENQUIRE_LINK, UNBIND):
                octets += struct.pack(">IIII", 16, pdu.command | RESPONSE, 0, pdu.sequence)
        return self._send(wire, octets)

    @staticmethod
    def _send(wire, octets):
        try:
            wire.send_raw(octets)
            return True
        except OSError:
            return False

    def load(self, bridge, moment, blow):
        """Loads the bridge, strikes it after `moment` seconds, and reads what had still been sent; how much stays in doubt."""
        with self.session(bridge) as wire:
            end = time.monotonic() + moment
            while time.monotonic() < end:
                self.fill(wire)
                self.take(wire, wire.pump(max(0, min(0.01, end - time.monotonic()))))
            self.fill(wire)
            blow()
            deadline = time.monotonic() + 10
            while not wire.ended and time.monotonic() < deadline:
                self.take(wire, wire.pump(0.5))
            return len(wire.open)

    @property
    def missing(self):
        """Acknowledged ids without a receipt."""
        return self.acknowledged.keys() - self.receipted.keys()
