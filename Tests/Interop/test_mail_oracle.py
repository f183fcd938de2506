"""Other readers of MIME as second opinions: Python's email package and, where it is installed, GMime."""
import base64
import email
import email.policy
import html.parser
import json
import pathlib
import re
import subprocess

import mail_corpus
from mail_gateway import DOMAIN, MailBridge, send, texts
from simulator_standin import Standin
from skipping import Skipped

HERE = pathlib.Path(__file__).resolve().parent
# Mails of the fuzzer's corpus that the two can make sense of.
SEEDS = ("plain.eml", "html.eml")


class Stripper(html.parser.HTMLParser):
    """The visible text of HTML, roughly: enough to compare words."""

    def __init__(self):
        super().__init__()
        self.parts, self.hidden = [], 0

    def handle_starttag(self, tag, _):
        self.hidden += tag in ("style", "script", "title")
        self.parts.append(" " if tag in ("br", "p", "li", "ul", "pre") else "")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "script", "title")

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)


def words(text):
    """Without white space, so that only letters are compared."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


def stripped(text):
    if "<html" not in text:
        return words(text)
    stripper = Stripper()
    stripper.feed(text)
    return words("".join(stripper.parts))


def ours(mails):
    """The texts that a provider gets for these mails, in order."""
    with Standin() as standin, MailBridge(
            account={"trim": False, "end_marker": "", "subject": "never", "max_parts": 255}, standin=standin,
            smtp={"session_messages": 100000}) as bridge:
        with bridge.smtp() as smtp:
            for number, mail in enumerate(mails):
                # The number of the recipient says which mail it was.
                code, text = send(smtp, mail, to=[f"37529{number:07d}@{DOMAIN}"], mail=["BODY=8BITMIME"])
                assert code == 250, (number, text, mail)
        texts(standin, len(mails))
        by_number = {message["to"]: message["text"] for message in standin.messages}
        return [by_number[f"37529{number:07d}"] for number in range(len(mails))]


def differences(rows, found):
    return [f"{title}: {got!r} is not {expected!r}" for (title, expected), got in zip(rows, found)
            if words(got) != words(expected)]


def test_known_texts():
    """every mail of the corpus gives the text that it was made of, and Python's email package agrees"""
    corpus = list(mail_corpus.mails())
    assert len(corpus) > 150
    faults = []
    for (title, mail, text), got in zip(corpus, ours([mail for _, mail, _ in corpus])):
        if got != text:
            faults.append(f"{title}: {got!r} is not {text!r}")
        parsed = email.message_from_bytes(mail, policy=email.policy.default)
        other = stripped(parsed.get_body(("plain", "html")).get_content())
        if words(got) != other:
            faults.append(f"{title}: Python reads {other!r}")
    assert not faults, "\n".join(faults)
    return f"{len(corpus)} mails"


def test_gmime():
    """GMime reads the same texts"""
    if subprocess.run(["/usr/bin/python3", "-c", "import gi; gi.require_version('GMime', '3.0')"], capture_output=True).returncode:
        raise Skipped("no bindings of GMime: python3-gi and gir1.2-gmime-3.0")
    corpus = [(title, mail, text) for title, mail, text in mail_corpus.mails()]
    for name in SEEDS:
        mail = (HERE.parent.parent / "Fuzz/corpus/mail" / name).read_bytes()
        corpus.append((name, mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), None))
    run = subprocess.run(
        ["/usr/bin/python3", HERE / "gmime_text.py"], capture_output=True, text=True, timeout=60,
        input=json.dumps([base64.b64encode(mail).decode() for _, mail, _ in corpus]))
    assert run.returncode == 0, run.stderr
    faults = []
    for (title, _, _), theirs, got in zip(corpus, json.loads(run.stdout), ours([mail for _, mail, _ in corpus])):
        if title == "html.eml":
            # What is hidden or quoted GMime leaves in; it must find what we send.
            assert all(word in stripped(theirs) for word in got.split() if word.isalnum()), (theirs, got)
        elif words(got) != stripped(theirs or ""):
            faults.append(f"{title}: ours {got!r}, GMime {theirs!r}")
    assert not faults, "\n".join(faults)
    return f"{len(corpus)} mails"
