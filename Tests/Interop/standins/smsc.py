"""SMSC as its documents describe it: `/sys/*.php`, a form or a query with the login, errors with HTTP 200 and a number."""
import datetime
import hashlib
import re
import time

from standins.web import Raw, Service, endpoint, serve

MOSCOW = datetime.timezone(datetime.timedelta(hours=3))
PHONE = re.compile(r"\+?[0-9]{10,15}$")
MAILBOX = re.compile(r"[^@\s,;]+@[^@\s,;]+$")
OWN_ID = re.compile(r"[A-Za-z0-9._-]{1,40}$")
VALID = re.compile(r"(\d{1,2}|\d\d:\d\d)$")

WORDS = {1: "parameters error", 2: "authorise error", 3: "no money", 4: "ip is blocked", 5: "invalid date", 6: "message is denied",
         7: "invalid number", 8: "can't to deliver", 9: "duplicate request, wait a minute"}

SEND = {"login", "psw", "apikey", "fmt", "charset", "phones", "mes", "list", "nl", "id", "sender", "translit", "tinyurl", "time", "tz", "period",
        "freq", "flash", "push", "hlr", "ping", "mms", "mail", "call", "viber", "soc", "tg", "bin", "bot", "fileurl", "voice", "param", "subj",
        "cost", "valid", "maxsms", "err", "op", "imgcode", "userip", "pp"}
CHANNELS = ("flash", "push", "hlr", "ping", "mms", "mail", "call", "viber", "soc", "tg")


class Fault(Exception):
    """An error by its number."""

    def __init__(self, code, words=None):
        super().__init__(words or WORDS[code])
        self.code, self.words = code, words or WORDS[code]


