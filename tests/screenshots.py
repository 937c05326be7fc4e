"""`make screenshots`: pictures of the pages at 360 and 1280 px into docs/pictures/, from the invented municipality."""

import os
import sys
from pathlib import Path

import django
from playwright.sync_api import Browser, sync_playwright

from benken.operate.private_server import PROJECT
from tests.environment import SERVER
from tests.prepare import browser as browser_path
from tests.site import FLAGS, served

TARGET = PROJECT / "docs" / "pictures"
DATABASE = "benken_pictures"
# name, persona ("" is nobody), address; {tuva} is Tuva's page, {asked} a mother's request, {place} a place, {sheet} her
# sheet of options; {asker}'s {letter} waits for the {bicycle}.
PAGES = [
    ("front", "", "/"),
    ("services", "", "/services/"),
    ("place", "", "/services/{place}/"),
    ("demo", "", "/demo/"),
    ("my-near", "person", "/my/near/"),
    ("demo-phones", "", "/demo/phone/"),
    ("demo-phone", "", "/demo/phone/99990101/"),
    ("demo-phone-lent", "", "/demo/phone/99990101/?lent=1"),
    ("help", "", "/help/"),
    ("help-where", "", "/help/where/"),
    ("requests", "contact", "/requests/"),
    ("request-new", "contact", "/requests/new/"),
    ("request", "contact", "/requests/{asked}/"),
    ("request-known", "contact", "/requests/{asked}/known/"),
    ("tray", "contact", "/messages/tray/"),
    ("my-asked", "person", "/my/asked/"),
    ("sign-in", "", "/accounts/login/"),
    ("slip-in", "", "/in/"),
    ("code-in", "", "/in/code/"),
    ("sign-in-ways", "person", "/accounts/2fa/"),
    ("sessions", "person", "/accounts/sessions/"),
    ("my", "person", "/my/"),
    ("my-page", "person", "/my/page/"),
    ("my-together", "person", "/my/together/"),
    ("my-goals", "person", "/my/goals/"),
    ("my-where", "person", "/my/where/"),
    ("my-record", "person", "/my/written/"),
    ("my-readers", "person", "/my/readers/"),
    ("my-rights", "person", "/my/rights/"),
    ("my-all-about", "person", "/my/rights/all/"),
    ("my-all-notes", "person", "/my/rights/all/entries/"),
    ("my-kept", "person", "/my/rights/kept/"),
    ("my-correct", "person", "/my/rights/correct/"),
    ("my-complaint", "person", "/my/complaint/"),
    ("my-no", "person", "/my/no/"),
    ("my-no-new", "person", "/my/no/new/"),
    ("my-safety", "person", "/my/safe/"),
    ("my-safety-new", "person", "/my/safe/new/calms/"),
    ("my-safety-met", "person", "/my/safe/met/"),
    ("safety", "contact", "/people/{tuva}/safety/"),
    ("safety-show", "contact", "/people/{tuva}/safety/show/"),
    ("safety-new", "contact", "/people/{tuva}/safety/new/from_contact/"),
    ("my-home", "person", "/my/home/"),
    ("my-stays", "person", "/my/stays/"),
    ("my-stay-new", "person", "/my/stays/new/"),
    ("stays", "contact", "/people/{tuva}/stays/"),
    ("stay-new", "contact", "/people/{tuva}/stays/new/"),
    ("stay-off", "contact", "/people/{tuva}/stays/{stay}/off/"),
    ("my-stay-off", "person", "/my/stays/{stay}/off/"),
    ("no-new", "contact", "/people/{tuva}/turned-away/new/"),
    ("home", "contact", "/people/{tuva}/home/"),
    ("my-how", "person", "/my/how/"),
    ("my-window", "person", "/my/how/window/"),
    ("my-good", "person", "/my/good/"),
    ("my-messages", "person", "/my/messages/"),
    ("my-texts", "person", "/my/texts/"),
    ("my-text-times", "person", "/my/texts/times/"),
    ("my-text-words", "person", "/my/texts/words/"),
    ("my-text-goals", "person", "/my/texts/goals/"),
    ("texts", "contact", "/people/{tuva}/texts/"),
    ("delete-texts", "", "/texts/delete/"),
    ("my-people", "person", "/my/people/"),
    ("my-who", "person", "/my/who/"),
    ("my-contact", "person", "/my/contact/"),
    ("my-contact-another", "person", "/my/contact/another/"),
    ("my-talk", "person", "/my/contact/talk/"),
    ("my-share", "person", "/my/who/new/helper/"),
    ("my-keep-out", "person", "/my/who/not/"),
    ("shared", "helper", "/shared/"),
    ("shared-person", "helper", "/shared/{tuva}/"),
    ("sharing", "contact", "/people/{tuva}/sharing/"),
    ("share-new", "contact", "/people/{tuva}/sharing/new/helper/"),
    ("today", "contact", "/"),
    ("people", "contact", "/people/"),
    ("search", "contact", "/search/?q=bruker"),
    ("person", "contact", "/people/{tuva}/"),
    ("how", "contact", "/people/{tuva}/check-ins/"),
    ("note", "contact", "/people/{tuva}/entries/new/"),
    ("person-new", "contact", "/people/new/"),
    ("goal-new", "contact", "/people/{tuva}/goals/new/"),
    ("where", "contact", "/people/{tuva}/where/"),
    ("slip", "contact", "/people/{tuva}/slip/"),
    ("messages", "contact", "/people/{tuva}/messages/"),
    ("inbox", "contact", "/messages/"),
    ("referrals", "contact", "/people/{tuva}/referrals/"),
    ("referral-new", "contact", "/people/{tuva}/referrals/new/"),
    ("referral", "contact", "/people/{asker}/referrals/{letter}/"),
    ("my-waits", "person", "/my/waits/"),
    ("options", "contact", "/people/{tuva}/options/"),
    ("option-sheet", "contact", "/people/{tuva}/options/{sheet}/"),
    ("option-add", "contact", "/people/{tuva}/options/{sheet}/add/?need=treatment"),
    ("option-new", "contact", "/people/{tuva}/options/{sheet}/new/"),
    ("my-options", "person", "/my/options/"),
    ("my-option-sheet", "person", "/my/options/{sheet}/"),
    ("my-option-add", "person", "/my/options/{sheet}/add/?q=hagen"),
    ("my-option-new", "person", "/my/options/{sheet}/new/"),
    ("appointments", "contact", "/people/{tuva}/appointments/"),
    ("appointment-new", "contact", "/people/{tuva}/appointments/new/"),
    ("week", "contact", "/week/"),
    ("week-team", "contact", "/week/?who=team"),
    ("calendar", "contact", "/calendar/"),
    ("my-appointments", "person", "/my/appointments/"),
    ("circle", "contact", "/people/{tuva}/circle/"),
    ("network", "contact", "/people/{tuva}/network/"),
    ("ways-in", "contact", "/people/{tuva}/account/"),
    ("way-in-slip", "contact", "/people/{tuva}/account/slip/"),
    ("hand-over", "contact", "/people/{tuva}/hand-over/"),
    ("contact-wish", "contact", "/people/{tuva}/contact/another/"),
    ("relation-talk", "contact", "/people/{tuva}/contact/talk/"),
    ("contact-wish-pass-on", "leader", "/people/contact/another/"),
    ("not-found", "colleague", "/people/{tuva}/"),
    ("all-for-person", "contact", "/people/{tuva}/all/"),
    ("complaint-paper", "contact", "/people/{tuva}/complaint/"),
    ("monday", "leader", "/monday/"),
    ("team-load", "leader", "/monday/load/"),
    ("load", "contact", "/load/"),
    ("leaving", "leader", "/leaving/{leaving}/"),
    ("leaving-new", "contact", "/leaving/of/{worker}/"),
    ("team", "leader", "/team/"),
    ("team-complaints", "leader", "/people/complaints/"),
    ("team-reading", "leader", "/team/reading/"),
    ("team-questions", "leader", "/team/questions/"),
    ("imports", "leader", "/team/import/"),
    ("import-new", "leader", "/team/import/new/"),
    ("emergency", "colleague", "/people/emergency/"),
    ("ending", "contact", "/people/{tuva}/ending/"),
    ("disclosures", "contact", "/people/{tuva}/disclosures/"),
    ("disclosure-new", "contact", "/people/{tuva}/disclosures/new/"),
    ("cases", "leader", "/people/cases/"),
    ("my-given", "person", "/my/given/"),
    ("accounts", "admin", "/accounts/list/"),
    ("staff-file", "admin", "/accounts/list/file/"),
    ("settings", "admin", "/settings/"),
    ("automatic", "admin", "/settings/automatic/"),
    ("team-new", "admin", "/settings/teams/new/"),
    ("notices", "contact", "/accounts/notices/"),
    ("answer-hours", "contact", "/hours/"),
    ("about-me", "contact", "/hours/me/"),
    ("away", "contact", "/hours/{worker}/away/"),
    ("answer-hours-leader", "leader", "/hours/{away}/"),
    ("my-place", "service", "/places/"),
    ("waiting-list", "service", "/places/services/{bicycle}/waiting/"),
    ("letters", "service", "/letters/"),
    ("letter", "service", "/letters/{letter}/"),
    ("letter-answer", "service", "/letters/{letter}/offered/"),
    ("waiting-list-leader", "leader", "/places/services/{bicycle}/waiting/"),
    ("places", "leader", "/places/"),
    ("grants", "leader", "/places/grants/"),
    ("numbers", "planner", "/numbers/"),
    ("numbers-leader", "leader", "/numbers/"),
    ("grant-new", "leader", "/places/grants/new/"),
    ("place-new", "leader", "/places/new/"),
    ("directory-file", "admin", "/places/file/"),
]
WIDTHS = (360, 1280)


