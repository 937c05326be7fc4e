"""Asking for help, as nobody: what one may do today, a form where one field is enough, and the code one keeps.

No page here asks who somebody is, signed in or not, and no form needs a cookie: whoever sends one acts for nobody, and
what it may do hangs on the code alone. So there is nothing that another site could make a browser do here.
"""

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from benken.access.pages import posted
from benken.access.policies import Refused
from benken.access.queries.setup import with_reception
from benken.lib.sealing import keyed_hash
from benken.services.actions.asking import add_words, ask, take_back
from benken.services.forms.requests import AddForm, AskForm, CodeForm
from benken.services.queries.requests import Request, request_with_code

# From one address; a day centre has one for everybody. Beyond the first it is taken and marked, beyond the second the
# page says to call; what was typed stands there still. The address is kept as a keyed hash, for as long as it counts.
LIMITS = {"help": "20/h/key", "help_most": "200/h/key", "help_code": "60/10m/key"}


@login_not_required
@csrf_exempt
def help_page(request: HttpRequest) -> HttpResponse:
    """Tell what somebody can do today, and receive a request for help."""
    form, at = AskForm(posted(request)) if request.method == "POST" else AskForm(), timezone.now()
    too_many = False
    if request.method == "POST" and form.is_valid():
        too_many = not _within(request, "help_most")
        if not too_many:
            asked = ask(said=form.said(), once=form.once, at=at, one_of_many=not _within(request, "help"))
            return render(request, "services/help_sent.html", {"asked": asked.request, "code": asked.code})
        form.add_error(None, with_reception(_("Det kommer mye på en gang nå. Ring oss, eller prøv igjen om litt.")))
    status = 429 if too_many else 422 if form.errors else 200
    return render(request, "services/help.html", {"form": form}, status=status)


@login_not_required
@csrf_exempt
def help_where(request: HttpRequest) -> HttpResponse:
    """Tell whoever has a code how far it has come and who has the ball; let them add words, or take it back."""
    if request.method != "POST":
        return render(request, "services/help_code.html", {"form": CodeForm()})
    data, at = posted(request), timezone.now()
    form = CodeForm(data)
    asked = None
    if form.is_valid():
        if not _within(request, "help_code"):
            form.add_error(None, _("For mange forsøk. Vent litt, og prøv igjen."))
        elif (asked := request_with_code(form.cleaned_data["code"])) is None:
            form.add_error("code", _("Denne koden kjenner vi ikke. Se etter, og prøv igjen."))
    if asked is None:
        return render(request, "services/help_code.html", {"form": form}, status=422)
    adding, added = AddForm(), False
    match data.get("do"):
        case "add":
            adding = AddForm(data)
            if adding.is_valid():
                try:
                    add_words(asked=asked, words=adding.cleaned_data["words"], at=at)
                    adding, added = AddForm(), True
                except Refused as refused:
                    adding.add_error("words", str(refused))
        case "take_back":
            take_back(asked=asked, at=at)
    asked = request_with_code(form.cleaned_data["code"]) or asked
    context = {
        "asked": asked,
        "code": form.cleaned_data["code"],
        "form": adding,
        "added": added,
        "is_late": asked.first_talk_at is None and asked.answer_by_on < timezone.localdate(at),
        "taken_back": asked.outcome == Request.Outcome.TAKEN_BACK,
    }
    return render(request, "services/help_where.html", context, status=422 if adding.errors else 200)


def _within(request: HttpRequest, action: str) -> bool:
    """Tell whether an address is within a limit, and count this try."""
    key = keyed_hash(str(get_adapter(request).get_client_ip(request)), secret=settings.SECRET_KEY, purpose="help-limit")
    return bool(ratelimit.consume(request, app="benken", action=action, key=key, config=LIMITS))
