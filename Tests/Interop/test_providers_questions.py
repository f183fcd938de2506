"""Everything that an operator can ask sms.by, SMSC and BSG, or have them do, by the command line."""
import json

from esme import Esme
from provider_bridge import KINDS, ProviderBridge, Standins, eventually, number

PHONE = "375291112233"


class Questions:
    """Asks one provider, and remembers what was asked."""

    def __init__(self, bridge, kind):
        self.bridge, self.kind, self.asked = bridge, kind, set()

    def __call__(self, question, **given):
        """The rows of the answer."""
        self.asked.add(question)
        words = [f"{name}={value}" for name, value in given.items()]
        code, out, err = self.bridge.command("providers", self.kind, question, *words, "--json")
        assert code == 0, f"{self.kind} {question}: {err}"
        return [json.loads(line) for line in out.splitlines()]

    def one(self, question, **given):
        rows = self(question, **given)
        assert len(rows) == 1, (question, rows)
        return rows[0]

    def finish(self):
        """Nothing that can be asked was left out."""
        known = {json.loads(line)["name"] for line in self.bridge.command("providers", self.kind, "--json")[1].splitlines()}
        assert known == self.asked, f"{self.kind}: never asked {known - self.asked}, not known {self.asked - known}"


def sent(esme, standins):
    """One message by each provider, and its reference there."""
    ids = {kind: esme.id(esme.submit(number(kind, 1), "known")) for kind in KINDS}
    assert esme.settled(ids.values()) == {"DELIVRD": len(KINDS)}
    return ids


def test_smsby():
    """sms.by: money, senders, prepared texts, mailings, Viber and lists"""
    with Standins() as standins, ProviderBridge(standins) as bridge, Esme(bridge) as esme:
        ask, standin = Questions(bridge, "smsby"), standins.smsby
        sent(esme, standins)
        ids = esme.burst(esme.body(number("smsby", n), f"bulk {n}") for n in range(2, 30))
        viber = [esme.id(esme.submit(number("smsby", 40), "Viber", service="VIBER"))]
        viber += esme.burst(esme.body(number("smsby", n), f"bulk Viber {n}", service="VIBER") for n in range(41, 60))
        assert esme.settled([*ids, *viber]) == {"DELIVRD": 48}
        assert ask.one("balance")["balance"] == f"{standin.balance:.5f}"
        assert ask.one("limit") == {"limit": str(int(standin.balance))}
        assert {"id": "123", "name": "Name123"} in ask("senders")
        assert ask.one("sender-id", name="Name123") == {"id": "123"}
        assert ask.one("sender-categories") == {"id": "1", "name": "Trade"}
        assert ask.one("viber-senders") == {"id": "444", "name": "Viber444"}
        prepared = ask.one("prepare", text="Your order is ready.", name="ready", sender=123)["message_id"]
        assert [row["message"] for row in ask("prepared", offset=0, rows=5)] == ["Your order is ready."]
        assert ask.one("prepared-status", id=prepared)["status"] == "moderated"
        bulk = next(mailing for mailing in standin.mailings if mailing["kind"] == "sms")
        assert len(ask("deliveries", id=bulk["id"])) == len(bulk["entries"])
        assert str(bulk["id"]) in [row["id"] for row in ask("mailings", type="API")]
        assert "delivered" in ask.one("sms", id=next(iter(standin.singles)))
        kinds = {uuid: mailings[0]["kind"] for uuid, mailings in standin.bulks.items()}
        assert ask("bulk", uuid=next(uuid for uuid, kind in kinds.items() if kind == "sms"))
        assert ask("viber-bulk", uuid=next(uuid for uuid, kind in kinds.items() if kind == "viber"))
        quick = next(iter(standin.vibers))
        assert ask.one("viber", id=quick)["status"] == "DELIVERED"
        assert quick in [row["message_id"] for row in ask("viber-mailings", rows=100)]
        assert ask.one("viber-mailing", id=quick)["cost"] == "0.04900 EUR"
        assert ask.one("viber-deliveries", id=quick)["phone"] == number("smsby", 40)
        reply = standin.reply(quick, number("smsby", 40), "Thanks")
        assert ask.one("viber-replies", id=quick)["message"] == "Thanks"
        ask("viber-read", ids=reply)
        assert standin.read == [reply]
        made = ask.one("create-list", name="people")["list_id"]
        assert ask.one("import", list=made, phones=f"{PHONE},{number('smsby', 3)}")["inserted"] == "2"
        assert {"list_id": made, "name": f"list {made}", "count": "2"} in ask("lists")
        waiting = standin.prepare({"list_id": made, "name": "later", "message": "x"}, "sms", "0")["message_id"]
        assert ask.one("list-mailing", id=waiting)["cost"] == "1.20"
        assert standin.count(PHONE) == 0, "asked about only"
        ask.finish()
        standins.check()


