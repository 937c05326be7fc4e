"""The invented phones: whose they are, what has come to them, what was sent from them. No other number is shown."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benken.access.actor import SYSTEM, acting_as
from benken.demo.courses import read_courses
from benken.demo.gateway import is_invented, what_becomes
from benken.demo.keys import person_id
from benken.demo.personas import TUVA
from benken.demo.phone_texts import NOBODYS
from benken.messaging.gateways.interface import ReportKind
from benken.messaging.models import IncomingText, Text, TextConsent
from benken.people.models import Phone
from benken.people.phones import read_number, shown_number
from benken.ui.words import moment_words

COUNTRY = "+47"
MOST, LATEST, WHILE_LOCKED, FOUND = 200, 12, 4, 30
ON_THE_WAY = (Text.State.QUEUED, Text.State.SENDING, Text.State.SENT)
WHAT_IS_WRONG: dict[ReportKind, str | Promise] = {
    ReportKind.NO_SUCH_NUMBER: _("Nummeret finnes ikke"),
    ReportKind.NOT_REACHED: _("Telefonen er slått av"),
    ReportKind.FAILED: _("SMS kommer ikke fram hit"),
}
CANNOT_SEND = frozenset({ReportKind.NO_SUCH_NUMBER, ReportKind.NOT_REACHED})


@dataclass
class Telephone:
    """An invented phone: nobody's, somebody's, or one that several have."""

    number: str
    names: list[str] = field(default_factory=list)
    person_ids: list[UUID] = field(default_factory=list)
    has_stopped: bool = False
    is_shared: bool = False

    @property
    def digits(self) -> str:
        """Return the number as it stands in the address."""
        return self.number.removeprefix(COUNTRY)

    @property
    def shown(self) -> str:
        """Return the number as it is read."""
        return shown_number(self.number)

    @property
    def wrong(self) -> str | Promise:
        """Return what is wrong with the number, if anything is."""
        return WHAT_IS_WRONG.get(what_becomes(self.number), "")

    @property
    def can_send(self) -> bool:
        """Tell whether somebody can send from it."""
        return what_becomes(self.number) not in CANNOT_SEND


@dataclass(frozen=True)
class OnScreen:
    """One text on a phone."""

    at: datetime
    text: str
    is_sent: bool  # from this phone

    @property
    def when(self) -> str:
        """Return when it came or went, as it is said."""
        return moment_words(self.at, today=timezone.localdate())


@dataclass(frozen=True)
class Screen:
    """What stands on a phone, the oldest first, and how many are on their way to it."""

    lines: list[OnScreen]
    older: bool
    on_the_way: int

    @property
    def notes(self) -> list[OnScreen]:
        """Return what stands on it while it is locked: the latest that came, the newest first."""
        return [line for line in reversed(self.lines) if not line.is_sent][:WHILE_LOCKED]


def telephones(*, sought: str = "") -> list[Telephone]:
    """Return Tuva's phone, one that is nobody's, and those of the others with a written course; or who is sought."""
    with acting_as(SYSTEM):
        if sought:
            return _of(_sought(sought))
        people = {person_id(course.key) for course in read_courses()}
        written = _of(Phone.objects.filter(person__in=people).order_by("person__called", "position"))
    tuvas = [one for one in written if TUVA in one.person_ids]
    return [*tuvas, Telephone(NOBODYS), *(one for one in written if TUVA not in one.person_ids)]


def telephone(digits: str) -> Telephone | None:
    """Return an invented phone by its number; None for every other number."""
    number = f"{COUNTRY}{digits}"
    if not is_invented(number):
        return None
    with acting_as(SYSTEM):
        found = _of(Phone.objects.filter(number=number).order_by("person__called"))
    return found[0] if found else Telephone(number)


def screen_of(phone: Telephone, *, is_whole: bool = False) -> Screen:
    """Return what stands on a phone: what was delivered to it, and what was sent from it."""
    size = MOST if is_whole else LATEST
    with acting_as(SYSTEM):
        texts = Text.objects.filter(Q(person__in=phone.person_ids) | Q(person=None), number=phone.number)
        came = texts.filter(state=Text.State.DELIVERED).order_by("-sent_at")[: size + 1]
        lines = [OnScreen(text.sent_at or text.queued_at, text.body, is_sent=False) for text in came]
        went = IncomingText.objects.filter(number=phone.number).select_related("message").order_by("-received_at")
        lines += [OnScreen(one.received_at, _words_of(one), is_sent=True) for one in went[: size + 1]]
        on_the_way = texts.filter(state__in=ON_THE_WAY).count()
    lines.sort(key=lambda line: line.at)
    return Screen(lines[-size:], older=len(lines) > size, on_the_way=on_the_way)


def _words_of(one: IncomingText) -> str:
    return one.message.text if one.message else one.text


def _sought(words: str) -> QuerySet[Phone]:
    found = Phone.objects.order_by("person__called", "position")
    read = read_number(words)
    found = found.filter(number=read.number) if read else found.filter(person__called__icontains=words)
    return found[:FOUND]


def _of(phones: QuerySet[Phone]) -> list[Telephone]:
    """Return phones with whose they are, each number once; must run as the system."""
    by_number: dict[str, Telephone] = {}
    ids: dict[UUID, Telephone] = {}
    for row in phones.select_related("person"):
        if is_invented(row.number):
            one = by_number.setdefault(row.number, Telephone(row.number))
            one.names.append(row.person.called)
            one.person_ids.append(row.person_id)
            ids[row.pk] = one
    for said in TextConsent.objects.filter(phone__in=ids):
        ids[said.phone_id].has_stopped |= said.stopped_at is not None
        ids[said.phone_id].is_shared |= said.is_shared
    return list(by_number.values())
