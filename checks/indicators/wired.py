"""What reaches a desk by cable: access ports, classroom ports and outlets."""

import fnmatch
import heapq
from collections.abc import Callable, Mapping, Sequence

from checks.campus import AccessPorts, Campus, InterfaceRef, Room, RoomKind
from checks.indicator import Indicator
from checks.indicators.evidence import fact, none_such, not_listed, shown
from checks.indicators.interfaces import fastest, name_of, port_rate, true
from checks.indicators.members import Member, count
from checks.indicators.wording import bit_rate, said, some
from checks.readings import Gap, Readings
from checks.verdict import Cause, CauseKind, Coverage, Evidence, Grade, Measured, Subject
from collectors.quantities import (
    INTERFACE_ADMIN_UP,
    INTERFACE_CAPABILITY,
    INTERFACE_SPEED,
    INTERFACE_UP,
)

DESKTOP = "desktop_port_bits_per_second"
CLASSROOM = "classroom_port_bits_per_second"
OUTLETS = "room_outlets_count"

#: Of a switch; the slowest decide, and a campus has thousands of switches.
PORTS_SHOWN = 8

CLASSROOMS = (RoomKind.CLASSROOM, RoomKind.SMART_CLASSROOM)
#: Rooms for which a document counts outlets.
WITH_OUTLETS = (
    *CLASSROOMS,
    RoomKind.COMPUTER_CLASSROOM,
    RoomKind.RECORDING_ROOM,
    RoomKind.SPECIAL_CLASSROOM,
    RoomKind.BROADCAST_ROOM,
    RoomKind.TELEVISION_STUDIO,
)

Judged = Callable[[str, Subject, list[InterfaceRef], Readings], Measured]


def desktop_ports(campus: Campus, readings: Readings) -> list[Measured]:
    """Per switch the slowest of its access ports, in bit/s (I-15)."""
    if not campus.access_ports:
        return [not_listed(DESKTOP, "access_ports", campus.access_ports)]
    by_target: dict[str, list[AccessPorts]] = {}
    for ports in campus.access_ports:
        by_target.setdefault(ports.target, []).append(ports)
    return [readings.part(_switch, tuple(listed)) for listed in by_target.values()]


def _switch(listed: tuple[AccessPorts, ...], readings: Readings) -> Measured:
    target = listed[0].target
    subject = Subject("switch", target)
    names = _access_names(target, listed, readings)
    if not names:
        return Measured(DESKTOP, subject, None, _no_port(target, readings), coverage=Coverage(0, 1))
    rates, negotiated = _rates(target, names, readings)
    if not rates:
        cause = Cause(CauseKind.ABSENT, f"no access port of {target} is up (I-15)", target)
        return Measured(DESKTOP, subject, None, cause, coverage=Coverage(0, 1))
    known = {name: rate for name, rate in rates.items() if not isinstance(rate, Cause)}
    coverage, evidence = Coverage(len(known), len(rates)), _slowest(target, rates, readings)
    if not known:
        cause = next(each for each in rates.values() if isinstance(each, Cause))
        return Measured(DESKTOP, subject, None, cause, evidence, coverage)
    worst = min(known.values())
    lowest, highest = (None, None) if len(known) == len(rates) else (0.0, worst)
    arithmetic = _desktop_arithmetic(len(rates), known, worst, negotiated)
    return Measured(
        DESKTOP, subject, worst, None, evidence, coverage, Grade.REPORTED, arithmetic,
        lowest, highest,
    )  # fmt: skip


def _rates(
    target: str, names: Sequence[str], readings: Readings
) -> tuple[dict[str, float | Cause], int]:
    """Bit/s of each access port, or why they are not known; and how many are negotiated ones.

    Nearly all of thousands of ports have a MAU; of the others `port_rate` tells what they can.
    """
    negotiated_alone = readings.interpretations.reads("I-15", "negotiated")
    able = {} if negotiated_alone else readings.values(INTERFACE_CAPABILITY, target)
    rates: dict[str, float | Cause] = {}
    negotiated = 0
    for name in names:
        capability = able.get(name)
        if capability is not None:
            rates[name] = float(capability)
            continue
        rate = port_rate(readings, target, name)
        if negotiated_alone and rate.bits_per_second == 0:
            continue
        rates[name] = rate.bits_per_second
        negotiated += rate.negotiated and not isinstance(rate.bits_per_second, Cause)
    return rates, negotiated


def _access_names(target: str, listed: tuple[AccessPorts, ...], readings: Readings) -> list[str]:
    """Interfaces that the switch has told of and the inventory's patterns mean, once each."""
    told = list(
        dict.fromkeys(
            name
            for quantity in (INTERFACE_UP, INTERFACE_CAPABILITY)
            for name in readings.names(quantity, target)
        )
    )
    meant = {
        name
        for ports in listed
        for name in _matching(told, ports.interfaces) - _matching(told, ports.except_interfaces)
    }
    return [name for name in told if name in meant]


