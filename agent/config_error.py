"""What is wrong with the configuration: each fault with its place, all of them at once."""

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

#: Longest piece of a file that a message repeats.
SHOWN_CHARACTERS = 60
#: Beyond so many faults nobody reads suggestions, and looking for them in big inventories is slow.
SUGGESTED_FAULTS = 50
#: Longest list of known names that a message repeats.
LISTED_NAMES = 24
#: Keys whose value is, or may carry, a secret: no message repeats what stands there.
SECRETIVE = re.compile(r"pass|secret|token|community|key|url|credential", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, counted from 1."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `path` is the key it is about, empty where it is the file as a whole."""

    file: Path
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        about = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}: {about}{self.message}"


class ConfigError(Exception):
    """The configuration cannot be used; `faults` has every reason, in the order of the files."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(slots=True)
class Faults:
    """Collects while the files are read; nothing stops at the first fault."""

    found: list[Fault] = field(default_factory=list)
    # False once a file could not be read to its end: what it may have held is then neither
    # missing nor dangling
    whole: bool = True

    def add(self, place: Place, path: str, message: str) -> None:
        self.found.append(Fault(place.file, place.line, printable(path), printable(message)))

    def unreadable(self, place: Place, message: str) -> None:
        self.whole = False
        self.add(place, "", message)

    def suggestion(self, word: str, known: Collection[str]) -> str:
        """What was probably meant, as the end of a message; else what is known, if it is little."""
        if len(self.found) > SUGGESTED_FAULTS or len(word) > SHOWN_CHARACTERS:
            return ""
        nearest = difflib.get_close_matches(word, sorted(known), n=1)
        if nearest:
            return f"; did you mean {shown(nearest[0])}?"
        if 0 < len(known) <= LISTED_NAMES:
            return f"; known here: {', '.join(sorted(known))}"
        return ""


def printable(text: str) -> str:
    """On one line, and fit for every terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def escaped(text: str) -> str:
    """Printable, and short."""
    short = text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
    return printable(short)


def shown(text: str) -> str:
    return f"`{escaped(text)}`"


def secretive(path: str) -> bool:
    """Whether the value under the last key of the path must not be repeated."""
    return SECRETIVE.search(path.rpartition(".")[2]) is not None


def below(path: str, key: str) -> str:
    """The path of a key; below a secret it says no more, for the key may be a part of it."""
    if not path:
        return escaped(key)
    return path if secretive(path) else f"{path}.{escaped(key)}"
