"""What leaves by which circuit and comes back, between campuses and from servers; names that are
answered on purpose; and what a terminal gets by radio."""

from collections.abc import Callable
from fractions import Fraction
from ipaddress import ip_address, ip_network
from itertools import permutations
from typing import Final, Literal

from sim.campus import Campus
from sim.equipment import DnsServer
from sim.facts import Circuit, InstanceRef
from sim.reality.network import gives_ipv6, line_end
from sim.reality.platforms import told
from sim.reality.values import Between, Values, number, share_of, texts
from sim.reality.wireless import stations

#: With fewer, there is nothing to tell apart or to share out.
SEVERAL: Final = 2


# --- circuits and campuses ----------------------------------------------------------------


def reaching(kind: str, family: Literal["ipv4", "ipv6"]) -> Callable[[Campus], Values]:
    """How many lines of a kind are up and bring an answer from what only they reach; of one that
    nobody tests that is not known, and its being up is the part that is. Where a trace is named, by
    a way through their own network."""

    def count(campus: Campus) -> Values:
        lines = [line for line in campus.scenario.campus.circuits or [] if line.kind == kind]
        if not lines:
            return None
        seen = [_reaches(campus, line, family) for line in lines]
        lowest, highest = seen.count(True), len(seen) - seen.count(False)
        surely = Fraction(lowest)
        value = surely if lowest == highest else Between(surely, Fraction(highest))
        return {f"{kind} {family}": value}

    return count


def _reaches(campus: Campus, line: Circuit, family: Literal["ipv4", "ipv6"]) -> bool | None:
    """None where nobody can know."""
    over_ipv4 = family == "ipv4"
    test = line.reaches if over_ipv4 else line.reaches_over_ipv6
    trace = line.crosses if over_ipv4 else line.crosses_over_ipv6
    if not line_end(campus, line).up or (test is not None and not answers(campus, test)):
        return False
    return True if trace is None else crosses(campus, trace)


def answers(campus: Campus, test: InstanceRef) -> bool:
    """Whether the far address answers over each family by which it is tried."""
    vantages = campus.scenario.devices.vantages
    over = next(each for each in vantages if each.name == test.target).far[test.instance].over
    families = ("ipv4", "ipv6") if over == "both" else (over,)
    paths = (f"far.{test.instance}.answers_{family}" for family in families)
    return all(campus.now(test.target, path, True) is True for path in paths)


def crosses(campus: Campus, trace: InstanceRef) -> bool | None:
    """Whether a hop before the far address is in the network that is meant. That none is shows
    only where all of them are known, and the way is seen to its end."""
    way = campus.scenario.devices.ways[trace.target, trace.instance]
    path = f"ways.{trace.instance}"
    hops = campus.now(trace.target, f"{path}.hops", way.hops)
    lost = number(campus.now(trace.target, f"{path}.loss_ratio", way.loss_ratio))
    assert isinstance(hops, list)  # noqa: S101 - the device takes no other
    if way.through is None:
        return None
    if way.through in hops:
        return True
    return None if lost == 1 or "silent" in hops or "unlisted" in hops else False


def round_trips(campus: Campus) -> Values:
    """The longest time to the far side and back, per kind of circuit."""
    values: dict[str, Fraction] = {}
    for line in campus.scenario.campus.circuits or []:
        if line.reaches is not None:
            target, instance = line.reaches.target, line.reaches.instance
            seconds = number(told(campus, target, "path_round_trip_seconds", instance))
            values[line.kind] = max(seconds, values.get(line.kind, seconds))
    return values


def failovers(campus: Campus) -> Values:
    """How long others took to stand in for a circuit, per test; who never saw it cannot know."""
    values: dict[str, Fraction | None] = {}
    for test in campus.scenario.campus.listed("failover_tests"):
        seconds = number(told(campus, test["target"], "path_failover_seconds", test["instance"]))
        values[f"{test['target']} {test['instance']}"] = seconds or None
    return values


def pairs(campus: Campus) -> Values:
    """Share of pairs of campuses that reach each other, each way."""
    reach = {
        (near["name"], far["name"]): answers(
            campus, InstanceRef(target=near["target"], instance=far["name"])
        )
        for near, far in permutations(campus.scenario.campus.listed("campuses"), 2)
    }
    return share_of("", [reach[a, b] and reach[b, a] for a, b in reach])


