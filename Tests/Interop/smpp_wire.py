"""SMPP by hand, on a plain socket: what a client library would not let a test do."""
import re
import select
import socket
import struct
import time

GENERIC_NACK = 0x80000000
BIND_RECEIVER, BIND_TRANSMITTER, BIND_TRANSCEIVER = 1, 2, 9
SUBMIT_SM, DELIVER_SM, UNBIND, ENQUIRE_LINK = 4, 5, 6, 0x15
RESPONSE = 0x80000000
RECEIPT = re.compile(rb"id:(\S+) sub:\d{3} dlvrd:\d{3} submit date:\d{10,12} done date:\d{10,12} stat:(\w{7}) err:\w{3} text:")


class PDU:
    def __init__(self, command, status, sequence, body):
        self.command, self.status, self.sequence, self.body = command, status, sequence, body

    def __repr__(self):
        return f"<{self.command:#x} status {self.status:#x} sequence {self.sequence} {self.body[:60]!r}>"

    @property
    def text(self):
        """The first C-octet string of the body."""
        return self.body.split(b"\0", 1)[0].decode()

    @property
    def receipt(self):
        """(message id, state) of a deliver_sm that is a receipt, else None."""
        match = RECEIPT.search(self.body)
        return (match.group(1).decode(), match.group(2).decode()) if match else None


def cstring(text):
    return text.encode() + b"\0"


def submit_body(number, text, source="SHOP", registered=1, coding=0, esm_class=0):
    """The body of a submit_sm (SMPP 3.4 section 4.4.1); `text` as octets."""
    return (b"\0" + b"\x05\0" + cstring(source) + b"\x01\x01" + cstring(number) + bytes([esm_class, 0, 0]) + b"\0\0"
            + bytes([registered, 0, coding, 0, len(text)]) + text)


class Wire:
    """A connection that sends what it is told and cuts what comes into PDUs."""

    def __init__(self, port, host="127.0.0.1", receive_buffer=None):
        """`receive_buffer` is a fixed size for what the kernel takes before it is read; without it the kernel chooses."""
        self.socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        try:
            if receive_buffer:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            self.socket.settimeout(10)
            self.socket.connect((host, port))
        except OSError:
            self.socket.close()
            raise
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray()
        self.sequence = 0
        self.ended = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send_raw(self, octets):
        self.socket.sendall(octets)

    @staticmethod
    def encoded(command, body, sequence, status=0):
        return struct.pack(">IIII", 16 + len(body), command, status, sequence) + body

    def send(self, command, body=b"", sequence=None, status=0):
        """Sends one PDU and returns its sequence number."""
        if sequence is None:
            self.sequence += 1
            sequence = self.sequence
        self.send_raw(self.encoded(command, body, sequence, status))
        return sequence

    def pump(self, timeout):
        """The PDUs that are there within the time; an empty list when none came. Sets `ended` at the end of the stream."""
        found = self._cut()
        deadline = time.monotonic() + timeout
        while not found and not self.ended:
            ready, _, _ = select.select([self.socket], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                break
            try:
                octets = self.socket.recv(262144)
            except OSError:
                octets = b""
            self.ended = not octets
            self.buffer += octets
            found = self._cut()
        return found

    def _cut(self):
        found, start = [], 0
        while len(self.buffer) - start >= 16:
            length, command, status, sequence = struct.unpack_from(">IIII", self.buffer, start)
            assert 16 <= length <= 1 << 20, f"the bridge sent a PDU of {length} octets"
            if len(self.buffer) - start < length:
                break
            found.append(PDU(command, status, sequence, bytes(self.buffer[start + 16:start + length])))
            start += length
        del self.buffer[:start]
        return found

    def expect(self, command, timeout=10):
        """The next PDU with this command; others are passed over."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and not self.ended:
            found = self.pump(deadline - time.monotonic())
            for index, pdu in enumerate(found):
                if pdu.command == command:
                    self.buffer[:0] = b"".join(self.encoded(p.command, p.body, p.sequence, p.status)
                                               for p in found[index + 1:])
                    return pdu
        raise AssertionError(f"no {command:#x} within {timeout} s" + (", the connection ended" if self.ended else ""))

    def bind(self, system_id="shop", password="secret", command=BIND_TRANSCEIVER, version=0x34):
        """Binds and returns the response."""
        self.send(command, cstring(system_id) + cstring(password) + b"\0" + bytes([version, 0, 0]) + b"\0")
        return self.expect(command | RESPONSE)

    def expect_end(self, timeout=15):
        """Passes over what still comes until the peer closes; returns it."""
        seen, deadline = [], time.monotonic() + timeout
        while not self.ended:
            assert time.monotonic() < deadline, f"the connection is still open after {timeout} s"
            seen += self.pump(0.5)
        return seen

    def expect_end_raw(self, timeout=15):
        """Reads whatever comes, be it SMPP or not, until the peer closes."""
        self.socket.settimeout(timeout)
        try:
            while self.socket.recv(65536):
                pass
        except TimeoutError:
            raise AssertionError(f"the connection is still open after {timeout} s") from None
        except OSError:
            pass
        self.ended = True
