"""Faults of the machine for one bridge: its disk, its resolver, its wall clock. And a loss of power, played afterwards."""
import mmap
import os
import pathlib
import random
import shutil
import struct
import subprocess

from bridge import Bridge, ROOT
from skipping import need

SOURCE = pathlib.Path(__file__).with_name("faults.c")
LIBRARY = ROOT / ".build/faults.so"
# struct page of faults.c: disk, resolver, clock, loaded, files.
PAGE = struct.Struct("<iiqii")
DISK_FINE, DISK_FULL, DISK_READ_ONLY, DISK_FAILS = range(4)


def library():
    """The shim, compiled when its source is newer."""
    need("gcc")
    if not LIBRARY.exists() or LIBRARY.stat().st_mtime < SOURCE.stat().st_mtime:
        fresh = LIBRARY.with_suffix(f".{os.getpid()}")
        subprocess.run(["gcc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", fresh, SOURCE, "-ldl", "-lpthread"], check=True)
        fresh.rename(LIBRARY)
    return LIBRARY


class FaultyBridge(Bridge):
    """A bridge whose machine can be told to fail: `disk`, `resolver` and `clock` (milliseconds ahead) take effect at once."""

    def __init__(self, journal=False, **options):
        super().__init__(**options)
        self._page_path = self.folder / "page"
        self._page_path.write_bytes(bytes(PAGE.size))
        with open(self._page_path, "r+b") as file:
            self._page = mmap.mmap(file.fileno(), PAGE.size)
        self.journal = self.folder / "journal"
        # The loader takes a space or a colon for the end of a name; the clone may have one in its path.
        shim = shutil.copy(library(), self.folder / "faults.so")
        self.environment = {
            "LD_PRELOAD": str(shim), "FAULTS_PAGE": str(self._page_path), "FAULTS_FOLDER": str(self.data)}
        if journal:
            # The database and its log alone; mails of ours in their folder are renamed, which is not recorded.
            self.environment["FAULTS_FOLDER"] = str(self.data / "passerelle.db")
            self.environment["FAULTS_JOURNAL"] = str(self.journal)

    def start(self):
        """Starts the process, which must have the shim and have opened its files through it, else no fault would happen."""
        self._set(16, "<ii", 0, 0)
        super().start()
        *_, loaded, files = PAGE.unpack(self._page[:])
        assert loaded, f"the shim is not loaded, LD_PRELOAD={self.environment['LD_PRELOAD']}: {self.said[:500]}"
        assert files, f"no file under {self.environment['FAULTS_FOLDER']} was opened"
        return self

    disk = property(None, lambda self, value: self._set(0, "<i", value))
    resolver = property(None, lambda self, value: self._set(4, "<i", value))
    clock = property(None, lambda self, value: self._set(8, "<q", value))

    def _set(self, at, form, *values):
        self._page[at:at + struct.calcsize(form)] = struct.pack(form, *values)


HEAD = struct.Struct("<c3xIIQ")


def records(octets):
    """(operation, file, offset, data) of a journal; what a kill cut off at its end is left out."""
    at = 0
    while at + HEAD.size <= len(octets):
        op, name_length, length, offset = HEAD.unpack_from(octets, at)
        at += HEAD.size
        if at + name_length + length > len(octets):
            return
        name = octets[at:at + name_length].decode()
        yield op, name, offset, octets[at + name_length:at + name_length + length]
        at += name_length + length


class PowerLoss:
    """The files of a folder as a disk that lost its power would hold them.

    What was written before the last fsync of a file is there. Of what was written after it, each sector of 512 octets may
    be there or not, in any order; a file may have any of the lengths that it had since. That a file exists is durable once
    it was synchronised, as on ext4 and xfs.
    """

    SECTOR = 512

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.files = {}  # what is durable
        self.dropped = self.kept = 0

    def strike(self, bridge):
        """Brings the files of a bridge that was killed into that state."""
        pending = {}
        # One that was killed before it wrote anything has none.
        journal = bridge.journal.read_bytes() if bridge.journal.exists() else b""
        for op, name, offset, data in records(journal):
            if op == b"S":
                for change in pending.pop(name, []):
                    self._apply(name, *change)
                self.files.setdefault(name, bytearray())
            else:
                pending.setdefault(name, []).append((op, offset, data))
        for name, changes in pending.items():
            for op, offset, data in changes:
                pieces = [(offset + at, data[at:at + self.SECTOR]) for at in range(0, len(data), self.SECTOR)]
                for piece in pieces if op == b"W" else [(offset, data)]:
                    if self.random.random() < 0.5:
                        self.kept += 1
                        self._apply(name, op, *piece)
                    else:
                        self.dropped += 1
        self._write(bridge.data, set(pending))
        bridge.journal.unlink(missing_ok=True)

    def _apply(self, name, op, offset, data):
        if op == b"U":
            self.files.pop(name, None)
            return
        file = self.files.setdefault(name, bytearray())
        if op == b"T":
            del file[offset:]
            file.extend(bytes(offset - len(file)))
        else:
            file.extend(bytes(max(0, offset - len(file))))
            file[offset:offset + len(data)] = data

    def _write(self, folder, touched):
        for path in folder.rglob("*-shm"):
            path.unlink()
        for name in touched - self.files.keys():
            pathlib.Path(name).unlink(missing_ok=True)
        for name, content in self.files.items():
            pathlib.Path(name).write_bytes(content)
