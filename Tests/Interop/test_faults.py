"""Faults of the machine and of peers: each ends in a stated behaviour, shows in a metric, and is over when its cause is."""
import os
import random
import socket
import ssl
import time

from bridge import Bridge
from esme import Esme
from faults import DISK_FAILS, DISK_FINE, DISK_FULL, DISK_READ_ONLY, FaultyBridge
from marks import takes
from simulator_standin import Standin
from smpp_wire import BIND_TRANSCEIVER, RESPONSE, Wire, cstring
from skipping import need, only_at_night
import processes
from waiting import until

ESME_RSYSERR, ESME_RMSGQFUL = 0x08, 0x14


def number(n):
    return f"37529{n:07}"


def eventually(condition, what, timeout=20, esme=None):
    until(condition, what, timeout, between=esme and (lambda: esme.read(0.02)))


def through_a_broken_disk(fault, status):
    """Submits while the disk works, while it does not, and again; everything acknowledged arrives, nothing else does."""
    with Standin() as provider, FaultyBridge(provider={"url": provider.url}) as bridge, Esme(bridge) as esme:
        good = esme.burst([esme.body(number(n), "before") for n in range(50)])
        esme.settled(good)
        failures = bridge.metric("passerelle_store_failures_total")
        bridge.disk = fault
        refused = [esme.status(esme.submit(number(1000 + n), "meanwhile")) for n in range(50)]
        assert set(refused) == {status}, f"answered with {sorted(map(hex, set(refused)))}"
        assert bridge.metric("passerelle_store_failures_total") > failures, "no failure is counted"
        assert bridge.metric("passerelle_smpp_binds") == 1, "the session is gone"
        bridge.disk = DISK_FINE
        eventually(lambda: esme.status(esme.submit(number(2000), "is it over?")) == 0, "the first submit taken again")
        good += esme.burst([esme.body(number(3000 + n), "after") for n in range(50)])
        assert esme.settled(good, timeout=90) == {"DELIVRD": 100}
        numbers = provider.numbers()
        assert not [n for n in numbers if number(1000) <= n < number(2000)], "a message that was refused was sent"
        assert len(set(numbers)) == len(numbers), "a message was sent twice"
        bridge.kill()
        bridge.start()
        with Esme(bridge) as again:
            again.id(again.submit(number(4000), "after a restart"))


def test_disk_full():
    """a full disk: ESME_RMSGQFUL, nothing acknowledged that is not stored, recovery without a restart"""
    through_a_broken_disk(DISK_FULL, ESME_RMSGQFUL)


def test_disk_nearly_full():
    """under bridge.minimum_free_space nothing new is taken in, what is there is sent, and it ends when there is room"""
    only_at_night()
    with Standin() as provider:
        bridge = Bridge(provider={"url": provider.url})
        with bridge, Esme(bridge) as esme:
            ids = esme.burst([esme.body(number(n), "before") for n in range(20)])
            bridge.settings["bridge"]["minimum_free_space"] = "1000GiB"
            bridge.reload()
            eventually(lambda: esme.status(esme.submit(number(100), "meanwhile")) == ESME_RMSGQFUL, "a refusal", esme=esme)
            assert bridge.metric("passerelle_disk_free_bytes") > 0
            assert esme.settled(ids) == {"DELIVRD": 20}
            bridge.settings["bridge"]["minimum_free_space"] = "1MiB"
            bridge.reload()
            eventually(lambda: esme.status(esme.submit(number(200), "after")) == 0, "the first one taken again", esme=esme)


def test_disk_read_only():
    """a disk that went read-only: ESME_RSYSERR, and recovery without a restart"""
    through_a_broken_disk(DISK_READ_ONLY, ESME_RSYSERR)


def test_disk_fails():
    """a disk that gives errors: ESME_RSYSERR, and recovery without a restart"""
    through_a_broken_disk(DISK_FAILS, ESME_RSYSERR)


