"""What may befall a campus: single changes of its devices, and which of them break which clause.

Nothing here is tried on a running device. The truth is asked what each change would make of it, so
that a plan can be made before anything starts, and a clause that no change can break is found.
"""

import heapq
import random
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from sim.campus import FAULT_PATH, Campus
from sim.edges import edges
from sim.equipment import Devices, DnsServer, Portal, Switch
from sim.faults import Fault
from sim.pages import ANOTHER
from sim.scenario import Scenario
from sim.steps import Change, Key, Step
from sim.supposing import Supposing
from sim.worlds import Known

SLOW_PORT_BITS_PER_SECOND: Final = 10_000_000
SLOW_FIBRE_BITS_PER_SECOND: Final = 100_000_000  # the slowest that a MAU of fibre can be
OLD_SECONDS: Final = 30 * 86_400.0
BRIEF_MINUTES, BRIEF_SECONDS = 5, "300"
BATTERY_NORMAL, BATTERY_LOW = 2, 3  # RFC 1628 upsBatteryStatus

SAMPLED_OF_A_KIND: Final = 8


def changes(scenario: Scenario) -> Iterator[Change]:
    """Everything that may go wrong, one thing after the other."""
    devices = scenario.devices
    yield from (change for switch in devices.switches for change in _of_switch(switch))
    for (switch_name, port), far in devices.cabled.items():
        path = f"interfaces.{port}.neighbour"
        yield Change(switch_name, path, "", f"{far.target} {far.interface}")
    yield from _of_power(devices)
    for controller in devices.controllers:
        for point in controller.access_points:
            path = f"access_points.{point.name}.state"
            yield Change(controller.name, path, "fault", point.state)
    yield from _of_services(devices)
    yield from _of_paths(devices)
    for device in devices.running():
        yield Change(device.name, FAULT_PATH, Fault.SILENT, device.fault)


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
        yield from _of_names(server)
    yield from (change for portal in devices.portals for change in _of_portal(portal))
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


def _of_paths(devices: Devices) -> Iterator[Change]:
    for vantage in devices.vantages:
        for test, far in vantage.far.items():
            for family in ("ipv4", "ipv6") if far.over == "both" else (far.over,):
                yield Change(vantage.name, f"far.{test}.answers_{family}", False, True)
    for (helper, test), way in devices.ways.items():
        if way.through is not None:
            for hops in (way.around, way.unseen):
                yield Change(helper, f"ways.{test}.hops", hops, way.hops)


def _of_names(server: DnsServer) -> Iterator[Change]:
    for owner, sets in server.records.items():
        yield Change(server.name, f"records.{owner}.AAAA", [], sets.get("AAAA", []))
    for line, view in server.views.items():
        others = [other.addresses for name, other in server.views.items() if name != line]
        for wrong in others[:1]:
            yield Change(server.name, f"views.{line}.addresses", wrong, view.addresses)
    for name, beyond in server.beyond.items():
        path = f"beyond.{name}.filtered"
        yield Change(server.name, path, not beyond.filtered, beyond.filtered)
    if server.second_address is not None:
        yield Change(server.name, "second_has_authority", False, True)
        yield Change(server.name, "rotates", False, True)


def _of_portal(portal: Portal) -> Iterator[Change]:
    yield Change(portal.name, "listen_ipv6", False, True)
    for host in portal.hosts:
        yield Change(portal.name, f"hosts.{host}.listen_ipv6", False, True)
    for page in portal.pages:
        yield Change(portal.name, f"pages.{page}.status", 503, 200)
        yield Change(portal.name, f"pages.{page}.empty_over_ipv6", True, False)
        yield Change(portal.name, f"pages.{page}.html_over_ipv6", ANOTHER, None)


def groups(single: Sequence[Change]) -> Iterator[tuple[str, tuple[Change, ...]]]:
    """Causes that change more than one thing: a device loses all of a kind, the campus does; a
    platform tells only bad of something, or of everything."""
    found: dict[str, list[Change]] = {}
    for change in single:
        for cause in _common_causes(change):
            found.setdefault(cause, []).append(change)
    yield from ((cause, tuple(several)) for cause, several in found.items() if len(several) > 1)


def _common_causes(change: Change) -> Iterator[str]:
    head, _, rest = change.path.partition(".")
    field = _field(change)
    yield f"every {field} of {change.device}"
    yield f"every {field} of all {head}"
    if head == "readings":
        yield f"all that {change.device} tells of {rest.partition('.')[2]}"
        yield f"all that {change.device} tells"
        yield "all that platforms tell"


def _field(change: Change) -> str:
    """What is changed: of a platform the quantity; the home page's host is not like the others."""
    if change.path.startswith("readings."):
        return change.path.split(".")[1]
    field = change.path.rpartition(".")[2]
    return f"{field} of a host" if change.path.startswith("hosts.") else field


def plan(campus: Campus, seed: int = 0, about: AbstractSet[Key] | None = None) -> list[Step]:
    """Steps that together turn over every clause, each by every kind of cause that can; few of
    them, and one cause each.

    What many things must break together for, breaks by the fewest. The seed chooses among
    changes that turn as many. `about` are the only clauses that matter; None: all.
    """
    everything = list(changes(campus.scenario))
    single = _sampled(everything, random.Random(seed))
    supposing = Supposing(campus)
    wanted = supposing.before.keys() if about is None else supposing.before.keys() & about
    steps = _few(_turning(supposing, wanted, ((str(each), (each,)) for each in single)))
    # not to be known is no way to break: what only many changes together break has to be broken
    left = wanted - {k for step in steps for k, known in step.turns.items() if known != "unknown"}
    if left:
        steps += _few(_turning(supposing, left, groups(everything)))
    return [*steps, *_edges(supposing, campus, wanted, seed)]


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


def _turning(
    supposing: Supposing,
    wanted: AbstractSet[Key],
    causes: Iterable[tuple[str, tuple[Change, ...]]],
) -> list[Step]:
    steps = (_step(supposing, wanted, cause, several) for cause, several in causes)
    return [step for step in steps if step.turns]


def _step(
    supposing: Supposing, wanted: AbstractSet[Key], cause: str, several: tuple[Change, ...]
) -> Step:
    turned = supposing.turned(several)
    return Step(cause, several, {key: known for key, known in turned.items() if key in wanted})


def _few(steps: Sequence[Step]) -> list[Step]:
    """Greedy: the step that turns the most clauses that none of those before does in its way."""
    ways = [_ways(step) for step in steps]
    left = frozenset().union(*ways)
    heap = [(-len(ways[n]), len(step.changes), n) for n, step in enumerate(steps)]
    heapq.heapify(heap)
    chosen: list[Step] = []
    while left:
        counted, size, number = heapq.heappop(heap)
        gain = len(ways[number] & left)
        if gain == -counted:  # still as many as when it was counted, hence the most
            chosen.append(steps[number])
            left -= ways[number]
        elif gain:
            heapq.heappush(heap, (-gain, size, number))
    return chosen


def _ways(step: Step) -> frozenset[tuple[Key, Known, str]]:
    """Each clause that it turns, to what, and what it changes for that."""
    field = _field(step.changes[0])
    return frozenset((key, known, field) for key, known in step.turns.items())


def _edges(
    supposing: Supposing, campus: Campus, wanted: AbstractSet[Key], seed: int
) -> Iterator[Step]:
    """Those of a limit that matters: what just meets it turns nothing."""
    for limit in edges(campus, seed):
        steps = [_step(supposing, wanted, cause, several) for cause, several in limit]
        if any(step.turns for step in steps):
            yield from steps
