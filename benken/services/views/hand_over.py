"""A new contact person, with what is agreed on beside the form: that is where the new one begins."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from benken.access.pages import signed_in_helper
from benken.access.records import closed_is_missing
from benken.people.queries import Person, open_record
from benken.people.views.relations import hand_over_page
from benken.services.queries.appointments import agreed_with


@closed_is_missing
def person_hand_over(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give the person a new contact person, together."""
    return hand_over_page(request, person_id, template="services/hand_over.html", beside=partial(_agreed, request))


def _agreed(request: HttpRequest, person: Person, at: datetime) -> dict[str, Any]:
    agreed = agreed_with([person.pk], at=at).get(person.pk)
    if agreed is not None:  # that it was read stands in the log, beside that of the contact persons
        open_record(person.pk, for_user=signed_in_helper(request), part="appointments", at=at)
    return {"agreed": agreed}
