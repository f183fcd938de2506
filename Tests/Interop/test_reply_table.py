"""What the bridge answers to which mistake: each row at its limit and one past it, on one session that lives through all."""
import datetime
import struct

from bridge import Bridge
from esme import Delivered, Esme
from smpp_wire import BIND_TRANSCEIVER, DELIVER_SM, ENQUIRE_LINK, GENERIC_NACK, RESPONSE, SUBMIT_SM, Wire, cstring

QUERY_SM, REPLACE_SM, CANCEL_SM, OUTBIND, SUBMIT_MULTI, ALERT, DATA_SM, BROADCAST_SM = (
    0x03, 0x07, 0x08, 0x0B, 0x21, 0x102, 0x103, 0x111)
OK, RINVMSGLEN, RINVCMDLEN, RINVCMDID, RINVBNDSTS, RALYBND, RINVPRTFLG = 0, 1, 2, 3, 4, 5, 6
RINVSRCADR, RINVDSTADR, RINVMSGID, RINVSERTYP, RINVNUMDESTS, RINVDLNAME = 0x0A, 0x0B, 0x0C, 0x15, 0x33, 0x34
RINVDESTFLAG, RINVESMCLASS, RSUBMITFAIL, RINVREPFLAG, RINVSCHED, RINVEXPIRY = 0x40, 0x43, 0x45, 0x54, 0x61, 0x62
RINVDFTMSGID, RQUERYFAIL, RINVTLVSTREAM, RTLVNOTALLWD, RINVTLVLEN, RMISSINGTLV = 0x63, 0x67, 0xC0, 0xC1, 0xC2, 0xC3
RPROHIBITED = 0x101


def tlv(tag, value, length=None):
    return struct.pack(">HH", tag, len(value) if length is None else length) + value


def address(text, ton, npi):
    return bytes([ton, npi]) + cstring(text)


def submit(service="", source=("SHOP", 5, 0), to=("375291234567", 1, 1), esm_class=0, priority=0, schedule="", validity="",
           registered=0, replace=0, coding=0, default=0, text=b"Hello", length=None, more=b""):
    return (cstring(service) + address(*source) + address(*to) + bytes([esm_class, 0, priority]) + cstring(schedule)
            + cstring(validity) + bytes([registered, replace, coding, default, len(text) if length is None else length])
            + text + more)


def multi(destinations, count=None):
    return (b"\0" + address("SHOP", 5, 0) + bytes([len(destinations) if count is None else count]) + b"".join(destinations)
            + b"\0\0\0\0\0" + bytes([0, 0, 0, 0, 5]) + b"Hello")


def number(text):
    return b"\1" + address(text, 1, 1)


def at(days=0, seconds=0):
    """An absolute time so far from now, in UTC."""
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days, seconds=seconds)
    return moment.strftime("%y%m%d%H%M%S") + "000+"


