"""What an interface carries now, and what a port could do."""

from collections.abc import Mapping
from dataclasses import dataclass

from checks.campus import InterfaceRef
from checks.indicators.evidence import read
from checks.indicators.members import Sized, largest
from checks.indicators.wording import bit_rate
from checks.readings import Found, Gap, Observation, Readings
from checks.verdict import Cause, CauseKind, Evidence, Grade, Measured, Subject
from collectors.quantities import INTERFACE_CAPABILITY, INTERFACE_SPEED, INTERFACE_UP


def true(found: Observation) -> bool:
    """A state that some sources give as a boolean and others as 0 or 1."""
    return found.value is True or found.value == 1


def name_of(ref: InterfaceRef) -> str:
    return f"{ref.target} {ref.interface}"


@dataclass(frozen=True, slots=True)
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

    A port that is down and has no MAU cannot be told.
    """
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


def fastest(indicator: str, subject: Subject, rates: Mapping[str, Rate], wording: str) -> Measured:
    """The fastest of several interfaces, in bit/s."""
    sized = [Sized(name, rate.bits_per_second, rate.evidence) for name, rate in rates.items()]
    known = [bit_rate(each.size) for each in sized if not isinstance(each.size, Cause)]
    arithmetic = f"{wording}: max({', '.join(known)})"
    return largest(indicator, subject, sized, arithmetic, Grade.REPORTED)
