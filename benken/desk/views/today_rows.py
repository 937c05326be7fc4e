"""The rows of Today's lists: promises with a button each, conversations, and who has asked for help."""

from collections.abc import Iterable
from datetime import datetime
from html import escape

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benken.access.queries import User
from benken.followup.queries import Promise
from benken.messaging.queries.conversation import Unread
from benken.messaging.words import promised_words
from benken.services.queries.requests import Request
from benken.ui.rows import RowLink
from benken.ui.templatetags.ui import said
from benken.ui.words import day_words

PROMISE = """<li class="cluster spread"><span><strong>{words}</strong><br><span class="quiet small">\
<a href="{href}">{called}</a>{when}</span></span>
<span class="cluster"><button class="ds-button" data-variant="secondary" data-size="sm" type="submit" form="promise" \
formaction="{keep}"{key}>{kept}<span class="ds-sr-only"> {words}</span></button>\
<a href="{tell}">{not_kept}</a></span></li>"""
KEYS = 9


def drawn_promises(promises: Iterable[Promise], *, keys: bool = False) -> SafeString:
    """Return the rows of promises, the first nine with a key of their own; they send the page's form `promise`."""
    today, late = timezone.localdate(), _("skulle vært gjort %(day)s")
    kept, not_kept, rows = escape(_("Holdt")), escape(_("Fikk det ikke til")), []
    for number, made in enumerate(promises, start=1):
        about = {"person_id": made.person_id}
        when = day_words(made.due_on, today=today) if made.due_on else ""
        if made.due_on and made.due_on < today:
            when = late % {"day": when}
        rows.append(
            PROMISE.format(
                words=escape(made.words),
                called=escape(made.person.called),
                when=f" · {escape(when)}" if when else "",
                href=reverse("person", kwargs=about),
                keep=reverse("promise_keep", kwargs={**about, "promise_id": made.pk, "kept": 1}),
                tell=reverse("promise_tell", kwargs={**about, "promise_id": made.pk}),
                key=f' data-key="h {number}"' if keys and number <= KEYS else "",
                kept=kept,
                not_kept=not_kept,
            )
        )
    return mark_safe("".join(rows))  # noqa: S308  # all that is not written here is escaped


def unread_row(row: Unread, *, at: datetime) -> RowLink:
    """Return what the list shows of a conversation with something unread: the newest words, how many, how late."""
    late = promised_words(row.answer_by_at, at=at) if row.answer_by_at and row.answer_by_at < at else ""
    many = ngettext("%(count)s ulest", "%(count)s uleste", row.count) % {"count": row.count} if row.count > 1 else ""
    when = " · ".join(part for part in (said(row.newest.sent_at), many, late) if part)
    href = reverse("conversation", kwargs={"person_id": row.person.pk})
    return RowLink(href, row.person.called, Truncator(row.newest.text).chars(120), when)


def request_rows(requests: Iterable[Request], *, user: User) -> list[RowLink]:
    """Return what the list shows of each who has asked for help: a name if they gave one, and by when they hear."""
    today, late, by_day = timezone.localdate(), _("skulle hatt svar %(day)s"), _("svar innen %(day)s")
    return [
        RowLink(
            reverse("request", kwargs={"asked_id": asked.pk}),
            asked.called or _("Uten navn"),
            "" if asked.owner_id == user.pk else _("ingen har tatt den"),
            (late if asked.answer_by_on < today else by_day) % {"day": day_words(asked.answer_by_on, today=today)},
        )
        for asked in requests
    ]
