# ruff: noqa: E501  # whole paragraphs of a page
"""Pages of the documentation that are made from the code. `python -m tests.guards.documents` writes them anew."""

import os
import sys
from collections.abc import Iterator

from benken.operate.private_server import PROJECT

REFERENCE = PROJECT / "docs" / "reference"
ALL_ABOUT = REFERENCE / "all-about-me.md"
DATA = REFERENCE / "data.md"
REFERRALS = REFERENCE / "referrals.md"

ALL_ABOUT_HEAD = """# All about me: the JSON file

What a person gets under «Rettighetene mine» when they ask for all that Benken has about them. The page and the PDF tell the same. This page is made from the code (`tests/guards/documents.py`); a test keeps it in step.

## The file
| key | what |
|---|---|
| `format` | always `benken.all-about-me` |
| `version` | 1. It goes up when a key goes away or changes what it means. A new key changes nothing. |
| `made_at` | when the file was made |
| `person_id` | the person's id here |
| `made_for` | `self`, or `contact_person` when the contact printed it for the person |
| `sections` | one list of rows for each section below that has any |

Moments are ISO 8601 in UTC (`2026-11-22T07:15:00+00:00`), days `2026-11-22`. Codes stand as the database has them. A person or a team is told by name. What is empty is `null` or `""`.

Not in it: drafts, and that there are any; the words that are withheld (that something is, stands in `withheld`); hashes and keys. Sections marked «own page» are not in what a contact prints. Rows marked «by the system» are read by it, since nobody else sees them.
"""
DATA_HEAD = """# Every field: class, how long it is kept, and why

Made from the code (`tests/guards/documents.py`); a test keeps it in step. The classes and the reasons are in `benken/lib/data_classes.py`, the rules of each country in `benken/country/keeping.py`.
"""


def all_about_page() -> str:
    """Return the page about the JSON file."""
    return "\n".join(_all_about()) + "\n"


def _all_about() -> Iterator[str]:
    from benken.access.about import not_told, sections

    yield ALL_ABOUT_HEAD
    yield "## The sections"
    for section in sections():
        marks = [("own page", section.own_page_only), ("by the system", section.by_system)]
        said = ", ".join(mark for mark, holds in marks if holds)
        yield f"\n### `{section.key}`{f' ({said})' if said else ''}"
        yield f"From `{section.model._meta.label}`, {section.model.retention.value}.\n"  # type: ignore[attr-defined]  # each of ours has it
        yield "| key | kind |"
        yield "|---|---|"
        for name in section.labels:
            yield f"| `{name}` | {_kind(section.model._meta.get_field(name))} |"
        for extra in section.extra:
            yield f"| `{extra.key}` | text |"
        yield "\nLeft out: " + "; ".join(f"`{name}`: {why}" for name, why in section.left_out.items()) + "."
    yield "\n## Tables that are not told"
    for label, why in sorted(not_told().items()):
        yield f"- `{label}`: {why}."


def _kind(field: object) -> str:
    from django.contrib.postgres.fields import ArrayField
    from django.db import models

    if isinstance(field, models.ForeignKey):
        return "name" if field.related_model._meta.label in {"access.User", "access.Team"} else "id"
    if isinstance(field, ArrayField):
        return "list"
    kinds: list[tuple[type, str]] = [
        (models.DateTimeField, "moment"),
        (models.DateField, "day"),
        (models.BooleanField, "true or false"),
        (models.IntegerField, "number"),
        (models.UUIDField, "id"),
    ]
    if isinstance(field, models.Field) and field.choices:
        return "code: " + ", ".join(f"`{value}`" for value, _label in field.flatchoices)
    return next((words for each, words in kinds if isinstance(field, each)), "text")


def data_page() -> str:
    """Return the page about every field."""
    return "\n".join(_data()) + "\n"


def _data() -> Iterator[str]:
    from django.apps import apps

    from benken.lib.data_classes import REASONS

    ours = sorted(
        (model for model in apps.get_models() if model.__module__.startswith("benken.")),
        key=lambda model: model._meta.label,
    )
    yield DATA_HEAD
    yield "## How long, and why"
    yield "| retention | why |"
    yield "|---|---|"
    for retention, why in REASONS.items():
        yield f"| {retention.value} | {why} |"
    yield "\n## The tables"
    for model in ours:
        about = " ".join((model.__doc__ or "").split("\n\n")[0].split())
        yield f"\n### {model._meta.label}: {model.retention.value}"  # type: ignore[attr-defined]  # a guard asks for it
        yield f"{about}\n"
        yield "| field | class |"
        yield "|---|---|"
        for name, kind in model.data_classes.items():  # type: ignore[attr-defined]  # a guard asks for it
            yield f"| `{name}` | {kind.value} |"


REFERRALS_HEAD = """# Referrals: how one goes on

Made from the one table in `benken/services/policies/referrals.py` (`tests/guards/documents.py`); a test keeps it in step. The database holds the same table in a trigger; a test tries each pair.

No state is reached by time, a slip, a missed meeting or silence. Somebody records what came, or nothing happens.
"""


def referrals_page() -> str:
    """Return the page about the states of a referral."""
    return "\n".join(_referrals()) + "\n"


def _referrals() -> Iterator[str]:
    from benken.services.policies.referrals import BY_PERSON, BY_RECEIVER, EVERY, MOVES, REASONS, UNDO, WAITING
    from benken.services.policies.referrals import moves as going

    yield REFERRALS_HEAD
    yield "```mermaid\nstateDiagram-v2"
    yield "    [*] --> drafted"
    for state, ways in MOVES.items():
        yield from (f"    {state.value} --> {to.value}" for to in ways)
        if not ways:
            yield f"    {state.value} --> [*]"
    yield "```\n"
    yield "| state | on to | answered here by the receiver | by the person | somebody waits |"
    yield "|---|---|---|---|---|"
    for state, ways in MOVES.items():
        cells = [ways, going(state, receiver=True), going(state, person=True)]
        said = [", ".join(f"`{one.value}`" for one in cell) for cell in cells]
        yield f"| `{state.value}` | {' | '.join(said)} | {'yes' if state in WAITING else ''} |"
    receiver, person = (", ".join(f"`{one.value}`" for one in sorted(who)) for who in (BY_RECEIVER, BY_PERSON))
    yield f"\n- The receiver may answer {receiver}, while the letter is with them. The person may record {person}."
    yield f"- A step is taken back within {int(UNDO.total_seconds() // 60)} minutes by whoever recorded it, unread by others. After that a new step is recorded."
    yield f"- A next date that passes is told to the person and moves on by {EVERY.days} days. The referral stays."
    yield "\n## Reasons, always about the service"
    for state, reasons in REASONS.items():
        yield f"- `{state.value}`: {', '.join(f'`{one.value}`' for one in reasons)}"


def main() -> int:
    """Write the pages."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benken.config.settings"
    import django

    django.setup()
    ALL_ABOUT.write_text(all_about_page())
    DATA.write_text(data_page())
    REFERRALS.write_text(referrals_page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
