"""Lists whose rows are each one link, drawn at once: a full Today has a hundred of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class RowLink:
    """Where a row leads, who or what it is about, what is said of it, and quietly: when."""

    href: str
    name: str
    words: str = ""
    when: str = ""


def drawn_rows(rows: Iterable[RowLink]) -> SafeString:
    """Return a list of rows that are links."""
    items = []
    for row in rows:
        words = f' <span dir="auto">{escape(row.words)}</span>' if row.words else ""
        when = f' <span class="quiet small">{escape(row.when)}</span>' if row.when else ""
        name = f'<strong dir="auto">{escape(row.name)}</strong>'
        items.append(f'<li><a class="row-link" href="{escape(row.href)}">{name}{words}{when}</a></li>')
    return mark_safe(f'<ul class="rows" role="list">{"".join(items)}</ul>')  # noqa: S308  # each part is escaped