def rows():
    yield "service_type of a channel", submit(service="CMT"), OK
    yield "service_type of 5 octets, unknown", submit(service="WRONG"), RINVSERTYP
    yield "service_type of 6 octets", submit(service="TOOLON"), RINVSERTYP
    yield "source of 11 characters", submit(source=("ELEVENCHARS", 5, 0)), OK
    yield "source of 12 characters", submit(source=("TWELVECHARSS", 5, 0)), RINVSRCADR
    yield "source of 20 digits", submit(source=("1" * 20, 1, 1)), OK
    yield "source of 21 digits", submit(source=("1" * 21, 1, 1)), RINVSRCADR
    yield "international source of letters", submit(source=("SHOP", 1, 1)), RINVSRCADR
    yield "destination of 3 digits", submit(to=("123", 1, 1)), OK
    yield "destination of 2 digits", submit(to=("12", 1, 1)), RINVDSTADR
    yield "destination of 20 digits", submit(to=("3" * 20, 1, 1)), OK
    yield "destination of 21 digits", submit(to=("3" * 21, 1, 1)), RINVDSTADR
    yield "no destination", submit(to=("", 1, 1)), RINVDSTADR
    yield "destination of letters", submit(to=("37529ABC", 1, 1)), RINVDSTADR
    yield "senseless type of number", submit(to=("375291234567", 200, 200)), OK
    yield "priority 3", submit(priority=3), OK
    yield "priority 4", submit(priority=4), RINVPRTFLG
    yield "replace_if_present_flag 1", submit(replace=1), OK
    yield "replace_if_present_flag 2", submit(replace=2), RINVREPFLAG
    yield "a canned text", submit(text=b"", default=7), OK
    yield "an unknown canned text", submit(text=b"", default=8), RINVDFTMSGID
    yield "canned text 255", submit(text=b"", default=255), RINVDFTMSGID
    yield "schedule in 29 days", submit(schedule=at(days=29)), OK
    yield "schedule in 31 days", submit(schedule=at(days=31)), RINVSCHED
    yield "schedule in the past", submit(schedule=at(days=-1)), RINVSCHED
    yield "relative schedule", submit(schedule="000001000000000R"), OK
    yield "schedule of 15 octets", submit(schedule="00000100000000R"), RINVSCHED
    yield "schedule of 17 octets", submit(schedule="0000010000000000R"), RINVSCHED
    yield "schedule of letters", submit(schedule="0000010000X0000R"), RINVSCHED
    yield "validity of a day", submit(validity=at(days=1)), OK
    yield "validity in the past", submit(validity=at(days=-1)), RINVEXPIRY
    yield "validity of letters", submit(validity="tomorrow at noon"), RINVEXPIRY
    yield "validity before the schedule", submit(schedule=at(days=2), validity=at(days=1)), RINVEXPIRY
    yield "text of 254 octets", submit(text=b"x" * 254), OK
    yield "text of 255 octets", submit(text=b"x" * 255), OK
    yield "no text", submit(text=b""), RINVMSGLEN
    yield "sm_length past the end", submit(length=6), RINVMSGLEN
    yield "three NULs behind the text", submit(more=b"\0\0\0"), OK
    yield "four octets that are no parameter", submit(more=b"\1\2\3\4"), RINVTLVSTREAM
    yield "an unknown parameter", submit(more=tlv(0x1999, b"whatever")), OK
    yield "a parameter that is not for this", submit(more=tlv(0x0427, b"\2")), OK
    yield "a parameter longer than the PDU", submit(more=tlv(0x0204, b"\0\1", length=3)), RINVTLVSTREAM
    yield "user_message_reference", submit(more=tlv(0x0204, b"\0\1")), OK
    yield "user_message_reference of 3 octets", submit(more=tlv(0x0204, b"\0\1\2")), RINVTLVLEN
    yield "the text in message_payload", submit(text=b"", more=tlv(0x0424, b"Hello")), OK
    yield "text and message_payload", submit(more=tlv(0x0424, b"Hello")), RTLVNOTALLWD
    yield "a header that fills the text", submit(esm_class=0x40, text=b"\5\0\3\1\1\1" + b"x"), OK
    yield "a header longer than the text", submit(esm_class=0x40, text=b"\7\0\3\1\1\1x"), RINVESMCLASS
    yield "a message of the type of a receipt", submit(esm_class=0x04), RINVESMCLASS
    yield "octets that no provider carries", submit(coding=4, text=b"\1\2"), RSUBMITFAIL
    yield "a reserved coding", submit(coding=0x0B), OK
    yield "registered_delivery 3", submit(registered=3), OK


