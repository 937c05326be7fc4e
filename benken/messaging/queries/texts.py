"""Reads about texts: how far they got, which number they go to, what the person has chosen."""

from typing import Any
from uuid import UUID

from benken.access.queries.setup import setup_now
from benken.access.together import PreparedRead, SmallRead
from benken.messaging.models import Text, TextChoices, TextConsent
from benken.messaging.policies.texts import DID_NOT_ARRIVE
from benken.people.queries import Person, RecordClosed

__all__ = ["Text", "TextChoices", "TextConsent"]  # the types that other apps name

# Of a helper's texts: those that did not arrive, and no helper has seen it.
NOT_SEEN: dict[str, Any] = {"state__in": list(DID_NOT_ARRIVE), "seen_at__isnull": True, "automatic": ""}


def number_for_texts(person: Person) -> TextConsent | None:
    """Return what was said about the number that texts go to, with the phone; None if there is none with a yes."""
    return TextConsent.objects.filter(person=person, is_used=True).select_related("phone").first()


def names_of_ours(person: Person) -> list[str]:
    """Return what we are called: words that would tell who writes."""
    return [name for name in (setup_now().site_name, person.team.name if person.team else "") if name]


def text_of(person: Person, text_id: UUID) -> Text:
    """Return one text of a person's, or RecordClosed."""
    text = Text.objects.filter(person=person, pk=text_id).first()
    if text is None:
        raise RecordClosed
    return text


def did_not_arrive(person_ids: list[UUID]) -> SmallRead[Text]:
    """Return the read of the texts to these people that did not arrive, to be sent with others."""
    return _DID_NOT_ARRIVE(ids=person_ids)


_DID_NOT_ARRIVE = PreparedRead(
    lambda ids: Text.objects.filter(person__one_of=ids, **NOT_SEEN).order_by("-told_at"),
    only=("person", "state", "why", "told_at"),
)


def choices_of(person: Person) -> TextChoices:
    """Return what a person has chosen; what holds where nothing is, unsaved."""
    return TextChoices.objects.filter(person=person).first() or TextChoices(person=person, version=0)
