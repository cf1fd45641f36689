"""Power: how long the batteries carry what must not go dark, and how many feeds are live."""

import math
from collections.abc import Callable, Iterable, Mapping

from checks.campus import Campus, Feed, InstanceRef, PowerDomain, Room, RoomKind
from checks.indicator import Indicator
from checks.indicators.evidence import fact, lacking, none_such, not_listed, read, shown
from checks.indicators.interfaces import true
from checks.indicators.members import Member, count
from checks.indicators.wording import duration
from checks.readings import Gap, Observation, Readings
from checks.verdict import Cause, CauseKind, Coverage, Evidence, Grade, Measured, Subject
from checks.windowed import CHARGE_AT_LEAST_RATIO
from collectors.quantities import (
    MAINS_FEEDS_LIVE,
    UPS_BATTERY_NORMAL,
    UPS_CHARGE,
    UPS_ON_BATTERY,
    UPS_RUNTIME,
)
from collectors.record import record

RUNTIME = "power_runtime_seconds"
UNITS_NORMAL = "power_units_normal_count"
FEEDS = "room_mains_feeds_live_count"

FUNCTIONS: Mapping[str, Callable[[Iterable[float]], float]] = {"min": min, "max": max, "sum": sum}


@record
class Unit:
    """A UPS: the runtime that may be trusted, None where its battery is unfit, or why not known."""

    name: str
    runtime_seconds: float | Cause | None
    evidence: tuple[Evidence, ...]


def unit(readings: Readings, ref: InstanceRef) -> Unit:
    """I-32: an estimate counts with the battery fit and full, and the load on the mains; or as
    the unit reports it."""
    name = f"{ref.target} {ref.instance}".rstrip()
    normal = readings.find(UPS_BATTERY_NORMAL, ref.target, ref.instance)
    on_battery = readings.find(UPS_ON_BATTERY, ref.target, ref.instance)
    charge = readings.find(UPS_CHARGE, ref.target, ref.instance)
    runtime = readings.find(UPS_RUNTIME, ref.target, ref.instance)
    evidence = tuple(read(found) for found in (runtime, charge, normal, on_battery))
    if readings.interpretations.reads("I-32", "as_reported"):
        known = runtime.cause if isinstance(runtime, Gap) else runtime.number
        return Unit(name, known, evidence)
    if isinstance(normal, Observation) and not true(normal):
        return Unit(name, None, evidence)
    if (
        isinstance(runtime, Gap)
        or isinstance(charge, Gap)
        or isinstance(normal, Gap)
        or isinstance(on_battery, Gap)
    ):
        return Unit(name, _first_gap(runtime, charge, normal, on_battery), evidence)
    doubt = _doubt(name, charge, on_battery)
    if doubt is not None:
        return Unit(name, Cause(CauseKind.IMPLAUSIBLE, doubt, ref.target), evidence)
    return Unit(name, runtime.number, evidence)


def _first_gap(*founds: Observation | Gap) -> Cause:
    return next(found.cause for found in founds if isinstance(found, Gap))


def _doubt(name: str, charge: Observation, on_battery: Observation) -> str | None:
    if true(on_battery):
        return f"{name} runs on its battery: the estimate is not to be trusted (I-32)"
    if charge.number < CHARGE_AT_LEAST_RATIO:
        limit = f"{CHARGE_AT_LEAST_RATIO:.0%}"
        return f"{name}: charge {charge.number:.0%} < {limit}: estimate not to be trusted (I-32)"
    return None


def runtimes(campus: Campus, readings: Readings, indicator: str = RUNTIME) -> list[Measured]:
    """Per power domain, how long its batteries carry the present load, in seconds."""
    if not campus.power_domains:
        return [not_listed(indicator, "power_domains", campus.power_domains)]
    return [_domain(indicator, domain, readings) for domain in campus.power_domains]


def domain_subject(domain: PowerDomain) -> Subject:
    return Subject("power_domain", domain.name, (("scope", domain.scope.value),))


def _domain(indicator: str, domain: PowerDomain, readings: Readings) -> Measured:
    """What its fit units carry together (I-33); without any, nothing carries it (I-31).

    Units that cannot be told leave it open as far as they could change it.
    """
    subject = domain_subject(domain)
    units = [unit(readings, ref) for ref in dict.fromkeys(domain.units)]
    if not units:
        return no_unit(indicator, domain, readings)
    feed = fact("power_domains.feed", domain.name, domain.feed.value)
    evidence = shown((feed, *(piece for each in units for piece in each.evidence)))
    gaps = [each.runtime_seconds for each in units if isinstance(each.runtime_seconds, Cause)]
    coverage = Coverage(len(units) - len(gaps), len(units))
    fit = {e.name: e.runtime_seconds for e in units if isinstance(e.runtime_seconds, float)}
    if not fit:
        cause = gaps[0] if gaps else none_fit(domain)
        return Measured(indicator, subject, None, cause, evidence, coverage)
    function = function_of(domain.feed, readings)
    value = FUNCTIONS[function](fit.values())
    arithmetic = arithmetic_of(function, fit, value, len(units) - len(fit) - len(gaps), len(gaps))
    if not gaps:
        return Measured(indicator, subject, value, None, evidence, coverage,
                        Grade.REPORTED, arithmetic)  # fmt: skip
    lowest, highest = bounds(function, value)
    return Measured(indicator, subject, value, None, evidence, coverage,
                    Grade.REPORTED, arithmetic, lowest, highest, gaps[0])  # fmt: skip


