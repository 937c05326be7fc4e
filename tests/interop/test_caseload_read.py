"""Reading: delimiters, encodings, workbooks, what is no sheet; and whatever bytes there are, an answer."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benken.interop.caseload.headings import Field, recognise
from benken.interop.caseload.read import Sheet, Unreadable, read_bytes, read_file
from tests.interop.caseload import SAMPLE, csv_of, xlsx_of

HEADINGS = ("Kallenavn", "Telefon", "Mål")
ROW = ("Åse-Marie", "99 99 90 03", "Å svømme, og mer; til")


def quoted(rows: list[tuple[str, ...]], delimiter: str) -> str:
    return "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows) + "\n"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_it_reads_every_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    sheet = read_bytes(quoted([HEADINGS, ROW], delimiter).encode(encoding))
    assert sheet.headings == HEADINGS
    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ROW)]


def test_the_sample_reads_with_its_rows_numbered_as_in_the_sheet() -> None:
    sheet = read_file(SAMPLE)
    assert [row.number for row in sheet.rows] == list(range(2, 18))
    assert sheet.columns.unknown == ()
    assert len(sheet.columns.places) == 13


def test_a_quoted_line_break_and_an_empty_line_count_as_in_the_sheet() -> None:
    sheet = read_bytes('Kallenavn;Mål\nRolf;"To\nlinjer"\n\nElin;Noe\n\n\n'.encode())
    assert [(row.number, row.is_empty) for row in sheet.rows] == [(2, False), (3, True), (4, False)]


def test_headings_may_stand_below_a_title_and_a_sep_line_is_no_row() -> None:
    sheet = read_bytes("sep=,\nOversikt,,\n,,\nNavn,Mobil,Mål\nRolf,99999001,Svømme\n".encode())
    assert sheet.headings == ("Navn", "Mobil", "Mål")
    assert [row.number for row in sheet.rows] == [4]


def test_a_text_cut_by_the_delimiter_is_seen() -> None:
    sheet = read_bytes(b"Kallenavn;Goal\nRolf;noe; og mer\nElin;noe;;\n")
    assert [row.is_too_long for row in sheet.rows] == [True, False]


@pytest.mark.parametrize(
    ("headings", "field"),
    [
        (["KALLENAVN:", "kallenamn", "Kaldenavn", "Nickname", "Called"], Field.CALLED),
        (["Fullt  navn", "fullt namn", "Fuldt navn", "Full name"], Field.FULL_NAME),
        (["Fødselsnr.", "Fodselsnummer", "CPR-nr", "National number"], Field.NATIONAL_NUMBER),
        (["Tlf.", "Mobil 2", "telefonnummer", "Phone number"], Field.PHONE),
        (["Ikke SMS", "ikkje sms", "Do not text", "No SMS"], Field.DO_NOT_TEXT),
        (["Språk", "Sprog", "Language"], Field.LANGUAGE),
        (["Kontaktperson", "Ruskonsulent", "Sagsbehandler", "Contact person"], Field.CONTACT),
        (["Kontaktperson e-post", "Kontaktperson (e-mail)", "Contact person e-mail"], Field.CONTACT_EMAIL),
        (["Mål", "MÅL (egne ord)", "Målsætning", "Goal"], Field.GOAL),
        (["Delmål", "Steg", "Trin", "Steps"], Field.STEPS),
        (["Livsområde", "Life area"], Field.AREA),
        (["Sist sett", "Siste kontakt", "Sidste kontakt", "Last seen"], Field.LAST_SEEN),
        (["Merknad", "Bemærkning", "Kommentar", "Remark"], Field.REMARK),
    ],
)
def test_a_column_is_known_by_many_names(headings: list[str], field: Field) -> None:
    for heading in headings:
        assert list(recognise([heading]).places) == [field], heading


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("Ole", *[""] * 1_000, "langt ute"), "flere enn 1000 kolonner"),
        (("Ole", *["a" * 30_000] * 900), "Fila er for stor"),  # the text stands once in the file
    ],
)
def test_a_small_workbook_that_would_fill_the_memory_is_refused(row: tuple[str, ...], sentence: str) -> None:
    data = xlsx_of([("Kallenavn", "Annet"), row, row])
    assert len(data) < 100_000
    with pytest.raises(Unreadable, match=sentence):
        read_bytes(data)


def test_unknown_columns_are_told_and_a_heading_mapped_by_hand_goes_first() -> None:
    columns = recognise(["Navn", "Favorittfarge", "Navn", "E-post", "Telefon", "Mobil"])
    assert columns.unknown == ("Favorittfarge", "Navn", "E-post")
    assert columns.places[Field.PHONE] == (4, 5)
    by_hand = recognise(["Hvem", "Hva nå"], remembered={"hvem": Field.CALLED, "Hva nå": Field.GOAL})
    assert by_hand.have_a_name
    assert by_hand.unknown == ()


def test_a_workbook_gives_days_numbers_and_formulas_as_text() -> None:
    values = [("Rolf", 99999001, date(2026, 3, 12)), ("Elin", 12.5, datetime(2026, 4, 1, 9, 30))]  # noqa: DTZ001
    values += [('=HYPERLINK("http://x")', True, None)]  # type: ignore[list-item]
    sheet = read_bytes(xlsx_of([], [("Kallenavn", "Telefon", "Sist sett"), *values, (None, " ")]))
    assert [row.cells for row in sheet.rows] == [
        ("Rolf", "99999001", "2026-03-12"),
        ("Elin", "12.5", "2026-04-01 09:30"),
        ('=HYPERLINK("http://x")', "ja"),
    ]


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(name, "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "tom"),
        (b"\xef\xbb\xbf", "tom"),
        (b" \r\n\r\n", "tom"),
        (b";;;\n;;;", "tom"),
        (xlsx_of([]), "tom"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        (b"\x89PNG\r\n", "bilde"),
        (b"\x1f\x8b\x08\x00", "pakket"),
        (zipped("brev.txt"), ".xlsx"),
        (zipped("xl/workbook.xml"), "ødelagt"),
        (b"PK\x03\x04 cut off", "ødelagt"),
        (xlsx_of([("Kallenavn",), ("Rolf",)])[:-200], "ødelagt"),
        (b"\x7fELF\x02\x00\x00\x00\x00", "ikke et regneark"),
        (b"\x01\x02\x03\x04\x05\x06", "ikke et regneark"),
        (csv_of(HEADINGS), "ingen linjer"),
        (csv_of(HEADINGS, ("", "", "")), "ingen linjer"),
        (csv_of(("Telefon", "Mål"), ("99999001", "noe")), "kolonne med navn"),
        (b"<html><body>hei</body></html>", "kolonne med navn"),
        (b'Kallenavn;Goal\nRolf;"aldri lukket\nElin;noe\n', "anførselstegn"),
        ("Kallenavn;Språk\nÅse;nørsk\n".encode() + b"\xc3;x\n", "ødelagt"),
        (b"Kallenavn\n\x81\x8d\n", "UTF-8"),
        (b"Kallenavn\n" + b"x\n" * 20_001, "Del den"),
    ],
)
def test_what_cannot_be_taken_in_is_one_clear_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as refused:
        read_bytes(data)
    assert "\n" not in str(refused.value)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path, "a\x00b"):
        with pytest.raises(Unreadable):
            read_file(path)


def reads_or_says_why(data: bytes) -> None:
    try:
        sheet = read_bytes(data)
    except Unreadable:
        return
    assert isinstance(sheet, Sheet)
    assert all(row.number >= 2 for row in sheet.rows)


@settings(deadline=None)  # a busy machine is no fault of the file
@given(st.binary())
def test_any_bytes_are_answered(data: bytes) -> None:
    reads_or_says_why(data)


@settings(deadline=None)  # a busy machine is no fault of the file
@given(st.binary(), st.sampled_from([b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"Kallenavn;Telefon\n", b"sep=;\n"]))
def test_any_bytes_behind_a_known_beginning_are_answered(data: bytes, beginning: bytes) -> None:
    reads_or_says_why(beginning + data)


@settings(deadline=None)  # a busy machine is no fault of the file
@given(st.text())
def test_any_text_below_a_heading_is_answered(text: str) -> None:
    reads_or_says_why(b"Kallenavn;Telefon\n" + text.encode("utf-8", "surrogatepass"))


@settings(deadline=None)  # a busy machine is no fault of the file
@given(st.integers(0, 3000), st.integers(0, 255))
def test_a_damaged_workbook_is_answered(place: int, byte: int) -> None:
    data = bytearray(WORKBOOK)
    data[place % len(data)] = byte
    reads_or_says_why(bytes(data))


WORKBOOK = xlsx_of([("Kallenavn", "Mål"), ("Rolf", "Svømme")])
