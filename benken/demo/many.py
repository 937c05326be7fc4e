"""The many: invented persons beyond the 600 that the demo is about, so that it can be tried at its full size.

They come from the same grammar, but cheaply: their texts may come again, and their rows are written as lines of
COPY without passing a model. Person number n is the same however many there are, and belongs to nobody's tour.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from benken.access.models import Right, Role
from benken.demo.grow import CIRCLE_FOR
from benken.demo.grow_own import (
    ANIMAL,
    COMMON,
    FEELINGS,
    KINDS_OF_SUPPORTER,
    SHARE_SAYING,
    SHARE_WITH_NETWORK,
    ZONES,
)
from benken.demo.keys import account_id, fixed_id, person_id, worker_id
from benken.demo.lines import Grammar, Names, Staff, Worker
from benken.demo.many_days import LONGEST_KNOWN, Days
from benken.demo.many_texts import COLUMNS_OF_TEXTS, ManyTexts
from benken.demo.moments import Clock
from benken.demo.sentences import Sentences
from benken.demo.words import BEFORE_A_PLACE, kind_of
from benken.followup.models import Basic, CheckIn, Goal
from benken.people.models import Entry, Supporter

CASELOAD = 50
FROM_STAFF = 28  # how many of the many each worker of staff.toml takes: with those of the 600 about a full caseload
PER_TEAM = 10
ENTRIES = (42, 58)
READINGS = 8  # how many of the newest notes the log of readings knows of
READ_AFTER = 3  # what is older than so many days has been read and answered
# Norwegian subscriber numbers begin with 2 to 9: one that begins with 1 is nobody's, today or later.
FIRST_NUMBER = 10_000_000
LAST_MINUTE = 915  # of the day they were last heard from; everything else that day lies before
NULL = "\\N"
COLUMNS = {
    "access_user": "id password username email name team_id roles subject_id is_active",
    "people_person": "id called full_name language team_id known_since_at last_heard_at version",
    "people_phone": "id person_id number do_not_text can_get_texts note position",
    "people_contactperson": "id person_id worker_id since_at reason persons_say goodbye hello",
    "people_circlemember": "id person_id member_id basis added_by_id since_at until_at",
    "people_supporter": (
        "id person_id name relation meaning phone reach wants_again written_by_id set_at changed_at version"
    ),
    "people_entry": (
        "id person_id kind note_kind author_id happened_at place text areas state created_at changed_at shared_at"
        " first_read_at answered_at"
    ),
    "access_right": "id user_id subject_id basis scope parts since_at until_at why",
    "access_reading": "id at user_id subject_id part basis why",
    "followup_goal": "id person_id words why hoped_for area state state_at set_at version",
    "followup_step": "id person_id goal_id words who who_words by_on done_at position",
    "followup_bestnow": "id person_id words said_at written_by_id",
    "followup_basic": "id person_id kind answer said_at",
    "followup_areanote": "id person_id area carries burdens changed_at version",
    "followup_promise": "id person_id by_id words made_at due_on kept_at told_words",
    "followup_checkin": "id person_id feeling zone needs words said_at written_by_id seen_at",
    "messaging_message": "id person_id author_id from_person text sent_at read_at by_text",
    **COLUMNS_OF_TEXTS,
}
Lines = dict[str, list[str]]  # table → lines as COPY reads them


def many_key(number: int) -> str:
    """Return the key of one of the many."""
    return f"many-{number:06}"


def many_id(number: int) -> UUID:
    """Return the id of one of the many."""
    return person_id(many_key(number))


def made_workers(count: int, *, staff: Staff, names: Names) -> Staff:
    """Return the teams and workers that have to be made so that `count` of the many find a contact person.

    Each team has a leader. They have no door in the tour, and no telephone hour.
    """
    theirs = len(staff.with_role(Role.WORKER)) * FROM_STAFF
    workers = -(-max(count - theirs, 0) // CASELOAD)
    teams: dict[str, str] = {}
    made: dict[str, Worker] = {}
    for number in range(workers):
        team = f"made-{number // PER_TEAM:03}"
        if team not in teams:
            teams[team] = f"Oppfølging {number // PER_TEAM + 5}"
            leader = _worker(f"leder-{number // PER_TEAM + 1}", team, Role.LEADER, names)
            made[leader.key] = leader
        worker = _worker(f"ansatt-{number + 1}", team, Role.WORKER, names)
        made[worker.key] = worker
    return Staff(teams, made)


def _worker(key: str, team: str, role: Role, names: Names) -> Worker:
    source = random.Random(f"many:{key}")  # noqa: S311  # invented people, no secrets
    name = f"{source.choice(names.first)} {source.choice(names.last)}"
    return Worker(key, name, f"{key}@fjordvik.example", team, (str(role),), None)


@dataclass
class Many:
    """Makes the lines of the many. `staff` are the workers of staff.toml, `made` those made for the many."""

    clock: Clock
    staff: Staff
    made: Staff
    grammar: Grammar
    names: Names
    lines: Lines = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.days = Days(self.clock)
        self.themes = [Sentences(theme, self.grammar) for theme in self.grammar.themes]
        self.own = Sentences(self.grammar.own, self.grammar)
        known, made = self.staff.with_role(Role.WORKER), self.made.with_role(Role.WORKER)
        self.places = [worker for worker in known for _ in range(FROM_STAFF)]
        self.places += [worker for worker in made for _ in range(CASELOAD)]
        self.texts = ManyTexts()
        self.ids = {worker.key: worker_id(worker.key).hex for worker in (*known, *made)}
        self.teams = {key: fixed_id("team", key).hex for key in (*self.staff.teams, *self.made.teams)}

    def lines_of(self, numbers: Iterable[int]) -> Lines:
        """Return the lines of some of the many, table by table."""
        self.lines = {table: [] for table in COLUMNS}
        for number in numbers:
            self._person(number)
        return self.lines

    def add(self, table: str, *values: str) -> None:
        """Write one line of a table."""
        self.lines[table].append("\t".join(values))

    def _id(self, ago: int, minute: int) -> str:
        """Return a UUIDv7 of that minute, as PostgreSQL reads it."""
        bits = self.source.getrandbits(74)
        at = self.days.written[ago][2] + minute * 60_000
        return f"{at << 80 | 0x7 << 76 | bits >> 62 << 64 | 0b10 << 62 | bits & (1 << 62) - 1:032x}"

    def _person(self, number: int) -> None:
        self.source = source = random.Random(f"fjordvik:many:{number}")  # noqa: S311  # invented people, no secrets
        key = many_key(number)
        self.number, self.id = number, person_id(key).hex
        self.worker = self.places[number]
        self.contact = self.ids[self.worker.key]
        self.team = self.teams[self.worker.team]
        self.account = account_id(key).hex if source.random() < 0.55 else ""
        self.known = self.days.workdays[source.randint(90, LONGEST_KNOWN)]
        self.newest = self.days.workdays[min(1 + int(source.expovariate(0.12)), 80)]
        self.since = self.days.moment(self.known, 510)
        first, last = source.choice(self.names.first), source.choice(self.names.last)
        self.called = first
        self.texts.number = ""
        chosen = source.sample(self.themes, source.choices((1, 2, 3), (25, 45, 30))[0])
        self.chosen = [(theme, theme.kept(source, first, self.worker.first_name)) for theme in chosen]
        self._relations(key, f"{first} {last}" if source.random() < 0.8 else "")
        self._circle()
        self._goals()
        self._own_words()
        self._entries()
        self._messages()
        self._promises()
        self._check_ins()
        self._supporters()

    def _relations(self, key: str, full_name: str) -> None:
        heard, source = self.days.moment(self.newest, LAST_MINUTE), self.source
        self.add("people_person", self.id, self.called, full_name, "nb", self.team, self.since, heard, "1")
        for position in range(source.choices((0, 1, 2), (10, 75, 15))[0]):
            digits = f"+47{FIRST_NUMBER + 2 * self.number + position}"
            silent = "t" if source.random() < 0.1 else "f"
            phone = self._id(self.known, 510)
            self.add("people_phone", phone, self.id, digits, silent, "t", "", str(position))
            if position == 0:
                self.texts.begin(self, phone, digits, may_text=silent == "f")
        self.add("people_contactperson", self._id(self.known, 510), self.id, self.contact, self.since, "", "", "", "")
        self._right(self.contact, Right.Basis.CONTACT_PERSON, self.known, NULL)
        if self.account:
            roles = f"{{{Role.PERSON.value}}}"
            no_door = "!the-demo-door-only"
            self.add("access_user", self.account, no_door, key, "", self.called, NULL, roles, self.id, "t")
            self._right(self.account, Right.Basis.SELF, self.known, NULL)

    def _right(self, user: str, basis: Right.Basis, since: int, until: str) -> None:
        scope = Right.Scope.RECORD.value
        since_at = self.days.moment(since, 510)
        self.add("access_right", self._id(since, 510), user, self.id, basis.value, scope, "{}", since_at, until, "")

    def _circle(self) -> None:
        source = self.source
        if source.random() >= 0.15:
            return
        # The worker before them in the list, if in the same team: whoever comes after may not be made yet.
        before = self.number - (FROM_STAFF if self.worker.key in self.staff.workers else CASELOAD)
        other = self.places[before] if before >= 0 else self.worker
        if other is self.worker or other.team != self.worker.team:
            return
        since, until = self.days.workdays[source.randint(2, 60)], self.days.ahead(source.randint(10, 180))
        basis = f"{other.first_name} {CIRCLE_FOR[self.chosen[0][0].area]}"
        until_at, member = f"{until}T23:59:00+0000", self.ids[other.key]
        moments = self.days.moment(since, 510), until_at
        self.add("people_circlemember", self._id(since, 510), self.id, member, basis, self.contact, *moments)
        self._right(member, Right.Basis.CIRCLE, since, until_at)

    def _goals(self) -> None:
        source, days = self.source, self.days
        for position in range(3):
            theme, kept = self.chosen[position % len(self.chosen)]
            set_on = days.workdays[source.randint(self.newest, self.known)] if position else self.known
            state, state_on = Goal.State.OPEN, set_on
            if position and set_on > 60:
                state = source.choices(tuple(Goal.State), (55, 25, 13, 7))[0]
                state_on = set_on if state == Goal.State.OPEN else days.workdays[source.randint(20, set_on - 10)]
            goal = self._id(set_on, 720)
            why = theme.line("whys", source, kept)[:500] if source.random() < 0.6 else ""
            hoped = theme.line("hoped_for", source, kept)[:200] if source.random() < 0.4 else ""
            words = theme.line("goals", source, kept)[:500]
            moments = days.moment(state_on, 870), days.moment(set_on, 720)
            self.add("followup_goal", goal, self.id, words, why, hoped, theme.area, state.value, *moments, "1")
            self._steps(theme, kept, goal, set_on, state)

    def _steps(self, theme: Sentences, kept: dict[str, str], goal: str, set_on: int, state: Goal.State) -> None:
        source, days = self.source, self.days
        for position in range(source.randint(1, 3)):
            done = by = NULL
            if state == Goal.State.REACHED or (position == 0 and set_on > 20):
                done = days.moment(min(days.workdays[source.randint(1, set_on)], set_on), 780)
            elif state == Goal.State.OPEN and source.random() < 0.4:
                by = days.ahead(source.randint(1, 24))
            who = "contact" if source.random() < 0.3 else "person"
            words = theme.line("steps", source, kept)[:300]
            self.add("followup_step", self._id(set_on, 720), self.id, goal, words, who, "", by, done, str(position))

    def _own_words(self) -> None:
        source, days = self.source, self.days
        theme, kept = self.chosen[0]
        words = theme.line("best_now", source, kept)[:1000]
        self.add(
            "followup_bestnow", self._id(self.known, 675), self.id, words, days.moment(self.known, 675), self.contact
        )
        if source.random() < 0.6:
            for kind in source.sample(sorted(Basic.Kind.values), 3):
                answer = "help" if source.random() < 0.25 else "ok"
                said = days.moment(self.newest, 600)
                self.add("followup_basic", self._id(self.newest, 600), self.id, kind, answer, said)
        seen: set[str] = set()
        for theme, kept in self.chosen:
            if theme.area not in seen:
                seen.add(theme.area)
                carries, burdens = theme.line("carries", source, kept), theme.line("burdens", source, kept)
                changed = days.moment(self.newest, 610)
                identity = self._id(self.newest, 610)
                self.add("followup_areanote", identity, self.id, theme.area, carries, burdens, changed, "1")

    def _entries(self) -> None:
        source = self.source
        wanted = source.randint(*ENTRIES)
        spread = self.known - self.newest
        between = sorted([self.newest + int(source.random() * spread) for _ in range(wanted - 2)], reverse=True)
        self._note(self.known)
        for number, ago in enumerate(between):
            if self.account and self.known > ago > max(self.newest, READ_AFTER) and source.random() < 0.15:
                self._told(ago)
            else:
                self._note(self.days.workdays[ago], is_looked_at=number > wanted - READINGS)
        self._note(self.newest, minute=LAST_MINUTE, is_looked_at=True)

    def _note(self, ago: int, *, minute: int = 0, is_looked_at: bool = False) -> None:
        """Write a note of the contact person's."""
        source = self.source
        theme, kept = self.chosen[int(source.random() * len(self.chosen))]
        minute = minute or 520 + int(source.random() * 78) * 5
        text, at_place = theme.note(source, kept)
        kind = str(kind_of(text))
        place = BEFORE_A_PLACE.sub("", at_place)[:100] if kind == Entry.Kind.TALK.value else ""
        self._entry(theme.area, self.contact, kind, text, place, ago, minute, NULL)
        if is_looked_at:
            before, basis = self.days.moment(ago, minute - 10), Right.Basis.CONTACT_PERSON.value
            self.add("access_reading", self._id(ago, minute - 10), before, self.contact, self.id, "page", basis, "")

    def _told(self, ago: int) -> None:
        """Write what the person told, and that it was answered."""
        source = self.source
        theme, kept = self.chosen[int(source.random() * len(self.chosen))]
        good = source.random() < 0.6
        kind = Entry.Kind.GOOD_NEWS if good else Entry.Kind.HARD_TIME
        text = theme.line("person_good" if good else "person_hard", source, kept)
        minute = 540 + int(source.random() * 780)
        answered = self.days.moment(ago - 1, 900)
        self._entry(theme.area, self.account, kind.value, text, "", ago, minute, answered)

    def _entry(
        self, area: str, author: str, kind: str, text: str, place: str, ago: int, minute: int, answered: str
    ) -> None:
        at = self.days.moment(ago, minute)
        read = self.days.moment(ago - 1, 500 + int(self.source.random() * 400)) if ago > READ_AFTER else NULL
        service, shared = Entry.NoteKind.SERVICE.value, Entry.State.SHARED.value
        self.add(
            "people_entry",
            *(self._id(ago, minute), self.id, kind, service, author, at, place, text),
            *(f"{{{area}}}", shared, at, at, at, read, answered),
        )

    def _messages(self) -> None:
        if not self.account:
            return
        source, days = self.source, self.days
        lowest = max(self.newest, READ_AFTER + 1)
        ago = sorted([source.randint(lowest, self.known) for _ in range(source.randint(2, 10))], reverse=True)
        for number, day in enumerate(ago):
            theme, kept = self.chosen[number % len(self.chosen)]
            from_person = number % 2 == 0
            author = self.account if from_person else self.contact
            text = theme.line("messages_person" if from_person else "messages_worker", source, kept)
            minute = 530 + int(source.random() * 380)
            at, read = days.moment(days.workdays[day], minute), days.moment(days.workdays[day] - 1, 505)
            sender = "t" if from_person else "f"
            identity = self._id(days.workdays[day], minute)
            by_phone = self.texts.add(self, identity, text, at, from_person=from_person)
            by_text = "t" if by_phone and from_person else "f"
            self.add("messaging_message", identity, self.id, author, sender, text, at, read, by_text)

    def _promises(self) -> None:
        source, days = self.source, self.days
        for _ in range(source.choice((0, 1, 1, 2))):
            made = days.workdays[source.randint(max(self.newest, 14), self.known)]
            self._promise(made, due=days.written[made - 9][0], kept=days.moment(days.workdays[made - 9], 880))
        if self.newest < 21 and source.random() < 0.3:
            self._promise(self.newest, due=days.ahead(source.randint(0, 9)), kept=NULL)

    def _promise(self, made: int, *, due: str, kept: str) -> None:
        theme, said = self.chosen[0]
        words = theme.line("promises", self.source, said)[:300]
        moment = self.days.moment(made, 840)
        self.add("followup_promise", self._id(made, 840), self.id, self.contact, words, moment, due, kept, "")

    def _check_ins(self) -> None:
        """Write how the person said they were, if they have a page of their own; most say nothing."""
        source, days = self.source, self.days
        lowest = max(self.newest, READ_AFTER) + 1
        if not self.account or source.random() >= SHARE_SAYING:
            return
        for ago in sorted([source.randint(lowest, self.known) for _ in range(source.randint(1, 4))], reverse=True):
            feeling = source.choices(FEELINGS, COMMON)[0]
            zone = source.choices(CheckIn.Zone.values, ZONES[feeling])[0] if source.random() < 0.5 else ""
            said = self.own.line(feeling, source, {}) if source.random() < 0.6 else ""
            minute = 540 + int(source.random() * 780)
            moments = days.moment(ago, minute), self.account, days.moment(ago - 1, 510)
            self.add("followup_checkin", self._id(ago, minute), self.id, feeling, zone, "", said, *moments)

    def _supporters(self) -> None:
        """Write the people, and animals, around the person; most have written nobody down."""
        source, said = self.source, self.grammar.own.sentences
        if source.random() >= SHARE_WITH_NETWORK:
            return
        ago = self.days.workdays[source.randint(self.newest, self.known)]
        for names, kin in source.sample(KINDS_OF_SUPPORTER, source.randint(1, 2)):
            name, relation = source.choice(said[names]), source.choice(said[kin])
            about = "meanings_animal" if names == ANIMAL else "meanings"
            meaning = self.own.line(about, source, {}) if source.random() < 0.65 else ""
            at, reach = self.days.moment(ago, 820), Supporter.Reach.ASK_FIRST.value
            written = name, relation, meaning, "", reach, "f", self.account or self.contact
            self.add("people_supporter", self._id(ago, 820), self.id, *written, at, at, "1")
