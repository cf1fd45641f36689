"""The scenario file: a small campus in the words of the field, checked before anything starts."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property, reduce
from itertools import chain
from pathlib import Path
from typing import Any, Self, TypeGuard

import yaml
from pydantic import Field, ValidationError, model_validator

from sim.equipment import Devices
from sim.facts import Facts, Model, Name, PortRef, Text, references
from sim.faults import Fault
from sim.impairment import Wire
from sim.timetable import Living, Timetable

SCENARIOS = Path(__file__).parent / "scenarios"

Where = tuple[int | str, ...]  # keys and places of the file, from its root


class Site(Model):
    name: Text
    name_zh: str = ""
    profiles: list[Text] = Field(min_length=1)


class OwnLimit(Model):
    """What the school asks of a clause itself, in the unit of the clause's quantity."""

    at_least: float | None = None
    at_most: float | None = None


class Event(Model):
    """A value that is set, a fault or a wire, so long after the start."""

    at_seconds: float = Field(ge=0, allow_inf_nan=False)
    device: Name
    path: Name | None = None
    value: Any = None
    fault: Fault | None = Field(default=None, strict=False)
    wire: Wire | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        said = self.model_fields_set - {"at_seconds", "device"}
        if said not in ({"path", "value"}, {"fault"}, {"wire"}):
            raise ValueError("an event is `path` and `value`, or `fault`, or `wire`")
        return self


class Scenario(Model):
    site: Site
    campus: Facts
    devices: Devices
    own_limits: dict[Name, OwnLimit] = Field(default={})  # by clause
    timetable: Timetable | None = None
    living: Living | None = None  # without it what devices tell only changes when it is changed
    # Written by hand, by device: the clauses whose verdict rests on it, which a fault makes
    # unknown; and those that ask whether it is watched at all, to which silence is a no.
    needs: dict[Name, list[Name]] = Field(default={})
    watches: dict[Name, list[Name]] = Field(default={})
    timeline: list[Event] = Field(default=[])

    def wires(self) -> Mapping[str, Wire]:
        """By device, the wire at the start: clean where the timeline only spoils it later."""
        later = {event.device: Wire() for event in self.timeline if event.wire is not None}
        written = {each.name: each.wire for each in self.devices.running() if each.wire}
        return later | written

    @cached_property
    def desktop_ports(self) -> list[PortRef]:
        """Those that users plug into, as the facts have them."""
        return [
            PortRef(target=switch, interface=name)
            for switch, name in self.devices.written_ports
            if any(access.has(switch, name) for access in self.campus.access_ports or [])
        ]


class ScenarioError(Exception):
    """Every fault of the file, one per line, each with the file and its line."""


Checks = Callable[[Scenario], Iterable[tuple[Where, str]]]


def load(name: str | Path, checks: Checks = lambda _: ()) -> Scenario:
    """A scenario from a path, or by the name of one that ships (`demo`). Raises ScenarioError,
    also for what `checks` finds.

    `include: [minimal, whole/systems]` begins with what these say, one after the other: lists go
    on, an entry of a name that was there before says more of it, and of two single values the last
    counts.
    """
    path = SCENARIOS / f"{name}.yaml" if (SCENARIOS / f"{name}.yaml").is_file() else Path(name)
    root, raw = _read(path)
    if isinstance(raw, dict) and isinstance(raw.get("include"), list):
        parts = [_read(SCENARIOS / f"{part}.yaml")[1] for part in raw.pop("include")]
        raw = reduce(_merged, [*parts, raw])
    try:
        scenario = Scenario.model_validate(raw, context={"folder": path.parent})
    except ValidationError as error:
        lines = [_fault(path, root, fault["loc"], fault["msg"]) for fault in error.errors()]
        raise ScenarioError("\n".join(lines)) from None
    if faults := [*dangling(scenario)]:
        raise ScenarioError("\n".join(f"{path}: {fault}" for fault in faults))
    if lines := [_fault(path, root, *found) for found in checks(scenario)]:
        raise ScenarioError("\n".join(lines))
    return scenario


def _read(path: Path) -> tuple[yaml.Node | None, object]:
    """The file with the places of what it says, and what it says."""
    try:
        text = path.read_text(encoding="utf-8")
        return yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except OSError as error:
        shipped = ", ".join(sorted(found.stem for found in SCENARIOS.glob("*.yaml")))
        raise ScenarioError(f"{path}: {error.strerror}; scenarios that ship: {shipped}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path}: {error}") from None


def _merged(first: object, second: object) -> object:
    if isinstance(first, dict) and isinstance(second, dict):
        both = {key: _merged(first[key], second[key]) for key in first.keys() & second.keys()}
        return {**first, **second, **both}
    if isinstance(first, list) and isinstance(second, list):
        return _gone_on(first, second)
    return second


