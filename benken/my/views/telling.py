"""«Det gikk bra» and «Det ble vanskelig»: somebody to tell, either way."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import refusals_said
from benken.access.records import closed_is_missing
from benken.my.forms import GoodForm, HardForm
from benken.my.shown import parts_shown
from benken.my.views.mine import mine
from benken.people.actions.entries import take_back_told, tell
from benken.people.helpers import helpers_of
from benken.people.queries import Entry
from benken.people.uploads import ask_to_choose_again, filled_with_files
from benken.ui.messages import say


@closed_is_missing
def good_page(request: HttpRequest) -> HttpResponse:
    """Tell what went well; it may be kept as a milestone too."""
    my = mine(request)
    helpers = helpers_of(my.person, at=my.at)
    form = filled_with_files(request, GoodForm)
    if request.method == "POST" and form.is_valid():
        kinds = {Entry.Kind.GOOD_NEWS: form.cleaned_data["text"], Entry.Kind.MILESTONE: form.cleaned_data["milestone"]}
        told: list[Entry] = []
        for kind, text in kinds.items():
            if text:
                files = [] if told else form.cleaned_data["attachments"]  # beside what is told first
                told.append(tell(person=my.person, kind=kind, text=text, files=files, by=my.user, at=my.at))
        say(
            request,
            _("Så bra! %(when)s") % {"when": helpers.when},
            undo=reverse("my_take_back", kwargs={"entry_id": told[0].pk}),
        )
        return redirect("my")
    ask_to_choose_again(form)
    return render(request, "my/good.html", {"form": form, "helpers": helpers}, status=422 if form.errors else 200)


@closed_is_missing
def hard_page(request: HttpRequest) -> HttpResponse:
    """Tell what became hard. It never has a consequence; what is near comes next, and somebody answers."""
    my = mine(request)
    helpers = helpers_of(my.person, at=my.at)
    form = filled_with_files(request, HardForm)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        files = form.cleaned_data["attachments"]
        told = tell(person=my.person, kind=Entry.Kind.HARD_TIME, text=text, files=files, by=my.user, at=my.at)
        say(
            request,
            _("Takk for at du sa det. %(when)s") % {"when": helpers.when},
            undo=reverse("my_take_back", kwargs={"entry_id": told.pk}),
        )
        return redirect("my_near")
    ask_to_choose_again(form)
    context = {"form": form, "helpers": helpers, "shown": parts_shown(request)}
    return render(request, "my/hard.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def take_back(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Throw away what I just told, as long as nobody has read it."""
    my = mine(request)
    with refusals_said(request):
        take_back_told(person=my.person, entry_id=entry_id, by=my.user, at=my.at)
        say(request, _("Tatt tilbake. Ingen har lest det."))
    return redirect("my")
