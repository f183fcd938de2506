"""What the stand-ins share: an HTTP server that reads parameters by their place, faults on demand, and a control side.

A stand-in is a `Service` with endpoints; `@endpoint(method, path)` marks one. An endpoint gets a `Call` and returns an
answer (anything that JSON knows, or `Raw`), or raises `Refusal`.

Control side, for tests in other processes (tests in the same one use the attributes):
    GET  /control/seen      everything that was taken, as JSON
    GET  /control/calls     calls by endpoint
    POST /control/fault     {"kind": "429", "path": "sendQuickSMS", "times": 1, "retry_after": 2, "seconds": 5}
    POST /control/set       {"name": value, ...}: attributes of the stand-in (token, balance, latency, ...)

Faults, by their kind:
    429, 500, 503           answered before anything is done; `retry_after` adds that header
    500-after               everything is done, then 500
    hang                    nothing is done, nothing is answered for `seconds`, then the connection is closed
    hang-after              everything is done, nothing is answered for `seconds`, then the connection is closed
    close-before            the connection is closed before anything is done
    close-after             everything is done, then the connection is closed without an answer
    malformed, truncated    everything is done, the body cannot be read (the latter is also shorter than announced)
    empty, html             everything is done, and 200 with an empty body or a page
    slow                    everything is done, the body comes in pieces over `seconds`
"""
import collections
import http.server
import json
import re
import socket
import socketserver
import sys
import threading
import time
import urllib.parse

from waiting import pause

LARGEST_BODY = 32 << 20


class Refusal(Exception):
    """A request that the documents do not allow, with the HTTP status and the body to say so."""

    def __init__(self, status, body):
        super().__init__(body)
        self.status, self.body = status, body


class Raw:
    """An answer that is no JSON."""

    def __init__(self, text, status=200, type="text/plain; charset=utf-8"):
        self.text, self.status, self.type = text, status, type


class Call:
    """A request with its parameters by place: `query`, `form` (fields and `files`), `json`."""

    def __init__(self, method, target, headers, body):
        parts = urllib.parse.urlsplit(target)
        self.method, self.path, self.headers, self.body = method, parts.path, headers, body
        self.at = time.time()
        self.query = self._fields(parts.query)
        self.form, self.files, self.json = {}, {}, None
        type = (headers.get("Content-Type") or "").split(";")[0].strip().lower()
        if type == "application/x-www-form-urlencoded":
            self.form = self._fields(body.decode("utf-8"))
        elif type == "multipart/form-data":
            self._read_parts(headers["Content-Type"])
        elif type == "application/json":
            self.json = json.loads(body)
        elif body:
            raise Refusal(415, {"error": f"a body of the type {type or 'none'}"})

    @staticmethod
    def _fields(text):
        fields = {}
        for name, value in urllib.parse.parse_qsl(text, keep_blank_values=True, strict_parsing=False):
            if name in fields:
                raise Refusal(400, {"error": f"the parameter {name} comes twice"})
            fields[name] = value
        return fields

    def _read_parts(self, type):
        boundary = re.search(r'boundary="?([^";]+)"?', type).group(1).encode()
        for part in self.body.split(b"--" + boundary)[1:-1]:
            head, _, content = part[2:].partition(b"\r\n\r\n")
            content = content[:-2]
            name = re.search(rb'name="([^"]*)"', head).group(1).decode()
            file = re.search(rb'filename="([^"]*)"', head)
            if file:
                self.files[name] = (file.group(1).decode(), content)
            else:
                self.form[name] = content.decode("utf-8")


def endpoint(method, path):
    def mark(function):
        function.endpoint = (method, re.compile(path.replace("{id}", r"([0-9]+)") + "$"))
        return function
    return mark


class Fault:
    def __init__(self, kind, path="", times=1, retry_after=None, seconds=30.0, probability=1.0):
        self.kind, self.path, self.times, self.retry_after, self.seconds = kind, path, times, retry_after, seconds
        # For the 500 that comes after the work, and its like.
        self.status = int(kind[:3]) if kind[:3].isdigit() else 200
        self.acts = kind in ("500-after", "hang-after", "close-after", "malformed", "truncated", "empty", "html", "slow")


class Drop(Exception):
    """The connection ends without an answer."""


