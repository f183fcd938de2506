"""A session of smpp.twisted3 in a process of its own, for its reactor runs once: twisted_session.py PORT [tls].

Binds as transceiver, submits a short and a long text, prints `id N` for each response and `receipt ID STATE` for each
receipt, unbinds when all are there, and ends with 0.
"""
import logging
import re
import sys

from smpp.pdu.operations import DeliverSM, SubmitSM
from smpp.pdu.pdu_types import AddrNpi, AddrTon, DataCoding, DataCodingDefault, DataCodingScheme, RegisteredDelivery, \
    RegisteredDeliveryReceipt
from smpp.twisted.client import SMPPClientTransceiver
from smpp.twisted.config import SMPPClientConfig
from smpp.twisted.protocol import DataHandlerResponse
from smpp.pdu.pdu_types import CommandStatus
from twisted.internet import defer, reactor

logging.getLogger().setLevel(logging.CRITICAL)
RECEIPT = re.compile(rb"id:(\S+) .* stat:(\w{7}) err:\w{3} text:")


class Session:
    def __init__(self, port, tls):
        self.config = SMPPClientConfig(
            host="127.0.0.1", port=port, username="shop", password="secret", enquireLinkTimerSecs=1, useSSL=tls)
        self.awaited, self.done, self.failed = set(), False, True

    def received(self, smpp, pdu):
        if isinstance(pdu, DeliverSM):
            id, state = (field.decode() for field in RECEIPT.search(pdu.params["short_message"]).groups())
            print("receipt", id, state, flush=True)
            self.awaited.discard(id)
            self.finish(smpp)
        return DataHandlerResponse(CommandStatus.ESME_ROK)

    def submit(self, smpp, text):
        return smpp.sendDataRequest(SubmitSM(
            source_addr_ton=AddrTon.ALPHANUMERIC, source_addr="SHOP", dest_addr_ton=AddrTon.INTERNATIONAL,
            dest_addr_npi=AddrNpi.ISDN, destination_addr="375291234567", short_message=text,
            data_coding=DataCoding(DataCodingScheme.DEFAULT, DataCodingDefault.SMSC_DEFAULT_ALPHABET),
            registered_delivery=RegisteredDelivery(RegisteredDeliveryReceipt.SMSC_DELIVERY_RECEIPT_REQUESTED)))

    @defer.inlineCallbacks
    def run(self):
        try:
            smpp = yield SMPPClientTransceiver(self.config, self.received).connectAndBind()
            for text in (b"Hello from Twisted", b"0123456789 " * 14):
                answer = yield self.submit(smpp, text)
                id = answer.response.params["message_id"].decode()
                print("id", id, flush=True)
                self.awaited.add(id)
            self.done = True
            self.finish(smpp)
            yield smpp.getDisconnectedDeferred()
            self.failed = bool(self.awaited)
        finally:
            reactor.stop()

    def finish(self, smpp):
        if self.done and not self.awaited:
            reactor.callLater(0, smpp.unbindAndDisconnect)


if __name__ == "__main__":
    session = Session(int(sys.argv[1]), "tls" in sys.argv[2:])
    reactor.callWhenRunning(session.run)
    reactor.callLater(40, reactor.stop)
    reactor.run()
    sys.exit(session.failed)
