"""What an interface carries now, and what a port could do."""

import fnmatch
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from checks.campus import AccessPorts, InterfaceRef, Room
from checks.indicators.evidence import read, shown
from checks.indicators.members import Sized, largest
from checks.indicators.wording import bit_rate
from checks.readings import Found, Gap, Observation, Readings
from checks.verdict import Cause, CauseKind, Coverage, Evidence, Grade, Measured, Subject
from collectors.quantities import (
    INTERFACE_ADMIN_UP,
    INTERFACE_CAPABILITY,
    INTERFACE_SPEED,
    INTERFACE_UP,
)
from collectors.record import record


def true(found: Observation) -> bool:
    """A state that some sources give as a boolean and others as 0 or 1."""
    return found.value is True or found.value == 1


def name_of(ref: InterfaceRef) -> str:
    return f"{ref.target} {ref.interface}"


Patterns = tuple[tuple[str, ...], tuple[str, ...]]


def meant(listed: Sequence[AccessPorts], names: Iterable[str]) -> tuple[str, ...]:
    """Those of a switch's interfaces that any of the inventory's patterns mean, in their order."""
    patterns = tuple((tuple(p.interfaces), tuple(p.except_interfaces)) for p in listed)
    return _meant(patterns, tuple(names))


#: A campus has thousands of switches of a few models, whose interfaces have the same names.
@lru_cache(maxsize=1024)
def _meant(patterns: tuple[Patterns, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    chosen: set[str] = set()
    for wanted, excepted in patterns:
        those = {name for pattern in wanted for name in fnmatch.filter(names, pattern)}
        for pattern in excepted:
            those.difference_update(fnmatch.filter(names, pattern))
        chosen |= those
    return tuple(name for name in names if name in chosen)


def room_ports(room: Room, readings: Readings) -> tuple[Found, ...]:
    """Whether each port that leads to the room is switched on."""
    by_switch: dict[str, dict[str, None]] = {}
    for ref in room.ports or ():
        by_switch.setdefault(ref.target, {})[ref.interface] = None
    founds: list[Found] = []
    for target, names in by_switch.items():
        founds += readings.several(INTERFACE_ADMIN_UP, target, names)
    return tuple(founds)


@record
class Rate:
    """Bit/s, or why they are not known; `negotiated` is what runs now, not what the port can do."""

    bits_per_second: float | Cause
    founds: tuple[Found, ...]
    negotiated: bool = True

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(read(found) for found in self.founds)


def line_rate(readings: Readings, target: str, interface: str) -> Rate:
    """IF-MIB::ifHighSpeed while the interface is up; 0 while it is down."""
    up = readings.find(INTERFACE_UP, target, interface)
    if isinstance(up, Gap):
        return Rate(up.cause, (up,))
    if not true(up):
        return Rate(0.0, (up,))
    speed: Found = readings.find(INTERFACE_SPEED, target, interface)
    founds = (up, speed)
    return Rate(speed.cause if isinstance(speed, Gap) else speed.number, founds)


def port_rate(readings: Readings, target: str, interface: str) -> Rate:
    """What the port can do, else what runs on it (I-15): a slow printer is no slow port.

    A port that is down and has no MAU cannot be told. Where what runs now is asked, a port
    that is down runs nothing, 0.
    """
    if readings.interpretations.reads("I-15", "negotiated"):
        return line_rate(readings, target, interface)
    capability = readings.find(INTERFACE_CAPABILITY, target, interface)
    if isinstance(capability, Observation):
        return Rate(capability.number, (capability,), negotiated=False)
    if capability.cause.kind is not CauseKind.ABSENT:
        return Rate(capability.cause, (capability,), negotiated=False)
    now = line_rate(readings, target, interface)
    if now.bits_per_second == 0:
        detail = f"{target} {interface} is down, and no MAU tells what it could do"
        return Rate(Cause(CauseKind.ABSENT, detail, target), (capability, *now.founds))
    return now


def together(indicator: str, subject: Subject, rates: Mapping[str, Rate], wording: str) -> Measured:
    """The sum of several interfaces, in bit/s; one that is not known may add anything."""
    known = {
        name: rate.bits_per_second
        for name, rate in rates.items()
        if not isinstance(rate.bits_per_second, Cause)
    }
    evidence = shown(
        replace(piece, of=name) for name, rate in rates.items() for piece in rate.evidence
    )
    coverage = Coverage(len(known), len(rates))
    causes = [r.bits_per_second for r in rates.values() if isinstance(r.bits_per_second, Cause)]
    if not known:
        return Measured(indicator, subject, None, causes[0], evidence, coverage)
    value = sum(known.values())
    terms = " + ".join(bit_rate(each) for each in known.values())
    arithmetic = f"{wording}: {terms} = {bit_rate(value)} (I-16)"
    if not causes:
        return Measured(indicator, subject, value, None, evidence, coverage, arithmetic=arithmetic)
    arithmetic += f"; {len(causes)} more not known"
    return Measured(
        indicator, subject, value, None, evidence, coverage, Grade.REPORTED, arithmetic,
        value, math.inf,
    )  # fmt: skip


def fastest(indicator: str, subject: Subject, rates: Mapping[str, Rate], wording: str) -> Measured:
    """The fastest of several interfaces, in bit/s."""
    sized = [Sized(name, rate.bits_per_second, rate.founds) for name, rate in rates.items()]
    known = [bit_rate(each.size) for each in sized if not isinstance(each.size, Cause)]
    arithmetic = f"{wording}: max({', '.join(known)})"
    return largest(indicator, subject, sized, arithmetic, Grade.REPORTED)
