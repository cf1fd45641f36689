"""What upsd says becomes readings; what it gets wrong becomes a failure or a rejection."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from collectors.failure import FailureKind, ProbeError
from collectors.nut import LINE_BYTES_LIMIT, parse_tokens, parse_variables, read_list
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.reading import Reading, Value
from collectors.target import RESOLVE, Target
from collectors.ups import UPS, UpsOptions, readings
from tests.collectors.stream_server import Answer, serving

FIT = {
    "battery.date": "08/08/2015",
    "battery.charge": "87",
    "battery.runtime": "1200",
    "battery.temperature": "24.5",
    "input.voltage": "231.0",
    "output.voltage": "230",
    "ups.load": "35",
    "ups.status": "OL CHRG",
    "ups.test.date": "2022-03-24",
    "ups.test.result": "Done and passed",
}


def listing(variables: dict[str, str], ups: str = "cctv") -> bytes:
    body = "".join(f'VAR {ups} {name} "{value}"\n' for name, value in variables.items())
    return f"BEGIN LIST VAR {ups}\n{body}END LIST VAR {ups}\n".encode()


def replying(reply: bytes) -> Answer:
    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        assert await reader.readline() == b"LIST VAR cctv\n"
        writer.write(reply)

    return answer


async def silent(reader: StreamReader, writer: StreamWriter) -> None:
    await reader.read()


async def byte_wise(reader: StreamReader, writer: StreamWriter) -> None:
    await reader.readline()
    for byte in listing(FIT):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0)


async def too_slow(reader: StreamReader, writer: StreamWriter) -> None:
    await reader.readline()
    for byte in listing(FIT):
        writer.write(bytes([byte]))
        await asyncio.sleep(0.1)


async def endless_list(reader: StreamReader, writer: StreamWriter) -> None:
    writer.write(b"BEGIN LIST VAR cctv\n")
    for number in range(1_000_000):
        writer.write(f'VAR cctv x.{number} "1"\n'.encode())
        await writer.drain()


async def endless_line(reader: StreamReader, writer: StreamWriter) -> None:
    writer.write(b"BEGIN LIST VAR cctv\n")
    for _ in range(300):
        writer.write(b"x" * 1_000)
        await writer.drain()


async def probe(port: int, options: UpsOptions | None = None, seconds: float = 5.0) -> ProbeResult:
    chosen = options or UpsOptions(ups="cctv", port=port)
    target = Target("ups-cctv", "127.0.0.1")
    return await run_probe(
        Probe("ups-cctv/nut", target, UPS, chosen, 60.0, seconds), datetime.now(UTC)
    )


def by_name(found: Iterable[Reading]) -> dict[str, Reading]:
    return {reading.quantity.name: reading for reading in found}


@pytest.mark.parametrize("answer", [replying(listing(FIT)), byte_wise])
async def test_every_variable_becomes_a_reading_in_our_unit(answer: Answer) -> None:
    async with serving(answer) as port:
        result = await probe(port)
    assert result.failure is None
    assert {name: (it.value, it.rejected) for name, it in by_name(result.readings).items()} == {
        "ups_battery_runtime_seconds": (1200.0, ""),
        "ups_battery_charge_ratio": (0.87, ""),
        "ups_load_ratio": (0.35, ""),
        "ups_on_battery": (False, ""),
        "ups_battery_normal": (True, ""),
        "ups_input_volts": (231.0, ""),
        "ups_output_volts": (230.0, ""),
        "ups_battery_temperature_celsius": (24.5, ""),
        "ups_battery_replaced_timestamp_seconds": (1_438_992_000.0, ""),
        "ups_battery_replace_needed": (False, ""),
        "ups_test_passed": (True, ""),
        "ups_test_timestamp_seconds": (1_648_080_000.0, ""),
    }
    assert {reading.instance for reading in result.readings} == {"cctv"}
    assert {reading.quantity for reading in result.readings} == set(UPS.measures)


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (replying(b"ERR DATA-STALE\n"), FailureKind.ERROR_REPLY, "DATA-STALE: upsd has had no"),
        (replying(b"ERR DRIVER-NOT-CONNECTED\n"), FailureKind.ERROR_REPLY, "the driver"),
        (replying(b"ERR UNKNOWN-UPS\n"), FailureKind.ERROR_REPLY, "knows no unit"),
        (replying(listing({"ups.status": "WAIT"})), FailureKind.ERROR_REPLY, "first data"),
        (replying(listing({})), FailureKind.ERROR_REPLY, "first data"),
        (replying(b"ERR ACCESS-DENIED\n"), FailureKind.AUTHENTICATION, "refuses this host"),
        (replying(b"ERR NEW-IN-2031 x\n"), FailureKind.ERROR_REPLY, "NEW-IN-2031"),
        (replying(b"ERR\n"), FailureKind.MALFORMED_REPLY, "'ERR'"),
        (replying(listing(FIT)[:-30] + b"ERR DATA-STALE\n"), FailureKind.MALFORMED_REPLY, ""),
        (replying(listing(FIT, "other")), FailureKind.MALFORMED_REPLY, "other"),
        (replying(listing(FIT)[:120]), FailureKind.MALFORMED_REPLY, "hung up"),
        (replying(b""), FailureKind.MALFORMED_REPLY, "hung up"),
        (replying(b"\x00\xff\xfe\n"), FailureKind.MALFORMED_REPLY, "not UTF-8"),
        (replying(b"HTTP/1.1 400 Bad Request\r\n\r\n"), FailureKind.MALFORMED_REPLY, "HTTP/1.1"),
        (
            replying(b'BEGIN LIST VAR cctv\nVAR cctv ups.status "OL\xe9"\nEND LIST VAR cctv\n'),
            FailureKind.MALFORMED_REPLY,
            "not UTF-8",
        ),
        (
            replying(b'BEGIN LIST VAR cctv\nVAR cctv a "1"\nVAR cctv a "2"\nEND LIST VAR cctv\n'),
            FailureKind.MALFORMED_REPLY,
            "twice",
        ),
        (endless_line, FailureKind.TOO_LARGE, f"more than {LINE_BYTES_LIMIT} bytes"),
        (endless_list, FailureKind.TOO_LARGE, "does not end"),
    ],
)
async def test_a_broken_upsd_is_a_failure_and_never_a_reading(
    answer: Answer, kind: FailureKind, said: str
) -> None:
    async with serving(answer) as port:
        result = await probe(port)
    assert result.failure is not None
    assert result.failure.kind is kind
    assert said in result.failure.detail
    assert result.readings == ()


@pytest.mark.parametrize("answer", [silent, too_slow])
async def test_a_upsd_that_does_not_finish_in_time_is_a_timeout(answer: Answer) -> None:
    async with serving(answer) as port:
        result = await probe(port, seconds=0.3)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.TIMEOUT
    assert result.duration_seconds < 2.0


async def test_a_port_where_nobody_listens_is_refused() -> None:
    async with serving(silent) as port:
        pass
    result = await probe(port)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.REFUSED


PROMISES: dict[str, tuple[dict[str, str], str, Value, str]] = {
    "a unit that has no such variable has none": ({}, "ups_battery_runtime_seconds", None, ""),
    "no status is no status": ({}, "ups_on_battery", None, ""),
    "seconds stay seconds": ({"battery.runtime": "59"}, "ups_battery_runtime_seconds", 59.0, ""),
    "nan is no number": ({"battery.runtime": "nan"}, "ups_battery_runtime_seconds", None, "no num"),
    "inf is no number": ({"ups.load": "inf"}, "ups_load_ratio", None, "no number"),
    "1e9 is no plain number": ({"ups.load": "1e9"}, "ups_load_ratio", None, "no number"),
    "an underscore is not in a number": ({"ups.load": "1_0"}, "ups_load_ratio", None, "no number"),
    "a number in another script": ({"ups.load": "٣"}, "ups_load_ratio", None, "no number"),
    "text is no number": ({"battery.charge": "full"}, "ups_battery_charge_ratio", None, "'full'"),
    "empty is no number": ({"battery.charge": ""}, "ups_battery_charge_ratio", None, "no number"),
    "a negative runtime": ({"battery.runtime": "-1"}, "ups_battery_runtime_seconds", None, "-1"),
    "0xFFFF s": ({"battery.runtime": "65535"}, "ups_battery_runtime_seconds", None, "not known"),
    "0xFFFF min": ({"battery.runtime": "3932100"}, "ups_battery_runtime_seconds", None, "outside"),
    "255 % charge": ({"battery.charge": "255"}, "ups_battery_charge_ratio", None, "outside 0"),
    "100 % charge": ({"battery.charge": "100.0"}, "ups_battery_charge_ratio", 1.0, ""),
    "an overload is told": ({"ups.load": "120"}, "ups_load_ratio", 1.2, ""),
    "520 % load": ({"ups.load": "520"}, "ups_load_ratio", None, "outside"),
    "no load is a load": ({"ups.load": "0"}, "ups_load_ratio", 0.0, ""),
    "the highest phase is the load": (
        {"output.L1.power.percent": "8", "output.L3.power.percent": "48"},
        "ups_load_ratio",
        0.48,
        "",
    ),
    "one phase that lies spoils the load": (
        {"output.L1.power.percent": "8", "output.L3.power.percent": "255"},
        "ups_load_ratio",
        None,
        "output.L3.power.percent is 255",
    ),
    "mains gone is 0 V": ({"input.voltage": "0.0"}, "ups_input_volts", 0.0, ""),
    "-6437 V": ({"input.voltage": "-6437.0"}, "ups_input_volts", None, "outside"),
    "-272 degrees": ({"battery.temperature": "-272"}, "ups_battery_temperature_celsius", None, "-"),
    "0 degrees": ({"battery.temperature": "0.0"}, "ups_battery_temperature_celsius", None, "no se"),
    "runtime 0 on mains with a full battery": (
        {"battery.runtime": "0", "battery.charge": "100", "ups.status": "OL"},
        "ups_battery_runtime_seconds",
        None,
        "does not know",
    ),
    "runtime 0 with a low battery is true": (
        {"battery.runtime": "0", "battery.charge": "100", "ups.status": "OL LB"},
        "ups_battery_runtime_seconds",
        0.0,
        "",
    ),
    "on battery": ({"ups.status": "OB DISCHRG"}, "ups_on_battery", True, ""),
    "calibrating runs on battery": ({"ups.status": "OB CAL"}, "ups_on_battery", True, ""),
    "bypass is not battery": ({"ups.status": "BYPASS"}, "ups_on_battery", False, ""),
    "trimming is on mains": ({"ups.status": "TRIM"}, "ups_on_battery", False, ""),
    "off is not on battery": ({"ups.status": "OFF"}, "ups_on_battery", False, ""),
    "an alarm alone says nothing": ({"ups.status": "ALARM"}, "ups_on_battery", None, "neither"),
    "an empty status says nothing": ({"ups.status": ""}, "ups_battery_normal", None, "neither"),
    "OL and OB contradict": ({"ups.status": "OL OB LB"}, "ups_on_battery", None, "both"),
    "a contradiction spoils the rest": ({"ups.status": "OL OB"}, "ups_battery_normal", None, "bot"),
    "a low battery": ({"ups.status": "OL LB"}, "ups_battery_normal", False, ""),
    "a battery to replace": ({"ups.status": "OL RB"}, "ups_battery_normal", False, ""),
    "an unknown flag says nothing": ({"ups.status": "OL ECO"}, "ups_battery_normal", True, ""),
}


@pytest.mark.parametrize(("variables", "name", "value", "why"), PROMISES.values(), ids=PROMISES)
def test_values_are_taken_only_where_they_can_be_true(
    variables: dict[str, str], name: str, value: Value, why: str
) -> None:
    reading = by_name(readings(variables, "ups"))[name]
    assert reading.value == value
    assert type(reading.value) is type(value)
    assert why in reading.rejected
    assert bool(why) == bool(reading.rejected)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('VAR ups a "b c"', ["VAR", "ups", "a", "b c"]),
        (r'VAR ups a "19\" \\ rack"', ["VAR", "ups", "a", r"19" + r'" \ rack']),
        (r'VAR ups a "\\"', ["VAR", "ups", "a", "\\"]),
        ('VAR ups a ""', ["VAR", "ups", "a", ""]),
        ('VAR ups a "机房"', ["VAR", "ups", "a", "机房"]),
    ],
)
def test_quotes_are_undone_as_the_protocol_says(line: str, words: list[str]) -> None:
    assert parse_tokens(line) == words


@pytest.mark.parametrize("line", ['VAR ups a "b', 'VAR ups a b"', 'a ""b', "a  b", r'a "\"', r"\a"])
def test_wrong_quotes_are_malformed(line: str) -> None:
    with pytest.raises(ProbeError) as caught:
        parse_tokens(line)
    assert caught.value.kind is FailureKind.MALFORMED_REPLY


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_any_value_comes_through_the_quotes_unchanged(value: str) -> None:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    assert parse_variables([f'VAR ups x.y "{escaped}"'], "ups") == {"x.y": value}


async def parsed(reply: bytes) -> list[Reading]:
    reader = StreamReader(limit=LINE_BYTES_LIMIT)
    reader.feed_data(reply)
    reader.feed_eof()
    return readings(parse_variables(await read_list(reader, "LIST VAR ups"), "ups"), "ups")


line_like = st.one_of(
    st.binary(max_size=200),
    st.sampled_from([b"ERR DATA-STALE", b"END LIST VAR ups", b'VAR ups ups.status "OL"']),
    st.builds(
        lambda name, value: b"VAR ups " + name + b' "' + value + b'"',
        st.sampled_from([b"battery.runtime", b"ups.load", b"ups.status", b"x"]),
        st.binary(max_size=30),
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.booleans(), st.lists(line_like, max_size=8))
def test_no_bytes_at_all_raise_anything_but_a_probe_error(begun: bool, lines: list[bytes]) -> None:
    reply = b"\n".join([b"BEGIN LIST VAR ups"] * begun + lines) + b"\n"
    try:
        found = asyncio.run(parsed(reply))
    except ProbeError:
        return
    assert len(found) == len(UPS.measures)
    assert all(not (reading.rejected and reading.value is not None) for reading in found)


def secret_options(port: int) -> UpsOptions:
    return UpsOptions.model_validate(
        {"ups": "cctv", "port": port, "user": "auditor", "password": "env:NUT"},
        context={RESOLVE: lambda reference: 'correct "horse\\'},
    )


async def test_it_logs_in_only_where_it_has_a_user_and_quotes_the_password() -> None:
    heard: list[bytes] = []

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        for reply in (b"OK\n", b"OK\n", listing(FIT)):
            heard.append(await reader.readline())
            writer.write(reply)

    async with serving(answer) as port:
        result = await probe(port, secret_options(port))
    assert result.failure is None
    assert heard == [
        b'USERNAME "auditor"\n',
        b'PASSWORD "correct \\"horse\\\\"\n',
        b"LIST VAR cctv\n",
    ]


@pytest.mark.parametrize("reply", [b"ERR INVALID-PASSWORD\n", b"echo"])
async def test_a_refused_login_is_told_without_the_password(reply: bytes) -> None:
    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readline()
        writer.write(b"OK\n")
        password = await reader.readline()
        writer.write(password if reply == b"echo" else reply)

    async with serving(answer) as port:
        result = await probe(port, secret_options(port))
    assert result.failure is not None
    expected = FailureKind.MALFORMED_REPLY if reply == b"echo" else FailureKind.AUTHENTICATION
    assert result.failure.kind is expected
    assert "horse" not in result.failure.detail


@pytest.mark.parametrize(
    "given_options",
    [
        {"ups": "two words"},
        {"ups": "x\nSET VAR"},
        {"port": 0},
        {"port": 65536},
        {"user": "only"},
        {"community": "public"},
    ],
)
def test_options_that_cannot_work_are_refused(given_options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        UpsOptions.model_validate(given_options)


async def test_a_cancelled_probe_leaves_no_connection_behind() -> None:
    ended = asyncio.Event()
    begun = asyncio.Event()

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readline()
        begun.set()
        await reader.read()
        ended.set()

    async with serving(answer) as port:
        task = asyncio.create_task(probe(port))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(2.0):
            await ended.wait()
