"""The invariants I1 to I3: each looks at what a run left in store and receivers, and names what is
wrong.

Nothing here uses the auditor's own code: the store is read as a file of SQLite, its seals are
reckoned anew, and what should stand in it comes from the simulator and the receivers' records.
"""

import hashlib
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from sim.webhook_receiver import Received
from tests.end_to_end.outages import Outage, Window

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
    found: Kept, implied: Mapping[str, Sequence[str]], lost: Sequence[Outage]
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


def _during(at: datetime, lost: Sequence[Outage]) -> bool:
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
