"""The certificate of the real auditor: all right as it is, and not with any of ten flaws."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from sim import auditor
from sim.auditor import AuditorFailed
from sim.certificate import QUICK, Certificate, Finding
from sim.certifying import Certification, certify
from sim.inventory import Settings
from sim.scenario import load
from tests.end_to_end.campus import FAST
from tests.end_to_end.mutated_auditor import FLAWS

pytestmark = pytest.mark.slow

EGRESS, RUNTIME, BACKBONE, FEEDS = (
    "bjhei-net-05-note",
    "bjhei-sect-02-2a",
    "JJ010101.2",
    "bjhei-dc-01-4a",
)
DESKTOP, SEATS, OUTLETS, WIRED = "bjhei-net-03-2b", "JJ010302.3", "bjk12-11-16-1", "bjhei-net-03-1"
ROOM = "JJ010401.f6"  # temperature, humidity and power of a machine room: three subjects


def nothing_told(_what: str, _number: int, _of: int) -> None:
    pass


def mutated(flaw: str, config: Path) -> Sequence[str]:
    module = "tests.end_to_end.mutated_auditor"
    return [sys.executable, "-m", module, flaw, "run", "--config", str(config)]


async def certified(
    about: set[str],
    command: Callable[[Path], Sequence[str]] = auditor.command,
    settings: Settings = QUICK,
) -> Certificate:
    wanted = Certification(
        load("minimal"), about=frozenset(about), first_only=True, settings=settings, command=command
    )
    return await certify(wanted, nothing_told)


async def test_the_auditor_is_right_wherever_it_is_tried() -> None:
    about = {EGRESS, FEEDS}
    certificate = await certified(about, settings=FAST)
    assert certificate.wrong == []
    assert {clause for _, clause in certificate.turned} == about


async def test_an_auditor_that_falls_over_is_quoted() -> None:
    words = "import time; print('Traceback (most recent call last):\\nKeyError: 7'); time.sleep(9)"
    with pytest.raises(AuditorFailed, match=r"printed a traceback") as caught:
        await certified({FEEDS}, lambda _: [sys.executable, "-uc", words])
    assert caught.value.__notes__ == [
        "the auditor's last lines:\nTraceback (most recent call last):\nKeyError: 7"
    ]


#: What is tried with each flaw, and what it is found by.
FOUND_BY: dict[str, tuple[str, set[Finding]]] = {
    "wrong_unit": (EGRESS, {Finding.FALSE_PASS}),
    "minutes_for_seconds": (RUNTIME, {Finding.FALSE_FAIL}),
    "greater_for_at_least": (BACKBONE, {Finding.FALSE_FAIL}),
    "unknown_passes": (FEEDS, {Finding.FALSE_PASS}),
    "never_stale": (FEEDS, {Finding.FALSE_PASS}),
    "dead_devices_count": (WIRED, {Finding.FALSE_FAIL}),
    "best_for_worst": (DESKTOP, {Finding.FALSE_PASS}),
    "one_subject_is_enough": (ROOM, {Finding.FALSE_PASS}),
    "broken_access_points_carry": (SEATS, {Finding.FALSE_PASS}),
    "silence_is_a_fail": (FEEDS, {Finding.FALSE_FAIL}),
}


def test_each_flaw_is_tried() -> None:
    assert FOUND_BY.keys() == FLAWS.keys()


@pytest.mark.parametrize("flaw", FLAWS)
async def test_a_flaw_is_found(flaw: str) -> None:
    clause, findings = FOUND_BY[flaw]
    certificate = await certified({clause}, partial(mutated, flaw))
    found = {wrong.finding for wrong in certificate.wrong if wrong.key[1] == clause}
    assert found
    assert findings <= found
