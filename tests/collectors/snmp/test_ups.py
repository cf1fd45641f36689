"""UPS: units and unknowns by vendor, the order of belief, and what is refused."""

import pytest

from collectors.reading import Reading, Value
from collectors.snmp.session import Absent, Index, Kind, Number, Octets, Oid
from collectors.snmp.ups_families import PHASES, parse
from tests.collectors.snmp.scripted import Cells, Plain, answers, oid

RFC1628 = oid("1.3.6.1.2.1.33.1")
APC = oid("1.3.6.1.4.1.318.1.1.1")
HUAWEI = oid("1.3.6.1.4.1.2011.6.174.1")
XUPS = oid("1.3.6.1.4.1.534.1")
MG = oid("1.3.6.1.4.1.705.1")
CYBER = oid("1.3.6.1.4.1.3808.1.1.1")
XPPC = oid("1.3.6.1.4.1.935.1.1.1")
DELTA = oid("1.3.6.1.4.1.2254.2.4")
INGRASYS = oid("1.3.6.1.4.1.2468.1.2.1.1")
VERTIV = oid("1.3.6.1.4.1.476.1.42.3.5.1")
SOCOMEC = oid("1.3.6.1.4.1.4555.1.1.7.1")

RUNTIME = "ups_battery_runtime_seconds"
CHARGE = "ups_battery_charge_ratio"
LOAD = "ups_load_ratio"
ON_BATTERY = "ups_on_battery"
NORMAL = "ups_battery_normal"
INPUT = "ups_input_volts"
OUTPUT = "ups_output_volts"
TEMPERATURE = "ups_battery_temperature_celsius"


def read(said: dict[Oid, Plain]) -> dict[str, Reading]:
    """Scalars by their name, cells of the phase table by column and index."""
    rows: dict[Index, dict[Oid, Plain]] = {}
    scalars: dict[Oid, Plain] = {}
    for name, value in said.items():
        column = next((c for c in PHASES.columns if name[: len(c)] == c), None)
        if column is None:
            scalars[name] = value
        else:
            rows.setdefault(name[len(column) :], {})[column] = value
    found = parsed(scalars, dict(rows))
    return {it.quantity.name: it for it in found if not it.instance}


def parsed(scalars: Cells, table: dict[Index, Cells]) -> list[Reading]:
    return parse(answers(scalars, {PHASES: table}))


def at(tree: Oid, tail: str) -> Oid:
    return (*tree, *oid(tail))


