"""A transceiver that sends one message at a time and waits for its receipt (SMPP 3.4 §4)."""
import socket
import struct
import time


class Client:
    def __init__(self, port, system_id, password):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.sequence = 0
        self.request(0x00000009, system_id.encode() + b"\0" + password.encode() + b"\0\0\x34\0\0\0")

    def send(self, command, body=b"", status=0, sequence=None):
        if sequence is None:
            self.sequence += 1
            sequence = self.sequence
        self.socket.sendall(struct.pack(">IIII", 16 + len(body), command, status, sequence) + body)

    def read(self):
        length, command, status, sequence = struct.unpack(">IIII", self.exactly(16))
        body = self.exactly(length - 16)
        if command == 0x00000005:
            self.send(0x80000005, b"\0", sequence=sequence)
        elif command == 0x00000015:
            self.send(0x80000015, sequence=sequence)
        return command, status, body

    def exactly(self, count):
        octets = b""
        while len(octets) < count:
            more = self.socket.recv(count - len(octets))
            if not more:
                raise ConnectionError("the bridge closed the connection")
            octets += more
        return octets

    def request(self, command, body):
        self.send(command, body)
        while True:
            answer, status, rest = self.read()
            if answer == command | 0x80000000:
                if status:
                    raise ConnectionError(f"refused with status {status:#x}")
                return rest

    def round_trip(self, number, priority):
        """Seconds from the submit of a message to its receipt."""
        begun = time.monotonic()
        body = b"\0\x05\0Bench\0\x01\x01" + number.encode() + b"\0\0\0" + bytes([priority]) + b"\0\0\x01\0\0\0\x05hello"
        identifier = self.request(0x00000004, body).rstrip(b"\0")
        while True:
            command, _, receipt = self.read()
            if command == 0x00000005 and b"id:" + identifier in receipt:
                return time.monotonic() - begun

    def close(self):
        self.send(0x00000006)
        self.socket.close()
