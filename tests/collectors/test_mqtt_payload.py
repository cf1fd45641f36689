"""What a meter's payload gives, and everything that it must not give."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.mqtt.payload import (
    PAYLOAD_BYTES_AT_MOST,
    VALUE_AT_MOST,
    meter_reading,
)
from collectors.strict_json import DEPTH_LIMIT
from tests.conftest import require_recordings

ACCEPTED: dict[str, tuple[bytes, str, float | None]] = {
    "an integer": (b'{"total": 12}', "total", 12.0),
    "a fraction": (b'{"total": 12.5}', "total", 12.5),
    "zero is a value": (b'{"total": 0}', "total", 0.0),
    "a dotted path": (b'{"ENERGY": {"Total": 7.25}}', "ENERGY.Total", 7.25),
    "text that is plainly a number": (b'{"total": "31.7"}', "total", 31.7),
    "text with spaces around": (b'{"total": " 31.7 "}', "total", 31.7),
    "the largest counter that we believe": (b'{"total": 1e15}', "total", 1e15),
    "null says that it has none": (b'{"total": null}', "total", None),
    "a missing field says that it has none": (b'{"state": "ON"}', "total", None),
    "a missing object on the way too": (b'{"state": "ON"}', "ENERGY.Total", None),
    "null on the way too": (b'{"ENERGY": null}', "ENERGY.Total", None),
}

REJECTED: dict[str, tuple[bytes, str]] = {
    "negative": (b'{"total": -1}', "total is -1"),
    "negative text": (b'{"total": "-0.5"}', "total is -0.5"),
    "beyond any counter": (b'{"total": 1.1e15}', "outside 0 to 1e+15"),
    "overflow to infinity": (b'{"total": 1e999}', "total is Infinity"),
    "overflow in text": (b'{"total": "1e999"}', "total is Infinity"),
    "an integer of 400 digits": (b'{"total": 1' + b"0" * 400 + b"}", "outside 0 to"),
    "an integer of 10,000 digits": (b'{"total": 1' + b"0" * 10_000 + b"}", "10001 digits"),
    "NaN": (b'{"total": NaN}', "NaN is no number of JSON"),
    "NaN elsewhere": (b'{"total": 1, "x": NaN}', "NaN is no number of JSON"),
    "Infinity": (b'{"total": Infinity}', "Infinity is no number of JSON"),
    "NaN in text": (b'{"total": "nan"}', 'total is no number, but "nan"'),
    "hexadecimal text": (b'{"total": "0x1f"}', "total is no number"),
    "digits that are not ASCII": (b'{"total": "\\uff11"}', "total is no number"),
    "text with a unit": (b'{"total": "31.7 kWh"}', "total is no number"),
    "empty text": (b'{"total": ""}', "total is no number"),
    "true": (b'{"total": true}', "total is no number, but true"),
    "an object": (b'{"total": {"kWh": 1}}', "total is no number"),
    "a list": (b'{"total": [1]}', "total is no number"),
    "no object on the way": (b"[1]", "a list is counted into"),
    "a bare number": (b"12", "int in place of what holds 'total'"),
    "the same name twice": (b'{"total": 1, "total": 2}', "one name twice"),
    "the same name twice elsewhere": (b'{"total": 1, "x": {"a": 1, "a": 1}}', "one name twice"),
    "broken JSON": (b'{"total": ,"x": 1}', "no JSON"),
    "cut JSON": (b'{"total": 1', "no JSON"),
    "two documents": (b'{"total": 1}{"total": 2}', "no JSON"),
    "empty": (b"", "no JSON"),
    "not UTF-8": (b'{"total": 1, "x": "\xff"}', "no JSON"),
    "UTF-16": ('{"total": 1}'.encode("utf-16"), "no JSON"),
    "half of a character": (b'{"total": 1, "x": "\\ud800"}', "a lone surrogate"),
    "too large": (b'{"total": 1}' + b" " * PAYLOAD_BYTES_AT_MOST, "bytes, more than"),
    "too deep": (b'{"total": 1, "x": ' + b"[" * 32 + b"]" * 32 + b"}", "nested deeper"),
    "as deep as fits": (b"[" * PAYLOAD_BYTES_AT_MOST, "nested deeper"),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_plain_value_is_read_and_an_absent_one_is_none(case: str) -> None:
    payload, field, value = ACCEPTED[case]
    reading = meter_reading(payload, field, "water-main")
    assert (reading.value, reading.rejected, reading.instance) == (value, "", "water-main")


@pytest.mark.parametrize("case", REJECTED)
def test_what_cannot_be_a_counter_is_rejected_with_its_reason(case: str) -> None:
    payload, reason = REJECTED[case]
    reading = meter_reading(payload, "total", "water-main")
    assert reading.value is None
    assert reason in reading.rejected
    assert len(reading.rejected) < 250


def test_nesting_to_the_limit_is_read() -> None:
    inner = DEPTH_LIMIT - 1
    payload = b'{"total": 3, "x": ' + b"[" * inner + b"]" * inner + b"}"
    assert meter_reading(payload, "total", "m").value == 3.0


@pytest.mark.parametrize(
    ("recording", "field", "value"),
    [
        ("tasmota-dht11", "DHT11.Temperature", 20.0),
        ("tasmota-2017-text-numbers", "DHT.Humidity", 73.5),
        ("tasmota-am2301-null", "AM2301.Temperature", None),
        ("theengs-lywsdcgq-full", "hum", 61.4),
        ("theengs-lywsdcgq-humidity-only", "tempc", None),
        ("zigbee2mqtt-snzb02", "voltage", 3100.0),
        ("rtl433-bthr968", "pressure_hPa", 1005.0),
    ],
)
def test_real_messages_are_read(recording: str, field: str, value: float | None) -> None:
    payload = recorded(recording)
    reading = meter_reading(payload, field, "m")
    assert (reading.value, reading.rejected) == (value, "")


def test_the_broken_json_that_a_real_firmware_sent_is_rejected() -> None:
    reading = meter_reading(recorded("tasmota-am2320-broken-json"), "AM2320.Temperature", "m")
    assert reading.rejected.startswith("no JSON")


def recorded(name: str) -> bytes:
    """The payload of a recording, whose first line is the topic."""
    text = (require_recordings() / "mqtt" / f"{name}.txt").read_bytes()
    return text.splitlines()[1]


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["total", "x"]), inner),
)


@given(st.binary(max_size=300) | ANY_JSON.map(lambda value: json.dumps(value).encode()))
def test_no_payload_gives_anything_but_a_counter_none_or_a_reason(payload: bytes) -> None:
    reading = meter_reading(payload, "total", "m")
    if reading.value is not None:
        assert isinstance(reading.value, float)
        assert math.isfinite(reading.value)
        assert 0 <= reading.value <= VALUE_AT_MOST


@given(st.floats(min_value=0, max_value=VALUE_AT_MOST), st.booleans())
def test_every_counter_comes_through_unchanged(value: float, as_text: bool) -> None:
    sent = repr(value) if as_text else value
    assert meter_reading(json.dumps({"total": sent}).encode(), "total", "m").value == value


@given(st.integers(0, 10**15), st.integers(0, 30))
def test_a_payload_cut_anywhere_is_no_reading(value: int, cut: int) -> None:
    whole = json.dumps({"total": value}).encode()
    assert meter_reading(whole[: min(cut, len(whole) - 1)], "total", "m").rejected
