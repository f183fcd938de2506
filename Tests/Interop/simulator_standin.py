"""A provider outside of the bridge that speaks the simulator's protocol and counts what it gets.

`provider = {"url": standin.url}` with `kind = "simulator"` makes the bridge use it. It outlives the bridge, so it can
tell what a crash did. Run alone, it serves on a port: `simulator_standin.py PORT`.
"""
import http.server
import json
import random
import socket
import sys
import threading
import time

from waiting import pause


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """A bridge that is killed resets its connections; nothing to tell."""


class Fault(Exception):
    """A call that goes wrong: with a status, or without an answer."""

    def __init__(self, status):
        self.status = status


class Standin:
    """The messages taken, by id and in order. A context that serves on a free port."""

    def __init__(self, port=0, latency=0.0, state="DELIVERED", seed=1, faults=0.0):
        """`faults` is the share of calls to send that go wrong: refused, cut off, or not answered though taken."""
        self.latency = latency
        self.faults = faults
        self.faulted = 0
        self.state = state
        self.messages = []
        self.calls = 0
        self.counts = {}
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    @property
    def sent_twice(self):
        """Ids that came more than once."""
        with self._lock:
            return [id for id, count in self.counts.items() if count > 1]

    def numbers(self):
        """Every recipient, as often as it came."""
        with self._lock:
            return [message["to"] for message in self.messages]

    def texts(self):
        with self._lock:
            return [message.get("text") for message in self.messages]

    def _pause(self):
        if self.latency:
            with self._lock:
                wait = self._random.uniform(0, self.latency)
            pause(wait)

    def answer(self, path, request):
        self.calls += 1
        name = path.rstrip("/").rsplit("/", 1)[-1]
        if name == "send":
            # Taken before the pause: what is asked about while its call is under way is known.
            try:
                if self._random.random() < self.faults:
                    return self._fail(request)
                return {"results": [self._take(message) for message in request.get("messages", [])]}
            finally:
                self._pause()
        if name == "status":
            return {"statuses": [self._status(id) for id in request.get("ids", [])]}
        return {"cancel": {"cancelled": []}, "incoming": {"messages": []}, "read": {"read": 0},
                "balance": {"balance": "1000.00"}}.get(name)

    def _fail(self, request):
        self.faulted += 1
        kind = self._random.randrange(4)
        if kind < 2:
            for message in request.get("messages", []):
                self._take(message)
        raise Fault(None if kind % 2 else 500 if kind < 2 else 503)

    def _take(self, message):
        with self._lock:
            self.messages.append(message)
            self.counts[message["id"]] = self.counts.get(message["id"], 0) + 1
        return {"id": message["id"], "status": "accepted"}

    def _status(self, id):
        with self._lock:
            known = id in self.counts
        if not known:
            return {"id": id, "state": "NOTFOUND"}
        return {"id": id, "state": self.state, "at": int(time.time() * 1000)}

    def _handler(standin):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                try:
                    self._respond(standin.answer(self.path, json.loads(body or b"{}")))
                except Fault as fault:
                    if fault.status:
                        self._respond({"error": "on purpose"}, fault.status)
                    else:
                        self.close_connection = True
                        self.connection.shutdown(socket.SHUT_RDWR)
                except (ValueError, KeyError) as error:
                    self._respond({"error": str(error)}, 400)

            def do_GET(self):
                self._respond(standin.answer(self.path, {}))

            def _respond(self, answer, status=200):
                # A pause between taking a call and answering it is where a crash hurts.
                standin._pause()
                body = json.dumps(answer if answer is not None else {"error": "no such address"}).encode()
                try:
                    self.send_response(status if answer is not None else 404)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                    self.wfile.flush()
                except OSError:
                    self.close_connection = True

            def log_message(self, *_):
                pass

        return Handler


if __name__ == "__main__":
    with Standin(port=int(sys.argv[1])) as served:
        print(served.url, flush=True)
        threading.Event().wait()
