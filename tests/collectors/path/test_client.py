"""The helper's answers are believed only where they fit; one that is gone, hangs or lies costs its
own tests and nothing else (P1)."""
# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it

import asyncio
import resource
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from collectors.path.client import Unmeasured, ask
from collectors.path.protocol import (
    FRAME_BYTES_AT_MOST,
    LENGTH,
    Answer,
    Ask,
    Cause,
    Echo,
    EchoTold,
    Hop,
    MtuTold,
    Refusal,
    Told,
    Trace,
    TraceTold,
    frame,
    read_frame,
)
from tests.collectors.path.network import options, read
from tests.collectors.stream_server import serving

ECHO = Echo(address="127.0.0.1", count=2)
SECONDS = 0.2
Script = Callable[[Ask, StreamWriter], Awaitable[None]]


@asynccontextmanager
async def playing(path: Path, script: Script) -> AsyncIterator[list[Ask]]:
    """A helper that does as the script says; the asks that came."""
    asks: list[Ask] = []
    sessions: set[asyncio.Task[None]] = set()

    async def session(reader: StreamReader, writer: StreamWriter) -> None:
        try:
            asks.append(Ask.model_validate_json(await read_frame(reader)))
            await script(asks[-1], writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()

    def start(reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.create_task(session(reader, writer))
        sessions.add(task)
        task.add_done_callback(sessions.discard)

    async with await asyncio.start_unix_server(start, path) as server:
        yield asks
        server.close()
        for task in list(sessions):
            task.cancel()
        await asyncio.gather(*sessions)


def saying(told: Told | Refusal, *, off_by: int = 0) -> Script:
    async def script(asked: Ask, writer: StreamWriter) -> None:
        field = "refusal" if isinstance(told, Refusal) else "told"
        writer.write(frame(Answer.model_validate({"number": asked.number + off_by, field: told})))

    return script


def writing(body: str | bytes, length: int | None = None) -> Script:
    """A frame of that text, with the ask's number for N."""

    async def script(asked: Ask, writer: StreamWriter) -> None:
        text = body if isinstance(body, bytes) else body.replace("N", str(asked.number)).encode()
        writer.write(LENGTH.pack(len(text) if length is None else length) + text)

    return script


async def ending(_asked: Ask, _writer: StreamWriter) -> None:
    """Dies over the ask."""


async def hanging(_asked: Ask, _writer: StreamWriter) -> None:
    await asyncio.Event().wait()


async def flooding(_asked: Ask, writer: StreamWriter) -> None:
    while True:
        writer.write(b"\xff" * 65_536)
        await writer.drain()


async def trickling(_asked: Ask, writer: StreamWriter) -> None:
    writer.write(LENGTH.pack(60_000))
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


def an_echo(**given: object) -> EchoTold:
    silent = {"sent_after_seconds": [0.0, 0.0], "round_trips_seconds": [None, None]}
    return EchoTold.model_validate({**silent, **given})


def text_of(trips: str) -> str:
    told = f'"kind":"echo","sent_after_seconds":[0],"round_trips_seconds":[{trips}]'
    return f'{{"number":N,"told":{{{told}}}}}'


LIES: dict[str, tuple[Script, str]] = {
    "to another ask": (saying(an_echo(), off_by=1), "to another ask"),
    "of another kind": (saying(MtuTold(mtu_bytes=1500)), "asked for echo, told of mtu"),
    "more sent than asked for": (
        saying(an_echo(sent_after_seconds=[0.0] * 3, round_trips_seconds=[None] * 3)),
        "3 packets, where 2 were asked for",
    ),
    "more answers than sent": (writing(text_of("0.1,0.1")), "answer is none"),
    "sent in the past": (writing(text_of("0.1").replace("[0]", "[-1]")), "answer is none"),
    "sent in the future": (
        saying(an_echo(sent_after_seconds=[0.0, 50.0])),
        "longer than the ask itself",
    ),
    "a round trip longer than the ask": (
        saying(an_echo(round_trips_seconds=[None, 59.0])),
        "a round trip longer than the ask itself",
    ),
    "no time at all": (writing(text_of("0.0")), "answer is none"),
    "a negative time": (writing(text_of("-0.1")), "answer is none"),
    "no number": (writing(text_of("NaN")), "answer is none"),
    "a time in words": (writing(text_of('"1"')), "answer is none"),
    "neither told nor refused": (writing('{"number":N}'), "answer is none"),
    "a key too many": (writing('{"number":N,"more":1}'), "answer is none"),
    "no JSON": (writing("{" * 1000), "answer is none"),
    "no text": (writing(bytes(range(256))), "answer is none"),
    "nothing in the frame": (writing(b""), "a message of 0 bytes"),
    "a frame beyond the limit": (writing(b"", FRAME_BYTES_AT_MOST + 1), "is announced"),
    "a flood": (flooding, "a message of 4294967295 bytes is announced"),
    "half a frame, and gone": (writing(b"{", 100), "ended while it was asked"),
    "gone": (ending, "ended while it was asked"),
    "a hang": (hanging, "was silent for 1.2 s"),
    "byte by byte": (trickling, "was silent for 1.2 s"),
    "busy": (saying(Refusal(cause=Cause.BUSY, detail="32 asks")), "refuses: 32 asks"),
    "without CAP_NET_RAW": (
        saying(Refusal(cause=Cause.NOT_PERMITTED, detail="it lacks CAP_NET_RAW")),
        "refuses: it lacks CAP_NET_RAW",
    ),
    "no route": (
        saying(Refusal(cause=Cause.THIS_HOST, detail="Network is unreachable")),
        "this host cannot ask: Network is unreachable",
    ),
}


@pytest.mark.parametrize(("script", "why"), LIES.values(), ids=LIES)
async def test_fault_P1_what_is_no_answer_is_unmeasured_and_says_why(
    tmp_path: Path, script: Script, why: str
) -> None:
    async with playing(tmp_path / "s", script):
        with pytest.raises(Unmeasured) as caught:
            await ask(tmp_path / "s", ECHO, SECONDS)
    assert why in caught.value.why


HOPS = {
    "out of order": [Hop(limit=2, addresses=[]), Hop(limit=1, addresses=[])],
    "with a gap": [Hop(limit=1, addresses=[]), Hop(limit=3, addresses=[])],
    "more than were asked for": [Hop(limit=n, addresses=[]) for n in (1, 2, 3, 4)],
}


@pytest.mark.parametrize("hops", HOPS.values(), ids=HOPS)
async def test_hops_come_in_order_and_no_more_than_asked_for(
    tmp_path: Path, hops: list[Hop]
) -> None:
    async with playing(tmp_path / "s", saying(TraceTold(hops=hops, reached=True))):
        with pytest.raises(Unmeasured, match="hops out of order"):
            await ask(tmp_path / "s", Trace(address="127.0.0.1", hops_at_most=3), SECONDS)


async def test_a_true_answer_is_believed_whatever_follows_it(tmp_path: Path) -> None:
    told = an_echo(round_trips_seconds=[1e-6, None])

    async def script(asked: Ask, writer: StreamWriter) -> None:
        await saying(told)(asked, writer)
        await flooding(asked, writer)

    async with playing(tmp_path / "s", script) as asks:
        assert await ask(tmp_path / "s", ECHO, SECONDS) == told
        assert await ask(tmp_path / "s", ECHO, SECONDS) == told
    assert asks[0].number != asks[1].number
    assert asks[0].what == ECHO


async def test_one_that_comes_back_is_asked_again_and_not_for_ever(tmp_path: Path) -> None:
    told, deaths = an_echo(), 2

    async def script(asked: Ask, writer: StreamWriter) -> None:
        if len(asks) > deaths:
            await saying(told)(asked, writer)

    async with playing(tmp_path / "s", script) as asks:
        assert await ask(tmp_path / "s", ECHO, SECONDS) == told
        assert len(asks) == deaths + 1
    async with playing(tmp_path / "t", ending) as asks:
        with pytest.raises(Unmeasured):
            await ask(tmp_path / "t", ECHO, SECONDS)
        assert len(asks) == 4


async def test_without_a_helper_the_reason_names_its_socket(tmp_path: Path) -> None:
    with pytest.raises(Unmeasured, match="s is not there: No such file") as caught:
        await ask(tmp_path / "s", ECHO, SECONDS)
    assert caught.value.helper_lacks
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "s"))
    with pytest.raises(Unmeasured, match="s is not there: Connection refused"):
        await ask(tmp_path / "s", ECHO, SECONDS)


