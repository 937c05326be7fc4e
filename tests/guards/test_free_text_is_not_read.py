"""Guard: what a person writes is read by people (red line R16). A program compares it with no word but a keyword.

Two ways of looking: a text that holds every heavy word leaves the same behind it as «hei», everywhere; and no module of
messaging but the one of keywords looks into a text.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed
from benken.messaging.keywords import WORDS, read_keyword
from tests.factories import sign_in
from tests.messaging.phones import choose, give_phone, rest_is_chosen, say_yes, text_in
from tests.my.tuva import Tuva, make_tuva

# Each short enough to stand whole on Today.
HEAVY = [
    "Jeg vil ikke leve lenger. Selvmord, overdose, heroin. Ring politi og 113! Suicide, kill, help.",
    "Barnet mitt, jeg er gravid. Vold, kniv, voldtekt, drep ham. Barnevern, tvang. Nødnummer?",
    "STOPP. MÅL, TIME, VENT, START, HJELP! Stop, goals, wait, help, hjælp.",
]
LIGHT = "hei"
OURS = [model for model in apps.get_models() if model.__module__.startswith("benken.")]
Door = Callable[[Tuva, str], None]

# The modules that know letters or words, and why each may: they are handed a text and tell nothing on.
MAY_LOOK = {
    "keywords.py",  # compares the whole text with a keyword; the only one for what a person writes
    "gsm.py",  # counts letters of what goes out
    "neutral.py",  # words of what the service itself sends out
}
WORD_TOOLS = {"re", "benken.lib.sought", "benken.lib.stems", "benken.country.telling", "benken.messaging.neutral"}
INSPECTING = {"startswith", "endswith", "find", "index", "count", "split", "lower", "upper", "casefold", "partition"}
MATCHING = {"search", "match", "fullmatch", "split", "sub", "findall", "finditer"}
HELD = {"text", "body", "words"}
# A gateway reads addresses and its own receipts by pattern, and `body` is what it answered. A text it only hands on.
OF_A_GATEWAY = {"re", "body"}


def by_my_page(tuva: Tuva, text: str) -> None:
    """Send a message from My page."""
    answer = tuva.client.post(reverse("my_messages"), {"text": text})
    assert answer.status_code == 302


def by_text(tuva: Tuva, text: str) -> None:
    """Send a text from the person's phone, with every keyword on."""
    number = f"+479{tuva.person.pk.int % 10**7:07}"
    phone = give_phone(tuva.person, number)
    say_yes(phone, at=timezone.now())
    keywords, pin = ["goals", "time", "wait"], make_password("blåbær")
    choose(tuva.person, by=tuva.contact, at=timezone.now(), keywords=keywords, pin_hash=pin)
    with rest_is_chosen():
        assert text_in(Client(), number, text).status_code == 200


# Each way by which a person's words come into the conversation.
DOORS: dict[str, Door] = {"My page": by_my_page, "text": by_text}


def rows() -> Counter[str]:
    """Count the rows of every table, and the jobs that wait by their names."""
    with acting_as(SYSTEM):
        counted = Counter({model._meta.label: model._default_manager.count() for model in OURS})
        counted.update(f"deed {verb}" for verb in Deed.objects.values_list("verb", flat=True))
        counted.update(f"job {name}" for name in ProcrastinateJob.objects.values_list("task_name", flat=True))
    return counted


def plain(page: bytes, text: str) -> str:
    """Return a page without what differs between any two people: ids, tokens, clocks, numbers, the words themselves."""
    said = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|value=\"[^\"]{20,}\"|\d\d[.:]\d\d(:\d\d\S*?)?", "#", page.decode())
    said = re.sub(r"\+479\d{7}\b|\b9\d \d\d \d\d \d\d\b", "#", said)  # the person's phone
    return re.sub(r"\s+", " ", said.replace(text, "WHAT WAS WRITTEN"))


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("heavy_text", HEAVY)
def test_the_heaviest_words_leave_the_same_behind_them_as_a_greeting(door: str, heavy_text: str) -> None:
    """Rows, deeds, jobs, Today and the thread on both sides: all the same."""
    assert read_keyword(heavy_text) is None
    left: list[tuple[Counter[str], list[str]]] = []
    for text in (LIGHT, heavy_text):
        tuva = make_tuva(Client())
        contact = sign_in(Client(), tuva.contact)
        before = rows()
        DOORS[door](tuva, text)
        after = rows()
        after.subtract(before)
        conversation = reverse("conversation", kwargs={"person_id": tuva.person.pk})
        pages = [contact.get(reverse("home")), contact.get(conversation), tuva.client.get(reverse("my_messages"))]
        assert all(page.status_code == 200 for page in pages)
        left.append((+after, [plain(page.content, text) for page in pages]))
    (light, light_pages), (heavy, heavy_pages) = left
    assert light["messaging.Message"] in {1, 2}  # with the answer to who writes while nobody reads
    assert heavy == light
    for light_page, heavy_page in zip(light_pages, heavy_pages, strict=True):
        assert "WHAT WAS WRITTEN" in heavy_page
        assert heavy_page == light_page


