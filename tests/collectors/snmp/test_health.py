"""Health by maker: what stands for none, what is a fault, and whose table is walked at all."""

import pytest

from collectors.snmp import (
    health,
    health_alcatel,
    health_arubacx,
    health_cisco,
    health_dell,
    health_dlink,
    health_fortinet,
    health_h3c,
    health_hp,
    health_hpe,
    health_huawei,
    health_juniper,
    health_lenovo,
    health_mikrotik,
    health_ruckus,
    health_ruijie,
    health_supermicro,
    health_tplink,
    health_zte,
)
from collectors.snmp.collector import read
from collectors.snmp.health_family import CLASSES, ENTITY_CLASS, Family
from collectors.snmp.sensors import ENTITIES, ENTITY_NAME, STANDARD
from collectors.snmp.session import Absent, Identifier, Index, Oid
from collectors.snmp.subject import Table
from collectors.snmp.system import SYS_OBJECT_ID
from collectors.snmp.walk import Conversation
from tests.collectors.snmp.scripted import Cells, Plain, Scripted, answers, in_order

NAMES: dict[Index, Cells] = {(n,): {ENTITY_NAME: f"part {n}"} for n in range(1, 6)}
H3C = health_h3c.TABLES[0]


def told(
    family: Family,
    tables: dict[Table, dict[Index, Cells]] | None = None,
    scalars: Cells | None = None,
) -> dict[tuple[str, str], object]:
    found = family.parse(answers(scalars, {ENTITIES: NAMES, **(tables or {})}))
    return {(it.quantity.name, it.instance): it.rejected or it.value for it in found}


def board(table: Table, *figures: Plain) -> Cells:
    return dict(zip(table.columns, figures, strict=False))


@pytest.mark.parametrize(
    ("family", "table"),
    [(health_huawei.FAMILY, health_huawei.BOARDS), (health_h3c.FAMILY, H3C),
     (health_h3c.FAMILY, health_h3c.TABLES[1])],
    ids=["Huawei", "H3C", "H3C under its first arc"],
)  # fmt: skip
def test_boards_and_sensors_among_all_entities(family: Family, table: Table) -> None:
    rows: dict[Index, Cells] = {
        (1,): board(table, 44, 9, 42),
        (2,): board(table, 0, 0, 0),
        (3,): board(table, 0, 0, 65535),
        (4,): board(table, 0, 55, 255),
        (5,): board(table, 0, 0, 200),
    }
    assert told(family, {table: rows}) == {
        ("cpu_utilization_ratio", "part 1"): 0.44,
        ("memory_utilization_ratio", "part 1"): 0.09,
        ("temperature_celsius", "part 1"): 42,
        ("cpu_utilization_ratio", "part 4"): 0.0,
        ("memory_utilization_ratio", "part 4"): 0.55,
        ("temperature_celsius", "part 5"): "200 degrees Celsius is outside -50 to 150",
    }


@pytest.mark.parametrize(
    ("sent", "means"),
    [(1, True), (2, False), (3, True), (4, None), (9, "9 is none of the states [1, 2, 3, 4]")],
)
def test_huawei_power(sent: int, means: object) -> None:
    rows: dict[Index, Cells] = {(1, 5): {health_huawei.POWER_STATE: sent}}
    found = told(health_huawei.FAMILY, {health_huawei.SUPPLIES: rows})
    assert found == {("power_supply_ok", "power supply 1.5"): means}


@pytest.mark.parametrize(("sent", "means"), [(1, True), (2, False)])
def test_huawei_fans(sent: int, means: object) -> None:
    rows: dict[Index, Cells] = {(1, 2): {health_huawei.FAN_STATE: sent}}
    assert told(health_huawei.FAMILY, {health_huawei.FANS: rows}) == {("fan_ok", "fan 1.2"): means}