@takes(40, limit=300)
def test_disk_full_under_load():
    """a disk that fills up and empties again and again under load loses nothing and sends nothing twice"""
    only_at_night()
    with Standin(latency=0.01) as provider, FaultyBridge(provider={"url": provider.url}, account={"window": 200}) as bridge:
        chance = random.Random(4)
        with Esme(bridge) as esme:
            end, n, sequences = time.monotonic() + 8, 0, []
            while time.monotonic() < end:
                bridge.disk = chance.choice((DISK_FINE, DISK_FINE, DISK_FULL, DISK_FAILS))
                for _ in range(100):
                    sequences.append(esme.submit(number(n), "load"))
                    n += 1
                esme.wait(lambda: all(s in esme.ids or s in esme.refused for s in sequences[-100:]), "answers")
                esme.read(chance.uniform(0, 0.05))
            bridge.disk = DISK_FINE
            taken, refused = dict(esme.ids), dict(esme.refused)
            assert set(refused.values()) <= {ESME_RSYSERR, ESME_RMSGQFUL}, set(refused.values())
            assert taken and refused, "no fault was met"
            assert esme.settled(list(taken.values()), timeout=120) == {"DELIVRD": len(taken)}
            numbers = provider.numbers()
            assert len(numbers) == len(set(numbers)), "a message was sent twice"
            return f"{len(taken)} acknowledged, {len(refused)} refused, 0 lost"



def test_no_descriptors():
    """when descriptors run out bound clients and calls go on, and new connections are taken once there are some again"""
    only_at_night()
    need("prlimit")
    with Standin() as provider:
        bridge = Bridge(provider={"url": provider.url, "simulated_delay": "0s"}, smpp={"session_init": "1m"})
        bridge.prefix = ["prlimit", "--nofile=64:64"]
        with bridge, Esme(bridge) as esme:
            esme.settled([esme.id(esme.submit(number(1), "before"))])
            idle = []
            for _ in range(200):
                one = socket.socket()
                one.setblocking(False)
                one.connect_ex(("127.0.0.1", bridge.smpp_port))
                idle.append(one)
            eventually(lambda: bridge.descriptors >= 63, "running out", esme=esme)
            assert esme.status(esme.submit(number(2), "meanwhile")) == 0
            eventually(lambda: "accept-paused" in bridge.said, "a word in the log", esme=esme)
            for one in idle:
                one.close()
            eventually(lambda: bridge.descriptors < 40, "room again", esme=esme)
            assert bridge.metric("passerelle_accept_pauses_total") > 0, "the pauses are not counted"
            esme.settled(list(esme.ids.values()), timeout=90)
            with Esme(bridge) as late:
                late.id(late.submit(number(3), "after"))


def test_little_memory():
    """under a limit of the address space a flood is refused, not died of"""
    need("prlimit")
    bridge = Bridge(store={"max_waiting": 20000})
    bridge.prefix = ["prlimit", f"--as={3 << 30}"]
    with bridge:
        hostile = []
        for n in range(400):
            wire = Wire(bridge.smpp_port)
            wire.send_raw(b"\0\0\4\0\0\0\0\x09" + bytes(900))  # the beginning of a bind of 1 KiB
            hostile.append(wire)
        with Esme(bridge) as esme:
            ids = esme.burst([esme.body(number(n), "x" * 150) for n in range(10_000)])
            assert len(ids) == 10_000
            peak = bridge.status("VmHWM") / 1024
            assert peak < 400, f"{peak:.0f} MiB"
        for wire in hostile:
            wire.socket.close()
        return f"peak {peak:.0f} MiB"


