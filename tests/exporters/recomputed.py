"""The arithmetic of every indicator done again from the printed inputs of an explanation alone.

Written from the formulas, without a line of the auditor's: plain JSON in, a number out.
"""

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeAlias

from tests.exporters.recomputed_network import NETWORK

Json: TypeAlias = Any  # what json.loads gives


def of(part: Json, quantity: str) -> list[Json]:
    return [each for each in part["inputs"] if each["quantity"] == quantity]


def yes(value: Json) -> bool:
    return value is True or (value == 1 and value is not False)


def by_member(part: Json) -> dict[str, list[Json]]:
    members: dict[str, list[Json]] = {}
    for each in part["inputs"]:
        members.setdefault(each["of"], []).append(each)
    return members


def by_port(part: Json) -> list[dict[str, Json]]:
    """quantity -> value, of each port."""
    ports: dict[tuple[str, str], dict[str, Json]] = {}
    for each in part["inputs"]:
        if each["source"] != "inventory":
            port = ports.setdefault((each["source"], each["instance"]), {})
            port[each["quantity"]] = each["value"]
    return list(ports.values())


def egress(part: Json) -> Fraction:
    """Circuits that share a port share its speed."""
    total = Fraction(0)
    left: dict[tuple[str, str], Fraction] = {}
    for circuit in by_member(part).values():
        values = {each["quantity"]: each for each in circuit}
        contract = values.get("circuits.contract_bits_per_second")
        if contract is None or not yes(values["interface_up"]["value"]):
            continue
        speed = values["interface_speed_bits_per_second"]
        port = (speed["source"], speed["instance"])
        left.setdefault(port, Fraction(speed["value"]))
        carried = min(Fraction(contract["value"]), left[port])
        left[port] -= carried
        total += carried
    return total


def per_person(part: Json, _at: datetime) -> float:
    heads = sum(fact["value"] for k in ("staff", "students") for fact in of(part, f"people.{k}"))
    return float(egress(part) / heads)


def rate(port: Mapping[str, Json]) -> float:
    if "interface_capability_bits_per_second" in port:
        capability = port["interface_capability_bits_per_second"]
        if capability is not None:
            return float(capability)
    return float(port["interface_speed_bits_per_second"]) if yes(port["interface_up"]) else 0.0


def fibre_rate(port: Mapping[str, Json]) -> float:
    return rate(port) if yes(port["interface_up"]) and yes(port["interface_optical"]) else 0.0


def fastest(part: Json, _at: datetime) -> float:
    return max((rate(port) for port in by_port(part)), default=0.0)


def fastest_on_fibre(part: Json, _at: datetime) -> float:
    return max((fibre_rate(port) for port in by_port(part)), default=0.0)


def slowest(part: Json, _at: datetime) -> float:
    return min(rate(port) for port in by_port(part))


def up_on_fibre(part: Json, _at: datetime) -> float:
    return float(sum(fibre_rate(port) > 0 for port in by_port(part)))


def circuits_on_fibre(part: Json, _at: datetime) -> float:
    members = by_member(part).values()
    return float(sum(all(yes(each["value"]) for each in pieces) for pieces in members))


def number_of(quantity: str) -> "Recompute":
    def compute(part: Json, _at: datetime) -> float:
        return float(sum(yes(each["value"]) for each in of(part, quantity)))

    return compute


def share_of(counts: Callable[[list[Json]], bool]) -> "Recompute":
    """Those that count over those that could be told, which the coverage counts."""

    def compute(part: Json, _at: datetime) -> float:
        counting = sum(counts(pieces) for pieces in by_member(part).values())
        told = part["coverage"]["measured"]
        return float(counting / told)

    return compute


def all_true(pieces: list[Json]) -> bool:
    return all(yes(each["value"]) for each in pieces)


def is_present(pieces: list[Json]) -> bool:
    """A reading of any value but "no": management data, a meter's counter."""
    return any(
        each["value"] is not None and each["value"] is not False and each["source"] != "inventory"
        for each in pieces
    )


def gateway_heard(pieces: list[Json]) -> bool:
    return any(each["quantity"] == "gateway_heard" and yes(each["value"]) for each in pieces)