class SMSC(Service):
    """`steps`: seconds to the operator and to the end; `ends`: (status, err) by phone, (1, 0) for others.

    `minute` is the length of the minute in which requests are limited, so that tests need not wait for a whole one.
    """

    def __init__(self, port=0, latency=0.0, login="alex", password="123", steps=(0.1, 0.3), minute=60.0):
        self.login, self.password, self.steps, self.minute = login, password, steps, minute
        self.ends, self.denied = {}, set()
        self.balance = 1_000_000.0
        self.numbers = 0
        self.sent = {}  # (id, phone) -> entry
        self.groups = {}
        self.contacts, self.black, self.jobs, self.templates, self.senders = [], [], [], [], []
        self.incoming = []
        self.asked, self.asked_many, self.requests = {}, [], {}
        self.under_way = 0
        self.nines = 0
        super().__init__(port, latency)

    # Common to all pages

    def page(self, call, work, known=None):
        given = {}
        for place in (call.query, call.form):
            for name, value in place.items():
                if name in given:
                    return self.error(given, Fault(1, f"{name} comes twice"))
                given[name] = value
        try:
            if call.json is not None:
                raise Fault(1, "no JSON here")
            if known and set(given) - known:
                raise Fault(1, f"parameters error: {sorted(set(given) - known)}")
            if given.get("charset") != "utf-8":
                raise Fault(1, "windows-1251 is the default, and is not what tests send")
            if not self.may_enter(given):
                raise Fault(2)
            if self.under_way >= 15:
                raise Fault(9)
            with self.lock:
                self.under_way += 1
            try:
                answer = work(given)
            finally:
                with self.lock:
                    self.under_way -= 1
        except Fault as fault:
            return self.error(given, fault)
        return answer

    def may_enter(self, given):
        if "apikey" in given:
            return given["apikey"] == self.password
        return given.get("login") == self.login and given.get("psw") in (self.password, hashlib.md5(self.password.encode()).hexdigest())

    def error(self, given, fault):
        with self.lock:
            self.refusals.append(f"error {fault.code}: {fault.words}")
            self.nines += fault.code == 9
        if given.get("fmt") == "3":
            return {"error": fault.words, "error_code": fault.code}
        return Raw(f"ERROR = {fault.code} ({fault.words})")

    def limited(self, key, times):
        """Error 9 when it comes more than so often a minute."""
        now = time.time()
        with self.lock:
            recent = [at for at in self.requests.get(key, []) if now - at < self.minute]
            if len(recent) >= times:
                self.requests[key] = recent
                raise Fault(9)
            self.requests[key] = [*recent, now]

    # send.php

    @endpoint("GET|POST", "/sys/send.php")
    def send(self, call):
        return self.page(call, lambda given: self.take_all(given, call), SEND)

    def take_all(self, given, call):
        channels = [name for name in CHANNELS if given.get(name) == "1"]
        if len(channels) > 1:
            raise Fault(1, "more than one channel")
        channel = channels[0] if channels else "sms"
        if given.get("bin"):
            channel = "binary"
        if "id" in given and not OWN_ID.match(given["id"]):
            raise Fault(1, "id")
        if "valid" in given and (not VALID.match(given["valid"]) or not "00:01" <= self.hours(given["valid"]) <= "24:00"):
            raise Fault(5)
        pairs = self.pairs(given, channel)
        for phone, text in pairs:
            if not (MAILBOX if "@" in phone and channel == "mail" else PHONE).match(phone):
                raise Fault(7)
            if len(text) > 1000:
                raise Fault(1, "message is longer than 1000 characters")
            if text in self.denied:
                raise Fault(6)
        cost = given.get("cost", "0")
        if cost == "1":
            return {"cost": f"{len(pairs) * 1.4:.2f}", "cnt": len(pairs)}
        self.limited(("send", tuple(sorted((name, value) for name, value in given.items() if name != "id"))), 1)
        if self.balance < len(pairs):
            raise Fault(3)
        self.balance -= len(pairs)
        with self.lock:
            self.numbers += 1
            id = given.get("id", str(self.numbers))
            rows = []
            for phone, text in pairs:
                phone = phone.lstrip("+")
                self.sent[(id, phone)] = {"id": id, "phone": phone, "text": text, "at": time.time(), "channel": channel}
                self.take(phone=phone, text=text, sender=given.get("sender", ""), reference=id, channel=channel)
                rows.append({"phone": phone, "mccmnc": "25701", "cost": "1.40", "status": "0", "error": "0"})
            answer = {"id": int(id) if id.isdigit() else id, "cnt": len(pairs)}
            if cost in ("2", "3"):
                answer["cost"] = f"{len(pairs) * 1.4:.2f}"
            if cost == "3":
                answer["balance"] = f"{self.balance:.2f}"
            if given.get("op") == "1":
                answer["phones"] = rows
            if channel == "call":
                answer["code"] = "1234"
            return answer

    @staticmethod
    def hours(text):
        return text if ":" in text else f"{int(text):02}:00"

    def pairs(self, given, channel):
        if "list" in given:
            if "phones" in given or "mes" in given:
                raise Fault(1, "list stands instead of phones and mes")
            pairs = [line.partition(":")[::2] for line in given["list"].split("\n") if line]
            if not all(text for _, text in pairs):
                raise Fault(1, "a line of list has no text")
            return pairs
        if not given.get("phones") or (channel not in ("hlr", "ping") and not given.get("mes")):
            raise Fault(1)
        phones = []
        for phone in filter(None, re.split("[,;]", given["phones"])):
            if re.match(r"G\d+$", phone):
                if phone[1:] not in self.groups:
                    raise Fault(1, "no such group")
                phones += self.groups[phone[1:]]
            else:
                phones.append(phone)
        return [(phone, given.get("mes", "")) for phone in phones]

    # status.php

    @endpoint("GET|POST", "/sys/status.php")
    def status(self, call):
        return self.page(call, self.tell, {"login", "psw", "apikey", "fmt", "charset", "phone", "id", "all", "del"})

    def tell(self, given):
        is_list = "," in given["phone"] or "," in given["id"]
        phones = [phone for phone in given["phone"].split(",") if phone]
        ids = [id for id in given["id"].split(",") if id]
        if not phones or len(phones) != len(ids):
            raise Fault(1, "phone and id are parallel lists")
        if given.get("del") == "1":
            return self.delete(phones, ids)
        if is_list:
            self.limited("mass status", 1)
        else:
            self.limited(("status", phones[0], ids[0]), 5)
        if given.get("all", "0") not in ("0", "1", "2"):
            raise Fault(1, "all")
        rows = [self.row(phone.lstrip("+"), id, given.get("all", "0")) for phone, id in zip(phones, ids)]
        return rows if is_list else {name: value for name, value in rows[0].items() if name not in ("id", "phone")}

    def delete(self, phones, ids):
        with self.lock:
            for phone, id in zip(phones, ids):
                entry = self.sent.get((id, phone))
                if not entry or self.state(entry)[0] != -1:
                    raise Fault(5, "deletion failed")
                entry["deleted"] = True
        return {"result": "OK"}

    def state(self, entry):
        age = time.time() - entry["at"]
        if age < self.steps[0]:
            return -1, 0
        return (0, 0) if age < self.steps[1] else self.ends.get(entry["phone"], (1, 0))

    def row(self, phone, id, all="0"):
        entry = self.sent.get((id, phone))
        if not entry:
            return {"status": -3, "id": id, "phone": phone}
        status, error = self.state(entry)
        row = {"status": status, "last_date": datetime.datetime.now(MOSCOW).strftime("%d.%m.%Y %H:%M:%S"),
               "last_timestamp": int(time.time()), "err": error, "id": int(id) if id.isdigit() else id, "phone": phone}
        if all != "0":
            row |= {"cost": "1.40", "sender_id": "", "status_name": "", "message": entry["text"], "comment": "", "type": 0}
        if all == "2":
            row |= {"mccmnc": "25701", "country": "Belarus", "operator": "A1", "region": ""}
        if entry["channel"] == "hlr" and status == 1:
            row |= {"imsi": "257010000000001", "msc": "375290000002", "mcc": "257", "mnc": "01", "cn": "Belarus", "net": "A1", "rcn": "", "rnet": ""}
        return row

    # Other pages

    @endpoint("GET|POST", "/sys/balance.php")
    def get_balance(self, call):
        def work(given):
            self.limited("balance", 10)
            answer = {"balance": f"{self.balance:.2f}"}
            return answer | {"credit": "0.00", "currency": "RUR"} if given.get("cur") == "1" else answer
        return self.page(call, work)

    def came(self, phone, text, to):
        """A message from a handset."""
        with self.lock:
            self.numbers += 1
            id = 1_000_000 + self.numbers
            self.incoming.append({"id": id, "phone": phone, "message": text, "to_phone": to,
                                  "received": datetime.datetime.now(MOSCOW).strftime("%d.%m.%Y %H:%M:%S"), "sent": ""})
            return id

    @endpoint("GET|POST", "/sys/get.php")
    def get(self, call):
        def work(given):
            if given.get("get_answers") == "1":
                after = int(given.get("after_id", 0))
                rows = [row for row in self.incoming if row["id"] > after][:int(given.get("cnt", 100))]
                if not rows and after == 0:
                    raise Fault(3, "no messages")
                return rows
            if given.get("get_messages") == "1":
                if "start" not in given or "end" not in given:
                    raise Fault(1)
                return [self.row(phone, id, "1") for (id, phone), entry in self.sent.items()][:1000]
            if given.get("get_stat") == "1":
                return [{"credit": "0", "debit": f"{1_000_000 - self.balance:.2f}"}]
            if given.get("get_price") == "1":
                return [{"country": "Belarus", "cost": "1.40"}]
            raise Fault(1)
        return self.page(call, work)

    @endpoint("GET|POST", "/sys/phones.php")
    def phones_page(self, call):
        return self.page(call, lambda given: self.kept(given, {
            "get": lambda: self.contacts, "get_black": lambda: self.black,
            "get_group": lambda: [{"id": number, "name": f"group {number}", "number": number, "cnt": len(phones)} for number, phones in self.groups.items()],
            "add": lambda: self.add(self.contacts, phone=given["phone"], name=given.get("name", "")),
            "chg": lambda: self.change(self.contacts, "phone", given["phone"], name=given.get("name", "")),
            "del": lambda: self.drop(self.contacts, "phone", given["phone"]),
            "add_black": lambda: self.add(self.black, phone=given["phone"], type=given.get("type", "0"), comment=given.get("cmt", "")),
            "del_black": lambda: self.drop(self.black, "phone", given["phone"]),
            "add_group": lambda: self.add_group(given["name"]), "chg_group": lambda: self.group(given["grp"]) and {"result": "OK"},
            "del_group": lambda: self.drop_group(given["grp"]),
            "move_group": lambda: self.move(given),
        }))

    @staticmethod
    def kept(given, works):
        """The one of these that the request asks for."""
        wanted = [name for name in works if name in given]
        if len(wanted) != 1:
            raise Fault(1)
        try:
            return works[wanted[0]]()
        except KeyError as error:
            raise Fault(1, f"{error} is missing") from None

    def add(self, rows, /, **fields):
        with self.lock:
            self.numbers += 1
            rows.append({"id": self.numbers, **fields})
            return {"id": self.numbers}

    @staticmethod
    def found(rows, key, value, /):
        for row in rows:
            if str(row[key]) == value:
                return row
        raise Fault(3, "record is not found")

    def change(self, rows, key, value, /, **fields):
        self.found(rows, key, value).update(fields)
        return {"result": "OK"}

    def drop(self, rows, name, value):
        rows.remove(self.found(rows, name, value))
        return {"result": "OK"}

    def group(self, number):
        if number not in self.groups:
            raise Fault(3, "record is not found")
        return number

    def add_group(self, name):
        with self.lock:
            number = str(len(self.groups) + 100)
            self.groups[number] = []
            return {"id": number}

    def drop_group(self, number):
        del self.groups[self.group(number)]
        return {"result": "OK"}

    def move(self, given):
        if given["move_group"] not in ("1", "2", "3"):
            raise Fault(1)
        people = self.groups[self.group(given["grp"])]
        if given["move_group"] == "2":
            people.remove(given["phone"])
        else:
            people.append(given["phone"])
        return {"result": "OK"}

    @endpoint("GET|POST", "/sys/jobs.php")
    def jobs_page(self, call):
        def start(given):
            phones = given["phones"].split(",")
            if not all(PHONE.match(phone) for phone in phones) or not given["mes"]:
                raise Fault(1)
            return self.add(self.jobs, name=given["name"], phones=phones, text=given["mes"], status="active")
        return self.page(call, lambda given: self.kept(given, {
            "add": lambda: start(given), "get": lambda: self.found(self.jobs, "id", given["id"]), "get_all": lambda: given["start"] and given["end"] and self.jobs,
            "cancel": lambda: self.change(self.jobs, "id", given["id"], status="cancelled"), "del": lambda: self.drop(self.jobs, "id", given["id"])}))

    @endpoint("GET|POST", "/sys/templates.php")
    def templates_page(self, call):
        return self.page(call, lambda given: self.kept(given, {
            "get": lambda: self.templates, "add": lambda: self.add(self.templates, name=given["name"], msg=given["msg"]),
            "chg": lambda: self.change(self.templates, "id", given["id"], msg=given.get("msg", "")),
            "del": lambda: self.drop(self.templates, "id", given["id"])}))

    @endpoint("GET|POST", "/sys/senders.php")
    def senders_page(self, call):
        return self.page(call, lambda given: self.kept(given, {
            "get": lambda: self.senders, "add": lambda: self.add(self.senders, sender=given["sender"]),
            "del": lambda: self.drop(self.senders, "sender", given["sender"])}))

    @endpoint("GET|POST", "/sys/op_templates.php")
    def operator_templates_page(self, call):
        return self.page(call, lambda given: self.kept(given, {"get": lambda: [{"id": 1, "template": "Your code %d"}]}))

    @endpoint("GET|POST", "/sys/tinyurls.php")
    def links_page(self, call):
        return self.page(call, lambda given: self.kept(given, {"get_stat": lambda: [{"id": given["id"], "cnt": 0}]}))

    @endpoint("GET|POST", "/sys/info.php")
    def info(self, call):
        def work(given):
            if given.get("get_operator") != "1" or not given.get("phone"):
                raise Fault(1)
            return {"country": "Belarus", "operator": "A1", "region": "", "mcc": "257", "mnc": "01", "tz": "0"}
        return self.page(call, work)

    # The handler push

    @staticmethod
    def push_status(entry, status, error, secret):
        """Form fields of a push about a message, signed."""
        values = [entry["id"], entry["phone"], str(status)]
        return {"id": entry["id"], "phone": entry["phone"], "status": str(status), "ts": str(int(time.time())), "err": str(error), "type": "0",
                "md5": hashlib.md5(":".join([*values, secret]).encode()).hexdigest()}

    @staticmethod
    def push_message(id, phone, text, to, secret):
        return {"id": str(id), "phone": phone, "mes": text, "to": to, "ts": str(int(time.time())),
                "md5": hashlib.md5(":".join([phone, text, to, secret]).encode()).hexdigest()}


if __name__ == "__main__":
    serve(SMSC)
