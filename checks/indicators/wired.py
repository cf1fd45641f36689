"""What reaches a desk by cable: access ports, classroom ports and outlets."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from checks.campus import AccessPorts, Campus, Room, RoomKind
from checks.indicator import Indicator
from checks.indicators.evidence import fact, none_such, not_listed, shown
from checks.indicators.interfaces import (
    fastest,
    meant,
    name_of,
    port_rate,
    room_ports,
    true,
)
from checks.indicators.members import Member, count
from checks.indicators.wording import bit_rate, said, some
from checks.readings import Found, Gap, Readings
from checks.verdict import Cause, CauseKind, Coverage, Evidence, Grade, Measured, Subject
from collectors.quantities import (
    INTERFACE_ADMIN_UP,
    INTERFACE_CAPABILITY,
    INTERFACE_SPEED,
    INTERFACE_UP,
)
from collectors.reading import Value

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

Judged = Callable[[str, Subject, Room, Readings], Measured]


def desktop_ports(campus: Campus, readings: Readings) -> list[Measured]:
    """Per switch the slowest of its access ports, in bit/s (I-15)."""
    if not campus.access_ports:
        return [not_listed(DESKTOP, "access_ports", campus.access_ports)]
    by_target: dict[str, list[AccessPorts]] = {}
    for ports in campus.access_ports:
        by_target.setdefault(ports.target, []).append(ports)
    return [readings.part(_switch, tuple(listed)) for listed in by_target.values()]


@dataclass(slots=True)
class _Ports:
    """Bit/s of a switch's access ports where they are known, and why the others are not.

    `known` stands in the order of the switch; no MAU tells what its `negotiated` ports can.
    """

    known: dict[str, float]
    causes: dict[str, Cause]
    negotiated: set[str]


def _switch(listed: tuple[AccessPorts, ...], readings: Readings) -> Measured:
    target = listed[0].target
    subject = Subject("switch", target)
    names = _access_names(target, listed, readings)
    if not names:
        return Measured(DESKTOP, subject, None, _no_port(target, readings), coverage=Coverage(0, 1))
    ports = _rates(target, names, readings)
    known, causes = ports.known, ports.causes
    if not known and not causes:
        cause = Cause(CauseKind.ABSENT, f"no access port of {target} is up (I-15)", target)
        return Measured(DESKTOP, subject, None, cause, coverage=Coverage(0, 1))
    in_scope = len(known) + len(causes)
    coverage, worst = Coverage(len(known), in_scope), float(min(known.values())) if known else None
    # whoever is equally fast is named in the order of the switch
    slowest = [name for name, rate in known.items() if rate == worst]
    evidence = _evidence(target, ports, slowest, readings)
    if worst is None:
        cause = next(iter(causes.values()))
        return Measured(DESKTOP, subject, None, cause, evidence, coverage)
    lowest, highest = (0.0, worst) if causes else (None, None)
    arithmetic = f"min over {len(known)} of {in_scope} access ports = {bit_rate(worst)}"
    arithmetic += f" ({some(slowest)})"
    if ports.negotiated:
        arithmetic += f"; {len(ports.negotiated)} of them negotiated, not capability"
    return Measured(
        DESKTOP, subject, worst, None, evidence, coverage, Grade.REPORTED, arithmetic,
        lowest, highest,
    )  # fmt: skip


def _rates(target: str, names: Sequence[str], readings: Readings) -> _Ports:
    negotiated_alone = readings.interpretations.reads("I-15", "negotiated")
    able = {} if negotiated_alone else readings.fresh(INTERFACE_CAPABILITY, target)
    told = dict(zip(names, map(able.get, names), strict=True))
    ports = _Ports(cast("dict[str, float]", told), {}, set())
    if not all(told.values()):
        others = [name for name, rate in told.items() if not rate]
        alone = {} if negotiated_alone else _up_without_mau(target, others, able, readings)
        ports.known.update(alone)
        ports.negotiated.update(alone)
        for name in others:
            if name not in ports.negotiated:
                _look_closely(target, name, ports, negotiated_alone, readings)
    return ports


def _up_without_mau(
    target: str, names: Iterable[str], able: Mapping[str, Value], readings: Readings
) -> dict[str, float]:
    """What runs on those of the ports that are up, where the switch has told its MAUs: what
    `port_rate` says of them, for tens of thousands."""
    if readings.answers(INTERFACE_CAPABILITY, target) is not None:
        return {}
    up = readings.fresh(INTERFACE_UP, target)
    speeds = readings.fresh(INTERFACE_SPEED, target)
    return {
        name: float(speed)
        for name in names
        if name not in able and up.get(name) == 1 and (speed := speeds.get(name))
    }


def _look_closely(
    target: str, name: str, ports: _Ports, negotiated_alone: bool, readings: Readings
) -> None:
    rate = port_rate(readings, target, name)
    if isinstance(rate.bits_per_second, Cause):
        ports.causes[name] = rate.bits_per_second
    elif not (negotiated_alone and rate.bits_per_second == 0):
        ports.known[name] = rate.bits_per_second
        if rate.negotiated:
            ports.negotiated.add(name)
        return
    del ports.known[name]


def _access_names(
    target: str, listed: tuple[AccessPorts, ...], readings: Readings
) -> Sequence[str]:
    """Interfaces that the switch has told of and the inventory's patterns mean, once each."""
    told = readings.names(INTERFACE_UP, target)
    able = readings.names(INTERFACE_CAPABILITY, target)
    if not able.keys() <= told.keys():
        told = {**told, **able}
    return meant(listed, told)


def _no_port(target: str, readings: Readings) -> Cause:
    silent = readings.answers(INTERFACE_UP, target)
    if silent is not None:
        return silent.cause
    detail = f"{target} has no interface that the inventory's patterns for access ports match"
    return Cause(CauseKind.ABSENT, detail, target)


def _evidence(
    target: str, ports: _Ports, slowest: Sequence[str], readings: Readings
) -> Sequence[Evidence]:
    """Evidence of the ports that matter: those not known, then the slowest."""
    if len(slowest) < PORTS_SHOWN:
        slowest = sorted(ports.known, key=ports.known.__getitem__)
    shown_first = [*ports.causes, *slowest][:PORTS_SHOWN]
    closely = ports.negotiated | ports.causes.keys()
    able = iter(readings.several(
        INTERFACE_CAPABILITY, target, [name for name in shown_first if name not in closely]
    ))  # fmt: skip
    founds: list[Found] = []
    for name in shown_first:
        if name in closely:
            founds += port_rate(readings, target, name).founds
        else:
            founds.append(next(able))
    return shown(founds)


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
    return judged(indicator, subject, room, readings)


def _best_port(indicator: str, subject: Subject, room: Room, readings: Readings) -> Measured:
    refs = {name_of(ref): ref for ref in room.ports or ()}
    rates = {name: port_rate(readings, ref.target, ref.interface) for name, ref in refs.items()}
    negotiated = any(rate.negotiated for rate in rates.values())
    wording = "best port, some negotiated" if negotiated else "best port"
    return fastest(indicator, subject, rates, wording)


def _outlets(indicator: str, subject: Subject, room: Room, readings: Readings) -> Measured:
    members = [
        Member(
            f"{found.target} {found.instance}",
            found.cause if isinstance(found, Gap) else true(found),
            (found,),
        )
        for found in room_ports(room, readings)
    ]
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
