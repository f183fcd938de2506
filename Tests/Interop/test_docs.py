"""The commands of the documentation: each is run against a bridge with the simulated provider, or says why it is not."""
import os
import re
import shutil
import tempfile
import pathlib

import processes
from bridge import BINARY, ROOT, toml
from marks import takes
from skipping import Skipped, need
from waiting import until

PAGES = sorted(path for pattern in ("*.md", "docs/**/*.md", "Tests/Interop/*.md", "Fuzz/*.md", "packaging/*.md") for path in ROOT.glob(pattern))
FENCE = re.compile(r"^( *)```(\S*)")
REASON = re.compile(r"<!-- not run: (.+) -->")
# What looks like a command and must not stand where nobody runs it.
COMMAND = re.compile(r"^(\$ |passerelle |\.build/\S*passerelle |curl |swaks |scripts/|sudo |systemctl |journalctl |docker |apt)")
# Programs of others that a machine may lack; a block that begins a line with one is left out there.
OF_OTHERS = ("swaks", "promtool", "amtool")
MANY = 40  # seconds a block may take


class Block:
    """A fenced block: `commands` are the lines to run; `reason` is why it is not run."""

    def __init__(self, page, line, language, lines, reason):
        self.place = f"{page.relative_to(ROOT)}:{line}"
        self.language, self.lines, self.reason = language, lines, reason

    @property
    def commands(self):
        if self.language == "sh":
            return "\n".join(self.lines)
        # A session at a terminal: the lines behind the prompt, with those that continue them.
        commands, goes_on = [], False
        for line in self.lines:
            if line.startswith("$ ") or goes_on:
                commands.append(line.removeprefix("$ "))
                goes_on = line.endswith("\\")
        return "\n".join(commands)

    @property
    def lacking(self):
        """The program that this machine does not have, if there is one."""
        first = {line.split()[0] for line in self.commands.splitlines() if line.split()}
        return next((name for name in OF_OTHERS if name in first and not shutil.which(name)), None)


def blocks(page):
    found, open_block, last = [], None, ""
    for number, line in enumerate(page.read_text().splitlines(), 1):
        match = FENCE.match(line)
        if match and open_block is None:
            reason = REASON.search(last)
            open_block = (number, match.group(1), match.group(2), [], reason.group(1) if reason else None)
        elif match:
            start, _, language, lines, reason = open_block
            found.append(Block(page, start, language, lines, reason))
            open_block = None
        elif open_block:
            open_block[3].append(line.removeprefix(open_block[1]))
        if line.strip():
            last = line
    assert open_block is None, f"{page.name}:{open_block[0]}: the block has no end"
    return found


def test_every_command_is_run_or_says_why_not():
    """commands stand in sh or console blocks, and those that are not run say why"""
    faults = []
    for page in PAGES:
        for block in blocks(page):
            runs = block.language in ("sh", "console")
            if not runs and block.language in ("", "bash", "shell", "text") and any(COMMAND.match(line) for line in block.lines):
                faults.append(f"{block.place}: commands belong into a block of sh or console")
            if runs and not block.commands.strip():
                faults.append(f"{block.place}: no command")
        for number, line in enumerate(page.read_text().splitlines(), 1):
            if re.match(r"^ {4}(\$ |passerelle )", line):
                faults.append(f"{page.relative_to(ROOT)}:{number}: commands belong into a block of sh or console")
    assert not faults, "\n".join(faults)


# The ports that the pages name, so this runs in a network of its own.
SETTINGS = {
    "bridge": {"name": "gw.example.test", "drain_timeout": "1s"},
    "store": {"url": "sqlite:passerelle.db"},
    "smpp": {"listen": ["127.0.0.1:2775"]},
    "smtp": {"domains": ["sms.localhost", "sms.example.test"], "listen": ["127.0.0.1:2525"]},
    "mail": {"relay": "folder:outbox"},
    "admin": {"listen": "127.0.0.1:8080", "token": "demo"},
    "provider": [{"name": name, "kind": "simulator"} for name in ("simulator", "smsby", "smsc", "bsg")],
    "route": [{"providers": ["simulator"]}],
    "account": [{"name": "demo", "system_id": "demo", "password": "demo", "networks": ["127.0.0.0/8"], "default_sender": "Demo",
                 "mail_addresses": ["*@*"]}],
}