@pytest.mark.parametrize(("sent", "means"), [(2, True), (41, False), (51, False), (4, None)])
def test_h3c_parts_are_what_entity_mib_says_and_an_empty_bay_is_no_fault(
    sent: int, means: object
) -> None:
    error = H3C.columns[-1]
    rows: dict[Index, Cells] = {(n,): {error: sent} for n in (1, 2, 3)}
    classes: dict[Index, Cells] = {
        (1,): {ENTITY_CLASS: 6},
        (2,): {ENTITY_CLASS: 7},
        (3,): {ENTITY_CLASS: 9},
    }
    assert told(health_h3c.FAMILY, {H3C: rows, CLASSES: classes}) == {
        ("power_supply_ok", "part 1"): means,
        ("fan_ok", "part 2"): means,
    }


def test_h3c_parts_that_entity_mib_has_not_are_told_by_their_number() -> None:
    h3c = health_h3c
    fans: dict[Index, Cells] = {(1,): {h3c.FAN_STATUS: 1}, (2,): {h3c.FAN_STATUS: 2}}
    supplies: dict[Index, Cells] = {
        (1,): {h3c.SUPPLY_STATUS: 1},
        (2,): {h3c.SUPPLY_STATUS: 3},
        (3,): {h3c.SUPPLY_STATUS: 7},
    }
    assert told(h3c.FAMILY, {h3c.FANS: fans, h3c.SUPPLIES: supplies}) == {
        ("fan_ok", "fan 1"): True,
        ("fan_ok", "fan 2"): False,
        ("power_supply_ok", "power supply 1"): True,
        ("power_supply_ok", "power supply 2"): None,
        ("power_supply_ok", "power supply 3"): "7 is none of the states [1, 2, 3, 4]",
    }


def test_ruijie() -> None:
    scalars: Cells = {health_ruijie.CPU_5_MINUTES: 37, health_ruijie.ONE_TEMPERATURE: 41}
    tables: dict[Table, dict[Index, Cells]] = {
        health_ruijie.POOLS: {
            (1,): {health_ruijie.MEMORY_NAME: "memory", health_ruijie.MEMORY: 50}
        },
        health_ruijie.TEMPERATURES: {
            (1,): {
                health_ruijie.TEMPERATURE_NAME: "number 1:invalid",
                health_ruijie.TEMPERATURE_NOW: 0,
            }
        },
        health_ruijie.SUPPLIES: {
            (1, 1): {health_ruijie.SUPPLY_STATE: 4},
            (1, 2): {health_ruijie.SUPPLY_STATE: 1},
            (1, 3): {health_ruijie.SUPPLY_STATE: 7},
        },
    }
    assert told(health_ruijie.FAMILY, tables, scalars) == {
        ("cpu_utilization_ratio", ""): 0.37,
        ("memory_utilization_ratio", "memory"): 0.5,
        ("temperature_celsius", ""): 41,
        ("power_supply_ok", "power supply 1.1"): True,
        ("power_supply_ok", "power supply 1.2"): None,
        ("power_supply_ok", "power supply 1.3"): False,
    }


def test_cisco() -> None:
    tables: dict[Table, dict[Index, Cells]] = {
        CLASSES: {(1,): {ENTITY_CLASS: 6}, (2,): {ENTITY_CLASS: 9}},
        health_cisco.TEMPERATURES: {(7,): board(health_cisco.TEMPERATURES, "inlet", 24)},
        health_cisco.FANS: {(8,): board(health_cisco.FANS, "fan 1", 6)},
        health_cisco.SUPPLIES: {
            (9,): board(health_cisco.SUPPLIES, "A", 1),
            (10,): board(health_cisco.SUPPLIES, "B", 5),
        },
        health_cisco.UNITS: {
            (1,): {health_cisco.FRU_STATE: 8},
            (2,): {health_cisco.FRU_STATE: 8},
        },
        health_cisco.SENSORS.table: {
            (3,): board(health_cisco.SENSORS.table, 8, 9, 1, 419, 1),
            (4,): board(health_cisco.SENSORS.table, 4, 9, 1, 419, 1),
        },
        health_cisco.PROCESSORS: {
            (19,): board(health_cisco.PROCESSORS, 5, 8),
            (20,): board(health_cisco.PROCESSORS, 0, 53),
        },
        health_cisco.POOLS: {
            (1,): board(health_cisco.POOLS, "Processor", 300, 100),
            (2,): board(health_cisco.POOLS, "I/O", 0, 0),
        },
    }
    assert told(health_cisco.FAMILY, tables) == {
        ("temperature_celsius", "inlet"): 24,
        ("temperature_celsius", "part 3"): 41.9,
        ("power_supply_ok", "A"): True,
        ("power_supply_ok", "B"): None,
        ("power_supply_ok", "part 1"): False,
        ("fan_ok", "fan 1"): False,
        ("cpu_utilization_ratio", "part 5"): 0.08,
        ("cpu_utilization_ratio", "#20"): 0.53,
        ("memory_utilization_ratio", "Processor"): 0.75,
        ("memory_utilization_ratio", "I/O"): None,
    }


