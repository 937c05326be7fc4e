"""The conversation, as the person sees it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from benken.access.pages import filled
from benken.access.policies import Refused
from benken.access.records import closed_is_missing
from benken.messaging.actions import mark_messages_read, send_message
from benken.messaging.queries import conversation
from benken.my.forms import LONGEST_MESSAGE, MessageForm
from benken.my.queries import helpers_of
from benken.my.views.mine import mine
from benken.my.words import first_name, moment_words
from benken.people.queries import RecordClosed
from benken.ui.messages import say

PAGE = 20


@closed_is_missing
def messages_page(request: HttpRequest) -> HttpResponse:
    """Show the latest messages, who answers and when, and a field for the next one."""
    my = mine(request)
    helpers = helpers_of(my.person, at=my.at)
    form = filled(request, MessageForm)
    if request.method == "POST" and form.is_valid():
        try:
            send_message(person=my.person, text=form.cleaned_data["text"], by=my.user, at=my.at)
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            say(request, _("Sendt. %(when)s") % {"when": helpers.when})
            return redirect("my_messages")
    before = _before(request)
    rows = conversation(my.person, size=PAGE + 1, before=before)
    shown = rows[-PAGE:]
    mark_messages_read(person=my.person, by=my.user, at=my.at)
    return render(
        request,
        "my/messages.html",
        {
            "helpers": helpers,
            "messages_shown": [
                {
                    "at": message.sent_at,
                    "when": moment_words(message.sent_at, today=my.today),
                    "who": _("Du") if message.from_person else first_name(message.author.name),
                    "is_mine": message.from_person,
                    "is_read": message.read_at is not None,
                    "is_new": not message.from_person and message.read_at is None,
                    "text": message.text,
                }
                for message in shown
            ],
            "older": shown[0].pk if len(rows) > PAGE else None,
            "is_older": before is not None,
            "form": form,
            "limit": LONGEST_MESSAGE,
        },
        status=422 if form.errors else 200,
    )


def _before(request: HttpRequest) -> UUID | None:
    """Return which message the page goes on from."""
    mark = request.GET.get("before", "")
    if not mark:
        return None
    try:
        return UUID(mark)
    except ValueError as error:
        raise RecordClosed from error
