"""A session of smpplib as the tests use it: everything that came is kept, and waiting has an end."""
import logging
import select
import time

import smpplib.client
import smpplib.consts

from smpp_wire import RECEIPT

# It warns about connections that end without an unbind and about TLVs of vendors; both are meant here.
for _name in ("smpp", "smpplib"):
    logging.getLogger(_name).setLevel(logging.ERROR)

INTERNATIONAL = {"dest_addr_ton": smpplib.consts.SMPP_TON_INTL, "dest_addr_npi": smpplib.consts.SMPP_NPI_ISDN}


class Session:
    """One bound client. `responses` by sequence number; `receipts` as (id, state); `delivered` raw deliver_sm."""

    def __init__(self, port, bind="transceiver", system_id="shop", password="secret"):
        self.client = smpplib.client.Client("127.0.0.1", port, timeout=10, allow_unknown_opt_params=True)
        self.responses, self.receipts, self.delivered = {}, [], []
        self.client.set_message_sent_handler(lambda pdu: self.responses.__setitem__(pdu.sequence, pdu))
        self.client.set_message_received_handler(lambda pdu: self._received(pdu))
        self.client.set_error_pdu_handler(lambda pdu: None)
        self.client.connect()
        try:
            self.bind_response = getattr(self.client, "bind_" + bind)(system_id=system_id, password=password)
        except BaseException:
            self.client.disconnect()
            raise

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        if kind is None:
            self.client.unbind()
        self.client.disconnect()

    def _received(self, pdu):
        self.delivered.append(pdu)
        match = RECEIPT.search(pdu.short_message or b"")
        if match:
            self.receipts.append((match.group(1).decode(), match.group(2).decode()))

    def submit(self, number, text, **fields):
        """Sends a submit_sm that asks for a receipt; returns its sequence number."""
        fields = {"source_addr_ton": smpplib.consts.SMPP_TON_ALNUM, "source_addr": "SHOP", **INTERNATIONAL,
                  "registered_delivery": True, "short_message": text, **fields}
        return self.client.send_message(destination_addr=number, **fields).sequence

    def wait(self, condition, what, timeout=20):
        """Reads until the condition holds."""
        deadline = time.monotonic() + timeout
        while not condition():
            ready, _, _ = select.select([self.client._socket], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"{what}: not within {timeout} s"
            self.client.read_once()

    def response(self, sequence):
        self.wait(lambda: sequence in self.responses, f"response to {sequence}")
        return self.responses[sequence]

    def message_id(self, sequence):
        """The id in the response, which must be ROK."""
        response = self.response(sequence)
        assert response.status == 0, f"status {response.status:#x}"
        id = response.message_id
        return id.decode() if isinstance(id, bytes) else id

    def receipt(self, id, timeout=20):
        """The state in the receipt for this id."""
        self.wait(lambda: any(each == id for each, _ in self.receipts), f"receipt of {id}", timeout)
        return next(state for each, state in self.receipts if each == id)
