"""Hosts: processors, what memory is in use, file systems, and what is not believed."""

import pytest

from collectors.reading import Reading, Value
from collectors.snmp.host import AREAS, FILE_SYSTEMS, PROCESSORS, parse
from collectors.snmp.host_sensors import SENSORS
from collectors.snmp.session import Absent, Identifier, Oid
from collectors.snmp.subject import Table
from tests.collectors.snmp.scripted import Cells, Plain, answers, oid

CPU, MEMORY = "cpu_utilization_ratio", "memory_utilization_ratio"
SIZE, USED, RATIO = "storage_size_bytes", "storage_used_bytes", "storage_used_ratio"

HR = oid("1.3.6.1.2.1.25")
UCD = oid("1.3.6.1.4.1.2021.4")
LOAD = oid("1.3.6.1.2.1.25.3.3.1.2")
AOS_CX: dict[Oid, Plain] = {
    oid("1.3.6.1.2.1.1.2.0"): Identifier(oid("1.3.6.1.4.1.47196.4.1.1.1.50"))
}
OTHER, RAM, VIRTUAL, FIXED = 1, 2, 3, 4


def read(said: dict[Oid, Plain]) -> dict[tuple[str, str], Reading]:
    """From scalars and cells, each by its whole name."""
    tables: dict[Table, dict[tuple[int, ...], Cells]] = {}
    for table in (PROCESSORS, AREAS, FILE_SYSTEMS, SENSORS):
        rows: dict[tuple[int, ...], dict[Oid, Plain]] = {}
        for column in table.columns:
            for name, plain in said.items():
                if name[: len(column)] == column and len(name) > len(column):
                    rows.setdefault(name[len(column) :], {})[column] = plain
        tables[table] = dict(rows)
    return {(it.quantity.name, it.instance): it for it in parse(answers(said, tables))}


def cores(*loads: Plain) -> dict[Oid, Plain]:
    return {(*LOAD, 196608 + number): load for number, load in enumerate(loads)}


def area(
    number: int, kind: int, name: str, size_used: tuple[Plain, Plain], unit: Plain = 1024
) -> dict[Oid, Plain]:
    entry = (*HR, 2, 3, 1)
    return {
        (*entry, 2, number): Identifier((*HR, 2, 1, kind)),
        (*entry, 3, number): name,
        (*entry, 4, number): unit,
        (*entry, 5, number): size_used[0],
        (*entry, 6, number): size_used[1],
    }


def ucd(total: Plain, available: Plain, buffer: Plain, cached: Plain) -> dict[Oid, Plain]:
    cells = {5: total, 6: available, 14: buffer, 15: cached}
    return {(*UCD, leaf, 0): plain for leaf, plain in cells.items()}


LINUX = {
    **area(1, RAM, "Physical memory", (1000, 900)),
    **area(6, OTHER, "Memory buffers", (1000, 100)),
    **area(7, OTHER, "Cached memory", (300, 300)),
}


@pytest.mark.parametrize(
    ("said", "which", "value"),
    [
        (cores(2, 4, 0, 1), (CPU, ""), 0.0175),
        (cores(2, 4, 0, 1), (CPU, "processor 2"), 0.04),
        (cores(2, -1), (CPU, ""), 0.02),
        (cores(-1), (CPU, ""), None),
        (ucd(1000, 200, 50, 150), (MEMORY, ""), 0.6),
        (ucd(1000, 200, Absent.NO_SUCH_OBJECT, Absent.NULL), (MEMORY, ""), 0.8),
        ({**LINUX, **ucd(1000, 500, 0, 0)}, (MEMORY, ""), 0.5),
        (LINUX, (MEMORY, ""), 0.5),
        ({**LINUX, **AOS_CX}, (MEMORY, ""), 0.9),
        ({**LINUX, **area(11, OTHER, "Available memory", (650, 0))}, (MEMORY, ""), 0.35),
        (
            {
                **area(1, RAM, "Shared Real Memory", (10, 9)),
                **area(2, RAM, "Real Memory", (100, 30)),
            },
            (MEMORY, ""),
            0.3,
        ),
        (area(31, FIXED, "/", (200, 50), unit=4096), (SIZE, "/"), 819_200),
        (area(31, FIXED, "/", (200, 50), unit=4096), (USED, "/"), 204_800),
        (area(31, FIXED, "/", (200, 50), unit=4096), (RATIO, "/"), 0.25),
        (area(31, VIRTUAL, "/, type: ufs", (200, 50)), (RATIO, "/, type: ufs"), 0.25),
        (area(31, FIXED, "/big", (-(2**31), 2**30), unit=4096), (SIZE, "/big"), 2**31 * 4096),
        (area(31, FIXED, "/big", (-(2**31), 2**30), unit=4096), (RATIO, "/big"), 0.5),
    ],
)
def test_a_host_is_read_in_our_units(
    said: dict[Oid, Plain], which: tuple[str, str], value: Value
) -> None:
    found = read(said)[which]
    assert found.rejected == ""
    assert found.value == pytest.approx(value)