def faults(source: str, *, allowed: Collection[str] = ()) -> Iterator[str]:
    """Yield where a module looks into a text: tools for words, «in», patterns, and the methods that inspect."""
    tools, held = WORD_TOOLS.difference(allowed), HELD.difference(allowed)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (f"{node.lineno}: {name.name}" for name in node.names if name.name in tools)
        if isinstance(node, ast.ImportFrom):
            named = {node.module or "", *(f"{node.module}.{name.name}" for name in node.names)}
            yield from (f"{node.lineno}: {name}" for name in sorted(named & tools))
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            others = [side for side in sides if not _is_one_of(held, side)]
            if len(others) < len(sides) and not all(map(_is_nothing, others)):
                yield f"{node.lineno}: compares a text"
        if isinstance(node, ast.Attribute) and node.attr in INSPECTING and _is_one_of(held, node.value):
            yield f"{node.lineno}: .{node.attr} of a text"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MATCHING:
            yield from (f"{node.lineno}: a pattern in a text" for given in node.args if _is_one_of(held, given))


def _is_one_of(held: Collection[str], node: ast.expr) -> bool:
    """Tell whether this is somebody's words: message.text, text, body."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _is_one_of(held, node.func.value)
    return (isinstance(node, ast.Attribute) and node.attr in held) or (isinstance(node, ast.Name) and node.id in held)


def _is_nothing(node: ast.expr) -> bool:
    """Tell whether a text is only compared with nothing, to know that there is one."""
    return isinstance(node, ast.Constant) and node.value in {"", None}


# What we write ourselves is looked into before it goes out, and never what somebody has written to us.
OF_OUR_OWN = {
    "policies/texts.py": {"benken.messaging.neutral"},  # a helper's words that go out as a text
    "policies/choices.py": {"benken.messaging.neutral"},  # the short name of a goal that goes out in a text
    "words.py": {"body"},  # whether a text of ours was only the notice
    "views/inbox.py": {"benken.lib.sought"},  # how long a name that is sought may be
}


def _allowed(module: str) -> Collection[str]:
    return OF_A_GATEWAY if module.startswith("gateways/") else OF_OUR_OWN.get(module, ())


def test_no_module_of_messaging_but_that_of_keywords_looks_into_a_text() -> None:
    package = Path(settings.PACKAGE) / "messaging"
    modules = [path for path in package.rglob("*.py") if path.name not in MAY_LOOK and "migrations" not in path.parts]
    assert len(modules) > 5
    found = [
        f"{path.relative_to(package)} {fault}"
        for path in modules
        for fault in faults(path.read_text(), allowed=_allowed(path.relative_to(package).as_posix()))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import re",
        "from benken.lib.sought import read_query",
        "from benken.messaging import neutral",
        "from benken.messaging.neutral import telling_words",
        "urgent = 'hjelp' in message.text",
        "urgent = 'hjelp' in message.text.lower()",
        "if text == 'STOPP': stop()",
        "if incoming.body.startswith('MÅL'): goals()",
        "parts = text.split()",
        "URGENT.search(incoming.text)",
        "pattern.findall(words)",
    ],
)
def test_a_look_into_a_text_would_be_found(source: str) -> None:
    assert list(faults(source))


@pytest.mark.parametrize(
    "source", ["if text == '': pass", "asked = read_keyword(text)", "message.text = text", "tidy_text(body)"]
)
def test_to_hand_a_text_on_is_no_look(source: str) -> None:
    assert list(faults(source)) == []


def test_every_keyword_is_free_text_as_soon_as_something_is_said_with_it() -> None:
    for words in WORDS.values():
        for word in words:
            assert read_keyword(word) is not None
            assert read_keyword(f"{word} nå") is None
            assert read_keyword(f"jeg sa {word}") is None
