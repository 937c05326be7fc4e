"""May this happen to an entry, a network, a placing? Plain facts in; `check_…` raises a sentence, `can_…` answers."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.access.queries import User
from benken.lib.text import is_seen
from benken.people.models import NAME_LENGTH, ContactPerson, Entry, Supporter

DRAFT_LIVES = timedelta(days=7)
LONGEST_TEXT = 40_000
LONGEST_NAME = NAME_LENGTH
FUTURE_SLACK = timedelta(minutes=5)  # clocks differ a little
MOST_SUPPORTERS = 30
SUPPORTER_COMES_BACK = timedelta(days=1)  # so long whoever was taken away can be put back
LONGEST_RELATION = 100
LONGEST_MEANING = 500
UNDO_PLACING = timedelta(minutes=10)

OWN_KINDS = frozenset({Entry.Kind.GOOD_NEWS, Entry.Kind.HARD_TIME, Entry.Kind.MILESTONE})
STAFF_KINDS = (
    Entry.Kind.TALK,
    Entry.Kind.VISIT,
    Entry.Kind.PHONE,
    Entry.Kind.TEXT,
    Entry.Kind.ACCOMPANIED,
    Entry.Kind.LETTER,
    Entry.Kind.MILESTONE,
)


def can_undo_sharing(entry: Entry, *, user: User) -> bool:
    """Sharing can be undone by its author until somebody else has read it."""
    return entry.state == Entry.State.SHARED and entry.author_id == user.pk and entry.first_read_at is None


def can_edit(entry: Entry, *, user: User) -> bool:
    """Only a draft is edited, and only by its author."""
    return entry.state == Entry.State.DRAFT and entry.author_id == user.pk


def can_correct(entry: Entry, *, user: User) -> bool:
    """What somebody has read is corrected beside the old wording, by its author; before that, sharing is undone."""
    return entry.state == Entry.State.SHARED and entry.author_id == user.pk and entry.first_read_at is not None


def check_happened_at(happened_at: datetime, *, at: datetime) -> None:
    """Refuse what has not happened yet."""
    if happened_at > at + FUTURE_SLACK:
        raise Refused(_("Dette er i framtida. Skriv når det skjedde."))


def check_text(text: str) -> None:
    """Refuse a text with nothing in it or too long to be read."""
    if not is_seen(text):
        raise Refused(_("Skriv noen ord først."))
    if len(text) > LONGEST_TEXT:
        raise Refused(
            _("Teksten er på %(length)d tegn. Del den i flere: det er plass til %(most)d.")
            % {"length": len(text), "most": LONGEST_TEXT}
        )


def check_supporter(*, name: str, relation: str, meaning: str) -> None:
    """Refuse a name that shows nothing, and more than there is room for."""
    if not is_seen(name):
        raise Refused(_("Skriv et navn som synes."))
    for text, most in ((name, LONGEST_NAME), (relation, LONGEST_RELATION), (meaning, LONGEST_MEANING)):
        if len(text) > most:
            raise Refused(
                _("Dette er %(length)d tegn. Det er plass til %(most)d.") % {"length": len(text), "most": most}
            )


def check_room_for_one_more(standing: int) -> None:
    """Refuse more supporters than a page can hold."""
    if standing >= MOST_SUPPORTERS:
        raise Refused(_("Det er plass til %(most)d her. Ta bort noen først.") % {"most": MOST_SUPPORTERS})


def can_put_back(supporter: Supporter, *, at: datetime) -> bool:
    """Whoever was taken away can be put back for a day."""
    return supporter.removed_at is not None and supporter.removed_at > at - SUPPORTER_COMES_BACK


def can_take_back_placing(placed: ContactPerson, *, has_met: bool, at: datetime) -> bool:
    """A placing is undone within minutes, and only while the new contact person has not opened the record."""
    return placed.until_at is None and not has_met and at <= placed.since_at + UNDO_PLACING
