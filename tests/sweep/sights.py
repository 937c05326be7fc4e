"""What there is to look at: the pages of the pictures, and every page one gets to from them by links."""

import os
import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, StorageState

from tests.screenshots import PAGES, address_of

LINK = re.compile(r"""<a\b[^>]*?href="([^"#]+)""")
# Leaving, and what is not a page.
NOT_PAGES = {"account_logout", "healthz_live", "healthz_ready", "mfa_download_recovery_codes"}
STEPS = 3


@dataclass(frozen=True)
class Sight:
    """A page as somebody sees it. `signed_in` is the browser's state when no persona fits."""

    name: str
    persona: str
    address: str
    signed_in: StorageState | None = field(default=None, hash=False, compare=False)
    empty: bool = False  # its form is sent empty first
    any_weight: bool = False  # it shows a whole long text on purpose

    @property
    def status(self) -> int:
        """Return what it is answered with."""
        return 404 if self.name == "not-found" else 200


def sights(browser: Browser, site: str) -> list[Sight]:
    """Return every page to look at: those of the pictures, and each kind of page one gets to from them."""
    found = [Sight(name, persona, address_of(page)) for name, persona, page in PAGES]
    at_work: set[str] = set()  # staff share their pages: one of them looks at each
    for persona in dict.fromkeys(sight.persona for sight in found):
        begin = [sight.address for sight in found if sight.persona == persona]
        known = set() if persona in {"", "person"} else at_work
        known.update({name for page in begin if (name := _url_name(page))})
        found += _reached(browser, site, persona, begin, known)
    return found


def _reached(browser: Browser, site: str, persona: str, begin: list[str], known: set[str]) -> list[Sight]:
    """Follow links a few steps; look at what has no name yet in `known`, and add it there."""
    context = browser.new_context(base_url=site, locale="nb-NO")
    if persona:
        assert context.request.post("/demo/sign-in/", form={"persona": persona}).ok
    found: list[Sight] = []
    row = list(begin)
    for _step in range(STEPS):
        following: list[str] = []
        for page in row:
            answer = context.request.get(page)
            if not answer.ok or "text/html" not in answer.headers.get("content-type", ""):
                continue
            for link in LINK.findall(answer.text()):
                address = urlsplit(urljoin(answer.url, link.replace("&amp;", "&")))
                name = _url_name(address.path)
                if address.netloc != urlsplit(site).netloc or not name or name in known | NOT_PAGES:
                    continue
                known.add(name)
                whole = address.path + (f"?{address.query}" if address.query else "")
                head = context.request.get(whole)
                if "text/html" in head.headers.get("content-type", ""):
                    following.append(whole)
                    found.append(Sight(f"{name.replace('_', '-')}-as-{persona or 'nobody'}", persona, whole))
        row = following
    context.close()
    return found


def _url_name(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).url_name or ""
    except Resolver404:
        return ""


def wanted(found: list[Sight]) -> list[Sight]:
    """Return those that AREA asks for."""
    areas = tuple(area for area in os.environ.get("AREA", "").split(",") if area)
    return [sight for sight in found if not areas or sight.name.startswith(areas)]
