"""Keeping a note's text from the person for a while, confirming it, showing it again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, refusals_said, signed_in_helper
from benken.access.policies import Refused
from benken.access.queries import Right, User
from benken.access.queries.setup import setup_now
from benken.access.records import closed_is_missing
from benken.country.duties import bases_to_withhold
from benken.people import exception_policies as policies
from benken.people.actions.withholding import confirm_withholding, end_withholding, withhold
from benken.people.beside import held_words
from benken.people.forms.withholding import WithholdForm
from benken.people.models import Entry, Person, Withholding
from benken.people.queries import RecordClosed, entry_of, may_write
from benken.people.queries.records import open_whole_record
from benken.ui.messages import say


@dataclass(frozen=True)
class About:
    """A note, and by which right the user meets it."""

    user: User
    person: Person
    entry: Entry
    right: Right
    at: datetime

    def standing(self) -> Withholding:
        """The decision that stands, or RecordClosed."""
        held = self.entry.withholding
        if held is None:
            raise RecordClosed
        return held


def _about(request: HttpRequest, person_id: UUID, entry_id: UUID) -> About:
    """Return the note, unread: whoever shows it logs it."""
    user, at = signed_in_helper(request), timezone.now()
    record = may_write(person_id, for_user=user, at=at)
    return About(user, record.person, entry_of(record.person, entry_id, for_user=user), record.right, at)


@closed_is_missing
def withhold_page(request: HttpRequest, person_id: UUID, entry_id: UUID) -> HttpResponse:
    """Decide that a note's text is kept from the person; whoever may not gets the 404."""
    about = _about(request, person_id, entry_id)
    user, person, entry, at = about.user, about.person, about.entry, about.at
    if not policies.can_withhold(entry, by=user, right=about.right) or not policies.is_withholdable(entry):
        raise RecordClosed
    open_whole_record(person_id, for_user=user, part="entry", at=at)
    country = setup_now().country
    service = entry.note_kind == Entry.NoteKind.SERVICE
    bases = tuple(one for one in bases_to_withhold(country) if service or not one.only_service_notes)
    form = filled(request, WithholdForm, bases=bases)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            new = withhold(
                entry=entry,
                basis=data["basis"],
                until_at=form.until_at(),
                why=data["why"],
                country=country,
                by=user,
                at=at,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if new.waits_for_another:
                say(request, _("Teksten er holdt tilbake i sju dager. For lenger må en til bekrefte."))
            else:
                say(request, _("Teksten er holdt tilbake. Personen ser at den er det."))
            return redirect("entry", person_id=person_id, entry_id=entry_id)
    return render(
        request,
        "people/withhold.html",
        {"form": form, "person": person, "entry": entry, "held": held_words(entry, person), "bases": bases},
        status=422 if form.errors else 200,
    )


@require_POST
@closed_is_missing
def withhold_end(request: HttpRequest, person_id: UUID, entry_id: UUID) -> HttpResponse:
    """Show the text to the person again."""
    about = _about(request, person_id, entry_id)
    with refusals_said(request):
        end_withholding(withholding=about.standing(), by=about.user, at=about.at)
        say(request, _("Personen kan lese teksten igjen."))
    return redirect("entry", person_id=person_id, entry_id=entry_id)


@require_POST
@closed_is_missing
def withhold_confirm(request: HttpRequest, person_id: UUID, entry_id: UUID) -> HttpResponse:
    """Confirm it as a second person of the circle."""
    about = _about(request, person_id, entry_id)
    with refusals_said(request):
        confirm_withholding(withholding=about.standing(), by=about.user, at=about.at)
        say(request, _("Du har bekreftet det."))
    return redirect("entry", person_id=person_id, entry_id=entry_id)
