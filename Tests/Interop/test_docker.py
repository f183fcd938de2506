"""docker/ as far as it can be looked at without an engine: the Dockerfile, the compose files, and what they mount."""
import os
import re

import processes
from bridge import BINARY, ROOT
from skipping import need

FOLDER = ROOT / "docker"
COMPOSE = sorted(FOLDER.glob("compose*.yaml"))


def test_dockerfile():
    """the Dockerfile has nothing that hadolint would complain of, and runs neither as root nor without a health check"""
    linter = ROOT / ".build/venv/bin/hadolint"
    if linter.exists():
        code, said, errors = processes.run([linter, FOLDER / "Dockerfile"])
        assert code == 0, said + errors
    else:
        need("hadolint")
    text = (FOLDER / "Dockerfile").read_text()
    final = text[text.rindex("\nFROM "):]
    assert re.search(r"^USER 2775", final, re.M) and "\nHEALTHCHECK " in final


def test_compose_files():
    """the compose files are as their schema wants them, and what they mount is there"""
    need("docker-compose")
    for path in COMPOSE:
        code, said, errors = processes.run(["docker-compose", "-f", path, "config"])
        assert code == 0, f"{path.name}: {said}{errors}"
        text = path.read_text()
        assert "read_only: true" in text and "cap_drop: [ALL]" in text
        mounted = re.findall(r"^ *- (\.[^:\s]+):", text, re.M)
        missing = [name for name in mounted if not (FOLDER / name).exists()]
        assert mounted and not missing, f"{path.name}: {missing}"
        ports = re.findall(r'^ *- "([0-9.]*):?[0-9]+:[0-9]+"', text, re.M)
        assert ports and set(ports) == {"127.0.0.1"}, f"{path.name} publishes beyond loopback"


def test_configurations_in_containers():
    """the configurations in the containers have no fault, and keep their data on the volume"""
    for path in sorted(FOLDER.glob("passerelle*.toml")):
        code, said, errors = processes.run(
            [BINARY, "check", "--config", path], env={**os.environ, "PASSERELLE_ADMIN_TOKEN": "secret"})
        assert code == 0, f"{path.name}: {said}{errors}"
        assert 'data = "/var/lib/passerelle"' in said


def test_health_check():
    """what the health check asks is answered by a bridge, and not by a stopped one"""
    from bridge import Bridge
    text = (FOLDER / "Dockerfile").read_text()
    command = re.search(r'CMD \["bash", "-c", "(.+)"\]', text).group(1).replace('\\"', '"').replace("\\\\", "\\")
    with Bridge() as bridge:
        command = command.replace("/127.0.0.1/8080", f"/127.0.0.1/{bridge.admin_port}")
        code, said, errors = processes.run(["bash", "-c", command])
        assert code == 0, said + errors
    assert processes.run(["bash", "-c", command])[0] != 0
