"""Reading a PDF that was made: what stands on it, how large, with which fonts and tags."""

import io
import unicodedata
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader

POINTS_OF = {"a6": (298, 420), "a5": (420, 595), "a4": (595, 842)}


@dataclass(frozen=True)
class ReadPaper:
    """A PDF as a test asks about it."""

    reader: PdfReader

    @property
    def root(self) -> Any:
        """The catalogue of the document."""
        return self.reader.trailer["/Root"]

    @property
    def words(self) -> str:
        """All text, without the places where a long word may be broken, on one line."""
        text = " ".join(page.extract_text() for page in self.reader.pages)
        return " ".join(unicodedata.normalize("NFKC", text.replace("\u200b", "").replace("\n", " ")).split())

    @property
    def letters(self) -> str:
        """All text without any space: as good as the words where lines may have been broken inside them."""
        return "".join(self.words.split())

    @property
    def tags(self) -> list[str]:
        """The structure tags, from the top."""
        return list(_tags(self.root["/StructTreeRoot"]))

    @property
    def is_tagged(self) -> bool:
        """Tell whether it says that it is tagged, and is PDF/UA-1."""
        about = self.root["/Metadata"].get_object().get_data()
        return bool(self.root["/MarkInfo"]["/Marked"]) and b"<pdfuaid:part>1</pdfuaid:part>" in about

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the first page in points."""
        box = self.reader.pages[0].mediabox
        return round(box.width), round(box.height)

    @property
    def type_size(self) -> float:
        """The largest type on the first page, in points: the heading's."""
        sizes: list[float] = []

        def see(_text: str, _user: list[float], matrix: list[float], _font: object, size: float) -> None:
            sizes.append(size * abs(matrix[3]))

        self.reader.pages[0].extract_text(visitor_text=see)
        return max(sizes)

    @property
    def fonts(self) -> dict[str, bool]:
        """Each font's name, and whether its letters are in the file."""
        fonts = {}
        for page in self.reader.pages:
            for reference in page["/Resources"]["/Font"].values():  # type: ignore[index]  # a page has resources
                font = reference.get_object()
                about = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
                fonts[font["/BaseFont"]] = any(key.startswith("/FontFile") for key in about)
        return fonts


def read_paper(content: bytes) -> ReadPaper:
    """Read a PDF."""
    return ReadPaper(PdfReader(io.BytesIO(content)))


def _tags(node: Any) -> Any:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from _tags(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"]).removeprefix("/")
        if "/K" in node:
            yield from _tags(node["/K"])
