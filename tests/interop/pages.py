"""What the tests of the import's pages share: a file taken through its steps by hand."""

import re
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.interop import jobs
from benken.interop.models import Import, ImportedRow
from benken.people.actions.people import register_person
from benken.people.models import Person
from tests.factories import make_team, make_user
from tests.interop.caseload import csv_of

HEADINGS = ("Kallenavn", "Fullt navn", "Fødselsnr", "Telefon", "Kontaktperson", "Mål", "Delmål", "Sist sett")


def upload(client: Client, data: bytes, name: str = "folk.xlsx") -> Any:
    """Send a file."""
    return client.post("/team/import/new/", {"file": SimpleUploadedFile(name, data)})


def uploaded(client: Client, data: bytes) -> Import:
    """Send a file that is taken, and return its import."""
    answer = upload(client, data)
    assert answer.status_code == 302, answer.content.decode()
    return the_import(UUID(answer["Location"].split("/")[3]))


def the_import(import_id: UUID) -> Import:
    """Return an import as it stands now."""
    with acting_as(SYSTEM):
        return Import.objects.get(pk=import_id)


def mapped(client: Client, one: Import, **changed: str) -> Any:
    """Say yes to the columns as they are guessed, apart from those that are changed."""
    fields = {f"c{place}": field for place, field in enumerate(one.fields)}
    return client.post(f"/team/import/{one.pk}/columns/", {"version": one.version, **fields, **changed})


def previewed(client: Client, data: bytes, **changed: str) -> Import:
    """Take a file to the page that shows what would happen."""
    one = uploaded(client, data)
    assert mapped(client, one, **changed).status_code == 302
    return the_import(one.pk)


def chosen(client: Client, one: Import, **choices: str) -> Any:
    """Choose for doubtful rows, by row_number."""
    return client.post(f"/team/import/{one.pk}/choose/", {"version": one.version, "go_to": "1", **choices})


def asked(client: Client, one: Import) -> Any:
    """Press the button that takes an import in."""
    return client.post(f"/team/import/{one.pk}/take-in/", {"version": one.version})


def closed_person(**facts: object) -> Person:
    """Register somebody of another team, whom the leader may not open."""
    with acting_as(SYSTEM):
        contact = make_user(team=make_team())
        return register_person(by=contact, contact=contact, at=timezone.now(), **facts)  # type: ignore[arg-type]


def many(length: int) -> bytes:
    """Return a sheet of so many people, all of them new."""
    rows = (
        (f"Kalt {i}", f"Navn {i}", "", f"{40000000 + i}", "Ingunn", "Svømme", "a|b", "1.1.2026") for i in range(length)
    )
    return csv_of(HEADINGS, *rows)


def taken_in(client: Client, data: bytes) -> Import:
    """Take a file in without the queue."""
    one = previewed(client, data)
    assert asked(client, one).status_code == 302
    jobs.take_in(str(one.pk))
    return the_import(one.pk)


def undone(client: Client, one: Import) -> Import:
    """Undo an import without the queue."""
    assert client.post(f"/team/import/{one.pk}/undo/", {}).status_code == 302
    jobs.undo(str(one.pk))
    return the_import(one.pk)


def outcomes(one: Import) -> dict[int, str]:
    """Return what came of each row, by its number."""
    with acting_as(SYSTEM):
        return dict(ImportedRow.objects.filter(of=one).values_list("number", "outcome"))


def text_of(answer: HttpResponse) -> str:
    """Return what stands on a page, without tags and doubled spaces."""
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2])
    return " ".join(plain.replace("&nbsp;", " ").replace("\xa0", " ").replace("&#x27;", "'").split())


def names() -> list[str]:
    """Return what everybody here is called."""
    with acting_as(SYSTEM):
        return list(Person.objects.order_by("called").values_list("called", flat=True))
