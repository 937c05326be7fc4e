"""Who helps a person now and when they answer, said to the person."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.queries import Role, User
from benken.access.together import PreparedRead, SmallRead, read_together
from benken.people.queries import Person, contact_persons, in_circle
from benken.ui.words import clock, first_name, list_words

SATURDAY = 5


@dataclass(frozen=True)
class Helpers:
    """Who is the person's contact now, and who else can read what they write."""

    contact: User | None
    others: tuple[User, ...]
    team: str
    at: datetime

    @property
    def contact_name(self) -> str:
        """The contact's first name, or nothing."""
        return first_name(self.contact.name) if self.contact else ""

    @property
    def is_answering(self) -> bool:
        """Tell whether the contact answers later today."""
        local = timezone.localtime(self.at)
        before = self.contact.answers_before if self.contact else None
        return before is not None and local.weekday() < SATURDAY and local.time() < before

    @property
    def when(self) -> str:
        """Say when there is an answer, or honestly that nobody is there to give one."""
        if self.contact is None:
            return self._without_contact()
        before: time | None = self.contact.answers_before
        if before is None:
            return _("%(name)s er kontaktpersonen din.") % {"name": self.contact_name}
        said = {"name": self.contact_name, "time": clock(before)}
        if self.is_answering:
            return _("%(name)s svarer før kl. %(time)s.") % said
        weekday = timezone.localtime(self.at).weekday()
        if weekday in {4, SATURDAY}:  # Friday and Saturday: not before Monday
            return _("%(name)s leser igjen på mandag, og svarer før kl. %(time)s.") % said
        return _("%(name)s leser igjen i morgen, og svarer før kl. %(time)s.") % said

    @property
    def who_sees(self) -> str:
        """Say who can read what the person writes."""
        names = [first_name(user.name) for user in (self.contact, *self.others) if user]
        if not names:
            return _("Ingen leser det før du får en kontaktperson.")
        return _("%(names)s kan lese det du skriver.") % {"names": list_words(names)}

    def _without_contact(self) -> str:
        missing = _("Du har ingen kontaktperson akkurat nå.")
        if self.others:
            return f"{missing} {self.who_sees}"
        if self.team:
            waits = _("Lederen i %(team)s ser navnet ditt, og at du venter på en.") % {"team": self.team}
            return f"{missing} {waits} {self.who_sees}"
        return f"{missing} {self.who_sees}"


class HelpersRead:
    """Who helps now, as small reads to be sent with others."""

    _contacts = PreparedRead(
        contact_persons,
        only=("since_at", "until_at", "overlap_until_at"),
        worker=("name", "answers_before"),
    )
    _members = PreparedRead(lambda person, at: in_circle(person, at=at), only=("until_at",), member=("name", "roles"))

    def __init__(self, person: Person, *, at: datetime) -> None:
        self._person, self._at = person, at
        self._history, self._circle = self._contacts(person=person.pk), self._members(person=person.pk, at=at)

    @property
    def reads(self) -> "tuple[SmallRead[Any], ...]":
        """The reads, for `read_together`."""
        return self._history, self._circle

    def helpers(self) -> Helpers:
        """Return the contact, a former one who follows over, and those of the circle who read it all."""
        at, history = self._at, self._history.rows
        contact = next((one.worker for one in history if one.until_at is None), None)
        others = [one.worker for one in history if one.until_at and one.overlap_until_at and one.overlap_until_at > at]
        others += [one.member for one in self._circle.rows if one.member.has_role(Role.WORKER, Role.OUTREACH)]
        unlike = {user.pk: user for user in others if contact is None or user.pk != contact.pk}
        team = self._person.team.name if self._person.team else ""
        return Helpers(contact, tuple(unlike.values()), team, at)


def helpers_of(person: Person, *, at: datetime) -> Helpers:
    """Return who helps now: the contact, a former one who follows over, and those of the circle who read it all."""
    helping = HelpersRead(person, at=at)
    read_together(*helping.reads)
    return helping.helpers()
