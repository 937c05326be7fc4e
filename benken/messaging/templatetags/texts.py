"""What the templates of texts need: how long what is written is on its way to a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from benken.messaging.gsm import Measured, measure, plainer

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

register = template.Library()


@register.filter
def measured(field: BoundField) -> Measured | None:
    """Measure what stands in a field, as it would be sent; None when nothing does."""
    written = plainer(str(field.value() or "").strip())
    return measure(written) if written else None
