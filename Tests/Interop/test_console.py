"""The web console in a real browser: every view, light and dark, on a desk and a phone, read by axe-core. Pictures go to
.build/screenshots."""
import importlib.util
import os
import pathlib
import re
import shutil
import smtplib
import tempfile

import processes
from bridge import ROOT, Bridge
from marks import takes
from provider_bridge import ProviderBridge, Standins, eventually, number
from simulator_standin import Standin
from skipping import Skipped, need
from smpp_wire import Wire
from test_operator import Admin

PICTURES = ROOT / ".build/screenshots"
VIEWS = ("overview", "messages", "sessions", "providers", "send", "lists", "rejected", "settings")
HOSTILE = "<img src=x onerror=\"document.title='taken'\"><b>bold</b>"


class Browser:
    """A headless Chromium on the console of a bridge."""

    def __init__(self, bridge, width=1280, height=900, language="en", dark=False):
        need("chromium", "chromedriver")
        try:
            from selenium import webdriver
        except ImportError:
            raise Skipped("not installed: selenium of requirements.txt")
        self._home = tempfile.TemporaryDirectory(prefix="passerelle-browser-", ignore_cleanup_errors=True)
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for argument in ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-extensions", "--disable-component-update",
                         "--disable-sync", "--no-proxy-server", "--no-first-run",
                         f"--user-data-dir={self._home.name}", f"--window-size={width},{height}", *(["--no-sandbox"] if os.getuid() == 0 else [])):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
        self.driver = webdriver.Chrome(options=options, service=service)
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        self.version = f"Chromium {self.driver.capabilities['browserVersion']}"
        self.base = f"http://127.0.0.1:{bridge.admin_port}/"
        self.driver.get(self.base)
        self.script(f"localStorage.setItem('passerelle.language', '{language}')")
        self.driver.get(self.base)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()
        self._home.cleanup()

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def find(self, css):
        return self.driver.find_element("css selector", css)

    def text(self, css="main"):
        return self.script("return document.querySelector(arguments[0])?.innerText ?? ''", css)

    def wait(self, text, css="main"):
        try:
            eventually(lambda: text in self.text(css), repr(text))
        except AssertionError as late:
            raise AssertionError(f"{late}, but {self.text(css)!r}")

    def login(self, token="interop"):
        eventually(lambda: self.script("return document.activeElement?.name") == "token", "the token is asked for")
        self.find("input[name=token]").clear()
        self.find("input[name=token]").send_keys(token + "\n")

    def view(self, address):
        """Goes to a view and waits until it is there.

        The old one may still be on its way. What comes after the change of the address has been told is the new one: with
        `capture` this is told before the page. The title is the last that a view writes, and only one that came whole.
        """
        self.script("""addEventListener('hashchange', () => {
              document.querySelector('main').replaceChildren();
              document.title = 'on its way';
            }, { once: true, capture: true });
            document.title = 'on its way';
            location.hash = arguments[0]""", f"#/{address}")
        try:
            eventually(lambda: self.script("return document.title.endsWith(' · Passerelle') && document.querySelector('main h1') !== null"),
                       f"the view {address}")
        except AssertionError as late:
            raise AssertionError(f"{late}, but {self.text()!r}")

    def click(self, css):
        """Clicks once it is there."""
        eventually(lambda: self.script("const found = document.querySelector(arguments[0]); found?.click(); return found !== null", css), css)

    def button(self, words, css="main button"):
        """Clicks the one with these words once it is there."""
        eventually(lambda: self.script("""const [css, words] = arguments;
            const found = [...document.querySelectorAll(css)].find((button) => button.textContent === words);
            found?.click();
            return found !== undefined""", css, words), f"the button {words!r}")

    def picture(self, name):
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(PICTURES / f"{name}.png"))

    def faults(self):
        """What axe-core finds wrong with the page as it is, a line each."""
        if not self.script("return 'axe' in window"):
            package = importlib.util.find_spec("axe_core_python")
            if package is None:
                raise Skipped("not installed: axe-core-python of requirements.txt")
            self.script(pathlib.Path(package.submodule_search_locations[0], "axe.min.js").read_text())
        found = self.driver.execute_async_script("const done = arguments[arguments.length - 1]; axe.run().then(done, (error) => done({error: String(error)}))")
        assert "violations" in found, found
        return [f"{each['impact']} {each['id']}: {node['html'][:120]} {node.get('failureSummary', '')}" for each in found["violations"] for node in each["nodes"]]

    def complaints(self):
        """The errors since the last question, but not what Chromium tells of itself and no page."""
        return [f"{self.version}, {entry['source']}: {entry['message']}" for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"
                and (entry["source"] not in ("other", "intervention") or self.base in entry["message"])]


