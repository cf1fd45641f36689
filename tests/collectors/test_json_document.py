"""Another system's document gives a value, none, or nothing that can be believed."""

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from collectors import strict_json
from collectors.failure import FailureKind
from collectors.json_document import JSON_DOCUMENT, JsonOptions
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.reading import Value
from collectors.target import Target
from tests.collectors.stream_server import Answer, serving

FINISHED = "backup_finished_timestamp_seconds"
ENDED = 1_790_000_000  # 2026-09-21T14:13:20Z
SENT = "Mon, 21 Sep 2026 14:20:00 GMT"


def document(body: bytes | object, head: str = f"Date: {SENT}\r\n", status: int = 200) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    start = f"HTTP/1.1 {status} X\r\n{head}Content-Length: {len(content)}\r\n\r\n"

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"GET /backups.json HTTP/1.1\r\n")
        writer.write(start.encode() + content)

    return answer


async def probe(
    port: int, field: str = "jobs.registry.finished_at", seconds: float = 5.0
) -> ProbeResult:
    options = JsonOptions.model_validate(
        {
            "url": f"http://127.0.0.1:{port}/backups.json",
            "readings": [{"quantity": FINISHED, "field": field, "instance": "registry"}],
        }
    )
    target = Target("backup-1", "127.0.0.1")
    made = Probe("backup-1/json", target, JSON_DOCUMENT, options, 60.0, seconds)
    return await run_probe(made, datetime.now(UTC))


def jobs(finished_at: object) -> object:
    return {"jobs": {"registry": {"finished_at": finished_at}}}


@pytest.mark.parametrize(
    ("finished_at", "value", "why"),
    [
        (ENDED, float(ENDED), ""),
        (ENDED + 0.5, ENDED + 0.5, ""),
        ("2026-09-21T14:13:20Z", float(ENDED), ""),
        ("2026-09-21T22:13:20+08:00", float(ENDED), ""),
        ("2026-09-21t14:13:20.250z", ENDED + 0.25, ""),
        (None, None, ""),
        ("2026-09-21T14:13:20", None, "with its zone"),
        ("2026-09-21", None, "with its zone"),
        ("2026-02-30T14:13:20Z", None, "day is out of range"),
        ("yesterday", None, "no time of RFC 3339"),
        (str(ENDED), None, "no time of RFC 3339"),
        (True, None, "True is no time"),
        ([ENDED], None, "is no time"),
        ({}, None, "is no time"),
        (0, None, "no time of this century"),
        (-1, None, "no time of this century"),
        (ENDED * 1000, None, "no time of this century"),
        (10**300, None, "no time of this century"),
        (10**400, None, "no time of this century"),
        (ENDED + 400 + 61, None, "61 s after the document was sent"),
    ],
)
async def test_a_time_is_taken_only_where_it_can_be_true(
    finished_at: object, value: Value, why: str
) -> None:
    async with serving(document(jobs(finished_at))) as port:
        result = await probe(port)
    assert result.failure is None
    (reading,) = result.readings
    assert (reading.quantity.name, reading.instance) == (FINISHED, "registry")
    assert reading.value == value
    assert why in reading.rejected
    assert bool(why) == bool(reading.rejected)


@pytest.mark.parametrize("head", ["", "Date: yesterday\r\n", "Date: 99999\r\n"])
async def test_without_the_senders_clock_the_time_is_left_to_the_audit(head: str) -> None:
    async with serving(document(jobs(ENDED + 86_400), head)) as port:
        result = await probe(port)
    assert [reading.value for reading in result.readings] == [ENDED + 86_400.0]