def test_an_agent_without_these_objects_gives_no_reading() -> None:
    assert read({}) == {}


@pytest.mark.parametrize(
    "said",
    [
        area(35, FIXED, "/run", (100, 5)),
        area(36, FIXED, "/dev/shm", (100, 5)),
        area(37, FIXED, "/sys/fs/cgroup", (100, 5)),
        area(38, FIXED, "devfs: dev file system, mounted on: /dev", (1, 1)),
        area(39, FIXED, "/dev/md0, mounted on: /packages/mnt/jbase", (50, 50)),
        area(40, FIXED, "/rom", (50, 50)),
        area(41, FIXED, "/mnt/cdrom", (0, 0)),
        area(10, VIRTUAL, "Swap space", (100, 5)),
        area(6, OTHER, "Cached memory", (100, 100)),
        {
            **area(42, FIXED, "/mnt/image", (50, 50)),
            (*HR, 3, 8, 1, 5, 3): 2,
            (*HR, 3, 8, 1, 7, 3): 42,
        },
    ],
)
def test_where_nothing_can_be_kept_is_no_storage(said: dict[Oid, Plain]) -> None:
    assert read(said) == {}


def test_a_file_system_that_can_be_written_is_storage() -> None:
    said = {**area(42, FIXED, "/data", (50, 50)), (*HR, 3, 8, 1, 5, 3): 1, (*HR, 3, 8, 1, 7, 3): 42}
    assert read(said)[RATIO, "/data"].value == 1


@pytest.mark.parametrize(
    ("said", "which", "why"),
    [
        (cores(2, 170), (CPU, "processor 2"), "170 % is outside 0 to 100"),
        (cores(2, 170), (CPU, ""), "170 % is outside 0 to 100"),
        (cores("busy"), (CPU, ""), "text 'busy' where a number belongs"),
        (ucd(1000, 2000, 0, 0), (MEMORY, ""), "-1000 in use of 1000"),
        (area(31, FIXED, "/", (200, 250)), (RATIO, "/"), "256000 in use of 204800"),
        (area(31, FIXED, "/", (200, 50), unit=0), (SIZE, "/"), "hrStorageAllocationUnits is 0"),
        (area(31, FIXED, "/", (200, Absent.REFUSED)), (USED, "/"), "the agent answers an error"),
    ],
)
def test_what_cannot_be_true_is_rejected(
    said: dict[Oid, Plain], which: tuple[str, str], why: str
) -> None:
    found = read(said)[which]
    assert found.value is None
    assert found.rejected.startswith(why)


def test_file_systems_that_share_a_name_are_told_apart() -> None:
    found = read({**area(1, FIXED, "/data", (10, 1)), **area(2, FIXED, "/data", (10, 9))})
    assert found[RATIO, "/data#2"].value == pytest.approx(0.9)
    assert found[RATIO, "/data"].rejected == "2 rows share this name: /data#1, /data#2"


@pytest.mark.parametrize(
    ("sent", "value", "why"),
    [
        (41_500, 41.5, ""),
        (2**32 - 3_000, -3.0, ""),
        (0, None, ""),
        (2**32 - 1, None, ""),
        (4_294_000, None, "outside -50 to 150"),
        ("hot", None, "where a number belongs"),
    ],
)
def test_temperatures_of_lm_sensors(sent: Plain, value: float | None, why: str) -> None:
    entry = oid("1.3.6.1.4.1.2021.13.16.2.1")
    found = read({(*entry, 2, 1): "Core 0", (*entry, 3, 1): sent})
    reading = found["temperature_celsius", "Core 0"]
    assert reading.value == value
    assert why in reading.rejected
