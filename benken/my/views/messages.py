"""The conversation, as the person sees it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, page_mark
from benken.access.policies import Refused
from benken.access.records import closed_is_missing
from benken.access.together import read_together
from benken.messaging.actions.conversation import mark_messages_read, send_message, take_back_message
from benken.messaging.policies.conversation import can_take_back
from benken.messaging.queries.automatic import missed_hour_of
from benken.messaging.queries.conversation import conversation, conversation_mark, message_of
from benken.messaging.words import missed_words, told_to_the_person, who_wrote
from benken.my.forms import LONGEST_MESSAGE, MessageForm
from benken.my.views.mine import mine
from benken.people.helpers import HelpersRead
from benken.people.queries import RecordClosed
from benken.ui.messages import say
from benken.ui.words import first_name, moment_words

PAGE = 20


@closed_is_missing
def messages_page(request: HttpRequest) -> HttpResponse:
    """Show the latest messages, who answers and when, and a field for the next one."""
    my = mine(request)
    helping, missed = HelpersRead(my.person, at=my.at), missed_hour_of(my.person.pk)
    read_together(*helping.reads, missed)
    helpers = helping.helpers()
    begun = {"text": _("Kan noen møte meg når jeg går ut?")} if request.GET.get("about") == "gate" else {}
    form = filled(request, MessageForm, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            sent = send_message(person=my.person, text=form.cleaned_data["text"], by=my.user, at=my.at)
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            undo = reverse("my_message_take_back", kwargs={"message_id": sent.pk})
            say(request, _("Sendt. %(when)s") % {"when": helpers.when}, undo=undo)
            return redirect("my_messages")
    before = conversation_mark(my.person, page_mark(request))
    rows = conversation(my.person, size=PAGE + 1, before=before)
    shown = rows[-PAGE:]
    mark_messages_read(person=my.person, by=my.user, at=my.at)
    return render(
        request,
        "my/messages.html",
        {
            "helpers": helpers,
            "missed": missed_words(helpers) if missed.rows else "",
            "messages_shown": [
                {
                    "id": message.pk,
                    "can_take_back": can_take_back(message, user=my.user),
                    "at": message.sent_at,
                    "when": moment_words(message.sent_at, today=my.today),
                    "who": _("Du") if message.from_person else first_name(who_wrote(message)),
                    "is_automatic": bool(message.automatic),
                    "way": told_to_the_person(message),
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


@require_POST
@closed_is_missing
def message_take_back(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Take back a message of mine that nobody has read."""
    my = mine(request)
    try:
        take_back_message(message=message_of(my.person, message_id), by=my.user, at=my.at)
    except RecordClosed:  # a second click
        say(request, _("Meldingen står ikke her lenger."))
    except Refused as refused:
        say(request, str(refused))
    else:
        say(request, _("Meldingen er tatt tilbake."))
    return redirect("my_messages")
