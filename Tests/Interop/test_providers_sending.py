"""Everything that goes out by sms.by, SMSC and BSG, and what comes back."""
import struct

from esme import CAPTION, LINK, MAIL_ADDRESS, NETWORK_ERROR_CODE, PICTURE, PROVIDER_STATUS, Esme
from marks import takes
from provider_bridge import KINDS, ProviderBridge, Standins, eventually, number

BURST = 10_000


def test_lone_messages():
    """a lone message reaches each provider as it was written, and its receipt comes"""
    texts = {"smsby": "Привет, Shop & Co. 100%", "smsc": "Line one\nline two: \"quoted\" = + & €", "bsg": "Grüße {1} \\ ~"}
    with Standins() as standins, ProviderBridge(standins) as bridge, Esme(bridge) as esme:
        for kind in KINDS:
            id = esme.id(esme.submit(number(kind, 1), texts[kind], coding=8))
            assert esme.state(id) == "DELIVRD", kind
            taken = standins[kind].taken
            assert [(one["phone"], one["text"]) for one in taken] == [(number(kind, 1), texts[kind])], taken
        assert [standins[kind].taken[0]["sender"] for kind in KINDS] == ["123", "SHOP", "SHOP"]
        standins.check()


@takes(70, limit=600)
def test_burst():
    """ten thousand submits become a few dozen calls of each provider, every message goes once"""
    notes = []
    for kind in KINDS:
        with Standins(latency=0.05) as standins, ProviderBridge(standins) as bridge, Esme(bridge) as esme:
            ids = esme.burst(esme.body(number(kind, n), f"message {n}") for n in range(BURST))
            found = esme.settled(ids, timeout=150)
            assert found == {"DELIVRD": BURST}, found
            phones = standins[kind].phones()
            assert len(phones) == BURST and max(phones.values()) == 1
            sends = sum(count for name, count in standins[kind].calls.items() if "send" in name.lower())
            asks = sum(standins[kind].calls.values()) - sends
            notes.append(f"{kind} {sends} calls to send, {asks} others")
            assert sends <= 50, notes[-1]
            standins.check()
    return "; ".join(notes)



def test_bulk_of_one_text():
    """one text to many goes as such, doubled numbers are still sent as often as they were submitted"""
    with Standins(latency=0.05) as standins, ProviderBridge(standins) as bridge, Esme(bridge) as esme:
        bodies = [esme.body(number(kind, n % 90), "the same for all") for n in range(100) for kind in ("smsby", "bsg")]
        ids = esme.burst(bodies)
        assert esme.settled(ids) == {"DELIVRD": 200}
        for kind in ("smsby", "bsg"):
            assert sum(standins[kind].phones().values()) == 100 and len(standins[kind].phones()) == 90
        standins.check()


def test_channels_of_smsby():
    """service types choose Viber, codes and forwarding"""
    wanted = [
        ("VIBER", "text", (), "viber"), ("VIBER", "Push me", ((CAPTION, "Go"), (LINK, "https://example.test/1"), (PICTURE, "https://example.test/i.jpg")), "viber"),
        ("VIBER", "", ((PICTURE, "https://example.test/i.jpg"),), "viber"), ("VSMS", "first Viber", (), "viber-sms"),
        ("SMSV", "first SMS", (), "sms-viber"), ("TG", "1234", (), "telegram"), ("WA", "987654", (), "whatsapp"),
    ]
    with Standins() as standins, ProviderBridge(standins) as bridge, Esme(bridge) as esme:
        for n, (service, text, tlvs, channel) in enumerate(wanted):
            id = esme.id(esme.submit(number("smsby", n), text, service=service, tlvs=tlvs))
            assert esme.state(id) == "DELIVRD", service
            assert standins.smsby.taken[-1]["channel"] == channel, standins.smsby.taken[-1]
        assert esme.status(esme.submit(number("smsby", 1), "letters", service="TG")) != 0
        ids = esme.burst(esme.body(number("smsby", n), f"Viber {n}", service="VIBER") for n in range(300))
        assert esme.settled(ids) == {"DELIVRD": 300}
        assert standins.smsby.calls["sendBulkViber"] >= 1
        standins.check()


