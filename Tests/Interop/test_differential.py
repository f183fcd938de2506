"""A second opinion: PDUs that one side writes must mean the same to the other, and to an independent decoder."""
import json
import random

from bridge import BINARY, Bridge
from marks import takes
from skipping import Skipped, only_at_night
from smpp_wire import DELIVER_SM, RESPONSE, SUBMIT_SM, Wire, submit_body
import processes

try:
    from smpp.pdu import operations
    from smpp.pdu.pdu_encoding import PDUEncoder
    from smpp.pdu.pdu_types import (
        AddrNpi, AddrTon, DataCoding, DataCodingDefault, DataCodingScheme, EsmClass, EsmClassMode, EsmClassType,
        RegisteredDelivery, RegisteredDeliveryReceipt)
except ImportError:
    operations = None

SEED = 20_26


def need_decoder():
    if operations is None:
        raise Skipped("not installed: smpp.pdu3")


def decoded(octets):
    """What smpp.pdu3 reads."""
    import io
    return PDUEncoder().decode(io.BytesIO(octets))


def word(chance, length, letters="ABCabc0189"):
    return "".join(chance.choice(letters) for _ in range(chance.randint(0, length))).encode()


def pdus(chance, count):
    """PDUs as smpp.pdu3 writes them, with what went in."""
    for n in range(count):
        source, destination, service = word(chance, 11), b"375" + word(chance, 12, "0123456789"), word(chance, 5, "ABC")
        text = word(chance, 120)
        kind = chance.choice(("SubmitSM", "DeliverSM", "DataSM", "QuerySM", "CancelSM", "BindTransceiver", "SubmitSMResp"))
        number = chance.randint(1, 0x7FFFFFFF)
        addresses = {"source_addr": source, "destination_addr": destination, "source_addr_ton": AddrTon.ALPHANUMERIC,
                     "source_addr_npi": AddrNpi.UNKNOWN, "dest_addr_ton": AddrTon.INTERNATIONAL, "dest_addr_npi": AddrNpi.ISDN}
        common = {"esm_class": EsmClass(EsmClassMode.DEFAULT, EsmClassType.DEFAULT),
                  "registered_delivery": RegisteredDelivery(RegisteredDeliveryReceipt.SMSC_DELIVERY_RECEIPT_REQUESTED),
                  "data_coding": DataCoding(DataCodingScheme.DEFAULT, DataCodingDefault.SMSC_DEFAULT_ALPHABET)}
        id = word(chance, 20, "0123456789abcdef")
        fields = {
            "SubmitSM": {**addresses, **common, "service_type": service, "short_message": text},
            "DeliverSM": {**addresses, **common, "service_type": service, "short_message": text},
            "DataSM": {**addresses, **common, "service_type": service, "message_payload": text or b"x"},
            "QuerySM": {"message_id": id, "source_addr": source, "source_addr_ton": AddrTon.ALPHANUMERIC, "source_addr_npi": AddrNpi.UNKNOWN},
            "CancelSM": {**addresses, "service_type": service, "message_id": id},
            "BindTransceiver": {"system_id": word(chance, 15), "password": word(chance, 8), "system_type": word(chance, 12)},
            "SubmitSMResp": {"message_id": id},
        }[kind]
        yield kind, number, fields, PDUEncoder().encode(getattr(operations, kind)(seqNum=number, **fields))


@takes(10)
def test_decode_agrees():
    """what smpp.pdu3 writes is read by us with the same fields"""
    only_at_night()
    need_decoder()
    chance = random.Random(SEED)
    names = {"destination_addr": "destination_addr"}
    for kind, number, fields, octets in pdus(chance, 150):
        code, said, complaint = processes.run([BINARY, "decode", "--json", octets.hex()])
        assert code == 0, f"{kind} {octets.hex()}: {complaint}"
        rows = {row["name"]: row["value"] for row in json.loads(said)["fields"]}
        assert str(number) in rows["sequence_number"], rows
        for name, value in fields.items():
            if isinstance(value, bytes) and name not in ("short_message", "message_payload", "password"):
                shown = rows[names.get(name, name)]
                assert value.decode() in shown and (value or shown.strip('"') == ""), f"{kind}.{name}: {value} and {shown}"
        if kind in ("SubmitSM", "DeliverSM"):
            assert json.loads(said).get("text", "") == fields["short_message"].decode(), f"{kind}: {said}"


def test_writing_agrees():
    """what we write is read by smpp.pdu3 without a complaint and with the same fields"""
    only_at_night()
    need_decoder()
    chance = random.Random(SEED)
    with Bridge() as bridge, Wire(bridge.smpp_port) as wire:
        seen = []
        wire.send(0x09, b"shop\0secret\0\0\x34\0\0\0")
        seen.append(wire.expect(0x80000009))
        for n in range(40):
            wire.send(SUBMIT_SM, submit_body(f"37529{n:07}", word(chance, 100) or b"x"))
            seen.append(wire.expect(SUBMIT_SM | RESPONSE))
        for _ in range(40):
            deliver = wire.expect(DELIVER_SM)
            wire.send(DELIVER_SM | RESPONSE, b"\0", sequence=deliver.sequence)
            seen.append(deliver)
        for pdu in seen:
            other = decoded(Wire.encoded(pdu.command, pdu.body, pdu.sequence, pdu.status))
            assert other.seqNum == pdu.sequence
            if pdu.command == SUBMIT_SM | RESPONSE:
                assert other.params["message_id"].decode() == pdu.text
            if pdu.command == DELIVER_SM:
                id, state = pdu.receipt
                assert other.params["receipted_message_id"].decode() == id
                assert f"id:{id} ".encode() in other.params["short_message"]
                assert f"stat:{state} ".encode() in other.params["short_message"]
