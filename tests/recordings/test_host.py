"""Recorded hosts are read as the recordings' own index says."""

import pytest

from collectors.snmp.host import SUBJECT
from tests.recordings.replay import Expectation, expectations, readings

CPU, MEMORY = "cpu_utilization_ratio", "memory_utilization_ratio"


@pytest.mark.parametrize("device", expectations("host"), ids=lambda it: it.name)
def test_a_recorded_host_is_read_as_the_index_says(device: Expectation) -> None:
    found = readings(device.path, SUBJECT)
    values = {(it.quantity.name, it.instance): it.value for it in found}
    loads = [
        it.value
        for it in found
        if it.quantity.name == CPU and it.instance and isinstance(it.value, float)
    ]
    assert len(loads) == device.expected.get("cpus", 0)
    first = [percent / 100 for percent in device.expected.get("cpu_load_pct", [])]
    assert loads[: len(first)] == pytest.approx(first)  # the index has the first 16
    for area in device.expected.get("storage", []):
        name = area["descr"]
        if ("storage_size_bytes", name) in values:  # not memory, nor what the kernel makes up
            assert values["storage_size_bytes", name] == area["size_bytes"]
            assert values["storage_used_bytes", name] == area["used_bytes"]
            ratio = area["used_bytes"] / area["size_bytes"]
            assert values["storage_used_ratio", name] == pytest.approx(ratio)
    memory = device.expected.get("ucd_mem_kib")
    if memory is not None:
        in_use = memory["total"] - memory["avail"] - memory["buffer"] - memory["cached"]
        assert values[MEMORY, ""] == pytest.approx(in_use / memory["total"])
    assert [it for it in found if it.rejected and "share this name" not in it.rejected] == []


#: Disks that the index has and we do not, and why.
NOT_STORAGE = {"/dev", "/dev/shm", "/run", "/sys", "/rom", "devfs", "/media"}


@pytest.mark.parametrize("device", expectations("host"), ids=lambda it: it.name)
def test_every_disk_of_the_index_is_read(device: Expectation) -> None:
    names = {it.instance for it in readings(device.path, SUBJECT)}
    disks = [it["descr"] for it in device.expected.get("storage", []) if it["type"] == "4"]
    missing = [it for it in disks if it not in names and "/packages/" not in it]
    assert [it for it in missing if not it.startswith(tuple(NOT_STORAGE))] == []
