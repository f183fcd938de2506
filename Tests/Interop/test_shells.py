"""What shells complete, what man shows, and what stands in colours."""
import os
import pty
import re
import select
import shlex
import tempfile
import time

import processes
from bridge import BINARY, ROOT, Bridge
from skipping import need

VERBS = re.compile(r"^  ([a-z]+) {2,}\S", re.M)


def passerelle(*arguments, **options):
    return processes.run([BINARY, *arguments], **options)


def verbs():
    return VERBS.findall(passerelle("--help")[1])


def options(verb):
    return re.findall(r"^  --([a-z-]+)", passerelle(verb, "--help")[1], re.M)


class Script:
    """The completion script of a shell in a file."""

    def __init__(self, shell):
        need(shell)
        code, self.text, errors = passerelle("completion", shell)
        assert code == 0 and self.text, errors
        self.file = tempfile.NamedTemporaryFile("w", suffix="." + shell)
        self.file.write(self.text)
        self.file.flush()
        self.name = self.file.name


def of_bash(script, *words):
    quoted = " ".join(f"'{word}'" for word in words)
    code, said, errors = processes.run(["bash", "--norc", "-c", (
        f"source {script.name}; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _passerelle; "
        'printf "%s\\n" "${COMPREPLY[@]}"')], cwd=ROOT)
    assert code == 0 and not errors, errors
    return said.split()


def test_bash():
    """bash completes commands, options, their words and files"""
    script = Script("bash")
    assert set(of_bash(script, "passerelle", "")) == set(verbs()) | {"--help", "--version"}
    assert of_bash(script, "passerelle", "explai") == ["explain"]
    for verb in verbs():
        assert set(of_bash(script, "passerelle", verb, "--")) == {"--" + name for name in options(verb)} | {"--help"}, verb
    assert of_bash(script, "passerelle", "bench", "--store", "") == ["sqlite", "memory"]
    assert of_bash(script, "passerelle", "completion", "z") == ["zsh"]
    assert "conf/passerelle.toml" in of_bash(script, "passerelle", "serve", "--config", "conf/pass")
    assert of_bash(script, "passerelle", "send", "--to", "") == []


def test_fish():
    """fish completes commands, options, their words and files"""
    script = Script("fish")

    def of_fish(line):
        code, said, errors = processes.run(
            ["fish", "--no-config", "-c", f'source {script.name}; complete -C "{line}"'], cwd=ROOT,
            env={**os.environ, "HOME": tempfile.gettempdir()})
        assert code == 0 and not errors, errors
        return [line.split("\t")[0] for line in said.splitlines()]

    assert set(verbs()) <= set(of_fish("passerelle "))
    for verb in ("send", "bench", "messages"):
        assert {"--" + name for name in options(verb)} <= set(of_fish(f"passerelle {verb} --")), verb
    assert of_fish("passerelle bench --store ") == ["memory", "sqlite"]
    assert "conf/passerelle.toml" in of_fish("passerelle serve --config conf/pass")


def test_zsh():
    """zsh completes commands, options and their words"""
    script = Script("zsh")
    terminal, other = pty.openpty()
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "TERM": "dumb", "PATH": os.environ["PATH"], "ZDOTDIR": home, "COLUMNS": "200"}
        shell = processes.start(["zsh", "-f", "-i"], stdin=other, stdout=other, stderr=other, env=environment)
        os.close(other)
        try:
            said = ask(terminal, f"unsetopt prompt_cr zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; source {script.name};"
                       " bindkey '^I' complete-word; LISTMAX=1000; PS1=; echo rea''dy\n", "ready")
            said = ask(terminal, "passerelle explai\t", "explain ")
            said = ask(terminal, "\x15passerelle bench --sto\t", "--store ")
            said = ask(terminal, "\x15passerelle bench --store \t\t", "sqlite")
            assert "memory" in said, said
            said = ask(terminal, "\x15passerelle completion f\t", "completion fish ")
        finally:
            shell.kill()
            shell.wait()
            os.close(terminal)


def ask(terminal, typed, expected, timeout=20):
    """Types and reads until the words appear."""
    os.write(terminal, typed.encode())
    said, deadline = "", time.monotonic() + timeout
    while expected not in said:
        ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
        assert ready, f"{typed!r}: no {expected!r} in {said!r}"
        said += os.read(terminal, 4096).decode(errors="replace")
    return said