def room_covered(part: Json, _at: datetime) -> float:
    """ "wired teaching", "wireless all", "both …": which inputs a room needs one of."""
    access = part["name"].split()[0]
    wanted = {
        "wired": ("interface_admin_up",),
        "wireless": ("wireless_access_point_up",),
        "both": ("interface_admin_up", "wireless_access_point_up"),
    }[access]
    counting = 0
    for pieces in by_member(part).values():
        true = {each["quantity"] for each in pieces if yes(each["value"])}
        counting += all(quantity in true for quantity in wanted)
    return float(counting / part["coverage"]["measured"])


def runtime(part: Json, _at: datetime) -> float:
    fit = [
        each["value"]
        for each, normal in zip(
            of(part, "ups_battery_runtime_seconds"), of(part, "ups_battery_normal"), strict=True
        )
        if yes(normal["value"])
    ]
    if not of(part, "power_domains.feed"):
        return 0.0
    parallel = of(part, "power_domains.feed")[0]["value"] == "parallel"
    return float(min(fit) if parallel else max(fit))


def runtime_over_days(part: Json, _at: datetime) -> float:
    """The runtime that each fit unit had nearly always, as printed with the days it was seen."""
    nearly_always = {e["source"]: e["value"] for e in of(part, "ups_trusted_runtime_seconds")}
    normal = {each["source"]: each["value"] for each in of(part, "ups_battery_normal")}
    fit = [value for unit, value in nearly_always.items() if yes(normal[unit])]
    if not of(part, "power_domains.feed"):
        return 0.0
    parallel = of(part, "power_domains.feed")[0]["value"] == "parallel"
    return float(min(fit) if parallel else max(fit))


def available(part: Json, _at: datetime) -> float:
    """The mean over the devices, or systems, that are printed."""
    shares = [each["value"] for each in part["inputs"] if each["value"] is not None]
    return float(sum(shares) / len(shares))


def feeds(part: Json, _at: datetime) -> float:
    return float(min(each["value"] for each in of(part, "mains_feeds_live_count")))


def terminals(part: Json) -> int:
    up = {each["instance"] for each in of(part, "wireless_access_point_up") if yes(each["value"])}
    limits = of(part, "rooms.access_points.stations_limit")
    return sum(each["value"] for each in limits if each["instance"] in up)


def terminals_per_seat(part: Json, _at: datetime) -> float:
    return float(Fraction(terminals(part), of(part, "rooms.seats")[0]["value"]))


def any_fresh(part: Json, _at: datetime) -> float:
    return float(any(e["value"] is not None and e["source"] != "inventory" for e in part["inputs"]))


def all_hold(part: Json, _at: datetime) -> float:
    return float(all(each["value"] not in (None, False, 0) for each in part["inputs"]))


def age(part: Json, at: datetime) -> float:
    (ended,) = of(part, "backup_finished_timestamp_seconds")
    return max(at.timestamp() - float(ended["value"]), 0.0)


def age_of(quantity: str) -> "Recompute":
    def compute(part: Json, at: datetime) -> float:
        (then,) = of(part, quantity)
        return max(at.timestamp() - float(then["value"]), 0.0)

    return compute


def is_told(pieces: list[Json]) -> bool:
    """Any reading, good or bad: somebody watches."""
    return any(each["value"] is not None and each["source"] != "inventory" for each in pieces)


def free(part: Json, _at: datetime) -> float:
    (busy,) = part["inputs"]
    return float(1 - Fraction(str(busy["value"])))


def paths(part: Json, _at: datetime) -> float:
    known = [port for port in by_port(part) if port.get("interface_up") is not None]
    return float(sum(Fraction(rate(port)) for port in known))


SEVEN_DAYS_SECONDS = 604_800.0


def behind(part: Json, _at: datetime) -> float:
    """The farthest replica; one that is down, or was never there, by seven days."""
    lags = {(e["source"], e["instance"]): e for e in of(part, "replication_lag_p99_seconds")}
    told = [each for each in of(part, "replica_up") if each["value"] is not None]
    if not told:
        return SEVEN_DAYS_SECONDS
    return max(
        float(lags[each["source"], each["instance"]]["value"])
        if yes(each["value"])
        else SEVEN_DAYS_SECONDS
        for each in told
    )


