"""Who is in a crowd of a size, by which name and at which address: the same each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sim.composition import COMMUNITY, KEYS
from sim.snmp.agent import Access

POINTS_PER_CONTROLLER = 1_000
#: The numbers that stand in addresses: 62,500 devices behind each second octet.
LAST_OCTETS, THIRD_OCTETS = 250, 250
FIRST_SECOND_OCTET = 1  # 127.0 is the machine's own


class MemberKind(StrEnum):
    SWITCH = "switch"
    CONTROLLER = "wireless_controller"
    UPS = "ups"


V2C = Access(COMMUNITY)
V3_SHA1 = Access(None, KEYS.user, KEYS.auth_key, KEYS.privacy_key, "sha1")
V3_SHA256 = Access(None, KEYS.user, KEYS.auth_key, KEYS.privacy_key, "sha256")
#: A campus in the midst of its change to version 3.
ACCESSES = {
    "mixed": (V2C, V3_SHA1, V2C, V3_SHA256),
    "2c": (V2C,),
    "3": (V3_SHA1, V3_SHA256),
}


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; `versions` names how the agents are spoken to."""

    switches: int = 3_000
    access_points: int = 15_000
    ups: int = 500
    gateways: int = 5_000
    links: int = 2_000
    ssh_devices: int = 20
    versions: str = "mixed"


@dataclass(frozen=True, slots=True)
class Member:
    """One SNMP agent; `number` counts its kind from 0. Of a controller, `points` are its own."""

    kind: MemberKind
    number: int
    name: str
    address: str
    access: Access
    points: range = range(0)


def members(size: Size) -> Iterator[Member]:
    """Every SNMP agent, each at an address of its own."""
    accesses = ACCESSES[size.versions]
    for place, (kind, number, name, points) in enumerate(_named(size)):
        access = accesses[number % len(accesses)]
        yield Member(kind, number, name, address(place), access, points)


def _named(size: Size) -> Iterator[tuple[MemberKind, int, str, range]]:
    for number in range(size.switches):
        yield MemberKind.SWITCH, number, switch_name(number), range(0)
    for number, first in enumerate(range(0, size.access_points, POINTS_PER_CONTROLLER)):
        points = range(first, min(first + POINTS_PER_CONTROLLER, size.access_points))
        yield MemberKind.CONTROLLER, number, controller_name(first), points
    for number in range(size.ups):
        yield MemberKind.UPS, number, f"ups-{number}", range(0)


def address(place: int) -> str:
    octets = (
        FIRST_SECOND_OCTET + place // (THIRD_OCTETS * LAST_OCTETS),
        place // LAST_OCTETS % THIRD_OCTETS,
        place % LAST_OCTETS + 1,
    )
    return "127." + ".".join(map(str, octets))


def switch_name(number: int) -> str:
    return f"sw-{number:04}"


def controller_name(point: int) -> str:
    """Of the controller that has this access point."""
    return f"wlc-{point // POINTS_PER_CONTROLLER + 1}"


def point_name(number: int) -> str:
    return f"ap-{number}"


def gateway_name(number: int) -> str:
    return f"gw-{number}"


def meter_name(number: int) -> str:
    """Each gateway has one."""
    return f"meter-{number}"


def ssh_name(number: int) -> str:
    return f"ac-{number}"
