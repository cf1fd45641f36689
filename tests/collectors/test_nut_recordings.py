"""Every recorded UPS is read as the recordings' own index says, or refused with a reason."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from collectors.reading import Reading
from collectors.ups import readings
from tests.conftest import require_recordings

#: Our quantity, the index' key, and how many of its units make one of ours.
SAME = (
    ("ups_battery_runtime_seconds", "runtime_s", 1.0),
    ("ups_battery_charge_ratio", "charge_pct", 100.0),
    ("ups_load_ratio", "load_pct", 100.0),
    ("ups_input_volts", "input_voltage_v", 1.0),
    ("ups_output_volts", "output_voltage_v", 1.0),
    ("ups_battery_temperature_celsius", "battery_temp_c", 1.0),
)


def variables(file: Path) -> dict[str, str]:
    """The file's `name: value` lines; what follows a tab and `#` is a remark of its contributor."""
    found = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        name, colon, value = line.split("\t#")[0].partition(": ")
        if colon and not line.startswith("#"):
            found[name] = value.strip()
    return found


def recordings() -> list[tuple[dict[str, Any], dict[str, Reading]]]:
    folder = require_recordings()
    index = yaml.safe_load((folder / "index.yaml").read_text(encoding="utf-8"))["nut"]
    return [
        (
            entry["expected"],
            {it.quantity.name: it for it in readings(variables(folder / entry["file"]), "ups")},
        )
        for entry in index
    ]


def test_every_recorded_unit_is_read_as_the_index_says() -> None:
    compared = 0
    for expected, found in recordings():
        for quantity, key, in_one in SAME:
            reading = found[quantity]
            if reading.value is None or expected.get(key) is None:
                continue  # the index leaves out what its contributors saw to be wrong
            assert reading.value == pytest.approx(expected[key] / in_one), (expected, quantity)
            compared += 1
        on_battery = found["ups_on_battery"]
        if "on_battery" in expected:
            assert on_battery.value == expected["on_battery"] or on_battery.rejected, expected
            compared += 1
    assert compared > 500


def test_what_is_refused_of_real_units_is_only_what_cannot_be_true() -> None:
    refused = [it.rejected for _, found in recordings() for it in found.values() if it.rejected]
    reasons = {why.split(",")[0] for why in refused}
    assert {"battery.charge is 255", "ups.load is 520", "battery.temperature is -272"} <= reasons
    assert len(refused) < 45, refused


def test_a_unit_that_says_both_ol_and_ob_is_not_judged() -> None:
    contradictory = [
        found for expected, found in recordings() if {"OL", "OB"} <= set(expected["status"].split())
    ]
    assert len(contradictory) == 2
    for found in contradictory:
        assert "both" in found["ups_on_battery"].rejected
