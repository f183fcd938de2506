"""Several nodes on one PostgreSQL database, and what may happen to them.

NODES (2 to 4), CRASH_ROUNDS and AWAY (seconds without a database) make the campaign longer; CRASH_SEED repeats its choices.
"""
import contextlib
import os
import random
import signal
import time
import urllib.error
import urllib.request

import postgres
import processes
from bridge import BINARY, Bridge
from esme import Esme
from marks import takes
from simulator_standin import Standin
from smpp_wire import Wire, submit_body, SUBMIT_SM
from crash_client import WINDOW, Client
from waiting import pause, until

NODES = max(2, min(4, int(os.environ.get("NODES", "2"))))
ROUNDS = int(os.environ.get("CRASH_ROUNDS", "7"))
AWAY = float(os.environ.get("AWAY", "4"))
LEASE = 2
# A provider that is asked about a lost answer must have ended the call; several nodes settle each other's.
PROVIDER = {"timeout": "2s", "connect_timeout": "1s"}


class Cluster:
    """A server, a provider, and nodes that reach the database each over a wire of its own."""

    def __init__(self, nodes, account=None, provider=None, latency=0.0, seed=1):
        self._stack = contextlib.ExitStack()
        self.server = self._stack.enter_context(postgres.Server())
        self.provider = self._stack.enter_context(Standin(latency=latency, seed=seed))
        self.wires = [self._stack.enter_context(postgres.Wire(self.server)) for _ in range(nodes)]
        self.nodes = [
            Bridge(account={"window": 2 * WINDOW, "receipt_window": WINDOW, **(account or {})},
                   provider={"url": self.provider.url, **PROVIDER, **(provider or {})},
                   store={"url": self.server.url(wire.port), "lease": f"{LEASE}s"})
            for wire in self.wires]

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        try:
            for node in self.nodes:
                if kind is None and node.process:
                    node.stop()
                node.kill()
        finally:
            self._stack.close()

    def unfinished(self):
        """What the database still has to do: messages that have not ended, open calls, receipts owed."""
        counts = self.server.ask(
            "SELECT (SELECT count(*) FROM passerelle.messages WHERE ended IS NULL),"
            " (SELECT count(*) FROM passerelle.calls), (SELECT count(*) FROM passerelle.receipts)")
        return counts != ["0|0|0"] and counts

    def start(self):
        for node in self.nodes:
            if not node.process:
                node.start()


class Load:
    """One client with a session on every node that takes one."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.client = Client()
        self.wires = {}
        self.in_doubt = 0

    def bind(self, *nodes):
        for node in nodes:
            if node in self.wires:
                continue
            try:
                self.wires[node] = self.client.session(node)
            except (OSError, AssertionError):
                pass

    def run(self, seconds, submits=True):
        """Submits and answers; sessions that end leave their open submits in doubt."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self.wires:
                pause()
            for node, wire in list(self.wires.items()):
                alive = not submits or self.client.fill(wire)
                alive = self.client.take(wire, wire.pump(0.01)) and alive
                if wire.ended or not alive:
                    self.drop(node)

    def drop(self, node):
        """Reads what had still been sent."""
        wire = self.wires.pop(node)
        with wire:
            deadline = time.monotonic() + 10
            while not wire.ended and time.monotonic() < deadline:
                self.client.take(wire, wire.pump(0.5))
            self.in_doubt += len(wire.open)

    def settle(self, node, timeout):
        """Receipts of whatever node go to the one where the client is bound."""
        for other in list(self.wires):
            self.wires.pop(other).socket.close()
        self.bind(node)
        deadline = time.monotonic() + timeout
        while (self.client.missing or self.cluster.unfinished()) and time.monotonic() < deadline:
            self.run(0.2, submits=False)
            self.bind(node)


def accounts_of(cluster, load, words):
    """Settles the accounts: what was acknowledged has reached the provider once, and its receipt has come."""
    numbers = cluster.provider.numbers()
    reached, client = set(numbers), load.client
    lost = [id for id, number in client.acknowledged.items() if number not in reached]
    figures = (f"{words}: {client.submitted} submitted, {len(client.acknowledged)} acknowledged, "
               f"{load.in_doubt} in doubt, {client.refused} refused, {len(lost)} lost, "
               f"{len(numbers) - len(reached)} sent twice, {len(client.missing)} without receipt, "
               f"{sum(count - 1 for count in client.receipted.values())} receipts repeated")
    left = cluster.unfinished()
    assert not left, f"{figures}; left in the database (messages|calls|receipts): {left}"
    assert not lost and len(numbers) == len(reached) and not cluster.provider.sent_twice and not client.missing, figures
    return figures


