"""Whose a phone number is. Asked by number it is for the system alone: a number tells who is known here."""

from uuid import UUID

from django.db.models import Exists, OuterRef

from benken.access.together import PreparedRead, SmallRead
from benken.people.models import Death, Person, Phone

__all__ = ["Phone"]  # the type that other apps name


def has_number_now(person_id: UUID, number: str) -> bool:
    """Tell whether a number is one of a person's."""
    return Phone.objects.filter(person_id=person_id, number=number).exists()


def people_with_number(number: str) -> list[Person]:
    """Return everybody who has this number; nobody who has died: somebody else may write from their phone."""
    alive = ~Exists(Death.objects.filter(person=OuterRef("pk")))
    return list(Person.objects.filter(alive, phones__number=number).order_by("pk"))


def phones_of_person(person: Person) -> list[Phone]:
    """Return the numbers of a person who was opened first, the first to try on top."""
    return list(Phone.objects.filter(person=person))


def phones_with_number(number: str) -> list[Phone]:
    """Return this number as each has it who has it, with what was written down about it."""
    return list(Phone.objects.filter(number=number).order_by("pk"))


def phones_to_read(person_id: UUID) -> SmallRead[Phone]:
    """Return the read of the numbers of a person whose record is open, to be sent with others."""
    return _PHONES(person=person_id)


_PHONES = PreparedRead(lambda person: Phone.objects.filter(person=person))
