"""The conversation, as the helper sees it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, page_mark, signed_in_helper
from benken.access.policies import Refused
from benken.access.records import closed_is_missing
from benken.messaging.actions.conversation import mark_messages_read, send_message, take_back_message
from benken.messaging.forms.conversation import MessageForm
from benken.messaging.policies.conversation import can_take_back
from benken.messaging.queries.conversation import LATEST, Message, conversation, conversation_mark, message_of
from benken.messaging.words import who_wrote
from benken.people.queries import RecordClosed, may_write, open_whole_record
from benken.ui.messages import say


@closed_is_missing
def conversation_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show the latest messages and a field for the next one."""
    user, at = signed_in_helper(request), timezone.now()
    record = open_whole_record(person_id, for_user=user, part="messages", at=at)
    form = filled(request, MessageForm)
    if request.method == "POST" and form.is_valid():
        try:
            sent = send_message(person=record.person, text=form.cleaned_data["text"], by=user, at=at)
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            say(request, _("Sendt."), undo=_take_back_address(sent))
            return redirect("conversation", person_id=person_id)
    before = conversation_mark(record.person, page_mark(request))
    messages = conversation(record.person, size=LATEST + 1, before=before)
    older, messages = len(messages) > LATEST, messages[-LATEST:]
    mark_messages_read(person=record.person, by=user, at=at)
    return render(
        request,
        "messaging/conversation.html",
        {
            "person": record.person,
            "conversation": [
                (message, who_wrote(message), _take_back_address(message) if can_take_back(message, user=user) else "")
                for message in messages
            ],
            "older": messages[0].pk if older else None,
            "is_older": before is not None,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@closed_is_missing
def message_take_back(request: HttpRequest, person_id: UUID, message_id: UUID) -> HttpResponse:
    """Take back a message of mine that the person has not read."""
    user, at = signed_in_helper(request), timezone.now()
    person = may_write(person_id, for_user=user, at=at).person
    try:
        take_back_message(message=message_of(person, message_id), by=user, at=at)
    except RecordClosed:  # a second click
        say(request, _("Meldingen står ikke her lenger."))
    except Refused as refused:
        say(request, str(refused))
    else:
        say(request, _("Meldingen er tatt tilbake."))
    return redirect("conversation", person_id=person_id)


def _take_back_address(message: Message) -> str:
    return reverse("message_take_back", kwargs={"person_id": message.person_id, "message_id": message.pk})
