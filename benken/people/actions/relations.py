"""Contact person and circle: each change moves the rights with it, in the same transaction."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actions.rights import end_rights, grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused, can_be_contact_person, can_be_in_circle, can_place_people
from benken.access.queries import Right, Role, User
from benken.access.queries.blocks import is_kept_out
from benken.access.queries.logs import has_met, subject_of_deed
from benken.access.queries.rights import ONLY_READ, running_right
from benken.lib.missing import Missing
from benken.people import policies
from benken.people.actions.accounts import void_unused_link
from benken.people.actions.entries import write_shared
from benken.people.actions.stand_ins import end_stand_ins_for, follow_absences, take_turns_about
from benken.people.actions.wishes import settle_wishes
from benken.people.models import CircleMember, ContactPerson, Entry, Person
from benken.people.queries.relations import contact_history, name_on_card

LONGEST_OVERLAP = timedelta(days=91)  # ninety days, to the end of the last one
LONGEST_CIRCLE = timedelta(days=367)  # a year with a leap day, to the end of the last one


@transaction.atomic
def hand_over(
    *,
    person: Person,
    to: User,
    reason: ContactPerson.Reason,
    persons_say: str,
    goodbye: str,
    hello: str,
    overlap_until_at: datetime | None,
    by: User,
    at: datetime,
    know: str = "",
) -> ContactPerson:
    """Give a person a new contact person, with a reason, the person's say and an overlap; write an entry of it.

    Until the overlap ends the former one may still open the record; then the right ends by itself.
    """
    if not can_be_contact_person(to):
        raise Refused(_("%(name)s kan ikke være kontaktperson.") % {"name": to.name})
    _check_not_in_emergency(person, by=by, at=at)
    take_turns_about([to])
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)  # two hand-overs at once wait for each other
    current = person.contact_persons.filter(until_at__isnull=True).select_related("worker").first()
    if current is not None and current.worker_id == to.pk:
        raise Refused(_("%(name)s er allerede kontaktpersonen.") % {"name": to.name})
    if to.pk == by.pk:
        raise Refused(_("Ingen gir seg selv en person. Be kontaktpersonen eller lederen."))
    if is_kept_out(user=to, subject_id=person.pk):
        raise Refused(_("%(name)s kan ikke være kontaktperson.") % {"name": to.name})
    if overlap_until_at is not None and not at < overlap_until_at <= at + LONGEST_OVERLAP:
        raise Refused(_("Overlappen må slutte innen 90 dager fra i dag."))
    with acting_as(SYSTEM):
        if current is not None:
            end_contact(current, reason=reason, goodbye=goodbye, overlap_until_at=overlap_until_at, by=by, at=at)
        new = begin_contact(person, to=to, after=current, persons_say=persons_say, hello=hello, by=by, at=at)
        write_shared(
            person=person,
            kind=Entry.Kind.NEW_CONTACT,
            text="\n\n".join(part for part in (goodbye, hello, persons_say, know) if part),
            by=by,
            at=at,
            about_id=new.pk,
        )
        record_deed(by=by, at=at, verb="contact_person.change", subject_id=person.pk, object_id=new.pk)
    return new


def _check_not_in_emergency(person: Person, *, by: User, at: datetime) -> Right | None:
    """Return the right by which somebody changes who follows a person; what is open in an emergency changes nothing."""
    own = running_right(user=by, subject_id=person.pk, at=at)
    if own is not None and own.basis in ONLY_READ:
        raise Refused(_("Med nødtilgang kan du lese og skrive et notat. Resten gjør de som følger personen."))
    return own


def end_contact(
    current: ContactPerson,
    *,
    reason: ContactPerson.Reason,
    goodbye: str,
    overlap_until_at: datetime | None,
    by: User,
    at: datetime,
) -> None:
    """End who is the contact now, with the right; an overlap keeps the record open to them until it ends."""
    if is_kept_out(user=current.worker, subject_id=current.person_id):
        overlap_until_at = None
    current.until_at, current.reason, current.goodbye = at, reason, goodbye
    current.overlap_until_at = overlap_until_at
    current.save(update_fields=["until_at", "reason", "goodbye", "overlap_until_at"])
    end_rights(user=current.worker, subject_id=current.person_id, basis=Right.Basis.CONTACT_PERSON, at=at)
    end_stand_ins_for(person_id=current.person_id, contact=current.worker, by=by, at=at)
    if overlap_until_at is not None:
        grant_right(
            user=current.worker,
            subject_id=current.person_id,
            basis=Right.Basis.OVERLAP,
            at=at,
            until_at=overlap_until_at,
        )


def begin_contact(
    person: Person,
    *,
    to: User,
    after: ContactPerson | None,
    by: User,
    at: datetime,
    persons_say: str = "",
    hello: str = "",
) -> ContactPerson:
    """Let somebody be the contact from now on, with the right and all that goes with it. For the system."""
    new = ContactPerson.objects.create(person=person, worker=to, since_at=at, persons_say=persons_say, hello=hello)
    end_rights(user=to, subject_id=person.pk, basis=Right.Basis.OVERLAP, at=at)
    grant_right(user=to, subject_id=person.pk, basis=Right.Basis.CONTACT_PERSON, at=at)
    follow_absences(person_id=person.pk, contact=to, by=by, at=at)
    take_over_after(new, after=after or _latest(person, apart_from=new), by=by, at=at)
    void_unused_link(person=person, at=at)
    settle_wishes(person_id=person.pk, by=by, at=at)
    return new


def _latest(person: Person, *, apart_from: ContactPerson) -> ContactPerson | None:
    """Return who was the contact before."""
    return contact_history(person).exclude(pk=apart_from.pk).first()


def take_over_after(new: ContactPerson, *, after: ContactPerson | None, by: User, at: datetime) -> None:
    """Let the new contact meet the person where the one before would have, once the one before has gone."""
    if after is None or after.worker_id == new.worker_id:
        return
    takes_over = import_string(settings.NEW_CONTACT_TAKES_OVER)
    since_at = max(at, after.overlap_until_at or at)
    takes_over(person_id=new.person_id, before=after.worker, to=new.worker, since_at=since_at, by=by, at=at)


@transaction.atomic
def place_with_contact(*, person: Person, to: User, by: User, at: datetime) -> ContactPerson:
    """Let a leader give a person without a contact person one from the team. It opens nothing to the leader."""
    if not can_place_people(by) or person.team_id != by.team_id:
        raise Refused(_("Bare lederen av teamet kan gjøre dette."))
    if not can_be_contact_person(to) or to.team_id != by.team_id or is_kept_out(user=to, subject_id=person.pk):
        raise Refused(_("%(name)s kan ikke være kontaktperson.") % {"name": to.name})
    with acting_as(SYSTEM):
        take_turns_about([to])
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        current = person.contact_persons.filter(until_at__isnull=True).select_related("worker").first()
        unwanted = current is not None and is_kept_out(user=current.worker, subject_id=person.pk)
        if current is not None and can_be_contact_person(current.worker) and not unwanted:
            raise Refused(_("Noen har alt blitt kontaktperson."))
        # Else the account has been closed, or they are a worker no more, or the person wants them no more.
        reason = ContactPerson.Reason.PERSON_WISHED if unwanted else ContactPerson.Reason.MOVED_ON
        new = _place(person, to=to, after=current, reason=reason, by=by, at=at)
        record_deed(by=by, at=at, verb="contact_person.place", subject_id=person.pk, object_id=new.pk)
    return new


@transaction.atomic
def give_another(*, person: Person, to: User, by: User, at: datetime) -> ContactPerson:
    """Let a leader answer a person's wish with another contact person, at once. It opens nothing to the leader."""
    if not can_place_people(by) or person.team_id != by.team_id:
        raise Refused(_("Bare lederen av teamet kan gjøre dette."))
    if not can_be_contact_person(to) or to.team_id != by.team_id or is_kept_out(user=to, subject_id=person.pk):
        raise Refused(_("%(name)s kan ikke være kontaktperson.") % {"name": to.name})
    with acting_as(SYSTEM):
        take_turns_about([to])
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        current = person.contact_persons.filter(until_at__isnull=True).select_related("worker").first()
        if current is not None and current.worker_id == to.pk:
            raise Refused(_("%(name)s er allerede kontaktpersonen.") % {"name": to.name})
        new = _place(person, to=to, after=current, reason=ContactPerson.Reason.PERSON_WISHED, by=by, at=at)
        record_deed(by=by, at=at, verb="contact_person.give", subject_id=person.pk, object_id=new.pk)
    return new


