"""Storage: how much of it there is for each person, what is free, and how it answers."""

import math

from checks.campus import Campus
from checks.indicator import Indicator
from checks.indicators.direct import from_one, untold
from checks.indicators.evidence import fact, not_listed, read, shown
from checks.indicators.population import Base, heads
from checks.indicators.wording import duration
from checks.readings import Gap, Observation, Readings
from checks.systems import StoragePool
from checks.verdict import CAMPUS, Cause, CauseKind, Coverage, Grade, Measured, Subject
from collectors.reading import Quantity
from collectors.system_quantities import (
    STORAGE_POOL_LASTS,
    STORAGE_POOL_LATENCY,
    STORAGE_POOL_USABLE,
    STORAGE_POOL_USED,
)

PER_PERSON = "storage_usable_bytes_per_person"
POOL_FREE = "storage_pool_free_ratio"
LASTS = "storage_pool_growth_left_seconds"
LATENCY = "storage_pool_response_seconds"

GIGABYTE = 10**9


def per_person(campus: Campus, readings: Readings) -> list[Measured]:
    """Usable storage of all pools and contracts over staff and students, in bytes (I-4).

    Contracts that the inventory does not list can only add to what the pools hold.
    """
    pools, spaces = campus.storage_pools, campus.cloud_spaces
    if not pools and (pools is None or not spaces):
        return [not_listed(PER_PERSON, "storage_pools", pools)]
    founds = [readings.find(STORAGE_POOL_USABLE, p.target, p.instance) for p in pools or []]
    people = heads(campus.people, Base.STAFF_AND_STUDENTS, readings)
    contracts = tuple(
        fact(
            "cloud_spaces.contract_bytes", s.name, s.contract_bytes, f"{s.source}, as of {s.as_of}"
        )
        for s in spaces or []
    )
    evidence = shown((*(read(found) for found in founds), *contracts, *people.evidence))
    gaps = [found.cause for found in founds if isinstance(found, Gap)]
    sizes = [found.number for found in founds if isinstance(found, Observation)]
    sizes += [float(space.contract_bytes) for space in spaces or []]
    coverage = Coverage(len(founds) - len(gaps), len(founds)) if founds else Coverage(1, 1)
    if isinstance(people.number, Cause) or not sizes:
        cause = people.number if isinstance(people.number, Cause) else gaps[0]
        return [Measured(PER_PERSON, CAMPUS, None, cause, evidence, coverage)]
    value = math.fsum(sizes) / people.number
    terms = " + ".join(f"{size / GIGABYTE:.9g} GB" for size in sizes)
    arithmetic = f"({terms}) ÷ ({people.words}) = {value / GIGABYTE:.9g} GB per person"
    if spaces is None:
        gaps.append(Cause(CauseKind.FACT_MISSING, "the inventory does not list cloud_spaces"))
    return [
        Measured(
            PER_PERSON, CAMPUS, value, None, evidence, coverage,
            Grade.DECLARED, arithmetic, value, math.inf if gaps else value,
            gaps[0] if gaps else None,
        )
    ]  # fmt: skip


def pool_free(campus: Campus, readings: Readings) -> list[Measured]:
    """Per pool, the share of its usable space that is free."""
    if not campus.storage_pools:
        return [not_listed(POOL_FREE, "storage_pools", campus.storage_pools)]
    return [_pool_free(pool, readings) for pool in campus.storage_pools]


def _pool_free(pool: StoragePool, readings: Readings) -> Measured:
    subject = Subject("storage_pool", pool.name)
    usable = readings.find(STORAGE_POOL_USABLE, pool.target, pool.instance)
    used = readings.find(STORAGE_POOL_USED, pool.target, pool.instance)
    for found in (usable, used):
        if isinstance(found, Gap):
            return untold(POOL_FREE, subject, found.cause, usable, used)
    assert isinstance(usable, Observation)  # noqa: S101 - gaps were returned above
    assert isinstance(used, Observation)  # noqa: S101
    if usable.number <= 0 or not 0 <= used.number <= usable.number:
        detail = f"{pool.name}: {used.number:.0f} of {usable.number:.0f} bytes used"
        cause = Cause(CauseKind.IMPLAUSIBLE, detail, pool.target)
        return untold(POOL_FREE, subject, cause, usable, used)
    value = 1 - used.number / usable.number
    arithmetic = f"1 − {used.number:.0f} B used ÷ {usable.number:.0f} B usable = {value:.4g}"
    evidence = (read(usable), read(used))
    return Measured(POOL_FREE, subject, value, None, evidence, arithmetic=arithmetic)


def lasts(campus: Campus, readings: Readings) -> list[Measured]:
    """Per pool, how long its space lasts if it grows as it did, in seconds."""
    return _of_pools(LASTS, STORAGE_POOL_LASTS, campus, readings)


def latency(campus: Campus, readings: Readings) -> list[Measured]:
    """Per pool, how long a read or write takes, in seconds."""
    return _of_pools(LATENCY, STORAGE_POOL_LATENCY, campus, readings)


def _of_pools(
    indicator: str, quantity: Quantity, campus: Campus, readings: Readings
) -> list[Measured]:
    if not campus.storage_pools:
        return [not_listed(indicator, "storage_pools", campus.storage_pools)]
    return [
        from_one(
            indicator,
            Subject("storage_pool", pool.name),
            readings.find(quantity, pool.target, pool.instance),
            lambda seconds: (seconds, f"{duration(seconds)}, as read"),
        )
        for pool in campus.storage_pools
    ]


INDICATORS = (
    Indicator(
        PER_PERSON,
        "Usable storage of the school, with what contracts give it, for each person.",
        "(Σ usable bytes of pools + Σ contracted bytes) ÷ (staff + students)",
        "B",
        "campus",
        (STORAGE_POOL_USABLE,),
        ("storage_pools", "cloud_spaces", "people"),
        per_person,
    ),
    Indicator(
        POOL_FREE,
        "Share of a pool's usable space that is free.",
        "1 − used ÷ usable",
        "1",
        "storage_pool",
        (STORAGE_POOL_USABLE, STORAGE_POOL_USED),
        ("storage_pools",),
        pool_free,
    ),
    Indicator(
        LASTS,
        "How long a pool's space lasts if it grows as in the last 90 days.",
        "time until 90 % is used, as read",
        "s",
        "storage_pool",
        (STORAGE_POOL_LASTS,),
        ("storage_pools",),
        lasts,
    ),
    Indicator(
        LATENCY,
        "How long a read or write of a pool takes at its slowest hours.",
        "95th percentile of a day, as read",
        "s",
        "storage_pool",
        (STORAGE_POOL_LATENCY,),
        ("storage_pools",),
        latency,
    ),
)
