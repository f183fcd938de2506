"""What goes wrong at providers: whatever it is, every message ends, and none is sent twice."""
import time

from esme import Esme
from marks import takes
from provider_bridge import KINDS, ProviderBridge, Standins, eventually, number
from skipping import only_at_night

# Certainly not taken.
CLEAR = [("429", {"retry_after": 1}), ("503", {"retry_after": 1}), ("503", {})]
CHECKABLE = {"checkable": True, "timeout": "2s", "stall_timeout": "2s"}
QUICK = {"timeout": "2s", "stall_timeout": "2s"}


def bridge_for(standins, **settings):
    settings = {"smsby": CHECKABLE, "smsc": QUICK, "bsg": QUICK, **settings}
    return ProviderBridge(standins, **settings)


def once(standins, kind, numbers):
    """Every number was sent to once."""
    phones = standins[kind].phones()
    twice = [phone for phone in numbers if phones[phone] > 1]
    lost = [phone for phone in numbers if phones[phone] == 0]
    assert not twice and not lost, f"{kind}: twice {twice[:3]} ({len(twice)}), never {lost[:3]} ({len(lost)})"


def run(kind_of_fault, options, batch, standins, bridge, esme, start):
    """One fault at each provider while a batch, or a lone message, goes out."""
    numbers = {kind: [number(kind, start + n) for n in range(batch)] for kind in KINDS}
    standins.fault(kind_of_fault, **options)
    bodies = [esme.body(phone, f"{kind_of_fault} {phone}") for n in range(batch) for phone in (numbers[kind][n] for kind in KINDS)]
    ids = esme.burst(bodies)
    found = esme.settled(ids, timeout=60)
    standins.mend()
    assert found == {"DELIVRD": len(ids)}, f"{kind_of_fault}: {found}"
    for kind in KINDS:
        try:
            once(standins, kind, numbers[kind])
        except AssertionError as error:
            raise AssertionError(f"{kind_of_fault}, {batch} at once: {error}") from None


@takes(28)
def test_clear_refusals():
    """429 and 503 hold the messages, and then each goes out once"""
    with Standins(latency=0.02) as standins, bridge_for(standins) as bridge, Esme(bridge) as esme:
        start = 0
        for kind, options in CLEAR:
            for batch in (1, 15):
                run(kind, options, batch, standins, bridge, esme, start)
                start += batch
        assert all(standin.faulted for standin in standins)


def lose_answers(faults):
    with Standins(latency=0.02) as standins, bridge_for(standins) as bridge, Esme(bridge) as esme:
        start = 0
        for kind in faults:
            for batch in (1, 15):
                run(kind, {"seconds": 3}, batch, standins, bridge, esme, start)
                start += batch
        for kind in KINDS:
            assert bridge.metric("passerelle_provider_outcomes_total", provider=kind, outcome="ambiguous") > 0, kind
            settled = {how: bridge.metric("passerelle_ambiguous_settled_total", provider=kind, how=how) for how in ("sent", "not-sent", "policy")}
            assert settled["sent"] > 0 and settled["not-sent"] > 0 and settled["policy"] == 0, (kind, settled)


@takes(85, limit=600)
def test_lost_answers():
    """after each kind of answer that never comes the provider is asked, and every message is sent exactly once"""
    lose_answers(["hang", "hang-after", "close-before", "close-after"])


@takes(85, limit=600)
def test_useless_answers():
    """after each kind of answer that tells nothing the provider is asked, and every message is sent exactly once"""
    lose_answers(["500", "500-after", "malformed", "truncated", "empty", "html"])


def test_slow_body():
    """an answer that comes octet by octet is an answer"""
    with Standins() as standins, bridge_for(standins) as bridge, Esme(bridge) as esme:
        run("slow", {"seconds": 1}, 1, standins, bridge, esme, 0)