def _place(
    person: Person,
    *,
    to: User,
    after: ContactPerson | None,
    reason: ContactPerson.Reason,
    by: User,
    at: datetime,
) -> ContactPerson:
    """End what runs and begin anew in the same moment, so that nobody is without for any time. For the system."""
    if after is not None:
        end_contact(after, reason=reason, goodbye="", overlap_until_at=None, by=by, at=at)
    return begin_contact(person, to=to, after=after, by=by, at=at)


@transaction.atomic
def take_back_placing(*, placing_id: UUID, by: User, at: datetime) -> str:
    """Undo a placing while the new contact person has not opened the record; return the person's name.

    The right ends and the person waits on the leader's list again. Missing if this leader did no such thing.
    """
    with acting_as(SYSTEM):
        person_id = subject_of_deed(by=by, verb="contact_person.place", object_id=placing_id)
        person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first() if person_id else None
        if person is None or not can_place_people(by) or person.team_id != by.team_id:
            raise Missing
        placed = person.contact_persons.filter(pk=placing_id).select_related("worker").first()
        if placed is None:  # a second click
            return name_on_card(person)
        met = has_met(person.pk, user=placed.worker, since=placed.since_at)
        if not policies.can_take_back_placing(placed, has_met=met, at=at):
            raise Refused(
                _("Det er for sent å angre. %(worker)s kan gi personen videre.") % {"worker": placed.worker.name}
            )
        end_rights(user=placed.worker, subject_id=person.pk, basis=Right.Basis.CONTACT_PERSON, at=at)
        end_stand_ins_for(person_id=person.pk, contact=placed.worker, by=by, at=at)
        former = _latest(person, apart_from=placed)
        if former is not None and former.worker_id != placed.worker_id:
            gives_back = import_string(settings.NEW_CONTACT_GIVES_BACK)
            gives_back(person_id=person.pk, before=placed.worker, to=former.worker, by=by, at=at)
        placed.delete()
        record_deed(by=by, at=at, verb="contact_person.take_back", subject_id=person.pk, object_id=placing_id)
    return name_on_card(person)


