"""The red lines of docs/red-lines.md that are held today. Each test says in its name what must never happen.

Some tests read the code, the templates and the catalogues instead of a page: they hold for pages not yet written too.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Right
from benken.demo.courses import read_courses
from benken.demo.grammar import read_grammar, read_names
from benken.demo.grow import grow
from benken.demo.staff import read_staff
from benken.followup.forms import AreaForm
from benken.followup.models import Goal, Step
from benken.my import forms as my_forms
from benken.my import urls as my_urls
from benken.operate.messages import LANGUAGES, LOCALES, collect
from benken.operate.tidy import tidy
from benken.people.forms import NewPersonForm
from benken.people.models import ContactPerson, Entry, Person, Phone
from tests.factories import (
    make_account_of,
    make_entry,
    make_goal,
    make_person,
    make_step,
    make_team,
    make_user,
    sign_in,
)

PACKAGE = Path(settings.PACKAGE)

JUDGING_FIELDS = frozenset(
    {
        "score",
        "scores",
        "risk",
        "risks",
        "motivation",
        "motivated",
        "compliance",
        "compliant",
        "deserving",
        "rank",
        "ranking",
        "prediction",
    }
)
COUNTING_FIELDS = frozenset(
    {"streak", "streaks", "days", "counter", "sober", "clean", "relapse", "relapses", "abstinent", "badge", "badges"}
)
JUDGING_WORDS = re.compile(
    r"\b(score|skår|risiko\w*|motivasjon\w*|u?motivert\w*|etterlevelse\w*|compliance|rangering\w*|prognose\w*"
    r"|risk|motivation|motivated|ranking|umotiveret|motiveret)\b",
    re.IGNORECASE,
)
TELLING_WORDS = re.compile(
    r"\brus|stoff|drug|alko|overdos|misbr|avhengig|addict|narko|substan|\blar\b|edru|sober|tilbakefall|relapse",
    re.IGNORECASE,
)
COLOUR_WORDS = re.compile(r"\b(red|rød|rødt|røde|gul|gult|blålys\w*|danger)\b", re.IGNORECASE)
TITLE = re.compile(r"{%\s*block title\s*%}(.*?){%\s*endblock", re.DOTALL)
TRANSLATED = re.compile(r"""{%\s*translate\s+(["'])(.+?)\1""")
VARIABLE = re.compile(r"{{\s*([\w.]+)")
# `page.title` is what the desk calls its own "not yet" pages; the test of drawn titles below reads them.
HARMLESS_IN_TITLES = frozenset({"site_name", "municipality", "page.title"})


def our_models() -> list[type[Model]]:
    """Return every model of this project."""
    return [model for model in apps.get_models() if model.__module__.startswith("benken.")]


def field_words() -> Iterator[tuple[str, set[str]]]:
    """Yield each field of each model as a name and the words the name is made of."""
    for model in our_models():
        for field in model._meta.get_fields():
            yield f"{model.__name__}.{field.name}", set(field.name.split("_"))


def templates(*folders: str) -> list[Path]:
    """Return the templates of these apps, or of all."""
    found = [path for app in folders or ("*",) for path in PACKAGE.glob(f"{app}/templates/**/*.html")]
    assert found, "no template was found: this test would hold for nothing"
    return sorted(found)


def templates_for_persons() -> list[Path]:
    """Return the pages a person may meet: their own ones, and every other that stands on the calm shell."""
    calm = [path for path in templates() if re.search(r'{% extends "[^"]*calm[^"]*"', path.read_text())]
    return sorted({*calm, *templates("my")})


def sources_of_texts() -> set[str]:
    """Return every text in the code and the templates, singular and plural."""
    texts: set[str] = set()
    for message in collect():
        texts.update([message.id] if isinstance(message.id, str) else message.id)
    return texts


def translations() -> dict[str, list[str]]:
    """Return what each text is in the other languages, as far as it is translated."""
    words: dict[str, list[str]] = {}
    for language in LANGUAGES:
        path = LOCALES / language / "LC_MESSAGES" / "django.po"
        if path.exists():
            with path.open("rb") as file:
                for message in read_po(file, locale=language):
                    source = message.id if isinstance(message.id, str) else message.id[0]
                    said = message.string or ""
                    words.setdefault(source, []).extend([said] if isinstance(said, str) else said)
    return words


# R1


def test_no_field_holds_a_score_a_risk_or_a_rank_of_anybody() -> None:
    assert [name for name, words in field_words() if words & JUDGING_FIELDS] == []


def test_no_text_speaks_of_score_risk_motivation_or_ranking() -> None:
    texts = sources_of_texts() | {text for said in translations().values() for text in said}
    assert sorted(text for text in texts if JUDGING_WORDS.search(text)) == []


# R5


def test_a_goal_has_no_state_that_means_failure() -> None:
    assert set(Goal.State.values) == {"open", "reached", "resting", "let_go"}


def test_no_field_counts_days_or_keeps_a_streak() -> None:
    assert [name for name, words in field_words() if words & COUNTING_FIELDS] == []


@pytest.mark.django_db
@pytest.mark.parametrize("left", ["let_go", "resting", "reached"])
def test_a_goal_opened_again_has_all_its_steps(client: Client, left: str) -> None:
    contact = make_user()
    person = make_person(contact=contact)
    goal = make_goal(person, by=contact)
    done, undone = make_step(goal, by=contact), make_step(goal, by=contact, words="Pakke eska")
    sign_in(client, contact)
    client.post(reverse("step_mark", kwargs={"person_id": person.pk, "step_id": done.pk, "done": 1}))
    with acting_as(SYSTEM):
        before = list(Step.objects.order_by("pk").values())
    for state in (left, "open"):
        answer = client.post(reverse("goal_move", kwargs={"person_id": person.pk, "goal_id": goal.pk, "to": state}))
        assert answer.status_code == 302
        with acting_as(SYSTEM):
            assert Goal.objects.get(pk=goal.pk).state == state
    with acting_as(SYSTEM):
        assert list(Step.objects.order_by("pk").values()) == before
        assert {step["id"] for step in before if step["done_at"]} == {done.pk}
        assert {step["id"] for step in before if not step["done_at"]} == {undone.pk}


# R6


@pytest.mark.django_db
def test_two_years_of_silence_close_nothing() -> None:
    contact = make_user()
    long_ago = timezone.now() - timedelta(days=730)
    person = make_person(contact=contact, at=long_ago)
    make_step(make_goal(person, by=contact), by=contact)
    make_entry(person, by=contact)
    kept: tuple[type[Model], ...] = (Person, ContactPerson, Right, Goal, Step, Entry)
    with acting_as(SYSTEM):
        Person.objects.filter(pk=person.pk).update(last_heard_at=long_ago)
        before = [list(model._default_manager.order_by("pk").values()) for model in kept]
    assert tidy(at=timezone.now(), as_json=False, stdout=StringIO()) == 0
    with acting_as(SYSTEM):
        assert [list(model._default_manager.order_by("pk").values()) for model in kept] == before


def test_nothing_that_runs_by_itself_can_move_a_goal_or_end_a_relation() -> None:
    verbs = re.compile(r"\b(followup|move_goal|end_rights|hand_over|end_circle_membership)\b")
    by_itself = [*PACKAGE.glob("operate/*.py"), *PACKAGE.glob("*/jobs.py"), *PACKAGE.glob("*/jobs/*.py")]
    # A line that somebody took out of their plan themself is gone within a day, and nothing else of this app.
    theirs = "from benken.followup.actions.safety import discard_removed_lines\n"
    assert [path.name for path in by_itself if verbs.search(path.read_text().replace(theirs, ""))] == []


# R9


@pytest.mark.django_db
def test_a_name_is_all_it_takes_to_be_registered(client: Client) -> None:
    worker = make_user(team=make_team())
    sign_in(client, worker)
    answer = client.post(reverse("person_new"), {"called": "Kim", "language": "nb", "contact": str(worker.pk)})
    assert answer.status_code == 302
    with acting_as(SYSTEM):
        person = Person.objects.get(called="Kim")
        assert person.full_name == ""
        assert person.national_number_hash is None
        assert not Phone.objects.filter(person=person).exists()


@pytest.mark.django_db
def test_nothing_else_must_be_filled_in_to_register_somebody() -> None:
    form = NewPersonForm(by=make_user(team=make_team()))
    empty = {name for name, field in form.fields.items() if field.required and field.initial is None}
    assert empty == {"called"}


# R11


@pytest.mark.django_db
def test_the_person_sees_what_is_written_and_who_read_it(client: Client) -> None:
    contact = make_user(name="Ragna Vestli")
    person = make_person(contact=contact)
    account = make_account_of(person)
    make_entry(person, by=contact, text="Vi drakk kaffe på trappa.")
    make_entry(person, by=contact, text="Dette er bare en kladd.", shared=False)
    sign_in(client, contact).get(reverse("goals_print", kwargs={"person_id": person.pk}))
    own = sign_in(Client(), account)
    written = own.get(reverse("my_record")).content.decode()
    assert "Vi drakk kaffe på trappa." in written
    assert "Ragna Vestli" in written
    assert "Dette er bare en kladd." not in written
    readers = own.get(reverse("my_readers")).content.decode()
    assert "Ragna Vestli" in readers
    assert "kontaktpersonen din" in readers


@pytest.mark.django_db
def test_the_person_puts_their_own_version_beside_a_note(client: Client) -> None:
    contact = make_user()
    person = make_person(contact=contact)
    entry = make_entry(person, by=contact, text="Vi snakket om husleia.")
    sign_in(client, make_account_of(person))
    client.post(reverse("my_entry", kwargs={"entry_id": entry.pk}), {"text": "Det var ikke slik jeg mente det."})
    written = client.get(reverse("my_record")).content.decode()
    assert "Vi snakket om husleia." in written
    assert "Det var ikke slik jeg mente det." in written


# R12


def test_no_page_marks_a_person_with_a_colour() -> None:
    assert [path.name for path in templates() if "ui" not in path.parts and COLOUR_WORDS.search(path.read_text())] == []


def test_no_text_names_a_warning_colour() -> None:
    assert sorted(text for text in sources_of_texts() if COLOUR_WORDS.search(text)) == []


def test_what_carries_stands_before_what_burdens_everywhere() -> None:
    both = [path for path in templates() if "burdens" in path.read_text()]
    assert both, "no template shows what burdens: this test would hold for nothing"
    for path in both:
        balance = 0
        for word in re.findall(r"\b(carries|burdens)\b", path.read_text()):
            balance += 1 if word == "carries" else -1
            assert balance >= 0, f"{path} shows what burdens before what carries"
    for form in (AreaForm, my_forms.AreaForm):
        names = list(form.base_fields)
        assert names.index("carries") < names.index("burdens")


# R17


def test_titles_of_the_persons_pages_are_neutral() -> None:
    said = translations()
    for path in templates_for_persons():
        for title in TITLE.findall(path.read_text()):
            assert not TELLING_WORDS.search(title), f"{path}: {title}"
            assert set(VARIABLE.findall(title)) <= HARMLESS_IN_TITLES, f"{path}: {title} shows somebody's own words"
            for _quote, text in TRANSLATED.findall(title):
                assert not [words for words in said.get(text, []) if TELLING_WORDS.search(words)]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["home", "help", "services", "plans", "research", "account_login"])
def test_titles_of_the_public_pages_are_neutral(client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    titles = re.findall(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)
    assert len(titles) == 1
    assert not TELLING_WORDS.search(titles[0])


def test_addresses_of_the_persons_pages_are_neutral() -> None:
    assert my_urls.urlpatterns
    for pattern in my_urls.urlpatterns:
        assert not TELLING_WORDS.search(f"{pattern.pattern} {pattern.name}")
    assert not TELLING_WORDS.search(settings.SITE_NAME)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["my", "my_areas", "my_goals", "my_record"])
def test_no_link_on_the_persons_pages_tells_what_it_is_about(client: Client, name: str) -> None:
    sign_in(client, make_account_of(make_person()))
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    links = re.findall(r'(?:href|action)="([^"]*)"', answer.content.decode())
    assert links
    assert [link for link in links if link.startswith("/my/") and TELLING_WORDS.search(link)] == []


# R18


def test_no_template_style_or_script_calls_a_third_party() -> None:
    kinds = {".html", ".css", ".js", ".svg"}
    sources = [path for path in PACKAGE.rglob("*") if path.suffix in kinds and "staticfiles" not in path.parts]
    assert len(sources) > 50
    outside = re.compile(r"""https?://(?!www\.w3\.org/)|(?:src|href|action)=["']//|url\(\s*["']?//|@import\s+["']//""")
    assert [str(path) for path in sources if outside.search(path.read_text())] == []


@pytest.mark.django_db
def test_every_answer_forbids_what_is_not_our_own(client: Client) -> None:
    policy = client.get("/healthz/live").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    for rule in policy.split(";"):
        assert set(rule.split()[1:]) <= {"'self'", "'none'", "data:"}


# R22


def test_the_demo_has_example_addresses_only() -> None:
    texts = [path.read_text() for path in PACKAGE.glob("demo/**/*") if path.suffix in {".toml", ".py"}]
    hosts = {host for text in texts for host in re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text)}
    assert hosts
    assert {host for host in hosts if not host.endswith(".example")} == set()


def test_the_demo_has_invented_phone_numbers_only() -> None:
    written = read_courses()
    grown = grow(60, grammar=read_grammar(), names=read_names(), staff=read_staff(), hand_written=written)
    numbers = [phone.number for course in (*written, *grown) for phone in course.phones]
    assert len(numbers) > 60
    assert [number for number in numbers if not re.fullmatch(r"999 9[02] \d{3}", number)] == []


def test_the_demos_texts_hold_no_other_number_and_no_real_city() -> None:
    number = re.compile(r"(?<![\d-])(?:\d{3} ?\d{2} ?\d{3}|\d{2} ?\d{2} ?\d{2} ?\d{2}|\d{6} ?\d{5})(?![\d-])")
    city = re.compile(r"\b(Oslo|Bergen|Stavanger|Trondheim|Kristiansand|Tromsø|Drammen|København|Aarhus|Odense)\b")
    for path in PACKAGE.glob("demo/**/*.toml"):
        text = path.read_text()
        assert [found for found in number.findall(text) if not found.startswith("999 90 ")] == [], path
        assert city.findall(text) == [], path
