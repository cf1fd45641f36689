"""The text of a recording's file, plain or `.bz2`, and the one complaint about any of them."""

import bz2
from collections.abc import Iterator
from pathlib import Path

SHOWN_CHARACTERS = 80  # of a line that is wrong


class RecordingError(ValueError):
    """What is wrong with a recording; names the file and, of a line, its number."""


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Each line with its number from 1 on, octet by octet as characters (Latin-1).

    A line ends with a line feed, or where all do with a carriage return before it: the text of
    a device may hold any other octet.
    """
    try:
        raw = path.read_bytes()
        raw = bz2.decompress(raw) if path.suffix == ".bz2" else raw
    except OSError as error:  # also what bz2 says of octets that it did not write
        raise RecordingError(f"{path}: {error.strerror or error}") from None
    except ValueError as error:  # bz2: the end is missing
        raise RecordingError(f"{path}: {error}") from None
    lines = raw.decode("latin-1").split("\n")
    end = "\r" if all(line.endswith("\r") for line in lines if line) else ""
    yield from ((number, line.removesuffix(end)) for number, line in enumerate(lines, 1))


def wrong_line(path: Path, number: int, line: str, why: object) -> RecordingError:
    return RecordingError(f"{path}:{number}: {why}: {line[:SHOWN_CHARACTERS]!r}")
