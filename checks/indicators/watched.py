"""Software that is watched: systems, databases and middleware whose state somebody reads."""

from collections.abc import Sequence
from functools import partial

from checks.campus import Campus
from checks.indicator import Indicator
from checks.indicators.direct import any_of, by_ref, unsaid
from checks.indicators.evidence import fact, not_listed
from checks.indicators.members import Member, share
from checks.indicators.services import VANTAGES, is_key
from checks.indicators.silence import covered
from checks.readings import Found, Readings
from checks.systems import Component, System, SystemKind
from checks.verdict import Grade, Measured, Subject
from collectors.reading import Quantity
from collectors.system_quantities import DATABASE_UP, MIDDLEWARE_UP, SYSTEM_ANSWERS

MONITORED = "systems_monitored_ratio"
DATABASES = "databases_monitored_ratio"
MIDDLEWARE = "middleware_monitored_ratio"
SOFTWARE = "software_monitored_ratio"


def monitored(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of systems whose test gave a fresh result, good or bad: of all, of sites, of key ones.

    The question is whether somebody watches, so silence is an answer (I-61).
    """
    if not campus.systems:
        return [not_listed(MONITORED, "systems", campus.systems)]
    sets = {
        "all": campus.systems,
        "sites": [system for system in campus.systems if system.kind is SystemKind.SITE],
        "key": [system for system in campus.systems if is_key(system)],
    }
    return [_share_of(name, some, readings) for name, some in sets.items()]


def _share_of(name: str, systems: Sequence[System], readings: Readings) -> Measured:
    subject = Subject("systems", name, (("systems", name),))
    if not systems:
        detail = f"the inventory lists no systems of the set {name}"
        return unsaid(MONITORED, subject, "systems", detail)
    members = [_watched(system, readings) for system in systems]
    return share(MONITORED, subject, members, "systems watched", Grade.DECLARED)


def _watched(system: System, readings: Readings) -> Member:
    refs = [ref for ref_of in VANTAGES.values() if (ref := ref_of(system)) is not None]
    if not refs:
        evidence = fact("systems.inside", system.name, False, "inventory: nothing tests it")
        return Member(system.name, False, (evidence,))
    founds = (by_ref(readings, SYSTEM_ANSWERS, ref) for ref in refs)
    return any_of(system.name, (_fresh(system.name, found, readings) for found in founds))


def _fresh(name: str, found: Found, readings: Readings) -> Member:
    return Member(name, covered(readings, found), (found,))


def _components(
    indicator: str, field: str, quantity: Quantity, campus: Campus, readings: Readings
) -> list[Measured]:
    listed: list[Component] | None = getattr(campus, field)
    if not listed:
        return [not_listed(indicator, field, listed)]
    members = [_component(each, field, quantity, readings) for each in listed]
    return [share(indicator, Subject(field, "all"), members, f"{field} watched", Grade.DECLARED)]


def _component(component: Component, field: str, quantity: Quantity, readings: Readings) -> Member:
    if component.target is None:
        evidence = fact(f"{field}.target", component.name, False, "inventory: nothing watches it")
        return Member(component.name, False, (evidence,))
    found = readings.find(quantity, component.target, component.instance)
    return _fresh(component.name, found, readings)


databases = partial(_components, DATABASES, "databases", DATABASE_UP)
middleware = partial(_components, MIDDLEWARE, "middleware", MIDDLEWARE_UP)


def software(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of databases, middleware and systems together that are watched."""
    for field in ("databases", "middleware", "systems"):
        if getattr(campus, field) is None:
            return [not_listed(SOFTWARE, field, None)]
    members = [
        *(_component(each, "databases", DATABASE_UP, readings) for each in campus.databases or []),
        *(_component(m, "middleware", MIDDLEWARE_UP, readings) for m in campus.middleware or []),
        *(_watched(system, readings) for system in campus.systems or []),
    ]
    if not members:
        return [not_listed(SOFTWARE, "databases, middleware and systems", [])]
    return [share(SOFTWARE, Subject("software", "all"), members, "pieces watched", Grade.DECLARED)]


INDICATORS = (
    Indicator(
        MONITORED,
        "Share of information systems that are watched, of all, of sites, of key ones.",
        "systems with a fresh test result, good or bad ÷ systems",
        "1",
        "systems",
        (SYSTEM_ANSWERS,),
        ("systems",),
        monitored,
    ),
    Indicator(
        DATABASES,
        "Share of databases that are watched.",
        "databases with a fresh reading ÷ databases",
        "1",
        "databases",
        (DATABASE_UP,),
        ("databases",),
        databases,
    ),
    Indicator(
        MIDDLEWARE,
        "Share of middleware that is watched.",
        "middleware with a fresh reading ÷ middleware",
        "1",
        "middleware",
        (MIDDLEWARE_UP,),
        ("middleware",),
        middleware,
    ),
    Indicator(
        SOFTWARE,
        "Share of databases, middleware and systems together that are watched.",
        "pieces with a fresh reading ÷ pieces",
        "1",
        "software",
        (DATABASE_UP, MIDDLEWARE_UP, SYSTEM_ANSWERS),
        ("databases", "middleware", "systems"),
        software,
    ),
)
