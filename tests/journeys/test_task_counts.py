"""How many taps and keys a task takes, counted while it is done; docs/reference/task-counts.md keeps the figures."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benken.operate.private_server import PROJECT
from tests.journeys.conftest import open_context
from tests.screenshots import tuva

# Together on one worker: they share the site, and what the invented people do there.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
FILE = "docs/reference/task-counts.md"
ROW = re.compile(r"^\| (?P<task>[^|]+?) \| (?P<taps>\d+) \| (?P<keys>\d+) \|$", re.MULTILINE)
MOST_TAPS, MOST_KEYS = 3, 5  # for recording a contact
MOST_TAPS_TO_STOP = 2  # sharing, from the page where it is seen


@dataclass
class Hand:
    """Somebody with a phone, or at a desk without a mouse. Every touch and every key is counted; the text is not."""

    page: Page
    phone: bool
    count: int = 0

    def go(self, target: Locator, *keys: str) -> None:
        """Press a link or a button: touch it, or press its keys; without keys reach it with Tab."""
        if self.phone:
            self.touch(target)
        elif keys:
            self.press(*keys)
        else:
            self.tab_to(target)
            self.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        """Write in a field: touch it first, or reach it with Tab unless one stands there."""
        if self.phone:
            self.touch(field)
        else:
            self.tab_to(field)
        self.page.keyboard.type(text)

    def send(self, button: Locator) -> None:
        """Send the form one stands in."""
        if self.phone:
            self.touch(button)
        else:
            self.press("Control+Enter")

    def touch(self, target: Locator) -> None:
        """Touch something once."""
        target.tap()
        self.count += 1

    def press(self, *keys: str) -> None:
        """Press keys one after the other; of keys held together each counts."""
        for key in keys:
            self.page.keyboard.press(key)
            self.count += len(key.split("+"))

    def tab_to(self, target: Locator) -> None:
        """Press Tab until the focus is there."""
        expect(target).to_be_visible()
        for _press in range(80):
            if target.evaluate("(element) => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError("the Tab key never gets there")


@pytest.fixture(params=[True, False], ids=["phone", "desk"])
def phone(request: pytest.FixtureRequest) -> bool:
    """Do a task twice: by thumb and by keyboard."""
    return bool(request.param)


@pytest.fixture
def begin(browser: Browser, site: str, phone: bool) -> Iterator[Callable[[str, str], Hand]]:
    """Sign in as a persona, open the page the task begins on, and begin to count."""
    contexts = []

    def _begin(persona: str, address: str) -> Hand:
        context = open_context(
            browser,
            site,
            viewport={"width": 360, "height": 780} if phone else {"width": 1280, "height": 800},
            has_touch=phone,
            is_mobile=phone,
        )
        contexts.append(context)
        assert context.request.post("/demo/sign-in/", form={"persona": persona}).ok
        page = context.new_page()
        page.goto(address)
        return Hand(page, phone)

    yield _begin
    for context in contexts:
        context.close()


Begin = Callable[[str, str], Hand]


def settle(task: str, hand: Hand, *, at_most: bool = False) -> None:
    """Compare with the file: more than it says is a fault, less is told so that the file follows.

    `at_most` is for Tab through My page, where a promise or a message more is a link more.
    """
    kind = "taps" if hand.phone else "keys"
    rows = {row["task"]: row for row in ROW.finditer((PROJECT / FILE).read_text())}
    said = int(rows[task][kind])
    assert hand.count <= said, f"«{task}» takes {hand.count} {kind} now; {FILE} says {said}"
    assert at_most or hand.count == said, (
        f"«{task}» takes only {hand.count} {kind} now: write it in {FILE}, which says {said}"
    )
    if task.startswith("record a contact"):
        assert hand.count <= (MOST_TAPS if hand.phone else MOST_KEYS)
    if task.startswith("stop sharing") and hand.phone:
        assert hand.count <= MOST_TAPS_TO_STOP


def tuvas_page() -> str:
    """Return the address of Tuva's page."""
    return f"/people/{tuva()}/"


def record(hand: Hand) -> None:
    """Write the note one has come to, share it, and see it shared."""
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("Notat med")
    hand.write(hand.page.locator("[name=text]"), "Ringte. De har plass.")
    hand.send(hand.page.get_by_role("button", name=re.compile("^Del med")))
    expect(hand.page.get_by_text("Notatet er delt.")).to_be_visible()


def test_record_a_contact_from_today(begin: Begin) -> None:
    hand = begin("contact", "/")
    hand.go(hand.page.get_by_role("link", name=re.compile("^Nytt notat ")).first, "n", "1")
    record(hand)
    settle("record a contact and share it (Today)", hand)


def test_record_a_contact_from_the_persons_page(begin: Begin) -> None:
    hand = begin("contact", tuvas_page())
    hand.go(hand.page.get_by_role("link", name="Nytt notat"), "n")
    record(hand)
    settle("record a contact and share it (person page)", hand)


def test_answer_what_somebody_told(begin: Begin, phone: bool) -> None:
    told = f"Jeg ringte henne, {'tommel' if phone else 'tast'}."
    person = begin("person", "/my/good/")
    person.page.locator("main textarea").first.fill(told)
    person.page.get_by_role("button", name="Fortell").click()
    hand = begin("contact", "/")
    cards = hand.page.locator("article").filter(has=hand.page.get_by_role("link", name=re.compile("^Svar ")))
    answer = cards.first.get_by_role("link", name=re.compile("^Svar "))
    hand.go(answer, "s", "1")
    hand.write(hand.page.get_by_label("Melding", exact=True), "Så bra!")
    hand.send(hand.page.get_by_role("button", name="Send", exact=True))
    expect(hand.page.get_by_text("Så bra!").last).to_be_visible()
    settle("answer what somebody told (Today)", hand)