def test_submits():
    """every mistake in a submit_sm is answered by its field's status, and the session lives"""
    # A provider that carries neither octets nor ports.
    bridge = Bridge()
    bridge.settings["text"] = [{"id": 7, "text": "Your order is ready."}]
    bridge.settings["provider"].append({
        "name": "smsby", "kind": "sms.by", "url": "http://127.0.0.1:9", "token": "t", "senders": {"*": 0}})
    bridge.settings["route"].insert(0, {"prefixes": ["375297"], "providers": ["smsby"]})
    bridge.write()
    with bridge, Wire(bridge.smpp_port) as wire:
        assert wire.bind().status == OK
        wrong = []
        for name, body, expected in rows():
            if name.startswith("octets"):
                body = body.replace(b"375291234567", b"375297234567")
            sequence = wire.send(SUBMIT_SM, body)
            answer = wire.expect(SUBMIT_SM | RESPONSE)
            assert answer.sequence == sequence
            if answer.status != expected:
                wrong.append(f"{name}: {answer.status:#x} instead of {expected:#x}")
            if answer.status and answer.body:
                wrong.append(f"{name}: an error response with a body")
        assert not wrong, "\n".join(wrong)


def test_other_operations():
    """the same for what is not submit_sm"""
    with Bridge() as bridge, Wire(bridge.smpp_port) as wire:
        assert wire.bind().status == OK
        many = [number(str(375290000000 + index)) for index in range(254)]
        source = address("SHOP", 5, 0)
        requests = [
            ("data_sm with its text", DATA_SM, submit()[:0] + b"\0" + source + address("375291234567", 1, 1) + b"\0\0\0"
             + tlv(0x0424, b"Hello"), OK),
            ("data_sm without", DATA_SM, b"\0" + source + address("375291234567", 1, 1) + b"\0\0\0", RMISSINGTLV),
            ("submit_multi to 254", SUBMIT_MULTI, multi(many), OK),
            ("submit_multi to 255 in 3.4", SUBMIT_MULTI, multi(many + [number("375299999999")]), RINVNUMDESTS),
            ("submit_multi to nobody", SUBMIT_MULTI, multi([]), RINVNUMDESTS),
            ("submit_multi to a third kind", SUBMIT_MULTI, multi([b"\3" + cstring("x")]), RINVDESTFLAG),
            ("submit_multi to an unknown list", SUBMIT_MULTI, multi([b"\2" + cstring("nobody")]), RINVDLNAME),
            ("query_sm of an unknown id", QUERY_SM, cstring("123456789") + source, RQUERYFAIL),
            ("query_sm of no id", QUERY_SM, cstring("") + source, RINVMSGID),
            ("query_sm of 65 octets", QUERY_SM, cstring("1" * 65) + source, RINVMSGID),
            ("cancel_sm of an unknown id", CANCEL_SM, b"\0" + cstring("1") + source + address("", 0, 0), RINVMSGID),
            ("cancel_sm of all, where none waits", CANCEL_SM,
             b"\0" + cstring("") + source + address("375291111111", 1, 1), 0x11),
            ("replace_sm of an unknown id", REPLACE_SM, cstring("1") + source + b"\0\0\0\0\5Hello", RINVMSGID),
            ("deliver_sm from a client", DELIVER_SM, submit(), RINVBNDSTS),
            ("a second bind", BIND_TRANSCEIVER, cstring("shop") + cstring("secret") + b"\0\x34\0\0\0", RALYBND),
        ]
        wrong = []
        for name, command, body, expected in requests:
            wire.send(command, body)
            status = wire.expect(command | RESPONSE).status
            if status != expected:
                wrong.append(f"{name}: {status:#x} instead of {expected:#x}")
        assert not wrong, "\n".join(wrong)
        for command in (0x99, BROADCAST_SM):
            sequence = wire.send(command, b"x" * 30)
            nack = wire.expect(GENERIC_NACK)
            assert (nack.status, nack.sequence) == (RINVCMDID, sequence), nack
        # What has no answer: unknown and unexpected responses, and requests of a server without a response.
        for command in (0x99 | RESPONSE, SUBMIT_SM | RESPONSE, GENERIC_NACK, OUTBIND, ALERT):
            wire.send(command, b"x\0x\0\0\0\0\0\0")
        for sequence in (0, 0x7FFFFFFF, 0xFFFFFFFF):
            wire.send(ENQUIRE_LINK, sequence=sequence, status=0x45)
            answer = wire.pump(10)
            assert [(pdu.command, pdu.sequence) for pdu in answer] == [(ENQUIRE_LINK | RESPONSE, sequence)], answer


