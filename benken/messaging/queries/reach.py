"""How a person is reached: by which ways a message can go to them, and on which numbers they are called."""

from dataclasses import dataclass

from benken.access.queries.accounts import account_of
from benken.messaging.models import TextConsent
from benken.messaging.policies.texts import Way, can_get_texts, ways_to
from benken.messaging.queries.texts import said_about_texts
from benken.people.queries import Person, phones_of_person
from benken.people.queries.phones import Phone


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


def reach_of(person: Person) -> Reach:
    """Return how a person whose record is open is reached."""
    said, has_account = said_about_texts(person), account_of(person.pk) is not None
    used = next((one for one in said if one.is_used and can_get_texts(one)), None)
    return Reach(
        ways=ways_to(used, has_account=has_account),
        used=used,
        has_stopped=used is None and any(one.stopped_at is not None for one in said),
        has_account=has_account,
        phones=tuple(phones_of_person(person)),
    )
