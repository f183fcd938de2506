"""aiosmpplib and smpp.twisted3, unmodified."""
import asyncio
import logging
import pathlib
import sys

import processes
from bridge import Bridge
from certificates import Certificates
from simulator_standin import Standin

HERE = pathlib.Path(__file__).resolve().parent


async def with_aiosmpplib(port, texts):
    """Submits the texts; the ids that were answered, and the receipts as (id, state)."""
    from aiosmpplib import ESME, AbstractHook, DeliverSm, PhoneNumber, SubmitSm, SubmitSmResp
    from aiosmpplib.state import NPI, TON

    ids, receipts, failures = [], [], []
    everything = asyncio.Event()

    class Hook(AbstractHook):
        async def sending(self, smpp_message, pdu, client_id):
            pass

        async def received(self, smpp_message, pdu, client_id):
            if isinstance(smpp_message, SubmitSmResp):
                ids.append(smpp_message.message_id)
            elif isinstance(smpp_message, DeliverSm) and smpp_message.is_receipt():
                receipt = smpp_message.parse_receipt()
                receipts.append((receipt["id"], receipt["stat"]))
            if len(receipts) >= len(texts) and len(ids) >= len(texts):
                everything.set()

        async def send_error(self, smpp_message, error, client_id):
            failures.append(repr(error))
            everything.set()

    esme = ESME(smsc_host="127.0.0.1", smsc_port=port, system_id="shop", password="secret", hook=Hook(),
                enquire_link_interval=1.0, log_level=logging.CRITICAL)
    for index, text in enumerate(texts):
        await esme.broker.enqueue(SubmitSm(
            short_message=text, source=PhoneNumber("SHOP", ton=TON.ALPHANUMERIC, npi=NPI.UNKNOWN),
            destination=PhoneNumber("375291234567"), log_id=str(index), registered_delivery=0b00000001))
    running = asyncio.create_task(esme.start())
    try:
        await asyncio.wait_for(everything.wait(), 30)
    finally:
        await esme.stop()
        running.cancel()
    assert not failures, failures
    return ids, receipts


def test_aiosmpplib():
    """aiosmpplib submits, in GSM and in UCS-2, and reads its receipts"""
    texts = ["Hello from asyncio {[~]} €", "Привет, мир!"]
    with Standin() as provider, Bridge(provider={"url": provider.url}) as bridge:
        ids, receipts = asyncio.run(with_aiosmpplib(bridge.smpp_port, texts))
        assert len(set(ids)) == 2, ids
        assert sorted(receipts) == sorted((id, "DELIVRD") for id in ids), (ids, receipts)
        assert sorted(provider.texts()) == sorted(texts), provider.texts()


def test_aiosmpplib_long_text():
    """a text that aiosmpplib puts into message_payload arrives whole"""
    text = "0123456789 abcdefghijklmnopqrstuvwxyz " * 10
    with Standin() as provider, Bridge(provider={"url": provider.url}) as bridge:
        ids, receipts = asyncio.run(with_aiosmpplib(bridge.smpp_port, [text]))
        assert receipts == [(ids[0], "DELIVRD")], (ids, receipts)
        assert provider.texts() == [text], provider.texts()


def twisted(port, *more):
    code, said, complaint = processes.run(
        [sys.executable, HERE / "twisted_session.py", str(port), *more], timeout=60)
    assert code == 0, f"exit {code}: {said}{complaint}"
    lines = [line.split() for line in said.splitlines()]
    return [line[1] for line in lines if line[0] == "id"], {line[1]: line[2] for line in lines if line[0] == "receipt"}


def test_twisted():
    """smpp.twisted3 binds, submits, reads its receipts and unbinds"""
    with Bridge() as bridge:
        ids, receipts = twisted(bridge.smpp_port)
        assert len(set(ids)) == 2 and receipts == dict.fromkeys(ids, "DELIVRD"), (ids, receipts)


def test_twisted_over_tls():
    """smpp.twisted3 does the same over TLS"""
    port, = processes.free_ports(1)
    with Certificates() as certificates, Bridge(
            tls=certificates.settings, smpp={"tls_listen": [f"127.0.0.1:{port}"]}) as bridge:
        ids, receipts = twisted(port, "tls")
        assert len(set(ids)) == 2 and receipts == dict.fromkeys(ids, "DELIVRD"), (ids, receipts)
