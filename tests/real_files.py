"""Real files, made in the test: a paper, photos, documents, and what only looks like one."""

import zipfile
import zlib
from io import BytesIO

import pypdf
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

WORD = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override'
    ' PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml'
    '.document.main+xml"/></Types>'
)
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 200


def a_pdf() -> bytes:
    """Return a paper of one empty page."""
    writer, made = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(made)
    return made.getvalue()


def a_photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40), turned: int = 1) -> bytes:
    """Return a photo, with where and by which phone it was taken written into it."""
    picture, made = Image.new("RGB", size, "green"), BytesIO()
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model], exif[Base.Orientation] = "Tuvas telefon", "Modell 9", turned
    places = exif.get_ifd(IFD.GPSInfo)
    places[GPS.GPSLatitudeRef], places[GPS.GPSLatitude] = "N", (60.0, 23.0, 12.0)
    picture.save(made, kind, exif=exif, comment=b"hemmelig sted") if kind == "JPEG" else picture.save(
        made, kind, exif=exif
    )
    return made.getvalue()


def a_huge_picture() -> bytes:
    """Return a few hundred bytes that say they are a picture of 900 megapixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = (30_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    rows = zlib.compress(b"\x00" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_docx(**more: bytes | str) -> bytes:
    """Return a small Word document, with more parts if they are named."""
    parts = {"[Content_Types].xml": WORD, "word/document.xml": "<w:document/>", **more}
    return zipped(parts)


def an_odt(**more: bytes | str) -> bytes:
    """Return a small ODT document."""
    kind = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": "<office:document-content/>", **more})


def zipped(parts: dict[str, bytes | str]) -> bytes:
    """Return an archive of these parts."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()
