"""`make sweep`: look at every page in four languages and three widths; say only what is wrong.

AREA=my,people narrows to pages whose name begins so, LANGS=nb,en and WIDTHS=360 to languages and widths.
"""

import os
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from multiprocessing import get_context

import django
from playwright.sync_api import sync_playwright

from benken.operate.private_server import PROJECT
from tests.environment import SERVER
from tests.prepare import browser as browser_path
from tests.site import FLAGS, served
from tests.sweep.look import Seen
from tests.sweep.sights import Sight, sights, wanted
from tests.sweep.states import empty_forms, states
from tests.sweep.work import PHONE, Parcel, look_at

TARGET = PROJECT / "var" / "sweep"
DATABASE = "benken_sweep"
LANGUAGES = [one for one in os.environ.get("LANGS", "nb,nn,da,en").split(",") if one]
WIDTHS = [int(one) for one in os.environ.get("WIDTHS", "320,360,1280").split(",") if one]
AT_ONCE = 2  # processes


def main() -> int:
    """Sweep, write the report, and return 1 when anything is wrong."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benken.config.settings"
    django.setup()
    began = time.monotonic()
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    database = f"{DATABASE}_{os.getpid()}"
    SERVER.start()
    SERVER.drop_database(database)
    SERVER.create_database(database)
    try:
        with served(database) as site:
            seen = _sweep(site)
    finally:
        SERVER.drop_database(database)
        SERVER.stop_if_unused()
    return _report(seen, minutes=(time.monotonic() - began) / 60)


def _sweep(site: str) -> list[Seen]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        pages = sights(browser, site)
        special = states(browser, site) if "nb" in LANGUAGES else []
        browser.close()
    parcels = _parcels(site, wanted(pages), LANGUAGES)
    last: list[Parcel] = []
    if "nb" in LANGUAGES:
        parcels += _parcels(site, wanted(pages + special), ["nb"], dark=True)
        parcels += _parcels(site, wanted(special), ["nb"])
        # Last: a form that may be sent empty leaves something behind.
        last = _parcels(site, empty_forms(wanted(pages)), ["nb"])
    seen: list[Seen] = []
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
        for part in (parcels, last):
            for result in pool.map(look_at, part):
                seen += result
    return seen


def _parcels(site: str, found: list[Sight], languages: list[str], *, dark: bool = False) -> list[Parcel]:
    """Return parcels of work, by visitor, language and device."""
    devices = [[width for width in WIDTHS if width <= PHONE], [width for width in WIDTHS if width > PHONE]]
    visitors = [list(group) for _visitor, group in groupby(sorted(found, key=_visitor), key=_visitor)]
    return [
        Parcel(site, visitor, language, widths, dark, TARGET)
        for language in languages
        for widths in devices
        if widths
        for visitor in visitors
    ]


def _visitor(sight: Sight) -> tuple[str, str]:
    return sight.persona, str(sight.signed_in or "")


def _report(seen: list[Seen], *, minutes: float) -> int:
    """Write every fault to the report, and say each kind once."""
    wrong = [one for one in seen if one.faults]
    lines = [f"{len(seen)} views in {minutes:.1f} minutes, {len(wrong)} with faults"]
    for one in wrong:
        lines += ["", one.title, *(f"  - {fault}" for fault in one.faults)]
    (TARGET / "report.txt").write_text("\n".join(lines) + "\n")
    where: dict[str, list[str]] = {}
    for one in wrong:
        for fault in one.faults:
            kind = fault.removeprefix(fault.split(": ")[0] + ": ") if fault.startswith("http") else fault
            where.setdefault(kind, []).append(one.title.split()[0])
    sys.stdout.write(f"{lines[0]}\n")
    for fault, places in sorted(where.items(), key=lambda pair: -len(pair[1])):
        sys.stdout.write(f"{len(places):4} {fault}\n     {', '.join(places[:3])}\n")
    if wrong:
        sys.stdout.write("all of them, with pictures: var/sweep/report.txt\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
