"""Net::SMPP (Perl), unmodified, from Debian's libnet-smpp-perl."""
import pathlib

import processes
from bridge import Bridge
from skipping import Skipped, need

SCRIPT = pathlib.Path(__file__).with_name("net_smpp.pl")


def client(bridge, password, *numbers):
    need("perl")
    if processes.run(["perl", "-MNet::SMPP", "-e", "1"])[0] != 0:
        raise Skipped("not installed: libnet-smpp-perl")
    code, said, errors = processes.run(["perl", SCRIPT, bridge.smpp_port, password, *numbers], timeout=60)
    assert code == 0, f"exit {code}: {said}{errors}"
    return said.splitlines()


def test_receipts():
    """binds, submits, gets its receipts, unbinds"""
    with Bridge() as bridge:
        lines = client(bridge, "secret", "375291234567", "375297654321", "375291990001")
    ids = [line.split()[1] for line in lines if line.startswith("id ")]
    assert lines[0] == "login 0" and lines[-1] == "unbound" and len(set(ids)) == 3, lines
    receipts = dict(line.split()[1:] for line in lines if line.startswith("receipt "))
    assert receipts == dict(zip(ids, ["DELIVRD", "DELIVRD", "UNDELIV"])), lines


def test_wrong_password():
    """a wrong password is refused with ESME_RINVPASWD"""
    with Bridge() as bridge:
        assert client(bridge, "wrong") == ["login 14"]
