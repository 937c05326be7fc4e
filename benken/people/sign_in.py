"""Which person a national number is, for the sign-in by e-ID (settings.NATIONAL_NUMBER_MATCHER)."""

from uuid import UUID

from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.people.actions.people import sealed_number
from benken.people.models import Person


def person_with_number(written: str) -> UUID | None:
    """Return the id of the person with this national number; None where nobody has it, or it is none.

    It tells nothing by itself: only whoever has shown to another system that the number is theirs gets this far.
    """
    try:
        _sealed, number_hash = sealed_number(written)
    except Refused:
        return None
    if number_hash is None:
        return None
    with acting_as(SYSTEM):  # nobody is signed in yet
        return Person.objects.filter(national_number_hash=number_hash).values_list("pk", flat=True).first()
