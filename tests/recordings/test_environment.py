"""Recorded environment monitors are read as the recordings' own index says."""

from collections.abc import Iterator
from typing import Any

import pytest

from collectors.snmp.environment import SUBJECT
from tests.recordings.replay import FOLDER, devices, readings
from tests.recordings.test_recordings import Pair, Read

KINDS = {"temperature": "temperature_celsius", "humidity": "humidity_ratio"}
ROUNDED = {"temperature_celsius": 0.005, "humidity_ratio": 5e-5}
#: Beginnings of objects that we do not read for these, and why.
NOT_READ = {
    "1.3.6.1.2.1.33.1.2.7.": "the temperature of a battery, which is the UPS's",
    "1.3.6.1.4.1.318.1.1.1.2.": "the temperature of a battery, which is the UPS's",
    "1.3.6.1.4.1.935.1.1.1.2.2.3.": "the temperature of a battery, which is the UPS's",
    "1.3.6.1.4.1.2468.1.2.1.1.2.7.": "the temperature of a battery, which is the UPS's",
    "1.3.6.1.4.1.12551.": "within the inverters of a cabinet",
    "1.3.6.1.4.1.318.1.1.10.3.13.": "the same probes as in the newer table",
    "1.3.6.1.4.1.20916.1.11.1.1.4.": "a heat index is no temperature",
    "1.3.6.1.4.1.3699.1.1.12.1.2.1.1.4.6": "a dew point",
    "1.3.6.1.4.1.28507.66.1.6.1.1.6.": "a dew point",
    "1.3.6.1.4.1.28507.66.1.6.1.1.7.": "how far the dew point is away",
    "1.3.6.1.4.1.16174.": "degrees of a unit that is not told",
    "1.3.6.1.4.1.25049.": "Opengear: by one recording alone the unit cannot be told",
    "1.3.6.1.4.1.21796.3.3.3.1.6.": "humidities, says the agent; temperatures, the index",
}
DEVICES = [it for it in devices() if {"env", "pdu", "ups"} & set(it["kind"])]


@pytest.mark.parametrize("device", DEVICES, ids=lambda it: it["id"])
def test_a_recorded_monitor_is_read_as_the_index_says(device: dict[str, Any]) -> None:
    read = Read(readings(FOLDER / device["file"], SUBJECT))
    unlike = [what for what, ours, _ in of_sensors(device["expected"], read) if not ours]
    assert [what for what in unlike if not any(start in what for start in NOT_READ)] == []


def of_sensors(expected: dict[str, Any], read: Read) -> Iterator[Pair]:
    """Each sensor once, from the index where it has them, else from LibreNMS' own test of the
    recording; both round."""
    listed = expected.get("librenms", {}).get("sensors", [])
    left = [it for it in read.readings if isinstance(it.value, float)]
    for sensor in expected["env"]["sample"] if "env" in expected else listed:
        value, kind = sensor["value"], KINDS.get(sensor["class"])
        if kind is None or value is None:
            continue
        told = sensor["value"] / 100 if kind == "humidity_ratio" else value
        near = [
            it
            for it in left
            if it.quantity.name == kind and it.value == pytest.approx(told, abs=ROUNDED[kind])
        ]
        if near:
            left.remove(near[0])
        yield f"{kind} at {sensor['oid']}", bool(near), True


@pytest.mark.parametrize(
    "device", [it for it in DEVICES if it["id"] == "lnms-hwg-poseidon"], ids=lambda it: it["id"]
)
def test_the_unit_is_what_the_agent_says(device: dict[str, Any]) -> None:
    """LibreNMS' test of the same recording has these as ours."""
    found = readings(FOLDER / device["file"], SUBJECT)
    values = {(it.quantity.name, it.instance): it.value for it in found}
    assert values == pytest.approx(
        {
            ("humidity_ratio", "H.Servidores"): 0.296,
            ("humidity_ratio", "H.Network"): 0.318,
            ("humidity_ratio", "H.Ambiente"): 0.34,
            ("humidity_ratio", "H.C4c"): 0.293,
            ("temperature_celsius", "T.Network"): 28.5,
            ("temperature_celsius", "T.C4c"): 29.1,
            ("temperature_celsius", "T.Ambiente"): 26.8,
            ("temperature_celsius", "T.Servidores"): 29.0,
        }
    )


def test_what_is_no_monitor_has_no_probe() -> None:
    others = [it for it in devices() if it["file"].startswith("snmp/") and it not in DEVICES]
    assert [it["id"] for it in others if readings(FOLDER / it["file"], SUBJECT)] == []