@pytest.mark.parametrize(
    ("body", "field", "value", "why"),
    [
        ({"a": {}}, "a.b.c", None, ""),
        ({}, "a", None, ""),
        ({"a": None}, "a.b", None, ""),
        ({"a": [{"t": ENDED}]}, "a.0.t", float(ENDED), ""),
        ({"a": []}, "a.0.t", None, ""),
        ({"a": [ENDED]}, "a.first", None, "counted into"),
        ({"a": [ENDED]}, "a.-1", None, "counted into"),
        ({"a": "text"}, "a.b", None, "in place of"),
        ([ENDED], "0", float(ENDED), ""),
        (ENDED, "a", None, "in place of"),
        ({"0": ENDED}, "0", float(ENDED), ""),
    ],
)
async def test_a_field_that_is_missing_is_none_and_one_that_leads_nowhere_is_told(
    body: object, field: str, value: Value, why: str
) -> None:
    async with serving(document(body)) as port:
        result = await probe(port, field)
    assert result.failure is None
    (reading,) = result.readings
    assert reading.value == value
    assert why in reading.rejected
    assert bool(why) == bool(reading.rejected)


async def silent(reader: StreamReader, writer: StreamWriter) -> None:
    await reader.read()


async def stalling(reader: StreamReader, writer: StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"jobs":')
    await asyncio.Event().wait()


async def truncated(reader: StreamReader, writer: StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"jobs":')


DEEP = b"[" * 33 + b"1" + b"]" * 33


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (silent, FailureKind.TIMEOUT),
        (stalling, FailureKind.TIMEOUT),
        (truncated, FailureKind.MALFORMED_REPLY),
        (document(b""), FailureKind.MALFORMED_REPLY),
        (document(b"\xff\xfe{}"), FailureKind.MALFORMED_REPLY),
        (document(b"<html>login</html>"), FailureKind.MALFORMED_REPLY),
        (document(b'{"a": 1'), FailureKind.MALFORMED_REPLY),
        (document(b'{"a": NaN}'), FailureKind.MALFORMED_REPLY),
        (document(b'{"a": -Infinity}'), FailureKind.MALFORMED_REPLY),
        (document(b'{"a": 1, "a": 2}'), FailureKind.MALFORMED_REPLY),
        (document(b'{"a": ' + b"9" * 5_000 + b"}"), FailureKind.MALFORMED_REPLY),
        (document(DEEP), FailureKind.MALFORMED_REPLY),
        (document(b"[" * 500_000), FailureKind.MALFORMED_REPLY),
        (document(b" " * 1_048_577), FailureKind.TOO_LARGE),
        (document(b"{}", "Content-Encoding: gzip\r\n"), FailureKind.MALFORMED_REPLY),
        (document({}, status=401), FailureKind.AUTHENTICATION),
        (document({}, status=403), FailureKind.AUTHENTICATION),
        (document({}, status=404), FailureKind.ERROR_REPLY),
        (document({}, status=500), FailureKind.ERROR_REPLY),
        (document({}, "Location: /login\r\n", status=302), FailureKind.ERROR_REPLY),
    ],
)
async def test_what_is_no_document_is_a_failure_and_never_a_reading(
    answer: Answer, kind: FailureKind
) -> None:
    async with serving(answer) as port:
        result = await probe(port, seconds=0.7 if kind is FailureKind.TIMEOUT else 5.0)
    assert result.failure is not None
    assert result.failure.kind is kind
    assert result.readings == ()


async def test_a_port_where_nobody_listens_is_refused() -> None:
    async with serving(silent) as port:
        pass
    result = await probe(port)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.REFUSED


def test_32_levels_are_read_and_33_are_not() -> None:
    assert strict_json.parse(DEEP[1:-1]) is not None
    with pytest.raises(ValueError, match="deeper than 32"):
        strict_json.parse(DEEP)


trees = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(trees)
def test_every_good_document_is_read_as_it_is(tree: object) -> None:
    assert strict_json.parse(json.dumps(tree).encode()) == tree


@given(st.binary(max_size=100), st.text(max_size=20))
def test_no_bytes_at_all_raise_anything_but_a_value_error(text: bytes, field: str) -> None:
    try:
        strict_json.find(strict_json.parse(text), field)
    except ValueError:
        return


