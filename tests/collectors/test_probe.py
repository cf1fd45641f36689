"""Whatever a collector does, one round ends as readings or as one failure, in time."""

import asyncio
import errno
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

import pytest

from collectors.failure import Failure, FailureKind, ProbeError, classify
from collectors.probe import Collector, Options, PartialResult, Probe, run_probe
from collectors.reading import Columns, Quantity, Reading
from collectors.target import RESOLVE, Secret, Target

HEIGHT = Quantity("height_metres", "How high.", "a ruler")
ROUND = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
Collect = Callable[[Target, Options], Awaitable[Sequence[Reading]]]


def probe(collect: Collect, timeout_seconds: float = 5.0) -> Probe:
    collector = Collector("ruler", Options, (HEIGHT,), collect)
    target = Target("tower", "127.0.0.1")
    return Probe("tower/ruler", target, collector, Options(), 60.0, timeout_seconds)


def raising(error: BaseException) -> Collect:
    async def collect(target: Target, options: Options) -> list[Reading]:
        raise error

    return collect


async def good(target: Target, options: Options) -> list[Reading]:
    return [Reading(HEIGHT, 12.0), Reading(HEIGHT, None, "roof")]


async def endless(target: Target, options: Options) -> list[Reading]:
    await asyncio.Event().wait()
    return []


async def test_readings_come_with_the_rounds_start_and_length() -> None:
    result = await run_probe(probe(good), ROUND)
    assert result.failure is None
    assert tuple(result.readings) == (Reading(HEIGHT, 12.0), Reading(HEIGHT, None, "roof"))
    assert not result.partial
    assert result.started_at == ROUND
    assert 0 <= result.duration_seconds < 1


async def test_a_round_ends_at_its_deadline() -> None:
    result = await run_probe(probe(endless, 0.05), ROUND)
    assert result.failure == Failure(FailureKind.TIMEOUT, "no answer within 0.05 s")
    assert tuple(result.readings) == ()
    assert 0.05 <= result.duration_seconds < 1


async def test_a_cancelled_round_is_cancelled_and_no_failure() -> None:
    task = asyncio.create_task(run_probe(probe(endless), ROUND))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_broken_table_is_a_failure_that_keeps_what_came() -> None:
    cut = Failure(FailureKind.TIMEOUT, "after 1 of 2 rows")
    result = await run_probe(probe(raising(PartialResult(cut, [Reading(HEIGHT, 1.0)]))), ROUND)
    assert result.failure == cut
    assert tuple(result.readings) == ()
    assert tuple(result.partial) == (Reading(HEIGHT, 1.0),)


FAILURES: dict[str, tuple[BaseException, FailureKind]] = {
    "a collector's own word is kept": (
        ProbeError(FailureKind.LOOPING, "round and round"),
        FailureKind.LOOPING,
    ),
    "a time-out": (TimeoutError(), FailureKind.TIMEOUT),
    "the kernel's time-out": (OSError(errno.ETIMEDOUT, "late"), FailureKind.TIMEOUT),
    "a name that is not found": (socket.gaierror(-2, "no name"), FailureKind.NAME_NOT_FOUND),
    "TLS": (ssl.SSLError("handshake"), FailureKind.TLS_REJECTED),
    "a certificate": (ssl.SSLCertVerificationError("expired"), FailureKind.TLS_REJECTED),
    "refused": (OSError(errno.ECONNREFUSED, "refused"), FailureKind.REFUSED),
    "no route": (OSError(errno.EHOSTUNREACH, "no route"), FailureKind.UNREACHABLE),
    "reset": (ConnectionResetError(), FailureKind.UNREACHABLE),
    "the first of a group": (
        ExceptionGroup("two", [TimeoutError(), ValueError()]),
        FailureKind.TIMEOUT,
    ),
    "what nobody named is our bug": (KeyError("ifIndex"), FailureKind.BUG),
}


@pytest.mark.parametrize(("error", "kind"), FAILURES.values(), ids=FAILURES)
async def test_each_exception_becomes_the_failure_that_it_stands_for(
    error: Exception, kind: FailureKind
) -> None:
    assert classify(error).kind is kind
    result = await run_probe(probe(raising(error)), ROUND)
    assert result.failure is not None
    assert result.failure.kind is kind
    assert result.failure.detail
    assert tuple(result.readings) == ()


async def test_a_bug_is_logged_with_its_traceback_and_a_failure_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        await run_probe(probe(raising(OSError(errno.ECONNREFUSED, "refused"))), ROUND)
        assert caplog.records == []
        await run_probe(probe(raising(KeyError("ifIndex"))), ROUND)
    (record,) = caplog.records
    assert record.getMessage() == "ruler on tower"
    assert record.exc_info


def test_a_rejected_reading_carries_no_value() -> None:
    with pytest.raises(ValueError, match="height_metres"):
        Reading(HEIGHT, 12.0, rejected="too high")


def test_a_secret_never_prints() -> None:
    secret = Secret("hunter2")
    assert "hunter2" not in f"{secret} {secret!r} {[secret]}"
    assert secret.reveal() == "hunter2"


class Locked(Options):
    """Options with a secret."""

    key: Secret


def test_a_secret_in_a_file_is_a_reference_and_its_mistakes_do_not_show_it() -> None:
    def resolve(reference: str) -> str:
        if reference != "env:KEY":
            raise ValueError("not set")
        return "hunter2"

    locked = Locked.model_validate({"key": "env:KEY"}, context={RESOLVE: resolve})
    assert locked.key == Secret("hunter2")
    for given in ({"key": 12345}, {"key": "env:OTHER"}):
        with pytest.raises(ValueError, match=r"named by reference|not set") as caught:
            Locked.model_validate(given, context={RESOLVE: resolve})
        assert "12345" not in str(caught.value)
    with pytest.raises(ValueError, match="cannot be resolved here"):
        Locked.model_validate({"key": "env:KEY"})


@pytest.mark.parametrize(
    "kept_as", [list, lambda them: Columns.of([them])], ids=["list", "columns"]
)
async def test_the_time_of_what_is_over_lies_no_day_ahead_of_its_reading(
    kept_as: Callable[[list[Reading]], Sequence[Reading]],
) -> None:
    over = Quantity("mended_timestamp_seconds", "When it was mended.", "ruler", past=True)
    to_come = Quantity("expires_timestamp_seconds", "When it ends.", "ruler")
    now = ROUND.timestamp()

    async def told(target: Target, options: Options) -> Sequence[Reading]:
        return kept_as(
            [
                Reading(over, now + 86_400, "a day's clocks apart"),
                Reading(over, now + 86_401, "ahead"),
                Reading(over, None, "never"),
                Reading(to_come, now + 1e9, "certificate"),
            ]
        )

    result = await run_probe(probe(told), ROUND)
    assert {it.instance: it.value for it in result.readings} == {
        "a day's clocks apart": now + 86_400,
        "ahead": None,
        "never": None,
        "certificate": now + 1e9,
    }
    (rejected,) = [it for it in result.readings if it.rejected]
    assert rejected.instance == "ahead"
    assert rejected.rejected.endswith("(Unix) lies ahead of its reading")
    assert result.told[over.name].rejected.keys() == {"ahead"}
