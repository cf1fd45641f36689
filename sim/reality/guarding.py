"""Security devices, forbidden ways, and logs."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from sim.campus import Campus
from sim.reality.platforms import age, told
from sim.reality.values import Values, number, share_of

Fact = dict[str, Any]

DAY_SECONDS = 86_400
#: Signatures are updated within this.
SIGNED_SECONDS = 30 * DAY_SECONDS


def open_flows(*scopes: str) -> Callable[[Campus], Values]:
    """Per scope, how many of the connections that must not come about do."""

    def count(campus: Campus) -> Values:
        listed = campus.scenario.campus.listed("forbidden_flows")
        return {
            scope: Fraction(
                sum(
                    told(
                        campus, flow["test"]["target"], "flow_refused_ok", flow["test"]["instance"]
                    )
                    is not True
                    for flow in listed
                    if flow["scope"] == scope
                )
            )
            for scope in scopes
            if any(flow["scope"] == scope for flow in listed)
        }

    return count


def guards(campus: Campus, role: str, *, signed: bool = False) -> list[Fact]:
    """The devices of a role that answer and, where that is asked, have new signatures."""
    return [
        device
        for device in campus.scenario.campus.listed("security_devices")
        if device["role"] == role
        and told(campus, device["target"], "thing_live") is True
        and (not signed or _signed(campus, device))
    ]


def _signed(campus: Campus, device: Fact) -> bool:
    seconds = age(campus, device["target"], "signatures_updated_timestamp_seconds")
    return seconds is not None and seconds <= SIGNED_SECONDS


def roles(*wanted: str, signed: bool = False) -> Callable[[Campus], Values]:
    """Share of the roles of which a device is live."""

    def share(campus: Campus) -> Values:
        if not campus.scenario.campus.listed("security_devices"):
            return None
        return share_of("roles", [bool(guards(campus, role, signed=signed)) for role in wanted])

    return share


def devices(role: str) -> Callable[[Campus], Values]:
    """How many devices of a role are live."""

    def count(campus: Campus) -> Values:
        if not campus.scenario.campus.listed("security_devices"):
            return None
        return {role: Fraction(len(guards(campus, role)))}

    return count


def guarded(*wanted: str) -> Callable[[Campus], Values]:
    """Share of the egress circuits in whose path a live device of each role stands."""

    def share(campus: Campus) -> Values:
        if not campus.scenario.campus.listed("security_devices"):
            return None
        return share_of(
            "circuits",
            [
                all(
                    any(line.name in each.get("circuits", ()) for each in guards(campus, role))
                    for role in wanted
                )
                for line in campus.scenario.campus.circuits or []
            ],
        )

    return share


# --- logs ---------------------------------------------------------------------------------


def log_kept(kind: str) -> Callable[[Campus], Values]:
    """How many seconds of a kind of record each store has, without an empty day."""

    def seconds(campus: Campus) -> Values:
        quantity = "log_unbroken_since_timestamp_seconds"
        ages = {
            store["name"]: age(campus, store["target"], quantity, store["instance"])
            for store in campus.scenario.campus.listed("log_stores")
            if kind in store["kinds"]
        }
        return {name: None if kept is None else Fraction(kept) for name, kept in ages.items()}

    return seconds


def log_complete(kind: str) -> Callable[[Campus], Values]:
    """Share of the newest records that have all fields."""

    def share(campus: Campus) -> Values:
        quantity = "log_records_complete_ratio"
        return {
            store["name"]: number(told(campus, store["target"], quantity, store["instance"]))
            for store in campus.scenario.campus.listed("log_stores")
            if kind in store["kinds"]
        }

    return share


def sending(campus: Campus, kind: str, within_seconds: int) -> list[bool]:
    """Of each source of a class, whether a record of it came that lately."""
    quantity = "log_newest_record_timestamp_seconds"
    ages = [
        age(campus, source["target"], quantity, source["instance"])
        for source in campus.scenario.campus.listed("log_sources")
        if source["kind"] == kind
    ]
    return [seconds is not None and seconds <= within_seconds for seconds in ages]


def log_sources(*classes: str) -> Callable[[Campus], Values]:
    """Per class, the share of its sources that sent something within a day."""

    def shares(campus: Campus) -> Values:
        of_class = {kind: sending(campus, kind, DAY_SECONDS) for kind in classes}
        return {kind: Fraction(sum(sent), len(sent)) for kind, sent in of_class.items() if sent}

    return shares


def log_classes(*classes: str, within_seconds: int) -> Callable[[Campus], Values]:
    """Share of the classes of which something came that lately."""

    def share(campus: Campus) -> Values:
        if not campus.scenario.campus.listed("log_sources"):
            return None
        return share_of("classes", [any(sending(campus, kind, within_seconds)) for kind in classes])

    return share
