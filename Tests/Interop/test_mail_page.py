"""docs/mail.md, followed by the letter: its configuration loads, its examples send."""
import pathlib
import re
import shlex

import processes
from bridge import toml
from mail_gateway import DOMAIN, MailBridge, texts
from simulator_standin import Standin
from skipping import need

PAGE = (pathlib.Path(__file__).resolve().parent.parent.parent / "docs/mail.md").read_text()


def blocks(language):
    """The code of that language, without the indent of lists."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", PAGE, re.DOTALL | re.MULTILINE)
    return ["".join(line.removeprefix(indent) for line in code.splitlines(keepends=True)) for indent, code in found]


def test_configuration():
    """the configuration of the page is one that the bridge takes"""
    smtp, account, dialects = blocks("toml")
    rest = toml({"provider": [{"name": "simulator", "kind": "simulator"}], "route": [{"providers": ["simulator"]}]})
    for text in (smtp + account + rest, dialects + account + rest):
        bridge = MailBridge()
        bridge.configuration.write_text(text)
        code, out, err = bridge.command("check")
        assert code == 0, out + err


def test_first_one():
    """the first mail of the page is answered as the page says"""
    need("swaks")
    command = re.search(r"\$ (swaks .*?)\n *<-", PAGE, re.DOTALL).group(1)
    with MailBridge() as bridge:
        arguments = shlex.split(command.replace("\\\n", " ").replace("gw.example.test:587", f"127.0.0.1:{bridge.submission}"))
        code, out, err = processes.run(arguments)
        assert code == 0 and re.search(r"250 2\.0\.0 id=[1-9][0-9]+ rcpts=1 parts=1 encoding=gsm", out), out + err


def test_python():
    """the example in Python sends, an hour later"""
    (example,) = blocks("python")
    with Standin() as standin, MailBridge(standin=standin) as bridge:
        example = example.replace('"gw.example.test", 587', f'"127.0.0.1", {bridge.submission}')
        exec(compile(example, "docs/mail.md", "exec"), {})
        code, out, err = bridge.command("messages", "--state", "scheduled", "--json")
        assert code == 0 and '"text":"Hello"' in out.replace(" ", ""), out + err
        assert texts(standin, 0) == []


def test_msmtp():
    """the configuration of msmtp on the page sends"""
    need("msmtp")
    text = re.search(r"```\n(account default\n.*?)```", PAGE, re.DOTALL).group(1)
    with Standin() as standin, MailBridge(standin=standin) as bridge:
        path = bridge.folder / "msmtprc"
        text = text.replace("host gw.example.test", "host localhost").replace("port 465", f"port {bridge.tls}")
        path.write_text(text + f"tls_trust_file {bridge.certificate}\n")
        path.chmod(0o600)
        code, out, err = processes.run(
            ["msmtp", f"--file={path}", f"375291234567@{DOMAIN}"], input="Subject: Cron\n\nThe job failed\n")
        assert code == 0, out + err
        assert texts(standin, 1) == ["The job failed"]
