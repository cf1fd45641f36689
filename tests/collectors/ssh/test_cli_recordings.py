"""The recorded output of a real controller, whole and cut at every byte."""

from pathlib import Path

import pytest
import yaml

from collectors.failure import FailureKind, ProbeError
from collectors.probe import PartialResult
from collectors.quantities import (
    ACCESS_POINT_STATIONS,
    ACCESS_POINT_UP,
    ACCESS_POINTS,
    ACCESS_POINTS_UP,
)
from collectors.ssh.access_points import parse, readings
from tests.conftest import require_recordings


def recording(ending: str) -> Path:
    return require_recordings() / "cli" / "huawei_vrp" / f"huawei_vrp_display_ap_all.{ending}"


def test_the_recording_gives_what_its_makers_parsed() -> None:
    expected = yaml.safe_load(recording("yml").read_text())["parsed_sample"]
    got = readings(recording("raw").read_text())
    up = {r.instance: r.value for r in got if r.quantity is ACCESS_POINT_UP}
    stations = {r.instance: r.value for r in got if r.quantity is ACCESS_POINT_STATIONS}
    assert up == {row["name"]: row["state"] == "nor" for row in expected}
    assert stations == {
        row["name"]: int(row["sta"]) if row["state"] == "nor" else None for row in expected
    }
    counted = {r.quantity: r.value for r in got if not r.instance}
    assert counted == {ACCESS_POINTS: 4, ACCESS_POINTS_UP: 1}


def test_a_cut_at_any_byte_never_passes_for_the_whole() -> None:
    whole = recording("raw").read_text().rstrip()
    assert parse(whole).printed_total == 4
    for length in range(len(whole)):
        with pytest.raises((PartialResult, ProbeError)) as raised:
            readings(whole[:length])
        if isinstance(raised.value, PartialResult):
            assert raised.value.failure.kind is FailureKind.MALFORMED_REPLY
            assert {r.quantity for r in raised.value.readings} <= {
                ACCESS_POINT_UP,
                ACCESS_POINT_STATIONS,
            }
            whole_readings = readings(whole)
            assert all(r in whole_readings for r in raised.value.readings)


@pytest.mark.parametrize("other", ["display_device", "display_interface", "display_vlan_ap"])
def test_another_command_s_output_is_no_table_of_access_points(other: str) -> None:
    file = require_recordings() / "cli" / "huawei_vrp" / f"huawei_vrp_{other}.raw"
    with pytest.raises(ProbeError) as raised:
        readings(file.read_text())
    assert raised.value.kind is FailureKind.MALFORMED_REPLY
