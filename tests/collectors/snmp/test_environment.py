"""Environment monitors: units by maker, what is no probe, and what is refused."""

import pytest

from collectors.reading import Reading
from collectors.snmp import environment_rittal
from collectors.snmp.environment import MONITORS, SUBJECT, parse
from collectors.snmp.session import Absent, Identifier, Oid
from collectors.snmp.subject import Table
from tests.collectors.snmp.scripted import Cells, Plain, answers, oid

APC = oid("1.3.6.1.4.1.318.1.1")
AKCP = oid("1.3.6.1.4.1.3854.1.2.2.1")
AVTECH = oid("1.3.6.1.4.1.20916.1")
HWG = oid("1.3.6.1.4.1.21796.3.3.3.1")
RITTAL = oid("1.3.6.1.4.1.2606.7.4.2.2.1")
RARITAN = oid("1.3.6.1.4.1.13742.6")
VERTIV = oid("1.3.6.1.4.1.476.1.42.3.4")
NTI = oid("1.3.6.1.4.1.3699.1.1.12.1.1.1.1")
SERVERSCHECK = oid("1.3.6.1.4.1.17095.3")
COMET = oid("1.3.6.1.4.1.22626.1.2.1")
CYBER = oid("1.3.6.1.4.1.3808.1.1.4")
EATON = oid("1.3.6.1.4.1.534.1.6")
WUT = oid("1.3.6.1.4.1.5040.1.2.9.1.4.1.1")

HOT, DAMP = "temperature_celsius", "humidity_ratio"


def read(said: dict[Oid, Plain]) -> dict[tuple[str, str], Reading]:
    """From cells, each by its whole name."""
    tables: dict[Table, dict[tuple[int, ...], Cells]] = {}
    for table in SUBJECT.tables:
        rows: dict[tuple[int, ...], dict[Oid, Plain]] = {}
        for column in table.columns:
            for name, plain in said.items():
                if name[: len(column)] == column and len(name) > len(column):
                    rows.setdefault(name[len(column) :], {})[column] = plain
        tables[table] = dict(rows)
    return {(it.quantity.name, it.instance): it for it in parse(answers(tables=tables))}


def at(tree: Oid, tail: str) -> Oid:
    return (*tree, *oid(tail))


def mem(value: Plain, unit: Plain = 1, state: Plain = 2, humidity: Plain = -1) -> dict[Oid, Plain]:
    """A probe of an APC monitor."""
    entry = at(APC, "10.4.2.3.1")
    return {
        at(APC, "10.4.2.1.0"): unit,
        at(entry, "3.0.1"): "rack",
        at(entry, "5.0.1"): value,
        at(entry, "6.0.1"): humidity,
        at(entry, "7.0.1"): state,
    }


def akcp(value: Plain, state: Plain = 1, unit: Plain = 1) -> dict[Oid, Plain]:
    entry = at(AKCP, "16.1")
    cells: dict[str, Plain] = {"1.3": "rack", "3.3": 20, "14.3": value, "5.3": state, "12.3": unit}
    return {at(entry, tail): plain for tail, plain in cells.items()}


def rittal(name: str, unit: str, scale: int, value: int) -> dict[Oid, Plain]:
    cells: dict[str, Plain] = {"3.1.2": name, "5.1.2": unit, "7.1.2": scale, "11.1.2": value}
    return {at(RITTAL, tail): plain for tail, plain in cells.items()}


def raritan(kind: int, digits: int, value: int, there: int = 1) -> dict[Oid, Plain]:
    cells: dict[str, Plain] = {
        "3.6.3.1.2.1.1": kind,
        "3.6.3.1.4.1.1": "probe 1",
        "3.6.3.1.17.1.1": digits,
        "5.5.3.1.4.1.1": value,
        "5.5.3.1.2.1.1": there,
    }
    return {at(RARITAN, tail): plain for tail, plain in cells.items()}


