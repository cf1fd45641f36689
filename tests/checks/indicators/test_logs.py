"""How long logs are kept, and whether their sources still send."""

from datetime import timedelta

import pytest

from checks.campus import Campus
from checks.indicators.logs import classes, complete, retention, sources
from checks.systems import LogClass, LogKind, LogSource, LogStore
from checks.verdict import CauseKind, Outcome
from collectors.probe import ProbeResult
from collectors.system_quantities import (
    LOG_NEWEST,
    LOG_RECORDS_COMPLETE,
    LOG_ROOM,
    LOG_UNBROKEN_SINCE,
)
from tests.builders import AT, DEVICE_GAPS, failed, gap, of_subject, only, said, seen, told
from tests.checks.indicators.clauses import outcome_on, verdict_on

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
DAY_SECONDS = 86_400


def store(*kinds: LogKind, in_use_days: int | None = None) -> Campus:
    started = None if in_use_days is None else (AT - timedelta(days=in_use_days)).date()
    return Campus(
        log_stores=[LogStore(name="logs", kinds=list(kinds), target="es", started_on=started)]
    )


def kept(seconds: float, room_days: float | None = None) -> ProbeResult:
    told_of = {LOG_UNBROKEN_SINCE: AT.timestamp() - seconds}
    if room_days is not None:
        told_of[LOG_ROOM] = room_days * DAY_SECONDS
    return said("es", told_of)


RETENTIONS = {
    "180 days of behaviour": ("bjhei-sect-09-2", LogKind.BEHAVIOUR, 180 * DAY_SECONDS, PASS),
    "a second less": ("bjhei-sect-09-2", LogKind.BEHAVIOUR, 180 * DAY_SECONDS - 1, FAIL),
    "180 days of logins": ("bjhei-sect-09-4a", LogKind.LOGIN, 180 * DAY_SECONDS, PASS),
    "180 days of users": ("bjhei-sect-09-4b", LogKind.USER_BEHAVIOUR, 180 * DAY_SECONDS, PASS),
    "184 days of access": ("bjhei-svc-02-3b", LogKind.ACCESS, 184 * DAY_SECONDS, PASS),
    "183 days are no six months": ("bjhei-svc-02-3b", LogKind.ACCESS, 183 * DAY_SECONDS, FAIL),
}


@pytest.mark.parametrize(("clause", "kind", "seconds", "outcome"), RETENTIONS.values(),
                         ids=RETENTIONS)  # fmt: skip
def test_each_kind_of_record_has_its_own_time(
    clause: str, kind: LogKind, seconds: float, outcome: Outcome
) -> None:
    assert outcome_on(clause, store(kind), kept(seconds)) is outcome


def test_a_store_of_other_records_proves_nothing() -> None:
    assert outcome_on("bjhei-sect-09-2", store(LogKind.ACCESS), kept(10**9)) is UNKNOWN


FILLING = {
    "nothing was deleted, and there is room": (40, 40, 400, UNKNOWN),
    "nothing was deleted, but there is no room": (40, 40, 90, FAIL),
    "there is room for the day that is asked": (40, 40, 180, UNKNOWN),
    "nothing was deleted; room is not told": (40, 40, None, UNKNOWN),
    "the first days are gone": (40, 38, 400, FAIL),
    "in use long enough, and shorter kept": (400, 40, 400, FAIL),
    "filled for long enough": (180, 180, None, PASS),
}


@pytest.mark.parametrize(("in_use", "days", "room", "outcome"), FILLING.values(), ids=FILLING)
def test_a_store_that_is_still_filling_has_not_failed(
    in_use: int, days: float, room: float | None, outcome: Outcome
) -> None:
    campus = store(LogKind.LOGIN, in_use_days=in_use)
    given = verdict_on("bjhei-sect-09-4a", campus, kept(days * DAY_SECONDS, room))
    assert given.outcome is outcome
    if outcome is UNKNOWN:
        assert given.cause is not None
        assert "still fills and has lost nothing" in given.cause.detail


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_store_that_does_not_tell_is_unknown(kind: CauseKind) -> None:
    readings = seen(*gap(kind, LOG_UNBROKEN_SINCE, "es"))
    assert told(only(retention(store(LogKind.LOGIN), readings))) is kind


