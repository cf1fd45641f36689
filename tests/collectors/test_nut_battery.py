"""The battery's age and the self-test, as upsd tells them: drivers' words and days of all kinds."""

from datetime import UTC, datetime

import pytest

from collectors.reading import Reading, Value
from collectors.ups import readings
from tests.collectors.test_nut_recordings import recordings

REPLACED = "ups_battery_replaced_timestamp_seconds"
REPLACE = "ups_battery_replace_needed"
PASSED = "ups_test_passed"
TESTED = "ups_test_timestamp_seconds"


def told(variables: dict[str, str], quantity: str) -> Reading:
    return next(it for it in readings(variables, "ups") if it.quantity.name == quantity)


def start(year: int, month: int, day: int) -> float:
    return datetime(year, month, day, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("variables", "value", "why"),
    [
        ({"battery.date": "10/11/11"}, start(2011, 10, 11), ""),
        ({"battery.date": "not set"}, None, ""),
        ({}, None, ""),
        ({"battery.mfr.date": "2022/10/25"}, start(2022, 10, 25), ""),
        ({"battery.date": "not set", "battery.mfr.date": "2012/11/04"}, start(2012, 11, 4), ""),
        ({"battery.date": "01/01/20", "battery.mfr.date": "2019/06/01"}, start(2020, 1, 1), ""),
        ({"battery.date": "01/01/20", "battery.mfr.date": "CPS"}, start(2020, 1, 1), ""),
        (
            {"battery.date": "2001/09/25", "battery.mfr.date": "2008/01/25"},
            None,
            "battery.date '2001/09/25' lies before its battery.mfr.date",
        ),
        (
            {"battery.date": "2001/00/00", "battery.mfr.date": "2008/01/25"},
            None,
            "battery.date: '2001/00/00' is no day of any calendar",
        ),
        ({"battery.mfr.date": "CPS"}, None, "battery.mfr.date: 'CPS' is no date"),
    ],
)
def test_a_battery_is_as_old_as_the_unit_was_told_else_as_its_making(
    variables: dict[str, str], value: float | None, why: str
) -> None:
    found = told(variables, REPLACED)
    assert (found.value, found.rejected) == (value, why)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Done and passed", True),
        ("OK", True),
        ("Done and warning", False),
        ("Done and error", False),
        ("failed", False),
        ("BT", False),
        ("No test initiated", None),
        ("NO", None),
        ("In progress", None),
        ("Aborted", None),
        ("InvalidTest", None),
        ("Unknown", None),
        ("", None),
    ],
)
def test_a_self_test_has_passed_failed_or_tells_nothing(text: str, value: Value) -> None:
    found = told({"ups.test.result": text}, PASSED)
    assert (found.value, found.rejected) == (value, "")


def test_a_result_that_nobody_knows_is_refused_and_none_is_none() -> None:
    found = told({"ups.test.result": "42"}, PASSED)
    assert found.rejected == "ups.test.result is '42', no result that is known"
    assert (told({}, PASSED).value, told({}, PASSED).rejected) == (None, "")


@pytest.mark.parametrize(
    ("status", "value"), [("OL RB", True), ("OB DISCHRG RB", True), ("OL LB", False)]
)
def test_a_new_battery_is_asked_for_by_a_flag(status: str, value: bool) -> None:
    assert told({"ups.status": status}, REPLACE).value is value
    assert told({}, REPLACE).value is None


def test_the_day_of_the_test() -> None:
    assert told({"ups.test.date": "07/03/2014"}, TESTED).value == start(2014, 7, 3)
    assert told({"ups.test.date": "13/13/13"}, TESTED).rejected.startswith("ups.test.date: ")
    assert told({}, TESTED).value is None


def test_recorded_units_tell_their_batteries_and_tests() -> None:
    found = [units for _, units in recordings()]
    results = [units[PASSED] for units in found]
    assert [it.rejected for it in results if it.rejected] == []
    assert [it.value for it in results].count(True) == 17
    assert [it.value for it in results].count(False) == 1
    assert [units[REPLACE].value for units in found].count(True) == 4
    assert {units[TESTED].value for units in found} == {
        None,
        start(2014, 7, 3),
        start(2020, 5, 18),
        start(2022, 3, 24),
        start(2022, 12, 11),
    }
    assert sorted(float(it) for units in found if (it := units[REPLACED].value) is not None) == [
        start(2001, 2, 15),
        start(2007, 1, 16),
        start(2009, 11, 27),
        start(2011, 10, 11),
        start(2012, 11, 4),
        start(2013, 1, 27),
        start(2015, 8, 8),
        start(2022, 10, 25),
        start(2022, 12, 1),
    ]
