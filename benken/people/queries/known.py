"""Reads for an import: who is known here already, and of whom something is written. For the system alone."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q
from django.db.models.functions import Lower

from benken.access.actor import SYSTEM, acting_as
from benken.people.models import ContactPerson, Person, Phone


@dataclass(frozen=True)
class KnownPerson:
    """By what somebody here can be recognised. For the system alone: no page shows it."""

    person_id: UUID
    called: str
    full_name: str
    phones: frozenset[str]
    number_hash: str | None
    contact_id: UUID | None


def people_recognised_by(
    *,
    numbers: Collection[str],
    number_hashes: Collection[str],
    full_names: Collection[str],
    called: Collection[str],
    contact_ids: Collection[UUID],
    person_ids: Collection[UUID],
) -> list[KnownPerson]:
    """Return those who have one of these phones, hashes, full names or ids, or a name with one of these contacts.

    A handful of queries however many are asked for. Names are compared whatever the case. Whoever is hidden is not
    among them.
    """
    with acting_as(SYSTEM):
        found = set(Phone.objects.filter(number__in=numbers).values_list("person_id", flat=True))
        numbered = Q(national_number_hash__in=number_hashes) | Q(number_hash_beside__in=number_hashes)
        found |= set(Person.objects.filter(numbered).values_list("pk", flat=True))
        named = Person.objects.filter(full_name_folded__in=[name.lower() for name in full_names])
        found |= set(named.values_list("pk", flat=True))
        lower = [name.lower() for name in called]
        of_contacts = ContactPerson.objects.filter(worker_id__in=contact_ids, until_at__isnull=True)
        of_contacts = of_contacts.alias(lower=Lower("person__called")).filter(lower__in=lower)
        found |= set(of_contacts.values_list("person_id", flat=True))
        people = Person.objects.filter(pk__in=found.union(person_ids), is_hidden=False).prefetch_related(
            "phones",
            Prefetch("contact_persons", ContactPerson.objects.filter(until_at__isnull=True), to_attr="now_contact"),
        )
        return [
            KnownPerson(
                person_id=person.pk,
                called=person.called,
                full_name=person.full_name,
                phones=frozenset(phone.number for phone in person.phones.all()),
                number_hash=person.national_number_hash or person.number_hash_beside,
                contact_id=next((contact.worker_id for contact in person.now_contact), None),
            )
            for person in people
        ]


def people_with_a_course(person_ids: Collection[UUID], *, apart_from: Collection[str]) -> set[UUID]:
    """Return those of whom something is written in any table that hangs on a person, of whichever app.

    `apart_from` are the tables, by label, whose rows do not count. Locks the people, so that nothing is written
    meanwhile. For the system alone.
    """
    used: set[UUID] = set()
    with acting_as(SYSTEM):
        people = Person.objects.select_for_update(of=("self",)).filter(pk__in=person_ids)
        ids = list(people.order_by("pk").values_list("pk", flat=True))
        for relation in _tables_of_a_person():
            model, column = relation.related_model, relation.field.attname
            if model._meta.label not in apart_from:  # noqa: SLF001  # as below
                rows = model._base_manager.filter(**{f"{column}__in": ids})  # noqa: SLF001  # as below
                used |= set(rows.values_list(column, flat=True))
    return used


def _tables_of_a_person() -> list[Any]:
    """Return the relations of every table that points to a person; those named "+" hide from `related_objects`."""
    fields = Person._meta.get_fields(include_hidden=True)  # noqa: SLF001  # Django's documented way to a model's relations
    return [field for field in fields if field.auto_created and not field.concrete]
