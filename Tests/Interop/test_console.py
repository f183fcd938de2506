"""The web console in a real browser: every view, light and dark, on a desk and a phone, read by axe-core. Pictures go to
.build/screenshots."""
import importlib.util
import os
import pathlib
import shutil
import tempfile

from bridge import ROOT, Bridge
from marks import takes
from provider_bridge import eventually
from simulator_standin import Standin
from skipping import Skipped, need
from smpp_wire import Wire
from test_operator import Admin

PICTURES = ROOT / ".build/screenshots"
VIEWS = ("overview", "messages", "sessions", "providers", "send", "rejected", "settings")
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
        for argument in ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run",
                         f"--user-data-dir={self._home.name}", f"--window-size={width},{height}", *(["--no-sandbox"] if os.getuid() == 0 else [])):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
        self.driver = webdriver.Chrome(options=options, service=service)
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
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
        """Goes to a view and waits until it is there."""
        self.script("document.querySelector('main').replaceChildren(); location.hash = arguments[0]", f"#/{address}")
        eventually(lambda: self.script("return document.querySelector('main h1') !== null"), f"the view {address}")

    def button(self, words, css="main button"):
        self.script("""const [css, words] = arguments;
            [...document.querySelectorAll(css)].find((button) => button.textContent === words).click()""", css, words)

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
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE" and "401 (Unauthorized)" not in entry["message"]]


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
                    assert not browser.complaints(), browser.complaints()
            assert not faults, "\n".join(faults)


@takes(15)
def test_life_of_a_message():
    """a search finds a message, its text is never markup, its life is what explain tells, and a deed asks first"""
    with Standin() as provider, Bridge(provider={"url": provider.url}) as bridge, Browser(bridge) as browser:
        admin = Admin(bridge)
        id = admin.send(HOSTILE)
        browser.login("wrong")
        browser.wait("This token is not known.", "#notice")
        browser.login()
        browser.wait("Overview")
        eventually(lambda: admin.state(id) == "delivered", "it arrives")
        browser.view("messages")
        browser.find("input[name=find]").send_keys(id + "\n")
        browser.wait(HOSTILE)
        browser.wait("delivered")
        browser.view(f"messages/{id}")
        for event in admin.get(f"messages/{id}")["life"]:
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
        assert not browser.complaints()


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
        for _ in range(14):
            press(Keys.TAB)
            if browser.script("return document.activeElement === document.body"):
                break
            reached.append(browser.script("return document.activeElement.textContent"))
            outline = browser.script("return getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none" or browser.script("return document.activeElement.id") == "main", reached
        for words in ("Overview", "Messages", "Sessions", "Providers", "Send a test", "Rejected", "Settings", "Light or dark", "Forget the token"):
            assert words in reached, (words, reached)
        browser.view("settings")
        browser.button("Read the file again")
        eventually(lambda: browser.text("#notice"), "the refusal is told")
        assert Admin(bridge).get("audit")["audit"] == []
