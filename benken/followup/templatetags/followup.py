"""What the templates of goals and life areas need: the name of an area by its code."""

from django import template

from benken.people.areas import LifeArea

register = template.Library()


@register.filter
def area_name(code: str) -> str:
    """Return what a life area is called, or nothing for a goal without one."""
    return str(LifeArea(code).label) if code in LifeArea.values else ""
