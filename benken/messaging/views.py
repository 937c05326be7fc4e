"""The conversation, as the helper sees it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.pages import filled, signed_in_helper
from benken.access.policies import Refused
from benken.access.records import closed_is_missing
from benken.messaging.actions import mark_messages_read, send_message
from benken.messaging.forms import MessageForm
from benken.messaging.queries import LATEST, conversation
from benken.people.queries import open_whole_record
from benken.ui.messages import say


@closed_is_missing
def conversation_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show the latest messages and a field for the next one."""
    user, at = signed_in_helper(request), timezone.now()
    record = open_whole_record(person_id, for_user=user, part="messages", at=at)
    form = filled(request, MessageForm)
    if request.method == "POST" and form.is_valid():
        try:
            send_message(person=record.person, text=form.cleaned_data["text"], by=user, at=at)
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            say(request, _("Sendt."))
            return redirect("conversation", person_id=person_id)
    before = _before(request)
    messages = conversation(record.person, size=LATEST + 1, before=before)
    older, messages = len(messages) > LATEST, messages[-LATEST:]
    mark_messages_read(person=record.person, by=user, at=at)
    return render(
        request,
        "messaging/conversation.html",
        {
            "person": record.person,
            "conversation": messages,
            "older": messages[0].pk if older else None,
            "is_older": before is not None,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


def _before(request: HttpRequest) -> UUID | None:
    """Return which message the page goes on from, if it names one."""
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None