@pytest.mark.parametrize(
    ("said", "which", "value"),
    [
        (mem(20), (HOT, "rack"), 20.0),
        (mem(68, unit=2), (HOT, "rack"), 20.0),
        (mem(20, humidity=45), (DAMP, "rack"), 0.45),
        (akcp(199), (HOT, "rack"), 19.9),
        (akcp(680, unit=0), (HOT, "rack"), 20.0),
        (akcp(Absent.NO_SUCH_INSTANCE), (HOT, "rack"), 20.0),
        ({at(AVTECH, "10.1.1.1.0"): 2534, at(AVTECH, "10.1.1.3.0"): "in"}, (HOT, "in"), 25.34),
        ({at(AVTECH, "11.1.2.3.3.0"): 3032, at(AVTECH, "11.1.4.2.3.0"): "3"}, (DAMP, "3"), 0.3032),
        ({at(HWG, "6.1"): 296, at(HWG, "10.1"): "%RH", at(HWG, "2.1"): "h"}, (DAMP, "h"), 0.296),
        ({at(HWG, "6.5"): 285, at(HWG, "10.5"): "C", at(HWG, "2.5"): "t"}, (HOT, "t"), 28.5),
        (rittal("Temperature.Value", "degree C", -100, 2090), (HOT, "Temperature"), 20.9),
        (rittal("Temperature.Value", "degree F", -10, 680), (HOT, "Temperature"), 20.0),
        (rittal("Humidity.Value", "%", 0, 42), (DAMP, "Humidity"), 0.42),
        (raritan(10, 1, 229), (HOT, "probe 1"), 22.9),
        (raritan(11, 0, 15), (DAMP, "probe 1"), 0.15),
        (
            {
                at(VERTIV, "1.3.3.1.2.1"): Identifier(at(VERTIV, "1.1.2")),
                at(VERTIV, "1.3.3.1.3.1"): 23,
            },
            (HOT, "return air"),
            23.0,
        ),
        (
            {
                at(VERTIV, "1.3.3.1.2.1"): Identifier(at(VERTIV, "1.1.2")),
                at(VERTIV, "1.3.3.1.3.1"): 23,
                at(VERTIV, "1.3.3.1.50.1"): 234,
            },
            (HOT, "return air"),
            23.4,
        ),
        ({at(NTI, "2.1"): 1, at(NTI, "3.1"): "room", at(NTI, "4.1"): 215}, (HOT, "room"), 21.5),
        (
            {at(SERVERSCHECK, "5.0"): "Room Temp", at(SERVERSCHECK, "6.0"): "21.88"},
            (HOT, "Room Temp"),
            21.88,
        ),
        ({at(COMET, "1.0"): "15", at(COMET, "9.0"): "celsius"}, (HOT, "probe"), 15.0),
        ({at(COMET, "2.0"): "20", at(COMET, "10.0"): "percentRH"}, (DAMP, "probe"), 0.2),
        ({at(CYBER, "2.1.0"): 680}, (HOT, "probe"), 20.0),
        ({at(EATON, "1.0"): 21}, (HOT, "ambient"), 21.0),
        ({at(WUT, "1"): 187}, (HOT, "probe"), 18.7),
        ({at(WUT, "2"): 241}, (DAMP, "probe"), 0.241),
    ],
)
def test_each_maker_counts_in_his_own_unit(
    said: dict[Oid, Plain], which: tuple[str, str], value: float
) -> None:
    found = read(said)[which]
    assert found.rejected == ""
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize(
    "said",
    [
        {},
        mem(0, state=1),
        mem(-1),
        mem(Absent.NULL),
        akcp(0, state=2),
        {at(AVTECH, "10.1.2.1.0"): 0, at(AVTECH, "10.1.2.3.0"): 0},
        {at(EATON, "1.0"): 0, at(EATON, "2.0"): 0},
        {at(NTI, "2.1"): 1, at(NTI, "4.1"): -(2**31)},
        {at(COMET, "1.0"): "n/a", at(COMET, "9.0"): "celsius"},
        {at(CYBER, "2.1.0"): 65535},
    ],
)
def test_no_probe_gives_no_reading(said: dict[Oid, Plain]) -> None:
    assert read(said) == {}


@pytest.mark.parametrize(
    "said",
    [
        {at(NTI, "2.3"): 24, at(NTI, "3.3"): "Dew Point", at(NTI, "4.3"): 101},
        raritan(28, 1, 29),
        rittal("Temperature.Offset", "degree C", -100, 500),
        rittal("Temperature.SetPtHighAlarm", "degree C", -100, 3500),
        rittal("Fan.Value", "%", 0, 50),
        {at(SERVERSCHECK, "5.0"): "Ping GW", at(SERVERSCHECK, "6.0"): "1.00"},
        {at(SERVERSCHECK, "9.0"): "Flooding", at(SERVERSCHECK, "10.0"): "DRY"},
        {at(HWG, "6.1"): 131, at(HWG, "10.1"): "mA", at(HWG, "2.1"): "current"},
    ],
)
def test_what_is_measured_otherwise_is_no_temperature_and_no_humidity(
    said: dict[Oid, Plain],
) -> None:
    assert read(said) == {}


@pytest.mark.parametrize(
    ("said", "which", "why"),
    [
        (mem(255), (HOT, "rack"), "255 degrees Celsius is outside -60 to 150"),
        (mem("hot"), (HOT, "rack"), "text 'hot' where a number belongs"),
        (mem(20, humidity=170), (DAMP, "rack"), "170 % relative humidity is outside 0 to 100"),
        (mem(Absent.REFUSED), (HOT, "rack"), "the agent answers an error instead of a value"),
        (
            {oid("1.3.6.1.4.1.16174.1.1.3.3.1.3.0"): "54.3"},
            (HOT, "#0"),
            "54.3 degrees, and the agent does not tell whether Celsius or Fahrenheit",
        ),
    ],
)
def test_what_cannot_be_believed_is_rejected(
    said: dict[Oid, Plain], which: tuple[str, str], why: str
) -> None:
    found = read(said)[which]
    assert (found.value, found.rejected) == (None, why)


def test_probes_that_two_tables_tell_of_are_read_once() -> None:
    ems = at(APC, "10.3.13.1.1")
    old: dict[Oid, Plain] = {at(ems, "2.1"): "airco", at(ems, "3.1"): 18, at(ems, "10.1"): 2}
    assert read({**old})[HOT, "airco"].value == 18
    assert (HOT, "airco") not in read({**old, **mem(18)})


@pytest.mark.parametrize(("scale", "factor"), [(0, 1), (1, 1), (10, 10), (-10, 0.1), (-100, 0.01)])
def test_a_scale_multiplies_or_divides(scale: int, factor: float) -> None:
    assert environment_rittal.factor(scale) == pytest.approx(factor)


def test_every_makers_table_is_asked_of_his_agents_only() -> None:
    assert all(monitor.table.only_of for monitor in MONITORS)