def fill(bridge):
    """A message of hostile text delivered, a refused bind, an alarm; the id of the message."""
    admin = Admin(bridge)
    hostile = admin.send(HOSTILE)
    eventually(lambda: admin.state(hostile) == "delivered", "it arrives")
    with Wire(bridge.smpp_port) as wire:
        wire.bind("shop", "wrong")
    eventually(lambda: admin.get("alarms")["alarms"], "an alarm stands", timeout=30)
    return hostile


@takes(40)
def test_every_view():
    """every view works in English and Russian, light and dark, on a desk and a phone, and axe-core finds nothing wrong"""
    need("chromium", "chromedriver")
    with Standin() as provider, Bridge(provider={"url": provider.url, "balance_alarm": 5000.0, "balance_interval": "5s"}) as bridge:
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind().status == 0
            id = fill(bridge)
            faults = []
            for name, settings in {"desk-light-en": {}, "phone-dark-ru": {"width": 360, "height": 740, "language": "ru", "dark": True},
                                   "desk-dark-en": {"dark": True}, "phone-light-en": {"width": 360, "height": 740}}.items():
                with Browser(bridge, **settings) as browser:
                    browser.picture(f"login-{name}")
                    faults += [f"{name} login: {fault}" for fault in browser.faults()]
                    browser.login()
                    eventually(lambda: browser.script("return document.querySelector('dl.tiles') !== null"), "the overview")
                    for view in (*VIEWS, f"messages/{id}"):
                        browser.view(view)
                        browser.picture(f"{view.split('/')[0]}{'-life' if '/' in view else ''}-{name}")
                        faults += [f"{name} {view}: {fault}" for fault in browser.faults()]
                        wide = browser.script("return document.documentElement.scrollWidth - innerWidth")
                        if wide > 0:
                            faults.append(f"{name} {view}: {wide} pixels too wide")
                    complaints = browser.complaints()
                    assert not complaints, complaints
            assert not faults, "\n".join(faults)


@takes(15)
def test_life_of_a_message():
    """a search finds a message, its text is never markup, its life is what explain tells, and a deed asks first"""
    with Standin() as provider, Bridge(provider={"url": provider.url}) as bridge, Browser(bridge) as browser:
        admin = Admin(bridge)
        id = admin.send(HOSTILE)
        browser.login("wrong")
        browser.wait("This token is not known.", "#notice")
        refused = []  # Chromium itself writes of each answer of 400 and above.
        eventually(lambda: refused.extend(browser.complaints()) or refused, "its line of the refusal")
        assert all("401 (Unauthorized)" in each for each in refused), refused
        browser.login()
        browser.wait("Overview")
        eventually(lambda: admin.state(id) == "delivered", "it arrives")
        browser.view("messages")
        browser.find("input[name=find]").send_keys(id + "\n")
        browser.wait(HOSTILE)
        browser.wait("delivered")
        life = admin.get(f"messages/{id}")["life"]
        assert life, "it has no life"
        browser.view(f"messages/{id}")
        for event in life:
            assert event["text"] in browser.text(), event
        assert HOSTILE in browser.text() and browser.driver.title != "taken"
        assert browser.script("return document.querySelectorAll('main img, main b').length") == 0
        admin.post("providers/simulator/stop")
        waiting = admin.send("waits for a deed")
        browser.view(f"messages/{waiting}")
        browser.button("Hold")
        browser.button("Back", "dialog[open] button")
        assert "held" not in admin.message(waiting), "nothing happens without a yes"
        browser.button("Hold")
        browser.button("Hold", "dialog[open] button")
        eventually(lambda: admin.message(waiting).get("held") is True, "it is held")
        browser.wait("An operator keeps it back")
        browser.view("settings")
        browser.wait("holdMessage")
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind(version=0x33).status == 0
            browser.view("sessions")
            browser.wait("a transceiver of 3.3")
        complaints = browser.complaints()
        assert not complaints, complaints
        return browser.version


