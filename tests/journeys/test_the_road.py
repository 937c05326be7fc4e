"""The road end to end, each with and without JavaScript: a person and their contact follow the person's own goals."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

# Together on one worker: they share the site, and what the invented people do there.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
Visit = Callable[..., Page]
MISSING = "018bcfe5-0000-7000-8000-000000000000"


def open_tuva(page: Page) -> str:
    """Go from Today to Tuva's page by hand; return its address."""
    page.goto("/")
    page.get_by_role("link", name="Mine folk").first.click()
    page.get_by_role("link", name=re.compile("^Tuva")).click()
    expect(page.get_by_role("heading", level=1, name="Tuva")).to_be_visible()
    return page.url


def test_a_contact_registers_somebody_and_agrees_a_goal_with_steps(visit: Visit, javascript: bool) -> None:
    page = visit("contact", javascript=javascript)
    page.goto("/people/new/")
    called = f"Lillebror {'med' if javascript else 'uten'} 🌊"
    page.get_by_label("Hva vil du bli kalt?").fill(called)
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=called)).to_be_visible()
    person = page.url

    page.goto(f"{person}goals/new/")
    page.locator("[name=words]").fill("Ha et sted å vaske klær")
    steps = page.locator("[name^=step]")
    if steps.count() > 1:
        steps.nth(0).fill("Spørre på kafeen")
        steps.nth(1).fill("Låne en bag")
    else:
        steps.first.fill("Spørre på kafeen\nLåne en bag")
    page.locator("main form").get_by_role("button", name=re.compile("Lagre")).first.click()

    page.goto(person)
    expect(page.get_by_text("Ha et sted å vaske klær").first).to_be_visible()
    expect(page.get_by_text("Låne en bag").first).to_be_visible()

    page.get_by_role("link", name="Nytt notat").click()
    page.get_by_label("Hva skjedde, og hva ble dere enige om?").fill("Vi fant en vaskemaskin på kafeen.")
    page.get_by_role("button", name="Del med").click()
    expect(page.get_by_text("Notatet er delt.")).to_be_visible()
    expect(page.get_by_text("Vi fant en vaskemaskin på kafeen.")).to_be_visible()

    page.get_by_role("button", name=re.compile("Spørre på kafeen")).first.click()
    page.goto(person)
    expect(page.locator("li").filter(has_text="Spørre på kafeen").last).to_contain_text("gjort")
    expect(page.locator("li").filter(has_text="Låne en bag").last).not_to_contain_text("Ikke gjort")


def test_a_note_is_shared_seen_answered_and_its_reader_told(visit: Visit, javascript: bool) -> None:
    words = f"Vi øvde i vaskekjelleren, {'med' if javascript else 'uten'} skript."
    own = f"Jeg sang også, {'med' if javascript else 'uten'} skript."
    contact = visit("contact", javascript=javascript)
    open_tuva(contact)
    contact.get_by_role("link", name="Nytt notat").click()
    contact.get_by_label("Hva skjedde, og hva ble dere enige om?").fill(words)
    contact.get_by_role("button", name="Vis til personen").click()
    expect(contact.get_by_role("heading", name="Tuva, stemmer dette?")).to_be_visible()
    contact.get_by_role("button", name="Det stemmer. Del").click()

    tuva = visit("person", javascript=javascript, width=360)
    tuva.goto("/my/written/")
    expect(tuva.get_by_text(words)).to_be_visible()
    item = tuva.locator("li, article").filter(has_text=words).last
    item.get_by_role("link").first.click()
    tuva.locator("main textarea").fill(own)
    tuva.locator("main form").get_by_role("button").last.click()
    expect(tuva.get_by_text(own)).to_be_visible()
    tuva.goto("/my/readers/")
    expect(tuva.locator("main")).to_contain_text("Ingunn")

    contact.reload()
    open_tuva(contact)
    expect(contact.get_by_text(own)).to_be_visible()


def test_a_colleague_gets_the_same_answer_as_for_somebody_who_does_not_exist(visit: Visit) -> None:
    address = open_tuva(visit("contact"))
    colleague = visit("colleague")
    closed = colleague.request.get(address)
    missing = colleague.request.get(re.sub(r"/people/[^/]+/", f"/people/{MISSING}/", address))
    assert closed.status == missing.status == 404
    assert closed.body() == missing.body()


