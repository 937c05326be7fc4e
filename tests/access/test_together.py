"""Several small reads in one statement: the same rows as one by one, under the same row security."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benken.access.actor import NOBODY, SYSTEM, acting_as
from benken.access.models import Right, User
from benken.access.together import PreparedRead, SmallRead, read_together
from benken.followup.models import Goal, Promise, Step
from benken.people.models import ContactPerson, Entry, Person
from tests.factories import make_person, make_user, make_whole_course

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Goal, Step, Promise, Entry, ContactPerson, Right, User])
def test_it_gives_every_field_as_an_ordinary_read_does(model: type[Goal]) -> None:
    make_whole_course()
    with acting_as(SYSTEM):
        read = SmallRead(model.objects.order_by("pk"))
        read_together(read)
        plain = list(model.objects.order_by("pk"))
    names = [field.attname for field in model._meta.concrete_fields]
    assert plain
    assert [[getattr(row, name) for name in names] for row in read.rows] == [
        [getattr(row, name) for name in names] for row in plain
    ]


def test_it_sends_one_statement_and_keeps_order_limits_and_what_stands_beside() -> None:
    person, contact = make_whole_course()
    written = Entry.objects.exclude(text="").order_by("-happened_at", "-pk")
    entries = SmallRead(written[:1], only=("text",), author=("name",))
    contacts = SmallRead(ContactPerson.objects.filter(person=person).order_by("since_at"), worker=("name",))
    nothing = SmallRead(Goal.objects.filter(words="nobody wants this"))
    with acting_as(SYSTEM):
        with CaptureQueriesContext(connection) as sent:
            read_together(entries, contacts, nothing)
            assert [one.worker.name for one in contacts.rows][-1] == contact.name
            assert entries.rows[0].author.name
            assert entries.rows[0].text
        plain = list(written[:1])
    assert len(sent) == 1
    assert entries.rows == plain
    assert nothing.rows == []


def test_what_was_not_read_is_fetched_when_asked_for() -> None:
    make_whole_course()
    with acting_as(SYSTEM):
        read = SmallRead(Goal.objects.all(), only=("words",))
        read_together(read)
        assert read.rows[0].set_at == Goal.objects.get(pk=read.rows[0].pk).set_at


@pytest.mark.second_wall
def test_row_security_holds_for_each_read() -> None:
    person, contact = make_whole_course()
    other = make_person(contact=make_user())
    people, goals = SmallRead(Person.objects.defer(None), only=("called",)), SmallRead(Goal.objects.all())
    with acting_as(contact.pk):
        read_together(people, goals)
    assert {row.pk for row in people.rows} == {person.pk}
    assert other.pk not in {row.pk for row in people.rows}
    assert goals.rows
    with acting_as(NOBODY):
        again = SmallRead(Goal.objects.all())
        read_together(again)
    assert again.rows == []


def test_a_field_that_json_would_change_is_refused() -> None:
    make_person()
    with acting_as(SYSTEM), pytest.raises(TypeError):
        read_together(SmallRead(Person.objects.all()))


def test_text_comes_through_unchanged() -> None:
    words = 'æøå "sitat" \\ % %s يوسف 🌱\nny linje'
    person, _contact = make_whole_course()
    with acting_as(SYSTEM):
        Goal.objects.filter(person=person).update(words=words)
        read = SmallRead(Goal.objects.filter(person=person, words=words))
        read_together(read)
    assert [goal.words for goal in read.rows] == [words]


def test_a_prepared_read_gives_each_time_the_rows_of_its_own_parameters() -> None:
    one, contact = make_whole_course()
    other, _second = make_whole_course()
    goals = PreparedRead(lambda person: Goal.objects.filter(person=person, state="open"))
    since = PreparedRead(
        lambda person, at: ContactPerson.objects.filter(person=person, since_at__lte=at), worker=("name",)
    )
    at = timezone.now()
    with acting_as(SYSTEM):
        for person in (one, other, one):
            first, second = goals(person=person.pk), since(person=person.pk, at=at)
            read_together(first, second)
            assert [goal.person_id for goal in first.rows] == [person.pk]
            assert {row.person_id for row in second.rows} == {person.pk}
        before = since(person=one.pk, at=at - timedelta(days=400))
        read_together(before)
        assert before.rows == []
    assert contact.name in {row.worker.name for row in second.rows}


def test_a_prepared_read_of_a_list_takes_any_number_of_ids() -> None:
    people = [make_whole_course()[0] for _ in range(3)]
    goals = PreparedRead(lambda ids: Goal.objects.filter(person__one_of=ids).order_by("set_at"))
    for number in (0, 1, 3, 2):
        with acting_as(SYSTEM):
            read = goals(ids=[person.pk for person in people[:number]])
            read_together(read)
        assert [goal.person_id for goal in read.rows] == [person.pk for person in people[:number]]


def test_a_parameter_that_changes_the_sql_is_refused() -> None:
    with pytest.raises(TypeError):
        PreparedRead(lambda state: Goal.objects.filter(state=state))(state="open")
    with pytest.raises(TypeError):
        PreparedRead(lambda at: Goal.objects.filter(set_at__year=at.year))(at=timezone.now())
