"""What may befall a campus: single changes of its devices, and which of them break which clause.

Nothing here is tried on a running device. The truth is asked what each change would make of it, so
that a plan can be made before anything starts, and a clause that no change can break is found.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from sim.campus import Campus
from sim.faults import Fault
from sim.scenario import Devices, Scenario, Switch
from sim.worlds import known

SLOW_PORT_BITS_PER_SECOND: Final = 10_000_000
SLOW_FIBRE_BITS_PER_SECOND: Final = 100_000_000  # the slowest that a MAU of fibre can be
OLD_SECONDS: Final = 30 * 86_400.0
#: Machine rooms two hours; surveillance eight, six and one (I-30).
BATTERY_LIMITS_HOURS: Final = (1, 2, 6, 8)
BRIEF_MINUTES, BRIEF_SECONDS = 5, "300"
BATTERY_NORMAL, BATTERY_LOW = 2, 3  # RFC 1628 upsBatteryStatus

FAULT: Final = "fault"

SAMPLED_OF_A_KIND: Final = 8

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happens to a device, and what the scenario says there; `path` is "fault"
    where it stops to answer."""

    device: str
    path: str
    value: object
    written: object

    def __str__(self) -> str:
        return f"{self.device} {self.path} = {self.value}"

    @property
    def undone(self) -> "Change":
        return Change(self.device, self.path, self.written, self.value)


@dataclass(frozen=True, slots=True)
class Step:
    """Changes that have one cause, and the clauses whose outcome they turn over."""

    cause: str
    changes: tuple[Change, ...]
    turns: frozenset[Key]


def changes(scenario: Scenario) -> Iterator[Change]:
    """Everything that may go wrong, one thing after the other."""
    devices = scenario.devices
    yield from (change for switch in devices.switches for change in _of_switch(switch))
    for (switch_name, port), far in devices.neighbours.items():
        path = f"interfaces.{port}.neighbour"
        yield Change(switch_name, path, "", f"{far.target} {far.interface}")
    yield from _of_power(devices)
    for controller in devices.controllers:
        for point in controller.access_points:
            path = f"access_points.{point.name}.state"
            yield Change(controller.name, path, "fault", point.state)
    yield from _of_services(devices)
    for device in devices.running():
        yield Change(device.name, FAULT, Fault.SILENT, device.fault)


def _of_switch(switch: Switch) -> Iterator[Change]:
    for ports in switch.ports:
        slow = SLOW_FIBRE_BITS_PER_SECOND if ports.optical else SLOW_PORT_BITS_PER_SECOND
        worse: dict[str, tuple[object, object]] = {
            "up": (False, ports.up),
            "admin_up": (False, ports.admin_up),
            "speed_bits_per_second": (slow, ports.speed_bits_per_second),
        }
        if ports.capability_bits_per_second is not None:
            worse["capability_bits_per_second"] = (slow, ports.capability_bits_per_second)
        if ports.optical:
            worse["optical"] = (False, True)
        for name in ports.names():
            for field, (value, written) in worse.items():
                yield Change(switch.name, f"interfaces.{name}.{field}", value, written)
    for vlan in switch.vlan_interfaces:
        path = f"interfaces.{vlan.name}"
        yield Change(switch.name, f"{path}.ipv6_addresses", [], vlan.ipv6)
        yield Change(switch.name, f"{path}.router_advertisements", False, vlan.advertises)


def _of_power(devices: Devices) -> Iterator[Change]:
    for unit in devices.snmp_ups:
        yield Change(unit.name, "ups.minutes_remaining", BRIEF_MINUTES, unit.minutes_remaining)
        yield Change(unit.name, "ups.battery_status", BATTERY_LOW, BATTERY_NORMAL)
    for nut in devices.nut_ups:
        runtime, status = f"{nut.ups}.battery.runtime", f"{nut.ups}.ups.status"
        yield Change(nut.name, runtime, BRIEF_SECONDS, str(nut.runtime_seconds))
        yield Change(nut.name, status, "OL RB", nut.status)
    for ats in devices.transfer_switches:
        yield Change(ats.name, "ats.feed_b_live", False, ats.feed_b_live)


def _of_services(devices: Devices) -> Iterator[Change]:
    for server in devices.dns_servers:
        for owner, sets in server.records.items():
            yield Change(server.name, f"records.{owner}.AAAA", [], sets.get("AAAA", []))
    for portal in devices.portals:
        yield Change(portal.name, "listen_ipv6", False, True)
        yield Change(portal.name, "pages./.status", 503, 200)
    for broker in devices.brokers:
        for gateway in broker.gateways:
            yield Change(broker.name, f"gateways.{gateway.name}.alive", False, True)
            yield Change(broker.name, f"gateways.{gateway.name}.silent", True, gateway.silent)
    for platform in devices.platforms:
        for told in platform.readings:
            yield Change(platform.name, told.path, told.worst, told.value)
    for backup in devices.backup_servers:
        for job, age_seconds in backup.jobs.items():
            path = f"jobs.{job}.age_seconds"
            yield Change(backup.name, path, OLD_SECONDS, float(age_seconds))
            yield Change(backup.name, f"jobs.{job}.known", False, True)


