"""docs/openapi.yaml: read by a validator that is not ours, and held against what the server answers."""
import json
import urllib.error
import urllib.request

from bridge import ROOT
from provider_bridge import ProviderBridge, Standins, eventually, number
from skipping import Skipped
from smpp_wire import Wire

OPEN = ("metrics", "health", "readiness", "console", "asset", "callback", "callbackPost")


def document():
    try:
        import openapi_spec_validator
        import yaml
    except ImportError:
        raise Skipped("not installed: openapi-spec-validator of requirements.txt")
    text = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())
    openapi_spec_validator.validate(text)
    return text


def test_document():
    """the description is valid OpenAPI, and every answer of the API has a schema"""
    text = document()
    for path, methods in text["paths"].items():
        for operation in methods.values():
            if operation["operationId"] not in OPEN:
                for status, answer in operation["responses"].items():
                    assert "schema" in answer.get("content", {}).get("application/json", {}), (path, status)


class Client:
    """Asks by operation, and holds every answer against the description."""

    def __init__(self, bridge, text):
        self.base, self.text, self.exercised = f"http://127.0.0.1:{bridge.admin_port}", text, set()
        self.operations = {operation["operationId"]: (method.upper(), path, operation)
                           for path, methods in text["paths"].items() for method, operation in methods.items()}

    def resolved(self, schema):
        if "$ref" in schema:
            return self.resolved(self.text["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]])
        return {name: self.resolved(value) if isinstance(value, dict) else value for name, value in schema.items()}

    def ask(self, id_of_operation, expected, body=None, query="", token="interop", **values):
        from openapi_schema_validator import OAS30Validator, oas30_format_checker

        method, path, operation = self.operations[id_of_operation]
        request = urllib.request.Request(self.base + path.format(**values) + query, method=method, headers={"Authorization": f"Bearer {token}"})
        if method == "POST":
            request.data = json.dumps(body or {}).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                status, answer = response.status, response.read()
        except urllib.error.HTTPError as error:
            status, answer = error.code, error.read()
        assert status == expected, (id_of_operation, status, answer)
        described = operation["responses"].get(str(status))
        assert described, f"{id_of_operation} answers {status}, which is not described"
        if "content" in described:
            value = json.loads(answer)
            faults = list(OAS30Validator(self.resolved(described["content"]["application/json"]["schema"]), format_checker=oas30_format_checker).iter_errors(value))
            assert not faults, f"{id_of_operation}: {faults[0].message} at {list(faults[0].path)} of {value}"
            answer = value
        if status < 300:
            self.exercised.add(id_of_operation)
        return answer


def test_server():
    """whatever the server answers is what the description says: each operation, done and refused"""
    text = document()
    lists = [{"name": "staff", "members": [number("smsc", 8)]}, {"name": "customers", "provider": "smsby", "list_id": 17}]
    with Standins() as standins, ProviderBridge(standins, lists=lists, smsc={"balance_alarm": 2e6, "balance_interval": "5s", "incoming_account": "shop"}) as bridge:
        bridge.settings["text"] = [{"id": 1, "text": "ready"}]
        bridge.write()
        api = Client(bridge, text)
        assert api.ask("reload", 200)["live"]
        draft = {"account": "shop", "to": number("smsc", 1), "text": "Hello"}
        with Wire(bridge.smpp_port) as wire, Wire(bridge.smpp_port) as stranger:
            assert wire.bind().status == 0
            stranger.bind("shop", "wrong")
            ended = api.ask("sendMessage", 202, draft)["id"]
            eventually(lambda: api.ask("showMessage", 200, id=ended)["message"]["stage"] == "ended", "it arrives")
            api.ask("stopProvider", 200, name="smsc")
            waits = api.ask("sendMessage", 202, draft)["id"]
            for name in ("holdMessage", "releaseMessage", "cancelMessage", "replayMessage"):
                api.ask(name, 200, id=waits)
            for name in ("releaseMessage", "cancelMessage", "replayMessage"):
                api.ask(name, 409, id=ended)
            api.ask("resumeProvider", 200, name="smsc")
            assert api.ask("listMessages", 200, query="?find=" + draft["to"])["messages"]
            assert api.ask("listMessages", 200, query="?limit=1")["next"]
            assert api.ask("listSessions", 200)["sessions"] and api.ask("rejected", 200)["rejected"]
            eventually(lambda: any("balance" in each for each in api.ask("listProviders", 200)["providers"]), "a balance is known")
            eventually(lambda: api.ask("alarms", 200)["alarms"], "an alarm stands")
        assert api.ask("listInquiries", 200, name="smsc")["inquiries"]
        assert api.ask("askProvider", 200, {"inquiry": "balance"}, name="smsc")["rows"]
        assert api.ask("quote", 200, draft)["cost"]["sum"] == "1.40"
        assert "reason" in api.ask("quote", 200, {**draft, "to": number("smsby", 1)})["cost"]
        assert [len(each) for each in api.ask("lists", 200).values()] == [2, 1]
        assert api.ask("preview", 200, query="?text=Hello")["segments"] == 1
        for name in ("tally", "incoming", "settings", "flow", "audit", "metrics", "health", "readiness", "console"):
            api.ask(name, 200)
        api.ask("asset", 200, file="app.js")
        # What is refused.
        for name, (_, path, _) in api.operations.items():
            if path.startswith("/api/"):
                api.ask(name, 401, token="wrong", id=ended, name="smsc")
        for name in ("showMessage", "cancelMessage", "holdMessage", "releaseMessage", "replayMessage"):
            api.ask(name, 404, id="4711")
        for name, body in {"askProvider": {"inquiry": "balance"}, "stopProvider": {}, "resumeProvider": {}, "listInquiries": None}.items():
            api.ask(name, 404, body, name="nobody")
        api.ask("askProvider", 422, {"inquiry": "riches"}, name="smsc")
        for name in ("sendMessage", "quote"):
            api.ask(name, 422, {**draft, "account": "nobody"})
            api.ask(name, 422, {**draft, "channel": "pigeon"})
            api.ask(name, 400, {"account": "shop"})
        api.ask("listMessages", 400, query="?state=gone")
        api.ask("callback", 404, provider="smsc", secret="wrong")
        api.ask("callbackPost", 404, provider="smsc", secret="wrong")
        bridge.configuration.write_text("nonsense")
        api.ask("reload", 409)
        assert set(api.operations) - api.exercised == {"callback", "callbackPost"}, set(api.operations) - api.exercised
