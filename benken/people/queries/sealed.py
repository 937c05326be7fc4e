"""What lies sealed about people: for whoever asks whether the keys at hand still open it."""

from benken.people.models import DisclosureCase, Person
from benken.people.national_number import NUMBER_PURPOSE

COPY_PURPOSE = "benken.people.disclosure"


def sealed_about_people() -> list[tuple[bytes, str]]:
    """Return the newest of each kind that is sealed for good, and for which purpose. The actor is the system."""
    numbers = Person.objects.filter(national_number_sealed__isnull=False).order_by("-pk")
    copies = DisclosureCase.objects.filter(copy_sealed__isnull=False).order_by("-pk")
    newest = [
        (numbers.values_list("national_number_sealed", flat=True).first(), NUMBER_PURPOSE),
        (copies.values_list("copy_sealed", flat=True).first(), COPY_PURPOSE),
    ]
    return [(bytes(sealed), purpose) for sealed, purpose in newest if sealed is not None]
