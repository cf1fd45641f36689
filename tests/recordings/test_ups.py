"""Recorded UPSs are read as the recordings' own index says, and nothing else is taken for one."""

from datetime import UTC, datetime

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
BATTERY = (
    "ups_battery_replaced_timestamp_seconds",
    "ups_battery_replace_needed",
    "ups_test_passed",
    "ups_test_timestamp_seconds",
)
APRIL_2025 = datetime(2025, 4, 30, tzinfo=UTC).timestamp()
UNSET = " is what the card says that was never told the day"
#: Of the battery and the self-test, in the order above; a text is why it was refused.
BATTERIES: dict[str, tuple[object, object, object, object]] = {
    "lnms-apc_smart1500": (APRIL_2025, False, None, None),  # its last test was invalid
    "lnms-apc_smx750": (APRIL_2025, False, None, None),
    "lnms-apc_sua750i": (APRIL_2025, False, None, None),
    "lnms-apc_sua1500rmi2u": (None, False, None, None),
    "lnms-apc_powerchute": (None, False, None, None),
    "lnms-eaton-mgeups_9pxle": (None, False, True, None),
    "lnms-eaton-mgeups_93ps": (None, False, None, None),
    "lnms-eatonups": ("2001-01-01" + UNSET, None, True, None),
    "lnms-eatonups_eaton-connectups": ("01/01/2001" + UNSET, None, True, None),
    "lnms-cyberpower": (None, False, None, None),
    "lnms-deltaups_mini-snmp": (None, None, True, None),
    "sim-phoenixtec-power": (None, None, None, None),  # "passed", and that it never tested
    "sim-huawei-gse200m": (None, None, None, None),  # no test initiated
    "lnms-cetpower": (None, None, None, None),
    "lnms-istars": (None, None, None, None),
    "lnms-generex-ups_cs141-v22036": (None, None, None, None),
    "lnms-netmanplus_204": (None, None, None, None),
    "lnms-netagent2": (None, None, None, None),
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
    assert {name: values[name] for name in INGRASYS} == pytest.approx(INGRASYS)


@pytest.mark.parametrize(
    "device", [it for it in devices() if it["id"] in BATTERIES], ids=lambda it: it["id"]
)
def test_what_a_recorded_card_says_of_its_battery_and_its_last_test(device: dict[str, str]) -> None:
    found = readings(FOLDER / device["file"], SUBJECT)
    told = {it.quantity.name: it.rejected or it.value for it in found if not it.instance}
    assert tuple(told[name] for name in BATTERY) == BATTERIES[device["id"]]
    assert not {it.instance for it in found if it.instance} & set(BATTERY)


@pytest.mark.parametrize("device", NO_UPS, ids=lambda it: it["id"])
def test_what_is_no_ups_is_taken_for_none(device: dict[str, str]) -> None:
    """Emerson's is one, by a MIB that is not public: nothing is made up from its likeness."""
    found = readings(FOLDER / device["file"], SUBJECT)
    assert [it for it in found if it.value is not None or it.rejected] == []
