"""What is kept over days: which values, of what, in which hours, and how a round tells them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from checks.campus import Campus
from checks.rates import Counted, NoRate, rate
from checks.restarts import uptime_of
from collectors.failure import FailureKind
from collectors.path.quantities import PATH_FAILOVER_NOW, PATH_ROUND_TRIP_NOW
from collectors.probe import ProbeResult
from collectors.quantities import (
    ACCESS_POINT_BUSY_STATIONS,
    ACCESS_POINT_STATIONS,
    ACCESS_POINTS,
    DEVICE_UPTIME,
    INTERFACE_BUSY,
    INTERFACE_COUNTER_BITS,
    INTERFACE_DISCONTINUITY,
    INTERFACE_RECEIVE_BYTES,
    INTERFACE_SPEED,
    INTERFACE_TRANSMIT_BYTES,
    INTERFACE_UP,
    MAINS_FEEDS_LIVE,
    PATH_FAILOVER,
    PATH_ROUND_TRIP,
    TEMPERATURE,
    UPS_BATTERY_NORMAL,
    UPS_CHARGE,
    UPS_LOAD,
    UPS_ON_BATTERY,
    UPS_RUNTIME,
)
from collectors.reading import Quantity, Value
from collectors.system_quantities import SYSTEM_ANSWERS

#: The documents know one zone, which has no summer time: a day is 24 hours, from its midnight.
CHINA: Final = timezone(timedelta(hours=8))
DAY_SECONDS: Final = 86_400

#: School hours, the auditor's default; Monday is 0.
SCHOOL_DAYS: Final = range(5)
SCHOOL_HOURS: Final = (8, 18)

#: I-32: below this charge a runtime is that of a battery which is not full.
CHARGE_AT_LEAST_RATIO: Final = 0.95

#: What it takes to trust a runtime.
TRUST: Final = (UPS_RUNTIME, UPS_CHARGE, UPS_BATTERY_NORMAL, UPS_ON_BATTERY)

#: Any of these is management data, which an echo reply or a web page is not.
MANAGEMENT: Final = (
    DEVICE_UPTIME,
    UPS_BATTERY_NORMAL,
    UPS_LOAD,
    ACCESS_POINTS,
    MAINS_FEEDS_LIVE,
    TEMPERATURE,
    INTERFACE_UP,
)

#: The device itself was silent, or its path was; other failures are ours, or tell nothing of it.
SILENCE: Final = frozenset({FailureKind.TIMEOUT, FailureKind.UNREACHABLE, FailureKind.REFUSED})

#: A sample stands for the time since the round before, but not for longer than so many intervals:
#: what a pause of ours left out was not seen.
INTERVALS_AT_MOST: Final = 2.5

#: A rate is an average over so long; a poll some seconds early must not double that.
RATE_AT_LEAST_SECONDS: Final = 270.0
RATE_AT_MOST_SECONDS: Final = 600.0  # a longer average hides what was busy in it

Place = tuple[str, str]  # a target and an instance


@dataclass(frozen=True, slots=True)
class Sample:
    """A value, and how long before the end of its round it held; None: since the round before."""

    value: float
    seconds: float | None = None


@dataclass(slots=True)
class Memory:
    """What a sampler remembers of one target between two rounds."""

    counted: dict[str, tuple[Counted, Counted]] = field(default_factory=dict)
    # by quantity, of those that are told apart
    latest: dict[str, dict[str, float]] = field(default_factory=dict)


Sampler = Callable[[ProbeResult, Memory], Mapping[str, Sample]]


@dataclass(frozen=True, slots=True)
class Windowed:
    """A value that indicators want over days. An instance that a round's samples lack is not
    known for the time since the round before: that is neither good nor bad.

    `backs_off`: while the value is 0 the target is asked less often, so that two zeros in a row
    stand for all the time between them.
    """

    quantity: Quantity  # the name it is stored and shown under
    reads: tuple[Quantity, ...]  # a round that measures one of them tells it
    days: int
    places: Callable[[Campus], Iterable[Place]]
    sample: Sampler
    school_hours: bool = False
    backs_off: bool = False


def told(result: ProbeResult, quantity: Quantity) -> Mapping[str, Value]:
    series = result.told.get(quantity.name)
    return {} if series is None else series.values


def numbers(result: ProbeResult, quantity: Quantity) -> Iterator[tuple[str, float]]:
    """Booleans count as 0 and 1; what was rejected, or is none, is left out."""
    for instance, value in told(result, quantity).items():
        if isinstance(value, bool | int | float):
            yield instance, float(value)


def _plain(quantity: Quantity) -> Sampler:
    def sample(result: ProbeResult, _memory: Memory) -> dict[str, Sample]:
        return {instance: Sample(value) for instance, value in numbers(result, quantity)}

    return sample


def _answered(result: ProbeResult, _memory: Memory) -> dict[str, Sample]:
    """1 for a round that the device answered, 0 for one that it was silent in."""
    if result.failure is None:
        return {"": Sample(1.0)}
    if result.failure.kind in SILENCE and not result.partial:
        return {"": Sample(0.0)}
    return {}


def _trusted_runtime(result: ProbeResult, memory: Memory) -> dict[str, Sample]:
    """Runtimes with the battery fit and full and the load on the mains (I-32), which may be told
    by several probes."""
    latest = memory.latest
    for quantity in {*TRUST} & set(result.probe.measures):
        latest[quantity.name] = dict(numbers(result, quantity))
    runtime, charge, normal, on_battery = (latest.get(each.name, {}) for each in TRUST)
    return {
        instance: Sample(seconds)
        for instance, seconds in runtime.items()
        if normal.get(instance) == 1
        and on_battery.get(instance) == 0
        and charge.get(instance, 0.0) >= CHARGE_AT_LEAST_RATIO
    }


def _busy(result: ProbeResult, memory: Memory) -> dict[str, Sample]:
    """The rate of the busier direction over five minutes or so, in bit/s."""
    usual_seconds = INTERVALS_AT_MOST * result.probe.interval_seconds
    at_most_seconds = max(RATE_AT_MOST_SECONDS, usual_seconds)
    samples = {}
    for instance, now in _counted(result).items():
        before = memory.counted.get(instance)
        elapsed_seconds = now[0].at_seconds - before[0].at_seconds if before else 0.0
        if before and 0 <= elapsed_seconds < RATE_AT_LEAST_SECONDS:
            continue
        memory.counted[instance] = now
        if before and elapsed_seconds <= at_most_seconds:
            both = [rate(*pair) for pair in zip(before, now, strict=True)]
            known = [each for each in both if not isinstance(each, NoRate)]
            if len(known) == len(both):
                samples[instance] = Sample(max(known), elapsed_seconds)
    return samples


def _counted(result: ProbeResult) -> dict[str, tuple[Counted, Counted]]:
    """Both directions of each port that told them."""
    received, sent = told(result, INTERFACE_RECEIVE_BYTES), told(result, INTERFACE_TRANSMIT_BYTES)
    widths, speeds = told(result, INTERFACE_COUNTER_BITS), dict(numbers(result, INTERFACE_SPEED))
    uptime, restarted = uptime_of(result), dict(numbers(result, INTERFACE_DISCONTINUITY))
    counted = {}
    for instance, one in received.items():
        other, width = sent.get(instance), widths.get(instance)
        if isinstance(one, int) and isinstance(other, int) and isinstance(width, int):
            more = (width, uptime, speeds.get(instance), restarted.get(instance))
            counted[instance] = (
                Counted(result.taken_seconds, one, *more),
                Counted(result.taken_seconds, other, *more),
            )
    return counted


def _polled(campus: Campus) -> Iterator[Place]:
    return ((device.name, "") for device in campus.devices if device.polled)


def _circuits(campus: Campus) -> Iterator[Place]:
    return ((circuit.target, circuit.interface) for circuit in campus.circuits or ())


def _far_sides(campus: Campus) -> Iterator[Place]:
    tests = (circuit.reaches for circuit in campus.circuits or ())
    return ((test.target, test.instance) for test in tests if test is not None)


def _failovers(campus: Campus) -> Iterator[Place]:
    return ((test.target, test.instance) for test in campus.failover_tests or ())


def _units(campus: Campus) -> Iterator[Place]:
    domains = campus.power_domains or ()
    return ((ref.target, ref.instance) for domain in domains for ref in domain.units)


def _access_points(campus: Campus) -> Iterator[Place]:
    rooms = campus.rooms or ()
    return ((each.target, each.name) for room in rooms for each in room.access_points or ())


def _systems(campus: Campus) -> Iterator[Place]:
    systems = campus.systems or ()
    refs = (ref for system in systems for ref in (system.inside, system.outside) if ref)
    return ((ref.target, ref.instance) for ref in refs)


DEVICE_ANSWERED = Windowed(
    Quantity("device_answered", "The device answered when it was asked.", "own poll history"),
    MANAGEMENT,
    30,
    _polled,
    _answered,
    backs_off=True,
)
SYSTEM_ANSWERED = Windowed(SYSTEM_ANSWERS, (SYSTEM_ANSWERS,), 30, _systems, _plain(SYSTEM_ANSWERS))
TRUSTED_RUNTIME = Windowed(
    Quantity(
        "ups_trusted_runtime_seconds",
        "Runtime that the UPS estimates with a fit and full battery and its load on the mains.",
        UPS_RUNTIME.source,
    ),
    TRUST,
    30,
    _units,
    _trusted_runtime,
)
BUSY_RATE = Windowed(
    INTERFACE_BUSY, (INTERFACE_RECEIVE_BYTES,), 7, _circuits, _busy, school_hours=True
)
BUSY_STATIONS = Windowed(
    ACCESS_POINT_BUSY_STATIONS,
    (ACCESS_POINT_STATIONS,),
    7,
    _access_points,
    _plain(ACCESS_POINT_STATIONS),
    school_hours=True,
)
ROUND_TRIPS = Windowed(
    PATH_ROUND_TRIP, (PATH_ROUND_TRIP_NOW,), 1, _far_sides, _plain(PATH_ROUND_TRIP_NOW)
)
FAILOVERS = Windowed(PATH_FAILOVER, (PATH_FAILOVER_NOW,), 30, _failovers, _plain(PATH_FAILOVER_NOW))

WINDOWED: Final = (
    DEVICE_ANSWERED,
    SYSTEM_ANSWERED,
    TRUSTED_RUNTIME,
    BUSY_RATE,
    BUSY_STATIONS,
    ROUND_TRIPS,
    FAILOVERS,
)

#: What is older than this is of no use to any window.
KEPT_DAYS: Final = max(each.days for each in WINDOWED) + 1


def day_of(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


@lru_cache(maxsize=64)  # of one round many values stand for the same time
def by_day(end: datetime, seconds: float, school_hours: bool) -> tuple[tuple[date, float], ...]:
    """The time that ends at `end`, cut at midnights and to the hours that count."""
    return tuple(_parts(end, seconds, school_hours))


def _parts(end: datetime, seconds: float, school_hours: bool) -> Iterator[tuple[date, float]]:
    begin = end - timedelta(seconds=seconds)
    day = day_of(begin)
    while midnight(day) < end:
        opens, closes = _hours(day, school_hours)
        counted_seconds = (min(end, closes) - max(begin, opens)).total_seconds()
        if counted_seconds > 0:
            yield day, counted_seconds
        day += timedelta(days=1)


def _hours(day: date, school_hours: bool) -> tuple[datetime, datetime]:
    start = midnight(day)
    if not school_hours:
        return start, start + timedelta(days=1)
    if day.weekday() not in SCHOOL_DAYS:
        return start, start
    opens, closes = SCHOOL_HOURS
    return start + timedelta(hours=opens), start + timedelta(hours=closes)


@lru_cache(maxsize=8)  # of one judgement all windows end at the same moment
def window_seconds(days: int, school_hours: bool, at: datetime) -> float:
    """The time that counts, from the midnight that many days before today's until `at`."""
    begin = midnight(day_of(at) - timedelta(days=days))
    length_seconds = (at.astimezone(UTC) - begin).total_seconds()
    return sum(seconds for _, seconds in _parts(at, length_seconds, school_hours))


@lru_cache(maxsize=8)
def first_day(days: int, at: datetime) -> date:
    """The day from whose midnight `window_seconds` counts."""
    return day_of(at) - timedelta(days=days)