@pytest.mark.parametrize(
    ("quantity", "said", "value"),
    [
        (RUNTIME, {at(RFC1628, "2.3.0"): 135}, 8100.0),
        (RUNTIME, {at(RFC1628, "2.3.0"): Number(22, Kind.TIME_TICKS)}, 1320.0),
        (RUNTIME, {at(APC, "2.2.3.0"): 456_000}, 4560.0),
        (RUNTIME, {at(HUAWEI, "6.100.1.4.1"): 28_080}, 28_080.0),
        (RUNTIME, {at(XUPS, "2.1.0"): 1132}, 1132.0),
        (RUNTIME, {at(MG, "5.1.0"): 8226}, 8226.0),
        (RUNTIME, {at(CYBER, "2.2.4.0"): 174_000}, 1740.0),
        (RUNTIME, {at(XPPC, "2.2.4.0"): 9999}, 9999.0),
        (RUNTIME, {at(DELTA, "7.5.0"): 12}, 720.0),
        (RUNTIME, {at(VERTIV, "18.0"): 14}, 840.0),
        (RUNTIME, {at(VERTIV, "18.0"): 65535, at(RFC1628, "2.3.0"): 3}, 180.0),
        (CHARGE, {at(VERTIV, "19.0"): 97}, 0.97),
        (CHARGE, {at(RFC1628, "2.4.0"): 98}, 0.98),
        (CHARGE, {at(APC, "2.3.1.0"): 987, at(APC, "2.2.1.0"): 99}, 0.987),
        (CHARGE, {at(APC, "2.2.1.0"): 99}, 0.99),
        (CHARGE, {at(RFC1628, "2.4.0"): "87"}, 0.87),
        (LOAD, {at(RFC1628, "4.4.1.5.1"): 7, at(RFC1628, "4.4.1.5.2"): 29}, 0.29),
        (LOAD, {at(APC, "4.3.3.0"): 176}, 0.176),
        (LOAD, {at(APC, "4.2.3.0"): 31}, 0.31),
        (LOAD, {at(APC, "9.3.3.1.10.1.1.1"): 20, at(APC, "9.3.3.1.10.1.1.2"): -1}, 0.2),
        (LOAD, {at(HUAWEI, f"4.100.1.{n}.1"): 10 * n for n in (14, 15, 16)}, 0.16),
        (LOAD, {at(APC, "4.3.3.0"): 0}, 0.0),
        (INPUT, {at(RFC1628, "3.3.1.3.1"): 242, at(RFC1628, "3.3.1.3.2"): 0}, 242.0),
        (INPUT, {at(RFC1628, "3.3.1.3.1"): 2313}, 231.3),
        (INPUT, {at(APC, "9.2.3.1.3.1.1.1"): 230, at(APC, "9.2.3.1.3.2.1.1"): 11}, 230.0),
        (INPUT, {at(HUAWEI, f"3.100.1.{n}.1"): 2300 + n for n in (1, 2, 3)}, 230.1),
        (INPUT, {at(MG, "6.2.1.2.1.0"): 2290}, 229.0),
        (OUTPUT, {at(XUPS, "4.4.1.2.1"): 230, at(XUPS, "4.4.1.2.2"): 228}, 228.0),
        (OUTPUT, {at(CYBER, "4.2.1.0"): 1202}, 120.2),
        (INPUT, {at(INGRASYS, "3.3.1.3.1"): 2349}, 234.9),
        (OUTPUT, {at(INGRASYS, "4.4.1.2.1"): 2210}, 221.0),
        (LOAD, {at(INGRASYS, "4.4.1.5.1"): 17}, 0.17),
        (TEMPERATURE, {at(INGRASYS, "2.7.0"): 285}, 28.5),
        (TEMPERATURE, {at(APC, "2.3.2.0"): 261}, 26.1),
        (TEMPERATURE, {at(APC, "2.3.2.0"): 0, at(APC, "2.2.2.0"): 31}, 31.0),
        (TEMPERATURE, {at(XPPC, "2.2.3.0"): 315}, 31.5),
        (TEMPERATURE, {at(RFC1628, "2.7.0"): -5}, -5.0),
        (NORMAL, {at(RFC1628, "2.1.0"): 2}, True),
        (NORMAL, {at(RFC1628, "2.1.0"): 3}, False),
        (NORMAL, {at(RFC1628, "2.1.0"): 4}, False),
        (NORMAL, {at(RFC1628, "2.1.0"): 1}, None),
        (NORMAL, {at(APC, "2.1.1.0"): 2, at(APC, "2.2.4.0"): 1}, True),
        (NORMAL, {at(APC, "2.1.1.0"): 2, at(APC, "2.2.4.0"): 2}, False),
        (NORMAL, {at(APC, "2.2.4.0"): 1}, None),
        (NORMAL, {at(HUAWEI, "2.101.1.3.1"): 1}, False),
        (NORMAL, {at(HUAWEI, "2.101.1.3.1"): 4, at(RFC1628, "2.1.0"): 2}, True),
    ],
)  # fmt: skip
def test_each_vendor_counts_in_its_own_unit(
    quantity: str, said: dict[Oid, Plain], value: Value
) -> None:
    found = read(said)[quantity]
    assert found.rejected == ""
    if isinstance(value, float):
        assert found.value == pytest.approx(value)
    else:
        assert found.value is value


