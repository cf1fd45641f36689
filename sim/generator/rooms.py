"""Zones, their buildings' floors, rooms with outlets, and the access switches that these end on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sim.generator.draft import GBIT, Draft, Plain
from sim.generator.network import Trunk
from sim.generator.timetable import LESSON_ROOMS, lessons
from sim.generator.wireless import Radio

#: Access ports of one switch.
PORTS_AT_MOST: Final = 48
OUTLETS: Final = (4, 6)
SEATS: Final = (20, 99)
BEDS: Final = (4, 8)


@dataclass(frozen=True, slots=True)
class Zone:
    """What its floors have in any case, one of each, and what the rest is drawn from."""

    always: tuple[str, ...]
    drawn: tuple[str, ...]


ZONES: Final = {
    "teaching": Zone(
        ("smart_classroom", "classroom"),
        ("classroom", "classroom", "smart_classroom", "office", "laboratory"),
    ),
    "dormitory": Zone((), ("dormitory",)),
    "office": Zone((), ("office", "office", "public")),
    "library": Zone(("public",), ("public", "office")),
    "sports": Zone(("public",), ("public", "office")),
}
#: The order in which a campus is built; then it begins anew. The first one teaches.
ORDER: Final = (
    "teaching", "dormitory", "office", "library", "sports", "teaching", "dormitory", "teaching",
)  # fmt: skip
WITHOUT_SEATS: Final = ("office",)


def building_zones(count: int, prefix: str) -> Iterator[tuple[str, Zone]]:
    """Name and zone of each building of a campus."""
    built: dict[str, int] = {}
    for number in range(count):
        zone = ORDER[number % len(ORDER)]
        built[zone] = built.get(zone, 0) + 1
        yield f"{prefix}{zone}-{built[zone]}", ZONES[zone]


@dataclass(frozen=True, slots=True)
class Building:
    """What the floors of a building hang on."""

    zone: Zone
    trunk: Trunk
    radio: Radio


def floor(draft: Draft, rooms: int, name: str, building: Building) -> None:
    """Its rooms, and as many access switches as their outlets need."""
    dice, kinds = draft.dice("rooms"), building.zone
    desks = Desks(draft, name, building.trunk)
    for number in range(rooms):
        drawn = dice.choice(kinds.drawn)
        kind = kinds.always[number] if number < len(kinds.always) else drawn
        room = f"{name}-r{number + 1}"
        seats = dice.randint(*BEDS if kind == "dormitory" else SEATS)
        entry: Plain = {
            "name": room,
            "building": building.trunk.name,
            "kind": kind,
            "access_points": building.radio.points(room, seats),
            "ports": desks.outlets(dice.randint(*OUTLETS)),
        }
        draft.add("rooms", entry | ({} if kind in WITHOUT_SEATS else {"seats": seats}))
        if kind in LESSON_ROOMS:
            draft.lessons[room] = lessons(draft.dice("timetable"))


class Desks:
    """The access switches of a floor, each of which is begun when the one before is full."""

    def __init__(self, draft: Draft, floor: str, trunk: Trunk) -> None:
        self._draft, self._floor, self._trunk = draft, floor, trunk
        self._ports: Plain = {"count": PORTS_AT_MOST}
        self._names: list[str] = []

    def outlets(self, count: int) -> list[Plain]:
        """Ports that end in one room."""
        if self._ports["count"] + count > PORTS_AT_MOST:
            self._begin()
        first = self._ports["count"] + 1
        self._ports["count"] += count
        return [
            {"target": self._names[-1], "interface": f"GE0/0/{port}"}
            for port in range(first, first + count)
        ]

    def _begin(self) -> None:
        dice = self._draft.dice("access")
        name = f"{self._floor}-sw" + (f"-{len(self._names) + 1}" if self._names else "")
        self._names.append(name)
        speed = dice.choice((1, 1, 10)) * GBIT
        self._ports = {
            "name": "GE0/0/1",
            "count": 0,
            "speed_bits_per_second": speed,
            "capability_bits_per_second": speed,
            "optical": False,
        }
        self._draft.put(
            "switches",
            {
                "name": name,
                "role": "access",
                "building": self._trunk.name,
                "snmp": dice.choice(("v2c", "v3")),
                "description": "Emulated access switch",
                "ports": [self._ports],
            },
        )
        self._draft.add("access_ports", {"target": name, "interfaces": ["GE0/0/*"]})
        self._trunk.join(name)
