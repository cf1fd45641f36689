"""The same for paths, names, rooms and the wireless network: plain JSON in, a number out."""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeAlias

Json: TypeAlias = Any  # what json.loads gives
Pieces: TypeAlias = list[Json]

#: An access point that is fuller than this is too full (I-18).
FULL_AT_MOST = Fraction(8, 10)


def values_of(part: Json, quantity: str) -> list[Json]:
    found = [each["value"] for each in part["inputs"] if each["quantity"] == quantity]
    return [value for value in found if value is not None]


def yes(value: Json) -> bool:
    return value is not None and value is not False and value != 0


def members(part: Json) -> list[Pieces]:
    grouped: dict[str, Pieces] = {}
    for each in part["inputs"]:
        grouped.setdefault(each["of"], []).append(each)
    return list(grouped.values())


def counted(holds: Callable[[Pieces], bool]) -> Callable[[Json, datetime], float]:
    def compute(part: Json, _at: datetime) -> float:
        return float(sum(holds(pieces) for pieces in members(part)))

    return compute


def shared(holds: Callable[[Pieces], bool]) -> Callable[[Json, datetime], float]:
    def compute(part: Json, at: datetime) -> float:
        return counted(holds)(part, at) / float(part["coverage"]["measured"])

    return compute


def every_one(pieces: Pieces) -> bool:
    return all(yes(each["value"]) for each in pieces)


def is_read(pieces: Pieces) -> bool:
    """A door's controller must also be on line."""
    return any(
        e["value"] is not None
        and e["source"] != "inventory"
        and (e["quantity"], e["value"]) != ("door_controller_live", False)
        for e in pieces
    )


def has_room_left(pieces: Pieces) -> bool:
    by_quantity = {each["quantity"]: each["value"] for each in pieces}
    stations = by_quantity["wireless_access_point_busy_stations_count"]
    refused = by_quantity["wireless_access_point_refusals_count"]
    if stations is None or refused is None:
        return False
    limit = by_quantity["rooms.access_points.stations_limit"]
    return bool(Fraction(stations) <= FULL_AT_MOST * limit and refused == 0)


def ends_agree(pieces: Pieces) -> bool:
    """One end names the other: its device and its port."""
    told: dict[tuple[str, str], dict[str, str]] = {}
    for each in pieces:
        told.setdefault((each["source"], each["instance"]), {})[each["quantity"]] = each["value"]
    named = {(end.get("lldp_neighbor"), end.get("lldp_neighbor_port")) for end in told.values()}
    return not named.isdisjoint(told)


def utilisation(part: Json, _at: datetime) -> float:
    """Each circuit's busy rate, in whatever way it was had, over all contracts."""
    busy = sum(Fraction(value) for value in values_of(part, "interface_busy_bits_per_second"))
    return float(busy / sum(values_of(part, "circuits.contract_bits_per_second")))


def per_terminal(part: Json, _at: datetime) -> float:
    limits = values_of(part, "wireless_user_limit_bits_per_second")
    return float(min(*values_of(part, "wireless_terminal_bits_per_second"), *limits))


def supported(part: Json, _at: datetime) -> float:
    home = [
        each["value"]
        for each in part["inputs"]
        if each["quantity"] in ("web_ipv6_ok", "web_ipv6_global_addresses_count")
    ]
    if not all(yes(value) for value in home):
        return 0.0
    levels = [values_of(part, f"web_ipv6_level_{level}_supported_ratio") for level in (2, 3)]
    return float(min(value for told in levels for value in told))


def told_apart(part: Json, _at: datetime) -> float:
    right = [e["value"] for e in part["inputs"] if e["quantity"] == "dns_line_ok"]
    answers = set(values_of(part, "dns_line_answer_info"))
    return float(all(yes(value) for value in right) and len(answers) > 1)


def balanced(part: Json, _at: datetime) -> float:
    quantities = ("dns_authorities_count", "dns_rotated_answers_count")
    return float(all(any(v > 1 for v in values_of(part, q)) for q in quantities))


def filtered(part: Json, _at: datetime) -> float:
    """The names of the test say themselves whether they are blocked."""
    resolved = {each["instance"]: each["value"] for each in part["inputs"]}
    return float(not yes(resolved["blocked"]) and yes(resolved["control"]))


def all_hold(part: Json, _at: datetime) -> float:
    return float(every_one(part["inputs"]))


def longest_failover(part: Json, _at: datetime) -> float:
    return float(max(values_of(part, "path_failover_seconds")))


NETWORK: dict[str, Callable[[Json, datetime], float]] = {
    "vlan_dual_stack_ok": all_hold,
    "server_vlan_dual_stack_ok": all_hold,
    "portal_ipv6_support_ratio": supported,
    "egress_utilisation_ratio": utilisation,
    "egress_circuits_reaching_count": counted(every_one),
    "wireless_terminal_share_bits_per_second": per_terminal,
    "access_points_within_limit_ratio": shared(has_room_left),
    "egress_failover_seconds": longest_failover,
    "dns_lines_told_apart_ok": told_apart,
    "dns_balanced_ok": balanced,
    "dns_filtered_ok": filtered,
    "links_found_ratio": shared(ends_agree),
    "room_signals_read_ratio": shared(is_read),
}
