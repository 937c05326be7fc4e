"""One parcel of the sweep, done in a process of its own."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

from tests.prepare import browser as browser_path
from tests.site import FLAGS
from tests.sweep.look import LOCALE, Looker, Seen
from tests.sweep.sights import Sight

PHONE = 600  # px: up to here, a finger
_held: list[tuple[Playwright, Browser]] = []


@dataclass(frozen=True)
class Parcel:
    """The pages of one visitor, in one language, on one device."""

    site: str
    sights: list[Sight]
    language: str
    widths: list[int]
    dark: bool
    target: Path


def look_at(parcel: Parcel) -> list[Seen]:
    """Look at the pages of a parcel; a page that cannot be opened is a fault, too."""
    first, dark = parcel.sights[0], parcel.dark
    context = _browser().new_context(
        base_url=parcel.site,
        viewport={"width": parcel.widths[0], "height": 800},
        has_touch=parcel.widths[0] <= PHONE,
        color_scheme="dark" if dark else "light",
        locale=LOCALE[parcel.language],
        storage_state=first.signed_in,
    )
    if first.persona:
        assert context.request.post("/demo/sign-in/", form={"persona": first.persona}).ok
    looker = Looker(context, parcel.site, parcel.language)
    seen: list[Seen] = []
    for sight in parcel.sights:
        try:
            seen += looker.look(sight, parcel.widths, parcel.target, dark=dark)
        except (Error, AssertionError) as error:
            seen.append(Seen(f"{sight.name}-{parcel.language}", [f"could not be looked at: {str(error)[:300]}"]))
    context.close()
    return seen


def _browser() -> Browser:
    """Return this process's browser."""
    if not _held:
        playwright = sync_playwright().start()
        _held.append((playwright, playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)))
    return _held[0][1]
