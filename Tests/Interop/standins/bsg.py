"""BSG One-API as its documents describe it: JSON, a bearer token, every send a campaign."""
import base64
import datetime
import json
import re
import time
import unicodedata

from standins.web import Refusal, Service, endpoint, serve

REFERENCE = re.compile(r"[a-zA-Z0-9]{1,32}$")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
# A token's payload; nobody checks its signature here.
HEADER = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=").decode()


def invalid(**errors):
    return Refusal(422, {"message": "The given data was invalid.", "errors": {name: [words] for name, words in errors.items()}})


class BSG(Service):
    """`steps`: seconds to `sent` and to the end; `ends`: the end by phone, `delivered` for others."""

    def __init__(self, port=0, latency=0.0, key="live_KEY", steps=(0.1, 0.3), lifetime=1800, senders=None):
        self.key, self.steps, self.lifetime, self.senders = key, steps, lifetime, senders
        self.ends, self.mode = {}, "LIVE"
        self.balance = 1_000_000.0
        self.tokens = {}
        self.logins = 0
        self.numbers = 0
        self.campaigns, self.groups = {}, {}
        self.messages = []
        self.references = {}
        self.recent = {}
        super().__init__(port, latency)

    # Access

    @endpoint("POST", "/api/auth/login")
    def login(self, call):
        if not isinstance(call.json, dict) or set(call.json) != {"api_key"}:
            raise invalid(api_key="The api key field is required.")
        if call.json["api_key"] != self.key:
            raise Refusal(401, {"message": "Unauthenticated."})
        return self.token()

    @endpoint("POST", "/api/auth/refresh")
    def refresh(self, call):
        self.enter(call)
        return self.token()

    def token(self):
        with self.lock:
            self.logins += 1
            end = time.time() + self.lifetime
            payload = base64.urlsafe_b64encode(json.dumps({"exp": int(end), "jti": self.logins}).encode()).rstrip(b"=").decode()
            token = f"{HEADER}.{payload}.c2lnbmF0dXJl"
            self.tokens[token] = end
            return {"bearer": token}

    def enter(self, call):
        """The API key itself is a bearer too, as the samples show it."""
        kind, _, token = (call.headers.get("Authorization") or "").partition(" ")
        if kind != "Bearer" or (token != self.key and self.tokens.get(token, 0) < time.time()):
            raise Refusal(401, {"message": "Unauthenticated."})
        if call.method != "GET" and call.query:
            raise invalid(query="nothing belongs into the query")

    # Campaigns

    def create(self, call, fields):
        self.enter(call)
        body = call.json
        if not isinstance(body, dict):
            raise Refusal(400, {"message": "a JSON object is wanted"})
        common = {"validity", "tariff_code", "start_at", "transliterate", "short_links", "callback_url"}
        for name in set(body) - common - fields:
            raise invalid(**{name: "unknown"})
        for name in fields - set(body):
            raise invalid(**{name: f"The {name} field is required."})
        self.integer(body, "validity", 1, 72)
        self.integer(body, "tariff_code", 0, 9)
        if "start_at" in body:
            if not isinstance(body["start_at"], str) or not MOMENT.match(body["start_at"]):
                raise invalid(start_at="yyyy-mm-dd hh:mm:ss")
            start = datetime.datetime.strptime(body["start_at"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=datetime.timezone.utc)
            if start.timestamp() > time.time() + 30 * 86400:
                raise invalid(start_at="30 days at most")
        if self.mode == "DEMO":
            raise Refusal(403, {"message": "Creating campaigns through the API is not available in the demo mode."})
        return body

    @staticmethod
    def integer(body, name, least, most):
        value = body.get(name, least)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise invalid(**{name: f"an integer from {least} to {most}"})

    def sender(self, place, sender):
        is_number = isinstance(sender, str) and sender.isdigit()
        if not isinstance(sender, str) or not (3 <= len(sender) <= (15 if is_number else 11)) or not sender.isascii():
            raise invalid(**{place: "3 to 11 Latin characters, or 3 to 15 digits"})
        if self.senders is not None and sender not in self.senders:
            raise invalid(**{place: "The sender is not registered."})
        return sender

    @staticmethod
    def text(place, text):
        if not isinstance(text, str) or not text:
            raise invalid(**{place: "The text field is required."})
        is_latin = all(ord(character) < 0x80 or unicodedata.name(character, "").startswith("LATIN") for character in text)
        if len(text) > (765 if is_latin else 335):
            raise invalid(**{place: "765 Latin or 335 other characters at most"})
        return text

    def phone(self, place, phone):
        if isinstance(phone, bool) or not isinstance(phone, int) or not 9 <= len(str(phone)) <= 15:
            raise invalid(**{place: "an integer of 9 to 15 digits"})
        return str(phone)

    def reference(self, place, reference, seen):
        if reference is None:
            return None
        if not isinstance(reference, str) or not REFERENCE.match(reference):
            raise invalid(**{place: "up to 32 of a-zA-Z0-9"})
        if reference in self.references or reference in seen:
            raise invalid(**{place: "The reference id has already been taken."})
        seen.add(reference)
        return reference

    def start(self, people, body):
        """People as (phone, text, sender, reference)."""
        fingerprint = json.dumps([(phone, text, sender) for phone, text, sender, _ in people])
        with self.lock:
            if time.time() - self.recent.get(fingerprint, 0) < 2:
                raise Refusal(429, {"message": "Too many duplicate request detected"})
            if self.balance < len(people):
                raise Refusal(402, {"message": "Insufficient funds"})
            self.balance -= len(people)
            self.recent[fingerprint] = time.time()
            self.numbers += 1
            id = self.numbers
            self.campaigns[id] = {"id": id, "at": time.time(), "sender": people[0][2] if people else "", "messages": []}
            for phone, text, sender, reference in people:
                message = {"id": len(self.messages) + 1, "campaign_id": id, "reference_id": reference, "phone": phone, "text": text,
                           "sender": sender, "at": time.time()}
                self.messages.append(message)
                self.campaigns[id]["messages"].append(message)
                if reference is not None:
                    self.references[reference] = message
                self.take(phone=phone, text=text, sender=sender, reference=reference, channel="sms")
            return {"data": self.campaign(id)}

    def campaign(self, id):
        campaign = self.campaigns.get(id)
        if not campaign:
            raise Refusal(404, {"message": "Not found"})
        at = self.clock(campaign["at"])
        states = [self.state(message) for message in campaign["messages"]]
        is_over = all(state in ("delivered", "undelivered", "expired", "failed") for state in states)
        status = campaign.get("stopped") or ("done" if is_over else "sending")
        return {"id": id, "name": f"campaign {id}", "sender": campaign["sender"], "status": status, "message_type": "sms", "start_at": at,
                "real_start_at": at, "finished_at": at, "created_at": at,
                "statistics": {"delivered": states.count("delivered"), "sent": len(states)}}

    @staticmethod
    def clock(moment):
        return datetime.datetime.fromtimestamp(moment, datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")

    @endpoint("POST", "/api/campaigns/sms/send")
    def send(self, call):
        body = self.create(call, {"sender", "phones", "text"})
        sender, text = self.sender("sender", body["sender"]), self.text("text", body["text"])
        self.people(body["phones"], "phones")
        seen, people = set(), []
        for place, one in enumerate(body["phones"]):
            self.object(f"phones.{place}", one, {"number", "reference_id"})
            phone = self.phone(f"phones.{place}.number", one.get("number"))
            people.append((phone, text, sender, self.reference(f"phones.{place}.reference_id", one.get("reference_id"), seen)))
        return self.start(people, body)

    @staticmethod
    def people(people, name):
        if not isinstance(people, list) or not 1 <= len(people) <= 10_000:
            raise invalid(**{name: "1 to 10 000 contacts"})

    @staticmethod
    def object(place, one, known):
        if not isinstance(one, dict) or set(one) - known:
            raise invalid(**{place: f"an object of {sorted(known)}"})

    @endpoint("POST", "/api/campaigns/sms/send-individual")
    def individual(self, call):
        body = self.create(call, {"messages"})
        self.people(body["messages"], "messages")
        seen, people = set(), []
        for place, one in enumerate(body["messages"]):
            at = f"messages.{place}"
            self.object(at, one, {"phone", "sender", "text", "reference_id"})
            people.append((self.phone(at + ".phone", one.get("phone")), self.text(at + ".text", one.get("text")),
                           self.sender(at + ".sender", one.get("sender")), self.reference(at + ".reference_id", one.get("reference_id"), seen)))
        return self.start(people, body)

    @endpoint("POST", "/api/campaigns/sms/send-groups")
    def to_groups(self, call):
        body = self.create(call, {"groups", "sender", "text"})
        sender, text = self.sender("sender", body["sender"]), self.text("text", body["text"])
        groups = body["groups"]
        if not isinstance(groups, list) or not groups or not all(isinstance(group, int) and group in self.groups for group in groups):
            raise invalid(groups="The selected groups are invalid.")
        return self.start([(phone, text, sender, None) for group in groups for phone in self.groups[group]], body)

    @endpoint("PATCH", "/api/campaigns/{id}/stop")
    def stop(self, call, id):
        self.enter(call)
        campaign = self.campaign(int(id))
        if campaign["status"] not in ("creation", "paused", "sending", "scheduled"):
            raise Refusal(422, {"message": "Invalid campaign status"})
        self.campaigns[int(id)]["stopped"] = "stopped"
        return {"data": self.campaign(int(id))}

    @endpoint("GET", "/api/campaigns/{id}/detail")
    def campaign_detail(self, call, id):
        self.enter(call)
        people = self.campaign(int(id)) and self.campaigns[int(id)]["messages"]
        return {"data": self.campaign(int(id)) | {"total_messages": len(people), "total_price": f"{len(people) * 0.01:.4f}", "currency": "EUR"}}

    @endpoint("POST", "/api/campaigns/price")
    def price(self, call):
        self.enter(call)
        if not isinstance(call.json, dict) or set(call.json) - {"sender", "text", "messages", "tariff_code"}:
            raise invalid(price="sender, text and messages")
        self.people(call.json.get("messages"), "messages")
        return {"data": {"price": f"{len(call.json['messages']) * 0.01:.4f}", "currency": "EUR"}}

    @endpoint("GET", "/api/campaigns/{id}")
    def one_campaign(self, call, id):
        self.enter(call)
        return {"data": self.campaign(int(id))}

    @endpoint("GET", "/api/campaigns")
    def list_campaigns(self, call):
        self.enter(call)
        return {"data": [self.campaign(id) for id in self.campaigns], "meta": {"page": {"limit": 50, "offset": 0, "total": len(self.campaigns)}}}

    # Messages

    def state(self, message):
        age = time.time() - message["at"]
        if self.campaigns[message["campaign_id"]].get("stopped"):
            return "failed"
        if age < self.steps[0]:
            return "accepted"
        return "sent" if age < self.steps[1] else self.ends.get(message["phone"], "delivered")

    @endpoint("GET", "/api/messages")
    def list_messages(self, call):
        self.enter(call)
        known = {"page[limit]", "page[offset]", "filter[id]", "filter[campaign_id]", "filter[reference_id]", "filter[from]", "filter[to]", "sort", "way"}
        for name in set(call.query) - known:
            raise invalid(**{name: "unknown"})
        limit, offset = int(call.query.get("page[limit]", 50)), int(call.query.get("page[offset]", 0))
        if not 15 <= limit <= 500 or offset < 0:
            raise invalid(page="limit is 15 to 500")
        with self.lock:
            rows = self.messages
            if "filter[campaign_id]" in call.query:
                rows = self.campaigns.get(int(call.query["filter[campaign_id]"]), {}).get("messages", [])
            if "filter[reference_id]" in call.query:
                rows = [row for row in [self.references.get(call.query["filter[reference_id]"])] if row]
            rows, total = list(rows[offset:offset + limit]), len(rows)
        return {"data": [self.row(row) for row in rows], "meta": {"page": {"limit": limit, "offset": offset, "total": total}}}

    def row(self, message):
        state = self.state(message)
        return {"id": message["id"], "campaign_id": message["campaign_id"], "reference_id": message["reference_id"], "type": "sms", "source": "api",
                "text": message["text"], "phone": int(message["phone"]), "validity": 72, "status": state,
                "amount": {"value": "0.0100", "currency": "EUR"}, "sender": message["sender"], "created_at": self.clock(message["at"]),
                "sent_at": self.clock(message["at"]), "delivered_at": self.clock(time.time()) if state == "delivered" else None,
                "country": "BY", "parts": 1}

    @endpoint("GET", "/api/accounts/balance")
    def get_balance(self, call):
        self.enter(call)
        return {"data": {"balance": f"{self.balance:.2f}", "currency": "EUR", "credit": "0.00"}}

    @endpoint("GET", "/api/accounts/tariff")
    def get_tariffs(self, call):
        self.enter(call)
        return {"data": [{"code": 0, "name": "usual"}]}

    @endpoint("GET", "/api/senders")
    def get_senders(self, call):
        self.enter(call)
        return {"data": [{"name": name, "status": "active"} for name in sorted(self.senders or {"SHOP"})]}

    @endpoint("GET", "/api/groups")
    def get_groups(self, call):
        self.enter(call)
        return {"data": [{"id": id, "name": f"group {id}", "count": len(phones)} for id, phones in self.groups.items()]}


if __name__ == "__main__":
    serve(BSG)
