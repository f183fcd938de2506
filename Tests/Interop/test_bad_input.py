"""What must not hurt: bad octets, bad peers, bad folders, bad files."""
import os
import socket
import sqlite3
import ssl

from bridge import BINARY, Bridge
from smpp_wire import (
    BIND_TRANSCEIVER, ENQUIRE_LINK, GENERIC_NACK, RESPONSE, SUBMIT_SM, UNBIND, Wire, cstring, submit_body)
import processes

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
