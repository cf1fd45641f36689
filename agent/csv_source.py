"""Reads one CSV file into rows with their lines, within bounds, as spreadsheets write them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent.config_error import Faults, Place, shown

ROWS_AT_MOST: Final = 100_000
COLUMNS_AT_MOST: Final = 200
DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}
#: "Unicode text" of a spreadsheet, which is neither CSV nor UTF-8.
UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, without blanks around them, and the line on which it begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first row that is not empty names the columns; rows after it that are empty are gone."""

    file: Path
    header: Row
    rows: tuple[Row, ...]

    def place(self, row: Row) -> Place:
        return Place(self.file, row.line)


class _Refused(Exception):
    """Nothing of the file is used."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_sheet(
    file: Path, content: bytes, encoding: str, delimiter: str | None, faults: Faults
) -> Sheet | None:
    """None, with the fault noted, where it is no CSV. `delimiter` None: the header's own."""
    try:
        text = _text(content, encoding)
        rows = list(_rows(text, delimiter))
    except _Refused as refused:
        faults.unreadable(Place(file, refused.line), str(refused))
        return None
    if not rows:
        faults.unreadable(Place(file, 1), "is empty; its first line names the columns")
        return None
    header, *below = rows
    return Sheet(file, header, tuple(below))


def _text(content: bytes, encoding: str) -> str:
    if content.startswith(UTF_16_MARKS):
        raise _Refused(1, "this is UTF-16; save it as `CSV UTF-8`")
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise _Refused(line, "a NUL byte stands here; this is no text")
    try:
        return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        hint = "; if a Chinese spreadsheet wrote it, say `encoding: gb18030`"
        raise _Refused(
            line, f"this is not {encoding}{hint if encoding == 'utf-8' else ''}"
        ) from None


def _rows(text: str, delimiter: str | None) -> Iterator[Row]:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter or _sniffed(text), strict=True
    )
    line = count = 0
    try:
        for cells in reader:
            begun, line = line + 1, reader.line_num
            stripped = tuple(cell.strip() for cell in cells)
            if len(stripped) > COLUMNS_AT_MOST:
                raise _Refused(begun, f"more than {COLUMNS_AT_MOST} columns")
            if not any(stripped):
                continue
            count += 1
            if count > ROWS_AT_MOST + 1:
                raise _Refused(begun, f"more than {ROWS_AT_MOST} rows; split the file")
            yield Row(begun, stripped)
    except csv.Error as error:
        raise _Refused(line + 1, _explained(error)) from None


def _sniffed(text: str) -> str:
    """The one of the three that stands most often in the line of the columns; else a comma."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS.values(), key=first.count)


def _explained(error: csv.Error) -> str:
    said = str(error)
    if "field limit" in said:
        return "a cell is longer than 128 KiB; is a quote not closed?"
    if "unexpected end" in said:
        return "a quote that opens in this row is not closed"
    if "expected after" in said:
        return "text follows a closing quote; write a quote inside a cell twice"
    return f"cannot be read as CSV: {shown(said)}"
