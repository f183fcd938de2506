"""What stands in conf/ for those who watch the bridge, held against the tools that read it and the metrics that there are."""
import json
import re
import subprocess
import urllib.request

from bridge import ROOT, Bridge
from provider_bridge import eventually
from skipping import need
from smpp_wire import Wire
from test_operator import Admin

RULES = ROOT / "conf/prometheus"
DASHBOARD = ROOT / "conf/grafana/passerelle.json"


def documented():
    """Every metric of docs/monitoring.md, histograms with their parts."""
    names = set(re.findall(r"^\| `(passerelle_\w+)` \|", (ROOT / "docs/monitoring.md").read_text(), re.M))
    assert len(names) > 40
    return names | {f"{name}_{part}" for name in names if name.endswith("_seconds") for part in ("bucket", "sum", "count")}


def queries():
    """Every expression of the dashboard."""
    dashboard = json.loads(DASHBOARD.read_text())
    return [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]


def test_rules():
    """promtool takes the rules, and each raises its alarm when it should and not before"""
    need("promtool")
    for arguments in (["check", "rules", "passerelle.rules.yml"], ["test", "rules", "passerelle.rules.test.yml"], ["check", "config", "prometheus.yml"]):
        done = subprocess.run(["promtool", *arguments], cwd=RULES, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
    alarms = re.findall(r"alert: (\w+)", (RULES / "passerelle.rules.yml").read_text())
    tested = (RULES / "passerelle.rules.test.yml").read_text()
    assert len(alarms) >= 10 and all(f"alertname: {alarm}" in tested for alarm in alarms)


def test_dashboard():
    """each query of the dashboard is one that Prometheus can read, of metrics that are documented"""
    known = documented()
    for query in queries() + [line for line in (RULES / "passerelle.rules.yml").read_text().splitlines() if "expr" in line]:
        for name in re.findall(r"passerelle_\w+", query):
            assert name in known, f"{name} in {query}"
    need("promtool")
    rules = {"groups": [{"name": "dashboard", "rules": [
        {"record": f"dashboard:query{n}", "expr": query.replace("$__rate_interval", "1m").replace("$instance", ".*")} for n, query in enumerate(queries())]}]}
    file = ROOT / ".build/dashboard.rules.json"
    file.write_text(json.dumps(rules))  # JSON is YAML
    done = subprocess.run(["promtool", "check", "rules", file], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    panels = [panel["gridPos"] for panel in json.loads(DASHBOARD.read_text())["panels"]]
    places = {(x, y) for grid in panels for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])}
    assert len(places) == sum(grid["w"] * grid["h"] for grid in panels), "panels lie over each other"


def test_metrics_of_the_binary():
    """what the binary exposes is what the page documents, and promtool finds nothing to say about it"""
    with Bridge() as bridge:
        admin = Admin(bridge)
        with Wire(bridge.smpp_port) as wire:
            assert wire.bind().status == 0
            id = admin.send()
            eventually(lambda: admin.state(id) == "delivered", "it arrives")
            text = urllib.request.urlopen(f"http://127.0.0.1:{bridge.admin_port}/metrics").read()
        names = set(re.findall(rb"^# TYPE (\w+)", text, re.M))
        unknown = {name.decode() for name in names} - documented()
        assert not unknown, unknown
        need("promtool")
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, timeout=60)
        complaints = [line for line in done.stderr.decode().splitlines() if "error" in line.lower()]
        assert done.returncode in (0, 3) and not complaints, done.stderr
