"""What a crawl has tried so far, line by line in a file: one that was interrupted goes on there."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TextIO

from yarl import URL

from collectors.portal.tried import DOUBTFUL, Cause, Outcome, Tried, Untried

FORMAT: Final = "campus-portal-journal/1"
#: What a later crawl would ask again: budgets, names that did not answer.
SETTLED: Final = frozenset({Outcome.SUPPORTED, Outcome.UNSUPPORTED})

Known = dict[URL, tuple[Tried, Sequence[str]]]


class JournalError(Exception):
    """The file is no journal of this portal; the message names it, and the line."""


@contextmanager
def kept(path: Path, home: URL) -> Iterator["Journal"]:
    """A journal of this portal to go on with, or a new one. Raises OSError."""
    _end_at_a_line(path)
    with path.open("a", encoding="utf-8") as file:
        journal = Journal(file)
        if not file.tell():
            journal.begin(home)
        yield journal


def _end_at_a_line(path: Path) -> None:
    """What was cut off is no beginning of the next line."""
    if path.exists():
        written = path.read_bytes()
        os.truncate(path, written.rfind(b"\n") + 1)


class Journal:
    """Appends to the file; each line is whole on disk before the next link is told of."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def begin(self, home: URL) -> None:
        self._write({"format": FORMAT, "home": str(home)})

    def tell(self, tried: Tried, links: Sequence[str]) -> None:
        self._write(
            {
                "url": str(tried.url),
                "level": tried.level,
                "found_on": None if tried.found_on is None else str(tried.found_on),
                "outcome": tried.outcome,
                "cause": tried.cause,
                "detail": tried.detail,
                "status": tried.status,
                "links": list(links),
            }
        )

    def _write(self, line: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()


def remembered(path: Path, home: URL) -> Known:
    """What was settled there; links that broke off are not. A last line that was cut off is left
    out.

    Raises JournalError where the file is another's, and OSError where it cannot be read.
    """
    known: Known = {}
    lines = path.read_bytes().removesuffix(b"\n").split(b"\n")
    if lines == [b""]:
        return known
    for number, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
            if number == 1:
                if (told["format"], told["home"]) != (FORMAT, str(home)):
                    raise JournalError(f"{path}: a journal of {told['home']}, not of {home}")
                continue
            tried = _tried(told)
            if tried.outcome in SETTLED and tried.cause not in DOUBTFUL:
                known[tried.url] = tried, tuple(map(str, told["links"]))
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines) > 1:
                break
            raise JournalError(f"{path}, line {number}: no line of a journal: {error}") from error
    return known


def _tried(told: Mapping[str, Any]) -> Tried:
    cause = told["cause"]
    return Tried(
        URL(told["url"]),
        int(told["level"]),
        URL(told["found_on"]) if told["found_on"] is not None else None,
        Outcome(told["outcome"]),
        None if cause is None else Cause(cause) if cause in tuple(Cause) else Untried(cause),
        str(told["detail"]),
        told["status"],
    )
