"""Kannel as a client: bearerbox binds, smsbox sends over HTTP and gets the delivery report."""
import contextlib
import http.server
import json
import pathlib
import queue
import re
import signal
import tempfile
import threading
import urllib.parse
import urllib.request

import processes
from bridge import Bridge
from marks import takes
from simulator_standin import Standin
from skipping import need
from waiting import accepts, until

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
sms-resend-freq = 1

group = smsc
smsc = smpp
smsc-id = passerelle
host = 127.0.0.1
{smsc}
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


# As SMSC.ru publishes it for its own SMPP, but for host and port.
SMSC_RU = {"transceiver-mode": "true", "enquire-link-interval": 60, "wait-ack-expire": 0, "max-pending-submits": 300,
           "throughput": 30, "validityperiod": 1440}


class Kannel:
    """Both boxes on a configuration for one bridge; further settings of the group `smsc` by name.

    `separate`: a connection that transmits and one that receives, instead of a transceiver.
    """

    def __init__(self, smpp_port, settings=None, separate=False):
        self._folder = tempfile.TemporaryDirectory(prefix="kannel-")
        self.folder = pathlib.Path(self._folder.name)
        self.admin, self.box, self.sendsms = processes.free_ports(3)
        smsc = {"port": smpp_port, "transceiver-mode": "false" if separate else "true", **(settings or {})}
        text = CONFIGURATION.format(
            admin=self.admin, box=self.box, sendsms=self.sendsms,
            smsc="\n".join(f"{key} = {value}" for key, value in smsc.items()))
        if separate:
            # A group has a port to transmit or one to receive, not both; reports are found by the id that both share.
            start = text.index("group = smsc\n")
            group = text[start:text.index("group = smsbox")]
            text += "\n" + group.replace("\nport =", "\nreceive-port =")
        (self.folder / "kannel.conf").write_text(text)

    def __enter__(self):
        self._boxes = []
        for box, port in (("bearerbox", self.box), ("smsbox", self.sendsms)):
            with open(self.folder / (box + ".log"), "wb") as log:
                self._boxes.append(processes.start(
                    [f"/usr/sbin/{box}", "-v", "0", "kannel.conf"], cwd=self.folder, stdout=log, stderr=log))
            until(lambda: accepts(port), f"{box} does not listen")
        until(lambda: "online" in self.status(), "bearerbox is not bound")
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

    def send(self, number, text, report_url, **fields):
        query = urllib.parse.urlencode({
            "username": "interop", "password": "interop", "from": "SHOP", "to": number, "text": text,
            "dlr-mask": DELIVERED | FAILED | TAKEN, "dlr-url": report_url + f"?type=%d&number={number}&reply=%A", **fields})
        with urllib.request.urlopen(f"http://127.0.0.1:{self.sendsms}/cgi-bin/sendsms?{query}", timeout=10) as answer:
            assert answer.status == 202, f"sendsms answered {answer.status}"


def wait_for_reports(arrived, count):
    """The last report of each number, and the numbers whose acceptance was reported, once there are `count` of both."""
    final, taken = {}, set()
    while len(final) < count or len(taken) < count:
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


def submitted(bridge):
    """The submits that the bridge has seen."""
    with urllib.request.urlopen(f"http://127.0.0.1:{bridge.admin_port}/metrics", timeout=5) as answer:
        match = re.search(r"^passerelle_smpp_submits_total (\d+)", answer.read().decode(), re.MULTILINE)
    return int(match.group(1))


def sessions(bridge):
    request = urllib.request.Request(
        f"http://127.0.0.1:{bridge.admin_port}/api/v1/sessions", headers={"Authorization": "Bearer interop"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)["sessions"]


def test_interface_version_33():
    """as 3.3 it gets short ids in hexadecimal and no parameters, and finds its message in the report"""
    need("bearerbox", "smsbox")
    # Of 3.3 an id is a hexadecimal number: Kannel turns it into decimal unless told that both are text.
    settings = {"interface-version": 33, "msg-id-type": "0x00"}
    with Bridge() as bridge, reports() as (url, arrived), Kannel(bridge.smpp_port, settings) as kannel:
        assert [each["version"] for each in sessions(bridge)] == ["3.3"], sessions(bridge)
        kannel.send("375291234567", "Hello from 3.3", url)
        final, taken = wait_for_reports(arrived, 1)
        assert final == {"375291234567": DELIVERED} and taken == {"375291234567"}, (final, taken)


def test_separate_connections():
    """with one connection that transmits and one that receives, reports come over the other"""
    need("bearerbox", "smsbox")
    with Bridge() as bridge, reports() as (url, arrived), Kannel(bridge.smpp_port, separate=True) as kannel:
        until(lambda: len(sessions(bridge)) == 2, "the second connection is not bound")
        assert sorted(each["kind"] for each in sessions(bridge)) == ["receiver", "transmitter"], sessions(bridge)
        for index in range(20):
            kannel.send(f"3752912345{index:02}", "Hello over two", url)
        final, taken = wait_for_reports(arrived, 20)
        assert set(final.values()) == {DELIVERED} and len(taken) == 20, (final, taken)


@takes(12)
def test_throttling():
    """told ESME_RTHROTTLED it pauses and sends again, and nothing is lost or sent twice"""
    need("bearerbox", "smsbox")
    with Standin() as provider, Bridge(account={"rate": 5}, provider={"url": provider.url}) as bridge, \
            reports() as (url, arrived), Kannel(bridge.smpp_port) as kannel:
        numbers = [f"3752912345{index:02}" for index in range(12)]
        for number in numbers:
            kannel.send(number, "Not so fast", url)
        final, _ = wait_for_reports(arrived, len(numbers))
        assert final == dict.fromkeys(numbers, DELIVERED), final
        assert sorted(provider.numbers()) == numbers, provider.numbers()
        assert submitted(bridge) > len(numbers), "nothing was throttled"


@takes(12)
def test_wait_ack():
    """a response later than wait-ack makes it send again, and the message goes out once"""
    need("bearerbox", "smsbox")
    # The bridge stands still for longer than Kannel waits, which then binds anew and repeats what was not answered.
    settings = {"wait-ack": 2, "wait-ack-expire": 0, "enquire-link-interval": 2}
    with Standin() as provider, Bridge(provider={"url": provider.url}) as bridge, \
            reports() as (url, arrived), Kannel(bridge.smpp_port, settings) as kannel:
        bridge.process.send_signal(signal.SIGSTOP)
        try:
            kannel.send("375291234567", "Once", url)
            until(lambda: "Not ACKED" in kannel.said("bearerbox"), "Kannel waits on")
        finally:
            bridge.process.send_signal(signal.SIGCONT)
        final, _ = wait_for_reports(arrived, 1)
        assert final == {"375291234567": DELIVERED}, final
        assert provider.numbers() == ["375291234567"], provider.numbers()


@takes(15)
def test_settings_of_smsc_ru():
    """with the settings that SMSC.ru publishes a batch goes through: window 300, enquire_link every 60 s, 30 a second"""
    need("bearerbox", "smsbox")
    with Standin() as provider, Bridge(account={"window": 300}, provider={"url": provider.url}) as bridge, \
            reports() as (url, arrived), Kannel(bridge.smpp_port, SMSC_RU) as kannel:
        numbers = [f"37529123{index:04}" for index in range(150)]
        for number in numbers:
            kannel.send(number, "From the settings of SMSC.ru", url)
        final, taken = wait_for_reports(arrived, len(numbers))
        assert final == dict.fromkeys(numbers, DELIVERED) and taken == set(numbers), (final, taken)
        assert sorted(provider.numbers()) == numbers
