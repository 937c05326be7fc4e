"""What a file is, by what is in it; photos lose where they were taken; what only looks like a file is refused."""

from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from PIL.ExifTags import IFD

from benken.lib.file_kinds import LARGEST, FileKind, NotTaken, TakenFile, Why, shown_name, taken
from benken.lib.pictures import LONGEST_SIDE
from tests.real_files import PROGRAM, a_docx, a_huge_picture, a_pdf, a_photo, an_odt, zipped

HEIC = Path(__file__).parents[1] / "data" / "photo.heic"


def take(content: bytes, name: str = "x") -> TakenFile:
    """Take a file in."""
    return taken(name=name, content=content, otherwise="Vedlegg")


def why_not(content: bytes, name: str = "vedtak.pdf") -> Why:
    """Return why a file is not taken in."""
    with pytest.raises(NotTaken) as refused:
        take(content, name)
    return refused.value.why


def test_each_kind_is_known_by_what_is_in_it_whatever_it_is_called() -> None:
    for content, kind in (
        (a_pdf(), FileKind.PDF),
        (a_photo("JPEG"), FileKind.JPEG),
        (a_photo("PNG"), FileKind.PNG),
        (a_photo("WEBP"), FileKind.WEBP),
        (a_docx(), FileKind.DOCX),
        (an_odt(), FileKind.ODT),
        ("Møte tirsdag. 🙂 مرحبا".encode(), FileKind.TEXT),
    ):
        found = take(content, "brev.exe")
        assert (found.kind, found.name) == (kind, f"brev.{kind.ending}")
        assert kind.mime


def test_what_is_no_picture_is_kept_byte_for_byte() -> None:
    for content in (a_pdf(), a_docx(), an_odt(), b"Hei"):
        assert take(content).content == content
    assert pypdf.PdfReader(BytesIO(take(a_pdf()).content)).pages


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_loses_where_when_and_by_what_it_was_taken(kind: str) -> None:
    before = a_photo(kind)
    assert Image.open(BytesIO(before)).getexif().get_ifd(IFD.GPSInfo)
    kept = take(before).content
    with Image.open(BytesIO(kept)) as picture:
        assert picture.format == kind
        assert not picture.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(picture.info)
        assert picture.size == (60, 40)
    for word in (b"Tuvas telefon", b"Modell 9", b"hemmelig sted", b"Exif", b"eXIf"):
        assert word not in kept


def test_a_photo_from_an_iphone_becomes_a_jpeg_without_the_place() -> None:
    assert b"Tuvas telefon" in HEIC.read_bytes()
    found = take(HEIC.read_bytes(), "IMG_1.HEIC")
    assert (found.kind, found.name) == (FileKind.JPEG, "IMG_1.jpg")
    with Image.open(BytesIO(found.content)) as picture:
        assert picture.size == (64, 48)
    assert b"Tuvas telefon" not in found.content


def test_a_photo_taken_with_the_phone_on_its_side_stands_the_right_way() -> None:
    with Image.open(BytesIO(take(a_photo(turned=6)).content)) as picture:
        assert picture.size == (40, 60)


def test_a_large_photo_is_made_no_larger_than_it_is_read_by() -> None:
    with Image.open(BytesIO(take(a_photo(size=(6000, 3000))).content)) as picture:
        assert max(picture.size) <= LONGEST_SIDE
        assert picture.size[0] == 2 * picture.size[1]


def test_what_follows_after_a_picture_does_not_come_along() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        kept = take(a_photo(kind) + b"<script>alert(1)</script>" + a_docx()).content
        assert b"script" not in kept
        assert b"PK\x03\x04" not in kept


def test_a_see_through_picture_stays_so() -> None:
    made = BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(made, "PNG")
    with Image.open(BytesIO(take(made.getvalue()).content)) as picture:
        assert picture.getpixel((0, 0)) == (0, 0, 0, 0)


def test_an_older_windows_text_is_read_and_kept_in_utf_8() -> None:
    assert take("Møte på brygga".encode("cp1252")).content == "Møte på brygga".encode()
    assert take(b"\xef\xbb\xbfHei").content == b"Hei"


