"""One person's course as rows of the database, the same from the same seed: who they are, and what hangs on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Model

from benken.access.models import Right, Role
from benken.demo.answering import stand_ins_of
from benken.demo.appointments import appointments_of
from benken.demo.attached import attached_to
from benken.demo.changing import changing_of
from benken.demo.goals import goals_of, promises_of
from benken.demo.happenings import happenings_of
from benken.demo.keys import account, account_id, fixed_id, person_id, seeded, worker_id
from benken.demo.leaving import says_of
from benken.demo.lines import Course, EntryLine, MessageLine, Staff
from benken.demo.living import living_of
from benken.demo.moments import Clock, settled
from benken.demo.options import options_of
from benken.demo.own_words import check_ins_of, own_words_of, said_at, supporters_of, weekly_of
from benken.demo.past import past_of
from benken.demo.phone_texts import said_about_texts
from benken.demo.readings import readings_of
from benken.demo.referrals import referrals_of
from benken.demo.relations import circle_of, contact_persons_of, right_of, spans_of
from benken.demo.safety import plan_of
from benken.demo.sharing import shared_by
from benken.demo.stays import stays_of
from benken.demo.trust import trust_of
from benken.lib.ids import seeded_id
from benken.people.models import Person, Phone
from benken.people.phones import read_number


@dataclass
class PersonRows:
    """Makes the rows of one person, once. `take_all` returns them; the order does not matter to the database."""

    course: Course
    clock: Clock
    staff: Staff

    def __post_init__(self) -> None:
        self.source = seeded(f"rows:{self.course.key}")
        self.ids = seeded(f"ids:{self.course.key}")
        self.id = person_id(self.course.key)
        self.account = account_id(self.course.key) if self.course.has_account else None
        self.happenings = settled(self.course, self.clock, self.staff)
        first = [happening.at for happening in self.happenings[:1]]
        known = self.clock.workday(self.course.known_days_ago, (8, 30))
        self.known = min([known, *(at - timedelta(minutes=20) for at in first)])
        self.spans = spans_of(self)

    def take_all(self) -> list[Model]:
        """Return all rows of the person."""
        rows = [*self._person(), *contact_persons_of(self), *circle_of(self), *goals_of(self), *own_words_of(self)]
        rows += [*happenings_of(self), *promises_of(self), *supporters_of(self)]
        if self.account is not None:
            rows += readings_of(self, [row for row in rows if isinstance(row, Right)])
        rows += [*check_ins_of(self), *weekly_of(self), *shared_by(self), *plan_of(self)]
        rows += appointments_of(self)
        if self.course.key == "tuva":
            rows += attached_to(rows)
        rows += [*trust_of(self, rows), *living_of(self), *referrals_of(self), *stays_of(self)]
        rows += [*options_of(self), *past_of(self), *stand_ins_of(self), *changing_of(self), *says_of(self)]
        return [*rows, *said_about_texts(self, rows)]

    def new_id(self, at: datetime) -> UUID:
        """Return the next id, of a moment."""
        return seeded_id(self.ids, int(at.timestamp() * 1000))

    def later(self, at: datetime, low: float, high: float) -> datetime:
        """Return a moment some hours later, at the latest now."""
        return self.clock.until_now(at + timedelta(minutes=round(60 * self.source.uniform(low, high))))

    def contact_at(self, at: datetime) -> str:
        """Return the key of who was the contact person at a moment, or nothing."""
        return next((span.worker for span in self.spans if span.until is None or at < span.until), "")

    def contact_id(self, at: datetime) -> UUID:
        """Return who was the contact person at a moment."""
        return worker_id(self.contact_at(at))

    def author(self, line: EntryLine | MessageLine, at: datetime) -> UUID:
        """Return who wrote a line."""
        by = line.by if isinstance(line, EntryLine) else line.sender
        if by == "person":
            if self.account is None:
                raise ValueError(f"{self.course.key} writes but has no account")
            return self.account
        return self.contact_id(at) if by == "contact" else worker_id(by)

    def _person(self) -> Iterator[Model]:
        course, said = self.course, [said_at(self, line) for line in self.course.check_ins]
        yield Person(
            id=self.id,
            called=course.called,
            full_name=course.full_name,
            language=course.language,
            team_id=fixed_id("team", course.team),
            known_since_at=self.known,
            last_heard_at=max((*(one.at for one in self.happenings), *said), default=None),
        )
        for position, phone in enumerate(course.phones):
            read = read_number(phone.number)
            if read is None:
                raise ValueError(f"{course.key}: {phone.number} is no phone number")
            yield Phone(
                id=self.new_id(self.known),
                person_id=self.id,
                number=read.number,
                do_not_text=phone.do_not_text,
                can_get_texts=read.can_get_texts,
                note=phone.note,
                position=position,
            )
        if self.account is not None:
            yield account(self.account, course.called, course.key, [Role.PERSON], subject_id=self.id)
            yield right_of(self, self.account, Right.Basis.SELF, self.known, None)
