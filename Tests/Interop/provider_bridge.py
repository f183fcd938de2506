"""The bridge in front of the three stand-ins: numbers of 375 go to sms.by, of 7 to SMSC, of 44 to BSG."""
import re
import urllib.error
import urllib.request

from bridge import Bridge
from standins.bsg import BSG
from standins.smsby import SMSBy
from standins.smsc import SMSC
from waiting import until as eventually

KINDS = ("smsby", "smsc", "bsg")
PREFIXES = {"smsby": "37529", "smsc": "7911", "bsg": "44770"}


def number(kind, n):
    return f"{PREFIXES[kind]}{n:07}"


class Standins:
    """One of each; a context."""

    def __init__(self, latency=0.0, **smsc):
        self.smsby, self.smsc, self.bsg = SMSBy(latency=latency), SMSC(latency=latency, minute=0.5, **smsc), BSG(latency=latency)

    def __iter__(self):
        return iter((self.smsby, self.smsc, self.bsg))

    def __getitem__(self, kind):
        return getattr(self, kind)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for standin in self:
            standin.__exit__()

    def fault(self, kind, **options):
        """The same for all, on the calls that send."""
        for name, words in (("smsby", "send"), ("smsc", "send.php"), ("bsg", "campaigns")):
            self[name].fault(kind, words, **options)

    def mend(self):
        for standin in self:
            standin.mend()

    def check(self):
        """No request was one that the documents do not allow."""
        refusals = [refusal for standin in self for refusal in standin.refusals]
        assert not refusals, f"{len(refusals)} requests were refused: {refusals[:3]}"


class ProviderBridge(Bridge):
    """The configuration of an operator with these three; further settings by provider."""

    def __init__(self, standins, smsby=None, smsc=None, bsg=None, routes=None, account=None, lists=None, **tables):
        tables.setdefault("delivery", {"status_first": "200ms", "status_intervals": ["300ms", "500ms", "1s", "2s"], "incoming_poll": "1s"})
        super().__init__(account={"window": 1000, "receipt_window": 1000, "tlvs": "vendor", **(account or {})}, **tables)
        self.settings["provider"] = [
            {"name": "smsby", "kind": "sms.by", "url": standins.smsby.url, "token": "smsby-token", "senders": {"SHOP": 123, "*": 0},
             "viber_senders": {"SHOP": 444}, **(smsby or {})},
            {"name": "smsc", "kind": "smsc", "url": standins.smsc.url, "login": "alex", "password": "123", **(smsc or {})},
            {"name": "bsg", "kind": "bsg", "url": standins.bsg.url, "api_key": "live_KEY", **(bsg or {})},
        ]
        self.settings["route"] = routes or [
            {"prefixes": ["375"], "channels": ["sms", "viber", "viber-sms", "sms-viber", "telegram", "whatsapp"], "providers": ["smsby"]},
            {"prefixes": ["44"], "providers": ["bsg"]},
            {"channels": ["sms", "flash", "voice", "mms", "mail", "hlr", "ping", "viber"], "providers": ["smsc"]},
        ]
        if lists:
            self.settings["list"] = lists
        self.write()

    def provider(self, name):
        return next(provider for provider in self.settings["provider"] if provider["name"] == name)

    def http(self, path, method="GET", body=None, type="application/json"):
        request = urllib.request.Request(f"http://127.0.0.1:{self.admin_port}{path}", data=body, method=method,
                                         headers={"Authorization": "Bearer interop", **({"Content-Type": type} if body else {})})
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def metric(self, name, **labels):
        """The sum of the samples with this name and these labels."""
        total = 0.0
        for line in self.http("/metrics")[1].splitlines():
            match = re.match(r"(\w+)(?:\{(.*)\})? (\S+)$", line)
            if match and match.group(1) == name:
                found = dict(re.findall(r'(\w+)="([^"]*)"', match.group(2) or ""))
                if all(found.get(label) == value for label, value in labels.items()):
                    total += float(match.group(3))
        return total