def with_egress(campus: Campus) -> Values:
    """Share of campuses with a circuit of their own that is up."""
    names = [each["name"] for each in campus.scenario.campus.listed("campuses")]
    lines = campus.scenario.campus.circuits or []
    served = {line.campus for line in lines if line_end(campus, line).up}
    return share_of("", [name in served for name in names])


def server_vlans(campus: Campus) -> Values:
    """1 per VLAN of servers whose gateway gives IPv6 and a host of which gets out both ways."""
    return {
        vlan.name: Fraction(gives_ipv6(campus, vlan) and answers(campus, vlan.host))
        for vlan in campus.scenario.campus.vlans or []
        if vlan.servers and vlan.host is not None
    }


# --- names --------------------------------------------------------------------------------


def lines_told_apart(campus: Campus) -> Values:
    """1 where each line is answered with its own addresses, and not all with the same."""
    lines = campus.scenario.campus.listed("dns_lines")
    if not lines:
        return None
    right, answers = True, set()
    for line in lines:
        server = _server(campus, line["target"])
        (name, view), *_ = (
            (name, view)
            for name, view in server.views.items()
            if name.endswith(f"/{line['instance']}")
        )
        given = texts(campus.now(server.name, f"views.{name}.addresses", view.addresses))
        own = [ip_network(prefix) for prefix in view.prefixes]
        at_home = [any(ip_address(each) in prefix for prefix in own) for each in given]
        right = right and bool(given) and all(at_home)
        answers.add(tuple(sorted(given)))
    return {"": Fraction(right and len(answers) >= SEVERAL)}


def _server(campus: Campus, name: str) -> DnsServer:
    return next(each for each in campus.scenario.devices.dns_servers if each.name == name)


def balanced(campus: Campus) -> Values:
    """1 per server of whose zone there are two, and which lets several addresses take turns."""
    values: dict[str, Fraction | None] = {}
    for name in campus.scenario.campus.dns_servers or []:
        server = _server(campus, name)
        if server.second_address is None:
            continue
        both = campus.now(name, "second_has_authority", True)
        several = any(len(sets.get("A", [])) >= SEVERAL for sets in server.records.values())
        turns = campus.now(name, "rotates", True)
        values[name] = Fraction(bool(both and several and turns))
    return values


def filtered(campus: Campus) -> Values:
    """1 per server that refuses each blocked name, and has an address for each control name."""
    names = campus.scenario.campus.listed("dns_test_names")
    right: dict[str, bool] = {}
    for each in names:
        server = _server(campus, each["target"])
        if each["name"] in server.beyond:
            beyond = server.beyond[each["name"]]
            path = f"beyond.{each['name']}.filtered"
            resolves = not campus.now(server.name, path, beyond.filtered)
        else:
            written = server.records.get(each["name"], {}).get("A", [])
            resolves = bool(campus.now(server.name, f"records.{each['name']}.A", written))
        right[each["target"]] = right.get(each["target"], True) and resolves != each["blocked"]
    return {server: Fraction(good) for server, good in right.items()}


# --- by radio -----------------------------------------------------------------------------


def per_terminal(campus: Campus) -> Values:
    """What a terminal gets under load or is limited to, the lower, per controller (I-17)."""
    values: dict[str, Fraction | None] = {}
    for controller in campus.scenario.devices.controllers:
        rates = [
            told(campus, controller.name, f"wireless_{what}_bits_per_second")
            for what in ("terminal", "user_limit")
        ]
        if None not in rates:
            values[controller.name] = min(map(number, rates))
    return values


def neighbours(kind: str) -> Callable[[Campus], Values]:
    """Radios of other rooms that disturb the worst access point of each room of a kind."""

    def count(campus: Campus) -> Values:
        quantity = "wireless_co_channel_neighbours_count"
        values: dict[str, Fraction | None] = {}
        for room in campus.scenario.campus.rooms or []:
            points = (room.access_points or []) if room.kind == kind else []
            heard = [told(campus, point.target, quantity, point.name) for point in points]
            if heard and None not in heard:
                values[room.name] = max(map(number, heard))
        return values

    return count


def crowded(campus: Campus) -> Values:
    """Terminals that the access points of a crowded place carry, per seat."""
    rooms = [room for room in campus.scenario.campus.rooms or [] if room.high_density]
    return {room.name: stations(campus, room) / room.seats for room in rooms if room.seats}
