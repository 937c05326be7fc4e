"""The conversation, as the helper sees it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from benken.access.pages import carry, filled, page_mark, refusals_said, signed_in_helper
from benken.access.policies import Refused
from benken.access.queries import User
from benken.access.records import closed_is_missing
from benken.access.together import read_together
from benken.messaging.actions.conversation import (
    mark_messages_read,
    needs_an_answer,
    needs_no_answer,
    send_message,
    take_back_message,
)
from benken.messaging.actions.texts import note_seen, send_text_now
from benken.messaging.forms.conversation import MessageForm
from benken.messaging.policies.conversation import can_take_back, can_take_back_text
from benken.messaging.policies.texts import Way, can_send_now, may_change_soon
from benken.messaging.queries.conversation import (
    LATEST,
    Message,
    conversation,
    conversation_mark,
    message_of,
    waiting_for_an_answer,
)
from benken.messaging.queries.reach import ReachRead
from benken.messaging.queries.texts import did_not_arrive, text_of
from benken.messaging.words import how_far, promised_words, text_sent_with, way_words, who_wrote
from benken.people.policies import sees_for_the_contact
from benken.people.queries import Person, RecordClosed, may_write, open_whole_record
from benken.ui.messages import say
from benken.ui.words import moment_words

FAR = 20  # messages: of so many the page looks again how far their texts got


@closed_is_missing
def conversation_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show the latest messages, how far the texts got, and a field for the next one."""
    user, at = signed_in_helper(request), timezone.now()
    record = open_whole_record(person_id, for_user=user, part="messages", at=at)
    person, reaching = record.person, ReachRead(record.person)
    waiting, not_arrived = waiting_for_an_answer(person), did_not_arrive([person.pk])
    read_together(*reaching.reads, waiting, not_arrived)
    reach = reaching.reach()
    form = filled(request, MessageForm, ways=reach.ways)
    if request.method == "POST":
        if form.is_valid():
            try:
                sent = send_message(person=person, **form.cleaned_data, by=user, at=at)
            except Refused as refused:
                form.add_error("text", str(refused))
            else:
                said = _("Skrevet.") if form.cleaned_data["way"] != Way.PAGE else _("Sendt.")
                say(request, said, undo=_take_back_address(sent))
                return redirect("conversation", person_id=person_id)
        elif "way" in form.errors:  # the way is closed, and another is chosen for the next try
            carry(form, way=reach.ways[0])
    before = conversation_mark(person, page_mark(request))
    messages = conversation(person, size=LATEST + 1, before=before)
    older, messages = len(messages) > LATEST, messages[-LATEST:]
    mark_messages_read(person=person, by=user, at=at)
    if not_arrived.rows and sees_for_the_contact(record.right):
        note_seen(person=person, at=at)
    lines = [_line(message, user=user, at=at) for message in messages]
    return render(
        request,
        "messaging/conversation.html",
        {
            "person": person,
            "conversation": lines,
            "older": messages[0].pk if older else None,
            "is_older": before is not None,
            "moves": any(line["moves"] for line in lines[-FAR:]),
            "reach": reach,
            "waits": next((promised_words(one.answer_by_at, at=at) for one in waiting.rows if one.answer_by_at), ""),
            "stand_in_asked": any(one.stand_in_asked_at is not None for one in waiting.rows),
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_GET
@closed_is_missing
def texts_far(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Answer how far the latest texts got, and nothing of what they say: what an open page asks for as time goes."""
    user, at = signed_in_helper(request), timezone.now()
    person = may_write(person_id, for_user=user, at=at).person
    lines = [_line(message, user=user, at=at) for message in conversation(person, size=FAR)]
    return render(
        request, "messaging/texts_far.html", {"conversation": lines, "moves": any(line["moves"] for line in lines)}
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


@require_POST
@closed_is_missing
def message_text_now(request: HttpRequest, person_id: UUID, text_id: UUID) -> HttpResponse:
    """Let a text go now that waits for the quiet hours to end."""
    user, at = signed_in_helper(request), timezone.now()
    person = may_write(person_id, for_user=user, at=at).person
    with refusals_said(request):
        send_text_now(text=text_of(person, text_id), by=user, at=at)
        say(request, _("SMS-en går ut nå."))
    return redirect("conversation", person_id=person_id)


@require_POST
@closed_is_missing
def messages_no_answer(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Say of what waits that it needs no answer."""
    user, at = signed_in_helper(request), timezone.now()
    person = may_write(person_id, for_user=user, at=at).person
    newest = needs_no_answer(person=person, by=user, at=at)
    if newest is None:  # a second click, or somebody else was first
        say(request, _("Ingenting venter på svar her."))
    else:
        named = {"person_id": person_id, "message_id": newest.pk}
        say(request, _("Det venter ikke på svar lenger."), undo=reverse("message_answer_after_all", kwargs=named))
    return redirect("conversation", person_id=person_id)


@require_POST
@closed_is_missing
def message_answer_after_all(request: HttpRequest, person_id: UUID, message_id: UUID) -> HttpResponse:
    """Let what needed no answer wait again."""
    user, at = signed_in_helper(request), timezone.now()
    person = may_write(person_id, for_user=user, at=at).person
    with refusals_said(request):
        needs_an_answer(message=message_of(person, message_id), by=user, at=at)
        say(request, _("Det venter på svar igjen."))
    return redirect("conversation", person_id=person_id)


def _line(message: Message, *, user: User, at: datetime) -> dict[str, Any]:
    """Return what the page shows of a message."""
    text = text_sent_with(message)
    may_take_back = can_take_back(message, user=user) and (text is None or can_take_back_text(text))
    may_send_now = text is not None and can_send_now(text, at=at)
    return {
        "message": message,
        "when": moment_words(message.sent_at, today=timezone.localdate(at)),
        "who": who_wrote(message),
        "way": way_words(message),
        "far": how_far(text, at=at) if text else "",
        "moves": text is not None and may_change_soon(text, at=at),
        "take_back": _take_back_address(message) if may_take_back else "",
        "send_now": _send_now_address(message.person, text.pk) if text and may_send_now else "",
    }


def _take_back_address(message: Message) -> str:
    return reverse("message_take_back", kwargs={"person_id": message.person_id, "message_id": message.pk})


def _send_now_address(person: Person, text_id: UUID) -> str:
    return reverse("message_text_now", kwargs={"person_id": person.pk, "text_id": text_id})
