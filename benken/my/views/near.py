"""What is near after something was told: who answers, the next time to meet, and one press to meet before it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.narrow import is_narrow_here
from benken.access.pages import refusals_said
from benken.access.records import closed_is_missing
from benken.access.together import read_together
from benken.messaging.actions.conversation import send_message
from benken.my.views.mine import mine
from benken.people.helpers import HelpersRead, helpers_of
from benken.services.queries.appointments import AppointmentsOfPerson
from benken.ui.messages import say


@closed_is_missing
def near_page(request: HttpRequest) -> HttpResponse:
    """Show how to reach somebody, and when we meet next. It is the same for everybody, whatever was told."""
    my = mine(request)
    helping, booked = HelpersRead(my.person, at=my.at), AppointmentsOfPerson(my.person.pk, at=my.at)
    read_together(*helping.reads, *booked.reads)
    context = {"helpers": helping.helpers(), "next": booked.next, "is_narrow": is_narrow_here(request)}
    return render(request, "my/near.html", context)


@require_POST
@closed_is_missing
def meet_before(request: HttpRequest) -> HttpResponse:
    """Ask to meet before what is agreed on: an ordinary message from the person, and it can be taken back."""
    my = mine(request)
    with refusals_said(request):
        sent = send_message(person=my.person, text=_("Kan vi møtes før det vi har avtalt?"), by=my.user, at=my.at)
        said = _("Sendt. %(when)s") % {"when": helpers_of(my.person, at=my.at).when}
        say(request, said, undo=reverse("my_message_take_back", kwargs={"message_id": sent.pk}))
    return redirect("my_near")
