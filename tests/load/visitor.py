"""A browser's worth of HTTP: one kept connection, one session, signed in through the demo's door."""

import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from urllib.parse import urlencode
from uuid import uuid4

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


class NotAsMeant(RuntimeError):
    """A page did not answer as it should: its figures would mean nothing."""


@dataclass
class Visitor:
    """Somebody at a browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("localhost", self.port, timeout=60)

    def sign_in(self, persona: str) -> None:
        """Go through the door."""
        answer, _ = self._ask("POST", "/demo/sign-in/", {"persona": persona})
        if answer.status != 302:
            raise NotAsMeant(f"the door answered {answer.status}")

    def get(self, path: str) -> tuple[float, bytes]:
        """Open a page; return milliseconds and its HTML."""
        began = time.perf_counter()
        answer, body = self._ask("GET", path)
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            raise NotAsMeant(f"{path} answered {answer.status}")
        return took, body

    def open_form(self, path: str) -> None:
        """Fetch a page with a form, for its hidden fields."""
        _, body = self.get(path)
        for element in HIDDEN.findall(body.decode()):
            found = dict(ATTRIBUTE.findall(element))
            self.tokens[found.get("name", "")] = found.get("value", "")

    def post(self, path: str, fields: dict[str, str]) -> tuple[float, bytes]:
        """Send a form as the page would, with a key of its own; return milliseconds."""
        tokens = {name: value for name, value in self.tokens.items() if name in {"csrfmiddlewaretoken", "_owner"}}
        began = time.perf_counter()
        answer, body = self._ask("POST", path, {**tokens, "_once": str(uuid4()), **fields})
        took = (time.perf_counter() - began) * 1000
        if answer.status != 302:
            raise NotAsMeant(f"{path} answered {answer.status} to a form")
        return took, body

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[HTTPResponse, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self._answer(method, path, body, headers)
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, content

    def _answer(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> HTTPResponse:
        for attempt in range(2):
            try:
                if self.connection.sock is None:
                    self.connection.connect()
                self.connection.request(method, path, body, headers)
                return self.connection.getresponse()
            except (RemoteDisconnected, ConnectionResetError, BrokenPipeError):  # kept too long: the server hung up
                self.connection.close()
                if attempt:
                    raise
        raise NotAsMeant(path)
