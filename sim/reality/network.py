"""Egress, uplinks, backbone, the ports that users plug into, and VLANs."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from sim.campus import Campus
from sim.equipment import Ports
from sim.facts import Building, Circuit, PortRef, Room, Vlan
from sim.reality.values import Values, number

CLASSROOMS = ("classroom", "smart_classroom")


@dataclass(frozen=True, slots=True)
class Port:
    """A port as it is now."""

    up: bool
    admin_up: bool
    speed: Fraction
    capability: Fraction | None
    optical: bool


def port(campus: Campus, reference: PortRef) -> Port:
    written = campus.scenario.devices.written_ports[reference.target, reference.interface]
    return changed_port(campus, reference, written)


def changed_port(campus: Campus, reference: PortRef, written: Ports) -> Port:
    def now(field: str, default: object) -> object:
        return campus.now(reference.target, f"interfaces.{reference.interface}.{field}", default)

    capability = now("capability_bits_per_second", written.capability_bits_per_second)
    admin_up = bool(now("admin_up", written.admin_up))
    return Port(
        up=bool(now("up", written.up)) and admin_up,
        admin_up=admin_up,
        speed=number(now("speed_bits_per_second", written.speed_bits_per_second)),
        capability=None if capability is None else number(capability),
        optical=bool(now("optical", written.optical)),
    )


def ends(campus: Campus, kind: str | None = None) -> list[Port]:
    """The ports of the egress lines, of one kind or of all."""
    lines = campus.scenario.campus.circuits or []
    return [line_end(campus, line) for line in lines if kind in (None, line.kind)]


def line_end(campus: Campus, line: Circuit) -> Port:
    return port(campus, PortRef(target=line.target, interface=line.interface))


def lines_up(kind: str) -> Callable[[Campus], Values]:
    """How many lines of a kind are up; of a kind that the scenario lacks there is no subject."""

    def count(campus: Campus) -> Values:
        lines = ends(campus, kind)
        return {kind: Fraction(sum(end.up for end in lines))} if lines else None

    return count


def optical_lines_up(campus: Campus) -> Values:
    lines = ends(campus)
    return {"": Fraction(sum(end.up and end.optical for end in lines))} if lines else None


def egress(campus: Campus) -> Fraction | None:
    """A line gives what its contract says, but no more than its port, and nothing while down."""
    if campus.scenario.campus.circuits is None:
        return None
    total = Fraction(0)
    for line in campus.scenario.campus.circuits:
        end = line_end(campus, line)
        if end.up:
            total += min(Fraction(line.contract_bits_per_second), end.speed)
    return total


def egress_sum(campus: Campus) -> Values:
    total = egress(campus)
    return None if total is None else {"": total}


def egress_per_person(campus: Campus) -> Values:
    people, total = campus.scenario.campus.people, egress(campus)
    if people is None or total is None:
        return None
    return {"": total / (people.staff + people.students)}


def uplinks(campus: Campus) -> Values:
    """The fastest single port that is up, per building; bundles do not add up (I-16)."""
    return fastest(campus, lambda _: True)


def optical_uplinks(campus: Campus) -> Values:
    return fastest(campus, lambda end: end.optical)


def fastest(campus: Campus, counts: Callable[[Port], bool]) -> Values:
    values = {}
    for building in campus.scenario.campus.buildings or []:
        ends = [port(campus, reference) for reference in building.uplinks or []]
        speeds = [end.speed for end in ends if end.up and counts(end)]
        values[building.name] = max(speeds, default=Fraction(0))
    return values


def optical_uplinks_up(campus: Campus) -> Values:
    """How many different fibres of a building are lit."""
    return {
        building.name: Fraction(
            sum(end.up and end.optical for end in uplink_ports(campus, building).values())
        )
        for building in campus.scenario.campus.buildings or []
    }


def optical_share(campus: Campus) -> Values:
    """Uplinks that are fibre, lit or not, out of a building's uplinks."""
    values = {}
    for building in campus.scenario.campus.buildings or []:
        found = uplink_ports(campus, building).values()
        if found:
            values[building.name] = Fraction(sum(end.optical for end in found), len(found))
    return values


def uplink_ports(campus: Campus, building: Building) -> dict[tuple[str, str], Port]:
    return {(ref.target, ref.interface): port(campus, ref) for ref in building.uplinks or []}


def backbone(campus: Campus) -> Values:
    """The speed of each link of the backbone; one that is down carries nothing."""
    links = campus.scenario.campus.backbone_links or []
    ends = {f"{link.target} {link.interface}": port(campus, link) for link in links}
    return {name: end.speed if end.up else Fraction(0) for name, end in ends.items()}


def desktop_ports(campus: Campus) -> Values:
    """The slowest port that users plug into, per switch: what it can do; where a switch does not
    tell that, what runs on the port while it is up (I-15)."""
    values: dict[str, Fraction] = {}
    for reference in campus.scenario.desktop_ports:
        end = port(campus, reference)
        value = end.capability or (end.speed if end.up else None)
        if value is not None:
            values[reference.target] = min(value, values.get(reference.target, value))
    return values


def classroom_ports(campus: Campus) -> Values:
    """The best port of each classroom, by what it can do."""
    values = {}
    for room in campus.scenario.campus.rooms or []:
        if room.kind in CLASSROOMS:
            found = [port(campus, reference) for reference in room.ports or []]
            speeds = [end.capability or end.speed for end in found]
            values[room.name] = max(speeds, default=Fraction(0))
    return values


def outlets(kind: str) -> Callable[[Campus], Values]:
    """How many ports of each room of a kind are switched on."""

    def count(campus: Campus) -> Values:
        rooms = [room for room in campus.scenario.campus.rooms or [] if room.kind == kind]
        return {room.name: Fraction(switched_on(campus, room)) for room in rooms}

    return count


def switched_on(campus: Campus, room: Room) -> int:
    return sum(port(campus, reference).admin_up for reference in room.ports or [])


def dual_stack_vlans(campus: Campus) -> Values:
    """1 per VLAN of users whose gateway has a global IPv6 address, advertises, and is up."""
    vlans = campus.scenario.campus.vlans or []
    return {vlan.name: Fraction(gives_ipv6(campus, vlan)) for vlan in vlans if vlan.users}


def gives_ipv6(campus: Campus, vlan: Vlan) -> bool:
    switch = next(s for s in campus.scenario.devices.switches if s.name == vlan.target)
    gateway = next(g for g in switch.vlan_interfaces if g.name == vlan.interface)
    path = f"interfaces.{gateway.name}"
    addresses = campus.now(switch.name, f"{path}.ipv6_addresses", gateway.ipv6)
    tells = campus.now(switch.name, f"{path}.router_advertisements", gateway.advertises)
    return bool(addresses and tells and campus.now(switch.name, f"{path}.up", True))
