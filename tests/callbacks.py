"""A small real HTTP server on the loopback address that takes what a gateway calls with, for tests."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.http import HttpRequest
from django.test import RequestFactory

from tests.operate.running import PATIENCE


@dataclass(frozen=True)
class Call:
    """One request that came."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    caller: str

    def request(self) -> HttpRequest:
        """Return it as Django's views get it."""
        request = RequestFactory().generic(
            self.method,
            self.path,
            self.body,
            content_type=self.headers.get("Content-Type", ""),
            headers=self.headers,
            QUERY_STRING=self.query,
        )
        request.META["REMOTE_ADDR"] = self.caller
        return request


@dataclass
class Callbacks:
    """What has come, path by path; the next `refuse` calls are answered as if Benken were away."""

    address: str = ""
    refuse: int = 0
    refused: list[Call] = field(default_factory=list)
    _came: dict[str, "queue.Queue[Call]"] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, path: str) -> Call:
        """Wait for a call of a path."""
        return self._of(path).get(timeout=PATIENCE)

    def came(self) -> int:
        """Return how many calls were taken and not yet looked at."""
        with self._lock:
            return sum(calls.qsize() for calls in self._came.values())

    def take(self, call: Call) -> int:
        """Keep a call; return how it is answered."""
        with self._lock:
            if self.refuse:
                self.refuse -= 1
                self.refused.append(call)
                return 500
        self._of(call.path).put(call)
        return 200

    def forget(self) -> None:
        """Forget what came."""
        with self._lock:
            self._came.clear()
            self.refused.clear()
            self.refuse = 0

    def _of(self, path: str) -> "queue.Queue[Call]":
        with self._lock:
            return self._came.setdefault(path, queue.Queue())


@contextmanager
def taking_callbacks() -> Iterator[Callbacks]:
    """Serve."""
    callbacks = Callbacks()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            caller = str(self.client_address[0])
            status = callbacks.take(Call(self.command, path, query, dict(self.headers), body, caller))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815  # http.server's own name

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    callbacks.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield callbacks
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
