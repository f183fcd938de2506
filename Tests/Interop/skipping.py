"""How a test says that it cannot run on this machine."""
import shutil


class Skipped(Exception):
    """Carries the reason."""


def need(*commands):
    """Skips the test unless all these commands are installed."""
    missing = [command for command in commands if not shutil.which(command)]
    if missing:
        raise Skipped("not installed: " + ", ".join(missing))