def _matching(names: list[str], patterns: list[str]) -> set[str]:
    return {name for pattern in patterns for name in fnmatch.filter(names, pattern)}


def _no_port(target: str, readings: Readings) -> Cause:
    silent = readings.answers(INTERFACE_UP, target)
    if silent is not None:
        return silent.cause
    detail = f"{target} has no interface that the inventory's patterns for access ports match"
    return Cause(CauseKind.ABSENT, detail, target)


def _slowest(
    target: str, rates: Mapping[str, float | Cause], readings: Readings
) -> Sequence[Evidence]:
    """Evidence of the ports that matter: those not known, then the slowest."""

    speeds = {name: -1.0 if isinstance(rate, Cause) else rate for name, rate in rates.items()}
    shown_first = heapq.nsmallest(PORTS_SHOWN, speeds, key=speeds.__getitem__)
    return shown(
        piece for name in shown_first for piece in port_rate(readings, target, name).founds
    )


def _desktop_arithmetic(
    ports: int, known: Mapping[str, float], worst: float, negotiated: int
) -> str:
    slowest = [name for name, bits_per_second in known.items() if bits_per_second == worst]
    arithmetic = f"min over {len(known)} of {ports} access ports = {bit_rate(worst)}"
    arithmetic += f" ({some(slowest)})"
    return arithmetic + (f"; {negotiated} of them negotiated, not capability" if negotiated else "")


def classroom_ports(campus: Campus, readings: Readings) -> list[Measured]:
    """Per classroom the best of its mapped ports, in bit/s (I-15)."""
    return _per_classroom(CLASSROOM, _best_port, campus, readings)


def outlets(campus: Campus, readings: Readings) -> list[Measured]:
    """Per room that is taught or broadcast in, how many of its mapped ports are on (I-27)."""
    return _per_classroom(OUTLETS, _outlets, campus, readings)


def _per_classroom(
    indicator: str, judged: Judged, campus: Campus, readings: Readings
) -> list[Measured]:
    if not campus.rooms:
        return [not_listed(indicator, "rooms", campus.rooms)]
    kinds = WITH_OUTLETS if indicator == OUTLETS else CLASSROOMS
    rooms = [room for room in campus.rooms if room.kind in kinds]
    if not rooms:
        return [none_such(indicator, "classrooms")]
    return [_classroom(indicator, judged, room, readings) for room in rooms]


def _classroom(indicator: str, judged: Judged, room: Room, readings: Readings) -> Measured:
    labels = (("kind", room.kind.value), ("stage", said(room.stage)))
    subject = Subject("room", room.name, (*labels, ("specialty", said(room.specialty))))
    if room.ports is None:
        detail = f"the inventory does not say which ports lead to {room.name}"
        return Measured(indicator, subject, None, Cause(CauseKind.FACT_MISSING, detail))
    if not room.ports:
        evidence = (fact("rooms.ports", room.name, 0),)
        why = f"the inventory says that no port leads to {room.name}: 0"
        return Measured(
            indicator, subject, 0.0, None, evidence, Coverage(1, 1), Grade.DECLARED, why
        )
    return judged(indicator, subject, list(dict.fromkeys(room.ports)), readings)


def _best_port(
    indicator: str, subject: Subject, refs: list[InterfaceRef], readings: Readings
) -> Measured:
    rates = {name_of(ref): port_rate(readings, ref.target, ref.interface) for ref in refs}
    negotiated = any(rate.negotiated for rate in rates.values())
    wording = "best port, some negotiated" if negotiated else "best port"
    return fastest(indicator, subject, rates, wording)


def _outlets(
    indicator: str, subject: Subject, refs: list[InterfaceRef], readings: Readings
) -> Measured:
    members = []
    for ref in refs:
        admin = readings.find(INTERFACE_ADMIN_UP, ref.target, ref.interface)
        counts = admin.cause if isinstance(admin, Gap) else true(admin)
        members.append(Member(name_of(ref), counts, (admin,)))
    return count(indicator, subject, members, "mapped outlets switched on", Grade.DECLARED)


INDICATORS = (
    Indicator(
        DESKTOP,
        "Slowest access port of a switch: what it can do, else what runs on it.",
        "min over access ports of the fastest MAU type, else ifHighSpeed of ports that are up",
        "bit/s",
        "switch",
        (INTERFACE_CAPABILITY, INTERFACE_UP, INTERFACE_SPEED),
        ("access_ports",),
        desktop_ports,
    ),
    Indicator(
        CLASSROOM,
        "Best port that leads to a classroom.",
        "max over mapped ports of the fastest MAU type, else ifHighSpeed of ports that are up",
        "bit/s",
        "room",
        (INTERFACE_CAPABILITY, INTERFACE_UP, INTERFACE_SPEED),
        ("rooms",),
        classroom_ports,
    ),
    Indicator(
        OUTLETS,
        "Outlets of a classroom whose switch port is switched on.",
        "number of mapped ports with ifAdminStatus up",
        "",
        "room",
        (INTERFACE_ADMIN_UP,),
        ("rooms",),
        outlets,
    ),
)
