"""What a person has left out of My page."""

from uuid import UUID

from django.db.models import QuerySet

from benken.people.page_choice import PageChoice


def page_choice_of(person_id: UUID) -> QuerySet[PageChoice]:
    """Return what a person has left out of My page, if they have chosen. Only they see it."""
    return PageChoice.objects.filter(person=person_id)