@pytest.mark.parametrize(("sent", "means"), [(4, True), (2, False), (3, False), (5, None)])
def test_hp_counts_the_other_way_round(sent: int, means: object) -> None:
    table = health_hp.SENSORS
    kinds = health_hp.KINDS
    rows: dict[Index, Cells] = {
        (1,): board(table, Identifier((*kinds, 1)), sent, "supply"),
        (2,): board(table, Identifier((*kinds, 2)), sent, "fan"),
        (3,): board(table, Identifier((*kinds, 3)), sent, "over-temperature"),
    }
    assert told(health_hp.FAMILY, {table: rows}) == {
        ("power_supply_ok", "supply"): means,
        ("fan_ok", "fan"): means,
    }


def test_juniper_parts_have_their_kind_in_the_index() -> None:
    table = health_juniper.PARTS
    rows: dict[Index, Cells] = {
        (2, 1, 1, 0): board(table, "power", 2, 0, 0, 0),
        (4, 1, 1, 0): board(table, "fan", 6, 0, 0, 0),
        (9, 1, 0, 0): board(table, "engine", 2, 35, 0, 13),
    }
    assert told(health_juniper.FAMILY, {table: rows}) == {
        ("power_supply_ok", "power"): True,
        ("fan_ok", "fan"): False,
        ("temperature_celsius", "engine"): 35,
        ("cpu_utilization_ratio", "engine"): 0.0,
        ("memory_utilization_ratio", "engine"): 0.13,
    }


def test_mikrotik_and_fortinet() -> None:
    table = health_mikrotik.GAUGES
    rows: dict[Index, Cells] = {
        (14,): board(table, "temperature", 45, 1),
        (15,): board(table, "fan1-speed", 0, 2),
        (16,): board(table, "psu1-state", 0, 6),
        (17,): board(table, "psu2-state", 1, 6),
    }
    scalars: Cells = {
        health_mikrotik.BOARD_TEMPERATURE: 330,
        health_mikrotik.PROCESSOR_TEMPERATURE: 4_400,
    }
    assert told(health_mikrotik.FAMILY, {table: rows}, scalars) == {
        ("temperature_celsius", "temperature"): 45,
        ("power_supply_ok", "psu1-state"): True,
        ("power_supply_ok", "psu2-state"): False,
        ("temperature_celsius", "board"): 33.0,
        ("temperature_celsius", "processor"): "440 degrees Celsius is outside -50 to 150",
    }
    figures: Cells = {health_fortinet.CPU: 3, health_fortinet.MEMORY: 430}
    assert told(health_fortinet.FAMILY, scalars=figures) == {
        ("cpu_utilization_ratio", ""): 0.03,
        ("memory_utilization_ratio", ""): "430 % is outside 0 to 100",
    }


def test_whoever_has_none_of_it_has_no_readings() -> None:
    assert health.parse(answers()) == []


ENTERPRISES = (1, 3, 6, 1, 4, 1)