def kill_node(cluster, load, chance):
    node = chance.choice(cluster.nodes)
    node.kill()
    load.drop(node) if node in load.wires else None
    load.run(chance.uniform(0.1, 0.4))


def kill_in_shutdown(cluster, load, chance):
    kill_behind(signal.SIGTERM, cluster, load, chance)


def kill_in_reload(cluster, load, chance):
    kill_behind(signal.SIGHUP, cluster, load, chance)


def kill_behind(signal_first, cluster, load, chance):
    """kill -9 while the node does what a signal has asked for."""
    node = chance.choice(cluster.nodes)
    node.process.send_signal(signal_first)
    load.run(chance.uniform(0, 0.3))
    node.kill()
    load.drop(node) if node in load.wires else None


def kill_server(cluster, load, chance):
    cluster.server.stop(chance.choice([signal.SIGKILL, signal.SIGQUIT]))
    load.run(chance.uniform(0.1, 1))
    cluster.server.start()


def cut_wire(cluster, load, chance):
    wire = chance.choice(cluster.wires)
    wire.cut()
    load.run(chance.uniform(0.1, 1))
    wire.mend()


def lose_lease(cluster, load, chance):
    """Alive, but the others must think it dead."""
    wire = chance.choice(cluster.wires)
    wire.cut()
    load.run(LEASE * chance.uniform(1.3, 1.8))
    wire.mend()


@takes(40, limit=200 + 8 * ROUNDS)
def test_nodes_and_server_die():
    """kill -9 of nodes and of the server, and cut connections: nothing is lost, sent twice, or left without a receipt"""
    seed = int(os.environ.get("CRASH_SEED", time.time_ns() % 1_000_000))
    chance = random.Random(seed)
    events = [kill_node, kill_server, cut_wire, kill_in_shutdown, kill_node, lose_lease, kill_in_reload]
    with Cluster(NODES, latency=0.02, seed=seed) as cluster:
        load = Load(cluster)
        for round in range(ROUNDS):
            cluster.start()
            load.bind(*cluster.nodes)
            load.run(chance.uniform(0.1, 0.4))
            events[round % len(events)](cluster, load, chance)
        cluster.start()
        load.settle(chance.choice(cluster.nodes), timeout=120)
        figures = accounts_of(cluster, load, f"seed {seed}: {NODES} nodes, {ROUNDS} rounds")
        assert len(load.client.acknowledged) > ROUNDS * 20, "too little load to mean anything: " + figures
        return figures


