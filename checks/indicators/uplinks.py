"""Uplinks of buildings and links of the backbone: single members decide, not their sum (I-16)."""

from collections.abc import Callable

from checks.campus import Building, Campus, InterfaceRef
from checks.indicator import Indicator
from checks.indicators.evidence import fact, not_listed
from checks.indicators.interfaces import Rate, fastest, line_rate, name_of, together, true
from checks.indicators.members import Member, count, share
from checks.indicators.seen_links import (
    at_least,
    backbone_seen,
    trunk_devices,
    uplinks_seen,
)
from checks.indicators.wording import bit_rate
from checks.readings import Gap, Readings
from checks.verdict import CAMPUS, Cause, CauseKind, Coverage, Grade, Measured, Subject
from collectors.quantities import (
    DEVICE_NAME,
    INTERFACE_OPTICAL,
    INTERFACE_SPEED,
    INTERFACE_UP,
    LLDP_NEIGHBOR,
    LLDP_NEIGHBOR_PORT,
)

UPLINK = "building_uplink_bits_per_second"
OPTICAL_UPLINK = "building_optical_uplink_bits_per_second"
OPTICAL_UPLINKS_UP = "building_optical_uplinks_up_count"
UPLINKS_OPTICAL = "building_uplinks_optical_ratio"
BACKBONE = "backbone_link_bits_per_second"

#: Those that one uplink more could only raise: what LLDP shows tells something of them.
AT_LEAST = frozenset({UPLINK, OPTICAL_UPLINK, OPTICAL_UPLINKS_UP})

Judged = Callable[[str, Subject, list[InterfaceRef], Readings], Measured]


def _per_building(
    indicator: str, judged: Judged, campus: Campus, readings: Readings
) -> list[Measured]:
    if not campus.buildings:
        return [not_listed(indicator, "buildings", campus.buildings)]
    return [_building(indicator, judged, it, campus, readings) for it in campus.buildings]


def _building(
    indicator: str, judged: Judged, building: Building, campus: Campus, readings: Readings
) -> Measured:
    subject = Subject("building", building.name)
    if building.uplinks is None:
        if indicator not in AT_LEAST:
            detail = f"the inventory does not say which uplinks {building.name} has"
            return Measured(indicator, subject, None, Cause(CauseKind.FACT_MISSING, detail))
        refs = uplinks_seen(building, campus, readings)
        if isinstance(refs, Cause):
            return Measured(indicator, subject, None, refs)
        return at_least(judged(indicator, subject, refs, readings))
    if not building.uplinks:
        evidence = (fact("buildings.uplinks", building.name, 0),)
        why = f"the inventory says that {building.name} has no uplink: 0"
        return Measured(
            indicator, subject, 0.0, None, evidence, Coverage(1, 1), Grade.DECLARED, why
        )
    return judged(indicator, subject, list(dict.fromkeys(building.uplinks)), readings)


def _uplink(
    indicator: str, subject: Subject, refs: list[InterfaceRef], readings: Readings
) -> Measured:
    """The fastest single member decides (I-16): ten times 1 Gbit/s is no 10 Gbit/s for one flow."""
    rates = {name_of(ref): line_rate(readings, ref.target, ref.interface) for ref in refs}
    if readings.interpretations.reads("I-16", "sum_of_uplinks"):
        return together(indicator, subject, rates, "uplinks together")
    return fastest(indicator, subject, rates, "fastest uplink")


def _optical_rate(readings: Readings, ref: InterfaceRef) -> Rate:
    """The line rate where the medium in use is fibre, 0 where it is not."""
    rate = line_rate(readings, ref.target, ref.interface)
    if isinstance(rate.bits_per_second, Cause) or not rate.bits_per_second:
        return rate
    optical = readings.find(INTERFACE_OPTICAL, ref.target, ref.interface)
    founds = (*rate.founds, optical)
    if isinstance(optical, Gap):
        return Rate(optical.cause, founds)
    return Rate(rate.bits_per_second if true(optical) else 0.0, founds)


def _optical_uplink(
    indicator: str, subject: Subject, refs: list[InterfaceRef], readings: Readings
) -> Measured:
    rates = {name_of(ref): _optical_rate(readings, ref) for ref in refs}
    if readings.interpretations.reads("I-16", "sum_of_uplinks"):
        return together(indicator, subject, rates, "uplinks on fibre together")
    return fastest(indicator, subject, rates, "fastest uplink on fibre")


def _optical_uplinks_up(
    indicator: str, subject: Subject, refs: list[InterfaceRef], readings: Readings
) -> Measured:
    members = []
    for ref in refs:
        rate = _optical_rate(readings, ref)
        bits_per_second = rate.bits_per_second
        known = bits_per_second if isinstance(bits_per_second, Cause) else bits_per_second > 0
        members.append(Member(name_of(ref), known, rate.founds))
    return count(indicator, subject, members, "uplinks up on fibre", Grade.REPORTED)


