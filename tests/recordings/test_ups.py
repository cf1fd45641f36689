"""Recorded UPSs are read as the recordings' own index says, and nothing else is taken for one."""

import pytest

from collectors.reading import Value
from collectors.snmp.ups_families import SUBJECT
from tests.recordings.replay import FOLDER, Expectation, devices, expectations, readings
from tests.recordings.test_recordings import Read, of_ups, same

#: What the index leaves to others; the values as LibreNMS' own test has them.
INGRASYS = {
    "ups_battery_runtime_seconds": None,
    "ups_battery_charge_ratio": 1.0,
    "ups_load_ratio": 0.17,
    "ups_on_battery": False,
    "ups_battery_normal": True,
    "ups_input_volts": 234.9,
    "ups_output_volts": 221.0,
    "ups_battery_temperature_celsius": 28.5,
}
NO_UPS = [
    it
    for it in devices()
    if it["file"].startswith("snmp/") and ("ups" not in it["kind"] or it["vendor"] == "Emerson")
]


@pytest.mark.parametrize("device", expectations("ups"), ids=lambda it: it.name)
def test_a_recorded_ups_is_read_as_the_index_says(device: Expectation) -> None:
    read = Read(readings(device.path, SUBJECT))
    pairs = list(of_ups(device.expected, read))
    assert [pair for pair in pairs if not same(pair[1], pair[2])] == []
    assert len(pairs) >= 5  # of eight, some of which some cards do not tell


@pytest.mark.parametrize(
    "device",
    [it for it in devices() if it["id"] == "lnms-webpower-smart2"],
    ids=lambda it: it["id"],
)
def test_a_recorded_card_of_ingrasys_is_read(device: dict[str, str]) -> None:
    found = readings(FOLDER / device["file"], SUBJECT)
    values: dict[str, Value] = {it.quantity.name: it.value for it in found}
    assert values == pytest.approx(INGRASYS)


@pytest.mark.parametrize("device", NO_UPS, ids=lambda it: it["id"])
def test_what_is_no_ups_is_taken_for_none(device: dict[str, str]) -> None:
    """Emerson's is one, by a MIB that is not public: nothing is made up from its likeness."""
    found = readings(FOLDER / device["file"], SUBJECT)
    assert [it for it in found if it.value is not None or it.rejected] == []
