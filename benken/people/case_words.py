"""A disclosure case in plain words: its facts, what it gives, and the letter."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benken.access.queries.setup import setup_now
from benken.country.duties import basis_to_disclose, basis_to_withhold
from benken.lib.pdf import Block, Sheet
from benken.people.actions.disclosure import content_of
from benken.people.models import DisclosureCase, Entry
from benken.ui import papers
from benken.ui.templatetags.ui import day, moment


@dataclass(frozen=True)
class Given:
    """A note that is given, or words: what it is and when, and the text."""

    title: str
    text: str


def basis_of(case: DisclosureCase) -> str:
    """Say the basis in words, with the law."""
    return str(basis_to_disclose(case.basis) or "")


def receiver_of(case: DisclosureCase) -> str:
    """Say who gets it."""
    return f"{case.body}, {case.receiver}" if case.receiver else case.body


def content_rows(case: DisclosureCase) -> list[Given]:
    """Return exactly what a case gives, as it was sealed."""
    content, kinds = content_of(case), dict(Entry.Kind.choices)
    rows = [
        Given(f"{kinds.get(note.kind, '')} · {moment(datetime.fromisoformat(note.happened_at))}", note.text)
        for note in content.notes
    ]
    return rows + ([Given(_("Skrevet til dette"), content.words)] if content.words else [])


def case_facts(case: DisclosureCase) -> list[tuple[str, str]]:
    """Return what those who work with a case see of it."""
    facts = [
        (_("Grunnlag"), basis_of(case)),
        (_("Gis til"), receiver_of(case)),
        (_("Hvorfor"), case.why),
        (_("Foreslått av"), f"{case.proposed_by.name}, {day(case.proposed_at)}"),
    ]
    if case.decided_by and case.decided_at:
        facts.append((_("Avgjort av"), f"{case.decided_by.name}, {day(case.decided_at)}: {case.decision_words}"))
    if case.given_at:
        facts.append((_("Gitt"), f"{moment(case.given_at)}, {case.get_how_display()}"))
    if case.tell_on:
        waits = {"day": day(case.tell_on), "basis": basis_to_withhold(case.wait_basis) or "", "why": case.wait_why}
        facts.append((_("Personen får vite det"), _("%(day)s. Grunnlag: %(basis)s. %(why)s") % waits))
    else:
        facts.append((_("Personen får vite det"), _("med en gang det er gitt")))
    return facts


def facts_for_person(case: DisclosureCase) -> list[tuple[str, str]]:
    """Return what the person sees of a case they are told of."""
    facts = [
        (_("Til"), receiver_of(case)),
        (_("Når"), f"{moment(case.given_at)}, {case.get_how_display()}" if case.given_at else ""),
        (_("Grunnlag"), basis_of(case)),
        (_("Hvorfor"), case.why),
    ]
    if case.decided_by:
        facts.append((_("Bestemt av"), f"{case.decided_by.name}: {case.decision_words}"))
    if case.wait_basis and case.told_at:
        waits = {"day": day(case.told_at), "basis": basis_to_withhold(case.wait_basis) or "", "why": case.wait_why}
        facts.append((_("Du fikk vite det"), _("%(day)s. Grunnlag for å vente: %(basis)s. %(why)s") % waits))
    return facts


def case_letter(case: DisclosureCase, *, called: str, full_name: str) -> Sheet:
    """Return the letter to whoever gets it: who it is about, the basis, and exactly what was decided."""
    blocks = [
        Block("text", _("Til: %(receiver)s") % {"receiver": receiver_of(case)}),
        Block("text", _("Gjelder: %(name)s") % {"name": full_name or called}),
        Block("text", _("Grunnlag: %(basis)s") % {"basis": basis_of(case)}),
    ]
    for row in content_rows(case):
        blocks += [Block("heading", row.title), Block("text", row.text)]
    sender = setup_now().sender_name
    blocks.append(
        Block("small", _("Dette er gitt uten samtykke, etter loven. Hilsen %(sender)s.") % {"sender": sender})
    )
    return Sheet(
        title=papers.title(),
        language=papers.language(),
        size="a4",
        day=date_format(timezone.localdate(), "DATE_FORMAT"),
        heading=_("Opplysninger"),
        blocks=blocks,
        if_missing=papers.if_missing(),
    )
