"""What the templates need: the names of life areas and of the zones of the window by their codes."""

from django import template

from benken.followup.window import NAMES, SIGNS
from benken.people.areas import LifeArea

register = template.Library()


@register.filter
def area_name(code: str) -> str:
    """Return what a life area is called, or nothing for a goal without one."""
    return str(LifeArea(code).label) if code in LifeArea.values else ""


@register.filter
def zone_name(code: str) -> str:
    """Return what a zone of the window is called."""
    return str(NAMES.get(code, ""))


@register.filter
def zone_signs(code: str) -> str:
    """Return what it is like to be in a zone."""
    return str(SIGNS.get(code, ""))
