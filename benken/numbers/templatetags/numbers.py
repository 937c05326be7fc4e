"""How a template shows counts of persons: `{% safe_table table … %}` and `{{ count|shown }}`. Anything else raises."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from benken.numbers.disclosure import SafeCount, SafeTable
from benken.numbers.figures import Beside, Words, drawn, why_hidden, words_of

register = template.Library()


@register.inclusion_tag("ui/components/figures.html")
def safe_table(  # the names a template gives
    table: SafeTable,
    *,
    id: str,  # noqa: A002  # so it is called in a page
    title: str,
    words: Words | None = None,
    text: str = "",
    corner: str = "",
    beside: Beside | None = None,
    csv_url: str = "",
    level: int = 2,
) -> dict[str, Any]:
    """Draw a table with its headline, why something is hidden, and the way to it as a file."""
    figures = drawn(table, words=words or {}, corner=corner, beside=beside)
    return {"id": id, "title": title, "text": text, "figures": figures, "csv_url": csv_url, "level": level}


@register.filter
def shown(count: SafeCount) -> SafeString | str:
    """Write one count in a sentence; where it is hidden, the words say so and the title says why."""
    cell = words_of(count)
    if not cell.is_hidden:
        return cell.text
    return format_html('<span class="quiet" title="{}">{}</span>', why_hidden(), cell.text)