def main(arguments: list[str]) -> int:
    """Take the pictures; `dark` as an argument takes them in dark, a name takes only that page."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benken.config.settings"
    django.setup()
    dark = "dark" in arguments
    names = [argument for argument in arguments if argument != "dark"]
    target = TARGET / "dark" if dark else TARGET
    target.mkdir(parents=True, exist_ok=True)
    path = browser_path()
    assert path
    SERVER.start()
    SERVER.drop_database(DATABASE)
    SERVER.create_database(DATABASE)
    try:
        with served(DATABASE) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            for name, persona, page in PAGES:
                if not names or name in names:
                    for width in WIDTHS:
                        take(browser, address, persona, page, width, target / f"{name}-{width}.png", dark=dark)
            browser.close()
    finally:
        SERVER.drop_database(DATABASE)
        SERVER.stop_if_unused()
    return 0


def take(browser: Browser, address: str, persona: str, page: str, width: int, target: Path, *, dark: bool) -> None:
    """Take one picture of a whole page."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        locale="nb-NO",
    )
    if persona:
        assert context.request.post("/demo/sign-in/", form={"persona": persona}).ok
    view = context.new_page()
    view.goto(address_of(page))
    view.screenshot(path=target, full_page=True)
    context.close()


def address_of(page: str) -> str:
    """Return the address of a page of `PAGES`."""
    ids = {"tuva": tuva(), "asked": asked(), "place": place(), "sheet": sheet(), "stay": stay()}
    return page.format(
        **ids, bicycle=bicycle(), asker=asker(), letter=letter(), worker=worker(), away=away(), leaving=leaving()
    )


