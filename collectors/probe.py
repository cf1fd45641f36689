"""What is scheduled: a collector on a target; and the one place where its exceptions end."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from collectors.failure import Failure, FailureKind, classify
from collectors.reading import Quantity, Reading
from collectors.target import Target

log = logging.getLogger(__name__)


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
    raised with `PartialResult`.
    """

    name: str
    options: type[Options]
    measures: tuple[Quantity, ...]
    collect: Callable[[Target, Any], Awaitable[list[Reading]]]


class PartialResult(Exception):
    """A table was cut short: why, and what had come by then. Never taken for the whole table."""

    def __init__(self, failure: Failure, readings: list[Reading]) -> None:
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
    readings: tuple[Reading, ...] = ()
    failure: Failure | None = None
    partial: tuple[Reading, ...] = ()


async def run_probe(probe: Probe, started_at: datetime) -> ProbeResult:
    """Run one round; nothing above ever sees a collector's exception."""
    start_seconds = time.monotonic()
    readings: tuple[Reading, ...] = ()
    partial: tuple[Reading, ...] = ()
    failure: Failure | None = None
    try:
        async with asyncio.timeout(probe.timeout_seconds):
            readings = tuple(await probe.collector.collect(probe.target, probe.options))
    except TimeoutError as error:
        detail = str(error) or f"no answer within {probe.timeout_seconds:g} s"
        failure = Failure(FailureKind.TIMEOUT, detail)
    except PartialResult as error:
        failure, partial = error.failure, tuple(error.readings)
    except Exception as error:  # the boundary: whatever a collector raises is a value here
        failure = classify(error)
        if failure.kind is FailureKind.BUG:
            log.exception("%s on %s", probe.collector.name, probe.target.name)
    end_seconds = time.monotonic()
    return ProbeResult(
        probe, started_at, end_seconds, end_seconds - start_seconds, readings, failure, partial
    )
