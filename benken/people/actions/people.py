"""Registering and changing a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from benken.access.actions.logs import log_readings, record_deed, record_deeds
from benken.access.actions.rights import grant_rights, remove_rights
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile, Refused, can_be_contact_person
from benken.access.queries import Right, Team, User
from benken.access.queries.logs import deeds_since
from benken.access.queries.setup import setup_now
from benken.lib.ids import new_id
from benken.lib.sealing import keyed_hash, seal
from benken.people.actions.stand_ins import follow_all_absences
from benken.people.actions.turns import take_turns
from benken.people.models import ContactPerson, Person, Phone, StandIn
from benken.people.national_number import NUMBER_PURPOSE, NumberRefused, read_national_number
from benken.people.phones import NewPhone
from benken.people.queries.relations import LOOKED_FOR
from benken.people.reception import known_here_words

FINDINGS = 5  # so often within FINDINGS_WITHIN may somebody meet a person who is known already
FINDINGS_WITHIN = timedelta(hours=1)


class KnownHere(Refused):
    """Somebody with this national number is registered already. `person_id` is for the log, never for a page."""

    def __init__(self, sentence: str, *, person_id: UUID) -> None:
        super().__init__(sentence)
        self.person_id = person_id


@dataclass(frozen=True)
class NewPerson:
    """Somebody to be registered: the name they use, and whatever else is known."""

    called: str
    contact: User | None = None
    full_name: str = ""
    language: str = "nb"
    team: Team | None = None
    phones: Sequence[NewPhone] = ()
    national_number: str = ""
    last_heard_at: datetime | None = None


@transaction.atomic
def register_person(
    *,
    called: str,
    by: User | None,
    at: datetime,
    contact: User | None,
    full_name: str = "",
    language: str = "nb",
    team: Team | None = None,
    phones: Sequence[NewPhone] = (),
    national_number: str = "",
) -> Person:
    """Register somebody by the name they use; nothing else is required. The contact person may open the record at once.

    Without a contact person the leader of the team sees the name until somebody is found. Whoever catches KnownHere
    writes it down with `note_findings`, once this transaction is rolled back.
    """
    hashed = sealed_number(national_number)[1]
    if hashed and by and deeds_since(by=by, verb="person.found", since=at - FINDINGS_WITHIN) >= FINDINGS:
        raise Refused(_("For mange forsøk. Vent litt, og prøv igjen."))
    if hashed:  # two who register the same number at once take turns, and the second is told
        take_turns([hashed])
    somebody = NewPerson(called, contact, full_name, language, team, phones, national_number)
    return register_people(new=[somebody], by=by, at=at)[0]


@transaction.atomic
def register_people(*, new: Sequence[NewPerson], by: User | None, at: datetime) -> list[Person]:
    """Register many as `register_person` registers one, all or nobody, in the same few queries however many they are.

    A number that somebody else registers at this very moment raises IntegrityError: begin again, and they are known.
    """
    for contact in {one.contact for one in new if one.contact is not None}:
        if not can_be_contact_person(contact):
            raise Refused(_("%(name)s kan ikke være kontaktperson.") % {"name": contact.name})
    people = [_unsaved(one, at=at) for one in new]
    with acting_as(SYSTEM):
        hashes = [person.national_number_hash for person in people if person.national_number_hash]
        known = list(Person.objects.filter(has_number(hashes))) if hashes else []
        for somebody in known:
            if not somebody.is_hidden:
                raise KnownHere(known_here_words(), person_id=somebody.pk)
        _keep_silent_about(known, people=people, by=by, at=at)
        Person.objects.bulk_create(people)
        held = [(one.contact, person) for one, person in zip(new, people, strict=True) if one.contact is not None]
        if held:
            ContactPerson.objects.bulk_create(
                ContactPerson(person=person, worker=contact, since_at=at) for contact, person in held
            )
            grant_rights(
                user_of=[(contact, person.pk) for contact, person in held], basis=Right.Basis.CONTACT_PERSON, at=at
            )
            follow_all_absences(held=[(contact, person.pk) for contact, person in held], by=by, at=at)
        phones = [phone for one, person in zip(new, people, strict=True) for phone in _phones(person, one.phones)]
        Phone.objects.bulk_create(phones)
        record_deeds(by=by, at=at, verb="person.register", about=[(person.pk, person.pk) for person in people])
    return people


def _keep_silent_about(hidden: Sequence[Person], *, people: Sequence[Person], by: User | None, at: datetime) -> None:
    """Let somebody be registered under the number of one who is hidden, as if nobody had it; the leader is told.

    By e-ID the number leads to the one who is hidden only; whoever looks for it finds the other.
    """
    theirs = {somebody.national_number_hash for somebody in hidden}
    for person in people:
        if person.national_number_hash in theirs:
            person.national_number_hash, person.number_hash_beside = None, person.national_number_hash
    note_looked_for(person_ids=[somebody.pk for somebody in hidden], by=by, at=at)


def has_number(hashes: Collection[str]) -> Q:
    """Return, as a part of a query, whether somebody was registered under one of these numbers."""
    return Q(national_number_hash__in=hashes) | Q(number_hash_beside__in=hashes)


def note_looked_for(*, person_ids: Collection[UUID], by: User | None, at: datetime) -> None:
    """Write down that somebody hidden was looked for and nothing was told; the leader of their team is shown it."""
    with acting_as(SYSTEM):
        record_deeds(by=by, at=at, verb=LOOKED_FOR, about=[(person_id, person_id) for person_id in person_ids])


def _unsaved(new: NewPerson, *, at: datetime) -> Person:
    sealed, hashed = sealed_number(new.national_number)
    return Person(
        id=new_id(),
        called=new.called,
        full_name=new.full_name,
        language=new.language,
        team=new.team or (new.contact.team if new.contact else None),
        known_since_at=at,
        last_heard_at=new.last_heard_at,
        national_number_sealed=sealed,
        national_number_hash=hashed,
    )


def remove_people(*, person_ids: Collection[UUID]) -> int:
    """Take people away whom nothing has happened with since they were registered, in a few queries; the system does it.

    Whoever calls has asked `people_with_a_course`, and has taken away what other apps made with them.
    Django's own delete() would also delete from tables that only grow, and the database refuses that.
    """
    with acting_as(SYSTEM):
        for rows in (
            Phone.objects.filter(person_id__in=person_ids),
            ContactPerson.objects.filter(person_id__in=person_ids),
            StandIn.objects.filter(person_id__in=person_ids),
        ):
            rows._raw_delete(rows.db)  # noqa: SLF001  # the one way past the cascade
        people = Person.objects.filter(pk__in=person_ids)
        gone = people._raw_delete(people.db)  # noqa: SLF001
        remove_rights(subject_ids=person_ids)
    return gone


@transaction.atomic
def note_findings(*, person_ids: Collection[UUID], by: User, at: datetime) -> None:
    """Write down that somebody learnt that people are known here: they are counted, and each person sees it."""
    record_deeds(by=by, at=at, verb="person.found", about=[(person_id, person_id) for person_id in person_ids])
    log_readings(user=by, subject_ids=person_ids, part="found", basis="found", at=at)


@transaction.atomic
def change_person(
    *,
    person: Person,
    seen_version: int,
    called: str,
    full_name: str,
    language: str,
    phones: Sequence[NewPhone],
    by: User,
    at: datetime,
) -> Person:
    """Change what a person is called and how they are reached; refuse if somebody saved since it was seen."""
    current = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if current.version != seen_version:
        raise ChangedMeanwhile(_("Noen andre lagret mens du skrev. Se over, og lagre igjen."))
    current.called, current.full_name, current.language = called, full_name, language
    current.version += 1
    current.save(update_fields=["called", "full_name", "language", "version"])
    _keep_phones(current, phones)
    record_deed(by=by, at=at, verb="person.change", subject_id=person.pk, object_id=person.pk)
    return current


def heard_from(*, person: Person, at: datetime) -> None:
    """Note when the person and the help last heard from each other; never backwards."""
    if person.last_heard_at is None or person.last_heard_at < at:
        person.last_heard_at = at
        Person.objects.filter(pk=person.pk).update(last_heard_at=at)


def sealed_number(national_number: str) -> tuple[bytes | None, str | None]:
    """Return a national number sealed, and the keyed hash that finds it; (None, None) without one."""
    if not national_number:
        return None, None
    try:
        digits = read_national_number(national_number, synthetic_allowed=settings.DEMO, country=setup_now().country)
    except NumberRefused as refused:
        raise Refused(str(refused)) from refused
    secret = settings.SECRET_KEY
    return (
        seal(digits, secret=secret, purpose=NUMBER_PURPOSE),
        keyed_hash(digits, secret=secret, purpose=NUMBER_PURPOSE),
    )


def _keep_phones(person: Person, phones: Sequence[NewPhone]) -> None:
    """Let a person have these phones. A number that stays is the same row, since what was said about it hangs on it."""
    new = {phone.number: phone for phone in _phones(person, phones)}
    person.phones.exclude(number__in=new).delete()
    changed = ("do_not_text", "can_get_texts", "note", "position")
    for phone in person.phones.filter(number__in=new):
        for name in changed:
            setattr(phone, name, getattr(new[phone.number], name))
        phone.save(update_fields=changed)
        del new[phone.number]
    Phone.objects.bulk_create(new.values())


def _phones(person: Person, phones: Sequence[NewPhone]) -> list[Phone]:
    return [
        Phone(
            person=person,
            number=phone.number,
            do_not_text=phone.do_not_text,
            can_get_texts=phone.can_get_texts,
            note=phone.note,
            position=position,
        )
        for position, phone in enumerate(phones)
    ]