def _gone_on(first: list[object], second: list[object]) -> list[object]:
    places = {each["name"]: n for n, each in enumerate(first) if _is_named(each)}
    whole = [*first]
    for each in second:
        place = places.get(each["name"]) if _is_named(each) else None
        if place is None:
            whole.append(each)
        else:
            whole[place] = _merged(whole[place], each)
    return whole


def _is_named(entry: object) -> TypeGuard[dict[str, object]]:
    return isinstance(entry, dict) and isinstance(entry.get("name"), str)


def _fault(path: Path, root: yaml.Node | None, where: Where, message: str) -> str:
    line, place = _line(root, where), ".".join(str(part) for part in where)
    return f"{path}:{line}: {place}: {message}"


def _line(node: yaml.Node | None, where: Where) -> int:
    """Line of the deepest part of `where` that the file has: a missing key has no line itself."""
    if node is None:
        return 1
    line = node.start_mark.line + 1
    for part in where:
        below = None
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == str(part)]
            line, below = (found[0][0].start_mark.line + 1, found[0][1]) if found else (line, None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            if part >= len(node.value):  # it stands in a file that is included
                break
            below = node.value[part]
            line = below.start_mark.line + 1
        if below is None:
            break
        node = below
    return line


def dangling(scenario: Scenario) -> Iterator[str]:
    """What is named but not there, and what is there twice."""
    names = [device.name for device in scenario.devices.running()]
    names += [device.name for device in scenario.devices.not_polled]
    for name, times in Counter(names).items():
        if times > 1:
            yield f"device {name} stands there {times} times"
    known, parts = set(names), set(_parts(scenario.devices))
    recorded = {device.name for device in scenario.devices.recordings}
    for place, target, part in references(scenario.campus):
        if target not in known:
            yield f"{place}: there is no device {target}"
        elif target in recorded:
            yield f"{place}: {target} is a recording, of which the simulator knows no truth"
        elif part and (target, part) not in parts:
            yield f"{place}: {target} has no {part}"
    yield from _plugged_wrongly(scenario.devices, parts)
    yield from _not_on_the_web(scenario.devices)
    yield from _nowhere(scenario)
    for name in (scenario.needs.keys() | scenario.watches.keys()) - known:
        yield f"needs, watches: there is no device {name}"


def _plugged_wrongly(devices: Devices, parts: AbstractSet[tuple[str, str]]) -> Iterator[str]:
    ends = [end for cable in devices.cables for end in (cable.near, cable.far)]
    for (target, port), times in Counter((end.target, end.interface) for end in ends).items():
        if (target, port) not in parts:
            yield f"cables: {target} has no {port}"
        elif times > 1:
            yield f"cables: {times} of them end at {target} {port}"


def _not_on_the_web(devices: Devices) -> Iterator[str]:
    servers = {server.name for server in devices.dns_servers}
    for portal in devices.portals:
        if portal.nameserver not in servers:
            yield f"portal {portal.name}: there is no DNS server {portal.nameserver}"
        linked = {
            link for link in chain(*portal.pages.values()) if not portal.place.leads_away(link)
        }
        for page in sorted({"/", *linked} - portal.pages.keys()):
            yield f"portal {portal.name}: there is no page {page}"
        for page in portal.pages:
            if portal.place.leads_away(page) or page.startswith(f"//{portal.host}/"):
                yield f"portal {portal.name}: {page} is no page of another host of the school's"


def _nowhere(scenario: Scenario) -> Iterator[str]:
    rooms = {room.name for room in scenario.campus.rooms or []}
    named = set(scenario.timetable.rooms) if scenario.timetable else set()
    named |= {event.room for event in scenario.living.events} if scenario.living else set()
    for name in sorted(named - rooms):
        yield f"timetable, living: there is no room {name}"


def _parts(devices: Devices) -> Iterator[tuple[str, str]]:
    """Each device and a thing of it that facts may name."""
    for switch in devices.switches:
        yield from ((switch.name, name) for ports in switch.ports for name in ports.names())
        yield from ((switch.name, vlan.name) for vlan in switch.vlan_interfaces)
        yield from ((switch.name, sensor.name) for sensor in switch.sensors)
    for ats in devices.transfer_switches:
        yield from ((ats.name, sensor.name) for sensor in ats.sensors)
    yield from ((unit.name, unit.ups) for unit in devices.nut_ups)
    for controller in devices.controllers:
        yield from ((controller.name, point.name) for point in controller.access_points)
    for vantage in devices.vantages:
        yield from ((vantage.name, test) for test in vantage.far)
    yield from devices.ways
    for broker in devices.brokers:
        yield from ((broker.name, gateway.name) for gateway in broker.gateways)
        yield from ((broker.name, meter.name) for one in broker.gateways for meter in one.meters)
    for server in devices.backup_servers:
        yield from ((server.name, job) for job in server.jobs)
    for platform in devices.platforms:
        yield from ((platform.name, reading.instance) for reading in platform.readings)
