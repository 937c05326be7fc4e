"""A word of its own in each field that says who somebody is or something about their life: nobody else may show it."""

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, IntegrityError, models, transaction

from benken.access import typed_text
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.lib.data_classes import PLAIN
from benken.lib.ids import new_id
from benken.lib.sealing import seal
from benken.people.actions import copies
from benken.people.models import AllAboutCopy, Person
from benken.people.national_number import NUMBER_PURPOSE
from benken.people.queries.sealed import COPY_PURPOSE

# What a field that is neither plain nor free text holds instead. Each line says why no word can be put there.
HOLDS_NO_WORD = {
    "access.User.username": "signs in with it; the name beside it is marked",
    "access.User.password": "the session hangs on it",
    "access.SignIn.session_key": "the session hangs on it",
    "access.NoticeChoice": "of those who work here",
    "access.Letter": "of those who work here",
    "access.LastLook": "a moment",
    "people.AboutMe": "of those who work here",
    "people.AnswerHours": "of those who work here",
    "people.Leaving": "of those who work here",
    "people.LoadSaid": "of those who work here",
    "access.OutsideIdentity": "a keyed hash of somebody who signed in elsewhere",
    "followup.Goal.area": "one of eight codes",
    "followup.AreaNote.area": "one of eight codes",
    "interop.Import": "sealed, and of a file, not a person",
    "interop.ImportedRow.told_sealed": "of a line that became nobody",
    "messaging.IncomingText.candidate_ids": "ids of persons",
    "messaging.IncomingText.text": "of a text in the tray, which is nobody's",
    "people.AskAgain": "a moment",
    "people.Death": "while it stands nobody may be let in; tests/people/test_ending.py asks who sees it",
    "people.DeathNews": "as above",
    "people.DeathTalk": "as above",
    "people.DisclosureCase.basis": "a code",
    "people.DisclosureCase.wait_basis": "a code",
    "people.Entry.areas": "codes",
    "people.PageChoice.hidden": "codes",
    "people.Person.full_name_folded": "made of the full name by the database",
    "people.Person.language": "a code",
    "people.SharingConsent.parts": "codes",
    "people.EmergencyAccess.seen_by_ids": "ids of leaders",
    "people.Withholding.basis": "a code",
    "services.Appointment.suits": "codes",
    "services.CalendarFeed.secret_hash": "a hash of a secret",
}
# What is sealed holds a word too: the text that is sealed, as whoever opens it expects it, and for what.
SEALED: dict[str, Callable[[Any, str], tuple[str, str]]] = {
    "access.TypedText.sealed": lambda row, word: (f"text={word}", typed_text._purpose(row.user)),
    "people.AllAboutCopy.sealed": lambda row, word: (base64.b85encode(word.encode()).decode(), copies._purpose(row)),
    "people.DisclosureCase.copy_sealed": lambda _row, word: (
        json.dumps({"words": word, "notes": []}),
        COPY_PURPOSE,
    ),
    "people.Person.national_number_sealed": lambda _row, word: (word, NUMBER_PURPOSE),
}
FIRST = 1000


@dataclass
class Canaries:
    """The words that were put in, and where each stands."""

    words: dict[str, str] = field(default_factory=dict)  # word: model.field of whose row
    told_by: dict[str, UUID | None] = field(default_factory=dict)  # word: who wrote the row
    unmarked: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=lambda: count(FIRST))

    def word(self, where: str, *, longest: int | None, row: models.Model) -> str:
        """Make a word for a field: digits for a telephone, else letters, so that no text holds it by chance."""
        number = next(self._numbers)
        is_phone = where.endswith((".number", ".phone"))
        made = f"+4790{number * 7:06d}" if is_phone else f"zq{number}vx"
        assert longest is None or longest >= len(made), f"{where} is too short for a word"
        self.words[made.removeprefix("+47")] = where
        self.told_by[made.removeprefix("+47")] = getattr(row, "author_id", None) or getattr(row, "by_id", None)
        return made

    def take_back(self, word: str) -> None:
        """Forget a word that could not be put in."""
        del self.words[word.removeprefix("+47")]

    def shown_in(self, text: str) -> set[str]:
        """Return the words that stand in a text, whatever stands between the digits of a telephone number."""
        close = re.sub(r"&nbsp;|[\s\u00a0-]", "", text)
        return {word for word in FOUND.findall(text) + FOUND.findall(close) if word in self.words}


FOUND = re.compile(r"zq\d{4}vx|90\d{6}")


def ours() -> list[type[models.Model]]:
    """Return every model of Benken."""
    return [model for model in apps.get_models() if model.__module__.startswith("benken.")]


def telling_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Return the fields that could hold a word about somebody: not plain, and neither an id, a moment nor a choice."""
    classes = model.data_classes  # type: ignore[attr-defined]  # a guard sees to it that each model has them
    text = (models.CharField, models.TextField, models.JSONField, models.BinaryField, ArrayField, models.GeneratedField)
    return [
        one
        for one in model._meta.concrete_fields
        if classes[one.name] is not PLAIN and isinstance(one, text) and not getattr(one, "choices", None)
    ]


def is_excused(label: str, name: str) -> bool:
    """Tell whether the list above says why a field holds no word."""
    return label in HOLDS_NO_WORD or f"{label}.{name}" in HOLDS_NO_WORD


def rows_about(person: Person, user: User, model: type[models.Model]) -> list[models.Model]:
    """Return the rows of a model that are about a person, or of the person's own account."""
    names = {one.name for one in model._meta.concrete_fields}
    own = {"person": person, "person_id": person.pk, "subject_id": person.pk, "user": user}
    if model is Person:
        return [person]
    for name, value in own.items():
        if name in names:
            return list(model._default_manager.filter(**{name: value}))
    if "asked" in names:  # stands beside a request, which may be the person's
        return list(model._default_manager.filter(asked__person=person))
    return []


def put_canaries(person: Person, user: User) -> Canaries:
    """Put a word in each telling field of each row about a person; say in `unmarked` which fields got none."""
    canaries, wanted = Canaries(), set[str]()
    with acting_as(SYSTEM):
        for model in ours():
            rows, label = rows_about(person, user, model), model._meta.label
            for one in telling_fields(model):
                if is_excused(label, one.name):
                    continue
                wanted.add(f"{label}.{one.name}")
            for row in rows:
                _mark(row, canaries)
        AllAboutCopy.objects.filter(person=person).update(state=AllAboutCopy.State.READY)
    canaries.unmarked = wanted - set(canaries.words.values())
    return canaries


def _mark(row: models.Model, canaries: Canaries) -> None:
    label = row._meta.label
    for one in telling_fields(type(row)):
        where = f"{label}.{one.name}"
        if is_excused(label, one.name) or (isinstance(one, models.BinaryField) and where not in SEALED):
            continue
        word = canaries.word(where, longest=one.max_length, row=row)
        value = _sealed(SEALED[where](row, word)) if where in SEALED else word
        try:
            with transaction.atomic():
                type(row)._default_manager.filter(pk=row.pk).update(**{one.name: value})
        except IntegrityError:  # the row may not hold it as it stands; another one of the table does
            canaries.take_back(word)
        except DatabaseError:  # a table that only grows: another row like it, with the word
            setattr(row, one.name, value)
            row.id = new_id()  # type: ignore[attr-defined]  # each of our models has one
            row.save(force_insert=True)


def _sealed(text_and_purpose: tuple[str, str]) -> bytes:
    text, purpose = text_and_purpose
    return seal(text, secret=settings.SECRET_KEY, purpose=purpose)