def kill_during_call(fault):
    """kill -9 while every provider works on a call; `fault` decides whether it acts on it."""
    with Standins(latency=0.02) as standins:
        bridge = bridge_for(standins, smsby={"checkable": True, "timeout": "60s", "stall_timeout": "60s"},
                            smsc={"timeout": "60s", "stall_timeout": "60s"}, bsg={"timeout": "60s", "stall_timeout": "60s"})
        bridge.start()
        numbers = {kind: [number(kind, n) for n in range(41)] for kind in KINDS}
        with Esme(bridge) as esme:
            standins.fault(fault, times=2, seconds=2)
            first = esme.burst(esme.body(numbers[kind][0], "first", ) for kind in KINDS)
            rest = esme.burst(esme.body(phone, f"then {phone}") for kind in KINDS for phone in numbers[kind][1:])
            begun = "acted" if fault.endswith("-after") else "faulted"
            eventually(lambda: all(getattr(standin, begun)[fault] == 2 for standin in standins), "calls under way")
            bridge.kill()
        standins.mend()
        with bridge, Esme(bridge) as esme:
            found = esme.settled(first + rest, timeout=90)
            assert found == {"DELIVRD": len(first + rest)}, found
        for kind in KINDS:
            once(standins, kind, numbers[kind])


@takes(18)
def test_kill_before_the_provider_acts():
    """kill -9 during calls that are never acted upon: everything goes out once"""
    kill_during_call("hang")


@takes(18)
def test_kill_after_the_provider_acted():
    """kill -9 during calls that were acted upon: nothing goes out twice"""
    kill_during_call("hang-after")


FAULTS = ("429", "500", "503", "500-after", "hang", "hang-after", "close-before", "close-after", "malformed", "truncated", "empty", "html", "slow")


@takes(400, limit=1800)
def test_kill_during_every_fault():
    """kill -9 while each provider works on a call that goes wrong in each way, and wrong again after the start: everything goes out once"""
    only_at_night()
    for fault in FAULTS:
        with Standins(latency=0.4) as standins:
            bridge = bridge_for(standins)
            bridge.start()
            numbers = {kind: [number(kind, n) for n in range(15)] for kind in KINDS}
            with Esme(bridge) as esme:
                standins.fault(fault, times=2, seconds=2)
                ids = esme.burst(esme.body(phone, f"{fault} {phone}") for kind in KINDS for phone in numbers[kind])
                eventually(lambda: all(standin.faulted[fault] for standin in standins), f"{fault}: calls under way")
                bridge.kill()
            standins.mend()
            standins.fault(fault, seconds=2)
            with bridge, Esme(bridge) as esme:
                found = esme.settled(ids, timeout=120)
                assert found == {"DELIVRD": len(ids)}, f"{fault}: {found}"
            for kind in KINDS:
                once(standins, kind, numbers[kind])


@takes(10)
def test_lone_quick_message_is_never_repeated():
    """where the provider cannot be asked, a lost answer is held, not repeated"""
    with Standins() as standins, ProviderBridge(standins, smsby=QUICK) as bridge, Esme(bridge) as esme:
        standins.smsby.fault("close-after", "sendQuickSMS")
        esme.id(esme.submit(number("smsby", 1), "once"))
        eventually(lambda: standins.smsby.taken, "the message")
        esme.read(10)
        assert standins.smsby.count(number("smsby", 1)) == 1
        assert not esme.states


@takes(8)
def test_wrong_credentials():
    """a wrong token or login stops the lanes and keeps the messages; mended, they go out"""
    with Standins() as standins:
        bridge = ProviderBridge(standins, smsby={"token": "wrong"}, smsc={"password": "wrong"}, bsg={"api_key": "wrong"})
        with bridge, Esme(bridge) as esme:
            ids = esme.burst(esme.body(number(kind, n), f"kept {n}") for n in range(20) for kind in KINDS)
            esme.read(3)
            for kind in KINDS:
                assert not standins[kind].taken, kind
                assert bridge.metric("passerelle_lanes_held", provider=kind) > 0, kind
                assert sum(standins[kind].calls.values()) < 20, f"{kind} is hammered: {standins[kind].calls}"
            assert not esme.states
            bridge.provider("smsby")["token"] = "smsby-token"
            bridge.provider("smsc")["password"] = "123"
            bridge.provider("bsg")["api_key"] = "live_KEY"
            bridge.reload()
            assert esme.settled(ids) == {"DELIVRD": 60}
            for kind in KINDS:
                once(standins, kind, [number(kind, n) for n in range(20)])
                assert bridge.metric("passerelle_lanes_held", provider=kind) == 0, kind


