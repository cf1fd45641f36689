"""Every recorded agent, served by snmpsim, is read as the recordings' own index says."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

import pytest
import yaml

from collectors.reading import Reading, Value
from collectors.snmp.collector import collect
from collectors.snmp.options import Engine, SnmpOptions, Subject
from collectors.target import Secret, Target
from tests.conftest import require_recordings
from tests.recordings.snmpsim import agents

pytestmark = pytest.mark.slow

GROUPS: dict[str, Callable[[str], bool]] = {
    "Huawei": lambda vendor: vendor == "Huawei",
    "H3C": lambda vendor: "H3C" in vendor,
    "APC": lambda vendor: vendor == "APC",
    "others to F": lambda vendor: is_other(vendor) and vendor < "G",
    "others from G": lambda vendor: is_other(vendor) and vendor >= "G",
}


def is_other(vendor: str) -> bool:
    return vendor not in ("Huawei", "APC") and "H3C" not in vendor


#: Recordings that cannot be served, and why.
NOT_SERVED = {
    "lnms-windows_svr_2019_1809": "names such as ...10.xx.0.32, on which snmpsim's search fails",
}
#: (recording, what) that we read otherwise than the index, and why ours is right.
DIFFERENCES = {
    ("lnms-ios_4506", "count"): "names without any state: nothing is said of these interfaces",
    ("lnms-rittal-cmc-iii-pu_cmciii-pu", "sysuptime_s"): "the index has it before its wrap",
    ("lnms-zxr10_5928", "speed of xgei_5/1 some description"): "4294967295 is saturated",
    ("lnms-zxr10_5928", "speed of xgei_4/1 this are 10G ports"): "4294967295 is saturated",
    ("lnms-fortigate_500d", "speed of mgmt2"): "ifHighSpeed 4294967295 is no speed",
}
#: Recordings whose agents were told to count on.
MOVING = {
    "sim-h3c-e528-2": ("device_uptime_seconds", "cpu_utilization_ratio"),
    "sim-aruba-7210": ("device_uptime_seconds",),
}
#: Quantity, the index' key, how many of its units make one of ours, and which phase decides.
UPS = (
    ("ups_battery_runtime_seconds", "runtime_s", 1, min),
    ("ups_battery_charge_ratio", "charge_pct", 100, min),
    ("ups_load_ratio", "load_pct", 100, max),
    ("ups_battery_temperature_celsius", "battery_temp_c", 1, min),
    ("ups_input_volts", "input_voltage_v", 1, min),
    ("ups_output_volts", "output_voltage_v", 1, min),
    ("ups_on_battery", "on_battery", 1, min),
)
SAMPLE = (
    ("type", "interface_type"),
    ("in_octets", "interface_receive_bytes_total"),
    ("out_octets", "interface_transmit_bytes_total"),
    ("counter_bits", "interface_counter_bits"),
    ("in_errors", "interface_receive_errors_total"),
    ("out_errors", "interface_transmit_errors_total"),
)
STATES = {
    "supply": True,
    "normal": True,
    "good": True,
    "on": True,
    "running": True,
    "notPresent": None,
}


@dataclass
class Read:
    """The readings of one recording."""

    readings: list[Reading]

    @cached_property
    def values(self) -> dict[tuple[str, str], Value]:
        return {(it.quantity.name, it.instance): it.value for it in self.readings}

    def get(self, quantity: str, instance: str = "") -> Value:
        return self.values.get((quantity, instance))

    def interface(self, quantity: str, row: dict[str, Any]) -> Value:
        """By name; rows that share one are told apart by their index."""
        numbered = (quantity, f"{row['name']}#{row['index']}")
        return self.values.get(numbered, self.get(quantity, row["name"]))

    def told(self, quantity: str, name: str) -> list[Value]:
        """Of this name, and of all that share it."""
        of_quantity = [it for it in self.readings if it.quantity.name == quantity]
        return [
            it.value
            for it in of_quantity
            if name in (plain(it.instance), plain(it.instance).rpartition("#")[0])
        ]

    def column(self, quantity: str) -> list[Value]:
        """Every interface's value, each interface once."""
        kept = [it for it in self.readings if it.quantity.name == quantity]
        return [it.value for it in kept if "rows share this name" not in it.rejected]


Pair = tuple[str, Any, Any]  # what, ours, the index'


def pairs(expected: dict[str, Any], read: Read) -> Iterator[Pair]:
    yield from of_system(expected.get("system", {}), read)
    yield from of_interfaces(expected.get("interfaces", {}), read)
    yield from of_ups(expected.get("ups", {}), read)
    yield from of_health(expected.get("health", {}), read)
    yield from of_neighbours(expected.get("lldp", {}), read, "local_ifname", "sysname")


def of_health(expected: dict[str, Any], read: Read) -> Iterator[Pair]:
    for key, quantity in (("cpu_pct", "cpu"), ("mem_pct", "memory")):
        for name, percent in expected.get(key, {}).items():
            ours = read.told(f"{quantity}_utilization_ratio", name)
            if name.isdigit():  # the index names a pool by its number
                ours = read.column(f"{quantity}_utilization_ratio")
            yield f"{key} of {name}", among(percent / 100, ours), True
    if "cpu_pct_5m" in expected:
        yield "cpu_pct_5m", read.get("cpu_utilization_ratio"), expected["cpu_pct_5m"] / 100
    for sensor in expected.get("temperature_sample", []):
        name = plain(sensor["name"])
        ours = read.told("temperature_celsius", name)
        yield f"temperature {name}", among(sensor["celsius"], ours), True
    for part in expected.get("status_sample", []):
        quantity = (
            "fan_ok" if "fan" in part or "Fan" in part.get("sensor", "") else "power_supply_ok"
        )
        name = part.get("psu") or part.get("fan") or part["sensor"]
        if name == "Over-temperature Sensor":
            continue
        if name[0].isdigit():
            name = f"power supply {name}"
        means = STATES[part["state"]]
        yield f"state of {name}", means in read.told(quantity, name), True


