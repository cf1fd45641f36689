"""The invariants of the table of faults: each looks at what a run left and names what is wrong.

Nothing here uses the auditor's own code: the store is read as a file of SQLite, its seals are
reckoned anew, and what should stand in it comes from the simulator and the receivers' records.
"""

import base64
import hashlib
import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from sim.webhook_receiver import Received

FIRING = {"fail", "unknown"}
DECIDED = {"pass", "fail"}
GENESIS = "0" * 64

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """The store as it was found, rows in the order in which they were written."""

    transitions: Sequence[Row]
    notices: Sequence[Row]

    def outcomes(self, clause: str) -> list[str]:
        """Of the clause as a whole."""
        return [
            row["outcome"]
            for row in self.transitions
            if (row["clause"], row["subject"]) == (clause, "campus")
        ]


def kept(path: Path) -> Kept:
    """Whether or not a daemon has it open."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        transitions = connection.execute("SELECT * FROM transitions ORDER BY id").fetchall()
        notices = connection.execute("SELECT * FROM notices ORDER BY sequence").fetchall()
    return Kept([dict(row) for row in transitions], [dict(row) for row in notices])


def moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


# --- I1: no transition lost -----------------------------------------------------------------


def broken_chain(found: Kept) -> Iterator[str]:
    """Each seal covers the row and the seal before it; numbers run from one without a gap."""
    before = GENESIS
    last: dict[tuple[str, ...], Row] = {}
    for row in found.transitions:
        key = (row["standard"], row["clause"], row["subject"])
        name = f"{'/'.join(key)} number {row['number']}"
        if row["previous_hash"] != before:
            yield f"{name} does not follow the row before it"
        if row["hash"] != _seal(row):
            yield f"{name} is not what was sealed"
        earlier = last.get(key)
        if row["number"] != (earlier["number"] + 1 if earlier else 1):
            yield f"{name} comes out of turn"
        if row["previous"] != (earlier["outcome"] if earlier else None):
            yield f"{name} is said to follow {row['previous']}"
        before, last[key] = row["hash"], row


def _seal(row: Row) -> str:
    sealed = {key: value for key, value in row.items() if key not in {"id", "hash"}}
    sealed["at"] = moment(row["at"]).isoformat()
    text = json.dumps(sealed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def other_transitions(
    found: Kept, implied: Mapping[str, Sequence[str]], lost: Sequence["Outage"]
) -> Iterator[str]:
    """Store and ledger have the same outcomes in the same order, clause by clause.

    `lost` are devices that a busy machine did not read in time, with nobody's doing: what the
    auditor made of that while it lasted is not in the ledger, and is left out."""
    for clause, outcomes in implied.items():
        rows = [
            row
            for row in found.transitions
            if (row["clause"], row["subject"]) == (clause, "campus")
        ]
        stored = [row["outcome"] for row in rows]
        left = [row["outcome"] for row in rows if not _during(moment(row["at"]), lost)]
        if stored != list(outcomes) and (not lost or _changes(left) != _changes(outcomes)):
            yield f"{clause}: stored {stored}, implied {list(outcomes)}"


def _during(at: datetime, lost: Sequence["Outage"]) -> bool:
    return any(each.begins <= at and (each.ends is None or at <= each.ends) for each in lost)


def _changes(outcomes: Sequence[str]) -> list[str]:
    return [now for before, now in pairwise(["", *outcomes]) if now != before]


# --- I2: at least once, same key ------------------------------------------------------------


def untold(found: Kept, receivers: Mapping[str, Sequence[Received]]) -> Iterator[str]:
    """Each transition that fires or ends one has one notice per receiver; each of these came, in
    order, under one id with one body, and nothing came that is not in the store."""
    wanted = [row["id"] for row in found.transitions if _wants_notice(row)]
    for name, received in receivers.items():
        rows = [row for row in found.notices if row["receiver"] == name]
        if Counter(wanted) != Counter(row["transition_id"] for row in rows):
            yield f"{name}: notices of other transitions than those that want one"
        yield from _bodies_wrong(name, rows, received)
        yield from _missing_or_late(name, rows, received)


def _wants_notice(row: Row) -> bool:
    return row["outcome"] in FIRING or row["previous"] in FIRING


def _bodies_wrong(name: str, rows: Sequence[Row], received: Sequence[Received]) -> Iterator[str]:
    bodies = {row["id"]: row["body"] for row in rows}
    for each in received:
        identity = each.headers["webhook-id"]
        if bodies.get(identity) != each.body:
            yield f"{name}: {identity} came with bytes that are not the store's"


def _missing_or_late(name: str, rows: Sequence[Row], received: Sequence[Received]) -> Iterator[str]:
    accepted = [each.headers["webhook-id"] for each in received if each.accepted]
    place = {identity: position for position, identity in reversed(list(enumerate(accepted)))}
    by_subject: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_subject[row["subject"]].append(row)
        if row["id"] not in place:
            yield f"{name}: {row['id']} of {row['subject']} never came"
        if row["delivered_at"] is None:
            yield f"{name}: {row['id']} came and is not marked as delivered"
    for subject, in_order in by_subject.items():
        places = [place[row["id"]] for row in in_order if row["id"] in place]
        if places != sorted(places):
            yield f"{name}: {subject} was told out of order"
        yield from _unbalanced(name, subject, in_order)


def _unbalanced(name: str, subject: str, in_order: Sequence[Row]) -> Iterator[str]:
    """Between two firings there may be anything; a resolved ends one that was told before it."""
    said = [json.loads(row["body"])["status"] for row in in_order]
    for before, now in pairwise(["resolved", *said]):
        if (before, now) == ("resolved", "resolved"):
            yield f"{name}: {subject} is told resolved without having fired"


# --- I3: no invented verdict ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Window:
    """A device could not tell the truth from one moment to the other."""

    device: str
    fault: str
    begins: datetime
    ends: datetime


def invented(found: Kept, windows: Sequence[Window], on_the_wire: timedelta) -> Iterator[str]:
    """No pass or fail rests on a value of a device that could not tell it then. A round that had
    begun before may still have come in: so long its readings are `on_the_wire`."""
    for row in found.transitions:
        if row["outcome"] not in DECIDED:
            continue
        for piece in json.loads(row["evidence"]):
            taken = moment(row["at"]) - timedelta(seconds=piece["age_seconds"] or 0)
            for window in windows:
                within = window.begins + on_the_wire < taken < window.ends
                if piece["source"] == window.device and piece["value"] is not None and within:
                    yield (
                        f"{row['clause']} {row['outcome']} rests on {piece['quantity']} of"
                        f" {window.device}, which was {window.fault}"
                    )


# --- I5: bounds -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Usage:
    """Of one process, at one moment."""

    resident_bytes: int
    descriptors: int
    threads: int


def usage(pid: int) -> Usage:
    folder = Path(f"/proc/{pid}")
    status = dict(
        line.split(":", 1) for line in (folder / "status").read_text(encoding="utf-8").splitlines()
    )
    return Usage(
        int(status["VmRSS"].split()[0]) * 1024,
        len(list((folder / "fd").iterdir())),
        int(status["Threads"]),
    )


def unbounded(samples: Sequence[Usage], limit: Usage, growth: Usage) -> Iterator[str]:
    """Nothing is ever above its limit, nor grows from the middle third of the run to the last by
    more than `growth`: the first third is when everything is first used."""
    third = len(samples) // 3
    for name in ("resident_bytes", "descriptors", "threads"):
        taken = [getattr(sample, name) for sample in samples]
        if max(taken) > getattr(limit, name):
            yield f"{name} reached {max(taken)}"
        middle, last = (
            sorted(part)[len(part) // 2] for part in (taken[third:-third], taken[-third:])
        )
        if last - middle > getattr(growth, name):
            yield f"{name} grew from {middle} to {last}"


# --- I6: told -------------------------------------------------------------------------------

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


# --- I7: silent about secrets ---------------------------------------------------------------


def spelled(secret: str) -> list[bytes]:
    """As it is, and as it may have been written by a machine."""
    plain = secret.encode()
    return [plain, base64.b64encode(plain).rstrip(b"="), plain.hex().encode()]


def leaks(places: Mapping[str, bytes], secrets: Iterable[str]) -> Iterator[str]:
    """By name of the place; the secret itself is not repeated."""
    for number, secret in enumerate(secrets, 1):
        for spelling in spelled(secret):
            for place, content in places.items():
                if spelling in content:
                    yield f"secret {number} stands in {place}"
