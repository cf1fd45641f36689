"""Recorded hosts are read as the recordings' own index says."""

from collections.abc import Iterator
from typing import Any

import pytest

from collectors.snmp.host import SUBJECT
from tests.recordings.replay import Expectation, expectations, readings
from tests.recordings.test_recordings import Pair, Read, same

CPU, MEMORY = "cpu_utilization_ratio", "memory_utilization_ratio"


@pytest.mark.parametrize("device", expectations("host"), ids=lambda it: it.name)
def test_a_recorded_host_is_read_as_the_index_says(device: Expectation) -> None:
    read = Read(readings(device.path, SUBJECT))
    assert [pair for pair in of_host(device.expected, read) if not same(pair[1], pair[2])] == []
    rejected = [it for it in read.readings if it.rejected]
    assert [it for it in rejected if "share this name" not in it.rejected] == []


def of_host(expected: dict[str, Any], read: Read) -> Iterator[Pair]:
    loads = [
        it.value
        for it in read.readings
        if it.quantity.name == CPU and it.instance and isinstance(it.value, float)
    ]
    if expected.get("cpus"):
        yield "processors", len(loads), expected["cpus"]
    first = [percent / 100 for percent in expected.get("cpu_load_pct", [])]
    for place, wanted in enumerate(first):  # the index has the first 16
        yield f"processor {place}", loads[place] if place < len(loads) else None, wanted
    for area in expected.get("storage", []):
        name = area["descr"]
        if ("storage_size_bytes", name) in read.values:  # not memory, nor what the kernel makes up
            yield f"size of {name}", read.get("storage_size_bytes", name), area["size_bytes"]
            yield f"used of {name}", read.get("storage_used_bytes", name), area["used_bytes"]
            ratio = area["used_bytes"] / area["size_bytes"]
            yield f"share of {name}", read.get("storage_used_ratio", name), ratio
    memory = expected.get("ucd_mem_kib")
    if memory is not None:
        in_use = memory["total"] - memory["avail"] - memory["buffer"] - memory["cached"]
        yield "memory", read.get(MEMORY), in_use / memory["total"]


#: Disks that the index has and we do not, and why.
NOT_STORAGE = {"/dev", "/dev/shm", "/run", "/sys", "/rom", "devfs", "/media"}


@pytest.mark.parametrize("device", expectations("host"), ids=lambda it: it.name)
def test_every_disk_of_the_index_is_read(device: Expectation) -> None:
    names = {it.instance for it in readings(device.path, SUBJECT)}
    disks = [it["descr"] for it in device.expected.get("storage", []) if it["type"] == "4"]
    missing = [it for it in disks if it not in names and "/packages/" not in it]
    assert [it for it in missing if not it.startswith(tuple(NOT_STORAGE))] == []
