"""Jobs of this app: by the clock, what is over is put back or told and a week is looked through; copies are made."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from benken.access.background import job
from benken.people.actions.copies import make_in_background
from benken.people.actions.disclosure import tell_of_disclosures
from benken.people.actions.unusual import look_week_through
from benken.people.actions.withholding import put_back_what_is_over


@app.periodic(cron="*/5 * * * *")
@job(again=False, queueing_lock="put_back_withheld")
def put_back_withheld(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Put each withheld text back whose time is over."""
    put_back_what_is_over(at=timezone.now())


@app.periodic(cron="11 * * * *")
@job(again=False, queueing_lock="tell_what_was_given")
def tell_what_was_given(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Tell people what was given on about them, when the day has come."""
    tell_of_disclosures(at=timezone.now())


@app.periodic(cron="15 5 * * 1")
@job(queueing_lock="find_unusual_reading")
def find_unusual_reading(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Look last week's reading through, for the leaders."""
    look_week_through(at=timezone.now())


@job(own_transactions=True)
def make_copy(copy_id: str) -> None:
    """Make a file of all about a person, when there is much of it."""
    make_in_background(copy_id=UUID(copy_id), at=timezone.now())
