"""What an operator sets about a provider: senders, money, test mode, and what a reload changes."""
from esme import COST, Esme
from marks import takes
from provider_bridge import KINDS, ProviderBridge, Standins, eventually, number
from test_operator import Admin

ESME_RINVSRCADR = 0x0A


def low(bridge):
    """the providers whose money runs out"""
    return {alarm["provider"] for alarm in Admin(bridge).get("alarms")["alarms"] if alarm["alarm"] == "balance_low"}


@takes(8)
def test_money_comes_back():
    """without money messages wait for no_money_pause and go out by themselves; the balance is watched"""
    terms = {"no_money_pause": "2s", "balance_interval": "1s", "balance_alarm": 50.0}
    with Standins() as standins, ProviderBridge(standins, smsby=terms, smsc=terms, bsg=terms) as bridge, Esme(bridge) as esme:
        for standin in standins:
            standin.balance = 0
        ids = esme.burst(esme.body(number(kind, n), f"kept {n}") for n in range(5) for kind in KINDS)
        for kind in KINDS:
            eventually(lambda: kind in low(bridge), f"alarm of {kind}")
            eventually(lambda: bridge.metric("passerelle_lanes_held", provider=kind) == 1, f"held lane of {kind}")
        assert not any(standin.taken for standin in standins)
        for standin in standins:
            standin.balance = 1000
        assert esme.settled(ids) == {"DELIVRD": 15}
        for kind in KINDS:
            eventually(lambda: kind not in low(bridge), f"end of the alarm of {kind}")
            assert bridge.metric("passerelle_provider_balance", provider=kind) > 900, kind
        refusals = [refusal for standin in standins for refusal in standin.refusals]
        assert all("funds" in refusal.lower() or "money" in refusal.lower() for refusal in refusals), refusals


def alarms(bridge):
    """what cannot be sent to, and why"""
    return {alarm["provider"]: alarm["words"] for alarm in Admin(bridge).get("alarms")["alarms"] if alarm["alarm"] == "provider_down"}


@takes(14)
def test_provider_down():
    """a provider that refuses us and one that is not there are alarms, until messages go out again"""
    with Standins() as standins, ProviderBridge(
            standins, alarm={"provider_down": "1s"}, bsg={"url": "http://127.0.0.1:1", "breaker_failures": 1, "breaker_pause": "1s"}) as bridge, Esme(bridge) as esme:
        standins.smsby.token = "another"
        ids = esme.burst(esme.body(number(kind, n), f"kept {n}") for n in range(3) for kind in KINDS)
        eventually(lambda: set(alarms(bridge)) == {"smsby", "bsg"}, "two alarms", timeout=30)
        assert "refused" in alarms(bridge)["bsg"] or "connect" in alarms(bridge)["bsg"], alarms(bridge)
        assert bridge.metric("passerelle_provider_down", provider="bsg") == 1 and bridge.metric("passerelle_provider_down", provider="smsc") == 0
        standins.smsby.token = "smsby-token"
        bridge.provider("bsg")["url"] = standins.bsg.url
        bridge.reload()
        assert bridge.command("providers", "smsby", "resume")[0] == 0
        assert esme.settled(ids) == {"DELIVRD": 9}
        eventually(lambda: not alarms(bridge), "the end of both", timeout=15)
        assert not standins.smsc.refusals + standins.bsg.refusals


def test_senders():
    """a sender has a name of its own at the provider; one that is not registered is refused at submit"""
    with Standins() as standins, ProviderBridge(
            standins, bsg={"senders": {"SHOP": "Shop Ltd", "*": "77788"}, "allowed_senders": ["SHOP", "INFO"]},
            smsc={"senders": {"SHOP": "Shop.by"}}) as bridge, Esme(bridge) as esme:
        ids = [esme.id(esme.submit(number("bsg", 1), "x")), esme.id(esme.submit(number("bsg", 2), "y", source="INFO")),
               esme.id(esme.submit(number("smsc", 1), "z"))]
        assert esme.status(esme.submit(number("bsg", 3), "no", source="OTHER")) == ESME_RINVSRCADR
        assert esme.settled(ids) == {"DELIVRD": 3}
        assert {one["phone"]: one["sender"] for one in standins.bsg.taken} == {number("bsg", 1): "Shop Ltd", number("bsg", 2): "77788"}
        assert [one["sender"] for one in standins.smsc.taken] == ["Shop.by"]


def test_costs():
    """what a provider wants for a message stands in its receipt and in the console"""
    costs = {"smsby": "0.026", "smsc": "1.40", "bsg": "0.0100 EUR"}
    with Standins() as standins, ProviderBridge(standins, smsby={"show_cost": True}, smsc={"show_cost": True}) as bridge, Esme(bridge) as esme:
        ids = {kind: esme.id(esme.submit(number(kind, 1), "how much")) for kind in KINDS}
        assert esme.settled(ids.values()) == {"DELIVRD": 3}
        found = {kind: esme.deliveries[id].tlvs.get(COST, b"").rstrip(b"\0").decode() for kind, id in ids.items()}
        assert found == costs, found
        assert {kind: Admin(bridge).message(id)["cost"] for kind, id in ids.items()} == costs
        assert f"for {costs['bsg']}" in bridge.command("explain", ids["bsg"])[1]
        standins.check()


@takes(8)
def test_quota_over_restarts():
    """the day's quota is counted on after kill -9, a stop and a reload that changes it"""
    ESME_RSUBMITFAIL = 0x45
    with Standins() as standins, ProviderBridge(standins, account={"daily_quota": 7}) as bridge:
        def submit(count, n):
            with Esme(bridge) as esme:
                return [esme.status(esme.submit(number("bsg", n + each), "x")) for each in range(count)]
        assert submit(3, 0) == [0] * 3
        bridge.kill()
        bridge.start()
        assert submit(2, 10) == [0] * 2
        bridge.stop()
        bridge.start()
        assert submit(3, 20) == [0, 0, ESME_RSUBMITFAIL]
        bridge.settings["account"][0]["daily_quota"] = 8
        bridge.reload()
        eventually(lambda: submit(1, 30) == [0], "the eighth")
        assert submit(1, 40) == [ESME_RSUBMITFAIL]


def test_test_mode():
    """in test mode the price alone is asked for, and the message counts as delivered"""
    with Standins() as standins, ProviderBridge(standins, smsc={"test_mode": True}) as bridge, Esme(bridge) as esme:
        assert esme.state(esme.id(esme.submit(number("smsc", 1), "pretend"))) == "DELIVRD"
        assert not standins.smsc.taken
        standins.check()


def test_reload_of_call_sizes():
    """a reload takes hold of lanes that are there: calls have the new size"""
    with Standins(latency=0.02) as standins, ProviderBridge(standins, bsg={"batch_size": 2}) as bridge, Esme(bridge) as esme:
        ids = esme.burst(esme.body(number("bsg", n), f"a {n}") for n in range(40))
        assert esme.settled(ids) == {"DELIVRD": 40}
        before = bridge.metric("passerelle_provider_calls_total", provider="bsg")
        assert before >= 20
        bridge.provider("bsg")["batch_size"] = 500
        bridge.provider("bsg")["allowed_senders"] = ["SHOP"]
        bridge.reload()
        eventually(lambda: esme.status(esme.submit(number("bsg", 999), "no", source="OTHER")) == ESME_RINVSRCADR, "the reload")
        ids = esme.burst(esme.body(number("bsg", 100 + n), f"b {n}") for n in range(200))
        assert esme.settled(ids) == {"DELIVRD": 200}
        assert bridge.metric("passerelle_provider_calls_total", provider="bsg") - before < 80
