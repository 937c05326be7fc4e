"""May this happen to a goal, a promise, a check-in, a line? Facts in; `check_…` raises a sentence, `can_…` answers."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.access.queries import User
from benken.followup.models import CheckIn, Promise, SafetyItem
from benken.followup.models.safety import LONGEST_LINE
from benken.people.policies import check_text

WORDS = 500
STEP = 300
PROMISE = 300
UNDO_PROMISE = timedelta(minutes=10)
NEEDS = 500
OWN_NEEDS = 300  # in own words, beside what can be ticked
TIP = 1000
MOST_LINES = 80  # of a safety plan
LINE_COMES_BACK = timedelta(days=1)


def check_words(words: str, *, most: int = WORDS) -> None:
    """Refuse no words, or more than there is room for."""
    if not words.strip():
        raise Refused(_("Skriv noen ord først."))
    if len(words) > most:
        raise Refused(_("Dette er %(length)d tegn. Det er plass til %(most)d.") % {"length": len(words), "most": most})


def check_day_ahead(day: date | None, *, today: date) -> None:
    """Refuse a day in the past for something that is still to be done."""
    if day is not None and day < today:
        raise Refused(_("Dagen er alt gått. Velg en dag fra i dag av."))


def check_may_promise(user: User) -> None:
    """Refuse promises by somebody who does not work here: a promise binds the service."""
    if user.subject_id is not None:
        raise Refused(_("Bare de som jobber her, gir løfter."))


def can_take_back_promise(made: Promise, *, by: User, read: bool, at: datetime) -> bool:
    """A promise written down by mistake goes away again: by whoever made it, at once, and unread by others.

    `read` is whether somebody who works here may have read it; that the person has seen it stands on it.
    """
    is_open = made.kept_at is None and made.told_at is None
    is_unread = made.seen_at is None and not read
    return made.by_id == by.pk and is_open and is_unread and at <= made.made_at + UNDO_PROMISE


def check_says_something(*, feeling: str, zone: str, needs: str, words: str) -> None:
    """Refuse a check-in with nothing in it, or more than can be read. One thing is enough."""
    if feeling not in {"", *CheckIn.Feeling.values} or zone not in {"", *CheckIn.Zone.values}:
        raise Refused(_("Velg ett av svarene."))
    if not (feeling or zone or needs.strip() or words.strip()):
        raise Refused(_("Velg et ord, kryss av for noe, eller skriv litt. Én ting er nok."))
    if needs:
        check_words(needs, most=NEEDS)
    if words:
        check_text(words)


def can_take_back(check_in: CheckIn, *, user: User) -> bool:
    """Whoever wrote a check-in takes it back until the contact person has seen it."""
    return check_in.written_by_id == user.pk and check_in.seen_at is None


def check_take_back(check_in: CheckIn, *, user: User) -> None:
    """Refuse to take back what is seen, or what somebody else wrote."""
    if check_in.written_by_id != user.pk:
        raise Refused(_("Bare den som skrev dette, kan ta det tilbake."))
    if not can_take_back(check_in, user=user):
        raise Refused(_("Dette er alt sett, og blir stående. Du kan skrive noe nytt når du vil."))


def check_tip(*, zone: str, words: str) -> None:
    """Refuse a zone that does not exist, or more words than there is room for; none is fine."""
    if zone not in CheckIn.Zone.values:
        raise Refused(_("Velg ett av svarene."))
    if words:
        check_words(words, most=TIP)


def check_line(*, kind: str, words: str, own: bool) -> None:
    """Refuse a kind that does not exist, the contact's line from anybody else, no words, or too many."""
    if kind not in SafetyItem.Kind.values or (own and kind == SafetyItem.Kind.FROM_CONTACT):
        raise Refused(_("Velg hva linja handler om."))
    check_words(words, most=LONGEST_LINE)


def check_room_for_line(standing: int) -> None:
    """Refuse more lines than a page to be read when it is hard can hold."""
    if standing >= MOST_LINES:
        raise Refused(_("Det er plass til %(most)d linjer her. Ta bort noen først.") % {"most": MOST_LINES})


def can_change_line(item: SafetyItem, *, by: User) -> bool:
    """Each changes their own words: what the person wrote, and what the contact believes of them; else all do."""
    if item.kind == SafetyItem.Kind.FROM_CONTACT:
        return item.written_by_id == by.pk
    return by.subject_id == item.person_id or not item.is_own


def can_take_line_away(item: SafetyItem, *, by: User) -> bool:
    """It is the person's plan: they take away what they like. Others take away what they may change."""
    return by.subject_id == item.person_id or can_change_line(item, by=by)


def can_put_line_back(item: SafetyItem, *, at: datetime) -> bool:
    """A line that was taken away can be put back for a day."""
    return item.removed_at is not None and item.removed_at > at - LINE_COMES_BACK