def test_channels_of_smsc():
    """service types choose what SMSC offers; HLR answers in the receipt's text"""
    with Standins() as standins, ProviderBridge(standins) as bridge, Esme(bridge) as esme:
        for n, (service, text, channel) in enumerate([
                ("FLASH", "now", "flash"), ("CALL", "hello", "call"), ("MMS", "picture", "mms"), ("HLR", "", "hlr"), ("PING", "", "ping"),
                ("VIBER", "Viber", "viber"), ("CMT", "plain", "sms")]):
            id = esme.id(esme.submit(number("smsc", n), text, service=service))
            assert esme.state(id) == "DELIVRD", service
            assert standins.smsc.taken[-1]["channel"] == channel, standins.smsc.taken[-1]
            if service == "HLR":
                assert b"imsi:257010000000001" in esme.deliveries[id].text, esme.deliveries[id].text
        standins.check()


def test_mail_of_smsc():
    """service type MAIL goes to the address of its parameter, and to the number where there is none"""
    ESME_RINVTLVVAL = 0xC4
    with Standins() as standins, ProviderBridge(standins) as bridge, Esme(bridge) as esme:
        for address in ("ann@example.test", None):
            tlvs = ((MAIL_ADDRESS, address),) if address else ()
            id = esme.id(esme.submit(number("smsc", 1), "Your invoice", service="MAIL", tlvs=tlvs))
            assert esme.state(id) == "DELIVRD"
            taken = standins.smsc.taken[-1]
            assert (taken["channel"], taken["phone"]) == ("mail", address or number("smsc", 1)), taken
        for address in ("ann", "ann@", "a@b,c@d", "a b@c"):
            assert esme.status(esme.submit(number("smsc", 1), "x", service="MAIL", tlvs=((MAIL_ADDRESS, address),))) == ESME_RINVTLVVAL, address
        standins.check()


def test_lists_that_providers_keep():
    """a distribution list that a provider keeps is one mailing there"""
    lists = [
        {"name": "customers", "provider": "smsby", "list_id": 17}, {"name": "group", "provider": "smsc", "list_id": 5},
        {"name": "book", "provider": "bsg", "list_id": 9}]
    routes = [{"channels": ["sms", "viber"], "providers": ["smsby", "smsc", "bsg"]}]
    with Standins() as standins, ProviderBridge(standins, lists=lists, routes=routes) as bridge, Esme(bridge) as esme:
        people = [f"375291{n:06}" for n in range(4)]
        standins.smsby.lists[17] = people
        standins.smsc.groups["5"] = people
        standins.bsg.groups[9] = people
        for name, kind in (("customers", "smsby"), ("group", "smsc"), ("book", "bsg")):
            sequence = esme.submit_to_list(name, f"to {name}")
            esme.id(sequence)
            eventually(lambda: len(standins[kind].taken) == 4, f"mailing to {name}")
            assert sorted(standins[kind].phones()) == people
        sequence = esme.submit_to_list("customers", "Viber for all", service="VIBER")
        id = esme.id(sequence)
        eventually(lambda: sum(one["channel"] == "viber" for one in standins.smsby.taken) == 4, "Viber mailing")
        assert esme.state(id) == "DELIVRD"
        standins.check()


