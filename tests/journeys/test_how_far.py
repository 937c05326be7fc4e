"""An open page looks again how far a text got, and leaves alone whoever writes on it."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from benken.operate.private_server import PROJECT

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

SCRIPT = PROJECT / "benken" / "ui" / "static" / "ui" / "build" / "benken.js"
PAGE = """<!doctype html><title>x</title><script src="/benken.js" defer></script>
<p id="state-0">utenfor</p><div id="far-1" aria-live="polite"><p>SMS går ut</p></div>
<div id="far-2"><p>SMS: er på vei ut.</p><button>Ta tilbake</button></div>
<div data-refresh="0.1" data-refresh-from="/far/"></div><textarea></textarea>"""


@pytest.fixture
def answers() -> list[str]:
    """Return what is answered to whoever asks how far, one after the other; the last one again and again."""
    return []


@pytest.fixture
def asked() -> list[str]:
    """Return what was asked for."""
    return []


@pytest.fixture
def page(browser: Browser, answers: list[str], asked: list[str]) -> Page:
    """Open the page, on a line that answers what the test says."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://benken.example")
        asked.append(path)
        if path == "/benken.js":
            route.fulfill(body=SCRIPT.read_bytes(), content_type="text/javascript")
        elif path == "/far/":
            route.fulfill(body=answers.pop(0) if len(answers) > 1 else answers[0], content_type="text/html")
        else:
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")

    page = browser.new_page()
    page.route("**/*", answer)
    return page


def test_what_became_of_a_text_takes_its_place_and_what_is_written_stays(
    page: Page, answers: list[str], asked: list[str]
) -> None:
    still = '<div id="far-1"><p>SMS: sendt.</p></div><div data-refresh="5"></div>'
    answers += [still, '<div id="far-1"><p>SMS levert.</p></div><div id="far-9">ingen steder</div>']
    page.goto("http://benken.example/")
    page.fill("textarea", "Jeg skriver ennå")
    expect(page.locator("#far-1")).to_have_text("SMS levert.")
    expect(page.locator("textarea")).to_have_value("Jeg skriver ennå")
    expect(page.locator("#state-0")).to_have_text("utenfor")
    expect(page.locator("#far-9")).to_have_count(0)
    page.wait_for_timeout(500)
    assert asked.count("/far/") == 2, "the last answer said that nothing moves any more"
    assert asked.count("/") == 1, "the page itself was never fetched anew"


def test_a_button_somebody_stands_on_is_not_taken_away(page: Page, answers: list[str]) -> None:
    answers.append('<i data-refresh="5"></i>')
    page.goto("http://benken.example/")
    page.get_by_role("button", name="Ta tilbake").focus()
    answers[0] = '<div id="far-1"><p>ny</p></div><div id="far-2"><p>SMS: sendt.</p></div><i data-refresh="5"></i>'
    expect(page.locator("#far-1")).to_have_text("ny")
    expect(page.get_by_role("button", name="Ta tilbake")).to_be_focused()
    page.locator("textarea").focus()
    expect(page.locator("#far-2")).to_have_text("SMS: sendt.")


def test_a_session_that_has_ended_changes_nothing(page: Page, answers: list[str], asked: list[str]) -> None:
    answers += ["<h1>Logg inn</h1><form></form>"]
    page.goto("http://benken.example/")
    page.fill("textarea", "Jeg skriver ennå")
    page.wait_for_timeout(500)
    assert asked.count("/far/") == 1
    expect(page.locator("#far-1")).to_have_text("SMS går ut")
    expect(page.locator("textarea")).to_have_value("Jeg skriver ennå")
