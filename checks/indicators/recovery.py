"""Recovery: replicas, standbys, and how long key systems were away (I-50)."""

from datetime import timedelta

from checks.campus import Campus, InstanceRef
from checks.indicator import Indicator
from checks.indicators.direct import any_of, by_ref, stated, unnamed, unsaid, untold
from checks.indicators.evidence import fact, lacking, not_listed, read
from checks.indicators.interfaces import true
from checks.indicators.members import Member, share
from checks.indicators.services import is_key, labels
from checks.indicators.wording import duration
from checks.readings import Found, Gap, Readings
from checks.systems import Drill, System, SystemKind
from checks.verdict import Cause, CauseKind, Coverage, Grade, Measured, Subject
from collectors.system_quantities import (
    OUTAGE_LONGEST,
    REPLICA_UP,
    REPLICATION_LAG,
    REPLICATION_LAG_WORST,
    SYSTEM_ANSWERS,
)

LAG = "replication_lag_seconds"
REPLICATED = "systems_with_live_replica_ratio"
STANDBY = "systems_with_live_standby_ratio"
RECOVERY = "system_recovery_seconds"

#: A replica that is down, or was never there, is as far behind as the window is long (I-50).
WINDOW_SECONDS = 7 * 86_400.0
#: I-50, I-54: a drill proves for twelve months.
DRILL_VALID = timedelta(days=365)


def _key_systems(indicator: str, campus: Campus) -> list[System] | Measured:
    if not campus.systems:
        return not_listed(indicator, "systems", campus.systems)
    systems = [system for system in campus.systems if is_key(system)]
    if systems:
        return systems
    detail = "the inventory marks no system as a key system"
    return unsaid(indicator, Subject("system", "key systems"), "systems.key", detail)


def lag(campus: Campus, readings: Readings) -> list[Measured]:
    """Per key system, how far its replicas are behind: the farthest of them, in seconds."""
    systems = _key_systems(LAG, campus)
    if isinstance(systems, Measured):
        return [systems]
    return [_lag(system, readings) for system in systems]


def _lag(system: System, readings: Readings) -> Measured:
    subject = Subject("system", system.name, labels(system))
    if system.replicas is None:
        detail = f"the inventory does not list the replicas of {system.name}"
        return unsaid(LAG, subject, "systems.replicas", detail)
    if not system.replicas:
        none = fact("systems.replicas", system.name, 0)
        arithmetic = f"no replica: behind by the whole window of {duration(WINDOW_SECONDS)}"
        return Measured(
            LAG, subject, WINDOW_SECONDS, None, (none,), grade=Grade.DECLARED, arithmetic=arithmetic
        )
    behind = [_behind(ref, readings) for ref in system.replicas]
    evidence = tuple(read(found) for _, founds in behind for found in founds)
    known = [value for value, _ in behind if not isinstance(value, Cause)]
    causes = [value for value, _ in behind if isinstance(value, Cause)]
    coverage = Coverage(len(known), len(behind))
    if not known:
        return Measured(LAG, subject, None, causes[0], evidence, coverage)
    value = max(known)
    terms = ", ".join(f"{each:.9g} s" for each in known)
    highest = max(value, WINDOW_SECONDS) if causes else value
    return Measured(
        LAG, subject, value, None, evidence, coverage,
        arithmetic=f"max({terms}) = {value:.9g} s", lowest=value, highest=highest,
        untold=causes[0] if causes else None,
    )  # fmt: skip


def _behind(ref: InstanceRef, readings: Readings) -> tuple[float | Cause, tuple[Found, ...]]:
    worst = readings.interpretations.reads("I-50", "worst")
    up = by_ref(readings, REPLICA_UP, ref)
    found = by_ref(readings, REPLICATION_LAG_WORST if worst else REPLICATION_LAG, ref)
    if isinstance(up, Gap):
        return up.cause, (up, found)
    if not true(up):
        return WINDOW_SECONDS, (up,)
    return (found.cause if isinstance(found, Gap) else found.number), (up, found)


