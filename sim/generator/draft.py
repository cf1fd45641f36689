"""A scenario while it is being drawn: its lists as they fill, and dice of its own per subject."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Plain = dict[str, Any]

GBIT: Final = 1_000_000_000


@dataclass(slots=True)
class Draft:
    """`words` are the size and the seed. Each subject throws dice that hang on these and on its own
    name alone, so that what is drawn of rooms stays when the drawing of power changes."""

    words: str
    facts: Plain = field(default_factory=dict)
    devices: Plain = field(default_factory=dict)
    lessons: dict[str, str] = field(default_factory=dict)  # by room, as in the timetable
    _dice: dict[str, random.Random] = field(default_factory=dict)
    _ports: dict[str, int] = field(default_factory=dict)  # by switch, the last number of fibre

    def dice(self, subject: str) -> random.Random:
        return self._dice.setdefault(subject, random.Random(f"{self.words} {subject}"))

    def add(self, kind: str, *entries: Plain) -> None:
        """To a list of facts."""
        self.facts.setdefault(kind, []).extend(entries)

    def add_more(self, kind: str, *entries: Plain) -> None:
        """To a list of facts that only some parts of the truth look into."""
        self.facts.setdefault("more", {}).setdefault(kind, []).extend(entries)

    def put(self, kind: str, *entries: Plain) -> None:
        """To the devices of a kind."""
        self.devices.setdefault(kind, []).extend(entries)

    def switch(self, name: str) -> Plain:
        """One that was put."""
        found: Plain = next(each for each in self.devices["switches"] if each["name"] == name)
        return found

    def fibre_port(self, switch: str, speed: int, alias: str) -> Plain:
        """The next optical port of a switch, as a reference."""
        entry = self.switch(switch)
        number = self._ports[switch] = self._ports.get(switch, 0) + 1
        stem = "XGE0/1" if entry["role"] == "access" else "XGE1/0"
        port = {
            "name": f"{stem}/{number}",
            "speed_bits_per_second": speed,
            "capability_bits_per_second": speed,
            "optical": True,
            "alias": alias,
        }
        entry["ports"].append(port)
        return {"target": switch, "interface": port["name"]}

    def fibre(self, near: str, far: str, speed: int) -> tuple[Plain, Plain]:
        """A cable between two switches, in the drawing and in the ground; its ends."""
        ends = self.fibre_port(near, speed, f"to {far}"), self.fibre_port(far, speed, f"to {near}")
        here, there = ends
        name = f"{near} {here['interface']} - {far} {there['interface']}"
        self.add_more("links", {"name": name, "near": here, "far": there})
        self.put("cables", {"near": here, "far": there})
        return ends


def platform(name: str, building: str, readings: list[Plain]) -> Plain:
    return {"name": name, "building": building, "readings": readings}


def reading(quantity: str, instance: str, value: object, worst: object, **more: object) -> Plain:
    """What a platform tells, and what it tells at the worst."""
    told: Plain = {"quantity": quantity, "instance": instance, "value": value, "worst": worst}
    return told | more


def instance(target: str, name: str) -> Mapping[str, str]:
    return {"target": target, "instance": name}