def clock_jump(hours):
    with Standin() as provider, FaultyBridge(provider={"url": provider.url}) as bridge, Esme(bridge) as esme:
        # Some that the provider has by the old clock, so that their state is asked for by the new one, and some on their way.
        taken = esme.burst([esme.body(number(400 + n), "taken") for n in range(30)])
        eventually(lambda: bridge.metric("passerelle_provider_outcomes_total", outcome="accepted") == 30, "the provider's answers", esme=esme)
        before = taken + esme.burst([esme.body(number(n), "before") for n in range(30)])
        bridge.clock = hours * 3_600_000
        after = esme.burst([esme.body(number(100 + n), "after") for n in range(30)])
        assert not set(before) & set(after), "an id was given twice"
        assert esme.settled(before + after, timeout=60) == {"DELIVRD": 90}
        bridge.clock = 0
        back = esme.burst([esme.body(number(200 + n), "back again") for n in range(30)])
        assert len(set(before + after + back)) == 120, "an id was given twice"
        assert esme.settled(back, timeout=60) == {"DELIVRD": 30}
        bridge.kill()
        bridge.clock = -hours * 3_600_000
        bridge.start()
        with Esme(bridge) as again:
            last = again.burst([again.body(number(300 + n), "after a restart") for n in range(30)])
            assert len(set(before + after + back + last)) == 150, "an id was given twice"
            assert again.settled(last, timeout=60) == {"DELIVRD": 30}
        numbers = provider.numbers()
        assert len(numbers) == len(set(numbers)) == 150, "sent twice, or not at all"


def test_clock_forwards():
    """a wall clock that jumps two hours ahead and back expires nothing and repeats no id"""
    clock_jump(2)


def test_clock_backwards():
    """a wall clock that jumps two hours back and ahead holds nothing up and repeats no id"""
    clock_jump(-2)


def test_no_names():
    """a provider whose name cannot be resolved gets its messages when it can, each once"""
    only_at_night()
    with Standin() as provider:
        url = provider.url.replace("127.0.0.1", "provider.test")
        bridge = FaultyBridge(provider={"url": url, "breaker_pause": "1s"})
        bridge.resolver = 1
        with bridge, Esme(bridge) as esme:
            ids = esme.burst([esme.body(number(n), "Hello") for n in range(50)])
            eventually(lambda: bridge.metric("passerelle_provider_calls_total") > 1, "calls that failed", esme=esme)
            assert not provider.messages
            bridge.resolver = 0
            assert esme.settled(ids, timeout=90) == {"DELIVRD": 50}
            assert len(provider.numbers()) == len(set(provider.numbers())) == 50


class Tarpit:
    """Takes connections and never says a word."""

    def __enter__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        return self

    def __exit__(self, *_):
        self.socket.close()


@takes(16)
def test_silent_provider():
    """a provider that takes calls and never answers delays nobody's acknowledgement and no other provider"""
    with Tarpit() as tarpit, Standin() as good:
        bridge = Bridge(provider={"name": "silent", "url": tarpit.url, "timeout": "2s", "stall_timeout": "2s"})
        bridge.settings["provider"].append({"name": "good", "kind": "simulator", "url": good.url})
        bridge.settings["route"] = [{"prefixes": ["49"], "providers": ["good"]}, {"providers": ["silent"]}]
        bridge.write()
        with bridge, Esme(bridge) as esme:
            slowest, ids = 0, []
            for n in range(40):
                started = time.monotonic()
                esme.id(esme.submit(number(n), "Hello"))
                slowest = max(slowest, time.monotonic() - started)
                ids.append(esme.id(esme.submit(f"49170{n:07}", "Hello")))
            assert slowest < 1, f"an acknowledgement took {slowest:.1f} s"
            assert esme.settled(ids) == {"DELIVRD": 40}
            eventually(lambda: bridge.metric("passerelle_calls_open") > 0, "calls in doubt", esme=esme)
            return f"slowest acknowledgement {slowest * 1000:.0f} ms"


