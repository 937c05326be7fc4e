"""A person's own ways in: given, renewed and closed by the contact person, face to face. None of them needs e-ID."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions import ways_in
from benken.access.actions.accounts import (
    change_persons_address,
    create_account,
    drop_password,
    forget_own_keys,
    open_or_close_account,
)
from benken.access.actions.logs import record_deed
from benken.access.actions.rights import grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import Right, Role, User, WayIn
from benken.access.queries.accounts import account_of, username_is_taken
from benken.access.queries.rights import running_right
from benken.lib.missing import Missing
from benken.lib.text import is_seen
from benken.people.models import Person

Kind, End = WayIn.Kind, WayIn.End
SHORTEST_WORD = 4
LONGEST_WORD = 60


@transaction.atomic
def give_account(*, person: Person, username: str, by: User, at: datetime) -> User:
    """Give the person an account of their own, under a name they choose. No way in is made with it."""
    _check_contact(person, by=by, at=at)
    if account_of(person.pk) is not None:
        raise Refused(_("%(name)s har alt en konto.") % {"name": person.called})
    if username_is_taken(username):
        raise Refused(_("Dette navnet er i bruk. Velg et annet."))
    with acting_as(SYSTEM):
        account = create_account(
            name=person.called, username=username, roles=[Role.PERSON], subject_id=person.pk, by=by, at=at
        )
        grant_right(user=account, subject_id=person.pk, basis=Right.Basis.SELF, at=at)
        record_deed(by=by, at=at, verb="person_account.give", subject_id=person.pk, object_id=account.pk)
        ways_in.note_link(user=account, subject_id=person.pk, by=by, at=at)
    return account


@transaction.atomic
def renew_way_in(*, person: Person, account: User, by: User, at: datetime) -> None:
    """Write down that a new link is made, because the old way in was lost; it opens a closed account again.

    The old password, every link and code made before and whoever is signed in, on whichever phone, are out for good.
    A paper slip lives on: it opens nothing without the person's word.
    """
    _check_theirs(person, account, by=by, at=at)
    drop_password(user=account)
    ways_in.end_ways_in(user=account, at=at, because=End.REPLACED, kinds=(Kind.CODE, Kind.OPENING))
    ways_in.note_link(user=account, subject_id=person.pk, by=by, at=at)
    open_or_close_account(user=account, active=True, by=by, at=at)
    record_deed(by=by, at=at, verb="person_account.renew", subject_id=person.pk, object_id=account.pk)


@transaction.atomic
def close_way_in(*, person: Person, account: User, by: User, at: datetime) -> None:
    """Close everything, as when a phone is lost: whoever is signed in is out at the next request, for good.

    The password, the link, the slip, codes, keys and code apps of the person's own, and trust in a phone: all are void.
    """
    _check_theirs(person, account, by=by, at=at)
    drop_password(user=account)
    forget_own_keys(user=account)
    ways_in.end_ways_in(user=account, at=at, because=End.CLOSED)
    open_or_close_account(user=account, active=False, by=by, at=at)
    record_deed(by=by, at=at, verb="person_account.close", subject_id=person.pk, object_id=account.pk)


@transaction.atomic
def make_slip(*, person: Person, account: User, word: str, by: User, at: datetime) -> str:
    """Make a paper slip with a word that the person alone knows; return what stands on it. The old slip is dead."""
    _check_theirs(person, account, by=by, at=at)
    check_word(word, person=person, account=account)
    open_or_close_account(user=account, active=True, by=by, at=at)
    return ways_in.make_slip(user=account, subject_id=person.pk, word=word, by=by, at=at)


@transaction.atomic
def make_code(*, person: Person, account: User, by: User, at: datetime) -> str:
    """Make a code that works once, within minutes, to be said or handed over; return it."""
    _check_theirs(person, account, by=by, at=at)
    open_or_close_account(user=account, active=True, by=by, at=at)
    return ways_in.make_code(user=account, subject_id=person.pk, by=by, at=at)


def open_together(*, person: Person, account: User, number: str, by: User, at: datetime) -> None:
    """Open all in the session of the person that shows this number, sitting beside them."""
    _check_theirs(person, account, by=by, at=at)
    if not account.is_active or not ways_in.open_by_number(user=account, number=number, by=by, at=at):
        raise Refused(_("Tallet stemmer ikke, eller det er for gammelt. Be om et nytt på siden til personen."))


@transaction.atomic
def close_slip(*, person: Person, account: User, by: User, at: datetime) -> None:
    """Close the slip alone, as when it is lost; a second time changes nothing."""
    _check_theirs(person, account, by=by, at=at)
    if ways_in.end_ways_in(user=account, at=at, because=End.CLOSED, kinds=(Kind.SLIP,)):
        record_deed(by=by, at=at, verb="way_in.close_slip", subject_id=person.pk, object_id=account.pk)


@transaction.atomic
def change_address(*, person: Person, account: User, email: str, by: User, at: datetime) -> None:
    """Note where the person wants codes to be sent, or nowhere; codes that are on their way are void."""
    _check_theirs(person, account, by=by, at=at)
    change_persons_address(user=account, email=email, by=by, at=at)
    ways_in.end_ways_in(user=account, at=at, because=End.CLOSED, kinds=(Kind.CODE,))


def void_unused_link(*, person: Person, at: datetime) -> None:
    """Void a link to a password that a former contact person made and nobody has used.

    A slip stands: it opens nothing without the word, which is the person's own. Runs inside the hand-over.
    """
    with acting_as(SYSTEM):
        account = account_of(person.pk)
        if account is None:
            return
        if ways_in.end_ways_in(user=account, at=at, because=End.CLOSED, kinds=(Kind.LINK,)):
            if not account.has_usable_password():
                drop_password(user=account)
            record_deed(by=None, at=at, verb="way_in.void_link", subject_id=person.pk, object_id=account.pk)
        ways_in.end_ways_in(user=account, at=at, because=End.CLOSED, kinds=(Kind.CODE, Kind.OPENING))


def check_word(word: str, *, person: Person, account: User) -> None:
    """Refuse a word that is too short to keep anybody out, or that others can guess."""
    plain = ways_in.plain_word(word)
    if not is_seen(plain) or len(plain) < SHORTEST_WORD:
        raise Refused(_("Velg et ord med minst fire tegn."))
    if len(plain) > LONGEST_WORD:
        raise Refused(_("Velg et kortere ord."))
    names = {ways_in.plain_word(name) for name in (person.called, account.username, *person.full_name.split())}
    if plain in names or len(set(plain)) == 1 or plain in "0123456789876543210":
        raise Refused(_("Dette ordet er lett å gjette. Velg et annet."))


def _check_contact(person: Person, *, by: User, at: datetime) -> None:
    right = running_right(user=by, subject_id=person.pk, at=at)
    if right is None or right.basis != Right.Basis.CONTACT_PERSON:
        raise Refused(_("Bare kontaktpersonen kan gjøre dette."))


def _check_theirs(person: Person, account: User, *, by: User, at: datetime) -> None:
    """Refuse whoever is not the contact person; Missing where the account is another person's."""
    _check_contact(person, by=by, at=at)
    if account.subject_id != person.pk:
        raise Missing
