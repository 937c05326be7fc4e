"""Requests as a phone with a bad line sends them: cut in the middle, or with nobody left to hear the answer."""

import re
import socket
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode
from uuid import uuid4

HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|_owner|version)" value="([^"]*)"')


@dataclass
class Visitor:
    """Somebody at a browser, signed in through the demo's door."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def sign_in(self, persona: str) -> "Visitor":
        """Go through the door."""
        assert self.ask("POST", "/demo/sign-in/", {"persona": persona})[0] == 302
        return self

    def form(self, path: str) -> dict[str, str]:
        """Open a page; return the hidden fields of its forms with a key of its own."""
        status, _headers, page = self.ask("GET", path)
        assert status == 200, (path, status)
        return dict(HIDDEN.findall(page)) | {"_once": str(uuid4()), "_page": path}

    def ask(
        self, method: str, path: str, fields: dict[str, str] | None = None, *, body: str = "", timeout: float = 60
    ) -> tuple[int, dict[str, str], str]:
        """Send a request; return status, headers and the page."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, urlencode(fields) if fields is not None else body or None, self._headers())
            answer = connection.getresponse()
            page = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, dict(answer.headers), page
        finally:
            connection.close()

    def try_to_ask(self, method: str, path: str, fields: dict[str, str]) -> int:
        """Send a request; return the status, or 0 when the line broke."""
        try:
            return self.ask(method, path, fields, timeout=20)[0]
        except (OSError, HTTPException):
            return 0

    def send_and_hang_up(self, path: str, fields: dict[str, str], *, part: float) -> None:
        """Send a part of a form (1 is all of it), then hang up without hearing the answer."""
        body = urlencode(fields).encode()
        lines = [f"POST {path} HTTP/1.1", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in {"Host": f"127.0.0.1:{self.port}", **self._headers()}.items()]
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
            line.sendall("\r\n".join([*lines, "", ""]).encode() + body[: int(len(body) * part)])

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "nb"}
