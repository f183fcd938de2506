"""smpplib (Python), unmodified."""
import re

import smpplib.exceptions
import smpplib.gsm

from bridge import Bridge
from simulator_standin import Standin
from smpplib_session import Session

ESME_RINVPASWD, ESME_RINVSYSID, ESME_RBINDFAIL, ESME_RTHROTTLED = 0x0E, 0x0F, 0x0D, 0x58
ESME_RINVBNDSTS = 0x04


def test_receipt():
    """a transceiver gets a receipt with the id of the response"""
    with Bridge() as bridge, Session(bridge.smpp_port) as session:
        id = session.message_id(session.submit("375291234567", b"Hello"))
        assert re.fullmatch(r"[1-9][0-9]{0,17}", id), f"an id of another form: {id}"
        assert session.receipt(id) == "DELIVRD"
        pdu = session.delivered[0]
        assert pdu.esm_class & 0x3C == 4, f"esm_class {pdu.esm_class:#x}"
        receipted = pdu.receipted_message_id
        assert (receipted.decode() if isinstance(receipted, bytes) else receipted).rstrip("\0") == id
        assert int.from_bytes(pdu.message_state, "big") == 2 if isinstance(pdu.message_state, bytes) else pdu.message_state == 2
        assert (pdu.source_addr, pdu.destination_addr) == (b"375291234567", b"SHOP"), "addresses are not swapped"


def test_other_ends():
    """numbers of the simulator that fail give receipts that say so"""
    with Bridge() as bridge, Session(bridge.smpp_port) as session:
        wanted = {"375291990001": "UNDELIV", "375291990002": "REJECTD", "375291990003": "EXPIRED"}
        ids = {number: session.message_id(session.submit(number, b"x")) for number in wanted}
        found = {number: session.receipt(id) for number, id in ids.items()}
        assert found == wanted, found


def test_separate_binds():
    """what a transmitter sends is receipted to a receiver"""
    with Bridge() as bridge, Session(bridge.smpp_port, "receiver") as receiver:
        with Session(bridge.smpp_port, "transmitter") as transmitter:
            id = transmitter.message_id(transmitter.submit("375291234567", b"Hello"))
        assert receiver.receipt(id) == "DELIVRD"


def test_receipt_waits_for_a_receiver():
    """a receipt that nobody could take waits for the next bind"""
    with Bridge() as bridge:
        with Session(bridge.smpp_port, "transmitter") as transmitter:
            id = transmitter.message_id(transmitter.submit("375291234567", b"Hello"))
        with Session(bridge.smpp_port, "receiver") as receiver:
            assert receiver.receipt(id) == "DELIVRD"


def test_wrong_login():
    """a wrong password and an unknown name are refused, each with its status"""
    def status(**login):
        try:
            Session(bridge.smpp_port, **login).client.disconnect()
        except smpplib.exceptions.PDUError as error:
            return error.args[1]
        return 0

    with Bridge() as bridge:
        assert status(password="wrong") == ESME_RINVPASWD
        assert status(system_id="nobody") == ESME_RINVSYSID
        assert status() == 0


def test_bind_limit():
    """one bind more than the account may have is refused and the others stay"""
    with Bridge(account={"max_binds": 1}) as bridge, Session(bridge.smpp_port) as session:
        try:
            Session(bridge.smpp_port)
            raise AssertionError("a second bind was taken")
        except smpplib.exceptions.PDUError as error:
            assert error.args[1] == ESME_RBINDFAIL, f"status {error.args[1]:#x}"
        assert session.message_id(session.submit("375291234567", b"still here"))


def test_throttling():
    """past the account's rate submits are throttled, and what was taken is receipted"""
    with Bridge(account={"rate": 5}) as bridge, Session(bridge.smpp_port) as session:
        sequences = [session.submit(f"37529123{n:04}", b"x") for n in range(40)]
        statuses = [session.response(sequence).status for sequence in sequences]
        assert set(statuses) == {0, ESME_RTHROTTLED}, f"statuses {sorted(set(statuses))}"
        taken = [session.message_id(s) for s, status in zip(sequences, statuses) if status == 0]
        assert len(taken) >= 5, "not even the burst of one second was taken"
        for id in taken:
            assert session.receipt(id) == "DELIVRD"


def test_long_message():
    """three parts reach the provider as one text, and each part gets its receipt"""
    text = "The quick brown fox {jumps} over the lazy dog, [again] and again. " * 6
    parts, coding, esm_class = smpplib.gsm.make_parts(text)
    assert len(parts) == 3, "the text is meant for three parts"
    with Standin() as provider, Bridge(provider={"url": provider.url}) as bridge:
        with Session(bridge.smpp_port) as session:
            sequences = [session.submit("375291234567", part, data_coding=coding, esm_class=esm_class) for part in parts]
            ids = [session.message_id(sequence) for sequence in sequences]
            assert len(set(ids)) == 3
            assert [session.receipt(id) for id in ids] == ["DELIVRD"] * 3
        assert provider.texts() == [text], provider.texts()


def test_parts_out_of_order():
    """parts that come in the wrong order are joined in the right one"""
    text = "0123456789 abcdefghijklmnopqrstuvwxyz " * 10
    parts, coding, esm_class = smpplib.gsm.make_parts(text)
    with Standin() as provider, Bridge(provider={"url": provider.url}) as bridge:
        with Session(bridge.smpp_port) as session:
            sequences = [session.submit("375291234567", part, data_coding=coding, esm_class=esm_class)
                         for part in reversed(parts)]
            for sequence in sequences:
                assert session.receipt(session.message_id(sequence)) == "DELIVRD"
        assert provider.texts() == [text], provider.texts()


def test_unicode():
    """Cyrillic and an emoji in UCS-2 arrive as they were written"""
    text = "Привет, мир! 😀 «ёж»"
    parts, coding, esm_class = smpplib.gsm.make_parts(text)
    assert len(parts) == 1 and coding == 8
    with Standin() as provider, Bridge(provider={"url": provider.url}) as bridge:
        with Session(bridge.smpp_port) as session:
            id = session.message_id(session.submit("375291234567", parts[0], data_coding=coding, esm_class=esm_class))
            assert session.receipt(id) == "DELIVRD"
        assert provider.texts() == [text], provider.texts()


def test_receiver_may_not_submit():
    """a submit on a receiver is refused and the session lives on"""
    with Bridge() as bridge, Session(bridge.smpp_port, "receiver") as receiver:
        receiver.client.state = smpplib.consts.SMPP_CLIENT_STATE_BOUND_TRX  # smpplib itself would not send it
        assert receiver.response(receiver.submit("375291234567", b"x")).status == ESME_RINVBNDSTS
        with Session(bridge.smpp_port, "transmitter") as transmitter:
            id = transmitter.message_id(transmitter.submit("375291234567", b"Hello"))
        assert receiver.receipt(id) == "DELIVRD"