@pytest.mark.parametrize(
    ("made_by", "walked"),
    [
        (Identifier((*ENTERPRISES, 2011, 2, 23, 291)), {2011}),
        (Identifier((*ENTERPRISES, 2636, 1, 1)), {2636}),
        (Identifier((*ENTERPRISES, 8072, 3, 2, 10)), {2011, 2636}),
        (Identifier(ENTERPRISES), {2011, 2636}),
        (Identifier((0, 0)), {2011, 2636}),
        (Absent.NO_SUCH_OBJECT, {2011, 2636}),
    ],
)
async def test_a_makers_tables_are_walked_where_it_may_have_made_the_device(
    made_by: Identifier | Absent, walked: set[int]
) -> None:
    asked: set[int] = set()

    def successor(after: Oid) -> Oid | None:
        if after[: len(ENTERPRISES)] == ENTERPRISES:
            asked.add(after[len(ENTERPRISES)])
        return in_order([])(after)

    await read(Conversation(Scripted(successor, {SYS_OBJECT_ID: made_by})), [health.SUBJECT])
    assert asked & {2011, 2636} == walked


def test_zte() -> None:
    zte = health_zte
    tables: dict[Table, dict[Index, Cells]] = {
        zte.UNITS: {
            (1, 1, 1, 1): board(zte.UNITS, "MPU", 41, 17),
            (1, 1, 2, 1): board(zte.UNITS, "", 150, 3),
        },
        zte.FANS: {(1, 1, 1, 1): {zte.FAN_STATUS: 1}, (1, 1, 1, 2): {zte.FAN_STATUS: 0}},
        zte.SHELVES: {(1, 1): {zte.SHELF_TEMPERATURE: 28}},
        zte.BOARDS: {
            (1, 1, 1, 0, 0): board(zte.BOARDS, "inlet", 31),
            (1, 1, 1, 0, 1): board(zte.BOARDS, "outlet", 65535),
        },
        zte.MODULES: {
            (1, 1, 1, 1): board(zte.MODULES, 1, 1),
            (1, 1, 1, 2): board(zte.MODULES, 2, 2),
            (1, 1, 1, 3): board(zte.MODULES, 1, 2),
            (1, 1, 1, 4): board(zte.MODULES, 1, 9),
        },
    }
    assert told(health_zte.FAMILY, tables) == {
        ("cpu_utilization_ratio", "MPU"): 0.17,
        ("memory_utilization_ratio", "MPU"): 0.41,
        ("cpu_utilization_ratio", "unit 1.1.2.1"): 0.03,
        ("memory_utilization_ratio", "unit 1.1.2.1"): "150 % is outside 0 to 100",
        ("temperature_celsius", "shelf 1.1"): 28,
        ("temperature_celsius", "inlet"): 31,
        ("temperature_celsius", "outlet"): None,
        ("fan_ok", "fan 1.1.1.1"): True,
        ("fan_ok", "fan 1.1.1.2"): False,
        ("power_supply_ok", "power supply 1.1.1.1"): True,
        ("power_supply_ok", "power supply 1.1.1.2"): None,
        ("power_supply_ok", "power supply 1.1.1.3"): False,
        ("power_supply_ok", "power supply 1.1.1.4"): "9 is none of the states [0, 1, 2]",
    }


def test_tp_link() -> None:
    tables: dict[Table, dict[Index, Cells]] = {
        health_tplink.PROCESSORS: {(1,): {health_tplink.CPU_5_MINUTES: 12}},
        health_tplink.MEMORIES: {(1,): {health_tplink.MEMORY: 101}},
    }
    assert told(health_tplink.FAMILY, tables) == {
        ("cpu_utilization_ratio", "unit 1"): 0.12,
        ("memory_utilization_ratio", "unit 1"): "101 % is outside 0 to 100",
    }


