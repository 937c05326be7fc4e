"""What the component templates need and the template language cannot do: draw a widget, read an undo address."""

from __future__ import annotations

from datetime import datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from benken.ui.rows import drawn_rows
from benken.ui.sms_words import PATTERNS, sms_words
from benken.ui.words import moment_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.contrib.messages.storage.base import Message
    from django.forms.boundfield import BoundField, BoundWidget
    from django.template.base import Parser, Token

    from benken.ui.rows import RowLink
    from benken.ui.sms_words import Measured

register = template.Library()

UNDO = "undo:"
COLOURS = {"success": "success", "warning": "warning", "error": "danger"}


def _described_by(field: BoundField, *, why: str = "", counter: bool = False) -> str:
    """Ids of the texts that belong to a field, in the order they are read aloud."""
    parts = [
        f"{field.auto_id}_error" if field.errors else "",
        f"{field.auto_id}_helptext" if field.help_text else "",
        f"{field.auto_id}_why" if why else "",
        f"{field.auto_id}_counter" if counter else "",
    ]
    return " ".join(part for part in parts if part)


@register.simple_tag
def described_by(field: BoundField, why: str = "") -> str:
    """The value of aria-describedby for a group of choices."""
    return _described_by(field, why=why)


@register.simple_tag
def widget(field: BoundField, why: str = "", limit: int | str = "", sms: int | str = "") -> SafeString:
    """Draw the field's own widget with our class and its descriptions; `sms` is how many messages may be sent."""
    own = field.field.widget.attrs
    attrs: dict[str, str | bool] = {"class": f"ds-input {own.get('class', '')}".strip()}
    describes = _described_by(field, why=why, counter=bool(limit or sms))
    if describes:
        attrs["aria-describedby"] = describes
    if limit:
        attrs["data-limit"] = str(limit)
    if sms:
        attrs["data-sms"] = str(sms)
    if field.widget_type == "textarea":
        attrs["data-grow"] = True
    return field.as_widget(attrs=attrs)


@register.simple_tag
def sms_patterns() -> SafeString:
    """Write, as `data-…` attributes, the sentences of which the script says how long a text is."""
    return format_html_join("", ' data-{}="{}"', PATTERNS.items())


@register.filter
def said_of(measured: Measured | None) -> str:
    """Return how long a text is on its way to a phone, in words; for None, how much room there is."""
    return sms_words(measured or None)


@register.filter
def choice(option: BoundWidget) -> SafeString:
    """Draw one radio button or checkbox of a group, without the label around it."""
    option.data["attrs"]["class"] = "ds-input"
    option.data["wrap_label"] = False
    return option.tag(wrap_label=False)


@register.filter
def kind(field: BoundField) -> str:
    """Which of three shapes a field has: `group` of choices, single `check`, or `line` with the label above."""
    if field.field.widget.use_fieldset:
        return "group" if hasattr(field.field.widget, "choices") else "parts"
    return "check" if field.widget_type == "checkbox" else "line"


@register.filter
def undo_url(message: Message) -> str:
    """The address that undoes what a message tells about; see `benken.ui.messages.say`."""
    for part in (message.extra_tags or "").split():
        if part.startswith(UNDO):
            return part.removeprefix(UNDO)
    return ""


@register.filter
def message_colour(message: Message) -> str:
    """The family of colours for a message's level."""
    return COLOURS.get(message.level_tag, "accent")


@register.filter
def initials(name: str) -> str:
    """One or two letters for an avatar: first and last word of a name."""
    words = str(name).split()
    if not words:
        return ""
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.simple_tag
def data_attributes(**values: object) -> SafeString:
    """Write `data-…` attributes from keyword arguments, without the empty ones: key_label becomes data-key-label."""
    filled = ((name.replace("_", "-"), value) for name, value in values.items() if value not in {None, "", False})
    return format_html_join("", ' data-{}="{}"', filled)


# Days in words, drawn many times on a page: what Django's `date` says with the format of that name, in less time.


@register.filter
def iso(moment: datetime) -> str:
    """Write a moment for the `datetime` attribute of <time>, in local time."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


@register.filter
def day(when: date | None, format_name: str = "DATE_FORMAT") -> str:
    """Write a day, or the local day of a moment, in words; nothing for None."""
    if when is None:
        return ""
    local = timezone.localtime(when).date() if isinstance(when, datetime) else when
    return _day_words(local, format_name, get_language() or "")


@register.filter
def said(when: datetime | None) -> str:
    """Write a moment as it is said, on the pages of people: i dag kl. 10.12; nothing for None."""
    return moment_words(when, today=timezone.localdate()) if when else ""


@register.filter
def moment(when: datetime | None) -> str:
    """Write a moment in words, in local time; nothing for None."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    before_clock = _words_before_clock(local.date(), get_language() or "")
    return f"{before_clock}{local:%H:%M}" if before_clock else date_format(local, "DATETIME_FORMAT")


@lru_cache(maxsize=10_000)
def _day_words(when: date, format_name: str, _language: str) -> str:
    return date_format(when, format_name)


@lru_cache(maxsize=10_000)
def _words_before_clock(when: date, _language: str) -> str:
    """Return what stands before the clock in a moment's words, or nothing if the clock does not stand last."""
    words = date_format(datetime.combine(when, time(23, 59)), "DATETIME_FORMAT")
    return words.removesuffix("23:59") if words.endswith("23:59") else ""


@register.filter
def row_links(rows: Iterable[RowLink]) -> SafeString:
    """Draw a list whose rows are each one link."""
    return drawn_rows(rows)


@register.simple_tag
def options(choices: Iterable[tuple[str, object]], chosen: str = "") -> SafeString:
    """Draw the options of a long <select>, at once."""
    drawn = ((value, SafeString(" selected") if value == chosen else "", words) for value, words in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', drawn)


class DrawnOnce(template.Node):
    """What is the same on every page in a language: drawn once in each process, and without the page's context."""

    def __init__(self, nodes: template.NodeList) -> None:
        self.nodes = nodes
        self.drawn: dict[str, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        """Return it as it was drawn, knowing nothing of who asks."""
        language = get_language() or ""
        if language not in self.drawn:
            alone = template.Context()
            alone.template = context.template
            self.drawn[language] = self.nodes.render(alone)
        return self.drawn[language]


@register.tag
def drawn_once(parser: Parser, _token: Token) -> DrawnOnce:
    """Draw what stands until `enddrawn_once` once per language. It knows nothing of the request."""
    nodes = parser.parse(("enddrawn_once",))
    parser.delete_first_token()
    return DrawnOnce(nodes)
