"""When one wants to be told that something waits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.notices import choose_notice
from benken.access.forms.setup import NoticeForm
from benken.access.pages import filled, signed_in_helper
from benken.access.policies import Refused
from benken.access.queries.notices import notice_hour
from benken.access.queries.setup import sends_mail
from benken.ui.messages import say


def notices(request: HttpRequest) -> HttpResponse:
    """Choose never, or an hour; one's own alone."""
    user = signed_in_helper(request)
    hour = notice_hour(user)
    form = filled(request, NoticeForm, initial={"hour": "" if hour is None else str(hour)})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["hour"]
        try:
            is_new = choose_notice(hour=wanted, by=user, at=timezone.now())
        except Refused as refused:
            form.add_error("hour", str(refused))
        else:
            if not is_new:
                say(request, _("Alt står som før."))
            elif wanted is None:
                say(request, _("Du får ikke e-post fra Benken."))
            else:
                say(request, _("Du får e-post kl. %(hour)s på virkedager når noe venter.") % {"hour": wanted})
            return redirect("notices")
    context = {"form": form, "sends_mail": sends_mail(), "email": user.email, "hour": hour}
    return render(request, "access/notices.html", context, status=422 if form.errors else 200)
