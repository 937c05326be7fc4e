"""Who helps a person now and when they answer, said to the person."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.queries import Role, User
from benken.access.together import PreparedRead, SmallRead, read_together
from benken.people.answering import (
    Answerer,
    Days,
    Instead,
    asked_at,
    away_at,
    next_answer,
    phone_answered,
    who_answers,
)
from benken.people.answering_words import Call, call_of, on_day, week_words
from benken.people.queries import Person, contact_persons, in_circle
from benken.people.queries.answering import answerer, days_here, hours_around, instead_of, stand_ins_ahead
from benken.ui.words import clock, day_words, first_name, list_words


@dataclass(frozen=True)
class Helpers:
    """Who is the person's contact now, who answers when, and who else can read what they write."""

    contact: User | None
    others: tuple[User, ...]
    team: str
    at: datetime
    answers: Answerer | None = None  # the contact, with their hours
    instead: tuple[Instead, ...] = ()
    days: Days = field(default_factory=days_here)

    @property
    def contact_name(self) -> str:
        """The contact's first name, or nothing."""
        return first_name(self.contact.name) if self.contact else ""

    @cached_property
    def _next(self) -> tuple[datetime, Answerer] | None:
        return next_answer(self.answers, self.instead, at=self.at, days=self.days)

    @property
    def answer_by(self) -> datetime | None:
        """The moment before which a message that is written now is answered."""
        return self._next[0] if self._next else None

    @property
    def is_answering(self) -> bool:
        """Tell whether somebody answers later today."""
        return self.answer_by is not None and self.days.day_of(self.answer_by) == self.days.day_of(self.at)

    @property
    def is_away(self) -> bool:
        """Tell whether the contact is away now."""
        return away_at(self.instead, self.at) is not None

    @property
    def week(self) -> str:
        """Say the contact's week in a line, or nothing."""
        return week_words(self.answers.week) if self.answers else ""

    @property
    def when(self) -> str:
        """Say when there is an answer, or honestly that nobody is there to give one."""
        if self.contact is None:
            return self._without_contact()
        away = away_at(self.instead, self.at)
        said = self._while_away(away) if away else self._as_ever()
        asked = asked_at(self.instead, self.at)
        if asked is None or asked.by is None:
            return said
        last = timezone.localdate(asked.until_at - timedelta(minutes=1))
        helps = {"name": first_name(asked.by.name), "day": day_words(last, today=timezone.localdate(self.at))}
        more = _("%(name)s hjelper til med å svare, til og med %(day)s.") % helps
        return f"{said} {more}"

    @property
    def who_sees(self) -> str:
        """Say who can read what the person writes."""
        names = [first_name(user.name) for user in (self.contact, *self.others) if user]
        if not names:
            return _("Ingen leser det før du får en kontaktperson.")
        return _("%(names)s kan lese det du skriver.") % {"names": list_words(names)}

    @cached_property
    def call(self) -> Call | None:
        """Whom to ring now, and when it is answered."""
        who = who_answers(self.answers, self.instead, self.at) or self.answers
        if who is None:
            return None
        answered = phone_answered(
            who,
            at=self.at,
            days=self.days,
            is_there=lambda at: who_answers(self.answers, self.instead, at) is who,
        )
        return call_of(who, answered, at=self.at)

    def _as_ever(self) -> str:
        if self._next is None:
            return _("%(name)s er kontaktpersonen din.") % {"name": self.contact_name}
        moment, who = self._next
        local = timezone.localtime(moment)
        said = {"name": first_name(who.name), "time": clock(local.time())}
        if self.is_answering:
            return _("%(name)s svarer før kl. %(time)s.") % said
        said["day"] = on_day(local.date(), at=self.at)
        return _("%(name)s leser igjen %(day)s, og svarer før kl. %(time)s.") % said

    def _while_away(self, away: Instead) -> str:
        day = day_words(timezone.localdate(away.until_at), today=timezone.localdate(self.at))
        parts = [_("%(name)s er borte til %(day)s.") % {"name": self.contact_name, "day": day}]
        if away.by:
            parts.append(_("%(name)s svarer så lenge.") % {"name": first_name(away.by.name)})
        elif self.team:
            parts.append(_("Ingen svarer så lenge. Lederen i %(team)s ser det.") % {"team": self.team})
        else:
            parts.append(_("Ingen svarer så lenge."))
        if self.answer_by:
            local = timezone.localtime(self.answer_by)
            said = {"day": on_day(local.date(), at=self.at), "time": clock(local.time())}
            parts.append(_("Du får svar %(day)s før kl. %(time)s.") % said)
        return " ".join(parts)

    def _without_contact(self) -> str:
        missing = _("Du har ingen kontaktperson akkurat nå.")
        if self.others:
            return f"{missing} {self.who_sees}"
        if self.team:
            waits = _("Lederen i %(team)s ser navnet ditt, og at du venter på en.") % {"team": self.team}
            return f"{missing} {waits} {self.who_sees}"
        return f"{missing} {self.who_sees}"


class HelpersRead:
    """Who helps now and when they answer, as small reads to be sent with others."""

    _contacts = PreparedRead(contact_persons, only=("since_at", "until_at", "overlap_until_at"), worker=("name",))
    _members = PreparedRead(lambda person, at: in_circle(person, at=at), only=("until_at",), member=("name", "roles"))
    _stand_ins = PreparedRead(
        stand_ins_ahead, only=("contact", "absence", "since_at", "until_at", "worker"), worker=("name",)
    )
    _hours = PreparedRead(
        hours_around, only=("week", "phone", "phone_from", "phone_until", "outside_words", "outside_number")
    )

    def __init__(self, person: Person, *, at: datetime) -> None:
        self._person, self._at = person, at
        self._history, self._circle = self._contacts(person=person.pk), self._members(person=person.pk, at=at)
        self._instead, self._answers = self._stand_ins(person=person.pk, at=at), self._hours(person=person.pk, at=at)

    @property
    def reads(self) -> "tuple[SmallRead[Any], ...]":
        """The reads, for `read_together`."""
        return self._history, self._circle, self._instead, self._answers

    def helpers(self) -> Helpers:
        """Return the contact, who stands in, a former one who follows over, and those of the circle who read it all."""
        at, history = self._at, self._history.rows
        contact = next((one.worker for one in history if one.until_at is None), None)
        others = [one.worker for one in self._instead.rows if one.worker and one.since_at <= at]
        others += [one.worker for one in history if one.until_at and one.overlap_until_at and one.overlap_until_at > at]
        others += [one.member for one in self._circle.rows if one.member.has_role(Role.WORKER, Role.OUTREACH)]
        unlike = {user.pk: user for user in others if contact is None or user.pk != contact.pk}
        team = self._person.team.name if self._person.team else ""
        hours = {one.pk: one for one in self._answers.rows}
        return Helpers(
            contact,
            tuple(unlike.values()),
            team,
            at,
            answers=answerer(contact, hours.get(contact.pk)) if contact else None,
            instead=instead_of(self._instead.rows, hours, contact=contact),
        )


def helpers_of(person: Person, *, at: datetime) -> Helpers:
    """Return who helps now: the contact, a former one who follows over, and those of the circle who read it all."""
    helping = HelpersRead(person, at=at)
    read_together(*helping.reads)
    return helping.helpers()