def status(node, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{node.admin_port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def metric(node, name):
    return next(float(line.split()[-1]) for line in status(node, "/metrics")[1].splitlines() if line.startswith(name + " "))


@takes(15, limit=180 + int(AWAY))
def test_database_is_away():
    """while the database is away nothing is acknowledged, /readyz and a metric say so, and it goes on by itself"""
    with Cluster(2) as cluster:
        cluster.start()
        node = cluster.nodes[0]
        load = Load(cluster)
        load.bind(*cluster.nodes)
        load.run(0.3)
        assert status(node, "/readyz")[0] == 200 and metric(node, "passerelle_store_available") == 1
        unshared = metric(node, "passerelle_limits_unshared_total")
        cluster.server.stop(signal.SIGQUIT)
        for each in cluster.nodes:
            until(lambda: status(each, "/readyz")[0] == 503, "readiness", between=lambda: load.run(0.02))
            until(lambda: metric(each, "passerelle_store_available") == 0, "metric", between=lambda: load.run(0.02))
        load.run(0.3)  # what was on its way when the server ended
        before = len(load.client.acknowledged)
        until(lambda: metric(node, "passerelle_limits_unshared_total") > unshared, "limits that the other node is not told of are counted")
        load.run(AWAY)
        assert len(load.client.acknowledged) == before, "acknowledged without a database"
        assert all(node.process.poll() is None for node in cluster.nodes)
        cluster.server.start()
        until(lambda: status(node, "/readyz")[0] == 200, "readiness again")
        until(lambda: len(load.client.acknowledged) > before, "an acknowledgement again",
              between=lambda: (load.bind(*cluster.nodes), load.run(0.1)))
        load.settle(node, timeout=60)
        assert metric(node, "passerelle_store_available") == 1
        return accounts_of(cluster, load, f"away for {AWAY:g} s")


@takes(10)
def test_nodes_start_together():
    """nodes that start at once on an empty database, or are killed while they migrate it, make it once"""
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'passerelle'"
    chance = random.Random(7)
    with Cluster(NODES) as cluster:
        for _ in range(8):
            cluster.server.ask("DROP SCHEMA IF EXISTS passerelle CASCADE")
            killed = []
            for node in cluster.nodes:
                with open(node.log, "ab") as log:
                    killed.append(processes.start(
                        [BINARY, "serve", "--config", node.configuration], stdout=log, stderr=log))
            pause(chance.uniform(0.02, 0.2))
            for process in killed:
                process.kill()
                process.wait()
            until(lambda: cluster.server.ask(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'passerelle%'") == ["0"], "no connections")
            assert int(cluster.server.ask(tables)[0]) in (0, 13), "half of the tables"
        cluster.server.ask("DROP SCHEMA IF EXISTS passerelle CASCADE")
        cluster.start()
        assert cluster.server.ask("SELECT count(DISTINCT number) FROM passerelle.nodes WHERE standing = 0") == [str(NODES)]
        assert cluster.server.ask("SELECT count(*) FROM passerelle.version") == ["1"]


def part_body(number, text, part, total, reference=77):
    """A part with the reference of a user data header (3GPP TS 23.040 section 9.2.3.24.1)."""
    return submit_body(number, bytes([5, 0, 3, reference, total, part]) + text, esm_class=0x40)


def bind_status(node):
    with Wire(node.smpp_port) as wire:
        return wire.bind().status


def part_again(esme, body):
    """Submits a part until it is taken: its node may learn only by it that another one has the parts before."""
    while True:
        sequence = esme.send(SUBMIT_SM, body)
        esme.wait(lambda: sequence in esme.ids or sequence in esme.refused, "an answer")
        if sequence in esme.ids:
            return
        assert esme.refused[sequence] == 0x08, f"refused with {esme.refused[sequence]}"


@takes(20)
def test_nodes_share_the_work():
    """receipts go where the client is bound, parts of one message may come over different nodes, limits hold over all"""
    with Cluster(2, account={"rate": 50, "max_binds": 3}) as cluster:
        cluster.start()
        one, two = cluster.nodes
        with Esme(one) as first, Esme(two) as second, Esme(two) as third:
            until(lambda: bind_status(one) == 0x0D, "the bind limit of the account")
            # Parts over two nodes.
            pieces = [b"over one node ", b"and over the other ", b"it goes"]
            sequences = [esme.send(SUBMIT_SM, part_body("375291000001", text, part + 1, 3))
                         for part, (esme, text) in enumerate(zip([first, second, first], pieces))]
            ids = [esme.id(sequence) for esme, sequence in zip([first, second, first], sequences)]
            assert len(set(ids)) == 3
            until(lambda: cluster.provider.texts() == [b"".join(pieces).decode()], "the whole text")
            # The same reference again, each part over the node that had another one.
            again = [b"the next one ", b"has nothing of ", b"the first"]
            for part in (1, 0, 2):
                part_again(second if part != 1 else first, part_body("375291000001", again[part], part + 1, 3))
            until(lambda: b"".join(again).decode() in cluster.provider.texts(), "the second text")
            assert len(cluster.provider.texts()) == 2, cluster.provider.texts()
            # The rate of the account, by clients who send as fast as they can.
            for esme in (first, second, third):
                esme.answers = True
            started, accepted = time.monotonic(), 0
            seconds = 6
            counts = {first: 0, third: 0}
            while time.monotonic() < started + seconds:
                for esme in counts:
                    before = len(esme.ids)
                    sequences = [esme.submit("375291000002", "x", registered=0) for _ in range(10)]
                    esme.wait(lambda: all(s in esme.ids or s in esme.refused for s in sequences), "answers")
                    counts[esme] += len(esme.ids) - before
            spent = time.monotonic() - started
            accepted = sum(counts.values())
            throttled = {s for esme in counts for s in esme.refused.values()}
            assert throttled == {0x58}, f"refused with {throttled}"
            # A burst of one second on each node and half of one in the database come on top.
            assert accepted <= 50 * (spent + 2.5) + 20, f"{accepted} accepted in {spent:.2f} s at a rate of 50"
            assert accepted >= 50 * spent * 0.8, f"only {accepted} accepted in {spent:.2f} s at a rate of 50"
        # A receipt for what one node took, over the other.
        with Esme(one) as first:
            # The rate is used up by what went before.
            while True:
                sequence = first.submit("375291000003", "receipt elsewhere", registered=1)
                first.wait(lambda: sequence in first.ids or sequence in first.refused, "an answer")
                if sequence in first.ids:
                    break
            id = first.id(sequence)
        with Esme(two) as second:
            second.wait(lambda: id in second.states, "receipt over the other node")
        return f"{accepted} messages in {spent:.2f} s over two nodes at a rate of 50"
