"""Recordings that are text: what upsd lists, what a command prints, what was published by MQTT."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.recordings.source import RecordingError, numbered_lines, wrong_line

REMARK = "\t#"  # of a contributor to NUT's collection of dumps, after the value


@dataclass(frozen=True, slots=True)
class Published:
    """One message of a gateway or a sensor."""

    topic: str
    payload: str


def variables(path: Path) -> dict[str, str]:
    """Of one unit, from the lines `name: value` that upsc prints. Raises RecordingError."""
    found: dict[str, str] = {}
    for number, line in _utf8(path):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, value = line.split(REMARK)[0].partition(":")
        if not colon or not name or " " in name:
            raise wrong_line(path, number, line, "not `name: value`")
        found[name] = value.strip()
    if not found:
        raise RecordingError(f"{path}: the recording has no variables")
    return found


def written_variables(found: Mapping[str, str]) -> str:
    return "".join(f"{name}: {value}\n" for name, value in sorted(found.items()))


def output(path: Path) -> list[str]:
    """The lines of what a command printed. Raises RecordingError."""
    lines = [line for _, line in _utf8(path)]
    while lines and not lines[-1]:
        lines.pop()
    if not lines:
        raise RecordingError(f"{path}: the recording is empty")
    return lines


def published(path: Path) -> list[Published]:
    """Messages, each a line with its topic and a line with its payload. Raises RecordingError."""
    lines = [(number, line) for number, line in _utf8(path) if line.strip()]
    if not lines:
        raise RecordingError(f"{path}: the recording has no messages")
    if len(lines) % 2:
        raise wrong_line(path, *lines[-1], "a topic without the line of its payload")
    return [
        Published(topic, payload)
        for (_, topic), (_, payload) in zip(lines[::2], lines[1::2], strict=True)
    ]


def _utf8(path: Path) -> list[tuple[int, str]]:
    """Devices write UTF-8, old ones Latin-1."""
    found = []
    for number, line in numbered_lines(path):
        octets = line.encode("latin-1")
        try:
            found.append((number, octets.decode("utf-8")))
        except UnicodeDecodeError:
            found.append((number, line))
    return found