def test_manual_pages():
    """both manual pages are clean, and name every command, option and key"""
    need("man")
    pages = {}
    with tempfile.TemporaryDirectory() as folder:
        for section, name in (("1", "passerelle.1"), ("5", "passerelle.toml.5")):
            code, page, errors = passerelle("manual", section)
            assert code == 0, errors
            path = f"{folder}/{name}"
            with open(path, "w") as file:
                file.write(page)
            code, shown, warnings = processes.run(
                ["man", "--warnings", "-E", "UTF-8", "-l", path],
                env={**os.environ, "MANWIDTH": "100", "MANROFFSEQ": "", "LC_ALL": "C.UTF-8"})
            assert code == 0 and not warnings.strip(), warnings
            pages[section] = shown
            if any(os.access(f"{place}/mandoc", os.X_OK) for place in os.get_exec_path()):
                code, complaints, _ = processes.run(["mandoc", "-T", "lint", "-W", "warning", path])
                assert code == 0, complaints
    for verb in verbs():
        assert f"passerelle {verb}" in pages["1"]
        for name in options(verb):
            assert f"--{name}" in pages["1"], f"{verb} --{name}"
    for line in (ROOT / "conf/passerelle.toml").read_text().splitlines():
        found = re.match(r"#?([a-z_]+) = ", line)
        assert not found or re.search(rf"^ +{found.group(1)}\b", pages["5"], re.M), line


PAGE = ROOT / "docs/cli.md"
BEGIN, END = "<!-- commands: UPDATE_DOCS=1 Tests/Interop/run shells writes this -->\n", "<!-- commands end -->"


def reference():
    """Every command with its options, in the form of the page."""
    text = ""
    for verb in verbs():
        lines = passerelle(verb, "--help")[1].splitlines()
        usage = lines[0].removeprefix("usage: ")
        text += f"\n### {verb}\n\n`{usage}`: {lines[2]}\n"
        rows = [re.split(r" {2,}", line.strip(), maxsplit=1) for line in lines if line.startswith("  --")]
        if rows:
            text += "\n| option | what it does |\n| --- | --- |\n"
        for usage, words in rows:
            text += "| `" + usage.replace("|", "\\|") + f"` | {words} |\n"
        examples = "\n".join(line.strip() for line in lines[lines.index("Examples:") + 1:])
        text += f"\n<!-- not run: the words of each are read by the program in test_shells.py -->\n```sh\n{examples}\n```\n"
    return text + "\n"


def test_page_of_the_command_line():
    """docs/cli.md has every command with its options and examples, as --help tells them"""
    page = PAGE.read_text()
    start, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    if os.environ.get("UPDATE_DOCS") == "1":
        page = page[:start] + reference() + page[end:]
        PAGE.write_text(page)
        end = page.index(END)
    assert page[start:end] == reference(), "UPDATE_DOCS=1 Tests/Interop/run shells writes the page again"


def test_examples():
    """every command shows examples of itself in its help"""
    for verb in verbs():
        said = passerelle(verb, "--help")[1]
        examples = said.split("Examples:\n")[1].strip().splitlines()
        assert examples and all(f"passerelle {verb}" in example for example in examples), said
        if verb not in ("serve", "bench", "completion"):
            for example in examples:
                words = shlex.split(re.split(r"\| *man| > |\| *jq", example)[0].split("| passerelle")[-1].strip())[1:]
                words = words[words.index(verb):] if verb in words else [verb]
                code, _, complaint = passerelle(*words, env={**os.environ, "PASSERELLE_CONFIG": "/dev/null"})
                assert code != 2, f"{example}: {complaint}"


def test_colours():
    """colours are for terminals, and for those who want them"""
    bridge = Bridge(account={"max_binds": "four"})

    def on_terminal(**environment):
        terminal, other = pty.openpty()
        variables = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        child = processes.start([BINARY, "send", "--help"], stdin=other, stdout=other, stderr=other,
                                env={**variables, "TERM": "xterm", **environment})
        os.close(other)
        said = b""
        try:
            while octets := os.read(terminal, 4096):
                said += octets
        except OSError:
            pass  # the end of what a terminal says
        child.wait()
        os.close(terminal)
        return said

    assert b"\x1b[" in on_terminal()
    assert b"\x1b[" not in on_terminal(NO_COLOR="1")
    assert b"\x1b[" not in on_terminal(TERM="dumb")
    assert "\x1b[" not in passerelle("send", "--help")[1]
    assert "\x1b[" not in "".join(bridge.command("check")[1:])


def test_json_of_check():
    """check --json tells faults and settings as a program reads them"""
    import json
    bridge = Bridge(account={"max_binds": "four"}, smpp={"listne": ["127.0.0.1:1"]})
    code, said, _ = bridge.command("check", "--json")
    found = json.loads(said)
    assert code == 1 and {fault["key"] for fault in found["faults"]} == {"account[0].max_binds", "smpp.listne"}, said
    assert all(fault["line"] > 0 and fault["reason"] for fault in found["faults"])
    code, said, _ = Bridge(account={"password": "s3cr3t-w0rd"}).command("check", "--json")
    settings = {setting["key"]: setting["value"] for setting in json.loads(said)["settings"]}
    assert code == 0 and settings["account[shop].max_binds"] == "10" and "s3cr3t-w0rd" not in said