def groups(single: Sequence[Change]) -> Iterator[tuple[str, tuple[Change, ...]]]:
    """Causes that change more than one thing: a device loses all of a kind, the campus does."""
    by_device: dict[tuple[str, str], list[Change]] = {}
    by_kind: dict[tuple[str, str], list[Change]] = {}
    for change in single:
        head, _, rest = change.path.partition(".")
        field = rest.partition(".")[0] if head == "readings" else change.path.rpartition(".")[2]
        by_device.setdefault((change.device, field), []).append(change)
        by_kind.setdefault((head, field), []).append(change)
    for (device, field), several in by_device.items():
        if len(several) > 1:
            yield f"every {field} of {device}", tuple(several)
    for (head, field), several in by_kind.items():
        if len({change.device for change in several}) > 1:
            yield f"every {field} of {head}", tuple(several)


class Supposed(Campus):
    """The campus as it would be after some changes, of which nothing runs."""

    def __init__(self, campus: Campus, changes: Iterable[Change]) -> None:
        self.__dict__.update(campus.__dict__)
        self._campus = campus
        self._values = {(each.device, each.path): each.value for each in changes}
        self._faults = {
            device: Fault(str(value))
            for (device, path), value in self._values.items()
            if path == FAULT
        }

    def now(self, name: str, path: str, written: object) -> object:
        if (name, path) in self._values:
            return self._values[name, path]
        return self._campus.now(name, path, written)

    def fault(self, name: str) -> Fault:
        return self._faults.get(name, Fault.NONE)


def plan(campus: Campus, seed: int = 0, about: AbstractSet[Key] | None = None) -> list[Step]:
    """Steps that together turn over every clause, each by every kind of cause that can; few of
    them, and one cause each.

    What many things must break together for, breaks by the fewest. The seed chooses among
    changes that turn as many. `about` are the only clauses that matter; None: all.
    """
    everything = list(changes(campus.scenario))
    single = _sampled(everything, random.Random(seed))
    before = {key: out for key, out in known(campus).items() if about is None or key in about}
    steps = _few(_turning(campus, before, ((str(each), (each,)) for each in single)))
    # to be unheard is no way to break: what only many changes together break has to be broken
    left = before.keys() - {k for s in steps if s.changes[0].path != FAULT for k in s.turns}
    left -= {key for step in steps for key in step.turns if not _hidden_by(campus, step, key)}
    if left:
        several = {key: before[key] for key in left}
        steps += _few(_turning(campus, several, groups(everything)))
    return [*steps, *_edges(campus, before)]


def _sampled(everything: Sequence[Change], dice: random.Random) -> list[Change]:
    """In the seed's order, some of each kind on each device: ports of a switch are much alike."""
    shuffled = dice.sample(everything, len(everything))
    taken: dict[tuple[str, str], int] = {}
    chosen = []
    for change in shuffled:
        kind = (change.device, _kind(change.path))
        taken[kind] = taken.get(kind, 0) + 1
        if taken[kind] <= SAMPLED_OF_A_KIND:
            chosen.append(change)
    return chosen


def _kind(path: str) -> str:
    """What is changed: the field, or of a platform the quantity and what it is of."""
    return path if path.startswith("readings.") else path.rpartition(".")[2]


def _hidden_by(campus: Campus, step: Step, key: Key) -> bool:
    return known(Supposed(campus, step.changes))[key] == "unknown"


def _turning(
    campus: Campus,
    before: Mapping[Key, str],
    causes: Iterable[tuple[str, tuple[Change, ...]]],
) -> list[Step]:
    steps = []
    for cause, several in causes:
        after = known(Supposed(campus, several))
        turns = frozenset(key for key in before if after.get(key, before[key]) != before[key])
        if turns:
            steps.append(Step(cause, several, turns))
    return steps


def _few(steps: Sequence[Step]) -> list[Step]:
    """Greedy: the step that turns the most clauses that none of those before does in its way."""
    left = {way for step in steps for way in _ways(step)}
    chosen: list[Step] = []
    while left:
        best = max(steps, key=lambda step: (len(_ways(step) & left), -len(step.changes)))
        chosen.append(best)
        left -= _ways(best)
    return chosen


def _ways(step: Step) -> frozenset[tuple[Key, str]]:
    """Each clause that it turns, with what it changes for that."""
    first = step.changes[0].path
    field = first.split(".")[1] if first.startswith("readings.") else first.rpartition(".")[2]
    return frozenset((key, field) for key in step.turns)


def _edges(campus: Campus, before: Mapping[Key, str]) -> list[Step]:
    """Each limit of a battery to the last digit that its card can tell: the limit itself, which
    is met, and what comes next below."""
    steps = []
    for hours in BATTERY_LIMITS_HOURS:
        for short in (0, 1):
            several = tuple(_lasting(campus.scenario.devices, hours, short))
            after = known(Supposed(campus, several))
            turns = frozenset(key for key in before if after[key] != before[key])
            cause = f"batteries of {hours} h" + (", less the last digit" if short else "")
            steps.append(Step(cause, several, turns))
    return steps if any(step.turns for step in steps) else []


def _lasting(devices: Devices, hours: int, short: int) -> Iterator[Change]:
    for unit in devices.snmp_ups:
        minutes = hours * 60 - short
        yield Change(unit.name, "ups.minutes_remaining", minutes, unit.minutes_remaining)
    for nut in devices.nut_ups:
        seconds = str(hours * 3600 - short)
        yield Change(nut.name, f"{nut.ups}.battery.runtime", seconds, str(nut.runtime_seconds))


def made(campus: Campus, change: Change) -> None:
    if change.path == FAULT:
        campus.set_fault(change.device, Fault(str(change.value)))
    else:
        campus.set_state(change.device, change.path, change.value)
