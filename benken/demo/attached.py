"""Two files of the invented people, made here, the same each time: Tuva's sheet of music, and a route by bicycle."""

import hashlib
from collections.abc import Iterable, Iterator
from io import BytesIO

from django.db.models import Model
from PIL import Image, ImageDraw

from benken.demo.keys import fixed_id
from benken.lib.file_kinds import FileKind
from benken.people import file_store
from benken.people.models import Attachment, Entry
from benken.services.models import Referral

NAME = "Noter.png"
ROUTE = "Ruta jeg vil kjøre.txt"
ROUTE_WORDS = """Kjøkkenet – Bryggegata – Torget – Nordsida – hjem langs vannet.
Fjorten vikepliktskilt. Sjef kan alle.
Uten motor: 40 minutter. Med middag på planet: 50.
"""
PAPER, INK, PENCIL = (250, 246, 236), (52, 48, 44), (46, 94, 140)
WIDTH, HEIGHT, GAP = 480, 340, 12
# The song: of each note how far it stands above the lowest line, in half gaps.
STAVES = ((0, 2, 4, 4, 5, 4, 2), (2, 3, 4, 6, 5, 4, 3), (4, 4, 2, 3, 2, 1, 0))


def sheet_of_music() -> bytes:
    """Draw three lines of a song by hand, with the last note in another pen."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(sheet)
    for row, notes in enumerate(STAVES):
        lowest = 100 + row * 95
        for line in range(5):
            pen.line([(30, lowest - line * GAP), (WIDTH - 30, lowest - line * GAP)], fill=INK, width=1)
        for place, height in enumerate(notes):
            is_last = row == len(STAVES) - 1 and place == len(notes) - 1
            x, y, colour = 70 + place * 55, lowest - height * GAP // 2, PENCIL if is_last else INK
            pen.ellipse([(x - 8, y - 6), (x + 8, y + 6)], fill=colour)
            pen.line([(x + 7, y), (x + 7, y - 38)], fill=colour, width=2)
    content = BytesIO()
    sheet.save(content, "PNG")
    return content.getvalue()


def attached_to(rows: Iterable[Model]) -> Iterator[Attachment]:
    """Yield the file beside the latest good news among the rows of one person; it is put on the disk by `store`."""
    told = [row for row in rows if isinstance(row, Entry) and row.kind == Entry.Kind.GOOD_NEWS]
    latest = max(told, key=lambda entry: entry.happened_at)
    content = sheet_of_music()
    yield Attachment(
        id=fixed_id("attachment", str(latest.person_id)),
        person_id=latest.person_id,
        entry_id=latest.pk,
        name=NAME,
        kind=FileKind.PNG.value,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        added_by_id=latest.author_id,
        added_at=latest.created_at,
    )


def sent_with(referral: Referral, name: str) -> Attachment:
    """Return the file that went with a letter, put there while it was written."""
    content = _content(name)
    return Attachment(
        id=fixed_id("attachment", name),
        person_id=referral.person_id,
        about_id=referral.pk,
        name=name,
        kind=FileKind.TEXT.value,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        added_by_id=referral.drafted_by_id,
        added_at=referral.drafted_at,
    )


def store(rows: Iterable[Model]) -> None:
    """Put the files of these rows on the disk, before the rows are there. One that lies there and opens is left."""
    for row in rows:
        if isinstance(row, Attachment):
            file_store.put_once(row, _content(row.name))


def _content(name: str) -> bytes:
    return ROUTE_WORDS.encode() if name == ROUTE else sheet_of_music()