def tuva() -> str:
    """Return the id of Tuva's page."""
    from benken.demo.keys import person_id

    return str(person_id("tuva"))


def worker() -> str:
    """Return the id of Tuva's contact person."""
    from benken.demo.keys import worker_id

    return str(worker_id("ingunn"))


def away() -> str:
    """Return the id of the worker who is away."""
    from benken.demo.answering import AWAY
    from benken.demo.keys import worker_id

    return str(worker_id(AWAY))


def leaving() -> str:
    """Return the id of that somebody leaves."""
    from benken.demo.keys import fixed_id
    from benken.demo.leaving import LEAVES

    return str(fixed_id("leaving", LEAVES))


def place() -> str:
    """Return the id of a place with much to tell."""
    from benken.demo.keys import fixed_id

    return str(fixed_id("place", "kompasset"))


def sheet() -> str:
    """Return the id of Tuva's sheet of options."""
    from benken.demo.keys import fixed_id

    return str(fixed_id("options", "tuva"))


def bicycle() -> str:
    """Return the id of what is offered by the place that answers letters here."""
    from benken.demo.keys import fixed_id

    return str(fixed_id("service", "kompasset:4"))


def asker() -> str:
    """Return the id of the person whose letter waits there."""
    from benken.demo.keys import person_id

    return str(person_id("rolf-arne"))


def letter() -> str:
    """Return the id of that letter."""
    from benken.demo.keys import letter_id

    return str(letter_id("rolf-arne"))


def stay() -> str:
    """Return the id of where Tuva will be for a while."""
    from benken.demo.keys import fixed_id

    return str(fixed_id("stay", "tuva"))


def asked() -> str:
    """Return the id of a request that a mother made."""
    from benken.demo.keys import fixed_id

    return str(fixed_id("request", "mother"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
