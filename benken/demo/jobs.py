"""The demo's job: to tell how a text went, as a gateway does."""

from uuid import UUID

from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.background import job
from benken.demo.gateway import NAME, what_becomes
from benken.messaging.actions.texts import note_report
from benken.messaging.gateways.interface import Report
from benken.messaging.models import Text


@job(own_transactions=True)
def tell_how_it_went(text_id: str) -> None:
    """Tell of one text. Told twice it stands as it was told first."""
    at = timezone.now()
    with acting_as(SYSTEM):
        text = Text.objects.filter(pk=UUID(text_id), gateway=NAME).first()
    if text is None:
        return  # taken away meanwhile, with its person
    told = Report(text_id=text.pk, gateway_id=text.gateway_id, what=what_becomes(text.number), at=at)
    note_report(report=told, gateway=NAME, at=at)
