"""May this happen to an entry, a network, a placing? Plain facts in; `check_…` raises a sentence, `can_…` answers."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.access.queries import OUTSIDE_ROLES, Right, Role, User
from benken.access.queries.rights import ONLY_READ
from benken.lib.text import is_seen
from benken.people.models import (
    NAME_LENGTH,
    ContactPerson,
    CorrectionRequest,
    Entry,
    SharedPart,
    SharingConsent,
    Supporter,
)

MOST_FILES = 10  # beside one thing
DRAFT_LIVES = timedelta(days=7)
CONTACT_SEES_AFTER = timedelta(days=7)  # what its author has not answered, the contact person sees and answers too
LONGEST_TEXT = 40_000
LONGEST_NAME = NAME_LENGTH
FUTURE_SLACK = timedelta(minutes=5)  # clocks differ a little
MOST_SUPPORTERS = 30
SUPPORTER_COMES_BACK = timedelta(days=1)  # so long whoever was taken away can be put back
LONGEST_RELATION = 100
LONGEST_MEANING = 500
UNDO_PLACING = timedelta(minutes=10)

LONGEST_SHARING = timedelta(days=367)  # a year with a leap day, to the end of the last one
USUAL_SHARING = timedelta(days=91)
UNDO_CLOSING = timedelta(minutes=10)  # so long what was closed is opened again by the same hand
LONGEST_ASK_AGAIN = timedelta(days=92)

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


def check_room_for_files(standing: int) -> None:
    """Refuse more files beside one thing than somebody looks through."""
    if standing > MOST_FILES:
        raise Refused(_("Det er plass til %(most)d vedlegg her. Ta bort noen først.") % {"most": MOST_FILES})


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


def can_be_shared_with(user: User) -> bool:
    """Somebody's own page is shared with nobody; else with supporters, outside helpers and staff who meet people."""
    if not user.is_active or user.subject_id is not None:
        return False
    return bool(OUTSIDE_ROLES.intersection(user.roles)) or user.has_role(Role.WORKER, Role.OUTREACH, Role.PEER)


def check_consent(
    *, parts: Collection[str], why: str, until_at: datetime, how: str, persons_words: str, at: datetime
) -> None:
    """Refuse a yes to nothing, without a reason, without the person's words or for longer than a year."""
    if not parts or not set(SharedPart.values).issuperset(parts):
        raise Refused(_("Velg hva som skal deles."))
    if not is_seen(why):
        raise Refused(_("Skriv hvorfor, med noen ord."))
    if not at < until_at <= at + LONGEST_SHARING:
        raise Refused(_("Velg en dag det skal vare til, høyst ett år fram."))
    if how == SharingConsent.How.TOGETHER and not is_seen(persons_words):
        raise Refused(_("Skriv hva personen selv sa."))


def can_open_again(closed_at: datetime | None, *, at: datetime) -> bool:
    """What somebody closed a moment ago they open again by undoing it."""
    return closed_at is not None and closed_at <= at <= closed_at + UNDO_CLOSING


def can_take_back_stand_in(since_at: datetime, *, at: datetime) -> bool:
    """A leader undoes a moment's choice of who stands in; later another is chosen."""
    return at <= since_at + UNDO_PLACING


def check_may_have_all(right: Right | None) -> None:
    """Refuse all about a person to anybody but themselves, and their contact person, who prints it for them."""
    if right is None or right.basis not in {Right.Basis.SELF, Right.Basis.CONTACT_PERSON}:
        raise Refused(_("Bare personen selv, eller kontaktpersonen sammen med personen, kan få alt samlet."))


def can_answer_request(request: CorrectionRequest, *, by: User, right: Right, at: datetime) -> bool:
    """Whoever it went to answers; the contact person too, when they cannot, or have not for a week."""
    if by.subject_id is not None or right.scope != Right.Scope.RECORD or right.basis in ONLY_READ:
        return False
    if request.to_id == by.pk:
        return True
    waits = request.to is None or not request.to.is_active or request.asked_at <= at - CONTACT_SEES_AFTER
    return waits and right.basis in {Right.Basis.CONTACT_PERSON, Right.Basis.STAND_IN}


def sees_for_the_contact(right: Right) -> bool:
    """What the person says is seen when the contact person sees it, or a stand-in; others of the circle only read."""
    return right.basis in {Right.Basis.CONTACT_PERSON, Right.Basis.STAND_IN}