@takes(20)
def test_three_causes_in_the_console():
    """a provider's wrong token, a client's wrong password and a mail's wrong charset each stand in the console, in English and in Russian"""
    need("chromium", "chromedriver")
    port = processes.free_ports(1)[0]
    with Standins() as standins, ProviderBridge(
            standins, smsby={"token": "wrong"}, account={"mail_addresses": ["*@shop.example.test"]}, mail={"relay": "folder:outbox"},
            smtp={"domains": ["sms.example.test"], "listen": [f"127.0.0.1:{port}"]}) as bridge, Browser(bridge) as browser:
        admin = Admin(bridge)
        waits = admin.send("for a provider that does not know us", to=number("smsby", 1))
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind("shop", "wrong").status == 0x0E
        mail = b"Message-ID: <c1@shop.example.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        mail += b"Content-Transfer-Encoding: 8bit\r\n\r\n" + "Ваш заказ готов к выдаче".encode("koi8-r")
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
            smtp.sendmail("ann@shop.example.test", [f"{number('smsc', 1)}@sms.example.test"], mail, mail_options=["BODY=8BITMIME"])
        misread = admin.get("messages?mail_id=%3Cc1%40shop.example.test%3E")["messages"][0]["id"]
        eventually(lambda: admin.state(misread) == "delivered", "the mail went out")
        eventually(lambda: len(admin.get(f"messages/{waits}")["life"]) > 1, "the provider refused us")
        browser.login()
        browser.wait("Overview")
        browser.view("providers")
        browser.wait("our access data refused")
        assert re.search(r"token|login", browser.text(), re.I), browser.text()
        browser.view(f"messages/{waits}")
        browser.wait("Nothing goes to smsby over sms: ")
        browser.wait("reload the configuration or resume the provider")
        browser.view("rejected")
        browser.wait("password")
        assert "shop" in browser.text() and "ESME_RINVPASWD" in browser.text(), browser.text()
        browser.view("messages")
        browser.find("input[name=find]").send_keys("<c1@shop.example.test>\n")
        eventually(lambda: misread in browser.text(), "the mail is found")
        browser.view(f"messages/{misread}")
        browser.wait("the charset utf-8 does not fit; KOI8-R was used")
        assert re.search(r"smsc/sms accepted it, in a call of \d+\.\d{3} s", browser.text()), browser.text()
        browser.button("Русский", "#tools button")
        browser.wait("кодировка utf-8 не подходит; прочитано как KOI8-R")
        browser.picture("life-of-a-mail-ru")
        told = browser.text()
        assert re.search(r"smsc/sms принял, вызов длился \d+\.\d{3} с", told) and "Принято почтой для аккаунта shop" in told, told
        assert "аккаунт shop, маршрут 3: любой номер, канал sms" in told, told
        for words in (*admin.get(f"messages/{misread}")["summary"], "route", "account", "accepted"):
            assert words not in told, (words, told)
        browser.view(f"messages/{waits}")
        browser.wait("Провайдеру smsby через sms ничего не отправляется")
        browser.picture("life-of-a-waiting-message-ru")
        assert not browser.faults(), browser.faults()


