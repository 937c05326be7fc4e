"""The hidden fields that every form carries."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from benken.access.typed_text import owner_token
from benken.lib.ids import new_id

register = template.Library()


@register.simple_tag(takes_context=True)
def form_tokens(context: dict[str, Any], page: str = "") -> SafeString:
    """Draw the CSRF token, the key that makes a form count once, whose form it is, and the page it stands on."""
    request = context["request"]
    same_for_all = getattr(request, "form_tokens", None)
    if same_for_all is None:  # a page may hold many forms, and signing costs
        same_for_all = request.form_tokens = _same_for_all(request)
    if not request.user.is_authenticated:
        return same_for_all
    return format_html(
        '{}<input type="hidden" name="_once" value="{}"><input type="hidden" name="_page" value="{}">',
        same_for_all,
        new_id(),
        page or request.path,
    )


def _same_for_all(request: HttpRequest) -> SafeString:
    csrf = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
    if not request.user.is_authenticated:
        return csrf
    return format_html('{}<input type="hidden" name="_owner" value="{}">', csrf, owner_token(request.user))
