"""What a file is, by what is in it: never by its name, nor by what the browser says. Only these kinds are taken in."""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from benken.lib.pictures import PictureBroken, PictureTooLarge, made_anew
from benken.lib.text import tidy_line

LARGEST = 20 * 1024 * 1024  # bytes
LONGEST_NAME = 100
MOST_UNPACKED = 100_000_000  # bytes that the parts of a document say they are, together
MOST_PARTS = 2_000
_LAST = 1024  # bytes: so near the end a whole PDF says that it ends
_WORD_PART = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ODT = b"application/vnd.oasis.opendocument.text"
_WITH_CODE = re.compile(r"(^|/)(vbaProject\.bin|Basic/|Scripts/|activeX/)", re.IGNORECASE)
_MARKUP = re.compile(r"^\s*<|<\s*(!doctype|html|head|body|script|svg|iframe|\?xml)", re.IGNORECASE)
_OTHER_TEXTS = ("#!", "{\\rtf", "%!PS", "%PDF")  # a script, and papers that another program draws
_READS_AS_TEXT = "\t\n\r\f"


class FileKind(StrEnum):
    """What is taken in."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    DOCX = "docx"
    ODT = "odt"
    TEXT = "text"

    @property
    def mime(self) -> str:
        """What the browser is told."""
        return _MIME[self]

    @property
    def ending(self) -> str:
        """How the name ends."""
        return {FileKind.JPEG: "jpg", FileKind.TEXT: "txt"}.get(self, self.value)

    @property
    def is_picture(self) -> bool:
        """Whether it was drawn anew here, so that a browser may show it."""
        return self in {FileKind.JPEG, FileKind.PNG, FileKind.WEBP}


_MIME = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.TEXT: "text/plain; charset=utf-8",
}


class Why(StrEnum):
    """Why a file is not taken in."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    OTHER_KIND = "other_kind"
    BROKEN = "broken"
    TOO_MANY_POINTS = "too_many_points"
    HAS_CODE = "has_code"


class NotTaken(ValueError):
    """A file that is not taken in, and why."""

    def __init__(self, why: Why) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True)
class TakenFile:
    """A file as it is kept: photos without where and by what they were taken."""

    name: str
    kind: FileKind
    content: bytes


def taken(*, name: str, content: bytes, otherwise: str) -> TakenFile:
    """Return a file as it is kept, or raise NotTaken. Without a name that shows it is called `otherwise`."""
    if not content:
        raise NotTaken(Why.EMPTY)
    if len(content) > LARGEST:
        raise NotTaken(Why.TOO_LARGE)
    kind, kept = _kind_and_content(content)
    return TakenFile(shown_name(name, kind=kind, otherwise=otherwise), kind, kept)


def _kind_and_content(content: bytes) -> tuple[FileKind, bytes]:
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-_LAST:]:
            raise NotTaken(Why.BROKEN)
        return FileKind.PDF, content
    if content.startswith(b"PK\x03\x04"):
        return _document(content), content
    picture = _picture(content)
    if picture is not None:
        return picture
    return FileKind.TEXT, _text(content)


def _picture(content: bytes) -> tuple[FileKind, bytes] | None:
    brand = content[8:12]
    if content.startswith(b"\xff\xd8\xff"):
        read, kind = "JPEG", FileKind.JPEG
    elif content.startswith(b"\x89PNG\r\n\x1a\n"):
        read, kind = "PNG", FileKind.PNG
    elif content.startswith(b"RIFF") and brand == b"WEBP":
        read, kind = "WEBP", FileKind.WEBP
    elif content[4:8] == b"ftyp" and brand in {b"heic", b"heix", b"mif1", b"heim", b"heis"}:
        read, kind = "HEIF", FileKind.JPEG
    else:
        return None
    try:
        return kind, made_anew(content, read=read, write=kind.upper())
    except PictureTooLarge as error:
        raise NotTaken(Why.TOO_MANY_POINTS) from error
    except PictureBroken as error:
        raise NotTaken(Why.BROKEN) from error


def _document(content: bytes) -> FileKind:
    """Tell which document a zip is. Nothing but the one small part that says so is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            names = [part.filename for part in parts]
            # A second archive, or a program, before or between the parts: another reader would see another file.
            if min((part.header_offset for part in parts), default=1) != 0 or len(set(names)) != len(names):
                raise NotTaken(Why.BROKEN)
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise NotTaken(Why.TOO_LARGE)
            if any(_WITH_CODE.search(name) for name in names):
                raise NotTaken(Why.HAS_CODE)
            kind = _kind_of_document(archive, names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, UnicodeDecodeError) as error:
        raise NotTaken(Why.BROKEN) from error
    if kind is None:
        raise NotTaken(Why.OTHER_KIND)
    return kind


def _kind_of_document(archive: zipfile.ZipFile, names: list[str]) -> FileKind | None:
    if names[0] == "mimetype":
        with archive.open("mimetype") as part:
            return FileKind.ODT if part.read(len(_ODT) + 1) == _ODT and "content.xml" in names else None
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        with archive.open("[Content_Types].xml") as part:
            return FileKind.DOCX if _WORD_PART in part.read(1_000_000) else None
    return None


def _text(content: bytes) -> bytes:
    """Return a plain text in UTF-8, or raise NotTaken if it is anything else."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")  # older Windows
        except UnicodeDecodeError as error:
            raise NotTaken(Why.OTHER_KIND) from error
    other = any(unicodedata.category(mark) == "Cc" and mark not in _READS_AS_TEXT for mark in set(text))
    if other or text.startswith(_OTHER_TEXTS) or _MARKUP.search(text):
        raise NotTaken(Why.OTHER_KIND)
    return text.encode()


def shown_name(name: str, *, kind: FileKind, otherwise: str) -> str:
    """Return what a file is called: one line, no folder, the ending that it should have."""
    last = tidy_line(name.replace("\\", "/").rpartition("/")[2])
    stem, dot, ending = last.rpartition(".")
    if not dot or len(ending) > 5 or not ending.isascii() or not ending.isalnum():
        stem = last
    stem = "".join(mark for mark in stem if mark not in '<>:"|?*').strip(". ") or otherwise
    return f"{stem[: LONGEST_NAME - 6].strip()}.{kind.ending}"