@transaction.atomic
def let_into_circle(
    *, person: Person, member: User, basis: str, until_at: datetime, by: User, at: datetime
) -> CircleMember:
    """Let somebody open the record until a day, with a basis in plain words. A peer sees their own talks only."""
    if not can_be_in_circle(member) or is_kept_out(user=member, subject_id=person.pk):
        raise Refused(_("%(name)s kan ikke være med i laget.") % {"name": member.name})
    if not at < until_at <= at + LONGEST_CIRCLE:
        raise Refused(_("Velg en dag det skal vare til, høyst ett år fram."))
    own = _check_not_in_emergency(person, by=by, at=at)
    if own is not None and own.until_at is not None and until_at > own.until_at:
        raise Refused(_("Din egen rett slutter før den dagen. Velg en tidligere dag."))
    if CircleMember.objects.filter(person=person, member=member, ended_at__isnull=True, until_at__gt=at).exists():
        raise Refused(_("%(name)s er alt med i laget.") % {"name": member.name})
    whole = member.has_role(Role.WORKER, Role.OUTREACH)
    new = CircleMember.objects.create(
        person=person, member=member, basis=basis, added_by=by, since_at=at, until_at=until_at
    )
    grant_right(
        user=member,
        subject_id=person.pk,
        basis=Right.Basis.CIRCLE,
        at=at,
        until_at=until_at,
        scope=Right.Scope.RECORD if whole else Right.Scope.OWN_TALKS,
    )
    record_deed(by=by, at=at, verb="circle.add", subject_id=person.pk, object_id=new.pk)
    return new


@transaction.atomic
def end_circle_membership(*, membership: CircleMember, by: User, at: datetime) -> None:
    """End a membership; the right ends with it, at the next request."""
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    end_rights(user=membership.member, subject_id=membership.person_id, basis=Right.Basis.CIRCLE, at=at)
    record_deed(by=by, at=at, verb="circle.end", subject_id=membership.person_id, object_id=membership.pk)
