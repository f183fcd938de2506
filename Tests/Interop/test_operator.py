"""The operator's side of the real binary: what is done to messages, reload, alarms, audit, lines for filters."""
import configparser
import http.server
import json
import re
import signal
import socket
import threading
import urllib.error
import urllib.request

from bridge import ROOT, Bridge
from mail_gateway import MailBridge, send
from marks import takes
from provider_bridge import ProviderBridge, Standins, eventually, number
from simulator_standin import Standin
from smpp_wire import Wire


class Admin:
    """The API of a bridge."""

    def __init__(self, bridge, token="interop"):
        self.base, self.token = f"http://127.0.0.1:{bridge.admin_port}/api/v1/", token

    def get(self, path):
        return self._ask(path)[1]

    def post(self, path, body=None):
        return self._ask(path, body or {})

    def _ask(self, path, body=None):
        request = urllib.request.Request(self.base + path, method="GET" if body is None else "POST",
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def send(self, text="Hello", to="375291234567"):
        status, answer = self.post("messages", {"account": "shop", "to": to, "text": text})
        assert status == 202, answer
        return answer["id"]

    def message(self, id):
        return self.get(f"messages/{id}")["message"]

    def state(self, id):
        return self.message(id)["state"]


def test_hold_release_cancel():
    """a held message waits, survives kill -9, and goes when it is released; a cancelled one never goes"""
    with Standin() as provider:
        bridge = Bridge(provider={"url": provider.url, "maintenance": True})
        with bridge:
            admin = Admin(bridge)
            held, cancelled, other = admin.send("held"), admin.send("cancelled"), admin.send("other")
            code, said, errors = bridge.command("hold", held, cancelled, "--yes")
            assert code == 0 and said.count("held") == 2, said + errors
            assert admin.message(held)["held"] is True and admin.message(held)["stage"] == "scheduled"
            code, said, _ = bridge.command("hold", held, "--json")
            assert code == 1 and json.loads(said) == {"id": held, "refused": "it is held already"}, said
            bridge.kill()
            del bridge.settings["provider"][0]["maintenance"]
            bridge.write()
            bridge.start()
            eventually(lambda: "other" in provider.texts(), "the others go on")
            assert admin.message(held)["held"] is True
            summary = bridge.command("explain", held)[1]
            assert "An operator keeps it back until it is released" in summary and "held  by an operator" in summary, summary
            assert bridge.command("cancel", cancelled)[0] == 0 and admin.state(cancelled) == "deleted"
            code, said, errors = bridge.command("release", "--account", "shop")
            assert code == 0 and said.split()[0] == held, said + errors
            eventually(lambda: "held" in provider.texts(), "it goes when it is released")
            code, said, _ = bridge.command("release", held)
            assert code == 1 and "refused: it is not held" in said, said
            assert "cancelled" not in provider.texts()


def test_operators_hold():
    """an operator's hold of a provider stands beside the provider and its messages, with what ends it"""
    with Standin() as provider, Bridge(provider={"url": provider.url}) as bridge:
        admin = Admin(bridge)
        assert bridge.command("providers", "simulator", "stop")[0] == 0
        id = admin.send("waits for the operator")
        said = bridge.command("providers")[1]
        assert re.search(r"^simulator .*held .*an operator has stopped it$", said, re.M), said
        said = bridge.command("explain", id)[1]
        assert "Nothing goes to simulator: an operator has stopped it. It is kept, and goes when somebody resumes" in said, said
        assert bridge.command("hold", id)[0] == 0
        code, said, _ = bridge.command("messages")
        assert re.search(r"^id .* held ", said) and re.search(rf"^{id} .* yes ", said, re.M), said
        assert bridge.command("release", id)[0] == 0 and bridge.command("providers", "simulator", "resume")[0] == 0
        eventually(lambda: provider.texts() == ["waits for the operator"], "it goes")
        assert "operator_hold" not in bridge.command("providers", "--json")[1]
        bridge.settings["provider"][0]["maintenance"] = True
        assert settle(bridge)[0] == 0
        assert "maintenance is set in its configuration" in bridge.command("providers")[1]


def test_replay():
    """what failed is sent again once, as a new message; both lives name the other"""
    with Standin(state="ENROUTE") as provider, Bridge(provider={"url": provider.url}, delivery={"status_first": "200ms", "status_intervals": ["300ms"]}) as bridge:
        admin = Admin(bridge)
        old = admin.send("once more")
        code, said, _ = bridge.command("replay", old)
        assert code == 1, said
        provider.state = "UNDELIVERABLE"
        eventually(lambda: admin.state(old) == "undeliverable", "it fails")
        provider.state = "DELIVERED"
        code, said, errors = bridge.command("replay", old, "--json")
        answer = json.loads(said)
        new = answer["new_id"]
        assert code == 0 and answer["id"] == old and new != old, said + errors
        assert admin.message(new)["text"] == "once more"
        eventually(lambda: admin.state(new) == "delivered", "the new one arrives")
        assert provider.texts() == ["once more"] * 2
        assert new in bridge.command("explain", old)[1] and old in bridge.command("explain", new)[1]
        for id, reason in ((old, "sent again already"), (new, "it was delivered")):
            code, said, _ = bridge.command("replay", id)
            assert code == 1 and reason in said, said
        code, said, complaint = bridge.command("replay", "1795265381854")
        assert code == 1, said + complaint


def test_asks_before_many():
    """a deed on many messages wants a yes, and without a terminal --yes"""
    with Standin() as provider, Bridge(provider={"url": provider.url, "maintenance": True}) as bridge:
        admin = Admin(bridge)
        ids = [admin.send(f"m{n}") for n in range(3)]
        code, said, complaint = bridge.command("cancel", "--account", "shop")
        assert code == 1 and "3 messages" in complaint and "--yes" in complaint and not said, said + complaint
        assert all(admin.state(id) != "deleted" for id in ids)
        code, said, _ = bridge.command("cancel", "--account", "shop", "--yes", "--json")
        assert code == 0 and sorted(json.loads(line)["id"] for line in said.splitlines()) == sorted(ids), said
        assert all(admin.state(id) == "deleted" for id in ids)
        code, said, complaint = bridge.command("cancel", "--account", "shop", "--yes")
        assert code == 0 and complaint.strip() == "none"
        assert bridge.command("cancel")[0] == 2
        assert bridge.command("cancel", ids[0], "--account", "shop")[0] == 2


def test_explain_lookups():
    """explain finds a message by our id, the provider's, a number as people write it, and what was rejected by its client"""
    with Standin() as provider, Bridge(provider={"url": provider.url}) as bridge:
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind().status == 0
            id = Admin(bridge).send("find me", to="375297654321")
            eventually(lambda: Admin(bridge).message(id).get("provider_id"), "the provider has it")
            for words in (id, Admin(bridge).message(id)["provider_id"], "+375 29 765-43-21"):
                code, said, errors = bridge.command("explain", words)
                assert code == 0 and "find me" in said and id in said, f"{words}: {said}{errors}"
        code, said, complaint = bridge.command("explain", "nobody-knows-this")
        assert code == 1 and "nobody-knows-this" in complaint


@takes(10)
def test_three_causes():
    """a provider's wrong token, a client's wrong password and a mail's wrong charset are each told in words, with what to look at"""
    with Standins() as standins, ProviderBridge(standins, smsby={"token": "wrong"}, log={"level": "info"}) as bridge:
        id = Admin(bridge).send("for a provider that does not know us", to=number("smsby", 1))
        eventually(lambda: "retry later" in bridge.command("explain", id)[1], "the provider refused it")
        said = bridge.command("explain", id)[1]
        assert "It waits for a call to smsby." in said, said
        assert re.search(r"Nothing goes to smsby over sms: .*(token|login|refus).*\. It is kept; when the cause is mended, reload", said, re.I), said
        assert re.search(r"outcome  retry later, after a call of \d+\.\d{3} s: .*(token|login|refus)", said, re.I), said
        code, said, counted = bridge.command("providers")
        assert re.search(r"^smsby .*stopped .*login=1 .*(token|login|refus)", said, re.I | re.M), said
        assert re.search(r"errors are counted since \d{4}-", counted), counted
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind("shop", "wrong").status == 0x0E
        eventually(lambda: re.search(r"event=auth-fail .*shop", bridge.said), "the log names the client")
        rejected = Admin(bridge).get("rejected")["rejected"]
        assert any("shop" in json.dumps(each) and each["reason"].endswith("password") for each in rejected), rejected
        code, said, complaint = bridge.command("explain", "shop")
        assert code == 0 and "no message goes by shop, but this was refused" in complaint, said + complaint
        for said in (said, bridge.command("rejected")[1]):
            assert re.search(r"smpp .*127\.0\.0\.1.* shop .*ESME_RINVPASWD.*password", said), said
    with Standin() as provider, MailBridge(standin=provider) as bridge, bridge.smtp() as smtp:
        mail = b"From: Ann <ann@shop.example.test>\r\nMessage-ID: <c1@shop.example.test>\r\nMIME-Version: 1.0\r\n"
        mail += b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + "Ваш заказ готов к выдаче".encode("koi8-r")
        assert send(smtp, mail, mail=["BODY=8BITMIME"])[0] == 250
        said = bridge.command("explain", "<c1@shop.example.test>")[1]
        assert re.search(r"^  \S+  read  the charset utf-8 does not fit; KOI8-R was used$", said, re.M), said
        assert "the charset utf-8 does not fit; KOI8-R was used" in said and "Ваш заказ" in said, said


def settle(bridge):
    """Rewrites the configuration and has the bridge read it by the command."""
    bridge.write()
    return bridge.command("reload", "--json")


def test_reload_live():
    """reload puts accounts, routes, providers, limits and the log level in force; a bound client stays bound"""
    with Standin() as first, Standin() as second, Bridge(provider={"url": first.url}) as bridge:
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind().status == 0
            bridge.settings["account"][0]["password"] = "other"
            bridge.settings["account"].append({"name": "bank", "system_id": "bank", "password": "pw", "networks": ["127.0.0.0/8"]})
            bridge.settings["provider"].append({"name": "second", "kind": "simulator", "url": second.url})
            bridge.settings["route"] = [{"providers": ["second"]}]
            bridge.settings["log"] = {"level": "debug"}
            bridge.settings["smpp"]["system_id"] = "CHANGED"
            code, said, errors = settle(bridge)
            assert code == 0, said + errors
            live = " ".join(json.loads(said)["live"])
            assert "account[bank]" in live and "provider[second]" in live and "log.level" in live, live
            assert "other" not in said and "secret" not in said and "pw" not in said.replace("pwd", ""), said
            id = Admin(bridge).send("by the second")
            eventually(lambda: second.texts() == ["by the second"], "the new route is taken")
            assert first.texts() == []
            wire.send(0x15)  # the session stands
            assert wire.expect(0x80000015).status == 0
            with Wire(bridge.smpp_port) as old:
                assert old.bind().status != 0, "the old password"
            with Wire(bridge.smpp_port) as bank:
                assert bank.bind("bank", "pw").status == 0
            eventually(lambda: f"event=message-accepted id={id}" in bridge.said, "lines of level debug")
            assert "by the second" not in bridge.said and "375291234567" not in bridge.said, "masked by default"
            assert "second" in [provider["name"] for provider in Admin(bridge).get("providers")["providers"]]


def test_reload_bad_file():
    """a bad file is named line by line and changes nothing, by SIGHUP as by the command; what needs a restart is named"""
    with Standin() as provider, Bridge(provider={"url": provider.url}) as bridge:
        good = bridge.configuration.read_text()
        bridge.configuration.write_text(good.replace("[[account]]", "[[account]]\nmax_bind = 5\nwindow = 0", 1))
        bridge.process.send_signal(signal.SIGHUP)
        eventually(lambda: "max_binds" in bridge.said and "account[0].window" in bridge.said, "all faults are told")
        assert re.search(r"event=reload-refused reason=\"[^\"]*passerelle.toml:\d+: account\[0\]\.", bridge.said), bridge.said
        code, _, complaint = bridge.command("reload")
        assert code == 1 and "max_binds" in complaint, complaint
        Admin(bridge).send("still there")
        eventually(lambda: provider.texts() == ["still there"], "the old configuration works on")
        bridge.configuration.write_text(good.replace("[store]", "[store]\nkeep_finished = \"2h\"", 1))
        code, said, errors = bridge.command("reload")
        assert code == 0 and re.search(r"after a restart +store.keep_finished", said), said + errors
        trail = Admin(bridge).get("audit")["audit"]
        assert [deed["who"] for deed in trail if deed["what"] == "reload"] == ["token", "signal"], trail
        assert "passerelle/" in trail[0]["agent"]


def test_audit_survives():
    """what operators did is there after a restart, and in a file where one is named"""
    bridge = Bridge(log={"audit": "audit.log", "level": "error"})
    with bridge:
        Admin(bridge).post("providers/simulator/stop")
        Admin(bridge).post("providers/simulator/resume")
        assert Admin(bridge, token="wrong").post("providers/simulator/stop")[0] == 401
        bridge.kill()
        bridge.start()
        deeds = Admin(bridge).get("audit")["audit"]
        assert [deed["what"] for deed in deeds] == ["resumeProvider", "stopProvider"], deeds
        file = bridge.data / "audit.log"
        assert file.read_text().count("event=operator-acted") == 2 and "operator-acted" not in bridge.said
        assert file.stat().st_mode & 0o777 == 0o600
        code, said, _ = bridge.command("audit")
        assert code == 0 and "stopProvider" in said, said


class Hook:
    """A webhook that refuses the first post, and keeps what came."""

    def __enter__(self):
        hook = self
        self.posts, self.tokens, self.refusals = [], [], 1

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                refuse, hook.refusals = hook.refusals > 0, hook.refusals - 1
                if not refuse:
                    hook.posts.append(body)
                    hook.tokens.append(self.headers["Authorization"])
                self.send_response(503 if refuse else 204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def test_alarms():
    """an alarm goes to the webhook, tried again, and to mail, is a metric, and its end is told too"""
    with Standin() as provider, Hook() as hook, Bridge(
            provider={"url": provider.url, "balance_alarm": 5000.0, "balance_interval": "5s"},
            alarm={"webhook": hook.url, "webhook_token": "hook-token", "mail": ["ops@example.test"], "provider_down": "1s"},
            mail={"relay": "folder:outbox"}, smtp={"domains": ["sms.example.test"]}) as bridge:
        eventually(lambda: hook.posts, "the webhook gets it at the second attempt", timeout=30)
        post = hook.posts[0]
        assert post["alarm"] == "balance_low" and post["provider"] == "simulator" and post["turn"] == "raised", post
        assert post["bridge"] == "gw.example.test" and "1000.0 left" in post["words"], post
        assert hook.tokens[0] == "Bearer hook-token"
        metrics = urllib.request.urlopen(f"http://127.0.0.1:{bridge.admin_port}/metrics").read().decode()
        for line in ('passerelle_alarms{alarm="balance_low"} 1', 'passerelle_provider_balance{provider="simulator"} 1000.0',
                     'passerelle_provider_balance_threshold{provider="simulator"} 5000.0', "passerelle_disk_free_bytes "):
            assert "\n" + line in metrics, line
        assert [alarm["alarm"] for alarm in Admin(bridge).get("alarms")["alarms"]] == ["balance_low"]
        def mails():
            return [file.read_text() for file in (bridge.data / "outbox").rglob("*") if file.is_file()]
        eventually(lambda: any("To: ops@example.test" in mail and "balance_low" in mail for mail in mails()), "the mail")
        bridge.settings["provider"][0]["balance_alarm"] = 10.0
        settle(bridge)
        eventually(lambda: any(post["turn"] == "cleared" for post in hook.posts), "its end", timeout=30)
        assert "event=alarm-raised" in bridge.said and "event=alarm-cleared" in bridge.said
        assert "hook-token" not in bridge.said


def test_filter_lines():
    """failed logins and wrong tokens leave lines that the fail2ban filter reads, and no name can forge an address"""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "conf/fail2ban/filter.d/passerelle.conf")
    section = parser["Definition"]
    rules = [re.compile(rule.replace("%(prefix)s", section["prefix"]).replace("<HOST>", r"(?P<host>[0-9a-f.:]+)"))
             for rule in section["failregex"].split("\n")]
    for format in ("logfmt", "json"):
        with Bridge(log={"format": format}, account={"max_binds": 1}) as bridge:
            for name, password in (("shop", "wrong"), ("x ip=9.9.9.9 ", "y"), ('level=warning event=auth-fail protocol=smpp ip=9.9.9.9 ', "z")):
                with Wire(bridge.smpp_port) as wire:
                    assert wire.bind(name, password).status != 0
            Admin(bridge, token="guess").get("tally")
            with Wire(bridge.smpp_port) as one, Wire(bridge.smpp_port) as two:
                assert one.bind().status == 0 and two.bind().status != 0
            eventually(lambda: "bind-refused" in bridge.said, "the second bind is told, as no failed login")
            hosts = [match.group("host") for line in bridge.said.splitlines() for rule in rules if (match := rule.match(line))]
            assert hosts == ["127.0.0.1"] * 4, (format, hosts, bridge.said)
            journal = [f"gw passerelle[17]: {line}" for line in bridge.said.splitlines()]
            assert sum(bool(rule.match(line)) for line in journal for rule in rules) == 4


def test_hostile_requests():
    """the admin listener outlives slow, oversized and malformed requests, and answers others meanwhile"""
    with Bridge(admin={"request_timeout": "1s", "max_request": "4KiB"}) as bridge:
        slow = [socket.create_connection(("127.0.0.1", bridge.admin_port)) for _ in range(20)]
        for each in slow:
            each.sendall(b"POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nContent-Le")
        for bad in (b"\0" * 100, b"GET / HTTP/9.9\r\n\r\n", b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
                    b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /console/..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\n\r\n",
                    b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
                    b"POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer interop\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n",
                    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 10_000 + b"\r\n"):
            with socket.create_connection(("127.0.0.1", bridge.admin_port), timeout=5) as peer:
                try:
                    peer.sendall(bad)
                    first = peer.recv(64)
                except ConnectionError:
                    continue
                assert first == b"" or re.match(rb"HTTP/1.1 (4\d\d|501|505) ", first), (bad[:60], first)
        assert Admin(bridge).get("tally")["receipts_owed"] == 0
        for each in slow:
            each.settimeout(5)
            answer = each.recv(64)
            assert answer == b"" or answer.startswith(b"HTTP/1.1 408"), answer
            each.close()
