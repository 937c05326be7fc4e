"""Home, as the person and their helper write it down: where somebody lives, what is broken or unsafe there."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, refusals_said, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.records import closed_is_missing
from benken.people.queries import RecordClosed
from benken.people.visits import reading, writing
from benken.services.actions.homes import change_fault, mend_fault, move_home, take_back_home, write_down_fault
from benken.services.forms.homes import FaultForm, HomeForm
from benken.services.queries.homes import fault_of, faults_of, home_of, homes_of
from benken.services.views.sides import Side
from benken.ui.messages import say


@closed_is_missing
def home(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show where somebody lives and what is wrong there; write down a new home."""
    return home_page(request, _read(request, person_id))


@require_POST
@closed_is_missing
def home_take_back(request: HttpRequest, person_id: UUID, home_id: UUID) -> HttpResponse:
    """Take away a home just written down by mistake."""
    return take_back_act(request, _write(request, person_id), home_id)


@closed_is_missing
def fault_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down what is broken or unsafe."""
    return fault_new_page(request, _write(request, person_id))


@closed_is_missing
def fault(request: HttpRequest, person_id: UUID, fault_id: UUID) -> HttpResponse:
    """Write whom was told and what they answered."""
    return fault_page(request, _read(request, person_id), fault_id)


@require_POST
@closed_is_missing
def fault_mended(request: HttpRequest, person_id: UUID, fault_id: UUID, mended: int) -> HttpResponse:
    """Note that it is mended, or not after all."""
    return mended_act(request, _write(request, person_id), fault_id, mended=bool(mended))


def _read(request: HttpRequest, person_id: UUID) -> Side:
    visit = reading(request, person_id, part="home")
    return Side(visit.user, visit.person, visit.at, own=False)


def _write(request: HttpRequest, person_id: UUID) -> Side:
    visit = writing(request, person_id)
    return Side(visit.user, visit.person, visit.at, own=False)


def home_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Draw the home of one side, and save a new one."""
    form = filled(request, HomeForm)
    if request.method == "POST" and form.is_valid():
        try:
            home = move_home(person=side.person, living=form.told(), by=side.user, at=side.at)
        except Refused as refused:
            form.add_error("since_on", str(refused))
        else:
            say(request, _("Det er skrevet ned."), undo=side.address("home_of_take_back", home_id=home.pk))
            return side.go("home_of")
    homes = homes_of(side.person)
    faults = [
        {
            "fault": fault,
            "href": side.address("home_fault", fault_id=fault.pk),
            "mended": side.address("home_fault_mended", fault_id=fault.pk, mended=1),
        }
        for fault in faults_of(side.person)
    ]
    context = {
        "form": form,
        "now": homes[0] if homes and homes[0].until_on is None else None,
        "before": [home for home in homes if home.until_on is not None],
        "faults": faults,
        "fault_new": side.address("home_fault_new"),
    }
    return side.draw(request, "services/home.html", context, status=422 if form.errors else 200)


def take_back_act(request: HttpRequest, side: Side, home_id: UUID) -> HttpResponse:
    """Take it away; a second click finds it gone."""
    try:
        with refusals_said(request):
            take_back_home(home=home_of(side.person, home_id), by=side.user, at=side.at)
            say(request, _("Det er tatt bort."))
    except RecordClosed:
        say(request, _("Det står ikke her lenger."))
    return side.go("home_of")


def fault_new_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Draw the questions of one side, and write down what is answered."""
    form = filled(request, FaultForm, today=side.today)
    if request.method == "POST" and form.is_valid():
        try:
            write_down_fault(person=side.person, fault=form.told(), by=side.user, at=side.at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Det er skrevet ned. Det står her til det er i orden."))
            return side.go("home_of")
    context = {"form": form, "fault": None, "back": side.address("home_of")}
    return side.draw(request, "services/home_fault.html", context, status=422 if form.errors else 200)


def fault_page(request: HttpRequest, side: Side, fault_id: UUID) -> HttpResponse:
    """Draw one of one side, and save what is changed."""
    standing, newer = fault_of(side.person, fault_id), None
    form = filled(request, FaultForm, today=side.today, initial=FaultForm.seen(standing))
    if request.method == "POST" and form.is_valid():
        try:
            change_fault(
                standing=standing,
                fault=form.told(),
                seen_version=form.cleaned_data["version"] or 0,
                by=side.user,
                at=side.at,
            )
        except ChangedMeanwhile as changed:
            newer = fault_of(side.person, fault_id)
            tell_saved_meanwhile(form, changed, version=newer.version)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Lagret."))
            return side.go("home_of")
    context = {"form": form, "fault": standing, "newer": newer, "back": side.address("home_of")}
    return side.draw(request, "services/home_fault.html", context, status=422 if form.errors else 200)


def mended_act(request: HttpRequest, side: Side, fault_id: UUID, *, mended: bool) -> HttpResponse:
    """Note it, with the way back."""
    standing = fault_of(side.person, fault_id)
    mend_fault(standing=standing, mended=mended, by=side.user, at=side.at)
    undo = side.address("home_fault_mended", fault_id=fault_id, mended=0 if mended else 1)
    say(request, _("Så bra at det er i orden.") if mended else _("Det står åpent igjen."), undo=undo)
    return side.go("home_of")
