"""How much of everything a campus has: sizes by name, and numbers of one's own in their place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple


@dataclass(frozen=True, slots=True)
class Size:
    """What is not said here follows from it. From `aggregation` on a user cannot say it."""

    campuses: int
    buildings: int  # each campus
    floors: int  # each building
    rooms: int  # each floor; its access switches follow from their ports
    heads: int  # about; a number of one's own is met exactly
    gateways: int  # each building
    servers: int
    aggregation: bool = False  # a switch in each building between its floors and the core
    cores: int = 1  # each campus, as the rest below
    controllers: int = 1
    circuits_of_a_kind: int = 1
    machine_rooms: int = 1
    heads_exactly: bool = False


SIZES: Final[Mapping[str, Size]] = {
    "school": Size(1, 1, 2, 4, 400, 2, 1),
    "college": Size(1, 4, 2, 5, 2_500, 2, 3, aggregation=True, cores=2),
    "university": Size(
        1, 8, 3, 6, 12_000, 2, 8,
        aggregation=True, cores=2, controllers=3, circuits_of_a_kind=2, machine_rooms=2,
    ),
    "campuses": Size(
        3, 3, 2, 4, 6_000, 2, 6, aggregation=True, cores=2, circuits_of_a_kind=2
    ),
}  # fmt: skip


class Bounds(NamedTuple):
    """What a number of one's own may be, and that in words."""

    least: int
    most: int
    words: str


#: What may be said, from the least to the most, and why it ends there.
OWN_NUMBERS: Final[Mapping[str, Bounds]] = {
    "campuses": Bounds(1, 9, "a site has 1 to 9 campuses"),
    "buildings": Bounds(1, 60, "a campus has 1 to 60 buildings"),
    "floors": Bounds(1, 30, "a building has 1 to 30 floors"),
    "rooms": Bounds(2, 40, "a floor has 2 to 40 rooms: a classroom of either kind at least"),
    "heads": Bounds(100, 150_000, "a site has 100 to 150000 heads, whom its circuits can carry"),
    "gateways": Bounds(1, 9, "a building has 1 to 9 gateways"),
    "servers": Bounds(1, 200, "a site has 1 to 200 servers"),
}
#: Each room is a handful of ports and an access point or more, all of which one process plays.
MOST_ROOMS: Final = 3_000
#: An emulated switch is a socket and a megabyte or two.
MOST_SWITCHES: Final = 400


class SizeError(ValueError):
    """A number that no campus can have, with what it may be."""


def sized(name: str, own: Mapping[str, int]) -> Size:
    """A size with some numbers of one's own.

    Raises KeyError for a name that there is not, SizeError for a number that cannot be.
    """
    for number, value in own.items():
        bounds = OWN_NUMBERS[number]
        if not bounds.least <= value <= bounds.most:
            raise SizeError(f"--{number} {value}: {bounds.words}")
    numbers: dict[str, Any] = dict(own)
    size = replace(SIZES[name], **numbers, heads_exactly="heads" in own)
    _plausible(size)
    return size


def _plausible(size: Size) -> None:
    floors = size.campuses * size.buildings * size.floors
    rooms = floors * size.rooms
    if rooms > MOST_ROOMS:
        raise SizeError(
            f"{size.campuses} x {size.buildings} buildings of {size.floors} floors of {size.rooms}"
            f" rooms are {rooms} rooms: more than {MOST_ROOMS} are not emulated"
        )
    if floors > MOST_SWITCHES:
        raise SizeError(
            f"{floors} floors need as many access switches: more than {MOST_SWITCHES} are not"
            " emulated"
        )
    if size.heads < rooms:
        raise SizeError(
            f"{size.heads} heads do not fill {rooms} rooms: say fewer rooms, or more heads"
        )
