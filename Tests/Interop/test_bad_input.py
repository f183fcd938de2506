"""What must not hurt: bad octets, bad peers, bad folders, bad files."""
import os
import select
import socket
import sqlite3
import ssl
import time

from bridge import BINARY, Bridge
from esme import Esme
from marks import alone, takes
from smpp_wire import (
    BIND_TRANSCEIVER, ENQUIRE_LINK, GENERIC_NACK, RESPONSE, SUBMIT_SM, UNBIND, Wire, cstring, submit_body)
import processes
from skipping import raise_descriptor_limit
from waiting import pause, until

ESME_RINVCMDID, ESME_RINVMSGLEN = 0x03, 0x01


def still_works(wire, number="375291234567"):
    """The session answers and takes a message."""
    wire.send(ENQUIRE_LINK)
    wire.expect(ENQUIRE_LINK | RESPONSE)
    wire.send(SUBMIT_SM, submit_body(number, b"Hello", registered=0))
    assert wire.expect(SUBMIT_SM | RESPONSE).status == 0


def test_garbage():
    """random octets end their own connection and no other"""
    with Bridge() as bridge, Wire(bridge.smpp_port) as good:
        assert good.bind().status == 0
        for _ in range(50):
            with Wire(bridge.smpp_port) as bad:
                try:
                    bad.send_raw(b"\xff" + os.urandom(1023))
                except OSError:
                    continue  # it closed meanwhile
                bad.expect_end()
        still_works(good)


def test_tls_hello_on_plain_port():
    """a TLS client on the plain port is sent away"""
    with Bridge() as bridge, Wire(bridge.smpp_port) as good:
        assert good.bind().status == 0
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        raw = socket.create_connection(("127.0.0.1", bridge.smpp_port), timeout=15)
        try:
            context.wrap_socket(raw)
            raise AssertionError("a TLS handshake on the plain port")
        except (ssl.SSLError, ConnectionError):
            pass
        finally:
            raw.close()
        still_works(good)


def test_unknown_command():
    """an unknown command is answered generic_nack and the session lives on"""
    with Bridge() as bridge, Wire(bridge.smpp_port) as wire:
        assert wire.bind().status == 0
        sequence = wire.send(0x1234, b"whatever")
        nack = wire.expect(GENERIC_NACK)
        assert (nack.status, nack.sequence) == (ESME_RINVCMDID, sequence), nack
        still_works(wire)


def test_lying_message_length():
    """a submit whose sm_length goes past its end is refused and the session lives on"""
    with Bridge() as bridge, Wire(bridge.smpp_port) as wire:
        assert wire.bind().status == 0
        body = bytearray(submit_body("375291234567", b"Hello"))
        body[-6] = 200
        wire.send(SUBMIT_SM, bytes(body))
        assert wire.expect(SUBMIT_SM | RESPONSE).status == ESME_RINVMSGLEN
        still_works(wire)


def test_byte_by_byte():
    """a bind and a submit that arrive octet by octet are understood"""
    with Bridge() as bridge, Wire(bridge.smpp_port) as wire:
        bind = cstring("shop") + cstring("secret") + b"\0\x34\0\0\0"
        for octet in wire.encoded(BIND_TRANSCEIVER, bind, 1) + wire.encoded(SUBMIT_SM, submit_body("375291234567", b"Hi"), 2):
            wire.send_raw(bytes([octet]))
        assert wire.expect(BIND_TRANSCEIVER | RESPONSE).status == 0
        assert wire.expect(SUBMIT_SM | RESPONSE).status == 0


def test_silent_connections():
    """connections that never bind do not keep others out"""
    with Bridge() as bridge:
        silent = [socket.create_connection(("127.0.0.1", bridge.smpp_port), timeout=10) for _ in range(500)]
        try:
            with Wire(bridge.smpp_port) as wire:
                assert wire.bind().status == 0
                still_works(wire)
        finally:
            for each in silent:
                each.close()


