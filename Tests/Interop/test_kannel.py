"""Kannel as a client: bearerbox binds, smsbox sends over HTTP and gets the delivery report."""
import contextlib
import http.server
import pathlib
import queue
import socket
import tempfile
import threading
import time
import urllib.parse
import urllib.request

import processes
from bridge import Bridge
from skipping import need

# Bits of dlr-mask, and values of %d in a delivery report.
DELIVERED, FAILED, TAKEN = 1, 2, 8

CONFIGURATION = """
group = core
admin-port = {admin}
admin-password = interop
admin-interface = 127.0.0.1
smsbox-port = {box}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
dlr-storage = internal

group = smsc
smsc = smpp
smsc-id = passerelle
host = 127.0.0.1
port = {smpp}
transceiver-mode = true
smsc-username = shop
smsc-password = secret
system-type = ""
source-addr-autodetect = true
reconnect-delay = 1

group = smsbox
smsbox-id = box
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = interop
password = interop
max-messages = 10

group = sms-service
keyword = default
text = "none"
max-messages = 0
"""


@contextlib.contextmanager
def reports():
    """An HTTP server for delivery reports: yields (its URL, a queue of the query of each request)."""
    arrived = queue.Queue()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            arrived.put(dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query)))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/report", arrived
    finally:
        server.shutdown()
        server.server_close()


class Kannel:
    """Both boxes on a configuration for one bridge."""

    def __init__(self, smpp_port):
        self._folder = tempfile.TemporaryDirectory(prefix="kannel-")
        self.folder = pathlib.Path(self._folder.name)
        self.admin, self.box, self.sendsms = processes.free_ports(3)
        (self.folder / "kannel.conf").write_text(
            CONFIGURATION.format(admin=self.admin, box=self.box, sendsms=self.sendsms, smpp=smpp_port))

    def __enter__(self):
        self._boxes = []
        for box, port in (("bearerbox", self.box), ("smsbox", self.sendsms)):
            with open(self.folder / (box + ".log"), "wb") as log:
                self._boxes.append(processes.start(
                    [f"/usr/sbin/{box}", "-v", "0", "kannel.conf"], cwd=self.folder, stdout=log, stderr=log))
            self._until(lambda: self._accepts(port), f"{box} does not listen")
        self._until(lambda: "online" in self.status(), "bearerbox is not bound")
        return self

    def __exit__(self, kind, value, traceback):
        if kind is not None:
            for box in ("bearerbox", "smsbox"):
                print(f"    | {box}: " + f"\n    | {box}: ".join(self.said(box).splitlines()[-15:]))
        for box in reversed(self._boxes):
            box.terminate()
            try:
                box.wait(10)
            except Exception:
                box.kill()
        self._folder.cleanup()

    def said(self, box):
        return (self.folder / (box + ".log")).read_text(errors="replace")

    def status(self):
        url = f"http://127.0.0.1:{self.admin}/status.txt?password=interop"
        with urllib.request.urlopen(url, timeout=5) as answer:
            text = answer.read().decode(errors="replace")
        return text[text.find("SMSC connections"):]

    @staticmethod
    def _accepts(port):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            return False

    @staticmethod
    def _until(condition, complaint):
        deadline = time.monotonic() + 30
        while not condition():
            assert time.monotonic() < deadline, complaint
            time.sleep(0.05)

    def send(self, number, text, report_url, **fields):
        query = urllib.parse.urlencode({
            "username": "interop", "password": "interop", "from": "SHOP", "to": number, "text": text,
            "dlr-mask": DELIVERED | FAILED | TAKEN, "dlr-url": report_url + f"?type=%d&number={number}&reply=%A", **fields})
        with urllib.request.urlopen(f"http://127.0.0.1:{self.sendsms}/cgi-bin/sendsms?{query}", timeout=10) as answer:
            assert answer.status == 202, f"sendsms answered {answer.status}"


def wait_for_reports(arrived, count):
    """The last report of each number, once `count` final ones are there; the reports of acceptance are checked off."""
    final, taken = {}, set()
    while len(final) < count:
        try:
            report = arrived.get(timeout=30)
        except queue.Empty:
            raise AssertionError(f"no report within 30 s; so far taken {sorted(taken)}, final {final}") from None
        if int(report["type"]) == TAKEN:
            taken.add(report["number"])
        else:
            final[report["number"]] = int(report["type"])
    return final, taken


def test_delivery_report():
    """sendsms over HTTP ends in a delivery report, and in one of failure where it failed"""
    need("bearerbox", "smsbox")
    with Bridge() as bridge, reports() as (url, arrived), Kannel(bridge.smpp_port) as kannel:
        kannel.send("375291234567", "Hello from Kannel", url)
        kannel.send("375291990001", "Nobody there", url)
        final, taken = wait_for_reports(arrived, 2)
        assert taken == {"375291234567", "375291990001"}, f"not acknowledged: {taken}"
        assert final == {"375291234567": DELIVERED, "375291990001": FAILED}, final


def test_long_unicode():
    """a long Cyrillic text, cut by Kannel, ends in delivery reports"""
    need("bearerbox", "smsbox")
    text = "Съешь же ещё этих мягких французских булок, да выпей чаю. " * 3
    with Bridge() as bridge, reports() as (url, arrived), Kannel(bridge.smpp_port) as kannel:
        kannel.send("375291234567", text, url, coding=2, charset="UTF-8")
        final, _ = wait_for_reports(arrived, 1)
        assert final == {"375291234567": DELIVERED}, final


def test_bridge_restart():
    """Kannel binds again after the bridge went away, and sends on"""
    need("bearerbox", "smsbox")
    with Bridge() as bridge, reports() as (url, arrived), Kannel(bridge.smpp_port) as kannel:
        bridge.stop()
        bridge.start()
        kannel.send("375291234567", "After the restart", url)
        final, _ = wait_for_reports(arrived, 1)
        assert final == {"375291234567": DELIVERED}, final
