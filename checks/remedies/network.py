"""Remedies for bit rates: of egress, of single ports."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from checks.indicators.wording import bit_rate, plural, some
from checks.remedies.remedy import Remedy, Shortfall, holds, number, where
from checks.verdict import Evidence
from collectors.quantities import (
    INTERFACE_CAPABILITY,
    INTERFACE_OPTICAL,
    INTERFACE_SPEED,
    INTERFACE_UP,
)

#: Rates that Ethernet ports are made for (IEEE 802.3), in bit/s.
PORT_RATES = (
    *(10_000_000, 100_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000),
    *(25_000_000_000, 40_000_000_000, 100_000_000_000, 400_000_000_000),
)


def port_rate(at_least: Fraction) -> float:
    """The slowest port that one can buy for it; the rate itself beyond all of them."""
    return next((float(rate) for rate in PORT_RATES if rate >= at_least), float(at_least))


def egress(short: Shortfall) -> tuple[Remedy, ...]:
    """What all circuits together lack."""
    lacking = float(short.limit - Fraction(short.value))
    more = Remedy(f"+{bit_rate(lacking)} of egress", lacking, "bit/s")
    return (*_circuits_down(short), more)


def egress_per_person(short: Shortfall) -> tuple[Remedy, ...]:
    """More egress for the same people, or fewer people on the same egress."""
    people = sum(int(number(head) or 0) for field in HEADS for head in short.facts(field))
    if not people:
        return egress(short)
    total = round(short.value * people)  # contracts and line rates are whole numbers
    lacking = short.limit * people - total
    each = bit_rate(lacking / people)
    at_most = floor(total / short.limit)
    return (
        *_circuits_down(short),
        Remedy(f"+{each} per person = +{bit_rate(lacking)} of egress", float(lacking), "bit/s"),
        Remedy(
            f"or at most {plural(at_most, 'person', 'people')}, not {people}", at_most, "person"
        ),
    )


HEADS = ("people.staff", "people.students")


def _circuits_down(short: Shortfall) -> tuple[Remedy, ...]:
    contracts = {e.of: number(e) for e in short.facts("circuits.contract_bits_per_second")}
    return tuple(
        Remedy(
            f"first bring {up.of} up again: {where(up)} is down, its contract is "
            f"{bit_rate(contracts.get(up.of) or 0)}",
            contracts.get(up.of),
            "bit/s",
        )
        for up in short.of(INTERFACE_UP)
        if up.value is not None and not holds(up)
    )


@dataclass(slots=True)
class Port:
    """What the inputs tell of one port; None where they do not."""

    name: str
    up: bool | None = None
    bits_per_second: float | None = None
    optical: bool | None = None


def ports(evidence: Sequence[Evidence]) -> list[Port]:
    """In the order of the inputs."""
    found: dict[str, Port] = {}
    for piece in evidence:
        value = number(piece)
        port = found.setdefault(where(piece), Port(where(piece)))
        if piece.quantity == INTERFACE_UP.name and value is not None:
            port.up = holds(piece)
        elif piece.quantity in (INTERFACE_SPEED.name, INTERFACE_CAPABILITY.name):
            port.bits_per_second = value
        elif piece.quantity == INTERFACE_OPTICAL.name and value is not None:
            port.optical = holds(piece)
    return [port for port in found.values() if port.up is not None or port.bits_per_second]


def fastest_port(short: Shortfall) -> tuple[Remedy, ...]:
    """The best port decides: bring it up, put it on fibre, or replace it by a faster one."""
    wanted = port_rate(short.limit)
    known = ports(short.evidence)
    mends = [remedy for port in known for remedy in _mend(port, short, wanted)]
    running = [port for port in known if port.up is not False and port.bits_per_second]
    if not running:
        of = short.subject.name
        mends.append(Remedy(f"give {of} a port of {bit_rate(wanted)} that is up", wanted, "bit/s"))
        return tuple(mends)
    best = max(running, key=lambda port: port.bits_per_second or 0)
    if (best.bits_per_second or 0) < short.limit:
        now, of = bit_rate(best.bits_per_second or 0), short.subject.name
        of = f" of {of}" if of != best.name else ""
        text = f"replace the {now} port {best.name}{of} by one of {bit_rate(wanted)}"
        mends.append(Remedy(text, wanted, "bit/s"))
    return tuple(mends)


def _mend(port: Port, short: Shortfall, wanted: float) -> list[Remedy]:
    if port.up is False and port.bits_per_second is None:
        text = f"first bring {port.name} up again: it is down, which counts as 0 bit/s"
        return [Remedy(text, wanted, "bit/s")]
    if port.optical is False and (port.bits_per_second or 0) >= short.limit:
        now = bit_rate(port.bits_per_second or 0)
        return [Remedy(f"put {port.name} on fibre: it runs at {now}, on copper", wanted, "bit/s")]
    return []


def slowest_ports(short: Shortfall) -> tuple[Remedy, ...]:
    """The slowest port decides: every one below the limit must be raised."""
    wanted = port_rate(short.limit)
    slow = [
        f"{port.name} ({bit_rate(port.bits_per_second)})"
        for port in ports(short.evidence)
        if port.bits_per_second is not None and port.bits_per_second < short.limit
    ]
    text = f"raise to {bit_rate(wanted)} or more, among the inputs shown: {some(slow)}"
    return (Remedy(f"{plural(len(slow), 'port')} to {text}", len(slow), "port"),)
