# ruff: noqa: SLF001  # _meta and _default_manager are how Django names what a model is made of
"""All that stands about somebody: each app says of its tables, in its `all_about` module, what is told and what is not.

A guard asks every model that hangs on a person: a table, or a field, that nobody has thought of cannot be forgotten.
The rows are read as whoever asks, so that row security holds here too; `Section.only` holds besides.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeAlias
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _

from benken.access.actor import SYSTEM, acting_as

Json: TypeAlias = str | int | float | bool | list["Json"] | dict[str, "Json"] | None
LONG = 200  # characters: a field that holds more is free text, and gets a paragraph of its own
HANGS_BY = ("person", "person_id", "subject_id", "user")


@dataclass(frozen=True)
class About:
    """Whom it is about, their account if they have one, and who asks: they themselves, or the contact for them."""

    subject_id: UUID
    account_id: UUID | None
    by_self: bool
    at: datetime


@dataclass(frozen=True)
class Told:
    """One thing that a row tells, as a page and a paper say it."""

    label: str
    words: str
    is_long: bool


@dataclass(frozen=True)
class Extra:
    """Something told of a row that is no field of it, or not as it stands there. `of` names the fields it tells."""

    key: str
    label: LazyText
    value: Callable[[Any], Json]
    of: tuple[str, ...] = ()
    words: Callable[[Any], str] = str


@dataclass(frozen=True)
class Section:
    """One table, as it is told to the person: what its fields are called, and why some are left out."""

    key: str  # in the JSON file: stable
    title: LazyText
    model: type[models.Model]
    place: int  # the lower, the earlier
    labels: Mapping[str, LazyText]
    left_out: Mapping[str, str] = field(default_factory=dict)  # field: why, in English, for the documentation
    when: str = ""  # the moment or day a row begins with, and is ordered by
    extra: tuple[Extra, ...] = ()
    say: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)  # field: its words, where it has others
    only: Callable[["models.QuerySet[Any]", About], "models.QuerySet[Any]"] | None = None
    own_page_only: bool = False  # not on a paper that somebody else makes
    by_system: bool = False  # rows that no actor but the system sees

    def rows(self, about: About) -> "models.QuerySet[Any]":
        """Return the rows about somebody, the newest first."""
        found: models.QuerySet[Any] = self.model._default_manager.filter(**_whose(self.model, about))
        people = [one.name for one in self._shown() if isinstance(one, models.ForeignKey) and _has_name(one)]
        if people:
            found = found.select_related(*people)
        if self.only is not None:
            found = self.only(found, about)
        key = ("-id",) if any(one.name == "id" for one in self.model._meta.fields) else ()
        return found.order_by(*((f"-{self.when}",) if self.when else ()), *key)

    def seen_by(self, about: About) -> bool:
        """Tell whether it is told to whoever asks."""
        return about.by_self or not self.own_page_only

    def acting(self) -> Any:
        """Return in whose name the rows are read."""
        return acting_as(SYSTEM) if self.by_system else nullcontext()

    def as_json(self, row: Any) -> dict[str, Json]:
        """Return a row as the JSON file tells it: English keys, codes as they stand, moments in UTC."""
        told = {one.name: _json(one, row) for one in self._shown()}
        return told | {one.key: one.value(row) for one in self.extra}

    def as_words(self, row: Any) -> list[Told]:
        """Return a row as pages and papers tell it; what is empty is left out."""
        told = []
        for one in self._shown():
            words = self.say[one.name](row) if one.name in self.say else _words(one, row)
            told.append(Told(str(self.labels[one.name]), words, _is_long(one)))
        told += [
            Told(str(one.label), one.words(value), is_long=False) for one in self.extra if (value := one.value(row))
        ]
        return [one for one in told if one.words]

    def _shown(self) -> list[Any]:
        """Return the fields that are told, in the order they are named."""
        return [self.model._meta.get_field(name) for name in self.labels]


@cache
def sections() -> tuple[Section, ...]:
    """Return the sections of every app, in the order they are told."""
    found: list[Section] = []
    for app in apps.get_app_configs():
        if app.name.startswith("benken.") and find_spec(f"{app.name}.all_about"):
            found += import_module(f"{app.name}.all_about").SECTIONS
    return tuple(sorted(found, key=lambda one: (one.place, one.key)))


@cache
def not_told() -> dict[str, str]:
    """Return the tables that hang on a person or an account and are not told, and why not."""
    found: dict[str, str] = {}
    for app in apps.get_app_configs():
        if app.name.startswith("benken.") and find_spec(f"{app.name}.all_about"):
            found |= getattr(import_module(f"{app.name}.all_about"), "NOT_TOLD", {})
    return found


def section_of(key: str) -> Section | None:
    """Return a section by its key."""
    return next((one for one in sections() if one.key == key), None)


def count_rows(section: Section, about: About) -> int:
    """Return how many rows a section tells."""
    with section.acting():
        return section.rows(about).count()


def fetch_rows(section: Section, about: About, *, start: int = 0, size: int | None = None) -> Sequence[Any]:
    """Return rows of a section, all of them or one page."""
    with section.acting():
        return list(section.rows(about)[start : None if size is None else start + size])


def hangs_by(model: type[models.Model]) -> str:
    """Return by which field a table hangs on a person or an account, or nothing."""
    if model._meta.label == "people.Person":
        return "id"
    names = {one.name: one for one in model._meta.concrete_fields}
    for name in HANGS_BY:
        if name in names:
            return name
    return ""


def _whose(model: type[models.Model], about: About) -> dict[str, Any]:
    name = hangs_by(model)
    return {name: about.account_id if name == "user" else about.subject_id}


def _has_name(one: Any) -> bool:
    return one.related_model._meta.label in {"access.User", "access.Team"}


def _is_long(one: Any) -> bool:
    return isinstance(one, models.TextField) or (one.max_length or 0) > LONG


def _json(one: Any, row: Any) -> Json:
    if isinstance(one, models.ForeignKey):
        if _has_name(one):
            other = getattr(row, one.name)
            return other.name if other else None
        value = getattr(row, one.attname)
        return str(value) if value else None
    return _plain(getattr(row, one.name))


def _plain(value: Any) -> Json:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, UUID):
        return str(value)
    assert value is None or isinstance(value, str | int | float | bool), type(value)  # bytes are never told as they are
    return value


def _words(one: Any, row: Any) -> str:  # noqa: PLR0911  # one line for each kind of field
    if isinstance(one, models.ForeignKey):
        other = getattr(row, one.name) if _has_name(one) else None
        return str(other.name) if other else ""
    value = getattr(row, one.name)
    if value is None or value == "" or isinstance(value, UUID):
        return ""
    if isinstance(one, ArrayField):
        labels = dict(one.base_field.flatchoices)
        return ", ".join(str(labels.get(each, each)) for each in value if not isinstance(each, UUID))
    if one.choices:
        return str(dict(one.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("ja") if value else _("nei")
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        said = {"day": date_format(local, "DATE_FORMAT"), "time": local.strftime("%H.%M")}
        return _("%(day)s kl. %(time)s") % said
    if isinstance(value, date):
        return str(date_format(value, "DATE_FORMAT"))
    return value.strftime("%H.%M") if isinstance(value, time) else str(value)