def bounds(function: str, known: float) -> tuple[float, float]:
    """Between what the domain's runtime lies, in seconds, if the units that are known carry it
    so long and others cannot be told, which may be empty, unfit and so left out, or fuller."""
    return (0.0, known) if function == "min" else (known, math.inf)


def no_unit(indicator: str, domain: PowerDomain, readings: Readings) -> Measured:
    subject, none = domain_subject(domain), (fact("power_domains.units", domain.name, 0),)
    why = f"the inventory says that no unit carries {domain.name}"
    if readings.interpretations.reads("I-31", "no_unit_is_unknown"):
        cause = Cause(CauseKind.ABSENT, f"{why} (I-31)")
        return Measured(indicator, subject, None, cause, none, Coverage(0, 1))
    arithmetic = f"{why}: 0 s (I-31)"
    return Measured(
        indicator, subject, 0.0, None, none, grade=Grade.DECLARED, arithmetic=arithmetic
    )


def function_of(feed: Feed, readings: Readings) -> str:
    """How the units of a domain make one runtime (I-33)."""
    if readings.interpretations.reads("I-33", "always_smallest"):
        return "min"
    if feed is Feed.INDEPENDENT:
        return "max"
    return "sum" if readings.interpretations.reads("I-33", "sum_of_parallel") else "min"


def none_fit(domain: PowerDomain) -> Cause:
    detail = f"{domain.name}: no unit finds its battery fit; no estimate to be trusted (I-32)"
    return Cause(CauseKind.IMPLAUSIBLE, detail, domain.units[0].target)


def arithmetic_of(
    function: str, fit: Mapping[str, float], value: float, unfit: int, untold: int
) -> str:
    each = ", ".join(f"{name} {seconds:.6g} s" for name, seconds in fit.items())
    remark = f"; {unfit} with an unfit battery left out" if unfit else ""
    remark += f"; {untold} not known" if untold else ""
    return f"{function}({each}) = {duration(value)}{remark}"


def units_normal(campus: Campus, readings: Readings) -> list[Measured]:
    """Per power domain, how many of its units answer and find their battery fit."""
    if not campus.power_domains:
        return [not_listed(UNITS_NORMAL, "power_domains", campus.power_domains)]
    return [_units(domain, readings) for domain in campus.power_domains]


def _units(domain: PowerDomain, readings: Readings) -> Measured:
    members = []
    for ref in dict.fromkeys(domain.units):
        found = readings.find(UPS_BATTERY_NORMAL, ref.target, ref.instance)
        counts = found.cause if isinstance(found, Gap) else true(found)
        members.append(Member(f"{ref.target} {ref.instance}".rstrip(), counts, (found,)))
    what = "units with a fit battery"
    return count(UNITS_NORMAL, domain_subject(domain), members, what, Grade.REPORTED)


def feeds(campus: Campus, readings: Readings) -> list[Measured]:
    """Per machine room, the live feeds at its transfer switch; of several switches the least."""
    if not campus.rooms:
        return [not_listed(FEEDS, "rooms", campus.rooms)]
    rooms = [room for room in campus.rooms if room.kind is RoomKind.MACHINE_ROOM]
    if not rooms:
        return [none_such(FEEDS, "machine rooms")]
    return [_room(room, readings) for room in rooms]


def _room(room: Room, readings: Readings) -> Measured:
    subject = Subject("room", room.name)
    if not room.transfer_switches:
        detail = (
            f"the inventory names no transfer switch of {room.name}, to see its feeds by (I-35)"
        )
        missing = (lacking("rooms.transfer_switches", room.name, detail),)
        cause = Cause(CauseKind.FACT_MISSING, detail)
        return Measured(FEEDS, subject, None, cause, missing, Coverage(0, 1))
    founds = [
        readings.find(MAINS_FEEDS_LIVE, name, "") for name in dict.fromkeys(room.transfer_switches)
    ]
    evidence = shown(read(found) for found in founds)
    live = {found.target: found.number for found in founds if isinstance(found, Observation)}
    coverage = Coverage(len(live), len(founds))
    if not live:
        return Measured(FEEDS, subject, None, _first_gap(*founds), evidence, coverage)
    value = min(live.values())
    each = ", ".join(f"{name} {number:g}" for name, number in live.items())
    arithmetic = f"min({each}) = {value:g} live feeds"
    if len(live) == len(founds):
        return Measured(FEEDS, subject, value, None, evidence, coverage,
                        Grade.REPORTED, arithmetic)  # fmt: skip
    arithmetic += f"; {len(founds) - len(live)} not known"
    return Measured(FEEDS, subject, value, None, evidence, coverage,
                    Grade.REPORTED, arithmetic, 0.0, value, _first_gap(*founds))  # fmt: skip


INDICATORS = (
    Indicator(
        RUNTIME,
        "How long a power domain runs on its batteries after the mains fail.",
        "parallel units: min, independent feeds: max, over units whose estimate may be trusted",
        "s",
        "power_domain",
        (UPS_RUNTIME, UPS_CHARGE, UPS_BATTERY_NORMAL, UPS_ON_BATTERY),
        ("power_domains",),
        runtimes,
    ),
    Indicator(
        UNITS_NORMAL,
        "UPS of a power domain that answer and find their battery fit.",
        "number of units with a normal battery",
        "",
        "power_domain",
        (UPS_BATTERY_NORMAL,),
        ("power_domains",),
        units_normal,
    ),
    Indicator(
        FEEDS,
        "Mains feeds of a machine room that are live.",
        "min over the room's transfer switches of feeds with voltage in tolerance",
        "",
        "room",
        (MAINS_FEEDS_LIVE,),
        ("rooms",),
        feeds,
    ),
)
