"""When devices could not be read, by whoever made it so, and by the auditor's log (I6)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """A device could not tell the truth from one moment to the other."""

    device: str
    fault: str
    begins: datetime
    ends: datetime


FAILS = re.compile(r"^(\S+ \S+) WARNING agent\.polling: (\S+)/\S+ fails: (\w+): ")
AGAIN = re.compile(r"^(\S+ \S+) INFO agent\.polling: (\S+)/\S+ answers again after (\d+) failures")


@dataclass(frozen=True, slots=True)
class Outage:
    """What the log says of one device: from when to when, how many rounds, the first's kind."""

    device: str
    kind: str
    begins: datetime
    ends: datetime | None = None
    rounds: int = 0


def outages(log: Iterable[str]) -> tuple[list[Outage], list[str]]:
    """In the order of their beginnings; and what was said twice, or without a beginning."""
    open_: dict[str, Outage] = {}
    done: list[Outage] = []
    wrong = []
    for line in log:
        if found := FAILS.match(line):
            if found[2] in open_:
                wrong.append(f"said twice: {line}")
            open_[found[2]] = Outage(found[2], found[3], _local(found[1]))
        elif found := AGAIN.match(line):
            began = open_.pop(found[2], None)
            if began is None:
                wrong.append(f"ends what had not begun: {line}")
                continue
            done.append(
                Outage(began.device, began.kind, began.begins, _local(found[1]), int(found[3]))
            )
    return sorted([*done, *open_.values()], key=lambda each: each.begins), wrong


def _local(stamp: str) -> datetime:
    """As `logging` writes it: local time, milliseconds after a comma."""
    return datetime.fromisoformat(stamp.replace(",", ".")).astimezone(UTC)


def untold_faults(
    log: Sequence[str],
    failures: Mapping[str, Mapping[str, float]],
    windows: Sequence[Window],
    kinds: Mapping[str, set[str]],
    on_the_wire: timedelta,
) -> Iterator[str]:
    """Each fault is one outage in the log, of the right kind; and as many failed rounds as the
    log says stand in the counter. `failures`: by device and kind, at the end of the run; `kinds`:
    by device, what its faults may look like."""
    seen, wrong = outages(log)
    yield from wrong
    for window in windows:
        through = [each for each in seen if covers(each, window, on_the_wire)]
        if len(through) != 1 or through[0].ends is None:
            yield f"{window.device} was {window.fault} once; the log has {through}"
    for device in {window.device for window in windows}:
        of_device = [each for each in seen if each.device == device]
        counted = failures.get(device, {})
        said = sum(each.rounds for each in of_device)
        if sum(counted.values()) != said and all(each.ends for each in of_device):
            yield f"{device}: {said} failed rounds in the log, {counted} in the counter"
        if not set(counted) <= kinds[device]:
            yield f"{device}: counted as {counted}, expected {kinds[device]}"


def covers(outage: Outage, window: Window, on_the_wire: timedelta) -> bool:
    """Nothing can end an outage within the window, but what was on the wire when it began."""
    if outage.device != window.device or outage.begins > window.ends:
        return False
    return outage.ends is None or outage.ends > window.begins + on_the_wire
