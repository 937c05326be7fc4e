"""What the tests of the import's pages share: a file taken through its steps by hand."""

import re
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from benken.access.actor import SYSTEM, acting_as
from benken.interop.models import Import
from benken.people.models import Person

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


def text_of(answer: HttpResponse) -> str:
    """Return what stands on a page, without tags and doubled spaces."""
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2])
    return " ".join(plain.replace("&nbsp;", " ").replace("\xa0", " ").replace("&#x27;", "'").split())


def names() -> list[str]:
    """Return what everybody here is called."""
    with acting_as(SYSTEM):
        return list(Person.objects.order_by("called").values_list("called", flat=True))