def test_keep_a_promise(begin: Begin) -> None:
    before = begin("contact", f"{tuvas_page()}promises/new/")
    before.page.locator("[name=words]").fill("Jeg ringer boligkontoret.")
    before.page.locator("main form .ds-button").first.click()
    hand = begin("contact", "/")
    hand.go(hand.page.get_by_role("button", name=re.compile("^Holdt")).first, "h", "1")
    expect(hand.page.get_by_role("button", name="Angre")).to_be_visible()
    settle("keep a promise (Today)", hand)


def test_find_a_person(begin: Begin) -> None:
    hand = begin("contact", "/")
    if hand.phone:
        hand.go(hand.page.get_by_role("link", name="Mine folk", exact=True).first)
    else:
        hand.press("/")
        hand.page.keyboard.type("Tuva")
        hand.press("Enter")
    hand.go(hand.page.get_by_role("link", name=re.compile("^Tuva")).first, "1")
    expect(hand.page.get_by_role("heading", level=1, name="Tuva")).to_be_visible()
    settle("find a person (Today)", hand)


def test_register_a_person(begin: Begin, phone: bool) -> None:
    hand = begin("contact", "/")
    hand.go(hand.page.get_by_role("link", name="Ny person", exact=True).first, "g", "n")
    name = f"Nykommer {'tommel' if phone else 'tast'}"
    hand.write(hand.page.get_by_label("Hva vil du bli kalt?"), name)
    hand.send(hand.page.get_by_role("button", name="Lagre", exact=True))
    expect(hand.page.get_by_role("heading", level=1, name=name)).to_be_visible()
    settle("register a person (Today)", hand)


def test_open_a_letter_to_the_place(begin: Begin) -> None:
    hand = begin("service", "/places/")
    hand.go(hand.page.get_by_role("link", name="Brev til dere", exact=True), "g", "b")
    expect(hand.page.get_by_role("heading", level=1, name="Brev til dere")).to_be_visible()
    hand.go(hand.page.get_by_role("link", name=re.compile("^Rolf-Arne Tangvald")), "1")  # it came first
    expect(hand.page.get_by_role("heading", level=1, name="Rolf-Arne Tangvald")).to_be_visible()
    settle("open a letter to the place (My place, who keeps it)", hand)


def test_see_the_numbers_of_a_quarter(begin: Begin) -> None:
    hand = begin("leader", "/")
    hand.go(hand.page.get_by_role("link", name="Tall", exact=True), "g", "l")
    expect(hand.page.get_by_role("heading", level=1, name="Tall")).to_be_visible()
    settle("see the numbers of a quarter (Today, a leader)", hand)


def test_tell_good_news(begin: Begin) -> None:
    hand = begin("person", "/my/")
    hand.go(hand.page.get_by_role("link", name=re.compile("^Det gikk bra")))
    hand.write(hand.page.locator("main textarea").first, "Jeg gikk inn døra selv!")
    hand.send(hand.page.get_by_role("button", name="Fortell"))
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("Hei")
    settle("tell good news (My page, the person)", hand, at_most=True)


def test_mark_a_step_done(begin: Begin, phone: bool) -> None:
    before = begin("person", "/my/goals/new/").page  # a goal of its own: what other tests do moves no link here
    before.locator("[name=words]").fill(f"Spille orgel, {'tommel' if phone else 'tast'}")
    before.locator("main form button[type=submit]").first.click()
    before.get_by_label("Et steg til").fill("Øve en time")
    before.get_by_role("button", name="Legg til steg").click()
    expect(before.get_by_role("button", name="Gjort: Øve en time")).to_be_visible()
    hand = begin("person", before.url)
    hand.go(hand.page.get_by_role("button", name="Gjort: Øve en time"))
    expect(hand.page.get_by_role("button", name=re.compile("^Ikke gjort likevel")).first).to_be_visible()
    settle("mark a step done (a goal's page, the person)", hand)


def test_see_where_am_i(begin: Begin) -> None:
    hand = begin("person", "/my/")
    hand.go(hand.page.get_by_role("link", name="Hvor er vi nå?"))
    expect(hand.page.get_by_role("heading", level=1, name="Hvor er vi nå?")).to_be_visible()
    settle("see where am I (My page, the person)", hand, at_most=True)


def stop_sharing(hand: Hand) -> None:
    """Stop the first sharing of a list, and see that it has stopped."""
    button = hand.page.get_by_role("button", name=re.compile("^Slutt å dele")).first
    whose = button.inner_text().removeprefix("Slutt å dele").strip()
    hand.go(button)
    expect(hand.page.get_by_text(f"Du deler ikke lenger med {whose}.")).to_be_visible()
    expect(hand.page.get_by_role("button", name=f"Slutt å dele {whose}")).to_be_hidden()


def share_again(hand: Hand) -> None:
    """Take it back, for whoever comes after this test."""
    hand.page.get_by_role("button", name="Angre").click()
    expect(hand.page.get_by_text("igjen.").first).to_be_visible()


def test_stop_sharing_from_my_page_and_from_the_list(begin: Begin) -> None:
    hand = begin("person", "/my/")
    hand.go(hand.page.get_by_role("link", name="Hvem kan se hva?"))
    stop_sharing(hand)
    settle("stop sharing with somebody (My page, the person)", hand, at_most=True)
    share_again(hand)
    hand = begin("person", "/my/who/")
    stop_sharing(hand)
    settle("stop sharing with somebody (Hvem kan se hva?, the person)", hand, at_most=True)
    share_again(hand)