def test_the_person_tells_how_it_went_and_it_tops_the_contacts_day(visit: Visit, javascript: bool) -> None:
    words = f"Jeg gikk inn døra selv, {'med' if javascript else 'uten'} skript!"
    tuva = visit("person", javascript=javascript, width=360)
    tuva.goto("/my/")
    tuva.get_by_role("link", name=re.compile("^Det gikk bra")).click()
    tuva.locator("main textarea").first.fill(words)
    tuva.locator("main form").get_by_role("button").last.click()
    expect(tuva.get_by_role("heading", level=1)).to_contain_text("Hei")

    contact = visit("contact", javascript=javascript)
    contact.goto("/")
    expect(contact.get_by_text(words)).to_be_visible()
    contact.locator("article").filter(has_text=words).get_by_role("link", name=re.compile("^Svar")).click()
    contact.get_by_label("Melding", exact=True).fill("Så bra!")
    contact.get_by_role("button", name="Send", exact=True).click()
    expect(contact.get_by_text("Så bra!").last).to_be_visible()
    contact.goto("/")
    expect(contact.get_by_text(words)).to_have_count(0)
    tuva.goto("/my/messages/")
    expect(tuva.get_by_text("Så bra!").first).to_be_visible()


def test_a_contact_is_recorded_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit("contact")
    open_tuva(page)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Notat med")
    keys = 1
    while page.evaluate("() => document.activeElement?.name") != "text":
        page.keyboard.press("Tab")
        keys += 1
        assert keys < 5, "the note's field should be where one stands"
    page.keyboard.type("Ringte grendehuset. De har plass.")
    page.keyboard.press("Control+Enter")
    keys += 1
    expect(page.get_by_text("Notatet er delt.")).to_be_visible()
    assert keys <= 5


def test_a_contact_is_recorded_with_the_tab_key_and_no_javascript(visit: Visit) -> None:
    page = visit("contact", javascript=False)
    open_tuva(page)
    tab_to(page, "Nytt notat")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Notat med")
    page.keyboard.type("Ringte uten skript. De har plass.")
    tab_to(page, "Del med Tuva")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Notatet er delt.")).to_be_visible()
    expect(page.get_by_text("Ringte uten skript. De har plass.")).to_be_visible()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus says these words."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(":focus").filter(has_text=words).count():
            return
    raise AssertionError(f"the Tab key never reaches «{words}»")


def test_what_is_typed_is_there_again_after_the_session_has_ended(visit: Visit, javascript: bool) -> None:
    page = visit("contact", javascript=javascript)
    page.goto("/people/new/")
    page.get_by_label("Hva vil du bli kalt?").fill("Gutten fra brua")
    page.context.clear_cookies(name="session")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page).to_have_url(re.compile("/accounts/login/.*kept=1"))
    answer = page.context.request.post("/demo/sign-in/", form={"persona": "contact"})
    assert answer.ok
    page.goto("/people/new/")
    expect(page.get_by_text("Vi tok vare på det du skrev")).to_be_visible()
    expect(page.get_by_label("Hva vil du bli kalt?")).to_have_value("Gutten fra brua")
    page.get_by_role("button", name="Forkast").click()
    expect(page.get_by_label("Hva vil du bli kalt?")).to_have_value("")


def test_a_double_click_makes_one(visit: Visit) -> None:
    page = visit("contact", javascript=False)
    page.goto("/people/new/")
    page.get_by_label("Hva vil du bli kalt?").fill("Dobbel")
    page.get_by_role("button", name="Lagre", exact=True).dblclick()
    expect(page.get_by_role("heading", level=1, name="Dobbel")).to_be_visible()
    page.goto("/people/")
    expect(page.get_by_role("link", name=re.compile("^Dobbel"))).to_have_count(1)


def test_a_draft_saves_itself_and_is_there_after_a_reload(visit: Visit) -> None:
    page = visit("contact")
    open_tuva(page)
    page.get_by_role("link", name="Nytt notat").click()
    page.get_by_label("Hva skjedde, og hva ble dere enige om?").fill("Halvveis i en setning om")
    expect(page.get_by_text(re.compile("Lagret kl"))).to_be_visible()
    page.reload()
    expect(page.get_by_label("Hva skjedde, og hva ble dere enige om?")).to_have_value("Halvveis i en setning om")


def test_quick_exit_leaves_at_once(visit: Visit, javascript: bool) -> None:
    page = visit("person", javascript=javascript, width=360)
    page.route("https://**", lambda route: route.fulfill(body="<title>Været</title>", content_type="text/html"))
    page.goto("/my/")
    page.get_by_role("link", name="Gå ut fort").click()
    expect(page).not_to_have_url(re.compile("localhost"))
