"""What is worked out again, and what is not: one row per reason."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from checks.interpretation import Interpretations
from checks.ledger import Ledger
from checks.readings import Gap, Readings
from checks.workings import Basis, Workings
from collectors.probe import ProbeResult
from collectors.quantities import GATEWAY_HEARD, INTERFACE_SPEED, INTERFACE_UP
from tests.builders import AT, NOW_SECONDS, failed, said

FRESHNESS_SECONDS = 100.0
Work = Callable[[str, Readings], object]


@dataclass
class Run:
    """A working that is asked for again and again, and how often it was worked out."""

    work: Work
    ledger: Ledger = field(default_factory=Ledger)
    workings: Workings = field(default_factory=Workings)
    times: int = 0
    at: datetime = AT

    def again(
        self,
        *rounds: ProbeResult,
        after_seconds: float = 0.0,
        through_seconds: float = FRESHNESS_SECONDS,
    ) -> object:
        for result in rounds:
            self.ledger.add(result)
        self.at += timedelta(seconds=after_seconds)
        now_seconds = NOW_SECONDS + (self.at - AT).total_seconds()
        basis = Basis(self.ledger, self, Interpretations())
        self.workings.advance(basis, now_seconds, self.at.date())
        readings = Readings(
            self.ledger, now_seconds, self.at, through_seconds, workings=self.workings
        )
        return readings.part(self._counted, "sw-1")

    def _counted(self, target: str, readings: Readings) -> object:
        self.times += 1
        return self.work(target, readings)


def speed(target: str, readings: Readings) -> object:
    found = readings.find(INTERFACE_SPEED, target, "GE1")
    return found.cause.kind if isinstance(found, Gap) else found.value


def through_a_part(target: str, readings: Readings) -> object:
    return readings.part(speed, target)


def a_speed(value: float, after_seconds: float = 0.0) -> ProbeResult:
    return said("sw-1", {INTERFACE_SPEED: {"GE1": value}}, age_seconds=-after_seconds)


@pytest.mark.parametrize("work", [speed, through_a_part])
class TestAReading:
    def test_that_is_repeated_changes_nothing(self, work: Work) -> None:
        run = Run(work)
        assert run.again(a_speed(1)) == 1
        assert run.again(a_speed(1, 5), after_seconds=5) == 1
        assert run.times == 1

    def test_that_changes_is_seen(self, work: Work) -> None:
        run = Run(work)
        run.again(a_speed(1))
        assert run.again(a_speed(2, 5), after_seconds=5) == 2

    def test_that_comes_for_the_first_time_is_seen(self, work: Work) -> None:
        run = Run(work)
        assert run.again() == "not_read"
        assert run.again(a_speed(1)) == 1

    def test_of_another_quantity_or_target_is_none_of_its_business(self, work: Work) -> None:
        run = Run(work)
        run.again(a_speed(1))
        run.again(said("sw-1", {INTERFACE_UP: {"GE1": False}}), said("sw-2", {INTERFACE_SPEED: {}}))
        assert run.times == 1

    def test_grows_stale_without_any_round_and_comes_back_with_the_same_value(
        self, work: Work
    ) -> None:
        run = Run(work)
        run.again(a_speed(1))
        assert run.again(after_seconds=100) == 1
        assert run.times == 1
        assert run.again(after_seconds=1) == "stale"
        assert run.again(a_speed(1, 102), after_seconds=1) == 1

    def test_that_was_stale_when_it_was_looked_at_first_comes_back_with_the_same_value(
        self, work: Work
    ) -> None:
        run = Run(work)
        run.ledger.add(a_speed(1))
        assert run.again(after_seconds=101) == "stale"
        assert run.again(a_speed(1, 102), after_seconds=1) == 1

    def test_that_was_repeated_grows_stale_later(self, work: Work) -> None:
        run = Run(work)
        run.again(a_speed(1))
        run.again(a_speed(1, 60), after_seconds=60)
        assert run.again(after_seconds=100) == 1
        assert run.times == 1
        assert run.again(after_seconds=1) == "stale"

    def test_of_a_device_that_fails_is_told_when_it_is_stale(self, work: Work) -> None:
        run = Run(work)
        run.again(a_speed(1))
        assert run.again(failed("sw-1", INTERFACE_SPEED, age_seconds=-5), after_seconds=5) == 1
        assert run.again(after_seconds=96) == "failed"


def test_what_reads_the_time_is_worked_out_with_every_moment() -> None:
    run = Run(lambda _, readings: readings.at)
    assert [run.again(after_seconds=1) for _ in range(3)] == [
        AT + timedelta(seconds=n) for n in (1, 2, 3)
    ]


def test_what_reads_the_time_may_be_left_to_wait() -> None:
    run = Run(lambda _, readings: readings.at, workings=Workings(moving_seconds=10))
    seen = [run.again(after_seconds=4) for _ in range(5)]
    assert seen == [AT + timedelta(seconds=n) for n in (4, 4, 4, 16, 16)]


def test_what_compares_dates_is_worked_out_when_the_day_changes() -> None:
    run = Run(lambda _, readings: readings.today)
    run.again()
    run.again(after_seconds=11 * 3600)
    assert run.times == 1
    assert run.again(after_seconds=3600) == AT.date() + timedelta(days=1)


def test_silence_becomes_an_answer_when_it_has_been_listened_to_for_long_enough() -> None:
    run = Run(lambda target, readings: readings.listened_since(GATEWAY_HEARD, target).enough)
    assert run.again(said("sw-1", {GATEWAY_HEARD: {}}, duration_seconds=40)) is False
    assert run.again(after_seconds=59) is False
    assert run.times == 1
    assert run.again(after_seconds=1) is True


def test_an_earlier_moment_starts_from_nothing() -> None:
    run = Run(speed)
    run.again(a_speed(1), after_seconds=50)
    run.again(after_seconds=-1)
    assert run.times == 2


WIDE_SECONDS = 1000.0


@pytest.mark.parametrize("work", [speed, through_a_part])
class TestAWiderWindow:
    def test_takes_over_what_is_fresh_in_the_narrower_one(self, work: Work) -> None:
        run = Run(work)
        assert run.again(a_speed(1)) == 1
        assert run.again(through_seconds=WIDE_SECONDS) == 1
        assert run.times == 1

    def test_sees_what_changes_as_the_narrower_one_does(self, work: Work) -> None:
        run = Run(work)
        run.again(a_speed(1))
        run.again(through_seconds=WIDE_SECONDS)
        assert run.again(a_speed(2, 5), after_seconds=5, through_seconds=WIDE_SECONDS) == 2
        assert run.again() == 2

    def test_keeps_what_has_grown_too_old_for_the_narrower_one(self, work: Work) -> None:
        run = Run(work)
        run.again(a_speed(1))
        run.again(through_seconds=WIDE_SECONDS)
        assert run.again(after_seconds=FRESHNESS_SECONDS + 1) == "stale"
        assert run.again(through_seconds=WIDE_SECONDS) == 1
        assert run.again(after_seconds=WIDE_SECONDS, through_seconds=WIDE_SECONDS) == "stale"

    def test_does_not_take_over_what_was_too_old(self, work: Work) -> None:
        run = Run(work)
        run.again(a_speed(1))
        assert run.again(after_seconds=FRESHNESS_SECONDS + 1) == "stale"
        assert run.again(through_seconds=WIDE_SECONDS) == 1

    def test_is_no_help_to_a_narrower_one(self, work: Work) -> None:
        run = Run(work)
        run.again(a_speed(1))
        late_seconds = FRESHNESS_SECONDS + 1
        assert run.again(after_seconds=late_seconds, through_seconds=WIDE_SECONDS) == 1
        assert run.again() == "stale"


def test_whoever_asks_for_the_window_is_asked_in_each() -> None:
    run = Run(lambda _, readings: readings.freshness_seconds)
    assert run.again() == FRESHNESS_SECONDS
    assert run.again(through_seconds=WIDE_SECONDS) == WIDE_SECONDS