class Service:
    """Base of the stand-ins. `taken` holds one dictionary for each message: phone, text, sender, reference, channel."""

    def __init__(self, port=0, latency=0.0):
        self.latency = latency
        self.taken = []
        self.calls = collections.Counter()
        self.refusals = []
        self.lock = threading.RLock()
        self.faulted = collections.Counter()
        self.acted = collections.Counter()  # faults whose call has been worked on all the same
        self._faults = []
        self._stopping = threading.Event()
        self._endpoints = [(*function.endpoint, function) for function in
                           (getattr(self, name) for name in dir(type(self))
                            if hasattr(getattr(type(self), name), "endpoint"))]
        self.port = port
        self._server = None
        self.open()

    # Running

    def open(self):
        """Listens; on the same port again after `close`."""
        self._server = Server(("127.0.0.1", self.port), self)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self):
        """Refuses connections, and ends those there are."""
        self._server.shutdown()
        self._server.server_close()
        self._server.end_connections()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stopping.set()
        self.close()

    # Tests

    def fault(self, kind, path="", times=1, **options):
        """The next `times` calls whose path holds `path` go wrong; None stands for all until `mend`."""
        with self.lock:
            self._faults.append(Fault(kind, path, times if times is not None else 1 << 60, **options))

    def mend(self):
        with self.lock:
            self._faults.clear()

    def count(self, phone):
        """How many messages a phone was sent."""
        with self.lock:
            return sum(1 for message in self.taken if message["phone"] == phone)

    def phones(self):
        with self.lock:
            return collections.Counter(message["phone"] for message in self.taken)

    def take(self, **message):
        with self.lock:
            self.taken.append({"at": time.time(), **message})

    # Serving

    def answer(self, method, target, headers, body):
        """(status, content type, headers, body, fault)"""
        path = urllib.parse.urlsplit(target).path
        if path.startswith("/control/"):
            return self._control(method, path, body)
        fault = self._next_fault(path)
        with self.lock:
            self.calls[path.rsplit("/", 1)[-1]] += 1
        # Worked on before the pause: what is asked about while its call is under way is known.
        try:
            if fault and not fault.acts:
                return self._fail(fault)
            status, type, body = self._work(method, target, headers, body)
        finally:
            if self.latency:
                pause(self.latency)
        if fault:
            with self.lock:
                self.acted[fault.kind] += 1
        if fault and fault.kind == "500-after":
            status, body = 500, b'{"error": "internal"}'
        return status, type, {}, body, fault

    def _fail(self, fault):
        if fault.kind in ("429", "500", "503"):
            headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
            body = {"429": b'{"error": "Request limit exceeded"}'}.get(fault.kind, b"Server is not available")
            return fault.status, "application/json", headers, body, None
        if fault.kind == "hang":
            self._stopping.wait(fault.seconds)
        raise Drop

    def _work(self, method, target, headers, body):
        try:
            call = Call(method, target, headers, body)
            found = [(wanted, match, function) for wanted, pattern, function in self._endpoints
                     for match in [pattern.match(call.path)] if match]
            if not found:
                raise Refusal(404, {"error": f"no such address: {call.path}"})
            allowed = [entry for entry in found if method in entry[0].split("|")]
            if not allowed:
                raise Refusal(405, {"error": f"{method} is not for {call.path}"})
            _, match, function = allowed[0]
            answer = function(call, *match.groups())
            if isinstance(answer, Raw):
                return answer.status, answer.type, answer.text.encode()
            return 200, "application/json", json.dumps(answer, ensure_ascii=False).encode()
        except Refusal as refusal:
            self.note_refusal(method, target, refusal)
            return refusal.status, "application/json", json.dumps(refusal.body, ensure_ascii=False).encode()
        except (ValueError, KeyError, AttributeError, TypeError, IndexError) as error:
            self.note_refusal(method, target, error)
            return 400, "application/json", json.dumps({"error": f"incorrect request: {error!r}"}).encode()

    def note_refusal(self, method, target, why):
        with self.lock:
            self.refusals.append(f"{method} {urllib.parse.urlsplit(target).path}: {why}")

    def _next_fault(self, path):
        with self.lock:
            for fault in self._faults:
                if fault.path in path:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._faults.remove(fault)
                    self.faulted[fault.kind] += 1
                    return fault
        return None

    def _control(self, method, path, body):
        given = json.loads(body) if body else {}
        if path == "/control/fault":
            self.fault(**given)
        elif path == "/control/set":
            for name, value in given.items():
                setattr(self, name, value)
        with self.lock:
            answer = {"/control/seen": self.taken, "/control/calls": dict(self.calls),
                      "/control/refusals": self.refusals}.get(path, {"done": True})
            return 200, "application/json", {}, json.dumps(answer, ensure_ascii=False).encode(), None


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address, service):
        self.service = service
        self.connections = set()
        super().__init__(address, Handler)

    def end_connections(self):
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self):
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self):
        self.server.connections.discard(self.connection)
        try:
            super().finish()
        except OSError:
            pass

    def _serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            return self.send_error(413)
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return
        try:
            status, type, headers, answer, fault = self.server.service.answer(self.command, self.path, self.headers, body)
            self._reply(status, type, headers, answer, fault)
        except (Drop, OSError):
            self.close_connection = True

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve

    def _reply(self, status, type, headers, answer, fault):
        kind = fault.kind if fault else None
        if kind == "hang-after":
            self.server.service._stopping.wait(fault.seconds)
        if kind in ("close-after", "hang-after"):
            raise Drop
        if kind == "malformed":
            answer = answer[:len(answer) // 2] + b"}{" + b"\xff\x00"
        elif kind == "empty":
            answer = b""
        elif kind == "html":
            type, answer = "text/html", b"<html><body>Welcome</body></html>"
        self.send_response(status)
        self.send_header("Content-Type", type)
        self.send_header("Content-Length", str(len(answer)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if kind == "truncated":
            self.wfile.write(answer[:len(answer) // 2])
            self.wfile.flush()
            raise Drop
        if kind == "slow":
            for octet in range(len(answer)):
                self.wfile.write(answer[octet:octet + 1])
                self.wfile.flush()
                self.server.service._stopping.wait(fault.seconds / len(answer))
            return
        self.wfile.write(answer)
        self.wfile.flush()

    def log_message(self, *_):
        pass


def serve(make):
    """`python3 -m standins.NAME PORT`: serves until it is ended."""
    with make(port=int(sys.argv[1])) as served:
        print(served.url, flush=True)
        threading.Event().wait()