def _uplinks_optical(
    indicator: str, subject: Subject, refs: list[InterfaceRef], readings: Readings
) -> Measured:
    members = []
    for ref in refs:
        optical = readings.find(INTERFACE_OPTICAL, ref.target, ref.interface)
        counts = optical.cause if isinstance(optical, Gap) else true(optical)
        members.append(Member(name_of(ref), counts, (optical,)))
    return share(indicator, subject, members, "uplinks on fibre", Grade.DECLARED)


def uplinks(campus: Campus, readings: Readings) -> list[Measured]:
    """Per building, the line rate of its fastest uplink that is up, in bit/s."""
    return _per_building(UPLINK, _uplink, campus, readings)


def optical_uplinks(campus: Campus, readings: Readings) -> list[Measured]:
    """Per building, the line rate of its fastest uplink that is up on fibre, in bit/s."""
    return _per_building(OPTICAL_UPLINK, _optical_uplink, campus, readings)


def optical_uplinks_up(campus: Campus, readings: Readings) -> list[Measured]:
    """Per building, how many different uplink ports are up on fibre."""
    return _per_building(OPTICAL_UPLINKS_UP, _optical_uplinks_up, campus, readings)


def uplinks_optical(campus: Campus, readings: Readings) -> list[Measured]:
    """Per building, the share of its uplinks whose medium is fibre."""
    return _per_building(UPLINKS_OPTICAL, _uplinks_optical, campus, readings)


def backbone(campus: Campus, readings: Readings) -> list[Measured]:
    """Per backbone link its own line rate, in bit/s; a link that is down carries 0."""
    if campus.backbone_links is None and trunk_devices(campus):
        return _backbone_seen(campus, readings)
    if not campus.backbone_links:
        return [not_listed(BACKBONE, "backbone_links", campus.backbone_links)]
    return [_link(ref, readings) for ref in dict.fromkeys(campus.backbone_links)]


def _backbone_seen(campus: Campus, readings: Readings) -> list[Measured]:
    """The links that core and aggregation devices name; one that names nobody freshly has links
    that nobody knows."""
    measured = [_link(ref, readings) for ref in backbone_seen(campus, readings)]
    for name in trunk_devices(campus):
        silent = readings.answers(LLDP_NEIGHBOR, name)
        if silent is not None:
            subject = Subject("link", f"links of {name}")
            measured.append(
                Measured(BACKBONE, subject, None, silent.cause, coverage=Coverage(0, 1))
            )
    if measured:
        return measured
    detail = "the inventory does not list backbone_links, and no core device names another by LLDP"
    return [Measured(BACKBONE, CAMPUS, None, Cause(CauseKind.FACT_MISSING, detail))]


def _link(ref: InterfaceRef, readings: Readings) -> Measured:
    subject = Subject("link", name_of(ref))
    rate = line_rate(readings, ref.target, ref.interface)
    if isinstance(rate.bits_per_second, Cause):
        coverage = Coverage(0, 1)
        return Measured(BACKBONE, subject, None, rate.bits_per_second, rate.evidence, coverage)
    now = bit_rate(rate.bits_per_second) if rate.bits_per_second else "0, it is down"
    arithmetic = f"{name_of(ref)}: {now}"
    return Measured(
        BACKBONE, subject, rate.bits_per_second, None, rate.evidence, arithmetic=arithmetic
    )


#: Where the inventory does not list a building's uplinks.
SEEN = (LLDP_NEIGHBOR, LLDP_NEIGHBOR_PORT, DEVICE_NAME)

INDICATORS = (
    Indicator(
        UPLINK,
        "Fastest uplink of a building that is up.",
        "max ifHighSpeed over the building's uplinks that are up; single members, no sums",
        "bit/s",
        "building",
        (INTERFACE_UP, INTERFACE_SPEED, *SEEN),
        ("buildings",),
        uplinks,
    ),
    Indicator(
        OPTICAL_UPLINK,
        "Fastest uplink of a building that is up on fibre.",
        "max ifHighSpeed over the building's uplinks that are up with an optical MAU",
        "bit/s",
        "building",
        (INTERFACE_UP, INTERFACE_SPEED, INTERFACE_OPTICAL, *SEEN),
        ("buildings",),
        optical_uplinks,
    ),
    Indicator(
        OPTICAL_UPLINKS_UP,
        "Uplinks of a building that are up on fibre.",
        "number of different uplink ports that are up with an optical MAU",
        "",
        "building",
        (INTERFACE_UP, INTERFACE_SPEED, INTERFACE_OPTICAL, *SEEN),
        ("buildings",),
        optical_uplinks_up,
    ),
    Indicator(
        UPLINKS_OPTICAL,
        "Share of a building's uplinks that run on fibre.",
        "uplinks with an optical MAU ÷ uplinks",
        "1",
        "building",
        (INTERFACE_OPTICAL,),
        ("buildings",),
        uplinks_optical,
    ),
    Indicator(
        BACKBONE,
        "Line rate of a backbone link; 0 while it is down.",
        "ifHighSpeed of the link's port while it is up",
        "bit/s",
        "link",
        (INTERFACE_UP, INTERFACE_SPEED, *SEEN),
        ("backbone_links",),
        backbone,
    ),
)