def test_broadcast_in_50():
    """a client of 5.0 is told that broadcasting is prohibited"""
    with Bridge() as bridge, Wire(bridge.smpp_port) as wire:
        assert wire.bind(version=0x50).status == OK
        area = tlv(0x0606, b"\1Minsk") + tlv(0x0601, b"\0\0\0") + tlv(0x0604, b"\0\1") + tlv(0x0605, b"\x0a\0\1")
        wire.send(BROADCAST_SM, b"\0" + address("SHOP", 5, 0) + cstring("") + b"\0\0\0\0\0\0" + area)
        assert wire.expect(BROADCAST_SM | RESPONSE).status == RPROHIBITED


def test_before_a_bind():
    """only links and binds are served before a bind, and PDUs have 1024 octets at most"""
    with Bridge() as bridge:
        with Wire(bridge.smpp_port) as wire:
            wire.send(ENQUIRE_LINK)
            assert wire.expect(ENQUIRE_LINK | RESPONSE).status == OK
            wire.send(SUBMIT_SM, submit())
            assert wire.expect(SUBMIT_SM | RESPONSE).status == RINVBNDSTS
            wire.send(SUBMIT_SM, submit(text=b"x" * 254).ljust(1008, b"\0"))
            assert wire.expect(SUBMIT_SM | RESPONSE).status in (RINVBNDSTS, RINVTLVSTREAM)
            assert wire.bind().status == OK
        with Wire(bridge.smpp_port) as wire:
            wire.send(SUBMIT_SM, bytes(1009))
            nack, = wire.expect_end()
            assert (nack.command, nack.status) == (GENERIC_NACK, RINVCMDLEN), nack


def test_lost_framing():
    """a length that no PDU has, or one past the limit, is answered once and ends the connection"""
    largest = 70 << 10
    with Bridge() as bridge:
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind().status == OK
            body = submit(text=b"")
            payload = b"x" * (largest - 16 - len(body) - 4)
            wire.send(SUBMIT_SM, body + tlv(0x0424, payload[:65535]) + b"\0" * 0)
            assert wire.expect(SUBMIT_SM | RESPONSE).status in (OK, RINVMSGLEN)
            wire.send(ENQUIRE_LINK, bytes(largest - 16))
            assert wire.expect(ENQUIRE_LINK | RESPONSE).status == OK
            wire.send_raw(struct.pack(">IIII", largest + 1, SUBMIT_SM, 0, 77))
            nack, = wire.expect_end()
            assert (nack.command, nack.status, nack.sequence) == (GENERIC_NACK, RINVCMDLEN, 77), nack
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind().status == OK
            wire.send_raw(struct.pack(">IIII", 15, SUBMIT_SM, 0, 78))
            nack, = wire.expect_end()
            assert (nack.command, nack.status) == (GENERIC_NACK, RINVCMDLEN), nack


def test_foreign_ids():
    """an id of another account is an unknown id to query, cancel and replace, and nothing changes"""
    bridge = Bridge()
    bridge.settings["account"].append({**bridge.settings["account"][0], "name": "bank", "system_id": "bank"})
    bridge.write()
    with bridge, Wire(bridge.smpp_port) as shop, Wire(bridge.smpp_port) as bank:
        assert shop.bind().status == OK and bank.bind("bank").status == OK
        shop.send(SUBMIT_SM, submit(schedule="000001000000000R"))
        id = shop.expect(SUBMIT_SM | RESPONSE).text
        source = address("SHOP", 5, 0)
        for command, body, status in (
                (QUERY_SM, cstring(id) + source, RQUERYFAIL),
                (CANCEL_SM, b"\0" + cstring(id) + source + address("", 0, 0), RINVMSGID),
                (CANCEL_SM, b"\0" + cstring("") + source + address("375291234567", 1, 1), 0x11),
                (REPLACE_SM, cstring(id) + source + b"\0\0\0\0\5Stole", RINVMSGID)):
            bank.send(command, body)
            assert bank.expect(command | RESPONSE).status == status, hex(command)
        shop.send(QUERY_SM, cstring(id) + source)
        assert shop.expect(QUERY_SM | RESPONSE).status == OK
        shop.send(CANCEL_SM, b"\0" + cstring(id) + source + address("", 0, 0))
        assert shop.expect(CANCEL_SM | RESPONSE).status == OK