def test_records_from_the_future_are_a_wrong_clock() -> None:
    measured = only(retention(store(LogKind.LOGIN), seen(kept(-61))))
    assert told(measured) is CauseKind.IMPLAUSIBLE


FIELDS = {"99 of 100": (0.99, PASS), "fewer": (0.989_999, FAIL), "all": (1.0, PASS)}


@pytest.mark.parametrize(("ratio", "outcome"), FIELDS.values(), ids=FIELDS)
def test_records_with_all_five_fields(ratio: float, outcome: Outcome) -> None:
    round_ = said("es", {LOG_RECORDS_COMPLETE: ratio})
    assert outcome_on("bjhei-svc-02-3a", store(LogKind.ACCESS), round_) is outcome


def test_a_share_above_one_is_not_believed() -> None:
    round_ = said("es", {LOG_RECORDS_COMPLETE: 1.1})
    measured = only(complete(store(LogKind.ACCESS), seen(round_)))
    assert told(measured) is CauseKind.IMPLAUSIBLE


def source(name: str, kind: LogClass, target: str | None = "es") -> LogSource:
    return LogSource(name=name, kind=kind, target=target, instance=name)


def newest(read_ago_seconds: float = 0.0, **ago_seconds: float) -> ProbeResult:
    stamps = {name: AT.timestamp() - ago for name, ago in ago_seconds.items()}
    return said("es", {LOG_NEWEST: stamps}, age_seconds=read_ago_seconds)


NETWORK = Campus(log_sources=[source("a", LogClass.NETWORK), source("b", LogClass.NETWORK)])

SENDING = {
    "both": (newest(a=0, b=900), 1.0),
    "one has been silent for longer than the window": (newest(a=0, b=901), 0.5),
    "the store knows nothing of one": (newest(a=0), 0.5),
    "the store is silent": (failed("es", LOG_NEWEST), CauseKind.FAILED),
}


@pytest.mark.parametrize(("round_", "value"), SENDING.values(), ids=SENDING)
def test_sources_that_send(round_: ProbeResult, value: float | CauseKind) -> None:
    assert told(of_subject(sources(NETWORK, seen(round_)), "network")) == value


@pytest.mark.parametrize(
    ("read_ago_seconds", "value"), [(0.0, 0.0), (1.0, CauseKind.STALE), (899.0, CauseKind.STALE)]
)
def test_a_record_that_only_aged_since_the_store_was_read_proves_neither(
    read_ago_seconds: float, value: float | CauseKind
) -> None:
    """901 s old now; when it was read, of late. Of newer ones nobody has asked since."""
    measured = of_subject(sources(NETWORK, seen(newest(read_ago_seconds, a=901, b=901))), "network")
    assert told(measured) == value
    if measured.why_not is not None:
        assert measured.why_not.target == "es"
        assert "the newest record of es a is" in measured.why_not.detail


def test_a_source_that_sends_to_no_store_stays_in_the_denominator() -> None:
    campus = Campus(log_sources=[*(NETWORK.log_sources or []),
                                 source("c", LogClass.NETWORK, None)])  # fmt: skip
    assert told(of_subject(sources(campus, seen(newest(a=0, b=0))), "network")) == 2 / 3


def test_a_class_of_which_nothing_is_listed_keeps_the_platform_unproven() -> None:
    given = verdict_on("bjhei-sect-07-3", NETWORK, newest(a=0, b=0))
    assert given.outcome is UNKNOWN
    assert given.cause is not None
    assert "lists no log source of class" in given.cause.detail


CORRELATED = Campus(
    log_sources=[
        source(kind.value, kind) for kind in (LogClass.TRAFFIC, LogClass.NETWORK, LogClass.SECURITY)
    ]
)


def test_three_classes_must_arrive_within_ten_minutes() -> None:
    all_three = newest(traffic=600, network=0, security=0)
    late = newest(traffic=601, network=0, security=0)
    given = verdict_on("bjhei-ir-02-2", CORRELATED, all_three)
    assert (given.outcome, given.value) == (UNKNOWN, 1.0)  # that they are correlated is unproven
    assert outcome_on("bjhei-ir-02-2", CORRELATED, late) is FAIL


def test_a_class_that_is_not_listed_does_not_arrive() -> None:
    measured = of_subject(classes(NETWORK, seen(newest(a=0, b=0))), "correlation")
    assert told(measured) == 1 / 3
