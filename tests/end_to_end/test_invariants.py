"""Each invariant finds what breaks it: a run that is doctored is not taken for a good one."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.store.opening import open_store
from checks.verdict import Outcome
from exporters.notices.webhook import body, wants_notice
from sim.webhook_receiver import Received
from tests.agent.test_store import NOON, transition
from tests.end_to_end.canaries import leaks
from tests.end_to_end.invariants import (
    Kept,
    broken_chain,
    invented,
    kept,
    other_transitions,
    untold,
)
from tests.end_to_end.outages import Window, outages, untold_faults
from tests.end_to_end.usage import Usage, unbounded

FAIL, PASS = Outcome.FAIL, Outcome.PASS


@pytest.fixture
async def found(tmp_path: Path) -> Kept:
    """A clause that failed, was well, failed again, and was well again; all of it told."""
    store = await open_store(f"sqlite:///{tmp_path}/auditor.db")
    outcomes = [(None, FAIL), (FAIL, PASS), (PASS, FAIL), (FAIL, PASS)]
    changes = [transition(n, now, previous=was) for n, (was, now) in enumerate(outcomes, 1)]
    await store.record(
        changes,
        ["duty"],
        wants_notice,
        lambda change, identity: body(change, identity, "x", "", None),
    )
    await store.close()
    read = kept(tmp_path / "auditor.db")
    return replace(
        read, notices=[{**row, "delivered_at": row["created_at"]} for row in read.notices]
    )


def received(found: Kept) -> list[Received]:
    return [
        Received(NOON, "/", {"webhook-id": row["id"]}, row["body"], 200) for row in found.notices
    ]


def doctored(found: Kept, place: int, **values: Any) -> Kept:  # noqa: ANN401 - of any column
    rows = list(found.transitions)
    rows[place] = {**rows[place], **values}
    return replace(found, transitions=rows)


def test_a_good_run_has_nothing_wrong(found: Kept) -> None:
    assert list(broken_chain(found)) == []
    assert list(other_transitions(found, {"z-1": ["fail", "pass", "fail", "pass"]}, [])) == []
    assert list(untold(found, {"duty": received(found)})) == []
    assert list(invented(found, [], timedelta())) == []


@pytest.mark.parametrize(
    "values",
    [{"outcome": "unknown"}, {"at": "2026-11-01 12:00:00"}, {"evidence": "[]"}, {"number": 7}],
)
def test_a_row_that_was_changed_breaks_the_chain(found: Kept, values: dict[str, Any]) -> None:
    assert list(broken_chain(doctored(found, 1, **values)))


def test_a_row_that_was_taken_out_breaks_the_chain(found: Kept) -> None:
    shorter = replace(found, transitions=[found.transitions[0], *found.transitions[2:]])
    wrong = list(broken_chain(shorter))
    assert any("does not follow the row before it" in line for line in wrong)
    assert any("comes out of turn" in line for line in wrong)


@pytest.mark.parametrize(
    "implied", [["fail", "pass", "fail"], ["fail", "pass"], ["fail", "unknown", "fail", "pass"]]
)
def test_a_store_that_differs_from_the_ledger_is_found(found: Kept, implied: list[str]) -> None:
    assert len(list(other_transitions(found, {"z-1": implied}, []))) == 1


def _twice_with_other_bytes(came: list[Received]) -> list[Received]:
    return [*came, replace(came[0], body=b"{}")]


def _swapped(came: list[Received]) -> list[Received]:
    return [came[1], came[0], *came[2:]]


def _refused(came: list[Received]) -> list[Received]:
    return [*came[:3], replace(came[3], answer_status=500)]


def _of_nobody(came: list[Received]) -> list[Received]:
    return [*came, replace(came[0], headers={"webhook-id": "evt_0"})]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_twice_with_other_bytes, "bytes that are not the store's"),
        (_swapped, "told out of order"),
        (_refused, "never came"),
        (_of_nobody, "bytes that are not the store's"),
        (lambda came: came[1:], "never came"),
    ],
)
def test_what_a_receiver_did_not_get_is_found(
    found: Kept, spoil: Callable[[list[Received]], list[Received]], words: str
) -> None:
    (wrong,) = untold(found, {"duty": spoil(received(found))})
    assert words in wrong


def test_a_notice_that_was_never_written_is_found(found: Kept) -> None:
    missing = replace(found, notices=found.notices[1:])
    wrong = list(untold(missing, {"duty": received(missing)}))
    assert wrong == [
        "duty: notices of other transitions than those that want one",
        "duty: zz/z-1/campus is told resolved without having fired",
    ]


def test_a_copy_is_no_fault(found: Kept) -> None:
    came = received(found)
    assert list(untold(found, {"duty": [came[0], *came]})) == []


@pytest.mark.parametrize(("begins_minutes", "wrong"), [(0, 1), (0.5, 1), (2, 0), (-5, 0)])
def test_evidence_of_a_device_that_could_not_tell_is_found(
    found: Kept, begins_minutes: float, wrong: int
) -> None:
    """The first transition is of one minute past noon, its evidence three seconds older."""
    first = replace(found, transitions=found.transitions[:1])
    begins = NOON + timedelta(minutes=begins_minutes)
    window = Window("sw-1", "silent", begins, begins + timedelta(minutes=2))
    assert len(list(invented(first, [window], timedelta(seconds=2)))) == wrong
    assert list(invented(first, [replace(window, device="sw-2")], timedelta())) == []


def _growing(of: str, by: int) -> Iterator[Usage]:
    for step in range(12):
        yield replace(Usage(100, 20, 5), **{of: 5 + step * by})


@pytest.mark.parametrize("name", ["resident_bytes", "descriptors", "threads"])
def test_what_grows_or_is_too_much_is_found(name: str) -> None:
    limit, growth = Usage(200, 30, 60), Usage(10, 10, 10)
    assert list(unbounded(list(_growing(name, 0)), limit, growth)) == []
    (grew,) = unbounded(list(_growing(name, 3)), replace(limit, **{name: 99}), growth)
    assert f"{name} grew" in grew
    (reached,) = unbounded([replace(Usage(5, 5, 5), **{name: 999})] * 6, limit, growth)
    assert f"{name} reached 999" in reached


FIRST = "2026-11-28 03:00:10,000 WARNING agent.polling: ups-1/nut fails: timeout: no answer"
LAST = "2026-11-28 03:00:20,500 INFO agent.polling: ups-1/nut answers again after 3 failures"


def _at(second: int) -> datetime:
    return datetime.fromisoformat(f"2026-11-28 03:00:{second:02}").astimezone(UTC)


WINDOW = Window("ups-1", "silent", _at(8), _at(19))


@pytest.mark.parametrize(
    ("log", "counted", "words"),
    [
        ([FIRST, LAST], {"timeout": 3.0}, None),
        ([FIRST, LAST], {"timeout": 4.0}, "failed rounds in the log"),
        ([FIRST, LAST], {"bug": 3.0}, "counted as"),
        ([], {}, "was silent once; the log has []"),
        ([FIRST], {"timeout": 3.0}, "was silent once"),
        ([FIRST, FIRST, LAST], {"timeout": 3.0}, "said twice"),
        ([LAST], {"timeout": 3.0}, "ends what had not begun"),
    ],
)
def test_a_fault_that_was_not_told_once_is_found(
    log: list[str], counted: dict[str, float], words: str | None
) -> None:
    wire = timedelta(seconds=1)
    wrong = list(untold_faults(log, {"ups-1": counted}, [WINDOW], {"ups-1": {"timeout"}}, wire))
    assert (wrong == []) if words is None else any(words in line for line in wrong)


def test_an_outage_is_read_from_the_log() -> None:
    (outage,), wrong = outages(["something else", FIRST, LAST])
    assert (outage.device, outage.kind, outage.rounds, wrong) == ("ups-1", "timeout", 3, [])
    assert outage.ends == _at(20) + timedelta(milliseconds=500)


@pytest.mark.parametrize(
    "spelling", ["s3cret-of-ours", "czNjcmV0LW9mLW91cnM", "7333637265742d6f66"]
)
def test_a_secret_is_found_however_it_is_spelled(spelling: str) -> None:
    content = json.dumps({"detail": spelling + "2d6f757273"}).encode()
    assert list(leaks({"/metrics": content}, ["s3cret-of-ours"])) == ["secret 1 stands in /metrics"]
    assert list(leaks({"/metrics": content}, ["another"])) == []
