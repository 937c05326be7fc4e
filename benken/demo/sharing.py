"""What the invented people share, by part, with whom and why: with Tuva's sister, and with one who works elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Model

from benken.access.models import Right
from benken.demo.keys import account_id, fixed_id
from benken.people.models import SharedPart, SharingConsent

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

LASTS = timedelta(days=91)


@dataclass(frozen=True)
class Opened:
    """Parts that a person has opened to an account, and why."""

    to: str
    parts: tuple[SharedPart, ...]
    why: str


OPENED = {
    "tuva": (
        Opened("silje", (SharedPart.GOALS, SharedPart.SAFETY), "søstera mi heier på meg"),
        Opened("randi-dps", (SharedPart.GOALS, SharedPart.PROMISES), "så jeg slipper å si alt to ganger"),
    )
}


def shared_by(person: "PersonRows") -> Iterator[Model]:
    """Yield what a person shares now, given on their own page, and the rights it gives."""
    own = person.account
    for opened in OPENED.get(person.course.key, ()) if own else ():
        assert own is not None
        since = max(person.clock.workday(5), person.known)
        about = f"{person.course.key} {opened.to}"
        parts = sorted(str(part) for part in opened.parts)
        yield SharingConsent(
            id=fixed_id("consent", about),
            person_id=person.id,
            receiver_id=account_id(opened.to),
            parts=parts,
            why=opened.why,
            how=SharingConsent.How.OWN_PAGE,
            given_at=since,
            given_by_id=own,
            until_at=since + LASTS,
        )
        yield Right(
            id=fixed_id("right", about),
            user_id=account_id(opened.to),
            subject_id=person.id,
            basis=Right.Basis.SHARED,
            scope=Right.Scope.PARTS,
            parts=parts,
            since_at=since,
            until_at=since + LASTS,
        )