def replicated(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of key systems with a replica that is up."""
    systems = _key_systems(REPLICATED, campus)
    if isinstance(systems, Measured):
        return [systems]
    members = [_has(s, "replicas", s.replicas, readings) for s in systems]
    subject = Subject("systems", "key", (("systems", "key"),))
    return [share(REPLICATED, subject, members, "key systems replicated", Grade.DECLARED)]


def _has(system: System, field: str, refs: list[InstanceRef] | None, readings: Readings) -> Member:
    """One replica, or one standby, that is well is enough."""
    if refs is None:
        return unnamed(system.name, f"systems.{field}", field.removesuffix("s"))
    if not refs:
        return Member(system.name, False, (fact(f"systems.{field}", system.name, 0),))
    quantity = REPLICA_UP if field == "replicas" else SYSTEM_ANSWERS
    founds = (by_ref(readings, quantity, ref) for ref in refs)
    return any_of(system.name, (stated(system.name, found) for found in founds))


def standby(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of key systems, and of campus cards, with a standby that answers."""
    systems = _key_systems(STANDBY, campus)
    if isinstance(systems, Measured):
        return [systems]
    sets = {"key": systems, "card": [s for s in systems if s.kind is SystemKind.CARD]}
    return [
        share(
            STANDBY, Subject("systems", name, (("systems", name),)),
            [_has(system, "standbys", system.standbys, readings) for system in some],
            "systems with a live standby", Grade.DECLARED,
        )
        for name, some in sets.items()
        if some
    ]  # fmt: skip


def recovery(campus: Campus, readings: Readings) -> list[Measured]:
    """Per key system, the longer of its last drill and of its longest outage in twelve months.

    It needs an event: without a drill or an outage in that time nothing is proven.
    """
    systems = _key_systems(RECOVERY, campus)
    if isinstance(systems, Measured):
        return [systems]
    return [_recovery(system, readings) for system in systems]


def _recovery(system: System, readings: Readings) -> Measured:
    subject = Subject("system", system.name, labels(system))
    drill = _valid_drill(system.drill, readings)
    outage = None if system.outages is None else by_ref(readings, OUTAGE_LONGEST, system.outages)
    evidence = tuple(read(found) for found in (outage,) if found is not None)
    if drill is not None:
        said_by = f"{drill.source}, as of {drill.as_of}"
        field = "systems.drill.recovery_seconds"
        evidence = (fact(field, system.name, drill.recovery_seconds, said_by), *evidence)
    if outage is None:
        detail = f"the inventory does not say what tells of outages of {system.name}"
        return unsaid(RECOVERY, subject, "systems.outages", detail)
    if isinstance(outage, Gap):
        return untold(RECOVERY, subject, outage.cause, outage)
    if drill is None and not outage.number:
        detail = f"{system.name}: no drill and no outage in 12 months; not proven (I-50)"
        gap = lacking("systems.drill", system.name, detail)
        cause = Cause(CauseKind.FACT_MISSING, detail)
        return Measured(RECOVERY, subject, None, cause, (*evidence, gap), Coverage(0, 1))
    value = max(outage.number, drill.recovery_seconds if drill else 0.0)
    drilled = f"{drill.recovery_seconds:.9g} s in the drill" if drill else "no drill"
    arithmetic = f"max({drilled}, {outage.number:.9g} s longest outage) = {duration(value)}"
    grade = Grade.ATTESTED if drill else Grade.DEMONSTRATED
    return Measured(RECOVERY, subject, value, None, evidence, Coverage(1, 1), grade, arithmetic)


def _valid_drill(drill: Drill | None, readings: Readings) -> Drill | None:
    if drill is None or readings.today - drill.as_of > DRILL_VALID:
        return None
    return drill


INDICATORS = (
    Indicator(
        LAG,
        "How far the replicas of a key system are behind.",
        "max over replicas of the 99th percentile of 7 days; 7 days where one is down",
        "s",
        "system",
        (REPLICA_UP, REPLICATION_LAG, REPLICATION_LAG_WORST),
        ("systems",),
        lag,
    ),
    Indicator(
        REPLICATED,
        "Share of key systems with a live replica.",
        "key systems with a replica that is up ÷ key systems",
        "1",
        "systems",
        (REPLICA_UP,),
        ("systems",),
        replicated,
    ),
    Indicator(
        STANDBY,
        "Share of key systems, or of campus cards, with a standby that answers.",
        "systems with a standby that answers ÷ systems",
        "1",
        "systems",
        (SYSTEM_ANSWERS,),
        ("systems",),
        standby,
    ),
    Indicator(
        RECOVERY,
        "How long users of a key system were without it.",
        "max(last drill of 12 months, longest outage of 12 months)",
        "s",
        "system",
        (OUTAGE_LONGEST,),
        ("systems",),
        recovery,
    ),
)
