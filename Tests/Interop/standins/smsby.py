"""sms.by as its documents describe it: `/api/v1` and `/api/v2`, each parameter in the place that they name."""
import datetime
import json
import re
import time
import uuid

from standins.web import Refusal, Service, endpoint, serve

ZONE = datetime.timezone(datetime.timedelta(hours=3))
PHONE = re.compile(r"\+?[0-9]{9,15}$")
MINUTES = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d$")
SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")

TEXT = str
INTEGER = re.compile(r"-?\d+$")


def bad(words, status=400):
    return Refusal(status, {"error": words})


class SMSBy(Service):
    """`steps`: seconds after which a message is SENT and has its end; `ends`: the end by phone, DELIVERED for others."""

    def __init__(self, port=0, latency=0.0, token="smsby-token", alphanames=(0, 123, 234), vibernames=(444,), steps=(0.1, 0.3)):
        self.token, self.alphanames, self.vibernames, self.steps = token, set(alphanames), set(vibernames), steps
        self.ends, self.errors, self.refused_texts = {}, {}, set()
        self.balance = 1_000_000.0
        self.numbers = 2_000_000
        self.singles, self.vibers, self.texts, self.mailings, self.bulks, self.lists = {}, {}, {}, [], {}, {}
        self.incoming, self.read = {}, []
        self.largest_bulk = 0
        self.callback_urls = set()
        super().__init__(port, latency)

    # Parameters

    def check(self, call, query=(), form=(), files=()):
        """Each parameter stands where the documents have it, `*` in front of the name of one that must be there."""
        given = {}
        for place, wanted, got in (("query", query, call.query), ("formData", form, call.form)):
            names = {}
            for name, kind in wanted:
                names[name.lstrip("*")] = kind
                if name.startswith("*") and name[1:] not in got:
                    raise bad(f"{name[1:]} is missing in {place}")
            for name, value in got.items():
                if name not in names:
                    raise bad(f"{name} does not belong into {place}")
                kind = names[name]
                if kind is not TEXT and not kind.match(value):
                    raise bad(f"{name}: {value[:40]!r} is not what it should be")
                given[name] = value
        for name in call.files:
            if name not in files:
                raise bad(f"the file {name} is not wanted")
        if call.json is not None:
            raise bad("no JSON is wanted here")
        self.check_token(given.get("token"))
        return given

    def check_token(self, token):
        if token != self.token:
            raise bad("Invalid API token", 401)

    def pay(self, count=1):
        if self.balance < count:
            raise bad("Insufficient funds to continue")
        self.balance -= count

    def number(self):
        self.numbers += 1
        return self.numbers

    # States

    def state(self, entry):
        age = time.time() - entry["at"]
        if age < self.steps[0]:
            return "NEW"
        if age < self.steps[1]:
            return "SENT"
        return self.ends.get(entry["phone"], "DELIVERED")

    @staticmethod
    def clock(moment, form="%Y-%m-%d %H:%M:%S"):
        return datetime.datetime.fromtimestamp(moment, ZONE).strftime(form)

    def entry(self, phone, text, sender, channel, **more):
        phone = phone.lstrip("+")
        if not PHONE.match(phone):
            raise bad(f"Wrong phone number {phone[:20]!r}")
        if text in self.refused_texts:
            raise bad("The message is not allowed")
        with self.lock:
            entry = {"id": self.number(), "phone": phone, "text": text, "at": time.time(), **more}
            self.take(phone=phone, text=text, sender=sender, channel=channel, reference=more.get("mailing"))
            return entry

    def alphaname(self, id):
        if int(id) not in self.alphanames:
            raise bad("Wrong alphaname. Check it is correct and approved.")
        return int(id)

    def vibername(self, id):
        if int(id) not in self.vibernames:
            raise bad("Wrong vibername")
        return int(id)

    # v1: one message

    @endpoint("POST", "/api/v1/sendQuickSMS")
    def quick(self, call):
        given = self.check(
            call, [("*token", TEXT), ("*message", TEXT), ("*phone", PHONE), ("*alphaname_id", INTEGER), ("show_cost", re.compile("[01]$"))],
            [("forwarding_message", re.compile("[01]$")), ("forwarding_time", INTEGER), ("vibername_id", INTEGER)])
        self.alphaname(given["alphaname_id"])
        if not given["message"]:
            raise bad("Message is empty")
        if "forwarding_time" in given and not 5 <= int(given["forwarding_time"]) <= 60:
            raise bad("forwarding_time is 5 to 60")
        if given.get("forwarding_message") == "1":
            self.vibername(given.get("vibername_id", "0"))
        self.pay()
        channel = "sms-viber" if given.get("forwarding_message") == "1" else "sms"
        entry = self.entry(given["phone"], given["message"], given["alphaname_id"], channel)
        self.singles[str(entry["id"])] = entry
        answer = {"sms_id": entry["id"], "status": "NEW", "parts": 1}
        if given.get("show_cost") == "1":
            answer["cost"] = "0.026"
        return answer

    def code(self, call, channel):
        given = self.check(call, [("*token", TEXT), ("*message", re.compile("[0-9]{1,16}$")), ("*phone", PHONE)])
        self.pay()
        entry = self.entry(given["phone"], given["message"], "", channel)
        self.singles[str(entry["id"])] = entry
        return {"sms_id": entry["id"], "status": "NEW", "parts": 1}

    @endpoint("POST", "/api/v1/sendOtpTelegram")
    def telegram(self, call):
        return self.code(call, "telegram")

    @endpoint("POST", "/api/v1/sendOtpWhatsApp")
    def whatsapp(self, call):
        return self.code(call, "whatsapp")

    @endpoint("GET", "/api/v1/createSmsMessage")
    def create(self, call):
        given = self.check(call, [("*token", TEXT), ("name", TEXT), ("*message", TEXT), ("alphaname_id", INTEGER), ("time", MINUTES)])
        sender = self.alphaname(given.get("alphaname_id", "0"))
        with self.lock:
            for id, text in self.texts.items():
                if text["message"] == given["message"] and text["sender"] == sender:
                    raise bad(f"The same message exists with ID={id}")
            id = str(self.number())
            self.texts[id] = {"message": given["message"], "sender": sender, "at": time.time(), "entries": []}
        return {"status": "ok", "parts": 1, "len": len(given["message"]), "message_id": int(id), "alphaname": "system", "time": 0}

    @endpoint("GET", "/api/v1/checkSMSMessageStatus")
    def text_status(self, call):
        given = self.check(call, [("*token", TEXT), ("*message_id", INTEGER)])
        if given["message_id"] not in self.texts:
            raise bad("not found")
        return {"message_id": int(given["message_id"]), "status": "moderated"}

    @endpoint("GET", "/api/v1/sendSMS")
    def send_text(self, call):
        given = self.check(call, [("*token", TEXT), ("*message_id", INTEGER), ("*phone", PHONE)])
        text = self.texts.get(given["message_id"])
        if not text:
            raise bad("not found")
        self.pay()
        entry = self.entry(given["phone"], text["message"], str(text["sender"]), "sms")
        with self.lock:
            text["entries"].append(entry)
            self.singles[str(entry["id"])] = entry
        return {"sms_id": entry["id"], "status": "NEW"}

    @endpoint("GET", "/api/v1/checkSMS")
    def check_sms(self, call):
        given = self.check(call, [("*token", TEXT), ("*sms_id", INTEGER)])
        entry = self.singles.get(given["sms_id"])
        if not entry:
            raise bad("not found")
        state = self.state(entry)
        answer = {"sms_id": entry["id"]}
        if state != "NEW":
            answer["sent"] = int(entry["at"] + self.steps[0])
        if state == "DELIVERED":
            answer["delivered"] = int(entry["at"] + self.steps[1])
        elif state not in ("NEW", "SENT"):
            # The documents show times only; how an undelivered one looks is known from clients.
            answer["status"] = state
        return answer

    @endpoint("GET", "/api/v1/getMessagesList")
    def messages_list(self, call):
        given = self.check(call, [("*token", TEXT), ("limit_offset", INTEGER), ("limit_rows", INTEGER)])
        rows = [{"message_id": int(id), "message": text["message"], "parts": 1, "d_create": self.clock(text["at"]), "status": "moderated"}
                for id, text in self.texts.items()]
        return {"result": self.page(rows, given)}

    @staticmethod
    def page(rows, given):
        if "limit_offset" in given and "limit_rows" not in given:
            raise bad("limit_rows is required with limit_offset")
        offset = int(given.get("limit_offset", 0))
        return rows[offset:offset + int(given["limit_rows"])] if "limit_rows" in given else rows[offset:]

    @endpoint("GET", "/api/v1/getSmsDeliveryList")
    def delivery_list(self, call):
        given = self.check(call, [("*token", TEXT), ("*message_id", INTEGER), ("limit_offset", INTEGER), ("limit_rows", INTEGER)])
        with self.lock:
            if given["message_id"] in self.texts:
                entries = list(self.texts[given["message_id"]]["entries"])
            else:
                mailing = self.mailing(given["message_id"])
                entries = list(mailing["entries"])
        rows = [{"phone": int(entry["phone"]), "status": self.state(entry).lower(), "d_sent": self.clock(entry["at"])} for entry in entries]
        return {"result": self.page(rows, given)}

    def mailing(self, id):
        for mailing in self.mailings:
            if str(mailing["id"]) == str(id):
                return mailing
        raise bad("not found")

    # v1: many messages

    def bulk_request(self, call, callback_required):
        """One JSON object as in the sample; what the table puts into the query may stand there as well."""
        for name in call.query:
            if name not in ("token", "callback_url", "messages"):
                raise bad(f"{name} does not belong into query")
        given = dict(call.query)
        if "messages" in given:
            given["messages"] = json.loads(given["messages"])
        if call.json is not None:
            if not isinstance(call.json, dict) or set(call.json) - {"token", "callback_url", "messages"}:
                raise bad("the request is one object of token, callback_url and messages")
            for name, value in call.json.items():
                if name in given and given[name] != value:
                    raise bad(f"{name} has two values")
                given[name] = value
        elif call.form:
            raise bad("nothing belongs into formData")
        if callback_required and "callback_url" not in given:
            raise bad("callback_url is missing")
        self.check_token(given.get("token"))
        self.callback_urls.add(given.get("callback_url"))
        messages = given.get("messages")
        if not isinstance(messages, list) or not messages:
            raise bad("messages is missing")
        return messages

    def bulk(self, call, kind):
        messages = self.bulk_request(call, kind == "sms")
        if self.largest_bulk and sum(len(mailing["delivery_list"]) for mailing in messages) > self.largest_bulk:
            raise bad("too large")
        checked = [self.check_mailing(mailing, kind) for mailing in messages]
        count = sum(len(pairs) for _, pairs in checked)
        self.pay(count)
        with self.lock:
            id = str(uuid.uuid4())
            self.bulks[id] = []
            for mailing, pairs in checked:
                failure = self.errors.get((mailing.get("content") or {}).get("image_url"))
                if failure:
                    self.bulks[id].append({"name": mailing["name"], "errors": [f"{mailing['name']}: {failure}"]})
                    continue
                entries = [self.entry(phone, text, str(mailing["alphaname_id"]), kind, mailing=mailing["name"]) for phone, text in pairs]
                record = {"id": self.number(), "name": mailing["name"], "alphaname_id": int(mailing["alphaname_id"]), "at": time.time(),
                          "entries": entries, "kind": kind}
                self.mailings.append(record)
                self.bulks[id].append(record)
        return {"uuid": id, "success": "OK"}

    def check_mailing(self, mailing, kind):
        """The mailing and its (phone, text) pairs."""
        known = {"alphaname_id", "name", "message_type", "schedule_time", "delivery_list"} | ({"text"} if kind == "sms" else {"content"})
        if not isinstance(mailing, dict) or set(mailing) - known:
            raise bad(f"unknown in a mailing: {sorted(set(mailing) - known)}")
        for name in ("alphaname_id", "name", "message_type", "delivery_list"):
            if name not in mailing:
                raise bad(f"{name} is missing in a mailing")
        if not isinstance(mailing["alphaname_id"], str) or not isinstance(mailing["name"], str):
            raise bad("alphaname_id and name are strings")
        if "schedule_time" in mailing and not SECONDS.match(mailing["schedule_time"]):
            raise bad("schedule_time is YYYY-MM-DDTHH:mm:ss")
        (self.alphaname if kind == "sms" else self.vibername)(mailing["alphaname_id"])
        if kind == "viber":
            self.check_content(mailing)
        people = mailing["delivery_list"]
        if not isinstance(people, list) or not people:
            raise bad("delivery_list is empty")
        if mailing["message_type"] == "bulk":
            text = mailing.get("text") if kind == "sms" else mailing["content"].get("text", "")
            if kind == "sms" and not text:
                raise bad("text is missing in a bulk mailing")
            if not all(isinstance(phone, str) and PHONE.match(phone) for phone in people):
                raise bad("a bulk delivery_list holds phones")
            return mailing, [(phone, text) for phone in people]
        if mailing["message_type"] != "personal":
            raise bad("message_type is personal or bulk")
        if "text" in mailing:
            raise bad("a personal mailing has its texts in delivery_list")
        allowed = {"phone", "text"} | ({"button_link"} if kind == "viber" else set())
        for one in people:
            if not isinstance(one, dict) or set(one) - allowed or not PHONE.match(one["phone"]) or not one["text"]:
                raise bad("a personal delivery_list holds objects of phone and text")
        return mailing, [(one["phone"], one["text"]) for one in people]

    def check_content(self, mailing):
        content = mailing.get("content")
        is_bulk = mailing["message_type"] == "bulk"
        wanted = {
            ("text", True): ({"text"}, set()), ("text", False): (set(), set()),
            ("image", True): ({"image_url"}, {"text"}),
            ("button", True): ({"image_url", "button_link", "caption", "text"}, set()),
            ("button", False): ({"image_url", "caption"}, set()),
        }.get((content.get("type"), is_bulk))
        if wanted is None:
            raise bad("an image is for bulk mailings only" if content.get("type") == "image" else "type is text, image or button")
        names = set(content) - {"type"}
        # A button without a picture is not shown in the documents, nor forbidden.
        missing = wanted[0] - names - {"image_url"} if content["type"] == "button" else wanted[0] - names
        if missing or names - wanted[0] - wanted[1]:
            raise bad(f"content of {content['type']}: missing {sorted(missing)}, unknown {sorted(names - wanted[0] - wanted[1])}")
        if len(content.get("button_link", "")) > 150:
            raise bad("button_link is longer than 150 characters")

    @endpoint("POST", "/api/v1/sendBulkSms")
    def bulk_sms(self, call):
        return self.bulk(call, "sms")

    @endpoint("POST", "/api/v1/sendBulkViber")
    def bulk_viber(self, call):
        return self.bulk(call, "viber")

    def bulk_status(self, call):
        given = self.check(call, [("*token", TEXT), ("*uuid", TEXT)])
        if given["uuid"] not in self.bulks:
            raise bad("not found")
        answer = []
        for mailing in self.bulks[given["uuid"]]:
            if "errors" in mailing:
                answer.append({"errors": mailing["errors"]})
                continue
            rows = [{"delivery_id": entry["id"], "phone": entry["phone"], "status": self.state(entry),
                     "status_time": self.clock(entry["at"], "%Y-%m-%d %H:%M:%S.%f")} for entry in mailing["entries"]]
            answer.append({"message_id": mailing["id"], "name": mailing["name"], "alphaname_id": mailing["alphaname_id"], "success": rows})
        return answer

    @endpoint("POST", "/api/v1/statusBulkSms")
    def status_sms(self, call):
        return self.bulk_status(call)

    @endpoint("POST", "/api/v1/statusBulkViber")
    def status_viber(self, call):
        return self.bulk_status(call)

    # v1: lists

    @endpoint("POST", "/api/v1/sendSmsList")
    def list_sms(self, call):
        given = self.check(call, form=[("*token", TEXT), ("*name", TEXT), ("*message", TEXT), ("*d_schedule", MINUTES), ("*list_id", INTEGER), ("*alphaname_id", INTEGER)])
        self.alphaname(given["alphaname_id"])
        return self.prepare(given, "sms", given["alphaname_id"])

    def prepare(self, given, kind, sender):
        phones = self.lists.get(int(given["list_id"]))
        if phones is None:
            raise bad("list not found", 404)
        with self.lock:
            id = self.number()
            self.mailings.append({"id": id, "name": given.get("name", str(id)), "at": time.time(), "entries": [], "kind": kind,
                                  "waiting": list(phones), "text": given.get("message", ""), "sender": sender})
        answer = {"message_id": id, "count_subscribers": len(phones)}
        return {"status": "OK", **answer} if kind == "sms" else {"status": "OK", "result": answer}

    def confirm(self, id):
        mailing = self.mailing(id)
        waiting = mailing.pop("waiting", [])
        if self.balance < len(waiting):
            mailing["waiting"] = waiting
            raise bad("Insufficient funds to continue")
        self.pay(len(waiting))
        mailing["entries"] = [self.entry(phone, mailing["text"], mailing["sender"], mailing["kind"], mailing=mailing["name"]) for phone in waiting]

    @endpoint("POST", "/api/v1/confirmSendMessageByList")
    def confirm_sms(self, call):
        given = self.check(call, form=[("*token", TEXT), ("*message_id", INTEGER), ("*confirm", re.compile("[01]$"))])
        mailing = self.mailing(given["message_id"])
        if given["confirm"] == "0":
            return {"status": "OK", "message_id": mailing["id"], "count_subscribers": len(mailing.get("waiting", [])), "cost": "1.20"}
        self.confirm(given["message_id"])
        return {"status": "OK"}

    @endpoint("GET", "/api/v1/getSMSMessages")
    def sms_messages(self, call):
        given = self.check(call, [("*token", TEXT), ("type", re.compile("(WEB|API)$"))])
        if given.get("type") == "WEB":
            return {"status": "success", "data": []}
        with self.lock:
            rows = [{"id": mailing["id"], "name": mailing["name"], "d_create": int(mailing["at"]), "d_schedule": int(mailing["at"]), "type": "API",
                     "parts": str(len(mailing["entries"])), "count_phones": len(mailing["entries"]), "status": "NEW", "sms_delivered": "0",
                     "cost": "0.00000", "alphaname": "SMS.by"} for mailing in self.mailings if mailing["kind"] == "sms"]
        return {"status": "success", "data": rows}

    # v2

    VIBER = [("type_message", re.compile("(TEXT|IMAGE|BUTTON)$")), ("message", TEXT), ("image_url", TEXT), ("button", TEXT), ("button_link", TEXT)]

    def check_viber(self, given, call):
        self.vibername(given["vibername_id"])
        kind = given.get("type_message", "TEXT")
        if kind == "TEXT" and not given.get("message"):
            raise bad("message is required")
        if kind == "IMAGE" and not given.get("image_url") and "image" not in call.files:
            raise bad("an image is required")
        if kind == "BUTTON" and not (given.get("button") and given.get("button_link")):
            raise bad("button and button_link are required")

    @endpoint("POST", "/api/v2/sendQuickViberMessage")
    def quick_viber(self, call):
        given = self.check(call, form=[
            ("*token", TEXT), ("*vibername_id", INTEGER), ("*phone", PHONE), *self.VIBER, ("forwarding_message", re.compile("[01]$")),
            ("forwarding_time", INTEGER), ("alphaname_id", INTEGER)], files=["image"])
        self.check_viber(given, call)
        if "forwarding_time" in given and not 5 <= int(given["forwarding_time"]) <= 60:
            raise bad("forwarding_time is 5 to 60")
        if given.get("forwarding_message") == "1":
            self.alphaname(given["alphaname_id"])
        self.pay()
        entry = self.entry(given["phone"], given.get("message", ""), given["vibername_id"],
                           "viber-sms" if given.get("forwarding_message") == "1" else "viber", kind=given.get("type_message", "TEXT"))
        self.vibers[str(entry["id"])] = entry
        with self.lock:
            self.mailings.append({"id": entry["id"], "name": "", "at": time.time(), "entries": [entry], "kind": "viber", "text": entry["text"]})
        return {"status": "OK", "result": {"message_id": entry["id"]}}

    @endpoint("POST", "/api/v2/getViberDeliveryData")
    def viber_data(self, call):
        given = self.check(call, form=[("*token", TEXT), ("*message_id", INTEGER)])
        entry = self.vibers.get(given["message_id"])
        if not entry:
            return {"status": "ERROR", "error": "not found"}
        state = self.state(entry)
        return {"status": "OK", "result": {"phone": entry["phone"], "status": state, "error_code": 0 if state != "UNDELIVERED" else 3}}

    @endpoint("POST", "/api/v2/sendViberMessageList")
    def list_viber(self, call):
        given = self.check(call, form=[("*token", TEXT), ("name", TEXT), ("*vibername_id", INTEGER), ("*list_id", INTEGER), *self.VIBER, ("d_schedule", MINUTES)], files=["image"])
        self.check_viber(given, call)
        return self.prepare(given, "viber", given["vibername_id"])

    @endpoint("POST", "/api/v2/confirmViberMessage")
    def confirm_viber(self, call):
        given = self.check(call, [("*token", TEXT)], [("*message_id", INTEGER)])
        self.confirm(given["message_id"])
        return {"status": "OK"}

    def viber_row(self, mailing):
        return {"message_id": mailing["id"], "message_type": "TEXT", "message": mailing.get("text", ""), "button_caption": "", "button_link": "",
                "image_file": "", "status": "SENT", "d_create": self.clock(mailing["at"]), "d_schedule": self.clock(mailing["at"]), "cost": "0.04900 EUR"}

    @endpoint("POST", "/api/v2/getViberMessages")
    def viber_messages(self, call):
        given = self.check(call, [("*token", TEXT)], [("limit_offset", INTEGER), ("limit_rows", INTEGER)])
        with self.lock:
            rows = [self.viber_row(mailing) for mailing in reversed(self.mailings) if mailing["kind"] == "viber"]
        offset = int(given.get("limit_offset", 0))
        return {"status": "OK", "result": rows[offset:offset + int(given.get("limit_rows", 100))]}

    @endpoint("POST", "/api/v2/getViberMessageData")
    def viber_message(self, call):
        given = self.check(call, [("*token", TEXT)], [("*message_id", INTEGER)])
        return {"status": "OK", "result": self.viber_row(self.mailing(given["message_id"]))}

    @endpoint("POST", "/api/v2/getViberDeliveryList")
    def viber_deliveries(self, call):
        given = self.check(call, form=[("*token", TEXT), ("*message_id", INTEGER)])
        rows = [{"delivery_id": entry["id"], "phone": entry["phone"], "status": self.state(entry), "error_code": 0}
                for entry in self.mailing(given["message_id"])["entries"]]
        return {"status": "OK", "result": rows}

    def reply(self, mailing, phone, text):
        """Somebody replies to a Viber mailing."""
        with self.lock:
            id = str(self.number())
            self.incoming[id] = {"mailing": str(mailing), "phone": phone, "message": text, "at": time.time()}
            return id

    @endpoint("POST", "/api/v2/getNewIncomingMessages")
    def incoming_messages(self, call):
        given = self.check(call, form=[("*token", TEXT), ("*message_id", INTEGER)])
        with self.lock:
            rows = [{"id": id, "phone": one["phone"], "message": one["message"], "d_receiver": self.clock(one["at"])}
                    for id, one in self.incoming.items() if one["mailing"] == given["message_id"] and id not in self.read]
        return {"status": "OK", "result": rows}

    @endpoint("POST", "/api/v2/readResponseStatus")
    def mark_read(self, call):
        given = self.check(call, form=[("*token", TEXT), ("*incoming_messages", re.compile(r"\d+(,\d+)*$"))])
        with self.lock:
            marked = [id for id in given["incoming_messages"].split(",") if id in self.incoming]
            self.read += marked
        return {"status": "OK", "result": f"Number of flagged messages: {len(marked)}"}

    # Account

    @endpoint("GET", "/api/v1/getBalance")
    def get_balance(self, call):
        self.check(call, [("*token", TEXT)])
        return {"status": "OK", "currency": "BYN", "result": [{"balance": f"{self.balance:.5f}", "viber_balance": "0.00000"}]}

    @endpoint("GET", "/api/v1/getLimit")
    def get_limit(self, call):
        self.check(call, [("*token", TEXT)])
        return {"limit": int(self.balance)}

    @endpoint("GET", "/api/v1/getAlphanames")
    def get_alphanames(self, call):
        self.check(call, [("*token", TEXT)])
        return {str(id): f"Name{id}" for id in sorted(self.alphanames)}

    @endpoint("GET", "/api/v1/getAlphanameId")
    def get_alphaname_id(self, call):
        name = self.check(call, [("*token", TEXT), ("*name", TEXT)])["name"]
        for id in self.alphanames:
            if name == f"Name{id}":
                return {"id": id}
        raise bad("not found")

    @endpoint("GET", "/api/v1/getAlphanameCategory")
    def get_categories(self, call):
        self.check(call, [("*token", TEXT)])
        return {"status": "OK", "result": [{"id": 1, "name": "Trade"}]}

    @endpoint("GET", "/api/v1/getVibernames")
    def get_vibernames(self, call):
        self.check(call, [("*token", TEXT)])
        return {str(id): f"Viber{id}" for id in sorted(self.vibernames)}

    @endpoint("POST", "/api/v2/createSubscriberList")
    def create_list(self, call):
        self.check(call, form=[("*token", TEXT), ("*name", TEXT)])
        with self.lock:
            id = len(self.lists) + 50
            self.lists[id] = []
        return {"status": "OK", "result": {"list_id": id}}

    @endpoint("POST", "/api/v2/importContacts")
    def import_contacts(self, call):
        rows = sum(name.startswith("data[") for name in call.form)
        given = self.check(call, form=[
            ("*token", TEXT), ("*list_id", INTEGER), ("*field_names[0]", re.compile("phone$")), *((f"*data[{row}][0]", PHONE) for row in range(rows))])
        if not 1 <= rows <= 500:
            raise bad("1 to 500 contacts")
        people = self.lists.get(int(given["list_id"]))
        if people is None:
            raise bad("list not found")
        people += [given[f"data[{row}][0]"] for row in range(rows)]
        return {"status": "OK", "result": {"inserted": rows, "updated": 0, "invalid": 0, "log": []}}

    @endpoint("POST", "/api/v2/getSubscriberLists")
    def get_lists(self, call):
        self.check(call, form=[("*token", TEXT)])
        return {"status": "OK", "result": [{"list_id": id, "name": f"list {id}", "count": len(phones)} for id, phones in self.lists.items()]}


if __name__ == "__main__":
    serve(SMSBy)
