"""Software, servers and cables that somebody watches. As in `watch.py` a fault is part of the
truth: what falls silent is not watched, and of what lies nobody knows."""

from collections.abc import Callable, Iterable
from typing import Any

from sim.campus import Campus
from sim.facts import PortRef
from sim.reality.network import port
from sim.reality.things import Seen, any_, part
from sim.reality.values import Values, share_of
from sim.reality.watch import watched

Fact = dict[str, Any]


def _share(name: str, members: Iterable[Seen]) -> Values:
    seen = list(members)
    return {name: part(seen)} if seen else None


def components(*kinds: str) -> Callable[[Campus], Values]:
    """Share of the databases, of the middleware, or of these and the systems together, whose state
    is read, good or bad; nothing where one of the lists is not there."""

    def share(campus: Campus) -> Values:
        lists = [campus.scenario.campus.listed(kind) for kind in kinds]
        if not all(lists):
            return None
        return _share(
            " ".join(kinds),
            (_tested(campus, each) for listed in lists for each in listed),
        )

    return share


def systems(*sets: str) -> Callable[[Campus], Values]:
    """Share of the systems that somebody tests, from inside or outside: of all, the sites, or the
    key ones, of which the campus card always is one (I-50)."""

    def shares(campus: Campus) -> Values:
        listed = campus.scenario.campus.listed("systems")
        chosen = {
            "all": listed,
            "sites": [each for each in listed if each["kind"] == "site"],
            "key": [each for each in listed if each.get("key") or each["kind"] == "card"],
        }
        return {
            name: part([_tested(campus, each) for each in chosen[name]])
            for name in sets
            if chosen[name]
        }

    return shares


def _tested(campus: Campus, piece: Fact) -> Seen:
    """By its own target, or by the tests of a system."""
    refs = [piece, *(piece[vantage] for vantage in ("inside", "outside") if vantage in piece)]
    return any_([watched(campus, ref["target"]) for ref in refs if "target" in ref])


def important_servers(campus: Campus) -> Values:
    servers = campus.scenario.campus.listed("servers")
    return _share("", (_read(campus, each) for each in servers if each.get("important")))


def operating_systems(campus: Campus) -> Values:
    """Share of the families of which a server is read."""
    families: dict[str, list[Seen]] = {}
    for server in campus.scenario.campus.listed("servers"):
        if "operating_system" in server:
            families.setdefault(server["operating_system"], []).append(_read(campus, server))
    return _share("", map(any_, families.values()))


def _read(campus: Campus, server: Fact) -> Seen:
    return watched(campus, server["device"]) if "device" in server else False


def links(campus: Campus) -> Values:
    """Share of the links of the drawing of which one end hears the other."""
    listed = campus.scenario.campus.listed("links")
    ends = [(PortRef(**link["near"]), PortRef(**link["far"])) for link in listed]
    return share_of("", [_hears(campus, a, b) or _hears(campus, b, a) for a, b in ends])


def _hears(campus: Campus, near: PortRef, far: PortRef) -> bool:
    plugged = campus.scenario.devices.cabled.get((near.target, near.interface))
    written = "" if plugged is None else f"{plugged.target} {plugged.interface}"
    heard = campus.now(near.target, f"interfaces.{near.interface}.neighbour", written)
    return heard == f"{far.target} {far.interface}" and port(campus, near).up