async def test_fault_P1_a_flood_takes_no_memory(tmp_path: Path) -> None:
    """The script writes as fast as it is read, which is not beyond the first four bytes."""
    async with playing(tmp_path / "s", flooding):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(50):
            with pytest.raises(Unmeasured):
                await ask(tmp_path / "s", ECHO, SECONDS)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 16_384  # KiB


async def test_fault_P1_a_round_waits_for_a_helper_that_hangs_but_once(tmp_path: Path) -> None:
    """Forty tests, eight at a time: the first eight wait, and the others know."""
    mtus = [{"name": str(n), "address": "127.0.0.1", "wait_seconds": 0.05} for n in range(40)]
    async with playing(tmp_path / "s", hanging) as asks:
        told = await read(options(tmp_path / "s", mtus=mtus))
    assert len(asks) == 8
    assert len(told) == 40
    assert all("was silent for 4 s" in each.rejected for each in told.values())


async def test_a_round_that_is_cut_off_leaves_nothing_behind(tmp_path: Path) -> None:
    """Neither a connection nor a test that waits for its turn; pytest fails on what is left."""
    mtus = [{"name": str(n), "address": "127.0.0.1"} for n in range(40)]
    async with playing(tmp_path / "s", hanging) as asks:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await read(options(tmp_path / "s", mtus=mtus))
    assert len(asks) == 8