@pytest.mark.parametrize("stacked", [False, True])
def test_ruckus_icx(stacked: bool) -> None:
    icx = health_ruckus
    (of_stack, of_one), fans = icx.PARTS[0], icx.PARTS[1]
    tables: dict[Table, dict[Index, Cells]] = {
        icx.PROCESSORS: {
            (1, 1, 1): board(icx.PROCESSORS, 9, 900),
            (1, 1, 300): board(icx.PROCESSORS, 5, 473),
            (2, 1, 300): {icx.CPU_PERCENT: 6},
            (3, 1, 300): board(icx.PROCESSORS, 5, 10_100),
        },
        icx.SENSORS: {
            (1, 1): board(icx.SENSORS, "CPU", 97),
            (1, 2): board(icx.SENSORS, "MAC", 0),
        },
        of_one.table: {
            (1,): board(of_one.table, "Power supply 1", 2),
            (2,): board(of_one.table, "", 1),
        },
        fans[1].table: {(1,): board(fans[1].table, "Fan 1", 3)},
    }
    supplies: dict[tuple[str, str], object] = {
        ("power_supply_ok", "Power supply 1"): True,
        ("power_supply_ok", "power supply 2"): None,
    }
    if stacked:  # the older table has the first unit's once more
        tables[of_stack.table] = {
            (1, 1): board(of_stack.table, "", 2),
            (2, 1): board(of_stack.table, "", 3),
        }
        supplies = {
            ("power_supply_ok", "power supply 1.1"): True,
            ("power_supply_ok", "power supply 2.1"): False,
        }
    assert told(health_ruckus.FAMILY, tables, {icx.MEMORY: 61}) == {
        ("memory_utilization_ratio", ""): 0.61,
        ("cpu_utilization_ratio", "slot 1 processor 1"): 0.0473,
        ("cpu_utilization_ratio", "slot 2 processor 1"): 0.06,
        ("cpu_utilization_ratio", "slot 3 processor 1"): "101 % is outside 0 to 100",
        ("temperature_celsius", "CPU"): 48.5,
        ("temperature_celsius", "MAC"): None,
        ("fan_ok", "Fan 1"): False,
        **supplies,
    }


def test_aruba_cx() -> None:
    cx = health_arubacx
    tables: dict[Table, dict[Index, Cells]] = {
        cx.SUPPLIES: {
            (1, 1): board(cx.SUPPLIES, "1/1", "ok"),
            (1, 2): board(cx.SUPPLIES, "1/2", "fault_absent"),
            (2, 1): board(cx.SUPPLIES, "2/1", "Fault Input"),
            (2, 2): board(cx.SUPPLIES, "2/2", "melting"),
        },
        cx.FANS: {(1, 1, 1): board(cx.FANS, "Tray-1/1/1", "fault")},
        cx.SENSORS: {
            (1, 5, 1, 1): board(cx.SENSORS, "1/1-Back-Inlet", 30_700),
            (1, 5, 1, 2): board(cx.SENSORS, "1/1-CPU", 999_000),
            (1, 5, 1, 3): board(cx.SENSORS, "1/1-DDR", 0),
        },
    }
    parts = {
        ("power_supply_ok", "1/1"): True,
        ("power_supply_ok", "1/2"): None,
        ("power_supply_ok", "2/1"): False,
        ("fan_ok", "Tray-1/1/1"): False,
    }
    found = told(cx.FAMILY, tables)
    assert "'melting' is none of the states" in str(found.pop(("power_supply_ok", "2/2")))
    assert found == {
        **parts,
        ("temperature_celsius", "1/1-Back-Inlet"): 30.7,
        ("temperature_celsius", "1/1-CPU"): "999 degrees Celsius is outside -50 to 150",
        ("temperature_celsius", "1/1-DDR"): None,
    }
    # the same sensors by ENTITY-SENSOR-MIB are told by the subject of sensors
    found = told(cx.FAMILY, {**tables, STANDARD.table: {(7,): {STANDARD.kind: 8}}})
    del found["power_supply_ok", "2/2"]
    assert found == parts


