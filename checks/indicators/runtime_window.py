"""Power over 30 days: the runtime that a domain had nearly always (I-32)."""

from dataclasses import replace

from checks.campus import Campus, InstanceRef, PowerDomain
from checks.indicator import Indicator
from checks.indicators.evidence import Piece, fact, not_listed, shown
from checks.indicators.levels import Level, first_untold, quantile
from checks.indicators.power import (
    FUNCTIONS,
    arithmetic_of,
    domain_subject,
    function_of,
    no_unit,
    none_fit,
    runtimes,
    unit,
)
from checks.readings import Gap, Readings
from checks.verdict import Cause, Coverage, Grade, Measured
from checks.windowed import TRUSTED_RUNTIME
from collectors.quantities import UPS_BATTERY_NORMAL, UPS_CHARGE, UPS_ON_BATTERY, UPS_RUNTIME
from collectors.record import record

RUNTIME_OVER_DAYS = "power_runtime_p05_seconds"

#: I-32: the estimate moves with the load, so that the least of all but a twentieth counts.
NEARLY_ALWAYS = 0.05


def runtimes_over_days(campus: Campus, readings: Readings) -> list[Measured]:
    """Per power domain, how long its batteries carry it, but for a twentieth of 30 days, in
    seconds; or now, where I-32 is read so."""
    if not readings.interpretations.reads("I-32", "trusted_only"):
        return runtimes(campus, readings, RUNTIME_OVER_DAYS)
    if not campus.power_domains:
        return [not_listed(RUNTIME_OVER_DAYS, "power_domains", campus.power_domains)]
    return [_domain(domain, readings) for domain in campus.power_domains]


@record
class _Unit:
    """A UPS over days: its runtime nearly always, None where its battery is unfit now."""

    name: str
    level: Level | None
    evidence: tuple[Piece, ...]


def _unit(readings: Readings, ref: InstanceRef) -> _Unit:
    now = unit(readings, ref)
    if now.runtime_seconds is None:
        return _Unit(now.name, None, now.evidence)
    found = readings.window(TRUSTED_RUNTIME, ref.target, ref.instance)
    if isinstance(found, Gap) and isinstance(now.runtime_seconds, Cause):
        found = replace(found, cause=now.runtime_seconds)
    level = quantile(found, NEARLY_ALWAYS)
    return _Unit(now.name, level, (*level.evidence, *now.evidence))


def _domain(domain: PowerDomain, readings: Readings) -> Measured:
    if not domain.units:
        return no_unit(RUNTIME_OVER_DAYS, domain, readings)
    units = [_unit(readings, ref) for ref in dict.fromkeys(domain.units)]
    feed = fact("power_domains.feed", domain.name, domain.feed.value)
    evidence = shown((feed, *(piece for each in units for piece in each.evidence)))
    levels = {each.name: each.level for each in units if each.level is not None}
    known = {name: level.value for name, level in levels.items() if isinstance(level.value, float)}
    subject = domain_subject(domain)
    coverage = Coverage(sum(each.level is None or each.level.told for each in units), len(units))
    untold = first_untold(levels.values())
    if not known:
        cause = untold or none_fit(domain)
        coverage = coverage if levels else Coverage(0, len(units))
        return Measured(RUNTIME_OVER_DAYS, subject, None, cause, evidence, coverage)
    function = function_of(domain.feed, readings)
    work_out = FUNCTIONS[function]
    value = work_out(known.values())
    unfit = len(units) - len(levels)
    arithmetic = arithmetic_of(function, known, value, unfit, len(levels) - len(known))
    if untold is None:
        return Measured(RUNTIME_OVER_DAYS, subject, value, None, evidence, coverage,
                        arithmetic=arithmetic)  # fmt: skip
    lowest = work_out([level.lowest for level in levels.values()])
    highest = work_out([level.highest for level in levels.values()])
    return Measured(RUNTIME_OVER_DAYS, subject, value, None, evidence, coverage,
                    Grade.REPORTED, arithmetic, lowest, highest, untold)  # fmt: skip


INDICATORS = (
    Indicator(
        RUNTIME_OVER_DAYS,
        "How long a power domain runs on its batteries, but for a twentieth of 30 days.",
        "5th percentile of 30 days of each unit's trusted estimate; of parallel units the min, of "
        "independent feeds the max",
        "s",
        "power_domain",
        (UPS_RUNTIME, UPS_CHARGE, UPS_BATTERY_NORMAL, UPS_ON_BATTERY),
        ("power_domains",),
        runtimes_over_days,
    ),
)
