"""Asking an address as somebody, undoing whatever it did, and telling everything that could be told by the answer."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from benken.access.models import User
from tests.factories import sign_in

# Differ from one answer to the next, and say nothing: tokens of a form, and where the page itself lies.
TOKENS = re.compile(rb'(name="(?:csrfmiddlewaretoken|_once|_owner)" value=")[^"]*')
TELLS_NOTHING = {"Content-Length", "Date", "Set-Cookie"}
# Written by the machinery for every answer alike.
NOT_ABOUT_ANYBODY = {"django_session", "access_cache"}


@dataclass(frozen=True)
class Answer:
    """What somebody can tell from one answer, and what it wrote while the answer was made."""

    status: int
    location: str
    body: bytes
    headers: Mapping[str, str]
    cookies: frozenset[str]
    wrote: Counter[str]  # table: rows added, changed or removed, also where that was undone

    @property
    def shown(self) -> tuple[int, str, bytes, dict[str, str], frozenset[str]]:
        """All that whoever asks can see: two answers that are equal in this cannot be told from each other."""
        return self.status, self.location, self.body, dict(self.headers), self.cookies

    @property
    def asks_for_sign_in(self) -> bool:
        """Tell whether the answer leads to the sign-in."""
        return self.status == 302 and self.location.startswith("/accounts/login/")

    @property
    def leads_to_second_factor(self) -> bool:
        """Tell whether the answer leads somebody who works here to making or showing a code."""
        return self.status == 302 and self.location in {reverse("mfa_activate_totp"), reverse("mfa_reauthenticate")}

    @property
    def leads_out(self) -> bool:
        """Tell whether the answer leads a stranger to the front, or to the sign-in."""
        return self.asks_for_sign_in or (self.status == 302 and self.location == "/")


class Asker:
    """Asks as anybody. Each user signs in once; what an answer does is undone, sign-in and session too."""

    def __init__(self, *, second_factor: bool = True) -> None:
        self._second_factor = second_factor
        self._browser = Client(raise_request_exception=False)  # one, as each new one builds all middleware anew
        self._cookies: dict[UUID, str] = {}
        self._nothing: dict[tuple[UUID | None, str, str], Answer] = {}
        self._written: Counter[str] | None = None  # when the last question had been answered

    def client(self, user: User | None) -> Client:
        """Return a browser that holds nothing but who asks."""
        self._browser.cookies.clear()
        if user is not None:
            if user.pk not in self._cookies:
                self._cookies[user.pk] = self._sign_in(user)
            self._browser.cookies[settings.SESSION_COOKIE_NAME] = self._cookies[user.pk]
        return self._browser

    def _sign_in(self, user: User) -> str:
        self._written = None
        client = sign_in(Client(), user)
        if not self._second_factor:
            session = client.session
            session.pop("second_factor")
            session.save()
        return str(client.cookies[settings.SESSION_COOKIE_NAME].value)

    def ask(self, user: User | None, method: str, path: str, data: Mapping[str, Any] | None = None) -> Answer:
        """Ask once."""
        client = self.client(user)
        with transaction.atomic():
            # What was undone is counted too, so the count goes on from where the last question left it.
            before = _written() if self._written is None else self._written
            response = client.generic(method, path) if method not in {"GET", "POST"} else None
            if response is None:
                response = client.post(path, data or {}) if method == "POST" else client.get(path)
            self._written = _written()
            wrote = self._written - before
            if wrote:
                self.before_undoing()
            transaction.set_rollback(True)
        return _answer(response, wrote)

    def before_undoing(self) -> None:
        """Look at what an answer wrote; nothing by itself."""

    def nothing(self, user: User | None, method: str, near: str) -> Answer:
        """Return the answer where no page is, in the same part of the house (the menu marks where one is)."""
        place = "/".join(near.split("/")[:3])
        key = (user.pk if user else None, method, place)
        if key not in self._nothing:
            self._nothing[key] = self.ask(user, method, f"{place}/no/such/page/")
        return self._nothing[key]


def _answer(response: Any, wrote: Counter[str]) -> Answer:
    assert isinstance(response, HttpResponse), "no page streams"
    return Answer(
        status=response.status_code,
        location=response.headers.get("Location", ""),
        body=TOKENS.sub(rb"\1", response.content),
        headers={name: value for name, value in response.headers.items() if name not in TELLS_NOTHING},
        cookies=frozenset(response.cookies) - {settings.SESSION_COOKIE_NAME},
        wrote=wrote,
    )


@cache
def _tables() -> dict[int, str]:
    """Return every table by its number; a test makes none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relid, relname FROM pg_stat_user_tables")
        return {number: name for number, name in cursor.fetchall() if name not in NOT_ABOUT_ANYBODY}


def _written() -> Counter[str]:
    """Count what this transaction has written so far, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM (SELECT number, pg_stat_get_xact_tuples_inserted(number)"
            " + pg_stat_get_xact_tuples_updated(number) + pg_stat_get_xact_tuples_deleted(number) AS rows"
            " FROM unnest(%s::oid[]) AS number) AS counted WHERE rows > 0",
            [list(_tables())],
        )
        return Counter({_tables()[number]: int(rows) for number, rows in cursor.fetchall()})