def test_nothing_and_too_much_are_refused() -> None:
    assert why_not(b"") is Why.EMPTY
    assert why_not(b"a" * (LARGEST + 1)) is Why.TOO_LARGE
    assert take(b"a" * LARGEST).kind is FileKind.TEXT


@pytest.mark.parametrize(
    "content",
    [
        PROGRAM,
        b"\x7fELF" + b"\x02\x01\x01" + b"\x00" * 50,
        b"#!/bin/sh\nrm -rf ~\n",
        b"<html><body>hei</body></html>",
        b"  \n<!DOCTYPE html>",
        b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"Hei\n< script >alert(1)</script>",
        b"{\\rtf1 hei}",
        b"\xff\xfeH\x00e\x00i\x00",
        b"GIF89a" + b"\x01\x00" * 20,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100,
        b"hei\x00hei",
        b"\x81\x8d\x8f",
        zipped({"hei.txt": "hei"}),
        zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "x"}),
        zipped({"mimetype": "application/vnd.oasis.opendocument.text"}),
        zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "x"}),
        b"\x00\x00\x00\x20ftypisom" + b"\x00" * 50,
    ],
)
def test_a_program_a_page_and_other_kinds_are_refused_whatever_they_are_called(content: bytes) -> None:
    for name in ("vedtak.pdf", "bilde.jpg", "brev.docx", "brev.txt"):
        assert why_not(content, name) is Why.OTHER_KIND


@pytest.mark.parametrize(
    "content",
    [
        a_pdf()[:-40],
        a_pdf() + PROGRAM * 10,  # a paper to one reader, something else to another
        a_photo("JPEG")[:400],
        a_photo("PNG")[:-30],
        a_photo("WEBP")[:40],
        b"\xff\xd8\xff" + b"\x00" * 50,
        b"\x89PNG\r\n\x1a\n<script>",
        b"\x00\x00\x00\x18ftypheic" + b"\x00" * 80,
        a_docx()[:-30],
        b"PK\x03\x04" + b"\x00" * 100,
        zipped({"a": "x"}) + a_docx(),  # an archive before the archive
    ],
)
def test_what_is_cut_broken_or_two_things_at_once_is_refused(content: bytes) -> None:
    assert why_not(content) is Why.BROKEN


def test_a_document_with_a_program_in_it_is_refused() -> None:
    assert why_not(a_docx(**{"word/vbaProject.bin": b"x"})) is Why.HAS_CODE
    assert why_not(an_odt(**{"Basic/Standard/Module1.xml": "x"})) is Why.HAS_CODE


def test_a_picture_that_says_it_is_huge_is_refused_before_it_is_drawn() -> None:
    assert len(a_huge_picture()) < 1000
    assert why_not(a_huge_picture()) is Why.TOO_MANY_POINTS


def test_an_archive_that_would_swell_is_refused_unopened() -> None:
    bomb = a_docx(**{"word/media/1": b"\x00" * 110_000_000})
    assert len(bomb) < 200_000
    assert why_not(bomb) is Why.TOO_LARGE
    assert why_not(a_docx(**{f"word/{number}": b"" for number in range(2001)})) is Why.TOO_LARGE


def test_a_name_is_one_line_without_a_folder_and_with_the_right_ending() -> None:
    for name, shown in (
        ("C:\\Users\\meg\\Vedtak NAV.PDF", "Vedtak NAV.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("رسالة.pdf", "رسالة.pdf"),
        ("🏠 hjem.pdf", "🏠 hjem.pdf"),
        ("bilde\u202egpj.exe", "bildegpj.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("vedtak av 3. mai 2026", "vedtak av 3. mai 2026.pdf"),
        ('"><b>.pdf', "b.pdf"),
        ("...", "Vedlegg.pdf"),
        ("", "Vedlegg.pdf"),
    ):
        assert shown_name(name, kind=FileKind.PDF, otherwise="Vedlegg") == shown
    assert len(shown_name("ø" * 400 + ".pdf", kind=FileKind.PDF, otherwise="x")) <= 100
