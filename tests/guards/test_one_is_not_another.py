"""Guard: a page about one person shows and changes nothing of another, also for whoever may open both."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.utils import timezone
from psycopg import sql

from benken.access import middleware
from benken.access.actions.rights import grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Right, User
from benken.lib.ids import new_id
from benken.people.models import Person
from tests.guards.matrix.asking import Asker
from tests.guards.matrix.table import TABLE
from tests.guards.test_canaries import Marked, marked
from tests.guards.test_every_wall import TABLES, ask, hangs_by
from tests.guards.test_url_matrix import built, make_town, path_of, town, undone

pytestmark = pytest.mark.usefixtures("undone")
__all__ = ["built", "marked", "town", "undone"]  # fixtures: their names must stand here

# What an address names beside the rows of a person.
NOT_OF_A_PERSON = {"person", "user", "area", "to", "who", "done", "kept", "mark", "section"}
# Logs of what a user did: they grow, whomever it was about.
GROW = {"access_reading", "access_deed", "access_sentform", "access_typedtext"}


def rows_about(person: Person) -> set[str]:
    """Return every row about a person, as text."""
    found = set()
    for (table,) in ask(TABLES):
        if table not in GROW:
            query = sql.SQL("SELECT to_jsonb(t)::text FROM {} t WHERE {} = %s")
            names = sql.Identifier(table), sql.Identifier(hangs_by(table))
            found |= {f"{table} {row}" for (row,) in ask(query.format(*names).as_string(None), person.pk)}
    return found


def filled_in(answer: HttpResponseBase) -> dict[str, Any]:
    """Return what somebody might type into the form of a page: something in each field, as it stands where it does."""
    form = (getattr(answer, "context", None) or {}).get("form")
    if not isinstance(form, forms.BaseForm):
        return {}
    data = {name: _value(form, name, field) for name, field in form.fields.items()}
    return {name: value for name, value in data.items() if value not in (None, "")}


def _value(form: forms.BaseForm, name: str, field: forms.Field) -> Any:
    if (stands := form.get_initial_for_field(field, name)) not in (None, "", []):
        return stands if not isinstance(stands, bool) else "on" if stands else ""
    if isinstance(field, forms.ChoiceField):
        values = [value for value, _label in field.widget.choices if value]
        return values[:1] if isinstance(field, forms.MultipleChoiceField) else (values[0] if values else "")
    ahead = timezone.localdate() + timedelta(days=2)
    kinds: tuple[tuple[type[forms.Field], Any], ...] = (
        (forms.DateTimeField, ""),
        (forms.DateField, ahead.isoformat()),
        (forms.BooleanField, "on"),
        (forms.IntegerField, 1),
    )
    return next((value for kind, value in kinds if isinstance(field, kind)), "Noen ord.")


class Writer(Asker):
    """Asks with the forms filled in, and looks before undoing whether another person's rows are as they were."""

    def __init__(self, other: Person) -> None:
        super().__init__()
        self.other = other
        self.before = self._rows()
        self.changed: set[str] = set()

    def _rows(self) -> set[str]:
        with acting_as(SYSTEM):
            return rows_about(self.other)

    def before_undoing(self) -> None:
        """Compare."""
        self.changed |= self._rows() ^ self.before

    def form(self, user: User, path: str) -> dict[str, Any]:
        """Return what is typed into the form of a page."""
        client = self.client(user)  # signed in before what is undone
        with transaction.atomic():
            data = filled_in(client.get(path))
            transaction.set_rollback(True)
        return data


@pytest.fixture(params=["both walls", "the first wall alone"])
def _walls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask with both walls, and again with the rows of the database open to everybody."""
    if request.param == "the first wall alone":
        monkeypatch.setattr(middleware, "acting_as", lambda *_who, **_how: acting_as(SYSTEM))
    yield
    assert connection.in_atomic_block


@pytest.mark.usefixtures("_walls")
@pytest.mark.parametrize("who", ["contact", "self"])
def test_a_page_of_one_person_shows_and_changes_nothing_of_another(
    marked: Marked, town: dict[str, Any], who: str
) -> None:
    user: User = town["users"]["self"]
    if who == "contact":  # the contact person of both
        user, at = marked.contact, timezone.now()
        grant_right(user=user, subject_id=town["person"], basis=Right.Basis.CONTACT_PERSON, at=at)
    writer, wrong, answered = Writer(marked.person), list[str](), 0
    for name, (allowed, method, objects) in sorted(TABLE.items()):
        about_one = "person" in objects.split() if who == "contact" else name.startswith("my")
        if who not in allowed or not about_one:
            continue
        path = path_of(name, objects, town)
        asked = [(method, {})] if method == "POST" else [("GET", {}), ("POST", writer.form(user, path))]
        for how, data in asked:
            answer = writer.ask(user, how, path, data)
            answered += answer.status in {200, 302, 303}
            shown = marked.canaries.shown_in(answer.body.decode("utf-8", "replace"))
            wrong += [f"{how} {name} shows {marked.canaries.words[word]}" for word in shown]
            wrong += [f"{how} {name} changes {row[:80]}" for row in writer.changed]
            writer.changed.clear()
    assert answered > 25, "the test needs pages that answer"
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("_walls")
@pytest.mark.parametrize("who", ["contact", "self"])
def test_a_row_of_one_person_is_missing_under_another(town: dict[str, Any], who: str) -> None:
    """Also for whoever may open both: an address that mixes them answers as one that names what nobody has made."""
    user: User = town["users"][who]
    other = make_town(town["users"]["contact"])
    with acting_as(SYSTEM):
        writer = Writer(Person.objects.get(pk=other["person"]))
    mixed, wrong, asked = {**other, "person": town["person"]}, list[str](), 0
    nobodys = {thing: new_id() for thing in other} | {"person": town["person"]}
    for name, (allowed, method, objects) in sorted(TABLE.items()):
        of_a_person = set(objects.split()) - NOT_OF_A_PERSON
        about_one = "person" in objects.split() if who == "contact" else name.startswith("my")
        if who not in allowed or not about_one or not of_a_person:
            continue
        path = path_of(name, objects, mixed)
        data = writer.form(user, path_of(name, objects, town))
        for how, fields in ((method, data if method == "POST" else {}), ("POST", data)):
            answer = writer.ask(user, how, path, fields)
            missing = writer.ask(user, how, path_of(name, objects, nobodys), fields)
            asked += 1
            wrong += [] if answer.status in {404, missing.status} else [f"{how} {name} answers {answer.status}"]
            wrong += [f"{how} {name} changes {row[:80]}" for row in writer.changed]
            writer.changed.clear()
    assert asked > 25, "the test needs addresses that name a row of somebody's"
    assert not wrong, "\n".join(wrong)


def test_forms_are_filled_in(town: dict[str, Any]) -> None:
    """What is typed is taken: else the test above would only ever meet forms that were not."""
    contact: User = town["users"]["contact"]
    writer, taken = Asker(), set()
    for name in ("goal_new", "promise_new", "best_now", "conversation", "supporter_new", "goal_change"):
        path = path_of(name, TABLE[name][2], town)
        with transaction.atomic():
            data = filled_in(writer.client(contact).get(path))
            transaction.set_rollback(True)
        if writer.ask(contact, "POST", path, data).status in {302, 303}:
            taken.add(name)
    assert len(taken) >= 5, taken
