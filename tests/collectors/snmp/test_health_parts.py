"""Fans and power supplies where all sensors are in one table, or health is told as text."""

import pytest

from collectors.snmp import health_fortinet, health_lenovo, health_supermicro
from collectors.snmp.health import SUBJECT
from collectors.snmp.session import Absent
from tests.collectors.snmp.scripted import Cells, Plain, answers
from tests.collectors.snmp.test_health import board, told

FAN, SUPPLY = "fan_ok", "power_supply_ok"


@pytest.mark.parametrize(
    ("speed", "health", "means"),
    [
        (" 38% of maximum", "Normal", True),
        ("Offline", "Normal", None),
        ("Offline", "Critical", False),
        (" 20% of maximum", "Warning", False),
        (" 20% of maximum", "Non-Critical", False),
        ("Offline", "N/A", None),
        ("Offline", "", None),
        (" 38% of maximum", Absent.NO_SUCH_INSTANCE, None),
        (" 38% of maximum", "Splendid", "'Splendid' is no health that Lenovo tells"),
        (" 38% of maximum", 1, "number where text belongs"),
    ],
)
def test_a_fan_of_lenovo(speed: Plain, health: Plain, means: object) -> None:
    lenovo = health_lenovo
    rows: Cells = {
        lenovo.FAN_NAME: "Fan 1 Front Tach",
        lenovo.FAN_SPEED: speed,
        lenovo.FAN_HEALTH: health,
    }
    found = told(lenovo.FAMILY, {lenovo.FANS: {(1,): rows}})
    assert found == {(FAN, "Fan 1 Front Tach"): means}


@pytest.mark.parametrize(
    ("health", "means"),
    [("Normal", True), ("Critical", False), ("Unknown", None), ("?", "'?' is no health that L")],
)
def test_a_power_supply_of_lenovo(health: str, means: object) -> None:
    lenovo = health_lenovo
    rows: Cells = {lenovo.SUPPLY_NAME: "Power Supply 1", lenovo.SUPPLY_HEALTH: health}
    ((name, value),) = told(lenovo.FAMILY, {lenovo.SUPPLIES: {(1,): rows}}).items()
    assert name == (SUPPLY, "Power Supply 1")
    assert str(value).startswith(means) if isinstance(means, str) else value is means


@pytest.mark.parametrize(
    ("name", "speed", "least", "means"),
    [
        ("FAN1", "8100.000", "500.000", True),
        ("FANA", "500.000", "500.000", True),
        ("CPU_FAN1", "400.000", "500.000", False),
        ("FAN2", "0.000", "500.000", False),
        ("FAN3", "0.000", "0.000", None),
        ("FAN4", "1200.000", Absent.NO_SUCH_INSTANCE, True),
        ("FAN5", "N/A", "500.000", None),
        ("FAN6", "-300.000", "500.000", "-300 rpm is outside 0 to 100000"),
        ("FAN7", "fast", "500.000", "text 'fast' where a number belongs"),
    ],
)
def test_a_fan_of_supermicro(name: str, speed: Plain, least: Plain, means: object) -> None:
    micro = health_supermicro
    rows = board(micro.SENSORS, speed, name, least)
    assert told(micro.FAMILY, {micro.SENSORS: {(10,): rows}}) == {(FAN, name): means}


@pytest.mark.parametrize(
    ("bits", "means"),
    [
        ("1.000", True),
        ("129.000", True),
        ("0.000", None),
        ("3.000", False),
        ("5.000", False),
        ("9.000", False),
        (Absent.NO_SUCH_INSTANCE, None),
        ("700.000", "700 is no state of a power supply"),
        ("1.500", "1.5 where a whole number belongs"),
    ],
)
def test_a_power_supply_of_supermicro(bits: Plain, means: object) -> None:
    micro = health_supermicro
    rows = board(micro.SENSORS, bits, "PS1 Status", "0.000")
    assert told(micro.FAMILY, {micro.SENSORS: {(36,): rows}}) == {(SUPPLY, "PS1 Status"): means}


@pytest.mark.parametrize(
    ("name", "now", "alarm", "means"),
    [
        ("FAN1", "7200", 0, True),
        ("SYS_FAN_2", "7200", 1, False),
        ("Fan Tray 1 Fan A-1", "0", 1, False),
        ("PS1 Fan 1", "0", 0, None),
        ("Fan 2", Absent.NO_SUCH_INSTANCE, 0, None),
        ("FAN3", "7100", Absent.NO_SUCH_INSTANCE, None),
        ("FAN4", "7100", 2, "2 is none of the values [0, 1]"),
        ("FAN5", "fast", 0, "text 'fast' where a number belongs"),
    ],
)
def test_a_fan_of_fortinet(name: str, now: Plain, alarm: Plain, means: object) -> None:
    fortinet = health_fortinet
    rows = board(fortinet.SENSORS, name, now, alarm)
    assert told(fortinet.FAMILY, {fortinet.SENSORS: {(28,): rows}}) == {(FAN, name): means}


@pytest.mark.parametrize(
    ("now", "alarm", "means"),
    [
        ("1", 0, True),  # FortiOS 7.2.6: it is there
        ("9", 1, False),  # there, without input
        ("9", 0, False),
        ("1", 1, False),  # FortiOS before: lost
        ("0", 0, None),  # fine before, empty since
    ],
)
def test_a_power_supply_of_fortinet(now: Plain, alarm: Plain, means: object) -> None:
    fortinet = health_fortinet
    rows = board(fortinet.SENSORS, "PS2 Status", now, alarm)
    assert told(fortinet.FAMILY, {fortinet.SENSORS: {(39,): rows}}) == {
        (SUPPLY, "PS2 Status"): means
    }


@pytest.mark.parametrize(
    "name", ["FAN_TMP_3", "RPS 12V", "PS1 VIN", "PS1 Temp 1", "CPU Core 0", ""]
)
def test_other_sensors_of_fortinet_are_neither(name: str) -> None:
    fortinet = health_fortinet
    rows = board(fortinet.SENSORS, name, "47", 1)
    assert told(fortinet.FAMILY, {fortinet.SENSORS: {(24,): rows}}) == {}


def test_what_they_walk_is_asked_for() -> None:
    walked = {health_lenovo.FANS, health_lenovo.SUPPLIES, health_fortinet.SENSORS}
    assert walked <= set(SUBJECT.tables)
    assert SUBJECT.parse(answers()) == []