def test_management_controllers_of_servers() -> None:
    dell, lenovo = health_dell, health_lenovo
    probes: dict[Index, Cells] = {
        (1, 1): {dell.NAME: "CPU1 Temp", dell.NOW: 550},
        (1, 2): {dell.NAME: "System Board Inlet Temp", dell.NOW: 0},
        (1, 3): {dell.NAME: "CPU2 Temp", dell.NOW: 9990},
    }
    assert told(dell.FAMILY, {dell.PROBES: probes}) == {
        ("temperature_celsius", "CPU1 Temp"): 55,
        ("temperature_celsius", "System Board Inlet Temp"): None,
        ("temperature_celsius", "CPU2 Temp"): "999 degrees Celsius is outside -50 to 150",
    }
    sensors: dict[Index, Cells] = {
        (1,): board(lenovo.SENSORS, "Ambient Temp", "22"),
        (2,): board(lenovo.SENSORS, "Exhaust Temp", "N/A"),
    }
    assert told(lenovo.FAMILY, {lenovo.SENSORS: sensors}) == {
        ("temperature_celsius", "Ambient Temp"): 22,
        ("temperature_celsius", "Exhaust Temp"): None,
    }

    micro = health_supermicro
    mixed: dict[Index, Cells] = {
        (1,): board(micro.SENSORS, "32.000", "CPU Temp"),
        (9,): board(micro.SENSORS, "0.000", "M2NVMeSSD Temp"),
        (25,): board(micro.SENSORS, "3.384", "3.3VCC"),
    }
    assert told(micro.FAMILY, {micro.SENSORS: mixed}) == {
        ("temperature_celsius", "CPU Temp"): 32,
        ("temperature_celsius", "M2NVMeSSD Temp"): None,
    }


def test_hpe_proliant() -> None:
    hpe = health_hpe
    tables: dict[Table, dict[Index, Cells]] = {
        hpe.FANS: {(0, 1): board(hpe.FANS, 2, 1), (0, 2): board(hpe.FANS, 3, 2)},
        hpe.SENSORS: {(0, 1): board(hpe.SENSORS, 11, 21), (0, 2): board(hpe.SENSORS, 99, 40)},
        hpe.SUPPLIES: {
            (0, 1): board(hpe.SUPPLIES, 3, 3),
            (0, 2): board(hpe.SUPPLIES, "here", 2),
            (0, 3): board(hpe.SUPPLIES, 3, 9),
        },
    }
    assert told(hpe.FAMILY, tables) == {
        ("fan_ok", "fan 0.1"): None,
        ("fan_ok", "fan 0.2"): True,
        ("temperature_celsius", "ambient 0.1"): 21,
        ("temperature_celsius", "sensor 0.2"): 40,
        ("power_supply_ok", "power supply 0.1"): False,
        ("power_supply_ok", "power supply 0.2"): True,
        ("power_supply_ok", "power supply 0.3"): "9 is none of the states [1, 2, 3, 4]",
    }


def test_d_link_and_alcatel() -> None:
    d_link, alcatel = health_dlink, health_alcatel
    tables: dict[Table, dict[Index, Cells]] = {
        d_link.UNITS: {(1,): {d_link.UNIT_TEMPERATURE: 26}},
        d_link.SENSORS: {(1, 1): board(d_link.SENSORS, "Center", 30)},
        d_link.FANS: {(1, 7): board(d_link.FANS, "Right Fan", 2)},
    }
    assert told(d_link.FAMILY, tables) == {
        ("temperature_celsius", "unit 1"): 26,
        ("temperature_celsius", "Center"): 30,
        ("fan_ok", "Right Fan"): False,
    }
    boards: dict[Index, Cells] = {
        (1,): {alcatel.BOARD_TEMPERATURE: 32},
        (2,): {alcatel.BOARD_TEMPERATURE: 0},
    }
    assert told(alcatel.FAMILY, {alcatel.CHASSIS: boards}) == {
        ("temperature_celsius", "part 1"): 32
    }
