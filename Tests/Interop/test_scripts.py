"""What the scripts around the program tell."""
import hashlib
import json
import os
import pathlib
import re
import shutil
import tempfile

import processes
from bridge import ROOT
from skipping import need

SWIFT = """\
◇ Test aBrokenOne() started.
◇ Test "the one that ended the process" started.
✘ Test aBrokenOne() recorded an issue with 1 argument n → 3 at BrokenTests.swift:12:5: Expectation failed: (a → 1) == 2
✘ Test aBrokenOne() recorded an issue at BrokenTests.swift:19:5: Expectation failed: a second time
✘ Test aBrokenOne() failed after 0.001 seconds with 2 issues.
✔ Test aGoodOne() passed after 0.001 seconds.
Parts/Parts.swift:7: Fatal error: Index out of range
error: Exited with unexpected signal code 4
"""
INTEROP = """\
passed  reload: a file without faults (0.1 s)
failed  kannel: a receipt comes (3.0 s)
    Traceback (most recent call last):
      File "Tests/Interop/run", line 44, in run_one
        note = function()
      File "Tests/Interop/test_kannel.py", line 9, in test_receipt
        assert came, said
               ^^^^
    AssertionError: nothing came, but this:
    one
    | level=info event=bridge-started
passed  kannel: error: a name with a word of alarm (0.1 s)
failed  smpplib: the tests ended with -9 in the middle
1 passed, 2 failed, 0 skipped
"""
BUILD = """\
[1/2] Compiling Parts Parts.swift
Sources/Parts/Parts.swift:7:1: error: cannot find 'a' in scope
"""


def told(log):
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(log)
        file.flush()
        code, said, errors = processes.run([ROOT / "scripts/failed", file.name])
    assert code == 0 and not errors, errors
    return [line.strip() for line in said.splitlines()]


def test_what_failed():
    """the end of a long log names each test that failed with its first reason, and what ended a process or a build"""
    assert told(SWIFT) == [
        "aBrokenOne(): BrokenTests.swift:12: Expectation failed: (a → 1) == 2",
        "Parts/Parts.swift:7: Fatal error: Index out of range", "error: Exited with unexpected signal code 4",
        'under way: "the one that ended the process"']
    assert told("◇ Test run started.\n◇ Test aSlowOne() started.\n") == ["under way: aSlowOne()"], "ended from outside"
    assert told(INTEROP) == [
        "failed  kannel: a receipt comes (3.0 s)", 'File "Tests/Interop/test_kannel.py", line 9, in test_receipt', "assert came, said",
        "AssertionError: nothing came, but this:", "one", "failed  smpplib: the tests ended with -9 in the middle"]
    assert told(BUILD) == ["Sources/Parts/Parts.swift:7:1: error: cannot find 'a' in scope"]
    assert told("".join(f"line {n}\n" for n in range(50)))[-1] == "line 49"
    many = told("".join(f"failed  kannel: number {n}\n    AssertionError: {n}\n" for n in range(50)))
    assert len(many) == 50 and all("failed  kannel" in line for line in many), "so many are named only"


class Checkout:
    """A folder with scripts/test in it, and around it stand-ins for all that it calls."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="passerelle-")
        self.folder = pathlib.Path(self._folder.name)
        for name in ("test", "failed"):
            self.place(f"scripts/{name}", (ROOT / "scripts" / name).read_text())
        for name in ("scripts/install", "scripts/check", "scripts/simulate", "scripts/fuzz", "bin/swift"):
            self.shell(name)
        self.shell("Tests/Interop/run", 'echo "3 passed, 0 failed, 0 skipped"')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def place(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def shell(self, name, *lines):
        self.place(name, "\n".join(["#!/bin/bash", *lines, ""]))

    def unit_tests(self, log, failures, code):
        counts = f'<testsuite name="t" tests="2" errors="0" failures="{failures}">'
        self.place("log", log)
        self.shell("bin/swift", 'case "$*" in *xunit*) ;; *) exit 0 ;; esac',
                   f"echo '{counts}' >.build/unit-swift-testing.xml", "cat log", f"exit {code}")

    def run(self):
        code, said, errors = processes.run([self.folder / "scripts/test"], env={**os.environ, "PATH": f"{self.folder}/bin:{os.environ['PATH']}"})
        return code, said.splitlines(), errors


def test_last_lines_of_all_tests():
    """the last line of scripts/test counts what passed and failed; right before it stands each failed test"""
    with Checkout() as checkout:
        checkout.unit_tests("", failures=0, code=0)
        code, said, errors = checkout.run()
        passed = re.fullmatch(r"(\d+) passed, 0 failed", said[-1])
        assert code == 0 and passed and "what failed" not in "".join(said), (said, errors)
        checkout.unit_tests(SWIFT, failures=1, code=1)
        checkout.place("interop", INTEROP)
        checkout.shell("Tests/Interop/run", "cat interop", "exit 1")
        checkout.shell("scripts/check", 'echo "Sources/Parts/Parts.swift:7: a fault of style" >&2', "exit 1")
        code, said, errors = checkout.run()
        # The checks, one of two unit tests, two of three tests of the binary.
        assert code == 1 and said[-1] == f"{int(passed[1]) - 4} passed, 4 failed", (said, errors)
        end = "\n".join(said[-20:])
        for words in ("what failed", "a fault of style", "aBrokenOne(): BrokenTests.swift:12", "failed  kannel: a receipt comes", "AssertionError: nothing came"):
            assert words in end, end


def test_library_without_package():
    """scripts/sbom lists a library that no package brought with its version and digest, and does not fail over it"""
    need("gcc")
    with tempfile.TemporaryDirectory(prefix="passerelle-") as name:
        folder = pathlib.Path(name)
        library, program = folder / "libloose.so.1.2", folder / "program"
        (folder / "loose.c").write_text("int loose(void) { return 0; }\n")
        (folder / "program.c").write_text('int puts(const char *); int loose(void);\nint main(void) { puts("program 0.9"); return loose(); }\n')
        for command in (["gcc", "-shared", "-fPIC", "-Wl,-soname,libloose.so.1.2", "-o", library, folder / "loose.c"],
                        ["gcc", "-o", program, folder / "program.c", library, f"-Wl,-rpath,{folder}"]):
            code, said, errors = processes.run(command)
            assert code == 0, said + errors
        code, said, errors = processes.run([ROOT / "scripts/sbom", program])
        assert code == 0 and str(library) in errors, errors
        listed = {each["name"]: each for each in json.loads(said)["components"]}
        loose = listed["libloose"]
        assert loose["version"] == "1.2" and loose["description"] == "not from a package" and "purl" not in loose, loose
        assert loose["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(library.read_bytes()).hexdigest()}], loose
        assert listed["libc6"]["purl"].startswith("pkg:deb/debian/libc6@"), listed
