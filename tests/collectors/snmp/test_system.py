"""Uptime: a wrap is undone only where a second clock proves it."""

import pytest

from collectors.snmp import system
from collectors.snmp.session import Absent, Identifier, Kind, Number, Octets, Value
from tests.collectors.snmp.scripted import answers

WRAP = 2**32 / 100


@pytest.mark.parametrize(
    ("ticks", "engine_time", "seconds"),
    [
        (Number(28156805, Kind.TIME_TICKS), Absent.NO_SUCH_OBJECT, 281568.05),
        (Number(28156805), Number(281493), 281568.05),
        (Number(100), Number(round(WRAP) + 1), 1 + WRAP),
        (Number(100), Number(round(3 * WRAP) + 600), 1 + 3 * WRAP),
        (Number(100), Number(round(WRAP) + 1200), 1.0),  # unrelated: too far from a wrap
        (Number(500_000_000), Number(0), 5_000_000.0),  # unrelated: engine restarted
        (Number(500_000_000), Number(-5), 5_000_000.0),
        (Number(100), Octets(b"yes"), 1.0),
        (Octets(b"4200"), Absent.NO_SUCH_OBJECT, 42.0),
        (Absent.NO_SUCH_OBJECT, Number(100), None),
    ],
    ids=[
        "plain",
        "two clocks of one start",
        "one wrap",
        "three wraps, ten minutes apart",
        "no wrap fits",
        "engine time 0",
        "engine time negative",
        "engine time is text",
        "ticks as text",
        "no uptime",
    ],
)
def test_uptime(ticks: Value, engine_time: Value, seconds: float | None) -> None:
    assert system.uptime_seconds(ticks, engine_time) == pytest.approx(seconds)


def test_what_the_agent_says_of_itself() -> None:
    said = answers(
        {
            system.SYS_DESCR: "S5720 Huawei\r\nVRP",
            system.SYS_OBJECT_ID: Identifier((1, 3, 6, 1, 4, 1, 2011, 2, 23, 291)),
            system.SYS_UPTIME: 4200,
            system.SYS_NAME: "access-1",
            system.ENGINE_BOOTS: 7,
            system.HOST_UPTIME: 9900,
        }
    )
    assert {(it.quantity.name, it.value) for it in system.parse(said)} == {
        ("device_description", "S5720 Huawei  VRP"),
        ("device_object_id", "1.3.6.1.4.1.2011.2.23.291"),
        ("device_uptime_seconds", 42.0),
        ("device_name", "access-1"),
        ("device_engine_boots_count", 7),
        ("device_host_uptime_seconds", 99.0),
    }


def test_a_lie_is_a_rejected_field_and_costs_no_other() -> None:
    said = answers({system.SYS_NAME: 5, system.SYS_UPTIME: -1, system.SYS_DESCR: Absent.REFUSED})
    read = {it.quantity.name: it for it in system.parse(said)}
    assert read["device_name"].rejected == "number where text belongs"
    assert "-1 hundredths of a second is outside" in read["device_uptime_seconds"].rejected
    assert "error instead of a value" in read["device_description"].rejected
    assert read["device_object_id"].rejected == ""
