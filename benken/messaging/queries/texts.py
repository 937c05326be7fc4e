"""Reads about texts: how far they got, which number they go to, what the person has chosen."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from benken.access.queries.setup import setup_now
from benken.access.together import PreparedRead, SmallRead
from benken.messaging.models import Message, Text, TextChoices, TextConsent
from benken.messaging.policies.texts import DID_NOT_ARRIVE
from benken.people.queries import Person, RecordClosed

__all__ = ["Text", "TextChoices", "TextConsent"]  # the types that other apps name

# Texts that did not arrive, and no helper has seen it. Of what is automatic not those that nobody wanted any more; a
# reminder for which it became too late is one that somebody waited for.
_LOST = Q(automatic="") | ~Q(state=Text.State.NOT_SENT) | Q(automatic=Message.Automatic.REMINDER, why=Text.Why.TOO_LATE)
NOT_SEEN = Q(_LOST, state__in=list(DID_NOT_ARRIVE), seen_at__isnull=True)


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
    """Return the read of each one's latest text that did not arrive, to be sent with others.

    Until a helper has seen it, or something newer has got through.
    """
    return _DID_NOT_ARRIVE(ids=person_ids)


_GOT_THROUGH = Text.objects.filter(
    person=OuterRef("person"), state=Text.State.DELIVERED, queued_at__gt=OuterRef("queued_at")
)
_DID_NOT_ARRIVE = PreparedRead(
    lambda ids: (
        Text.objects.filter(NOT_SEEN, ~Exists(_GOT_THROUGH), person__one_of=ids)
        .order_by("person", "-queued_at")
        .distinct("person")
    ),
    only=("person", "state", "why", "automatic", "queued_at"),
)


def choices_of(person: Person) -> TextChoices:
    """Return what a person has chosen; what holds where nothing is, unsaved."""
    return TextChoices.objects.filter(person=person).first() or TextChoices(person=person, version=0)
