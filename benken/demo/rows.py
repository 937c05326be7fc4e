"""One person's course as rows of the database: moments, authors, rights and readings, the same from the same seed.

The rights written here say the same as the actions of people would: contact person, overlap, circle, the person.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Model

from benken.access.models import Right, Role
from benken.demo.keys import account, account_id, draft_id, fixed_id, person_id, seeded, worker_id
from benken.demo.lines import Course, EarlierContact, EntryLine, GoalLine, MessageLine, Staff, Worker
from benken.demo.moments import NOON, SATURDAY, Clock, Happening, settled
from benken.demo.readings import readings_of
from benken.followup.models import AreaNote, Basic, BestNow, CheckIn, Goal, OwnTip, Promise, Step
from benken.lib.ids import seeded_id
from benken.messaging.models import Message
from benken.people.models import CircleMember, ContactPerson, Correction, Entry, OwnVersion, Person, Phone, Supporter
from benken.people.phones import read_number

OVERLAP = timedelta(days=21)
FRESH = timedelta(days=6)  # what was told longer ago has got an answer
UNREAD = timedelta(hours=60)  # a message that is older has been read, answered or not


@dataclass(frozen=True)
class Span:
    """A worker as contact person, and how it ended."""

    worker: str
    since: datetime
    until: datetime | None
    ended: EarlierContact | None


@dataclass
class PersonRows:
    """Makes the rows of one person. `take_all` returns them; the order does not matter to the database."""

    course: Course
    clock: Clock
    staff: Staff
    rows: list[Model] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.source = seeded(f"rows:{self.course.key}")
        self.ids = seeded(f"ids:{self.course.key}")
        self.id = person_id(self.course.key)
        self.account = account_id(self.course.key) if self.course.has_account else None
        self.happenings = settled(self.course, self.clock, self.staff)
        first = [happening.at for happening in self.happenings[:1]]
        known = self.clock.workday(self.course.known_days_ago, (8, 30))
        self.known = min([known, *(at - timedelta(minutes=20) for at in first)])
        self.spans = self._spans()

    def take_all(self) -> list[Model]:
        """Return all rows of the person."""
        self._person()
        self._relations()
        self._circle()
        for goal in self.course.goals:
            self._goal(goal)
        self._own_words()
        for number, happening in enumerate(self.happenings):
            if isinstance(happening.line, EntryLine):
                self._entry(happening.line, number)
            else:
                self._message(happening.line, number)
        self._draft()
        self._promises()
        self._supporters()
        if self.account is not None:
            self.rows += readings_of(self, [row for row in self.rows if isinstance(row, Right)])
        self._check_ins()
        return self.rows

    def new_id(self, at: datetime) -> UUID:
        """Return the next id, of a moment."""
        return seeded_id(self.ids, int(at.timestamp() * 1000))

    def _later(self, at: datetime, low: float, high: float) -> datetime:
        """Return a moment some hours later, at the latest now."""
        return self.clock.until_now(at + timedelta(minutes=round(60 * self.source.uniform(low, high))))

    def _spans(self) -> list[Span]:
        spans: list[Span] = []
        since = self.known
        for earlier in self.course.earlier_contacts:
            change = self.clock.unbound(earlier.until_days_ago, NOON)
            # What the new one did may have moved to the Friday before; the change comes before it all the same.
            new = [one.at - timedelta(minutes=30) for one in self.happenings if one.written_at >= change]
            until = max(min([self.clock.workday(earlier.until_days_ago), *new]), since + timedelta(hours=1))
            spans.append(Span(earlier.worker, since, until, earlier))
            since = until
        return [*spans, Span(self.course.contact, since, None, None)] if self.course.contact else []

    def _said_at(self) -> list[datetime]:
        return [max(self.clock.moment(line.days_ago, line.time), self.known) for line in self.course.check_ins]

    def _contact_at(self, at: datetime) -> str:
        return next((span.worker for span in self.spans if span.until is None or at < span.until), "")

    def contact_id(self, at: datetime) -> UUID:
        """Return who was the contact person at a moment."""
        return worker_id(self._contact_at(at))

    def author(self, line: EntryLine | MessageLine, at: datetime) -> UUID:
        """Return who wrote a line."""
        by = line.by if isinstance(line, EntryLine) else line.sender
        if by == "person":
            if self.account is None:
                raise ValueError(f"{self.course.key} writes but has no account")
            return self.account
        return self.contact_id(at) if by == "contact" else worker_id(by)

    def _person(self) -> None:
        course = self.course
        self.rows.append(
            Person(
                id=self.id,
                called=course.called,
                full_name=course.full_name,
                language=course.language,
                team_id=fixed_id("team", course.team),
                known_since_at=self.known,
                last_heard_at=max((*(one.at for one in self.happenings), *self._said_at()), default=None),
            )
        )
        for position, phone in enumerate(course.phones):
            read = read_number(phone.number)
            if read is None:
                raise ValueError(f"{course.key}: {phone.number} is no phone number")
            self.rows.append(
                Phone(
                    id=self.new_id(self.known),
                    person_id=self.id,
                    number=read.number,
                    do_not_text=phone.do_not_text,
                    can_get_texts=read.can_get_texts,
                    note=phone.note,
                    position=position,
                )
            )
        if self.account is not None:
            self.rows.append(account(self.account, course.called, course.key, [Role.PERSON], subject_id=self.id))
            self._right(self.account, Right.Basis.SELF, self.known, None)

    def _right(
        self,
        user: UUID,
        basis: Right.Basis,
        since: datetime,
        until: datetime | None,
        scope: Right.Scope = Right.Scope.RECORD,
    ) -> None:
        self.rows.append(
            Right(
                id=self.new_id(since),
                user_id=user,
                subject_id=self.id,
                basis=basis,
                scope=scope,
                since_at=since,
                until_at=until,
            )
        )

    def _relations(self) -> None:
        before: EarlierContact | None = None
        for span in self.spans:
            overlap_until = span.until + OVERLAP if span.until else None
            relation = ContactPerson(
                id=self.new_id(span.since),
                person_id=self.id,
                worker_id=worker_id(span.worker),
                since_at=span.since,
                until_at=span.until,
                reason=span.ended.reason if span.ended else "",
                goodbye=span.ended.goodbye if span.ended else "",
                persons_say=before.persons_say if before else "",
                hello=before.hello if before else "",
                overlap_until_at=overlap_until,
            )
            self.rows.append(relation)
            self._right(worker_id(span.worker), Right.Basis.CONTACT_PERSON, span.since, span.until)
            if span.until:
                self._right(worker_id(span.worker), Right.Basis.OVERLAP, span.until, overlap_until)
            if before:
                text = "\n\n".join(part for part in (before.goodbye, before.hello, before.persons_say) if part)
                self._shared(
                    Entry.Kind.NEW_CONTACT, worker_id(before.worker), span.since, text, about_id=relation.pk, areas=[]
                )
            before = span.ended

    def _circle(self) -> None:
        written: dict[str, list[Happening]] = {}
        for happening in self.happenings:
            if isinstance(happening.line, EntryLine) and happening.line.by in self.staff.workers:
                written.setdefault(happening.line.by, []).append(happening)
        for line in self.course.circle:
            until = self.clock.unbound(-line.until_in_days, (23, 59))
            own = written.pop(line.worker, [])
            since = min((happening.at for happening in own), default=self.clock.workday(45)) - timedelta(days=2)
            since = max(since, self.known, until - timedelta(days=365))
            self._member(self.staff.workers[line.worker], line.basis, since, until, ended=None)
        for key, own in written.items():  # somebody who was with them for a while and is not any more
            if any(self._contact_at(happening.written_at) == key for happening in own):
                continue
            since = max(own[0].at - timedelta(hours=2), self.known)
            ended = self.clock.until_now(own[-1].at + timedelta(days=10))
            self._member(self.staff.workers[key], "Var med en periode", since, since + timedelta(days=360), ended=ended)

    def _member(self, worker: Worker, basis: str, since: datetime, until: datetime, *, ended: datetime | None) -> None:
        self.rows.append(
            CircleMember(
                id=self.new_id(since),
                person_id=self.id,
                member_id=worker_id(worker.key),
                basis=basis,
                added_by_id=self.contact_id(since),
                since_at=since,
                until_at=until,
                ended_at=ended,
            )
        )
        whole = {Role.WORKER, Role.OUTREACH}.intersection(worker.roles)
        scope = Right.Scope.RECORD if whole else Right.Scope.OWN_TALKS
        self._right(worker_id(worker.key), Right.Basis.CIRCLE, since, min(until, ended) if ended else until, scope)

    def _shared(
        self, kind: Entry.Kind, author: UUID, at: datetime, text: str, *, about_id: UUID | None, areas: list[str]
    ) -> None:
        """Write an entry that another act brought with it."""
        self.rows.append(
            Entry(
                id=self.new_id(at),
                person_id=self.id,
                kind=kind,
                author_id=author,
                happened_at=at,
                text=text,
                areas=areas,
                about_id=about_id,
                state=Entry.State.SHARED,
                created_at=at,
                changed_at=at,
                shared_at=at,
                first_read_at=self._later(at, 3, 30) if self.clock.now - at > FRESH else None,
            )
        )

    def _entry(self, line: EntryLine, number: int) -> None:
        happening = self.happenings[number]
        at = happening.at
        written = at if happening.by_person else self._later(at, 0.2, 1.5)
        answered = self._answered(number) if happening.by_person else None
        read = answered if happening.by_person else self._first_read(written)
        entry = Entry(
            id=self.new_id(at),
            person_id=self.id,
            kind=line.kind,
            author_id=self.author(line, happening.written_at),
            happened_at=at,
            place=line.place,
            text=line.text,
            areas=list(line.areas),
            state=Entry.State.SHARED,
            created_at=written,
            changed_at=written,
            shared_at=written,
            first_read_at=read,
            answered_at=answered,
        )
        self.rows.append(entry)
        if line.correction:
            later = self._later(written, 20, 50)
            self.rows.append(
                Correction(
                    id=self.new_id(later),
                    person_id=self.id,
                    entry_id=entry.pk,
                    by_id=entry.author_id,
                    at=later,
                    text=line.correction,
                )
            )
        if line.own_version:
            later = self._later(written, 4, 30)
            self.rows.append(
                OwnVersion(id=self.new_id(later), person_id=self.id, entry_id=entry.pk, at=later, text=line.own_version)
            )

    def _draft(self) -> None:
        """Write the contact person's draft, so that «Vis til personen» has something to show."""
        line = self.course.draft
        if line is None:
            return
        at = self.clock.workday(line.days_ago, line.time)
        written = self._later(at, 0.2, 0.5)
        self.rows.append(
            Entry(
                id=draft_id(self.course.key),
                person_id=self.id,
                kind=line.kind,
                author_id=self.contact_id(at),
                happened_at=at,
                place=line.place,
                text=line.text,
                areas=list(line.areas),
                state=Entry.State.DRAFT,
                created_at=written,
                changed_at=written,
            )
        )

    def _first_read(self, written: datetime) -> datetime | None:
        """Return when somebody else first saw a note; the newest ones nobody has seen yet."""
        age = self.clock.now - written
        if age > FRESH or (self.account and age > timedelta(days=1) and self.source.random() < 0.8):
            return self._later(written, 1, 20)
        return None

    def _answered(self, number: int) -> datetime | None:
        """Return when what the person wrote was answered: at the next thing a helper did; None if it still waits."""
        told = self.happenings[number].at
        reply = next((one.at for one in self.happenings[number + 1 :] if not one.by_person), None)
        if reply is None:
            return self._later(told, 12, 26) if self.clock.now - told > FRESH else None
        return max(reply - timedelta(minutes=5), told)

    def _message(self, line: MessageLine, number: int) -> None:
        happening = self.happenings[number]
        if happening.by_person:
            read = self._answered(number)
            if read is None and self.clock.now - happening.at > UNREAD:
                read = self._later(happening.at, 2, 20)
        else:
            following = next((one.at for one in self.happenings[number + 1 :] if one.by_person), None)
            is_old = self.clock.now - happening.at > timedelta(days=2)
            read = following or (self._later(happening.at, 0.1, 9) if is_old else None)
        self.rows.append(
            Message(
                id=self.new_id(happening.at),
                person_id=self.id,
                author_id=self.author(line, happening.written_at),
                from_person=happening.by_person,
                text=line.text,
                sent_at=happening.at,
                read_at=read,
            )
        )

    def _goal(self, line: GoalLine) -> None:
        set_at = max(self.clock.workday(line.days_ago), self.known)
        state_at = set_at
        if line.state != Goal.State.OPEN:
            state_at = max(self.clock.workday(line.state_days_ago, (14, 30)), set_at)
            same_day = [one.at for one in self.happenings if one.at.date() == state_at.date() and not one.by_person]
            state_at = self.clock.until_now(max([state_at, *(at + timedelta(minutes=10) for at in same_day)]))
        goal = Goal(
            id=self.new_id(set_at),
            person_id=self.id,
            words=line.words,
            why=line.why,
            hoped_for=line.hoped_for,
            area=line.area,
            state=line.state,
            state_at=state_at,
            set_at=set_at,
        )
        self.rows.append(goal)
        for position, step in enumerate(line.steps):
            done = None if step.done_days_ago is None else max(self.clock.moment(step.done_days_ago, (13, 0)), set_at)
            by = None if step.by_in_days is None else self.clock.today + timedelta(days=step.by_in_days)
            self.rows.append(
                Step(
                    id=self.new_id(set_at),
                    person_id=self.id,
                    goal_id=goal.pk,
                    words=step.words,
                    who=step.who,
                    who_words=step.who_words,
                    by_on=by,
                    done_at=done,
                    position=position,
                )
            )
        if line.state == Goal.State.REACHED:
            areas = [line.area] if line.area else []
            author = self.contact_id(state_at)
            self._shared(Entry.Kind.GOAL_REACHED, author, state_at, line.words, about_id=goal.pk, areas=areas)

    def _own_words(self) -> None:
        course, clock = self.course, self.clock
        for number, answer in enumerate(course.best_now):
            said = max(clock.moment(answer.days_ago, (11, 15)), self.known)
            by = self.account if self.account and number else self.contact_id(said)
            self.rows.append(
                BestNow(id=self.new_id(said), person_id=self.id, words=answer.words, said_at=said, written_by_id=by)
            )
        last = max((one.at for one in self.happenings), default=self.known)
        for kind, answered in course.basics.items():
            said = max(clock.until_now(last - timedelta(days=self.source.randint(0, 6))), self.known)
            self.rows.append(Basic(id=self.new_id(said), person_id=self.id, kind=kind, answer=answered, said_at=said))
        for area in course.areas:
            changed = max(last - timedelta(days=self.source.randint(3, 50)), self.known)
            self.rows.append(
                AreaNote(
                    id=self.new_id(changed),
                    person_id=self.id,
                    area=area.area,
                    carries=area.carries,
                    burdens=area.burdens,
                    changed_at=changed,
                )
            )

    def _check_ins(self) -> None:
        """Write how the person said they were; what is older than a few days the contact person has seen."""
        said = self.known
        for line in self.course.check_ins:
            at = max(self.clock.moment(line.days_ago, line.time), self.known)
            by_person = line.by == "person"
            writer = self.account if by_person else self.contact_id(at)
            if writer is None:
                raise ValueError(f"{self.course.key} writes but has no account")
            is_seen = by_person and self.clock.now - at > UNREAD
            said = max(said, at)
            self.rows.append(
                CheckIn(
                    id=self.new_id(at),
                    person_id=self.id,
                    feeling=line.feeling,
                    zone=line.zone,
                    needs=line.needs,
                    words=line.words,
                    said_at=at,
                    written_by_id=writer,
                    seen_at=self._later(at, 2, 20) if is_seen else None,
                )
            )
        for tip in self.course.own_tips:
            self.rows.append(
                OwnTip(id=self.new_id(said), person_id=self.id, zone=tip.zone, words=tip.words, changed_at=said)
            )

    def _supporters(self) -> None:
        for line in self.course.supporters:
            at = max(self.clock.workday(line.days_ago, (13, 40)), self.known)
            read = read_number(line.phone) if line.phone else None
            if line.phone and read is None:
                raise ValueError(f"{self.course.key}: {line.phone} is no phone number")
            self.rows.append(
                Supporter(
                    id=self.new_id(at),
                    person_id=self.id,
                    name=line.name,
                    relation=line.relation,
                    meaning=line.meaning,
                    phone=read.number if read else "",
                    reach=line.reach,
                    wants_again=line.wants_again,
                    written_by_id=self.account if self.account and line.by == "person" else self.contact_id(at),
                    set_at=at,
                    changed_at=at,
                )
            )

    def _promises(self) -> None:
        for line in self.course.promises:
            made = max(self.clock.workday(line.made_days_ago, (14, 0)), self.known)
            due = None if line.due_in_days is None else self.clock.today + timedelta(days=line.due_in_days)
            if due and due.weekday() >= SATURDAY:
                due += timedelta(days=7 - due.weekday())
            kept = None if line.kept_days_ago is None else max(self.clock.workday(line.kept_days_ago, (14, 40)), made)
            self.rows.append(
                Promise(
                    id=self.new_id(made),
                    person_id=self.id,
                    by_id=self.contact_id(made),
                    words=line.words,
                    made_at=made,
                    due_on=due,
                    kept_at=kept,
                )
            )
