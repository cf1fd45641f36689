"""Makers of the recorded devices are known, by what the agents say of themselves."""

from collectors.snmp.identity import SUBJECT
from tests.conftest import require_recordings
from tests.recordings.replay import FOLDER, devices, readings

#: Nothing that its agent answers says whose it is.
SAYS_NOTHING = {"nav-t3611"}


def test_the_makers_of_recorded_devices_are_known() -> None:
    require_recordings()
    unlike = {}
    for device in devices():
        found = readings(FOLDER / device["file"], SUBJECT)
        told = {it.quantity.name: it.value for it in found}
        vendor, serial = told["device_vendor_name"], told["device_serial_info"]
        assert serial is None or len(str(serial)) > 3, device["id"]
        wanted = device["vendor"].replace("HP/", "").replace("HPE/", "").split("/")
        if device["id"] not in SAYS_NOTHING and vendor not in wanted:
            unlike[device["id"]] = (vendor, device["vendor"])
    assert unlike.pop("lnms-generex-ups_cs141-v22036", ("ABB", ""))[0] == "ABB"  # sold as its own
    assert unlike == {}
