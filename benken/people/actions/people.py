"""Registering and changing a person."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from benken.access.actions import grant_right, log_reading, record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile, Refused, can_be_contact_person
from benken.access.queries import Right, Team, User, deeds_since
from benken.lib.ids import new_id
from benken.lib.sealing import keyed_hash, seal
from benken.people.models import ContactPerson, Person, Phone
from benken.people.national_number import NumberRefused, read_national_number
from benken.people.phones import NewPhone

NUMBER_PURPOSE = "national-number"
FINDINGS = 5  # so often within FINDINGS_WITHIN may somebody meet a person who is known already
FINDINGS_WITHIN = timedelta(hours=1)


class KnownHere(Refused):
    """Somebody with this national number is registered already. `person_id` is for the log, never for a page."""

    def __init__(self, sentence: str, *, person_id: UUID) -> None:
        super().__init__(sentence)
        self.person_id = person_id


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
    writes it down with `note_finding`, once this transaction is rolled back.
    """
    if contact is not None and not can_be_contact_person(contact):
        raise Refused(_("%(name)s kan ikke være kontaktperson.") % {"name": contact.name})
    sealed, hashed = sealed_number(national_number)
    if hashed and by and deeds_since(by=by, verb="person.found", since=at - FINDINGS_WITHIN) >= FINDINGS:
        raise Refused(_("For mange forsøk. Vent litt, og prøv igjen."))
    with acting_as(SYSTEM):
        if hashed:  # two who register the same number at once take turns, and the second is told
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(hashed[:15], 16)])
        known = Person.objects.filter(national_number_hash=hashed).first() if hashed else None
        if known is not None:
            sentence = _("Noen med dette fødselsnummeret er kjent her. Spør i mottaket.")
            raise KnownHere(sentence, person_id=known.pk)
        person = Person.objects.create(
            id=new_id(),
            called=called,
            full_name=full_name,
            language=language,
            team=team or (contact.team if contact else None),
            known_since_at=at,
            national_number_sealed=sealed,
            national_number_hash=hashed,
        )
        if contact is not None:
            ContactPerson.objects.create(person=person, worker=contact, since_at=at)
            grant_right(user=contact, subject_id=person.pk, basis=Right.Basis.CONTACT_PERSON, at=at)
        Phone.objects.bulk_create(_phones(person, phones))
        record_deed(by=by, at=at, verb="person.register", subject_id=person.pk, object_id=person.pk)
    return person


@transaction.atomic
def note_finding(*, person_id: UUID, by: User, at: datetime) -> None:
    """Write down that somebody learnt that a person is known here: they are counted, and the person sees it."""
    record_deed(by=by, at=at, verb="person.found", subject_id=person_id, object_id=person_id)
    log_reading(user=by, subject_id=person_id, part="found", basis="found", at=at)


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
    Phone.objects.filter(person=current).delete()
    Phone.objects.bulk_create(_phones(current, phones))
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
        digits = read_national_number(national_number, synthetic_allowed=settings.DEMO)
    except NumberRefused as refused:
        raise Refused(str(refused)) from refused
    secret = settings.SECRET_KEY
    return (
        seal(digits, secret=secret, purpose=NUMBER_PURPOSE),
        keyed_hash(digits, secret=secret, purpose=NUMBER_PURPOSE),
    )


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
