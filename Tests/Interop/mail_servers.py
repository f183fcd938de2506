"""Mail servers that stand in front of the bridge: each an instance of its own, on loopback, in a temporary folder."""
import os
import pathlib
import pwd
import subprocess
import tempfile

import processes
from skipping import Skipped, need
from waiting import accepts, until

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OPENSMTPD = ROOT / ".build/opensmtpd"


def wait_for(port, process, said):
    def listens():
        assert process.poll() is None, f"the mail server ended with {process.returncode}: {said()}"
        return accepts(port)

    until(listens, lambda: "the mail server does not listen: " + said(), timeout=30)


class MailServer:
    """What Postfix and OpenSMTPD have in common. A context that runs it."""

    def __init__(self):
        if os.geteuid() != 0:
            raise Skipped("mail servers change their user: needs root")
        self._folder = tempfile.TemporaryDirectory(prefix="passerelle-mta-")
        self.folder = pathlib.Path(self._folder.name)
        self.folder.chmod(0o755)
        (self.port,) = processes.free_ports(1)
        self.log = self.folder / "log"

    def run(self, arguments):
        with open(self.log, "ab") as log:
            self.process = processes.start(arguments, stdout=log, stderr=log)
        wait_for(self.port, self.process, self.said)
        return self

    def said(self):
        return "".join(path.read_text(errors="replace") for path in (self.log, self.folder / "mail.log") if path.exists())

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._folder.cleanup()


class Postfix(MailServer):
    """Sends what is for `domain` to `relay` by `transport`: `smtp` or `lmtp`."""

    def __init__(self, domain, transport, relay, **settings):
        need("postfix", "postconf")
        super().__init__()
        for name in ("config", "spool", "data"):
            (self.folder / name).mkdir()
        owner = pwd.getpwnam("postfix")
        os.chown(self.folder / "data", owner.pw_uid, owner.pw_gid)
        lines = {
            "compatibility_level": "3.6", "queue_directory": self.folder / "spool", "data_directory": self.folder / "data",
            "myhostname": "mx.example.test", "mydestination": "", "relay_domains": domain, "mynetworks": "127.0.0.0/8",
            "inet_interfaces": "127.0.0.1", "inet_protocols": "ipv4", "alias_maps": "", "alias_database": "",
            "transport_maps": f"inline:{{{domain}={transport}:[127.0.0.1]:{relay}}}", "smtp_host_lookup": "native",
            "maillog_file_prefixes": self.folder, "maillog_file": self.folder / "mail.log",
            "minimal_backoff_time": "2s", "queue_run_delay": "2s", "smtputf8_enable": "yes", **settings}
        (self.folder / "config/main.cf").write_text("".join(f"{key} = {value}\n" for key, value in lines.items()))
        services = [f"127.0.0.1:{self.port} inet n - n - - smtpd", "postlog unix-dgram n - n - 1 postlogd"]
        services += [
            f"{name} unix {private} - n {wakeup} {limit} {command}" for name, private, wakeup, limit, command in [
                ("pickup", "n", "60", "1", "pickup"), ("cleanup", "n", "-", "0", "cleanup"),
                ("qmgr", "n", "2", "1", "qmgr"), ("tlsmgr", "-", "1000?", "1", "tlsmgr"),
                ("rewrite", "-", "-", "-", "trivial-rewrite"), ("bounce", "-", "-", "0", "bounce"),
                ("defer", "-", "-", "0", "bounce"), ("trace", "-", "-", "0", "bounce"), ("flush", "n", "1000?", "0", "flush"),
                ("proxymap", "-", "-", "-", "proxymap"), ("smtp", "-", "-", "-", "smtp"), ("relay", "-", "-", "-", "smtp"),
                ("showq", "n", "-", "-", "showq"), ("error", "-", "-", "-", "error"), ("retry", "-", "-", "-", "error"),
                ("discard", "-", "-", "-", "discard"), ("lmtp", "-", "-", "-", "lmtp"), ("anvil", "-", "-", "1", "anvil"),
                ("scache", "-", "-", "1", "scache")]]
        (self.folder / "config/master.cf").write_text("\n".join(services) + "\n")

    def __enter__(self):
        return self.run(["postfix", "-c", self.folder / "config", "start-fg"])

    def __exit__(self, *rest):
        # The process that was started is a script; the server behind it has to be asked.
        processes.run(["postfix", "-c", self.folder / "config", "stop"], timeout=60)
        super().__exit__(*rest)


class OpenSMTPD(MailServer):
    """The same with OpenSMTPD, from the package that scripts/install unpacks into .build: installed it would drive Postfix away.

    Its users and its spool exist only for this process: in a mount namespace of its own.
    """

    def __init__(self, domain, relay):
        super().__init__()
        program = OPENSMTPD / "usr/sbin/smtpd"
        if not program.exists():
            raise Skipped("OpenSMTPD is not unpacked; scripts/install test does it")
        need("unshare")
        for name in ("spool", "empty"):
            (self.folder / name).mkdir(mode=0o711)
        for name, line in (
                ("passwd", "opensmtpd:x:64101:64101::{0}:/bin/false\nopensmtpq:x:64102:64102::{0}:/bin/false\n"),
                ("group", "opensmtpd:x:64101:\nopensmtpq:x:64102:\n")):
            (self.folder / name).write_text(
                pathlib.Path("/etc", name).read_text() + line.format("/var/lib/opensmtpd/empty"))
        (self.folder / "mailname").write_text("mx.example.test\n")
        (self.folder / "smtpd.conf").write_text(
            f'listen on 127.0.0.1 port {self.port} hostname "mx.example.test"\n'
            f'action "gateway" relay host smtp://127.0.0.1:{relay} helo "mx.example.test"\n'
            f'match from any for domain "{domain}" action "gateway"\nmatch from any for any reject\n')
        self.script = self.folder / "start"
        self.script.write_text(f"""#!/bin/sh
set -e
mount --bind {self.folder}/passwd /etc/passwd
mount --bind {self.folder}/group /etc/group
mount -t tmpfs -o mode=755 none /var/spool
mount -t tmpfs -o mode=755 none /var/lib
mkdir -p /var/lib/opensmtpd/empty
mount -t tmpfs -o mode=755 none /run
echo mx.example.test > /run/mailname
mkdir -p /usr/libexec
mkdir -m 711 /var/spool/smtpd
exec {program} -d -f {self.folder}/smtpd.conf
""")
        self.script.chmod(0o755)

    def __enter__(self):
        return self.run(["unshare", "--mount", "--propagation", "private", self.script])
