"""What stands on My page: chosen by the person; and, while somebody looks over the shoulder, only the neutral."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled
from benken.access.records import closed_is_missing
from benken.my.forms import PageChoiceForm
from benken.my.shown import LOOKED_OVER, chosen_parts
from benken.my.views.mine import mine
from benken.people.actions.page_choice import choose_parts
from benken.people.queries import page_choice_of
from benken.ui.messages import say


@closed_is_missing
def shown_page(request: HttpRequest) -> HttpResponse:
    """Choose which parts stand on My page."""
    my = mine(request)
    form = filled(request, PageChoiceForm, initial={"parts": sorted(chosen_parts(page_choice_of(my.person.pk)))})
    if request.method == "POST" and form.is_valid():
        choose_parts(person=my.person, shown=form.cleaned_data["parts"], by=my.user, at=my.at)
        say(request, _("Lagret."))
        return redirect("my")
    return render(request, "my/shown.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def neutral(request: HttpRequest) -> HttpResponse:
    """Show only what anybody may see, or all that is chosen again; until the session ends."""
    mine(request)
    if "on" in request.POST:
        request.session[LOOKED_OVER] = True
    else:
        request.session.pop(LOOKED_OVER, None)
    return redirect("my")