@pytest.mark.parametrize(
    ("name", "yes", "no", "nothing"),
    [
        (at(RFC1628, "4.1.0"), [5], [2, 3, 4, 6, 7], [1]),
        (at(APC, "4.1.1.0"), [3], [2, 4, 6, 7, 9, 10, 12, 13, 15, 16, 28], [1]),
        (at(XUPS, "4.5.0"), [5], [2, 3, 4, 6, 7, 8, 9, 10, 11, 12], [1]),
        (at(MG, "7.3.0"), [1], [2], []),
        (at(HUAWEI, "2.101.1.1.1"), [4, 5, 7], [1, 2, 3, 6], []),
        (at(CYBER, "4.1.1.0"), [3], [2, 4, 5, 6, 8, 9, 10, 11], [1]),
        (at(XPPC, "4.1.1.0"), [3], [2, 4, 6, 9], [1]),
        (at(DELTA, "5.1.0"), [1], [0, 2], [6]),
        (at(INGRASYS, "4.1.0"), [5], [2, 3, 4, 6, 7], [1]),
    ],
)
def test_on_battery_is_what_the_source_says(
    name: Oid, yes: list[int], no: list[int], nothing: list[int]
) -> None:
    for sent, meant in ((yes, True), (no, False), (nothing, None)):
        for status in sent:
            assert read({name: status})[ON_BATTERY].value is meant, status
    assert "none of the values" in read({name: 99})[ON_BATTERY].rejected


@pytest.mark.parametrize("unknown", [-1, 65535, 2**31 - 1, 2**32 - 1, "n/a", Absent.NULL])
@pytest.mark.parametrize(
    ("quantity", "tail"),
    [(RUNTIME, "2.3.0"), (CHARGE, "2.4.0"), (TEMPERATURE, "2.7.0"), (INPUT, "3.3.1.3.1")],
)
def test_i_do_not_know_is_no_value_and_no_lie(quantity: str, tail: str, unknown: Plain) -> None:
    found = read({at(RFC1628, tail): unknown})[quantity]
    assert (found.value, found.rejected) == (None, "")


@pytest.mark.parametrize("no_sensor", [0, -1, -273])
def test_a_card_without_a_sensor_has_no_temperature(no_sensor: int) -> None:
    assert read({at(RFC1628, "2.7.0"): no_sensor})[TEMPERATURE].value is None


@pytest.mark.parametrize(
    ("quantity", "said", "why"),
    [
        (CHARGE, {at(RFC1628, "2.4.0"): 255}, "2.55 of full is outside 0 to 1"),
        (CHARGE, {at(RFC1628, "2.4.0"): -40}, "-0.4 of full"),
        (CHARGE, {at(RFC1628, "2.4.0"): "full"}, "text 'full' where a number belongs"),
        (CHARGE, {at(RFC1628, "2.4.0"): Absent.REFUSED}, "an error instead of a value"),
        (LOAD, {at(RFC1628, "4.4.1.5.1"): 900}, "9 of rated"),
        (RUNTIME, {at(RFC1628, "2.3.0"): 1_000_000}, "s is outside"),
        (RUNTIME, {at(XUPS, "2.1.0"): -7}, "-7 s is outside"),
        (INPUT, {at(RFC1628, "3.3.1.3.1"): 9000}, "900 V is outside"),
        (TEMPERATURE, {at(RFC1628, "2.7.0"): 255}, "255 degrees Celsius is outside"),
        (INPUT, {at(RFC1628, "3.3.1.3.1"): 0, at(RFC1628, "4.1.0"): 3}, "0 V at the input"),
        (NORMAL, {at(RFC1628, "2.1.0"): 9}, "9 is none of the values"),
    ],
)
def test_fault_u2_what_cannot_be_true_is_rejected(
    quantity: str, said: dict[Oid, Plain], why: str
) -> None:
    found = read(said)[quantity]
    assert found.value is None
    assert why in found.rejected


def test_the_vendors_tree_is_believed_before_rfc_1628() -> None:
    found = read(
        {
            at(HUAWEI, "4.100.1.14.1"): 481,
            at(RFC1628, "4.4.1.5.1"): 8,
            at(HUAWEI, "6.100.1.3.1"): 100,
            at(RFC1628, "2.4.0"): -1,
        }
    )
    assert found[LOAD].value == pytest.approx(0.481)
    assert found[CHARGE].value == 1.0


def test_rfc_1628_fills_what_the_vendors_tree_does_not_know() -> None:
    found = read({at(APC, "2.2.3.0"): 2**32 - 1, at(RFC1628, "2.3.0"): 20})
    assert found[RUNTIME].value == 1200.0


