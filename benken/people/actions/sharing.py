"""Sharing a part with somebody, and stopping it; asking again later; what those it is shared with answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from secrets import randbelow
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.accounts import create_account, drop_password
from benken.access.actions.logs import record_deed
from benken.access.actions.rights import end_rights, grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import OUTSIDE_ROLES, HelperKind, Right, Role, User
from benken.access.queries.accounts import username_is_taken
from benken.access.queries.blocks import is_kept_out
from benken.access.queries.rights import shared_with
from benken.lib.missing import Missing
from benken.lib.text import is_seen
from benken.people import policies
from benken.people.actions.entries import write_shared
from benken.people.models import AskAgain, Entry, Person, SharingConsent
from benken.people.queries.sharing import is_theirs_alone, may_decide_with

How = SharingConsent.How


@dataclass(frozen=True)
class Yes:
    """What the person says yes to: which parts, why, until when; how they said it, and with which words."""

    parts: Collection[str]
    why: str
    until_at: datetime
    how: str = How.OWN_PAGE
    persons_words: str = ""


@transaction.atomic
def share_with(*, person: Person, receiver: User, yes: Yes, by: User, at: datetime) -> SharingConsent:
    """Let somebody see parts of what is the person's until a day; what was shared with them before gives way to it.

    The person does it, or the contact person together with them, with the words the person said.
    """
    _check_decides(person, how=yes.how, by=by, at=at)
    policies.check_consent(
        parts=yes.parts,
        why=yes.why,
        until_at=yes.until_at,
        how=yes.how,
        persons_words=yes.persons_words,
        at=at,
    )
    if receiver.pk == by.pk or not policies.can_be_shared_with(receiver):
        raise Refused(_("%(name)s kan ikke være med her.") % {"name": receiver.name})
    with acting_as(SYSTEM):
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        for before in SharingConsent.objects.filter(
            person=person, receiver=receiver, withdrawn_at__isnull=True, until_at__gt=at
        ):
            _close(before, by=by, at=at)
        consent = SharingConsent.objects.create(
            person=person,
            receiver=receiver,
            parts=sorted(set(yes.parts)),
            why=yes.why,
            how=yes.how,
            persons_words=yes.persons_words,
            given_at=at,
            given_by=by,
            until_at=yes.until_at,
        )
        _open(consent, at=at)
        AskAgain.objects.filter(person=person).delete()
        record_deed(by=by, at=at, verb="sharing.give", subject_id=person.pk, object_id=consent.pk)
    return consent


@transaction.atomic
def invite(
    *, person: Person, name: str, role: Role, kind: str = "", yes: Yes, by: User, at: datetime
) -> SharingConsent:
    """Make an account for somebody outside this house, and share with them. They set a password through a link.

    Their name to sign in with is made here: one they chose could tell that somebody has an account already.
    """
    if role not in OUTSIDE_ROLES or (role == Role.OUTSIDE_HELPER) != (kind in HelperKind.values):
        raise Refused(_("Velg hvem det er."))
    if not is_seen(name):
        raise Refused(_("Skriv et navn som synes."))
    _check_decides(person, how=yes.how, by=by, at=at)
    account = create_account(name=name, username=_free_username(), roles=[role], by=by, at=at)
    if kind:
        account.helper_kind = kind
        account.save(update_fields=["helper_kind"])
    return share_with(person=person, receiver=account, yes=yes, by=by, at=at)


@transaction.atomic
def allow_helper_link(*, consent: SharingConsent, by: User, at: datetime) -> User:
    """Write down that a link is made with which the receiver sets a password; every way in from before is void.

    Only for an account that nobody else has shared with: a link to another's would open what is theirs.
    """
    _check_decides(consent.person, how=How.OWN_PAGE if by.subject_id else How.TOGETHER, by=by, at=at)
    if not _runs(consent, at=at) or not is_theirs_alone(consent.person, consent.receiver):
        raise Refused(_("For denne kontoen kan vi ikke lage en lenke."))
    drop_password(user=consent.receiver)
    record_deed(by=by, at=at, verb="sharing.link", subject_id=consent.person_id, object_id=consent.receiver_id)
    return consent.receiver


@transaction.atomic
def stop_sharing(*, consent: SharingConsent, by: User, at: datetime) -> None:
    """Withdraw a yes: the receiver's next request meets what nobody has. A second click changes nothing."""
    _check_decides(consent.person, how=How.OWN_PAGE if by.subject_id else How.TOGETHER, by=by, at=at)
    with acting_as(SYSTEM):
        current = SharingConsent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
        if _runs(current, at=at):
            _close(current, by=by, at=at)


