"""The line that tells, on pages where somebody could wonder, that all that is automatic is stopped."""

from typing import Any

from django import template

from benken.access.policies import can_switch_automatic
from benken.access.queries.automatic import latest_press

register = template.Library()
NOT_READ = object()


@register.inclusion_tag("access/automatic_off.html", takes_context=True)
def automatic_off(context: dict[str, Any]) -> dict[str, Any]:
    """Draw the line while the switch is off; nothing while it is on.

    A page that has read the switch with its other small reads says so on the request: `request.automatic_press`.
    """
    request = context["request"]
    press = getattr(request, "automatic_press", NOT_READ)
    if press is NOT_READ:
        press = latest_press()
    return {"press": press, "can_switch": request.user.is_authenticated and can_switch_automatic(request.user)}