@takes(20)
def test_money_errors_lists_and_cost():
    """a provider's balance and errors by class, lists and texts, and what a message would cost are there to be read"""
    long = "Стоимость сообщения видна до отправки, и кодировка, и части: здесь их две, так как букв больше семидесяти"
    lists = [{"name": "staff", "members": [number("smsc", 8), number("smsc", 9)], "accounts": ["shop"]},
             {"name": "customers", "provider": "smsby", "list_id": 17}]
    with Standins() as standins, ProviderBridge(
            standins, smsby={"token": "wrong", "price": 0.05}, smsc={"balance_alarm": 2e6, "balance_interval": "5s"}, lists=lists) as bridge:
        bridge.settings["text"] = [{"id": 1, "text": "Ваш заказ готов"}, {"id": 2, "text": HOSTILE, "accounts": ["shop"]}]
        bridge.write()
        assert bridge.command("reload")[0] == 0
        admin = Admin(bridge)
        waits = admin.send("for a provider that does not know us", to=number("smsby", 1))

        def provider(name):
            return next(each for each in admin.get("providers")["providers"] if each["name"] == name)

        eventually(lambda: [each["class"] for each in provider("smsby")["errors"]] == ["login"], "the error has its class")
        eventually(lambda: provider("smsc").get("balance") == 1e6, "the balance is known", timeout=30)
        assert bridge.metric("passerelle_provider_errors_total", **{"provider": "smsby", "class": "login"}) >= 1
        said = bridge.command("providers")[1]
        assert "stopped" in said and "login=" in said and "1000000" in said, said
        with Browser(bridge) as browser:
            browser.login()
            browser.wait("Overview")
            browser.view("providers")
            browser.wait("Balance: 1,000,000 (less than 2,000,000)")
            browser.wait("our access data refused")
            browser.click('button[aria-label="bsg: Ask for the balance"]')
            browser.wait("EUR")
            assert not browser.faults(), browser.faults()
            browser.view("lists")
            browser.wait("everybody")
            for words in (HOSTILE, "Ваш заказ готов", "smsby, 17", "staff"):
                assert words in browser.text(), browser.text()
            assert browser.script("return document.querySelectorAll('main img, main b').length") == 0
            browser.click('button[aria-label="smsby: lists"]')
            eventually(lambda: "bad" in browser.script("return document.getElementById('notice').className"), "its refusal is told")
            for kind, told in {"smsc": "Goes by smsc/sms. Cost: 1.40", "smsby": "Goes by smsby/sms. Cost: 0.1 (by the price of the settings)"}.items():
                browser.view("overview")  # the same view again is no change of the address
                browser.view("send")
                for name, words in {"account": "shop", "to": number(kind, 5), "text": long}.items():
                    browser.find(f"[name={name}]").send_keys(words)
                browser.wait("Parts: 2, ucs2")
                eventually(lambda: told in browser.text(), told, timeout=30)
            assert not browser.faults(), browser.faults()
            severe = [each for each in browser.complaints() if "status of 502 (Bad Gateway)" not in each]
            assert not severe, severe
        assert not standins.smsc.taken and not standins.bsg.taken and admin.state(waits) != "delivered", "nothing was sent"
        assert all(each["what"] != "quote" for each in admin.get("audit")["audit"]), "a question about a price is no deed"


@takes(10)
def test_keyboard_and_roles():
    """the keyboard alone reaches everything, and a token that may only read is told so"""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    with Bridge(admin={"read_token": "reader"}) as bridge, Browser(bridge) as browser:
        def press(key):
            ActionChains(browser.driver).send_keys(key).perform()

        browser.login("reader")
        browser.wait("Overview")
        browser.driver.refresh()
        browser.wait("Overview")
        browser.script("document.activeElement.blur(); window.scrollTo(0, 0)")
        reached = []
        for _ in range(16):
            press(Keys.TAB)
            if browser.script("return document.activeElement === document.body"):
                break
            reached.append(browser.script("return document.activeElement.textContent"))
            outline = browser.script("return getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none" or browser.script("return document.activeElement.id") == "main", reached
        for words in ("Overview", "Messages", "Sessions", "Providers", "Send a test", "Lists and texts", "Rejected", "Settings", "Theme", "Log out"):
            assert words in reached, (words, reached)
        browser.view("settings")
        browser.button("Read the file again")
        eventually(lambda: browser.text("#notice"), "the refusal is told")
        assert Admin(bridge).get("audit")["audit"] == []