def test_transaction_mode():
    """in transaction mode the provider's refusal is the answer"""
    with Bridge(smpp={"transaction_timeout": "10s"}) as bridge, Esme(bridge) as esme:
        for tail, status in (("990000", OK), ("990002", RSUBMITFAIL)):
            sequence = esme.send(SUBMIT_SM, submit(to=("375291" + tail, 1, 1), esm_class=2))
            assert esme.status(sequence) == status, tail


def test_receipts_survive_the_client():
    """what was owed when the client left waits for it, over a restart as well"""
    with Bridge() as bridge:
        with Wire(bridge.smpp_port) as transmitter:
            assert transmitter.bind(command=2).status == OK
            transmitter.send(SUBMIT_SM, submit(registered=1))
            id = transmitter.expect(SUBMIT_SM | RESPONSE).text
        bridge.stop()
        bridge.start()
        with Wire(bridge.smpp_port) as receiver:
            assert receiver.bind(command=1).status == OK
            assert receiver.expect(DELIVER_SM, timeout=20).receipt == (id, "DELIVRD")


def test_scheduled_delivery():
    """what is scheduled waits for its time, can be asked for and replaced, and is sent then"""
    with Bridge() as bridge, Esme(bridge) as esme:
        source = address("SHOP", 5, 0)
        id = esme.id(esme.send(SUBMIT_SM, submit(schedule="000000000006000R", registered=1)))
        for command, body in ((QUERY_SM, cstring(id) + source), (REPLACE_SM, cstring(id) + source + b"\0\0\1\0\5Other")):
            sequence = esme.send(command, body)
            esme.wait(lambda: sequence in esme.others, "the answer")
            assert esme.others[sequence].status == OK
        assert id not in esme.states
        assert esme.state(id) == "DELIVRD"
        assert b"text:Other" in esme.deliveries[id].text, esme.deliveries[id].text


def test_niceties_of_50():
    """a client of 5.0 learns how near congestion is, and why something was refused"""
    with Bridge() as bridge, Wire(bridge.smpp_port) as wire:
        assert wire.bind(version=0x50).status == OK
        wire.send(SUBMIT_SM, submit())
        good = wire.expect(SUBMIT_SM | RESPONSE)
        assert good.status == OK and struct.pack(">HH", 0x0428, 1) in good.body, good
        wire.send(SUBMIT_SM, submit(to=("37529ABC", 1, 1)))
        bad = wire.expect(SUBMIT_SM | RESPONSE)
        assert bad.status == RINVDSTADR and b"not a phone number" in bad.body, bad


def test_parameters_of_receipts():
    """a receipt has the parameters of the page, one of a 3.3 client none"""
    with Bridge() as bridge:
        for version in (0x34, 0x33):
            with Wire(bridge.smpp_port) as wire:
                assert wire.bind(version=version).status == OK
                more = tlv(0x0204, b"\x12\x34") if version > 0x33 else b""
                wire.send(SUBMIT_SM, submit(registered=1, more=more))
                id = wire.expect(SUBMIT_SM | RESPONSE).text
                delivered = Delivered(wire.expect(DELIVER_SM, timeout=20))
                if version == 0x33:
                    assert delivered.tlvs == {} and len(id) == 8, (id, delivered.tlvs)
                    continue
                assert delivered.tlvs[0x001E] == id.encode() + b"\0" and delivered.tlvs[0x0427] == b"\2"
                assert delivered.tlvs[0x0204] == b"\x12\x34" and delivered.tlvs[0x1511] == b"\1"
                assert delivered.tlvs[0x1512] == b"sms\0", delivered.tlvs
