"""What a recorded agent says to one subject, without a network: straight from the file."""

import bz2
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from collectors.reading import Reading
from collectors.snmp.session import (
    Absent,
    Address,
    Identifier,
    Index,
    Kind,
    Number,
    Octets,
    Oid,
    Value,
)
from collectors.snmp.subject import Answers, Subject
from collectors.snmp.walk import Grid
from tests.collectors.snmp.scripted import oid

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "devices"

KINDS = {
    "2": Kind.INTEGER,
    "65": Kind.COUNTER32,
    "66": Kind.GAUGE32,
    "67": Kind.TIME_TICKS,
    "70": Kind.COUNTER64,
}
#: A recording's line: name, tag, what comes of it. Some have names that are none, "...10.xx.0".
LINE = re.compile(r"^([0-9.]+)\|([0-9]+)([xe]?)\|(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Expectation:
    """A recording, and what the recordings' own index says of one side of it."""

    name: str
    path: Path
    expected: Any


def expectations(of: str) -> list[Expectation]:
    """Of all recordings that the index says this of; none where there are no recordings."""
    return [
        Expectation(it["id"], FOLDER / it["file"], it["expected"][of])
        for it in devices()
        if of in it["expected"]
    ]


@cache
def devices() -> list[dict[str, Any]]:
    index = FOLDER / "index.yaml"
    if not index.is_file():
        return []
    loaded: list[dict[str, Any]] = yaml.load(
        index.read_text(encoding="utf-8"),
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),  # noqa: S506
    )["devices"]
    return loaded


@lru_cache(maxsize=4)
def text_of(path: Path) -> str:
    raw = path.read_bytes()
    return (bz2.decompress(raw) if path.suffix == ".bz2" else raw).decode("latin-1")


def readings(path: Path, subject: Subject) -> list[Reading]:
    return list(subject.parse(answers(path, subject)))


def answers(path: Path, subject: Subject) -> Answers:
    """The subject's scalars and tables as this agent has them."""
    scalars = dict.fromkeys(subject.scalars, Absent.NO_SUCH_OBJECT)
    columns = dict.fromkeys(column for table in subject.tables for column in table.columns)
    cells: dict[Oid, dict[Index, Value]] = {column: {} for column in columns}
    lengths = sorted({len(column) for column in columns})
    wanted = [".".join(map(str, it)) for it in (*subject.scalars, *columns)]
    said: dict[Oid, Value] = dict(scalars)
    for line in _lines(text_of(path), wanted):
        name = oid(line[1])
        if name in scalars:
            said[name] = value(line[2], line[3], line[4])
        for length in lengths:
            if name[:length] in cells and len(name) > length:
                cells[name[:length]][name[length:]] = value(line[2], line[3], line[4])
    return Answers(
        said,
        {table: Grid({it: cells[it] for it in table.columns}) for table in subject.tables},
    )


def _lines(text: str, wanted: list[str]) -> list[re.Match[str]]:
    """The lines of the names wanted, and of a few others that begin alike."""
    starts = tuple(wanted)
    kept = (line for line in text.splitlines() if line.startswith(starts))
    return [match for line in kept if (match := LINE.match(line)) is not None]


def value(tag: str, form: str, text: str) -> Value:
    """By snmpsim's tag; `form` says that the octets are hexadecimal (x) or escaped (e)."""
    octets = text.encode("latin-1")
    if form == "x":
        octets = bytes.fromhex(text)
    elif form == "e":
        octets = octets.decode("unicode_escape").encode("latin-1")
    if tag in KINDS:
        return Number(int(text), KINDS[tag])
    if tag == "6":
        return Identifier(oid(text.strip(".")))
    if tag == "64":
        return Address(octets if form else bytes(int(part) for part in text.split(".")))
    return Absent.NULL if tag == "5" else Octets(octets)
