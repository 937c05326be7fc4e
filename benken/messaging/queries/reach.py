"""How a person is reached: by which ways a message can go to them, and on which numbers they are called."""

from dataclasses import dataclass
from typing import Any

from benken.access.queries import User
from benken.access.together import PreparedRead, SmallRead
from benken.messaging.gateways.chosen import is_chosen
from benken.messaging.models import TextConsent
from benken.messaging.policies.texts import Way, can_get_texts, ways_to
from benken.people.queries import Person
from benken.people.queries.phones import Phone, phones_to_read


@dataclass(frozen=True)
class Reach:
    """The ways to a person, and what was said about texts."""

    ways: tuple[Way, ...]
    used: TextConsent | None  # what was said about the number that texts go to
    has_stopped: bool
    has_account: bool
    phones: tuple[Phone, ...]

    @property
    def can_get_words(self) -> bool:
        """Tell whether a text may hold the words of a message."""
        return Way.WORDS in self.ways

    @property
    def no_such_number(self) -> bool:
        """Tell whether the last text to the number could not go, since there is no such number."""
        return self.used is not None and self.used.no_such_at is not None


class ReachRead:
    """How a person whose record is open is reached: small reads, to be sent with others."""

    _said_about = PreparedRead(lambda person: TextConsent.objects.filter(person=person))
    _account_of = PreparedRead(lambda person: User.objects.filter(subject_id=person), only=("name",))

    def __init__(self, person: Person) -> None:
        self._said, self._account = self._said_about(person=person.pk), self._account_of(person=person.pk)
        self._phones = phones_to_read(person.pk)

    @property
    def reads(self) -> "tuple[SmallRead[Any], ...]":
        """The reads, for `read_together`."""
        return self._said, self._account, self._phones

    def reach(self) -> Reach:
        """Return what was read."""
        phones = {phone.pk: phone for phone in self._phones.rows}
        for one in self._said.rows:
            one.phone = phones[one.phone_id]
        used = next((one for one in self._said.rows if one.is_used and can_get_texts(one)), None)
        has_account = bool(self._account.rows)
        return Reach(
            ways=ways_to(used, has_account=has_account, is_chosen=is_chosen()),
            used=used,
            has_stopped=used is None and any(one.stopped_at is not None for one in self._said.rows),
            has_account=has_account,
            phones=tuple(self._phones.rows),
        )
