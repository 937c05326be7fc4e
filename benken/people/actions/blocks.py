"""Keeping somebody out, and being hidden: the person decides, and is asked for no reason."""

from datetime import datetime
from enum import Enum

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions import blocks
from benken.access.actions.logs import record_deed
from benken.access.actions.rights import grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import Block, Right, Role, User
from benken.people import policies
from benken.people.actions.accounts import void_unused_link
from benken.people.actions.sharing import end_consents, open_again
from benken.people.actions.stand_ins import (
    end_stand_ins_for,
    follow_absences,
    keep_out_stand_in,
    let_stand_in_again,
)
from benken.people.models import CircleMember, ContactPerson, Person, SharingConsent
from benken.people.queries.sharing import may_decide_with


class ContactLeaves(Enum):
    """When a contact person whom the person keeps out is let go."""

    NOW = "now"
    WITH_ANOTHER = "with another"


@transaction.atomic
def keep_out(*, person: Person, user: User, leaves: ContactLeaves = ContactLeaves.NOW, by: User, at: datetime) -> Block:
    """Keep somebody out of what is the person's: at once, and until the person says otherwise.

    A contact person stays until another is there, if the person wants it so; the leader is told either way. The contact
    person may write it down for somebody without a phone. A second click changes nothing.
    """
    _check_decides(person, by=by, at=at)
    if user.subject_id == person.pk:
        raise Refused(_("Du kan ikke stenge deg selv ute."))
    with acting_as(SYSTEM):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        contact = person.contact_persons.filter(until_at__isnull=True, worker=user).first()
        stays = contact is not None and leaves == ContactLeaves.WITH_ANOTHER
        if contact is not None and person.team_id is None:  # so that some leader is told
            person.team = contact.worker.team
            person.save(update_fields=["team"])
        person.circle.filter(member=user, ended_at__isnull=True, until_at__gt=at).update(ended_at=at)
        person.contact_persons.filter(worker=user, overlap_until_at__gt=at).update(overlap_until_at=at)
        end_consents(person_id=person.pk, receiver=user, by=by, at=at)
        kept = [Right.Basis.CONTACT_PERSON] if stays else []
        block = blocks.keep_out(user=user, subject_id=person.pk, but=kept, by=by, at=at)
        keep_out_stand_in(person_id=person.pk, user=user, by=by, at=at)
        if contact is not None and not stays:
            contact.until_at, contact.reason = at, ContactPerson.Reason.PERSON_WISHED
            contact.save(update_fields=["until_at", "reason"])
            end_stand_ins_for(person_id=person.pk, contact=user, by=by, at=at)
            void_unused_link(person=person, at=at)
            record_deed(by=by, at=at, verb="contact_person.end", subject_id=person.pk, object_id=contact.pk)
    return block


@transaction.atomic
def let_in_again(*, person: Person, block: Block, by: User, at: datetime) -> bool:
    """Stop keeping somebody out. Within minutes what it closed is opened again; after that nothing opens by itself.

    Tell whether anything was opened. A second click changes nothing.
    """
    _check_decides(person, by=by, at=at)
    with acting_as(SYSTEM):
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        current = Block.objects.select_related("user").filter(pk=block.pk, subject_id=person.pk).first()
        if current is None or current.ended_at is not None:
            return False
        blocks.lift(block=current, by=by, at=at)
        if current.written_by_id != by.pk or not policies.can_open_again(current.since_at, at=at):
            return False
        return _reopen(person, current, by=by, at=at)


def _reopen(person: Person, block: Block, *, by: User, at: datetime) -> bool:
    """Open what ended with a block, for as long as it would have lasted."""
    user, closed_at = block.user, block.since_at
    reopened = let_stand_in_again(person_id=person.pk, user=user, closed_at=closed_at, by=by, at=at)
    held = person.contact_persons.filter(worker=user, until_at=closed_at).first()
    if held is not None and not person.contact_persons.filter(until_at__isnull=True).exists():
        held.until_at, held.reason = None, ""
        held.save(update_fields=["until_at", "reason"])
        grant_right(user=user, subject_id=person.pk, basis=Right.Basis.CONTACT_PERSON, at=at)
        follow_absences(person_id=person.pk, contact=user, by=by, at=at)
        reopened = True
    for member in CircleMember.objects.filter(person=person, member=user, ended_at=closed_at, until_at__gt=at):
        member.ended_at = None
        member.save(update_fields=["ended_at"])
        whole = user.has_role(Role.WORKER, Role.OUTREACH)
        grant_right(
            user=user,
            subject_id=person.pk,
            basis=Right.Basis.CIRCLE,
            at=at,
            until_at=member.until_at,
            scope=Right.Scope.RECORD if whole else Right.Scope.OWN_TALKS,
        )
        reopened = True
    for consent in SharingConsent.objects.filter(
        person=person, receiver=user, withdrawn_at=closed_at, until_at__gt=at
    ).select_related("receiver"):
        open_again(consent, at=at)
        reopened = True
    return reopened


@transaction.atomic
def hide(*, person: Person, hidden: bool, by: User, at: datetime) -> None:
    """Let nobody learn that somebody is known here, or stop it. A second click changes nothing."""
    _check_decides(person, by=by, at=at)
    with acting_as(SYSTEM):
        if Person.objects.filter(pk=person.pk).exclude(is_hidden=hidden).update(is_hidden=hidden):
            verb = "person.hide" if hidden else "person.unhide"
            record_deed(by=by, at=at, verb=verb, subject_id=person.pk, object_id=person.pk)


def _check_decides(person: Person, *, by: User, at: datetime) -> None:
    if by.subject_id != person.pk and not may_decide_with(person, user=by, at=at):
        raise Refused(_("Bare personen selv, eller kontaktpersonen sammen med dem, kan gjøre dette."))
