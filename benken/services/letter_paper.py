"""The letter of a referral on paper: exactly what stands in it, and nothing else."""

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benken.lib.pdf import Block, Sheet
from benken.services.models import Referral
from benken.services.referral_words import title
from benken.ui import papers


def letter_sheet(referral: Referral, *, today: date, large: bool = False) -> Sheet:
    """Return the letter as A4 sheets."""
    return Sheet(
        title=papers.title(),
        language=papers.language(),
        size="a4",
        large=large,
        long=True,
        name=referral.name_in_letter,
        day=date_format(today, "DATE_FORMAT"),
        heading=title(referral),
        blocks=list(_blocks(referral)),
        if_missing=papers.if_missing(),
    )


def _blocks(referral: Referral) -> Iterator[Block]:
    yield Block("lead", referral.purpose)
    if referral.hopes:
        yield Block("heading", _("Med egne ord"))
        yield Block("text", referral.hopes)
    if referral.letter:
        yield Block("text", referral.letter)
    if referral.expected_start_on:
        day = date_format(referral.expected_start_on, "DATE_FORMAT")
        yield Block("small", _("Ønsket fra %(day)s.") % {"day": day})
