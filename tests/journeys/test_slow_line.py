"""What My page weighs, so that it comes through on a slow telephone. `make slow-line` says how long that takes."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

# Together on one worker: they share the site, and what the invented people do there.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
Visit = Callable[..., Page]


@pytest.mark.parametrize("address", ["/my/", "/my/goals/", "/my/written/", "/my/where/", "/my/good/"])
def test_a_persons_page_is_light_and_comes_without_detours(visit: Visit, address: str) -> None:
    page = visit("person", width=360)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # Playwright cannot take a list's own method
    page.goto(address, wait_until="networkidle")
    bodies = [answer.body() for answer in answers if answer.status == 200]
    assert [answer.url for answer in answers if answer.status != 200] == []  # no redirect: each is a trip more
    assert len(answers) <= 4  # the page, the style sheet, the scripts, the icon
    assert len(bodies[0]) <= 30_000
    assert answers[0].headers["content-encoding"] == "gzip"
    # In production the files lie packed beside themselves.
    assert sum(len(gzip.compress(body)) for body in bodies) <= 100_000


def test_only_the_style_sheet_holds_the_page_back(visit: Visit) -> None:
    page = visit("person", width=360)
    page.goto("/my/")
    blocking = page.evaluate(
        "() => performance.getEntriesByType('resource')"
        ".filter((one) => one.renderBlockingStatus === 'blocking').map((one) => new URL(one.name).pathname)"
    )
    assert len(blocking) == 1
    assert blocking[0].endswith(".css")
