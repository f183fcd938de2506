"""What providers tell us by themselves, on the admin listener."""
import json
import urllib.parse

from esme import Esme
from provider_bridge import ProviderBridge, Standins, eventually, number

FORM = "application/x-www-form-urlencoded"
SLOW = {"status_first": "60s", "status_intervals": ["60s"], "incoming_poll": "1h"}


def pushing(standins, **settings):
    return ProviderBridge(
        standins, delivery=SLOW, smsby={"callback_secret": "hidden-by"},
        smsc={"callback_secret": "hidden-sc", "callback_signature": "md5", "callback_signature_secret": "word", "incoming_account": "shop"},
        bsg={"callback_secret": "hidden-bsg"}, **settings)


def form(fields):
    return urllib.parse.urlencode(fields).encode()


def test_signed_push_of_a_status():
    """a signed push settles a message at once; a forged one does not"""
    with Standins() as standins, pushing(standins) as bridge, Esme(bridge) as esme:
        id = esme.id(esme.submit(number("smsc", 1), "x"))
        eventually(lambda: standins.smsc.taken, "the message")
        entry = next(iter(standins.smsc.sent.values()))
        forged = standins.smsc.push_status(entry, 20, 1, "guess")
        assert bridge.http("/callback/smsc/hidden-sc", "POST", form(forged), FORM)[0] == 403
        assert bridge.http("/callback/smsc/guess", "POST", form(forged), FORM)[0] == 404
        esme.read(0.5)
        assert not esme.states
        push = standins.smsc.push_status(entry, 1, 0, "word")
        for _ in range(3):
            assert bridge.http("/callback/smsc/hidden-sc", "POST", form(push), FORM)[0] == 200
        assert esme.state(id, timeout=3) == "DELIVRD"
        esme.read(0.5)
        assert esme.repeats == 0, "a push that comes again makes no second receipt"


def test_signed_push_of_a_message():
    """a pushed message from a handset is delivered once, however often it comes"""
    with Standins() as standins, pushing(standins) as bridge, Esme(bridge) as esme:
        push = form(standins.smsc.push_message(77, "79110000001", "Hello", "375447770000", "word"))
        for _ in range(3):
            assert bridge.http("/callback/smsc/hidden-sc", "POST", push, FORM)[0] == 200
        esme.wait(lambda: esme.incoming, "incoming message", timeout=5)
        esme.read(0.5)
        assert [one.text for one in esme.incoming] == [b"Hello"]


def test_hints():
    """a post of sms.by or BSG makes the bridge ask at once"""
    with Standins(latency=0.02) as standins, pushing(standins, admin={"callback_url": "https://gw.example.test/"}) as bridge, Esme(bridge) as esme:
        esme.burst(esme.body(number("smsby", n), f"m {n}") for n in range(20))
        eventually(lambda: len(standins.smsby.taken) == 20, "messages")
        lone = esme.id(esme.submit(number("bsg", 1), "x"))
        eventually(lambda: standins.bsg.taken, "message")
        esme.read(1)
        assert not esme.states
        assert standins.smsby.callback_urls == {"https://gw.example.test/callback/smsby/hidden-by"}
        for uuid in standins.smsby.bulks:
            assert bridge.http("/callback/smsby/hidden-by", "POST", json.dumps({"uuid": uuid}).encode())[0] == 200
        reference = standins.bsg.taken[0]["reference"]
        assert bridge.http("/callback/bsg/hidden-bsg", "POST", json.dumps({"reference": reference, "status": "delivered"}).encode())[0] == 200
        bulk = sum(len(mailing["entries"]) for mailings in standins.smsby.bulks.values() for mailing in mailings)
        assert esme.state(lone, timeout=5) == "DELIVRD"
        esme.wait(lambda: len(esme.states) >= bulk + 1, "receipts of the bulk call", timeout=5)


def test_nonsense():
    """whatever is posted, the bridge answers and goes on"""
    with Standins() as standins, pushing(standins) as bridge, Esme(bridge) as esme:
        for path in ("smsby/hidden-by", "smsc/hidden-sc", "bsg/hidden-bsg"):
            for body in (b"", b"{", b"[" * 10_000, b"\xff\xfe", b"id=1&phone=2", b'{"uuid": {"a": 1}}', b"&&&=&%", json.dumps([{"id": "x" * 5000}] * 50).encode()):
                status, _ = bridge.http("/callback/" + path, "POST", body)
                assert status in (200, 400, 403), (path, body[:20], status)
        assert esme.id(esme.submit(number("smsc", 1), "still here"))