def connections(port, count, each=500):
    """So many connections from the addresses 127.1.0.1, 127.1.0.2, ..., `each` from one."""
    found = []
    for n in range(count):
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((f"127.1.0.{1 + n // each}", 0))
        one.settimeout(10)
        one.connect(("127.0.0.1", port))
        found.append(one)
    return found


@alone
@takes(27)
def test_ten_thousand_that_never_bind():
    """10,000 connections that never bind cost the others nothing, little memory, and are closed by session_init"""
    raise_descriptor_limit(11_000)
    with Bridge(smpp={"session_init": "20s"}) as bridge, Esme(bridge) as good:
        before = bridge.status("VmRSS")
        idle = connections(bridge.smpp_port, 10_000)
        try:
            grown = (bridge.status("VmRSS") - before) / 1024
            bridge_holds = bridge.metric("passerelle_smpp_connections")
            assert bridge_holds >= 9_000, f"only {bridge_holds:.0f} are open"
            slowest = 0.0
            for n in range(50):
                started = time.monotonic()
                good.id(good.submit(f"37529{n:07}", "Hello", registered=0))
                slowest = max(slowest, time.monotonic() - started)
            assert slowest < 1, f"a submit took {slowest:.2f} s beside them"
            assert grown < 150, f"they cost {grown:.0f} MiB"
            deadline = time.monotonic() + 60
            while bridge.metric("passerelle_smpp_connections") > 1:
                assert time.monotonic() < deadline, "they are still open long after session_init"
                good.read(0.2)
            assert idle[0].recv(1) == b"", "the first was not closed"
        finally:
            for one in idle:
                one.close()
        assert bridge.descriptors < 100, f"{bridge.descriptors} descriptors are open"
        still_works(good)
        return f"{grown:.0f} MiB more, slowest submit beside them {slowest * 1000:.1f} ms"


def test_connection_limits():
    """one connection past the limit of an address or of all is turned away, counted, and let in when there is room"""
    with Bridge(smpp={"max_connections": 20, "max_per_address": 10, "session_init": "1m"}) as bridge:
        def expect_connections(count):
            until(lambda: bridge.metric("passerelle_smpp_connections") == count,
                  lambda: f"{bridge.metric('passerelle_smpp_connections'):.0f} connections are counted, not {count}")

        for count, address in ((10, "127.1.0.1"), (10, "127.1.0.1"), (20, "127.2.0.1")):
            held = connections(bridge.smpp_port, count, 10)
            expect_connections(count)
            refused = bridge.metric("passerelle_smpp_refused_connections_total")
            assert turned_away(bridge, address), f"one past the limit was let in beside {count}"
            assert bridge.metric("passerelle_smpp_refused_connections_total") == refused + 1
            ended, _, _ = select.select(held, [], [], 0.2)
            assert not ended, f"{len(ended)} connections at the limit were closed"
            expect_connections(count)
            for one in held:
                one.close()
            expect_connections(0)
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind().status == 0
            still_works(wire)


def turned_away(bridge, address):
    """Whether a new connection from there is closed at once, long before session_init is over."""
    try:
        with socket.create_connection(("127.0.0.1", bridge.smpp_port), 10, (address, 0)) as connection:
            return connection.recv(1) == b""
    except ConnectionError:
        return True
    except TimeoutError:
        return False


def flood(wire, octets, patience=3):
    """Sends the same again and again until nothing has been taken for a while; how much was."""
    wire.socket.setblocking(False)
    sent, quiet_since, rest = 0, None, b""
    while quiet_since is None or time.monotonic() - quiet_since < patience:
        try:
            rest = rest or octets
            count = wire.socket.send(rest)
            sent, rest = sent + count, rest[count:]
            quiet_since = None
        except BlockingIOError:
            quiet_since = quiet_since or time.monotonic()
            pause()
        except OSError:
            return sent
        assert sent < 1 << 28, "256 MiB were taken from a client that does not read"
    return sent