@transaction.atomic
def open_part_too(*, consent: SharingConsent, part: str, by: User, at: datetime) -> None:
    """Let a yes that runs open one part more, until the same day. If it does already, nothing changes."""
    check_may_decide(consent.person, by=by, at=at)
    with acting_as(SYSTEM):
        current = SharingConsent.objects.select_for_update(of=("self",)).select_related("receiver").get(pk=consent.pk)
        if not _runs(current, at=at):
            raise Refused(_("Delingen er slutt. Del på nytt, hvis du vil."))
        if part in current.parts:
            return
        current.parts = sorted({*current.parts, part})
        current.save(update_fields=["parts"])
        end_rights(user=current.receiver, subject_id=current.person_id, basis=Right.Basis.SHARED, at=at)
        _open(current, at=at)
        record_deed(by=by, at=at, verb="sharing.more", subject_id=current.person_id, object_id=current.pk)


@transaction.atomic
def share_again(*, consent: SharingConsent, by: User, at: datetime) -> None:
    """Undo that sharing was stopped, within minutes, until the same day as before."""
    _check_decides(consent.person, how=How.OWN_PAGE if by.subject_id else How.TOGETHER, by=by, at=at)
    with acting_as(SYSTEM):
        current = SharingConsent.objects.select_for_update(of=("self",)).select_related("receiver").get(pk=consent.pk)
        if _runs(current, at=at):
            return
        if (
            not policies.can_open_again(current.withdrawn_at, at=at)
            or current.until_at <= at
            or shared_with(user=current.receiver, at=at).get(current.person_id)
        ):
            raise Refused(_("Det er for sent å angre. Del på nytt, hvis du vil."))
        open_again(current, at=at)
        record_deed(by=by, at=at, verb="sharing.undo", subject_id=current.person_id, object_id=current.pk)


def open_again(consent: SharingConsent, *, at: datetime) -> None:
    """Let a withdrawn yes run again. The system does it."""
    consent.withdrawn_at = None
    consent.save(update_fields=["withdrawn_at"])
    _open(consent, at=at)


def end_consents(*, person_id: UUID, receiver: User, by: User, at: datetime) -> None:
    """Withdraw all that runs between a person and somebody. The system does it."""
    for consent in SharingConsent.objects.filter(
        person=person_id, receiver=receiver, withdrawn_at__isnull=True, until_at__gt=at
    ):
        _close(consent, by=by, at=at)


@transaction.atomic
def ask_again_later(*, person: Person, on: date, today: date, by: User, at: datetime) -> AskAgain:
    """Leave the question for another day. Why is neither asked nor kept, and nothing is required on that day."""
    _check_contact(person, by=by, at=at)
    if not today < on <= today + policies.LONGEST_ASK_AGAIN:
        raise Refused(_("Velg en dag fra i morgen og høyst tre måneder fram."))
    asked, _made = AskAgain.objects.update_or_create(person=person, defaults={"on": on, "written_by": by})
    record_deed(by=by, at=at, verb="sharing.later", subject_id=person.pk)
    return asked


@transaction.atomic
def drop_asking_again(*, person: Person, by: User, at: datetime) -> None:
    """Ask no more: it has been asked, or there is no need. A second click changes nothing."""
    _check_contact(person, by=by, at=at)
    if AskAgain.objects.filter(person=person).delete()[0]:
        record_deed(by=by, at=at, verb="sharing.asked", subject_id=person.pk)


