"""Reads about texts: how far they got, which number they go to, what the person has chosen."""

from benken.messaging.models import AutomaticSwitch, TextChoices, TextConsent
from benken.people.queries import Person

__all__ = ["TextChoices", "TextConsent"]  # the types that other apps name


def number_for_texts(person: Person) -> TextConsent | None:
    """Return what was said about the number that texts go to, with the phone; None if there is none with a yes."""
    return TextConsent.objects.filter(person=person, is_used=True).select_related("phone").first()


def choices_of(person: Person) -> TextChoices:
    """Return what a person has chosen; what holds where nothing is, unsaved."""
    return TextChoices.objects.filter(person=person).first() or TextChoices(person=person, version=0)


def latest_press() -> AutomaticSwitch | None:
    """Return the latest press of the one switch, with who it was."""
    return AutomaticSwitch.objects.select_related("by").order_by("-at", "-pk").first()


def automatic_is_on() -> bool:
    """Tell whether automatic texts and suggestions are on. It is asked anew each time: off is off at once."""
    press = AutomaticSwitch.objects.order_by("-at", "-pk").values_list("is_on", flat=True).first()
    return press is None or press