@pytest.mark.parametrize("script", [hanging, flooding, ending, LIES["to another ask"][0]])
async def test_fault_P1_a_bad_helper_costs_its_own_tests_only(
    tmp_path: Path, script: Script
) -> None:
    """A handshake needs no helper; what does is unknown with its reason, and never false."""

    async def greeting(reader: StreamReader, _writer: StreamWriter) -> None:
        await reader.read()

    async with playing(tmp_path / "s", script), serving(greeting) as port:
        told = await read(
            options(
                tmp_path / "s",
                tests=[{"name": "tcp", "address": "127.0.0.1", "method": "tcp", "port": port}],
                traces=[{"name": "far", "address": "127.0.0.1", "wait_seconds": 0.05}],
                mtus=[{"name": "far", "address": "127.0.0.1", "wait_seconds": 0.05}],
                segments=[{"interface": "lo", "listen_seconds": 0.1, "routers": ["fe80::1"]}],
            )
        )
    assert told.pop("path_target_answers_ok tcp").value is True
    assert told.pop("path_loss_ratio tcp").value == 0
    assert told.pop("path_longest_silence_seconds tcp").value == 0
    round_trip = told.pop("path_round_trip_now_seconds tcp").value
    assert isinstance(round_trip, float)
    assert 0 < round_trip < 1
    assert set(told) == {
        *("path_hops_count far", "path_networks_info far", "path_mtu_bytes far"),
        *("rogue_routers_count lo", "rogue_routers_info lo"),
    }
    assert all(each.value is None and "helper" in each.rejected for each in told.values())


async def test_a_message_longer_than_its_frame_may_be_is_not_sent() -> None:
    refusal = Refusal.model_construct(cause=Cause.BUSY, detail="x" * FRAME_BYTES_AT_MOST)
    with pytest.raises(ValueError, match="a message of"):
        frame(Answer.model_construct(number=1, refusal=refusal))