class Documented:
    """A bridge on the ports that the pages name, in a network without anything else, and a folder that looks like the checkout."""

    def __init__(self):
        need("unshare", "nsenter", "ip", "curl")
        self._folder = tempfile.TemporaryDirectory(prefix="passerelle-docs-")
        self.folder = pathlib.Path(self._folder.name)
        self.configuration = self.folder / "passerelle.toml"
        self.configuration.write_text(toml({**SETTINGS, "bridge": {**SETTINGS["bridge"], "data": str(self.folder / "data")}}))
        tools = self.folder / "bin"
        tools.mkdir()
        (tools / "passerelle").symlink_to(BINARY.resolve())
        self.environment = {
            "PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(self.folder), "PASSERELLE_CONFIG": str(self.configuration),
            "TOKEN": "demo", "SECRET": "secret", "LC_ALL": "C.UTF-8", "TERM": "dumb"}

    def __enter__(self):
        own = [] if os.getuid() == 0 else ["--map-root-user"]
        self.log = open(self.folder / "log", "wb")
        self.process = processes.start(
            ["unshare", *own, "--net", "sh", "-c", "ip link set lo up && exec passerelle serve"], env=self.environment,
            stdout=self.log, stderr=self.log)
        until(self._answers, self._said)
        return self

    def _said(self):
        return (self.folder / "log").read_text(errors="replace")

    def _answers(self):
        if self.process.poll() is not None:
            said = self._said()
            if "unshare" in said or "ip:" in said or "RTNETLINK" in said:
                raise Skipped("no network of one's own on this machine: " + said.strip())
            raise AssertionError(said)
        return self.run("passerelle sessions", self.folder)[0] == 0

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()
        self._folder.cleanup()

    def run(self, commands, folder):
        enter = ["nsenter", "--target", str(self.process.pid), "--net"] + ([] if os.getuid() == 0 else ["--user", "--preserve-credentials"])
        return processes.run([*enter, "bash", "-eu", "-o", "pipefail", "-c", commands], cwd=folder, env=self.environment, timeout=MANY)

    def checkout(self, name):
        """A folder with what the checkout has, for the commands of one page; what they write stays there."""
        folder = self.folder / "pages" / name
        (folder / ".build/release").mkdir(parents=True)
        (folder / ".build/release/passerelle").symlink_to(BINARY.resolve())
        for path in ROOT.iterdir():
            if path.name not in (".build", ".git", "var"):
                (folder / path.name).symlink_to(path)
        return folder


@takes(15)
def test_commands_of_the_documentation():
    """every command that a page shows does what it says, in the order of the page"""
    ran, lacking = 0, set()
    with Documented() as bridge:
        code, said, errors = bridge.run("passerelle send --to 375291234567 --text Hello", bridge.folder)
        assert code == 0, said + errors
        for page in PAGES:
            folder = None
            for block in blocks(page):
                if block.language not in ("sh", "console") or block.reason:
                    continue
                if block.lacking:
                    lacking.add(block.lacking)
                    continue
                folder = folder or bridge.checkout(str(page.relative_to(ROOT)).replace("/", "_"))
                code, said, errors = bridge.run(block.commands, folder)
                assert code == 0, f"{block.place}: exit {code}\n{block.commands}\n{said[-1500:]}{errors[-1500:]}"
                ran += 1
    return f"{ran} blocks" + (", without " + ", ".join(sorted(lacking)) if lacking else "")
