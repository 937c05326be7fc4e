"""The inbox: every conversation of those somebody follows."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from benken.access.actions.logs import log_list_and_readings
from benken.access.pages import signed_in_helper
from benken.access.queries.automatic import AutomaticRead
from benken.access.together import read_together
from benken.lib.sought import LONGEST_QUERY
from benken.lib.text import tidy_line
from benken.messaging.queries.inbox import Conversation, Inbox
from benken.messaging.queries.tray import InTheTray
from benken.messaging.words import did_not_arrive_words, promised_words
from benken.ui.words import moment_words

ON_A_PAGE = 50
BEGINNING = 120  # letters of the newest message


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the conversations, what waits first, and how many texts lie in the tray."""
    user, at = signed_in_helper(request), timezone.now()
    query = tidy_line(request.GET.get("q", ""))[:LONGEST_QUERY]
    inbox = Inbox(for_user=user, at=at, query=query)
    tray, automatic = InTheTray(for_user=user, at=at), AutomaticRead()
    read_together(*inbox.reads, *tray.reads, automatic.read)
    request.automatic_press = automatic.press  # type: ignore[attr-defined]  # for the line that tells of the switch
    page = Paginator(inbox.conversations(), ON_A_PAGE).get_page(request.GET.get("page"))
    # Whose own words stand on this page has been read about.
    bases = {one.open_person.person.pk: one.open_person.right.basis for one in page if one.newest.from_person}
    log_list_and_readings(user=user, bases=bases, part="inbox", at=at)
    if inbox.is_waited_for:  # else the menu asks what else there is
        request.something_waits = True  # type: ignore[attr-defined]  # for the mark in the menu
    return render(
        request,
        "messaging/inbox.html",
        {
            "lines": [_line(one, at=at) for one in page],
            "page": page,
            "sought": query,
            "has_people": inbox.has_people,
            "tray": tray,
        },
    )


def _line(one: Conversation, *, at: datetime) -> dict[str, Any]:
    """Return what the list shows of a conversation."""
    newest, person = one.newest, one.open_person.person
    begins = Truncator(tidy_line(newest.text)).chars(BEGINNING)
    return {
        "href": reverse("conversation", kwargs={"person_id": person.pk}),
        "called": person.called,
        "begins": begins,
        "from": "" if newest.from_person else _("Automatisk") if newest.automatic else _("Fra oss"),
        "by_text": newest.by_text,
        "when": moment_words(newest.sent_at, today=timezone.localdate(at)),
        "unread": one.unread,
        "waits": bool(one.waiting),
        "promised": promised_words(one.answer_by_at, at=at) if one.answer_by_at else "",
        "is_stand_in_asked": one.is_stand_in_asked,
        "not_arrived": did_not_arrive_words(one.not_arrived) if one.not_arrived else "",
    }