def test_a_lie_in_the_vendors_tree_is_not_covered_up_by_rfc_1628() -> None:
    found = read({at(APC, "2.2.1.0"): 255, at(RFC1628, "2.4.0"): 100})
    assert found[CHARGE].rejected == "2.55 of full is outside 0 to 1"


@pytest.mark.parametrize(
    ("charge", "source", "runtime"),
    [(100, 3, None), (100, 5, 0.0), (3, 5, 0.0), (3, 3, 0.0)],
    ids=["full on mains: not implemented", "full on battery", "empty", "empty, recharging"],
)
def test_a_runtime_of_zero_is_believed_unless_the_battery_is_full_on_mains(
    charge: int, source: int, runtime: float | None
) -> None:
    said: dict[Oid, Plain] = {
        at(RFC1628, "2.3.0"): 0,
        at(RFC1628, "2.4.0"): charge,
        at(RFC1628, "4.1.0"): source,
    }
    assert read(said)[RUNTIME].value == runtime


def test_no_voltage_at_the_input_of_a_ups_on_battery_is_true() -> None:
    said: dict[Oid, Plain] = {at(RFC1628, "3.3.1.3.1"): 0, at(RFC1628, "4.1.0"): 5}
    assert read(said)[INPUT].value == 0.0


def test_an_agent_that_is_no_ups_says_that_it_has_none() -> None:
    assert {(it.value, it.rejected) for it in read({}).values()} == {(None, "")}
    assert len(read({})) == 12


def test_octets_of_any_kind_do_no_harm() -> None:
    found = read({name: Octets(bytes(range(256))) for name in (at(RFC1628, "2.3.0"),)})
    assert "where a number belongs" in found[RUNTIME].rejected


def test_socomec_net_vision() -> None:
    found = read(
        {
            at(SOCOMEC, "2.1.0"): 3,
            at(SOCOMEC, "2.3.0"): 0,  # worked out on battery only
            at(SOCOMEC, "2.4.0"): 96,
            at(SOCOMEC, "2.6.0"): 243,
            at(SOCOMEC, "3.3.1.2.1"): 2312,
            at(SOCOMEC, "3.3.1.2.2"): 2287,
            at(SOCOMEC, "4.4.1.2.1"): 2301,
            at(SOCOMEC, "4.4.1.4.1"): 31,
            at(SOCOMEC, "4.4.1.4.2"): 44,
            at(RFC1628, "2.3.0"): 55,
        }
    )
    assert {name: it.value for name, it in found.items() if it.value is not None} == {
        RUNTIME: 3300.0,
        CHARGE: 0.96,
        LOAD: 0.44,
        ON_BATTERY: False,
        NORMAL: True,
        INPUT: 228.7,
        OUTPUT: 230.1,
        TEMPERATURE: 24.3,
    }


@pytest.mark.parametrize(
    ("status", "on_battery", "normal"),
    [(1, None, None), (4, None, True), (5, True, True), (7, None, False), (9, None, False)],
)
def test_what_socomec_says_of_its_battery(
    status: int, on_battery: bool | None, normal: bool | None
) -> None:
    found = read({at(SOCOMEC, "2.1.0"): status, at(SOCOMEC, "2.3.0"): 12})
    assert (found[ON_BATTERY].value, found[NORMAL].value) == (on_battery, normal)
    assert found[RUNTIME].value == 720.0


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({at(APC, "2.2.3.0"): 456_000, at(RFC1628, "2.3.0"): 76}, None),
        ({at(APC, "2.2.3.0"): 459_000, at(RFC1628, "2.3.0"): 76}, None),  # minutes are rounded
        ({at(APC, "2.2.3.0"): 456_000, at(RFC1628, "2.3.0"): 45}, "APC 4560, RFC 1628 2700"),
        ({at(APC, "2.2.3.0"): 456_000, at(RFC1628, "2.3.0"): -1}, None),
        ({at(RFC1628, "2.3.0"): 45}, None),
    ],
    ids=["the same", "rounded", "not the same", "one does not know", "one alone"],
)
def test_what_two_mibs_of_a_card_say_is_compared(said: dict[Oid, Plain], words: str | None) -> None:
    found = {it.instance: it.value for it in parsed(said, {}) if it.instance}
    assert found == ({} if words is None else {RUNTIME: words})