def test_expired_token():
    """a token of BSG that ends early is renewed without anybody noticing"""
    with Standins() as standins, ProviderBridge(standins) as bridge, Esme(bridge) as esme:
        assert esme.state(esme.id(esme.submit(number("bsg", 1), "one"))) == "DELIVRD"
        standins.bsg.tokens.clear()
        ids = esme.burst(esme.body(number("bsg", n), f"next {n}") for n in range(2, 30))
        assert esme.settled(ids) == {"DELIVRD": 28}
        once(standins, "bsg", [number("bsg", n) for n in range(1, 30)])


@takes(8)
def test_no_money():
    """without money messages are held; with money again they go out once somebody says so"""
    with Standins() as standins, ProviderBridge(standins) as bridge, Esme(bridge) as esme:
        for standin in standins:
            standin.balance = 0
        ids = esme.burst(esme.body(number(kind, n), f"kept {n}") for n in range(20) for kind in KINDS)
        esme.read(3)
        assert not any(standin.taken for standin in standins) and not esme.states, esme.states
        for standin in standins:
            standin.balance = 1000
        for kind in KINDS:
            status, said = bridge.http(f"/api/v1/providers/{kind}/resume", "POST", b"{}")
            assert status < 300, (status, said)
        assert esme.settled(ids) == {"DELIVRD": 60}
        for kind in KINDS:
            once(standins, kind, [number(kind, n) for n in range(20)])


FAILOVER = [{"providers": ["smsby", "smsc"], "failover_after": "2s"}]


@takes(13)
def test_failover_when_nobody_is_there():
    """a refused connection passes messages on to the next provider at once"""
    with Standins() as standins, ProviderBridge(standins, routes=FAILOVER) as bridge, Esme(bridge) as esme:
        standins.smsby.close()
        began = time.monotonic()
        ids = esme.burst(esme.body(number("smsc", n), f"over {n}") for n in range(50))
        eventually(lambda: len(standins.smsc.taken) == 50, "messages at the second provider", timeout=10)
        took = time.monotonic() - began
        assert took < 2, f"{took:.1f} s"
        assert esme.settled(ids) == {"DELIVRD": 50}
        once(standins, "smsc", [number("smsc", n) for n in range(50)])
        return f"{took:.2f} s"


@takes(32)
def test_failover_after_holding():
    """messages that 429 or 503 hold go to the next provider after failover_after, and not before"""
    for status in ("429", "503"):
        with Standins() as standins, ProviderBridge(standins, routes=FAILOVER) as bridge, Esme(bridge) as esme:
            standins.smsby.fault(status, "send", times=None, retry_after=30)
            began = time.monotonic()
            ids = esme.burst(esme.body(number("smsc", n), f"over {n}") for n in range(50))
            eventually(lambda: len(standins.smsc.taken) == 50, "messages at the second provider", timeout=15)
            took = time.monotonic() - began
            assert 1.5 < took < 8, f"{status}: {took:.1f} s"
            assert esme.settled(ids) == {"DELIVRD": 50}
            assert not standins.smsby.taken
            once(standins, "smsc", [number("smsc", n) for n in range(50)])


@takes(5)
def test_ambiguous_calls_do_not_fail_over():
    """a lost answer keeps its messages at the provider that may have them"""
    with Standins() as standins, bridge_for(standins, routes=FAILOVER) as bridge, Esme(bridge) as esme:
        standins.smsby.fault("close-after", "sendBulkSms")
        standins.smsby.fault("close-after", "sendSMS")
        ids = esme.burst(esme.body(number("smsc", n), f"here {n}") for n in range(50))
        assert esme.settled(ids) == {"DELIVRD": 50}
        assert not standins.smsc.taken
        once(standins, "smsby", [number("smsc", n) for n in range(50)])
