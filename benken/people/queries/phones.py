"""Whose a phone number is. For the system alone: a number tells who is known here."""

from uuid import UUID

from benken.people.models import Person, Phone


def has_number_now(person_id: UUID, number: str) -> bool:
    """Tell whether a number is one of a person's."""
    return Phone.objects.filter(person_id=person_id, number=number).exists()


def people_with_number(number: str) -> list[Person]:
    """Return everybody who has this number."""
    return list(Person.objects.filter(phones__number=number).order_by("pk"))
