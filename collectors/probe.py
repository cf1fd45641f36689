"""What is scheduled: a collector on a target; and the one place where its exceptions end."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from collectors.failure import Failure, FailureKind, classify
from collectors.reading import Columns, Quantity, Reading, Series
from collectors.target import Target

log = logging.getLogger(__name__)

#: A day is often told without its zone, and clocks differ; what is over lies no further ahead.
AHEAD_AT_MOST_SECONDS = 86_400.0


class Options(BaseModel):
    """What the inventory may set for one collector; unknown keys are refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        hide_input_in_errors=True,  # what is wrong may be a secret that was written out
    )

    def least_seconds(self) -> float:
        """What a round takes at least, where the options say so; a shorter time-out loses it."""
        return 0.0


@dataclass(frozen=True, slots=True)
class Collector:
    """The whole plug-in interface.

    `collect(target, options)` returns every reading of one round, or raises; it does not
    retry, log, schedule, judge or keep state. Readings of a table that broke half-way are
    raised with `PartialResult`. `measures` is all that it can read; `measures_with` what it
    reads with given options, where these choose.
    """

    name: str
    options: type[Options]
    measures: tuple[Quantity, ...]
    collect: Callable[[Target, Any], Awaitable[Sequence[Reading]]]
    measures_with: Callable[[Any], tuple[Quantity, ...]] | None = None


class PartialResult(Exception):
    """A table was cut short: why, and what had come by then. Never taken for the whole table."""

    def __init__(self, failure: Failure, readings: Sequence[Reading]) -> None:
        super().__init__(f"{failure.kind}: {failure.detail}")
        self.failure = failure
        self.readings = readings


@dataclass(frozen=True, slots=True)
class Probe:
    """One collector on one target on one schedule."""

    name: str
    target: Target
    collector: Collector
    options: Options
    interval_seconds: float
    timeout_seconds: float
    # the collector's options as the inventory has them: secrets by reference
    written: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)
    # what its rounds read; a quantity that is not among them is not asked for
    measures: tuple[Quantity, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        chosen = self.collector.measures_with
        measures = self.collector.measures if chosen is None else chosen(self.options)
        object.__setattr__(self, "measures", measures)


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """All readings of a round, or one failure.

    `started_at` is aware UTC, for display; `taken_seconds` is the monotonic clock at the end
    of the round, for ages. `partial` is what a broken table gave before it broke.
    """

    probe: Probe
    started_at: datetime
    taken_seconds: float
    duration_seconds: float
    readings: Sequence[Reading] = ()
    failure: Failure | None = None
    partial: Sequence[Reading] = ()
    # the readings by the name of their quantity
    told: Mapping[str, Series] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        readings = self.readings
        columns = readings if isinstance(readings, Columns) else Columns.of([readings])
        object.__setattr__(self, "told", columns.by_quantity)


async def run_probe(probe: Probe, started_at: datetime) -> ProbeResult:
    """Run one round; nothing above ever sees a collector's exception."""
    start_seconds = time.monotonic()
    readings: Sequence[Reading] = ()
    partial: Sequence[Reading] = ()
    failure: Failure | None = None
    try:
        async with asyncio.timeout(probe.timeout_seconds):
            readings = await probe.collector.collect(probe.target, probe.options)
    except TimeoutError as error:
        detail = str(error) or f"no answer within {probe.timeout_seconds:g} s"
        failure = Failure(FailureKind.TIMEOUT, detail)
    except PartialResult as error:
        failure, partial = error.failure, error.readings
    except Exception as error:  # the boundary: whatever a collector raises is a value here
        failure = classify(error)
        if failure.kind is FailureKind.BUG:
            log.exception("%s on %s", probe.collector.name, probe.target.name)
    end_seconds = time.monotonic()
    readings, partial = (without_future(it, started_at) for it in (readings, partial))
    return ProbeResult(
        probe, started_at, end_seconds, end_seconds - start_seconds, readings, failure, partial
    )


def without_future(readings: Sequence[Reading], started_at: datetime) -> Sequence[Reading]:
    """The readings; the times of what is over that lie ahead of the round are rejected.

    Here, because no collector knows the time: only the agent reads the wall clock.
    """
    columns = readings if isinstance(readings, Columns) else Columns.of([readings])
    latest = started_at.timestamp() + AHEAD_AT_MOST_SECONDS
    ahead = [
        Reading(it.quantity, None, it.instance, f"{it.value:.0f} (Unix) lies ahead of its reading")
        for series in columns.by_quantity.values()
        if series.quantity.past
        for it in series.readings()
        if isinstance(it.value, int | float) and it.value > latest
    ]
    return Columns.of([iter(columns), ahead]) if ahead else readings
