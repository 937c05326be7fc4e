"""Tell the person what just happened, with a way to undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages

if TYPE_CHECKING:
    from django.http import HttpRequest


def say(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Show one line on the next page. `undo` is an address that takes a POST and undoes the deed; it holds no space."""
    messages.success(request, text, extra_tags=f"undo:{undo}" if undo else "")
