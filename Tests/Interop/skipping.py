"""How a test says that it cannot run on this machine."""
import os
import resource
import shutil


class Skipped(Exception):
    """Carries the reason."""


def need(*commands):
    """Skips the test unless all these commands are installed."""
    missing = [command for command in commands if not shutil.which(command)]
    if missing:
        raise Skipped("not installed: " + ", ".join(missing))


def raise_descriptor_limit(wanted):
    """Raises the limit of open files of this process and those it starts, or skips the test."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise Skipped(f"the limit of open files is {hard}, not {wanted}")
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def only_at_night():
    """Skips a test that is long, or has to be alone, unless it is asked for: scripts/nightly and scripts/campaign do."""
    if "PASSERELLE_NIGHT" not in os.environ:
        raise Skipped("runs in scripts/nightly, or with PASSERELLE_NIGHT=1")