def among(theirs: object, ours: list[Value]) -> bool:
    return any(same(value, theirs) for value in ours)


def of_neighbours(expected: dict[str, Any], read: Read, port: str, name: str) -> Iterator[Pair]:
    for sample in expected.get("sample", []):
        told = read.told("lldp_neighbor", sample.get(port) or "")
        wanted = plain(sample[name]) if sample.get(name) else "None"
        # the index keeps so many characters
        found = any(plain(value)[: len(wanted)] == wanted for value in told)
        yield f"neighbour on {sample.get(port)}", found, True


def of_system(expected: dict[str, Any], read: Read) -> Iterator[Pair]:
    for key, quantity in (("descr", "device_description"), ("name", "device_name")):
        if key in expected:  # the index keeps 120 characters, line ends made spaces
            ours, theirs = plain(read.get(quantity)), plain(expected[key])
            yield key, ours[: len(theirs)], theirs
    if "object_id" in expected:
        yield "object_id", read.get("device_object_id"), expected["object_id"]
    if "sysuptime_s" in expected:
        yield "sysuptime_s", read.get("device_uptime_seconds"), expected["sysuptime_s"]


def plain(text: object) -> str:
    return " ".join(str(text).split())


def of_interfaces(expected: dict[str, Any], read: Read) -> Iterator[Pair]:
    if not expected:
        return
    up, admin = read.column("interface_up"), read.column("interface_admin_up")
    bits = read.column("interface_counter_bits")
    down = sum(oper is False for oper, wanted in zip(up, admin, strict=True) if wanted is True)
    yield "count", len(up), expected["count"]
    yield "oper_up", up.count(True), expected["oper_up"]
    # at least: the index leaves out empty slots (notPresent), for us they are not up either
    yield "admin_up_oper_down", down >= expected["admin_up_oper_down"], True
    yield "with_64bit_octets", bits.count(64), expected["with_64bit_octets"]
    for key, direction in (("in", "receive"), ("out", "transmit")):
        errors = read.column(f"interface_{direction}_errors_total")
        total = sum(it for it in errors if isinstance(it, int))
        yield f"{key}_errors_total", total, expected[f"{key}_errors_total"]
    for row in expected.get("sample", []):
        name = row["name"]
        for key, quantity in SAMPLE:
            if row.get(key) is not None:
                yield f"{key} of {name}", read.interface(quantity, row), row[key]
        for key, quantity in (("admin", "interface_admin_up"), ("oper", "interface_up")):
            if key in row:
                yield f"{key} of {name}", read.interface(quantity, row), row[key] == "up"
        if row.get("speed_bps") is not None:  # 0 is "no concept of bandwidth"
            speed = read.interface("interface_speed_bits_per_second", row)
            yield f"speed of {name}", speed, row["speed_bps"] or None


def of_ups(expected: dict[str, Any], read: Read) -> Iterator[Pair]:
    for quantity, key, in_one, decides in UPS:
        if key not in expected:
            continue
        value = expected[key]["value"]
        if isinstance(value, list):
            value = decides(value) if value else None
        if value is not None and not isinstance(value, bool):
            value /= in_one
        yield key, read.get(quantity), value
    status = expected.get("battery_status", {}).get("value")
    if status is not None and not expected.get("replace_battery", {}).get("value"):
        yield "battery_status", read.get("ups_battery_normal"), status == "normal"


def same(ours: object, theirs: object) -> bool:
    if isinstance(ours, float) and isinstance(theirs, int | float):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return ours == theirs


@pytest.mark.parametrize("group", GROUPS)
async def test_every_recorded_agent_is_read_as_the_index_says(group: str) -> None:
    folder = require_recordings()
    index = yaml.safe_load((folder / "index.yaml").read_text(encoding="utf-8"))["devices"]
    devices = [it for it in index if GROUPS[group](it["vendor"]) and it["id"] not in NOT_SERVED]
    different: dict[tuple[str, str], tuple[object, object]] = {}
    unlike: list[str] = []  # what the two engines read otherwise
    compared = 0
    async with agents([(it["id"], folder / it["file"]) for it in devices]) as port:
        for device in devices:
            read = Read(await everything(port, device["id"], "own"))
            again = await everything(port, device["id"], "pysnmp")
            if still(read.readings, device["id"]) != still(again, device["id"]):
                unlike.append(device["id"])
            for what, ours, theirs in pairs(device["expected"], read):
                compared += 1
                if not same(ours, theirs):
                    different[device["id"], what] = (ours, theirs)
    ids = {device["id"] for device in devices}
    allowed = {key for key in DIFFERENCES if key[0] in ids}
    assert {key: pair for key, pair in different.items() if key not in allowed} == {}
    assert different.keys() == allowed
    assert unlike == []
    assert compared > 5 * len(devices)


def still(readings: list[Reading], device: str) -> list[Reading]:
    """Those that are the same in another round."""
    moving = MOVING.get(device, ())
    return [it for it in readings if it.quantity.name not in moving]


async def everything(port: int, community: str, engine: Engine) -> list[Reading]:
    options = SnmpOptions(
        port=port,
        community=Secret(community),
        engine=engine,
        read=get_args(Subject),
        request_timeout_seconds=20.0,  # snmpsim starts slowly on a long table
    )
    return list(await collect(Target("recording", "127.0.0.1"), options))
