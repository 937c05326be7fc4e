"""A real server process on a database of its own with the invented people, and a real browser."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from benken.operate.private_server import PROJECT
from tests.conftest import RUN, template
from tests.environment import SERVER
from tests.prepare import browser as browser_path
from tests.site import FLAGS, served

# How long what must come may take, in milliseconds. Patience costs nothing when all is well.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="session")
def site(django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Serve the invented municipality as `make demo` does; return its address."""
    name = f"benken_test_{RUN}_journeys_{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    with django_db_blocker.unblock():
        source = template()
    SERVER.drop_database(name)
    SERVER.create_database(name, source)
    with served(name) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the machine's Chromium; in CI a missing one fails, elsewhere too: `make test` says what to install."""
    path = browser_path()
    assert path, "Chromium is missing: run `make test`, which says what to install"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


def open_context(browser: Browser, site: str, **more: Any) -> BrowserContext:
    """Open a browser of somebody's own at a site; with BENKEN_SLOW_PROCESSOR=4 its pages are four times slower."""
    context = browser.new_context(base_url=site, locale="nb-NO", **more)
    context.set_default_timeout(PATIENCE)
    if rate := int(os.environ.get("BENKEN_SLOW_PROCESSOR", "0")):

        def slow_down(page: Page) -> None:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})

        context.on("page", slow_down)
    return context


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Run a journey twice: with JavaScript and without."""
    return bool(request.param)


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a browser of one's own, signed in through the demo's door as a persona, or as nobody."""
    opened: list[BrowserContext] = []

    def _visit(persona: str = "", *, javascript: bool = True, width: int = 1280, dark: bool = False) -> Page:
        context = open_context(
            browser,
            site,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
        )
        opened.append(context)
        if persona:
            answer = context.request.post("/demo/sign-in/", form={"persona": persona})
            assert answer.ok
        page = context.new_page()
        page.on("console", lambda message: no_fault(message.type, message.text))
        return page

    yield _visit
    for context in opened:
        context.close()


def no_fault(kind: str, text: str) -> None:
    """A page that breaks its own security policy is a fault."""
    assert "Content Security Policy" not in text, text
    assert kind != "error" or "404" in text or "422" in text, text


def faults_of(page: Page) -> list[str]:
    """Return what axe finds on a page, in words."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(f"() => {{ {AXE} }}")
    # What is right is neither told of nor looked for by a selector: that took longer than looking.
    found = page.evaluate(
        """() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
                                              'best-practice'],
                                    resultTypes: ['violations'], selectors: false})"""
    )
    return [
        f"{page.url}: {fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]}"
        for fault in found["violations"]
    ]