def away(part: Json, _at: datetime) -> float:
    drills = of(part, "systems.drill.recovery_seconds")
    outages = of(part, "system_outage_longest_seconds")
    return float(max(each["value"] for each in (*drills, *outages)))


def has_a_copy_elsewhere(pieces: list[Json]) -> bool:
    """Here every data set and every copy says its building, and each data set has one copy."""
    values = {each["quantity"]: each["value"] for each in pieces}
    ended = values.get("backup_finished_timestamp_seconds") is not None
    return ended and values["data_sets.building"] != values["data_sets.copies.building"]


def copied_elsewhere(part: Json, at: datetime) -> float:
    """In a scope of a day, a copy must have ended no longer ago than that."""
    a_day_ago = at.timestamp() - 86_400
    since = a_day_ago if part["name"].endswith("of_a_day") else -math.inf
    counting = 0
    for pieces in by_member(part).values():
        ended = [e["value"] for e in pieces if e["quantity"] == "backup_finished_timestamp_seconds"]
        counting += has_a_copy_elsewhere(pieces) and max(ended) >= since
    return float(counting / part["coverage"]["measured"])


def without_a_copy_elsewhere(part: Json, _at: datetime) -> float:
    members = by_member(part).values()
    return float(sum(not has_a_copy_elsewhere(pieces) for pieces in members))


Recompute: TypeAlias = Callable[[Json, datetime], float]

#: By indicator: from one subject of an explanation, and when it was judged, to its value.
RECOMPUTED: Mapping[str, Recompute] = {
    "egress_bits_per_second_per_person": per_person,
    "access_line_bits_per_second": lambda part, _at: float(egress(part)),
    "egress_circuits_up_count": number_of("interface_up"),
    "egress_optical_circuits_up_count": circuits_on_fibre,
    "building_uplink_bits_per_second": fastest,
    "building_optical_uplink_bits_per_second": fastest_on_fibre,
    "building_optical_uplinks_up_count": up_on_fibre,
    "building_uplinks_optical_ratio": share_of(all_true),
    "backbone_link_bits_per_second": fastest,
    "desktop_port_bits_per_second": slowest,
    "classroom_port_bits_per_second": fastest,
    "room_outlets_count": number_of("interface_admin_up"),
    "room_wireless_terminals_per_seat_ratio": terminals_per_seat,
    "room_wireless_terminals_count": lambda part, _at: float(terminals(part)),
    "rooms_covered_ratio": room_covered,
    "vlan_ipv6_ok": all_hold,
    "ipv6_home_page_ok": all_hold,
    "dns_combinations_answered_ratio": share_of(all_true),
    "power_runtime_seconds": runtime,
    "power_runtime_p05_seconds": runtime_over_days,
    "availability_30_days_ratio": available,
    "power_units_normal_count": number_of("ups_battery_normal"),
    "room_mains_feeds_live_count": feeds,
    "room_environment_read_ok": any_fresh,
    "hardware_monitored_ratio": share_of(is_present),
    "gateways_online_ratio": share_of(gateway_heard),
    "meters_live_ratio": share_of(is_present),
    "meter_media_live_ratio": share_of(is_present),
    "backup_age_seconds": age,
    "compute_free_ratio": free,
    "server_storage_path_bits_per_second": paths,
    "log_retention_seconds": age_of("log_unbroken_since_timestamp_seconds"),
    "video_retention_seconds": age_of("recording_since_timestamp_seconds"),
    "databases_monitored_ratio": share_of(is_told),
    "middleware_monitored_ratio": share_of(is_told),
    "systems_monitored_ratio": share_of(is_told),
    "replication_lag_seconds": behind,
    "system_recovery_seconds": away,
    "data_sets_copied_elsewhere_ratio": copied_elsewhere,
    "data_sets_in_one_place_count": without_a_copy_elsewhere,
    **NETWORK,
}
