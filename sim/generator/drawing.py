"""Draws a campus: subject after subject, into one scenario.

Behaviour by seed: the same size, own numbers, seed and version of this program make the same
campus, to the byte. Each subject (network, rooms, wireless, power, things, people …) throws dice of
its own, so that a change to how one is drawn leaves the others as they were; a number of one's own
changes what hangs on it alone. At the start every clause that has a truth is met.
"""

from collections.abc import Mapping
from typing import Final

import yaml

from sim.generator import network, platforms, power, rooms, services, things, wireless
from sim.generator.draft import Draft, Plain
from sim.generator.people import people
from sim.generator.sizes import Size, sized
from sim.generator.timetable import timetable
from sim.scenario import Scenario

PROFILES: Final = ("bjhei", "jj", "zj", "gj", "bjk12", "zz", "eval")
#: The living campus begins on a Monday morning, a minute of it in a second of ours.
LIVING: Final = {"clock_ratio": 60.0, "starts_at": "Mon 07:30"}
NOTHING_OF_ONES_OWN: Final[Mapping[str, int]] = {}


def generated(name: str, seed: int, own: Mapping[str, int] = NOTHING_OF_ONES_OWN) -> Scenario:
    """Raises KeyError for a size that there is not, SizeError for a number that cannot be."""
    return Scenario.model_validate(drawn(name, seed, own))


def text_of(name: str, seed: int, own: Mapping[str, int] = NOTHING_OF_ONES_OWN) -> str:
    """The scenario's file, for whoever wants to change it."""
    numbers = "".join(f" --{number} {value}" for number, value in own.items())
    head = f"# campus-sim generate --size {name} --seed {seed}{numbers}\n"
    plain = drawn(name, seed, own)
    return head + yaml.dump(plain, Dumper=Plainly, sort_keys=False, allow_unicode=True, width=100)


class Plainly(yaml.SafeDumper):
    """As a person writes: what stands there twice is written twice."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def drawn(name: str, seed: int, own: Mapping[str, int] = NOTHING_OF_ONES_OWN) -> Plain:
    size, draft = sized(name, own), Draft(f"{name} {seed}")
    heads = people(draft, size)
    for number in range(1, size.campuses + 1):
        prefix = f"c{number}-" if size.campuses > 1 else ""
        _campus(draft, size, prefix, heads / size.campuses)
    _site(draft, size)
    return {
        "site": {
            "name": f"Generated {name} {seed}",
            "name_zh": f"仿真校园 {seed}",
            "profiles": list(PROFILES),
        },
        "campus": draft.facts,
        "devices": draft.devices,
        "timetable": timetable(draft.lessons),
        "living": dict(LIVING),
    }


def _campus(draft: Draft, size: Size, prefix: str, heads: float) -> None:
    """Its first building has the cores, the controllers and the machine rooms."""
    buildings = list(rooms.building_zones(size.buildings, prefix))
    main, _ = buildings[0]
    cores = network.cores(draft, size, prefix, main)
    radios = wireless.controllers(draft, size, prefix, main)
    for number, (name, zone) in enumerate(buildings):
        trunk = network.building(draft, size, cores, name)
        building = rooms.Building(zone, trunk, radios[number % len(radios)])
        for floor in range(1, size.floors + 1):
            rooms.floor(draft, size.rooms, f"{name}-f{floor}", building)
        things.gateways(draft, size, name)
    network.circuits(draft, size, prefix, cores, heads)
    network.vlans(draft, prefix, cores)
    power.machine_rooms(draft, size, prefix, main, radios[0])


def _site(draft: Draft, size: Size) -> None:
    """What the whole site has once."""
    building = draft.facts["buildings"][0]["name"]
    services.names(draft, size, building)
    services.backups(draft, building)
    services.servers(draft, size, building)
    platforms.systems(draft, building)
    platforms.logs(draft, building)