@transaction.atomic
def answer(*, person: Person, text: str, by: User, at: datetime) -> Entry:
    """Write what somebody answers to whom a person shares: the person sees it at once, the contact on Today.

    Whoever calls has asked `may_answer`. The writer sees no entry, so the system writes it, in their name.
    """
    policies.check_text(text)
    with acting_as(SYSTEM):
        if person.pk not in shared_with(user=by, at=at) or is_kept_out(user=by, subject_id=person.pk):
            raise Missing
        entry = write_shared(
            person=Person.objects.get(pk=person.pk), kind=Entry.Kind.FROM_HELPER, text=text, by=by, at=at
        )
        record_deed(by=by, at=at, verb="sharing.answer", subject_id=person.pk, object_id=entry.pk)
    return entry


@transaction.atomic
def take_back_answer(*, person: Person, entry_id: UUID, by: User, at: datetime) -> None:
    """Throw away what one just answered, while nobody has read it. A second click changes nothing."""
    with acting_as(SYSTEM):
        mine = Entry.objects.filter(person=person.pk, pk=entry_id, author=by, kind=Entry.Kind.FROM_HELPER)
        entry = mine.select_for_update(of=("self",)).first()
        if entry is None:
            return
        if entry.first_read_at is not None:
            raise Refused(_("Noen har alt lest dette. Skriv heller mer."))
        record_deed(by=by, at=at, verb="sharing.take_back", subject_id=person.pk, object_id=entry.pk)
        mine._raw_delete(mine.db)  # noqa: SLF001  # past the cascade, as entries._remove; the row is locked


@transaction.atomic
def mark_answer_seen(*, entry: Entry, by: User, at: datetime) -> None:
    """Take an answer from outside off the contact person's Today. A second click changes nothing."""
    if entry.kind != Entry.Kind.FROM_HELPER or not may_decide_with(entry.person, user=by, at=at):
        raise Missing
    if Entry.objects.filter(pk=entry.pk, answered_at__isnull=True).update(answered_at=at):
        record_deed(by=by, at=at, verb="sharing.answer_seen", subject_id=entry.person_id, object_id=entry.pk)


def _open(consent: SharingConsent, *, at: datetime) -> None:
    grant_right(
        user=consent.receiver,
        subject_id=consent.person_id,
        basis=Right.Basis.SHARED,
        at=at,
        until_at=consent.until_at,
        scope=Right.Scope.PARTS,
        parts=consent.parts,
    )


def _close(consent: SharingConsent, *, by: User, at: datetime) -> None:
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    end_rights(user=consent.receiver, subject_id=consent.person_id, basis=Right.Basis.SHARED, at=at)
    record_deed(by=by, at=at, verb="sharing.stop", subject_id=consent.person_id, object_id=consent.pk)


def _runs(consent: SharingConsent, *, at: datetime) -> bool:
    return consent.withdrawn_at is None and consent.until_at > at


def check_may_decide(person: Person, *, by: User, at: datetime) -> None:
    """Refuse whoever does not decide what is shared: the person on their own page, and the contact beside them."""
    _check_decides(person, how=How.OWN_PAGE if by.subject_id else How.TOGETHER, by=by, at=at)


def _check_decides(person: Person, *, how: str, by: User, at: datetime) -> None:
    """Refuse everybody but the person on their own page, and the contact person beside them."""
    if by.subject_id == person.pk and how == How.OWN_PAGE:
        return
    if how == How.OWN_PAGE:
        raise Refused(_("Bare personen selv kan gjøre dette."))
    _check_contact(person, by=by, at=at)


def _check_contact(person: Person, *, by: User, at: datetime) -> None:
    if not may_decide_with(person, user=by, at=at):
        raise Refused(_("Bare kontaktpersonen kan gjøre dette."))


def _free_username() -> str:
    while True:
        made = f"gjest-{randbelow(900_000) + 100_000}"
        if not username_is_taken(made):
            return made
