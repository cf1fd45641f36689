"""Fans and power supplies of recorded firewalls and servers, as the recordings have them."""

import pytest

from collectors.snmp.health import SUBJECT
from tests.recordings.replay import FOLDER, devices, readings

SHARED = "2 rows share this name: "
#: By (quantity, instance); a text is why it was refused.
PARTS: dict[str, dict[tuple[str, str], object]] = {
    "lnms-xclarity_sr665": {
        ("fan_ok", f"Fan {number} {side} Tach"): True
        for side in ("Front", "Rear")
        for number in range(1, 7)
    },
    "lnms-supermicro-bmc_x11": {  # two machines' rows in one: the supplies' names are there twice
        **{("fan_ok", f"FAN{number}"): True for number in (1, 2, 4, 5, 7)},
        **{("fan_ok", f"FAN{number}"): None for number in (3, 6)},  # not fitted
        **{("power_supply_ok", f"PS1 Status#{row}"): True for row in (36, 63)},
        **{("power_supply_ok", f"PS2 Status#{row}"): True for row in (37, 64)},
        ("power_supply_ok", "PS1 Status"): SHARED + "PS1 Status#36, PS1 Status#63",
        ("power_supply_ok", "PS2 Status"): SHARED + "PS2 Status#37, PS2 Status#64",
    },
    "lnms-fortigate_500d": {("fan_ok", f"FAN{number}"): True for number in (1, 2, 3)},
    "lnms-fortigate_100e": {},
    "lnms-fortigate_60f3g4g": {},
    "lnms-fortigate_fwf60d": {},
}


@pytest.mark.parametrize(
    "device", [it for it in devices() if it["id"] in PARTS], ids=lambda it: it["id"]
)
def test_what_recorded_parts_say_of_themselves(device: dict[str, str]) -> None:
    found = {
        (it.quantity.name, it.instance): it.rejected or it.value
        for it in readings(FOLDER / device["file"], SUBJECT)
        if it.quantity.name in ("fan_ok", "power_supply_ok")
    }
    assert found == PARTS[device["id"]]
