"""What the demo's texts are made of: workers, courses line by line, themes of the grammar, names."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from benken.access.queries import Role
from benken.followup.window import READY_NEEDS


@dataclass(frozen=True)
class Worker:
    """A worker of the invented municipality."""

    key: str
    name: str
    email: str
    team: str
    roles: tuple[str, ...]
    answers_before: tuple[int, int] | None

    @property
    def first_name(self) -> str:
        """Return what people call them."""
        return self.name.split()[0]


@dataclass(frozen=True)
class Staff:
    """The teams (key → name) and the workers (key → worker)."""

    teams: dict[str, str]
    workers: dict[str, Worker]

    def with_role(self, role: Role) -> list[Worker]:
        """Return the workers who have a role."""
        return [worker for worker in self.workers.values() if role in worker.roles]


@dataclass(frozen=True)
class PhoneLine:
    """A phone of a person."""

    number: str
    do_not_text: bool = False
    note: str = ""


@dataclass(frozen=True)
class BestNowLine:
    """An answer to «Hva er best for deg nå?»."""

    days_ago: int
    words: str


@dataclass(frozen=True)
class AreaLine:
    """What carries and what weighs in a life area."""

    area: str
    carries: str
    burdens: str


@dataclass(frozen=True)
class StepLine:
    """A step of a goal."""

    words: str
    who: str = "person"
    who_words: str = ""
    done_days_ago: int | None = None
    by_in_days: int | None = None


@dataclass(frozen=True)
class GoalLine:
    """A goal with its steps."""

    words: str
    days_ago: int
    area: str = ""
    why: str = ""
    hoped_for: str = ""
    state: str = "open"
    state_days_ago: int = 0
    steps: tuple[StepLine, ...] = ()
    in_texts: str = ""


@dataclass(frozen=True)
class EntryLine:
    """What happened between a person and the help. `by` is "person", "contact" or a key of staff.toml."""

    days_ago: int
    time: tuple[int, int]
    kind: str
    by: str
    text: str
    place: str = ""
    areas: tuple[str, ...] = ()
    own_version: str = ""
    correction: str = ""


@dataclass(frozen=True)
class MessageLine:
    """A message, from "person" or "contact". `answer` is what was answered at once to a keyword."""

    days_ago: int
    time: tuple[int, int]
    sender: str
    text: str
    by_text: bool = False  # it came from a phone, or went to one, too
    became: str = "delivered"  # of one that went to a phone
    answer: str = ""


@dataclass(frozen=True)
class PhoneTexts:
    """What a person has said about texts on one of their phones."""

    yes_days_ago: int
    phone: int = 0  # its place among the phones
    how: str = "talk"
    is_shared: bool = False
    quiet_from: tuple[int, int] = (21, 0)
    quiet_until: tuple[int, int] = (8, 0)
    reminders: bool = False
    weekly: bool = False
    keywords: tuple[str, ...] = ()
    pin: str = ""


@dataclass(frozen=True)
class PromiseLine:
    """A promise of the contact person."""

    words: str
    made_days_ago: int
    due_in_days: int | None = None
    kept_days_ago: int | None = None


@dataclass(frozen=True)
class CheckInLine:
    """How a person said they were, in their own hand or written in together with the contact person."""

    days_ago: int
    time: tuple[int, int]
    feeling: str = ""
    zone: str = ""
    needs: str = ""
    words: str = ""
    by: str = "person"


@dataclass(frozen=True)
class OwnTipLine:
    """What a person says helps them in one zone."""

    zone: str
    words: str


@dataclass(frozen=True)
class WeeklyLine:
    """The wish to see «Hvor er vi nå?» once a week: last week's look was had, this week's waits since so many days."""

    asked_days_ago: int
    waits_since_days: int = 0
    by: str = "person"


@dataclass(frozen=True)
class EarlierContact:
    """A contact person before today's, and how the change was made."""

    worker: str
    from_days_ago: int
    until_days_ago: int
    reason: str
    persons_say: str = ""
    goodbye: str = ""
    hello: str = ""


@dataclass(frozen=True)
class SupporterLine:
    """Somebody of the person's own network, written down by "person" or together with the "contact"."""

    days_ago: int
    name: str
    relation: str = ""
    meaning: str = ""
    phone: str = ""
    reach: str = "ask_first"
    wants_again: bool = False
    by: str = "person"


@dataclass(frozen=True)
class CircleLine:
    """Somebody else who may open the record."""

    worker: str
    basis: str
    until_in_days: int


@dataclass(frozen=True)
class Course:
    """Everything about one invented person, hand-written or grown."""

    key: str
    called: str
    team: str
    contact: str
    known_days_ago: int
    full_name: str = ""
    language: str = "nb"
    has_account: bool = True
    phones: tuple[PhoneLine, ...] = ()
    best_now: tuple[BestNowLine, ...] = ()
    basics: dict[str, str] = field(default_factory=dict)
    areas: tuple[AreaLine, ...] = ()
    goals: tuple[GoalLine, ...] = ()
    entries: tuple[EntryLine, ...] = ()
    messages: tuple[MessageLine, ...] = ()
    promises: tuple[PromiseLine, ...] = ()
    earlier_contacts: tuple[EarlierContact, ...] = ()
    circle: tuple[CircleLine, ...] = ()
    supporters: tuple[SupporterLine, ...] = ()
    draft: EntryLine | None = None
    check_ins: tuple[CheckInLine, ...] = ()
    own_tips: tuple[OwnTipLine, ...] = ()
    weekly: WeeklyLine | None = None
    phone_texts: PhoneTexts | None = None

    def texts(self) -> Iterator[str]:
        """Yield every text that must stand with nobody else."""
        for line in self.best_now:
            yield line.words
        for area in self.areas:
            yield from (area.carries, area.burdens)
        for goal in self.goals:
            yield goal.words
            yield from (step.words for step in goal.steps)
        for entry in self.entries:
            yield from (entry.text, entry.own_version, entry.correction)
        yield from (message.text for message in self.messages)
        yield from (promise.words for promise in self.promises)
        yield from (supporter.meaning for supporter in self.supporters)
        ready = {str(need) for need in READY_NEEDS.values()}  # to tick: many say the same
        for check_in in self.check_ins:
            yield check_in.words
            if check_in.needs not in ready:
                yield check_in.needs
        yield from (tip.words for tip in self.own_tips)


@dataclass(frozen=True)
class Theme:
    """Sentences about one theme; `keep` names slots that hold one value through a whole course."""

    key: str
    theme: str
    area: str
    sentences: dict[str, tuple[str, ...]]
    slots: dict[str, tuple[str, ...]]
    keep: tuple[str, ...]


@dataclass(frozen=True)
class Grammar:
    """All themes, the slots they share, and what is said outside of any theme."""

    themes: tuple[Theme, ...]
    slots: dict[str, tuple[str, ...]]
    handovers: dict[str, tuple[str, ...]]
    own: Theme

    def sentence_count(self) -> int:
        """Return how many sentences there are to grow from."""
        return sum(len(sentences) for theme in self.themes for sentences in theme.sentences.values())


@dataclass(frozen=True)
class Names:
    """Invented names for grown persons."""

    first: tuple[str, ...]
    nicknames: tuple[str, ...]
    last: tuple[str, ...]
