"""What is known of a quantity at a moment, and the words for what is not."""

from datetime import UTC, datetime

import pytest

from checks.ledger import Ledger
from checks.readings import Found, Gap, Observation, Readings, Since
from checks.verdict import CauseKind
from collectors.failure import Failure, FailureKind
from collectors.probe import Collector, Options, Probe, ProbeResult
from collectors.reading import Quantity, Reading
from collectors.target import Target

SPEED = Quantity("interface_speed_bits_per_second", "", "")
HEARD = Quantity("gateway_heard", "", "", event=True)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DEAF = Failure(FailureKind.TIMEOUT, "no answer within 15 s")


async def nothing(_target: Target, _options: Options) -> list[Reading]:
    return []


PROBE = Probe(
    "sw-1/snmp",
    Target("sw-1", "127.0.0.1"),
    Collector("snmp", Options, (SPEED, HEARD), nothing),
    Options(),
    60,
    15,
)


def answered(at_seconds: float, *readings: Reading) -> ProbeResult:
    return ProbeResult(PROBE, NOON, at_seconds, 2.0, readings)


def failed(at_seconds: float) -> ProbeResult:
    return ProbeResult(PROBE, NOON, at_seconds, 2.0, failure=DEAF)


def readings(now_seconds: float, *results: ProbeResult) -> Readings:
    ledger = Ledger()
    for result in results:
        ledger.add(result)
    return Readings(ledger, now_seconds, NOON, 100)


def kind(found: Found) -> CauseKind | None:
    return found.cause.kind if isinstance(found, Gap) else None


def test_a_reading_is_found_with_its_age() -> None:
    found = readings(130, answered(100, Reading(SPEED, 10, "Gi1"))).find(SPEED, "sw-1", "Gi1")
    assert isinstance(found, Observation)
    assert found[:4] == (SPEED, "sw-1", "Gi1", 10)
    assert found.age_seconds == 30


@pytest.mark.parametrize(
    ("now_seconds", "results", "expected", "words"),
    [
        (10, [], CauseKind.NOT_READ, "not read yet"),
        (10, [failed(5)], CauseKind.FAILED, "timeout: no answer within 15 s"),
        (
            201,
            [answered(100, Reading(SPEED, 1, "Gi1"))],
            CauseKind.STALE,
            "last read at 2026-11-01 11:58:19 UTC, more than 100 s ago",
        ),
        (
            201,
            [answered(100, Reading(SPEED, 1, "Gi1")), failed(160)],
            CauseKind.FAILED,
            "no answer within 15 s",
        ),
        (110, [answered(100)], CauseKind.ABSENT, "told nothing of 'Gi1'"),
        (110, [answered(100, Reading(SPEED, None, "Gi1"))], CauseKind.ABSENT, "it has none"),
        (
            110,
            [answered(100, Reading(SPEED, None, "Gi1", rejected="ifHighSpeed is 'x'"))],
            CauseKind.IMPLAUSIBLE,
            "ifHighSpeed is 'x'",
        ),
    ],
)
def test_every_gap_says_why_and_names_the_device(
    now_seconds: float, results: list[ProbeResult], expected: CauseKind, words: str
) -> None:
    found = readings(now_seconds, *results).find(SPEED, "sw-1", "Gi1")
    assert isinstance(found, Gap)
    assert found.cause.kind is expected
    assert words in found.cause.detail
    assert "sw-1" in found.cause.detail
    assert found.cause.target == "sw-1"


def test_a_failed_round_takes_no_fresh_reading_away() -> None:
    seen = readings(150, answered(100, Reading(SPEED, 1, "Gi1")), failed(140))
    assert isinstance(seen.find(SPEED, "sw-1", "Gi1"), Observation)


def test_the_last_instant_of_the_window_is_still_fresh() -> None:
    reading = answered(100, Reading(SPEED, 1, "Gi1"))
    assert isinstance(readings(200, reading).find(SPEED, "sw-1", "Gi1"), Observation)
    assert kind(readings(200.1, reading).find(SPEED, "sw-1", "Gi1")) is CauseKind.STALE


def test_a_state_that_a_whole_answer_lacks_is_gone() -> None:
    gone = readings(130, answered(100, Reading(SPEED, 1, "Gi1")), answered(120))
    assert kind(gone.find(SPEED, "sw-1", "Gi1")) is CauseKind.ABSENT


def test_a_value_that_is_now_rejected_replaces_the_good_one_before() -> None:
    lie = Reading(SPEED, None, "Gi1", rejected="255 %")
    seen = readings(130, answered(100, Reading(SPEED, 1, "Gi1")), answered(120, lie))
    assert kind(seen.find(SPEED, "sw-1", "Gi1")) is CauseKind.IMPLAUSIBLE


def test_an_event_stays_known_when_later_rounds_do_not_repeat_it() -> None:
    heard = readings(130, answered(100, Reading(HEARD, value=True, instance="gw")), answered(120))
    found = heard.find(HEARD, "sw-1", "gw")
    assert isinstance(found, Observation)
    assert found.age_seconds == 30


def test_listening_counts_from_the_start_of_the_unbroken_run() -> None:
    def since(now_seconds: float, *results: ProbeResult) -> Since:
        return readings(now_seconds, *results).listened_since(HEARD, "sw-1")

    assert since(198, answered(100), answered(120)) == ("2026-11-01 11:58:20 UTC", True)
    assert not since(197, answered(100), answered(120)).enough
    assert not since(217, answered(100), failed(110), answered(120)).enough
    assert since(150) == (None, False)


def test_every_instance_is_listed_with_what_is_known_of_it() -> None:
    seen = readings(110, answered(100, Reading(SPEED, 1, "Gi1"), Reading(SPEED, None, "Gi2")))
    assert {name: kind(found) for name, found in seen.all(SPEED, "sw-1").items()} == {
        "Gi1": None,
        "Gi2": CauseKind.ABSENT,
    }