READING = {"quantity": FINISHED, "field": "a", "instance": "x"}


@pytest.mark.parametrize(
    "given_options",
    [
        {"url": "http://127.0.0.1/", "readings": []},
        {"url": "http://127.0.0.1/", "readings": [READING, READING]},
        {"url": "http://127.0.0.1/", "readings": [{**READING, "quantity": "ups_lode_ratio"}]},
        {"url": "http://127.0.0.1/", "readings": [{**READING, "field": ""}]},
        {"url": "file:///etc/passwd", "readings": [READING]},
        {"url": "http://user:secret@127.0.0.1/", "readings": [READING]},
        {"url": "http://127.0.0.1/", "readings": [READING], "method": "POST"},
    ],
)
def test_options_that_cannot_work_are_refused(given_options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        JsonOptions.model_validate(given_options)


@pytest.mark.parametrize(
    ("quantity", "found", "value", "why"),
    [
        ("system_answer_ok", True, True, ""),
        ("system_answer_ok", 0, False, ""),
        ("system_answer_ok", "up", None, "'up' is neither true nor false"),
        ("system_answer_ok", 2, None, "2 is neither true nor false"),
        ("system_answer_ok", None, None, ""),
        ("thing_messages_valid_ratio", 0.98, 0.98, ""),
        ("thing_messages_valid_ratio", 98, None, "98 is no share from 0 to 1"),
        ("thing_messages_valid_ratio", -0.1, None, "-0.1 is negative"),
        ("computers_live_count", 12, 12.0, ""),
        ("computers_live_count", -1, None, "-1 is negative"),
        ("computers_live_count", True, None, "True is no number"),
        ("computers_live_count", "12", None, "'12' is no number"),
        pytest.param(
            "storage_pool_usable_bytes", 10**400, None, "is beyond 1e+18", id="more than a float"
        ),
        ("camera_clock_offset_seconds", -3.5, -3.5, ""),
        ("log_newest_record_timestamp_seconds", "2026-09-21T14:13:20Z", float(ENDED), ""),
        ("log_newest_record_timestamp_seconds", ENDED + 4_000, None, "after the document was sent"),
        ("certificate_expires_timestamp_seconds", ENDED + 90 * 86_400, ENDED + 90 * 86_400.0, ""),
        ("certificate_expires_timestamp_seconds", 12, None, "no time of this century"),
        ("dns_line_answer_info", "192.0.2.1\u202e", "192.0.2.1", ""),
        ("dns_line_answer_info", 5, None, "5 is no text"),
        ("dns_line_answer_info", "x" * 2_000, None, "a text of 2000 characters"),
    ],
)
async def test_each_quantity_is_read_by_its_unit(
    quantity: str, found: object, value: Value, why: str
) -> None:
    async with serving(document({"it": found})) as port:
        options = JsonOptions.model_validate(
            {
                "url": f"http://127.0.0.1:{port}/backups.json",
                "readings": [{"quantity": quantity, "field": "it", "instance": "x"}],
            }
        )
        target = Target("platform", "127.0.0.1")
        made = Probe("platform/json", target, JSON_DOCUMENT, options, 60.0, 5.0)
        result = await run_probe(made, datetime.now(UTC))
    (reading,) = result.readings
    assert (reading.value, reading.quantity.name) == (value, quantity)
    assert why in reading.rejected
    assert bool(why) == bool(reading.rejected)


def test_a_document_measures_only_what_its_options_name() -> None:
    """Another probe of the target keeps what it told."""
    options = JsonOptions.model_validate(
        {
            "url": "http://127.0.0.1/x.json",
            "readings": [
                {"quantity": "camera_up", "field": "a", "instance": "1"},
                {"quantity": "camera_up", "field": "b", "instance": "2"},
            ],
        }
    )
    made = Probe("x/json", Target("x", "127.0.0.1"), JSON_DOCUMENT, options, 60.0, 5.0)
    assert [quantity.name for quantity in made.measures] == ["camera_up"]
