"""Look at one page in one way, and say in words what is wrong."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request
from playwright.sync_api import TimeoutError as TooLate

from benken.operate.messages import LOCALES, PLACEHOLDER
from tests.journeys.conftest import faults_of
from tests.sweep.sights import Sight

CHECKS = (Path(__file__).parent / "checks.js").read_text()
LOCALE = {"nb": "nb-NO", "nn": "nn-NO", "da": "da-DK", "en": "en-GB"}
MOST_BYTES = 30_000
TALLEST = 12_000  # px: the whole page stands in the window, so that nothing hides below its edge
EMPTIED = """() => {
  const form = document.querySelector('main form[method=post]:has(input:not([type=hidden]), textarea)')
  if (!form) return false
  for (const field of form.querySelectorAll('input:not([type=hidden]), textarea')) {
    if (field.matches('[type=checkbox], [type=radio]')) field.checked = false
    else field.value = ''
  }
  form.requestSubmit(form.querySelector('[data-default]') ?? undefined)
  return true
}"""


@dataclass
class Seen:
    """A page that was looked at, and its faults."""

    title: str
    faults: list[str] = field(default_factory=list)
    picture: str = ""


class Looker:
    """A tab that notes what the browser complains about."""

    def __init__(self, context: BrowserContext, site: str, language: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.site, self.language = site, language
        self.heard: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.heard.append(f"script fails: {error}"))
        self.page.on("request", self._ask)

    def _hear(self, message: ConsoleMessage) -> None:
        # The browser calls every answer from 400 an error; which answer was right is known better below.
        if message.type == "error" and not re.search(r"status of (404|422)", message.text):
            self.heard.append(f"console: {message.text[:200]}")

    def _ask(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.heard.append(f"asks somebody else: {request.url}")

    def look(self, sight: Sight, widths: list[int], target: Path, *, dark: bool) -> list[Seen]:
        """Open a page once, and look at it in each width."""
        self.heard.clear()
        self.page.set_viewport_size({"width": widths[0], "height": 800})
        answer = self.page.goto(sight.address)
        assert answer
        common = [] if answer.status == sight.status else [f"answers {answer.status}, not {sight.status}"]
        weight = len(answer.body())
        if sight.empty and not self._sent_empty():
            return []
        seen = []
        for width in widths:
            way = f"{sight.name}-{self.language}-{width}{'-dark' if dark else ''}"
            faults = [*common, *self._drawn(width, weight if not sight.any_weight else 0), *faults_of(self.page)]
            faults += dict.fromkeys(self.heard)
            common, self.heard = [], []
            picture = ""
            if faults:
                picture = f"{way}.png"
                self.page.screenshot(path=target / picture)
            seen.append(Seen(f"{way}  {sight.address}", faults, picture))
        return seen

    def _sent_empty(self) -> bool:
        """Send the page's form empty; return whether it came back with faults to read."""
        if not self.page.evaluate(EMPTIED):
            return False
        try:
            self.page.wait_for_selector("[data-error-summary]", timeout=4_000)
        except TooLate:
            return False
        return True

    def _drawn(self, width: int, weight: int) -> list[str]:
        self.page.set_viewport_size({"width": width, "height": 800})
        tall = self.page.evaluate("() => document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": width, "height": min(max(tall, 800), TALLEST)})
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        found = self.page.evaluate(f"({CHECKS})()")
        faults: list[str] = found["faults"]
        if found["calm"] and weight > MOST_BYTES:
            faults.append(f"HTML weighs {weight} bytes, over {MOST_BYTES}")
        if found["language"] != self.language:
            faults.append(f"speaks {found['language']}, not {self.language}")
        return faults + [f"not translated: «{text}»" for text in found["texts"] if is_bokmal(text, self.language)]


def is_bokmal(text: str, language: str) -> bool:
    """Return whether a text is one of ours in bokmål, where the language has other words for it."""
    if language == "nb" or text == settings.SITE_NAME:  # the operator's own name for it, in every language
        return False
    exact, patterns, own = _catalogue(language)
    if text in own:
        return False
    return text in exact or any(pattern.fullmatch(text) for pattern in patterns)


@cache
def _catalogue(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...], frozenset[str]]:
    """Return the bokmål texts that the language says otherwise, those with holes, and the language's own texts."""
    with (LOCALES / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    exact: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    own: set[str] = set()
    for message in catalogue:
        ours = message.id if isinstance(message.id, tuple | list) else (message.id,)
        theirs = message.string if isinstance(message.string, tuple | list) else (message.string,)
        own.update(_plain(str(text)) for text in theirs)
        for text, other in zip(ours, theirs, strict=False):
            if not text or not other or text == other:
                continue
            plain = _plain(text)
            holes = PLACEHOLDER.split(plain)
            if len(holes) == 1:
                exact.add(plain)
            elif len("".join(holes)) >= 12:  # enough words to be known again
                patterns.append(re.compile(".+".join(re.escape(part) for part in holes)))
    return frozenset(exact - own), tuple(patterns), frozenset(own)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", text).replace("%%", "%").split())
