"""What goes over the wire, in the eyes of Wireshark's SMPP dissector."""
import queue
import signal
import subprocess
import threading

import smpplib.gsm

import processes
from bridge import Bridge
from skipping import Skipped, need
from smpplib_session import Session

UNBIND_RESP = 0x80000006
FIELDS = ["frame.number", "smpp.command_id", "_ws.malformed", "smpp.command_status"]


class Capture:
    """tshark on the loopback interface, printing the fields of each SMPP frame as it comes."""

    def __init__(self, port):
        need("tshark")
        command = ["tshark", "-i", "lo", "-f", f"tcp port {port}", "-d", f"tcp.port=={port},smpp", "-n", "-l",
                   "-Y", "smpp || _ws.malformed", "-T", "fields"]
        self.process = processes.start(
            command + [part for field in FIELDS for part in ("-e", field)], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        said = ""
        for line in self.process.stderr:
            said += line
            if "Capturing on" in line:
                break
        else:
            raise Skipped("no capture on the loopback interface: " + (said.strip().splitlines() or ["no reason"])[-1])
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n").split("\t"))
        self.lines.put(None)

    def until_unbound(self):
        """All frames up to the response to the unbind."""
        frames = []
        while True:
            try:
                frame = self.lines.get(timeout=20)
            except queue.Empty:
                raise AssertionError(f"no unbind_resp in the capture, {len(frames)} frames") from None
            assert frame is not None, "tshark ended"
            frames.append(frame)
            if any(int(command, 0) == UNBIND_RESP for command in frame[1].split(",") if command):
                self.process.send_signal(signal.SIGINT)
                self.process.wait(10)
                return frames


def test_no_malformed_packet():
    """a session with long, Unicode, refused and failed messages has no malformed packet"""
    with Bridge() as bridge:
        capture = Capture(bridge.smpp_port)
        with Session(bridge.smpp_port) as session:
            ids = [session.message_id(session.submit("375291234567", b"Hello"))]
            for text in ("long text " * 40, "Длинный текст " * 12):
                parts, coding, esm_class = smpplib.gsm.make_parts(text)
                ids += [session.message_id(session.submit("375291234567", part, data_coding=coding, esm_class=esm_class))
                        for part in parts]
            ids.append(session.message_id(session.submit("375291990001", b"x")))
            assert session.response(session.submit("not a number", b"x")).status != 0
            for id in ids:
                session.receipt(id)
        frames = capture.until_unbound()
    commands = [int(command, 0) for frame in frames for command in frame[1].split(",") if command]
    assert commands.count(5) >= len(ids), f"{commands.count(5)} deliver_sm for {len(ids)} messages"
    malformed = [frame for frame in frames if frame[2]]
    assert not malformed, f"malformed: {malformed}"
    return f"{len(commands)} PDUs"