def test_other_ends():
    """states, error numbers and words of a provider reach the receipt"""
    with Standins() as standins, ProviderBridge(standins) as bridge, Esme(bridge) as esme:
        standins.smsby.ends[number("smsby", 1)] = "UNDELIVERED"
        standins.smsby.ends[number("smsby", 2)] = "EXPIRED"
        standins.smsc.ends[number("smsc", 1)] = (20, 6)
        standins.smsc.ends[number("smsc", 2)] = (3, 0)
        standins.smsc.ends[number("smsc", 3)] = (23, 253)
        standins.bsg.ends[number("bsg", 1)] = "undelivered"
        standins.bsg.ends[number("bsg", 2)] = "expired"
        wanted = [("smsby", 1, "UNDELIV"), ("smsby", 2, "EXPIRED"), ("smsc", 1, "UNDELIV"), ("smsc", 2, "EXPIRED"), ("smsc", 3, "REJECTD"),
                  ("bsg", 1, "UNDELIV"), ("bsg", 2, "EXPIRED")]
        ids = [(esme.id(esme.submit(number(kind, n), "x")), state) for kind, n, state in wanted]
        for id, state in ids:
            assert esme.state(id) == state, (id, state, esme.states)
        unreached = esme.deliveries[ids[2][0]]
        assert unreached.error == "006"
        assert struct.unpack(">BH", unreached.tlvs[NETWORK_ERROR_CODE])[1] == 6
        assert unreached.tlvs[PROVIDER_STATUS].rstrip(b"\0") == b"not in the network"


def test_refusals():
    """what a provider refuses after our acknowledgement ends as REJECTD, and its neighbours go out"""
    with Standins(latency=0.05) as standins, ProviderBridge(standins) as bridge, Esme(bridge) as esme:
        standins.smsby.refused_texts.add("forbidden")
        standins.smsc.denied.add("forbidden")
        for kind in ("smsby", "smsc"):
            bodies = [esme.body(number(kind, n), "forbidden" if n == 7 else f"fine {n}") for n in range(20)]
            ids = esme.burst(bodies)
            assert esme.settled(ids) == {"DELIVRD": 19, "REJECTD": 1}
            assert esme.states[ids[7]] == "REJECTD"
            assert len(standins[kind].phones()) == 19
        standins.bsg.senders = {"SHOP"}
        bodies = [esme.body(number("bsg", n), f"fine {n}", source="OTHER" if n == 7 else "SHOP") for n in range(20)]
        ids = esme.burst(bodies)
        assert esme.settled(ids) == {"DELIVRD": 19, "REJECTD": 1}


def test_cancel_at_the_provider():
    """cancel_sm stops what the provider has and can stop"""
    with Standins(steps=(30, 60)) as standins, ProviderBridge(standins) as bridge, Esme(bridge) as esme:
        standins.bsg.steps = (30, 60)
        for kind in ("smsc", "bsg"):
            id = esme.id(esme.submit(number(kind, 1), "not meant"))
            eventually(lambda: standins[kind].taken, kind)
            eventually(lambda: esme.cancel(id, number(kind, 1)) == 0, f"cancel at {kind}")
            assert esme.state(id) == "DELETED"


def test_incoming_of_smsc():
    """a message from a handset becomes a deliver_sm for the owner of the number"""
    with Standins() as standins, ProviderBridge(standins, account={"numbers": ["375447770000"]}) as bridge, Esme(bridge) as esme:
        standins.smsc.came("79110000001", "Да!", "375447770000")
        esme.wait(lambda: esme.incoming, "incoming message")
        came = esme.incoming[0]
        assert (came.source, came.destination, came.coding) == ("79110000001", "375447770000", 8), vars(came)
        assert came.text.decode("utf-16-be") == "Да!"


def test_incoming_of_smsby_is_marked_after_the_answer():
    """a reply to a Viber mailing is marked as read only when the client has answered"""
    with Standins() as standins, ProviderBridge(standins, smsby={"incoming_account": "shop"}) as bridge:
        with Esme(bridge) as esme:
            id = esme.id(esme.submit(number("smsby", 1), "How was it?", service="VIBER"))
            assert esme.state(id) == "DELIVRD"
            esme.answers = False
            mailing = standins.smsby.mailings[-1]["id"]
            reply = standins.smsby.reply(mailing, number("smsby", 1), "Good")
            esme.wait(lambda: esme.incoming, "reply")
            esme.read(3)
            assert standins.smsby.read == [], "marked before the client answered"
        with Esme(bridge) as esme:
            esme.wait(lambda: esme.incoming, "reply again", timeout=60)
            assert esme.incoming[0].text == b"Good"
            eventually(lambda: standins.smsby.read == [reply], "marking")
