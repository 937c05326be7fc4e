"""Which parts of My page stand there now: what the person has chosen, less what a narrow session does not open."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from benken.access.narrow import is_narrow_here
from benken.access.together import SmallRead
from benken.people.queries import NEUTRAL, PageChoice, Part, page_choice_of

LOOKED_OVER = "neutral"  # in the session: somebody may look over the shoulder just now
OPENED_TOGETHER = frozenset({Part.NETWORK, Part.WRITTEN, Part.READERS})


def page_choice(person_id: UUID) -> SmallRead[PageChoice]:
    """Return the read of what a person has left out, to be sent with others."""
    return SmallRead(page_choice_of(person_id))


def parts_shown(request: HttpRequest, choice: Iterable[PageChoice] | None = None) -> frozenset[str]:
    """Return the parts that stand there; asked once per request, and not at all if the choice has been read."""
    known: frozenset[str] | None = getattr(request, "parts_shown", None)
    if known is not None:
        return known
    user = request.user
    if not user.is_authenticated or user.subject_id is None or transaction.get_rollback():
        return NEUTRAL  # after a fault nothing can be asked: the page then says as little as it can
    if choice is None:
        choice = page_choice_of(user.subject_id)
    shown = chosen_parts(choice)
    if request.session.get(LOOKED_OVER):
        shown &= NEUTRAL
    if is_narrow_here(request):
        shown -= OPENED_TOGETHER
    request.parts_shown = shown  # type: ignore[attr-defined]  # read above
    return shown


def more_is_opened_together(request: HttpRequest, choice: Iterable[PageChoice]) -> bool:
    """Tell whether the page says that there is more: in a narrow session, unless the person has left it all out."""
    return (
        is_narrow_here(request)
        and not request.session.get(LOOKED_OVER)
        and bool(chosen_parts(choice) & OPENED_TOGETHER)
    )


def chosen_parts(choice: Iterable[PageChoice]) -> frozenset[str]:
    """Return the parts that the person wants to see; without a choice, all."""
    return frozenset(Part.values).difference(*(one.hidden for one in choice))