def test_half_open_client():
    """a client that is gone without a word is found out by enquire_link, and its receipts go to the next bind"""
    with Bridge(smpp={"enquire_link": "1s", "response_timeout": "1s", "inactivity": "5m"}) as bridge:
        with Wire(bridge.smpp_port) as gone:
            assert gone.bind().status == 0
            eventually(lambda: bridge.metric("passerelle_smpp_binds") == 0, "the end of a silent session", 15)
        with Esme(bridge) as esme:
            assert esme.state(esme.id(esme.submit(number(1), "Hello"))) == "DELIVRD"


@takes(20)
def test_slow_client():
    """a client that sends an octet at a time and one that stops in the middle of a PDU hold up nobody"""
    with Bridge(smpp={"session_init": "2s", "response_timeout": "2s"}, delivery={"receipt_retry": ["1s"]}) as bridge, Esme(bridge) as esme:
        bind = Wire.encoded(BIND_TRANSCEIVER, cstring("shop") + cstring("secret") + b"\0\x34\0\0\0", 1)
        slow = [Wire(bridge.smpp_port) for _ in range(50)]
        for wire in slow:
            wire.send_raw(bind[:20])
        esme.id(esme.submit(number(1), "Hello"))
        for wire in slow:
            eventually(lambda: wire.pump(0) == [] and wire.ended, "the end of one that is slow", 10, esme=esme)
            wire.socket.close()
        stuck = Wire(bridge.smpp_port)
        assert stuck.bind().status == 0
        stuck.send_raw(bind[:20])
        assert esme.state(esme.id(esme.submit(number(2), "Hello"))) == "DELIVRD"
        stuck.socket.close()


KEYS = {"ec": ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"], "rsa": ["rsa:2048"]}


def certificate(folder, key="ec"):
    need("openssl")
    code, _, words = processes.run(
        ["openssl", "req", "-x509", "-newkey", *KEYS[key], "-nodes", "-days", "2", "-subj", "/CN=gw.example.test",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"])
    assert code == 0, words
    return {"certificate": str(folder / "cert.pem"), "key": str(folder / "key.pem")}


def test_tls_garbage():
    """garbage, half a hello and silence on a TLS port end alone; the session beside them goes on"""
    bridge = Bridge()
    (port,) = processes.free_ports(1)
    bridge.settings["smpp"].update({"tls_listen": [f"127.0.0.1:{port}"], "tls_handshake": "2s"})
    bridge.settings["tls"] = certificate(bridge.folder)
    bridge.write()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        context.wrap_bio(incoming, outgoing).do_handshake()
    except ssl.SSLWantReadError:
        pass
    hello = outgoing.read()
    chance = random.Random(6)
    with bridge:
        good = Wire(port)
        good.socket = context.wrap_socket(good.socket)
        assert good.bind().status == 0
        bad = [b"", os.urandom(4000), b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\xff\xff" + os.urandom(70_000)]
        for _ in range(60):
            broken = bytearray(hello[:chance.randrange(1, len(hello))] if chance.random() < 0.5 else hello)
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
            bad.append(bytes(broken) + (os.urandom(200) if chance.random() < 0.5 else b""))
        wires = []
        for octets in bad:
            wire = Wire(port)
            try:
                wire.send_raw(octets)
            except OSError:
                pass
            wires.append(wire)
        for wire in wires:
            wire.expect_end_raw(15)
            wire.socket.close()
        good.send(0x15)
        good.expect(0x15 | RESPONSE)
        good.socket.sendall(b"\0\0\0\x10")  # half a PDU, and then octets that are no TLS record
        raw = socket.socket(fileno=os.dup(good.socket.fileno()))
        raw.sendall(os.urandom(500))
        good.expect_end_raw(15)
        raw.close()
        eventually(lambda: bridge.metric("passerelle_smpp_connections") == 0, "the end of all of them")
        with Esme(bridge) as esme:
            assert esme.state(esme.id(esme.submit(number(1), "Hello"))) == "DELIVRD"