@takes(13)
def test_client_that_never_reads():
    """a client that submits and asks and never reads is read no more; it alone waits, and memory stays flat"""
    with Bridge() as bridge, Esme(bridge) as good:
        before = bridge.status("VmRSS")
        for command, body in ((SUBMIT_SM, submit_body("375291234567", b"Hello", registered=0)), (ENQUIRE_LINK, b"")):
            # What the kernel takes for a client that does not read shall not depend on the machine's settings.
            with Wire(bridge.smpp_port, receive_buffer=65536) as deaf:
                assert deaf.bind().status == 0
                taken = flood(deaf, Wire.encoded(command, body, 7) * 500)
                grown = (bridge.status("VmRSS") - before) / 1024
                assert grown < 120, f"{grown:.0f} MiB after {taken} octets of {command:#x}"
                good.id(good.submit("375291234568", "Hello", registered=0))


@takes(20)
def test_receiver_that_never_reads():
    """receipts for a receiver that never reads go to the account's other one"""
    with Bridge(account={"receipt_window": 10}, smpp={"response_timeout": "3s"}) as bridge:
        with Wire(bridge.smpp_port) as deaf, Esme(bridge) as good:
            assert deaf.bind(command=1).status == 0
            ids = good.burst([good.body(f"37529{n:07}", "Hello") for n in range(500)])
            assert good.settled(ids, timeout=60) == {"DELIVRD": 500}


def test_orderly_end():
    """SIGTERM unbinds the clients, and the process ends with 0"""
    with Bridge() as bridge:
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind().status == 0
            bridge.process.terminate()
            unbind = wire.expect(UNBIND)
            wire.send(UNBIND | RESPONSE, sequence=unbind.sequence)
            wire.expect_end()
        bridge.expect_exit(0)


def test_client_that_never_answers_unbind():
    """a client that ignores the unbind cannot keep the process"""
    with Bridge(bridge={"drain_timeout": "1s"}) as bridge, Wire(bridge.smpp_port) as wire:
        assert wire.bind().status == 0
        bridge.stop()


def refused_start(bridge):
    """Starts and expects a refusal: exit 1, one sentence on standard error, no crash. Returns the sentence."""
    code, said, complaint = processes.run([BINARY, "serve", "--config", bridge.configuration])
    assert code == 1, f"exit {code}: {said}{complaint}"
    lines = complaint.strip().splitlines()
    assert lines, "it ended without a word"
    assert len(lines) <= 2, f"more than a sentence: {complaint}"
    return complaint


def test_no_database():
    """a database file that is none is refused in one sentence that names it"""
    bridge = Bridge()
    bridge.data.mkdir()
    (bridge.data / "passerelle.db").write_bytes(b"this is no database\n" * 500)
    assert "passerelle.db" in refused_start(bridge)
    assert (bridge.data / "passerelle.db").read_bytes().startswith(b"this is no database"), "the file was touched"


def test_other_database():
    """a database of another program is refused and left alone"""
    bridge = Bridge()
    bridge.data.mkdir()
    other = sqlite3.connect(bridge.data / "passerelle.db")
    other.executescript("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup');")
    other.close()
    assert "passerelle.db" in refused_start(bridge)
    other = sqlite3.connect(bridge.data / "passerelle.db")
    assert other.execute("SELECT name FROM recipes").fetchall() == [("soup",)]
    assert other.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,), "tables were added"
    other.close()


def test_second_instance():
    """a second process on the same data folder is refused and the first goes on"""
    with Bridge() as first:
        second = Bridge()
        second.settings["bridge"]["data"] = str(first.data)
        second.write()
        refused_start(second)
        with Wire(first.smpp_port) as wire:
            assert wire.bind().status == 0
            still_works(wire)


def test_port_in_use():
    """an address that is taken is refused in one sentence that names it"""
    with Bridge() as first:
        second = Bridge(smpp={"listen": [f"127.0.0.1:{first.smpp_port}"]})
        assert str(first.smpp_port) in refused_start(second)
