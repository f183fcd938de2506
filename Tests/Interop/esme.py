"""A client by hand that submits on any channel and keeps what comes back: responses, receipts, incoming messages."""
import struct
import time

from smpp_wire import DELIVER_SM, ENQUIRE_LINK, RECEIPT, RESPONSE, SUBMIT_SM, Wire, cstring

SUBMIT_MULTI, CANCEL_SM, QUERY_SM = 0x21, 8, 3
PICTURE, CAPTION, LINK, MAIL_ADDRESS = 0x1501, 0x1502, 0x1503, 0x1504
NETWORK_ERROR_CODE, PROVIDER_STATUS, COST = 0x0423, 0x1510, 0x1514


class Delivered:
    """The fields of a deliver_sm (SMPP 3.4 section 4.6.1)."""

    def __init__(self, pdu):
        body, self.sequence = pdu.body, pdu.sequence
        self.service_type, at = self._cstring(body, 0)
        self.source, at = self._cstring(body, at + 2)
        self.destination, at = self._cstring(body, at + 2)
        self.esm_class = body[at]
        _, at = self._cstring(body, at + 3)
        _, at = self._cstring(body, at)
        self.coding = body[at + 2]
        length = body[at + 4]
        self.text = body[at + 5:at + 5 + length]
        self.tlvs, at = {}, at + 5 + length
        while at + 4 <= len(body):
            tag, size = struct.unpack_from(">HH", body, at)
            self.tlvs[tag] = body[at + 4:at + 4 + size]
            at += 4 + size
        match = RECEIPT.search(body)
        self.receipt = (match.group(1).decode(), match.group(2).decode()) if match else None

    @staticmethod
    def _cstring(body, at):
        end = body.index(b"\0", at)
        return body[at:end].decode(), end + 1

    @property
    def error(self):
        """The three digits of `err:`."""
        return self.text.split(b" err:", 1)[1][:3].decode()


class Esme(Wire):
    """`states` by id: the state of its receipt; `ids` by sequence number; `refused` by sequence number: the status."""

    def __init__(self, bridge, answers=True):
        super().__init__(bridge.smpp_port)
        assert self.bind().status == 0
        self.answers = answers
        self.ids, self.refused, self.states, self.repeats = {}, {}, {}, 0
        self.deliveries, self.incoming, self.others = {}, [], {}

    def body(self, number, text, service="", source="SHOP", coding=0, tlvs=(), registered=1, canned=0):
        octets = text if isinstance(text, bytes) else text.encode("ascii" if coding == 0 else "utf-16-be")
        more = b"".join(struct.pack(">HH", tag, len(value) + 1) + value.encode() + b"\0" for tag, value in tlvs)
        return (cstring(service) + b"\x05\0" + cstring(source) + b"\x01\x01" + cstring(number) + b"\0\0\0\0\0"
                + bytes([registered, 0, coding, canned, len(octets)]) + octets + more)

    def submit(self, number, text, **fields):
        return self.send(SUBMIT_SM, self.body(number, text, **fields))

    def submit_to_list(self, name, text, service="", source="SHOP"):
        """submit_multi to a distribution list (SMPP 3.4 section 4.5.1)."""
        body = (cstring(service) + b"\x05\0" + cstring(source) + b"\x01\x02" + cstring(name) + b"\0\0\0\0\0"
                + bytes([1, 0, 0, 0, len(text)]) + text.encode())
        return self.send(SUBMIT_MULTI, body)

    def cancel(self, id, number, source="SHOP"):
        sequence = self.send(CANCEL_SM, b"\0" + cstring(id) + b"\x05\0" + cstring(source) + b"\x01\x01" + cstring(number))
        self.wait(lambda: sequence in self.others, f"answer to cancel_sm of {id}")
        return self.others[sequence].status

    def burst(self, bodies, window=500):
        """Submits them all, `window` at a time under way, and returns their ids in order."""
        before = len(self.ids) + len(self.refused)
        sequences, rest, done = [], iter(bodies), False
        while not done or len(self.ids) + len(self.refused) < before + len(sequences):
            octets = b""
            while not done and before + len(sequences) - len(self.ids) - len(self.refused) < window:
                body = next(rest, None)
                if body is None:
                    done = True
                    break
                self.sequence += 1
                sequences.append(self.sequence)
                octets += self.encoded(SUBMIT_SM, body, self.sequence)
            if octets:
                self.send_raw(octets)
            self.read(0.5)
            assert not self.ended, "the connection ended"
        refused = {self.refused[s] for s in sequences if s in self.refused}
        assert not refused, f"refused with {[hex(status) for status in refused]}"
        return [self.ids[sequence] for sequence in sequences]

    def read(self, timeout):
        """Takes what comes within the time, and answers it."""
        octets = b""
        for pdu in self.pump(timeout):
            if pdu.command in (SUBMIT_SM | RESPONSE, SUBMIT_MULTI | RESPONSE):
                if pdu.status == 0:
                    self.ids[pdu.sequence] = pdu.text
                else:
                    self.refused[pdu.sequence] = pdu.status
            elif pdu.command == DELIVER_SM:
                delivered = Delivered(pdu)
                if delivered.receipt:
                    id, state = delivered.receipt
                    self.repeats += id in self.states
                    self.states[id] = state
                    self.deliveries[id] = delivered
                else:
                    self.incoming.append(delivered)
                if self.answers:
                    octets += struct.pack(">IIIIB", 17, DELIVER_SM | RESPONSE, 0, pdu.sequence, 0)
            elif pdu.command == ENQUIRE_LINK:
                octets += struct.pack(">IIII", 16, ENQUIRE_LINK | RESPONSE, 0, pdu.sequence)
            else:
                self.others[pdu.sequence] = pdu
        if octets:
            self.send_raw(octets)

    def wait(self, condition, what, timeout=30):
        deadline = time.monotonic() + timeout
        while not condition():
            assert not self.ended, f"{what}: the connection ended"
            left = deadline - time.monotonic()
            assert left > 0, f"{what}: not within {timeout} s"
            self.read(min(0.2, left))

    def id(self, sequence, timeout=10):
        self.wait(lambda: sequence in self.ids or sequence in self.refused, f"response to {sequence}", timeout)
        assert sequence in self.ids, f"refused with {self.refused[sequence]:#x}"
        return self.ids[sequence]

    def status(self, sequence, timeout=10):
        self.wait(lambda: sequence in self.ids or sequence in self.refused, f"response to {sequence}", timeout)
        return self.refused.get(sequence, 0)

    def state(self, id, timeout=30):
        self.wait(lambda: id in self.states, f"receipt of {id}", timeout)
        return self.states[id]

    def settled(self, ids, timeout=60):
        """Waits for the receipts of all; the states that there are, with their numbers."""
        missing = set(ids)

        def all_there():
            missing.difference_update(self.states)
            return not missing

        try:
            self.wait(all_there, "receipts", timeout)
        except AssertionError as error:
            raise AssertionError(f"{error}: {len(missing)} of {len(ids)} receipts are missing, e.g. {sorted(missing)[:3]}") from None
        found = {}
        for id in ids:
            found[self.states[id]] = found.get(self.states[id], 0) + 1
        return found
