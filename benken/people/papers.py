"""The slip a person comes in with: where and with what, and not of what. And all about a person, to read and keep."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benken.access.about import About
from benken.lib.pdf import Block, Sheet
from benken.people.models import Person
from benken.people.queries.about_me import gathered
from benken.ui import papers


def way_in_slip(*, address: str, code: str, until: datetime, large: bool = False) -> Sheet:
    """Return the slip: the site's address, the words, until when."""
    day = date_format(timezone.localtime(until), "DATE_FORMAT")
    return Sheet(
        title=papers.title(),
        language=papers.language(),
        size="a5" if large else "a6",
        large=large,
        blocks=[
            Block("lead", address),
            Block("text", _("Velg «Jeg har en lapp». Skriv ordene her, og så ditt eget ord.")),
            *(Block("big", word) for word in code.split("-")),
            Block("small", _("Til og med %(day)s.") % {"day": day}),
        ],
        if_missing=papers.if_missing(),
    )


def all_about_sheet(person: Person, whom: About, *, large: bool = False) -> Sheet:
    """Return all about a person as sheets to read and keep: each section with its heading, row by row."""
    return Sheet(
        title=papers.title(),
        language=papers.language(),
        size="a4",
        large=large,
        long=True,
        name=person.called,
        day=date_format(timezone.localtime(whom.at), "DATE_FORMAT"),
        heading=_("Alt om meg"),
        blocks=list(_all_blocks(whom)),
        if_missing=papers.if_missing(),
    )


def _all_blocks(whom: About) -> Iterator[Block]:
    yield Block("text", _("Alt Benken har om deg. Er noe holdt tilbake, står det at det er det, men ikke hva."))
    for section, rows in gathered(whom):
        yield Block("heading", str(section.title))
        for row in rows:
            told = section.as_words(row)
            short = " · ".join(f"{one.label}: {one.words}" for one in told if not one.is_long)
            if short:
                yield Block("small", short)
            yield from (Block("text", one.words, one.label) for one in told if one.is_long)