def test_smsc():
    """SMSC: money, history, contacts, groups, black list, mailings, names and templates"""
    days = {"from": "01.01.2026", "to": "31.12.2026"}
    with Standins() as standins, ProviderBridge(standins) as bridge, Esme(bridge) as esme:
        ask, standin = Questions(bridge, "smsc"), standins.smsc
        id = sent(esme, standins)["smsc"]
        assert ask.one("balance") == {"balance": f"{standin.balance:.2f}", "credit": "0.00", "currency": "RUR"}
        assert ask.one("operator", phone=PHONE)["mcc"] == "257"
        assert ask.one("price", phones=PHONE, text="Hello", sender="SHOP") == {"cost": "1.40", "cnt": "1"}
        assert standin.count(PHONE) == 0
        row = ask.one("status", phone=number("smsc", 1), id=id)
        assert (row["status"], row["cost"], row["operator"]) == ("1", "1.40", "A1"), row
        assert [row["message"] for row in ask("history", **days)] == ["known"]
        standin.came(PHONE, "Hello", "375447770000")
        assert ask.one("incoming", hours=5, rows=10)["message"] == "Hello"
        assert ask("statistics", **days) and ask("rates") and ask("link", id=1)
        ask("add-contact", phone=PHONE, name="Ann", tags="x")
        ask("change-contact", phone=PHONE, name="Anna")
        assert ask.one("contacts", search="Ann")["name"] == "Anna"
        ask("delete-contact", phone=PHONE)
        assert ask("contacts") == []
        group = ask.one("add-group", name="staff")["id"]
        ask("change-group", group=group, name="people")
        ask("move-group", how=1, group=group, phone=PHONE)
        assert ask.one("groups")["cnt"] == "1"
        ask("delete-group", group=group)
        ask("block", phone=PHONE, type=1, comment="no ads")
        row = ask.one("black-list")
        assert (row["phone"], row["type"], row["comment"]) == (PHONE, "1", "no ads")
        ask("unblock", phone=PHONE)
        assert standin.black == []
        job = ask.one("add-job", name="spring", phones=PHONE, text="Sale")["id"]
        assert ask.one("jobs", **days)["name"] == "spring"
        ask("cancel-job", id=job)
        assert ask.one("job", id=job)["status"] == "cancelled"
        ask("delete-job", id=job)
        ask("add-sender", sender="NEWS")
        assert ask.one("senders")["sender"] == "NEWS"
        ask("delete-sender", sender="NEWS")
        template = ask.one("add-template", name="code", text="Your code")["id"]
        ask("change-template", id=template, text="The code")
        assert ask.one("templates")["msg"] == "The code"
        ask("delete-template", id=template)
        assert ask("operator-templates")
        ask.finish()
        standins.check()


def test_bsg():
    """BSG: money, tariffs, senders, groups, campaigns, messages and prices"""
    with Standins() as standins, ProviderBridge(standins) as bridge, Esme(bridge) as esme:
        ask, standin = Questions(bridge, "bsg"), standins.bsg
        standin.groups[9] = [PHONE]
        id = sent(esme, standins)["bsg"]
        assert ask.one("balance") == {"balance": f"{standin.balance:.2f}", "currency": "EUR", "credit": "0.00"}
        assert ask.one("tariffs")["code"] == "0"
        assert ask.one("senders")["name"] == "SHOP"
        assert ask.one("groups", rows=20)["id"] == "9"
        campaign = ask.one("campaigns", rows=20)["id"]
        assert ask.one("campaign", id=campaign)["statistics.delivered"] == "1"
        assert ask.one("campaign-detail", id=campaign)["total_messages"] == "1"
        assert ask.one("messages", reference=id)["status"] == "delivered"
        assert ask.one("messages", campaign=campaign)["amount.value"] == "0.0100"
        assert ask.one("price", phones=PHONE, text="Hello", sender="SHOP") == {"price": "0.0100", "currency": "EUR"}
        standins.check()
        standin.steps = (30, 60)
        esme.id(esme.submit(number("bsg", 2), "not meant"))
        eventually(lambda: len(standin.campaigns) == 2, "the campaign")
        assert ask.one("stop-campaign", id=2)["status"] == "stopped"
        ask.finish()


def test_prepared_text():
    """a text that sms.by keeps is named by sm_default_msg_id, checked there and sent by its number"""
    def submit(n):
        """A client that has bound by now names the text; whether it may."""
        with Esme(bridge) as esme:
            return esme.status(esme.submit(number("smsby", n), "", canned=7)) == 0

    with Standins() as standins, ProviderBridge(standins) as bridge:
        text = "Your order is ready."
        prepared = int(Questions(bridge, "smsby").one("prepare", text=text, sender=123)["message_id"])
        bridge.settings["text"] = [
            {"id": 7, "text": text, "provider": "smsby", "message_id": prepared}, {"id": 8, "text": text, "provider": "smsby", "message_id": 1}]
        bridge.reload()
        eventually(lambda: submit(1), "the reload")
        eventually(lambda: standins.smsby.taken, "the message")
        assert standins.smsby.calls["checkSMSMessageStatus"] and not standins.smsby.calls["sendQuickSMS"], standins.smsby.calls
        assert [one["text"] for one in standins.smsby.taken][0] == text
        with Esme(bridge) as esme:
            id = esme.id(esme.submit(number("smsc", 1), "", canned=7))
            assert esme.state(id) == "DELIVRD"
            assert standins.smsc.taken[0]["text"] == text, "another provider gets the text"
            standins.check()
            id = esme.id(esme.submit(number("smsby", 2), "", canned=8))
            assert esme.state(id) == "REJECTD"
            assert standins.smsby.count(number("smsby", 2)) == 0
