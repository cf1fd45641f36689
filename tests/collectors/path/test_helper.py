"""The helper: what it may, whom it serves, how much it bears, and what its end costs (P1)."""
# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it

import asyncio
import logging
import os
import random
import signal
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from collectors.path.client import Unmeasured, ask
from collectors.path.keeping import keep
from collectors.path.protocol import (
    LENGTH,
    Answer,
    Cause,
    Echo,
    EchoTold,
    Routers,
    read_frame,
)
from collectors.reading import Reading
from tests.collectors.path.network import (
    HELPER,
    ROOT,
    helper,
    options,
    pair,
    read,
    read_elsewhere,
)
from tests.collectors.stream_server import serving
from tests.conftest import require_peer, require_root, wait_until

log = logging.getLogger(__name__)  # figures: --log-cli-level=INFO

NOBODY = 65_534
CAP_NET_RAW = 1 << 13
LOOPBACK = Echo(address="127.0.0.1", count=2, interval_seconds=0.01, wait_seconds=0.5)
#: Nobody answers it: RFC 5737, and in a namespace no route leads there but this.
MUTE = Echo(address="192.0.2.99", count=1, wait_seconds=1.0)


@pytest.fixture(autouse=True)
def _root() -> None:
    require_root("a raw socket")


def without(*kept: str) -> list[str]:
    """A wrapper that takes all capabilities but these."""
    setpriv = require_peer("setpriv")
    bounding = ",".join(["-all", *(f"+{each}" for each in kept)])
    return [setpriv, f"--bounding-set={bounding}", "--inh-caps=-all"]


def capabilities(process_id: int) -> dict[str, int]:
    lines = Path(f"/proc/{process_id}/status").read_text(encoding="ascii").splitlines()
    return {line[:6]: int(line.split()[1], 16) for line in lines if line.startswith("Cap")}


async def test_the_helper_keeps_one_capability_and_gives_up_all_others(tmp_path: Path) -> None:
    async with helper(tmp_path / "s") as process:
        told = capabilities(process.pid)
        answer = await ask(tmp_path / "s", LOOPBACK, 5)
    assert (told["CapEff"], told["CapPrm"], told["CapInh"]) == (CAP_NET_RAW, CAP_NET_RAW, 0)
    assert isinstance(answer, EchoTold)
    assert len(answer.answers) == 2


async def test_the_daemon_needs_no_capability(tmp_path: Path) -> None:
    """A round in a process without any, over a helper that has one."""
    tests = [{"name": "4", "address": "192.0.2.2"}, {"name": "6", "address": "2001:db8::2"}]
    traces, mtus = [{"name": "a", "address": "192.0.2.2"}], [{"name": "a", "address": "192.0.2.2"}]
    segments = [{"interface": "eth0", "listen_seconds": 0.4, "addresses": ["192.0.2.2"]}]
    wanted = options(tmp_path / "s", tests=tests, traces=traces, mtus=mtus, segments=segments)
    with pair() as made:
        capable = made.inside("near", *without("net_raw"))
        async with helper(tmp_path / "s", capable) as process:
            held = capabilities(process.pid)
            found = await read_elsewhere(made.inside("near", *without()), wanted)
    assert held["CapBnd"] == held["CapEff"] == CAP_NET_RAW
    assert found["effective"] == "0" * 16
    assert not found["scapy"]
    told = {name: value for name, (value, _) in found["told"].items()}
    assert told["path_target_answers_ok 4"] is told["path_target_answers_ok 6"] is True
    assert (told["path_hops_count a"], told["path_mtu_bytes a"]) == (1, 1500)
    assert told["duplicate_addresses_count eth0"] == 0


async def test_fault_P1_a_helper_without_cap_net_raw_says_so(tmp_path: Path) -> None:
    tests = [{"name": "a", "address": "192.0.2.2"}]
    traces = [{"name": "a", "address": "192.0.2.2"}]
    segments = [{"interface": "eth0", "listen_seconds": 0.2, "routers": ["fe80::1"]}]
    wanted = options(tmp_path / "s", tests=tests, traces=traces, segments=segments)
    with pair() as made:
        made.shell("near", "echo 1 0 > /proc/sys/net/ipv4/ping_group_range")
        async with helper(tmp_path / "s", made.inside("near", *without())):
            told = await read_elsewhere(made.inside("near", *without()), wanted)
    lacks = "the path helper refuses: it lacks CAP_NET_RAW: [Errno 1] Operation not permitted"
    assert {value for value, _ in told["told"].values()} == {None}
    assert all(why.startswith(lacks) for _, why in told["told"].values())


#: Connects as whoever it is run as, and says what came.
ASKER = """
import socket, struct, sys
with socket.socket(socket.AF_UNIX) as sock:
    try:
        sock.connect(sys.argv[1])
        body = sys.argv[2].encode()
        sock.sendall(struct.pack("!I", len(body)) + body)
        print(len(sock.recv(65536)))
    except OSError as error:
        print(type(error).__name__)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not tmp_path, which only its owner may enter."""
    with tempfile.TemporaryDirectory(dir="/run", prefix="campus-path-") as name:
        made = Path(name)
        made.chmod(0o755)
        yield made


def set_mode(path: Path, mode: int) -> None:
    path.chmod(mode)


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize(
    ("arguments", "mode", "answered"),
    [
        ([], 0o660, False),  # the socket does not open
        ([], 0o666, False),  # it opens, and the helper looks who it is
        (["--user", str(NOBODY)], 0o666, True),
    ],
)
async def test_only_those_who_may_are_answered(
    folder: Path, arguments: list[str], mode: int, answered: bool
) -> None:
    setpriv = require_peer("setpriv")
    nobody = [setpriv, f"--reuid={NOBODY}", "--clear-groups", "/usr/bin/python3", "-c", ASKER]
    async with helper(folder / "s", arguments=arguments):
        assert mode_of(folder / "s") == 0o660
        set_mode(folder / "s", mode)
        process = await asyncio.create_subprocess_exec(
            *nobody, str(folder / "s"), "{}", cwd="/", stdout=PIPE
        )
        out, _ = await process.communicate()
    told = out.decode().strip()
    assert (told.isdecimal() and int(told) > 0) is answered, told


async def test_a_user_that_is_not_there_is_named(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *HELPER, "--socket", str(tmp_path / "s"), "--user", "nobody-of-that-name", stderr=PIPE
    )
    _, told = await process.communicate()
    assert process.returncode == 1
    assert told.decode() == "there is no user nobody-of-that-name, who is to ask the path helper\n"


ILL = {
    "nothing": b"",
    "no JSON": b"{",
    "no ask": b"{}",
    "a key too many": b'{"number":1,"deadline_seconds":1,'
    b'"what":{"kind":"mtu","address":"::1","x":1}}',
    "a name": b'{"number":1,"deadline_seconds":1,"what":{"kind":"mtu","address":"a.example"}}',
    "another kind": b'{"number":1,"deadline_seconds":1,"what":{"kind":"shell","run":"id"}}',
    "a million packets": b'{"number":1,"deadline_seconds":1,"what":{"kind":"echo","address":"::1",'
    b'"count":1000000}}',
    "for ever": b'{"number":1,"deadline_seconds":1e9,"what":{"kind":"mtu","address":"::1"}}',
    "a path for an interface": b'{"number":1,"deadline_seconds":1,"what":{"kind":"routers",'
    b'"interface":"../x"}}',
    "bytes": bytes(range(256)),
}


async def said(path: Path, sent: bytes) -> Answer | None:
    """The helper's answer; None where it hangs up without one."""
    reader, writer = await asyncio.open_unix_connection(path)
    try:
        writer.write(sent)
        async with asyncio.timeout(8):
            return Answer.model_validate_json(await read_frame(reader))
    except (asyncio.IncompleteReadError, ConnectionResetError):
        return None
    finally:
        writer.transport.abort()


async def test_what_is_no_ask_is_refused_and_the_helper_lives(tmp_path: Path) -> None:
    async with helper(tmp_path / "s") as process:
        for body in ILL.values():
            answer = await said(tmp_path / "s", LENGTH.pack(len(body)) + body)
            refused = answer is not None and answer.refusal is not None
            assert refused is bool(body), body
            assert answer is None or (answer.refusal and answer.refusal.cause is Cause.BAD_ASK)
        assert await said(tmp_path / "s", b"\xff" * 100_000) is None
        assert await said(tmp_path / "s", LENGTH.pack(100) + b"{") is None  # in five seconds
        assert isinstance(await ask(tmp_path / "s", LOOPBACK, 5), EchoTold)
        assert process.returncode is None


async def test_too_many_asks_are_refused_and_one_that_is_given_up_makes_room(
    tmp_path: Path,
) -> None:
    with pair() as made:
        async with helper(tmp_path / "s", made.inside("near"), ["--asks-at-most", "1"]):
            waiting = asyncio.create_task(ask(tmp_path / "s", MUTE, 5))
            await asyncio.sleep(0.3)
            with pytest.raises(Unmeasured, match="refuses: 1 asks are being answered"):
                await ask(tmp_path / "s", MUTE, 5)
            waiting.cancel()
            await asyncio.wait([waiting])
            started = time.monotonic()
            told = await asked_until_there_is_room(tmp_path / "s")
            assert time.monotonic() - started < 0.9  # it did not wait for the first one's end
    assert told.sent == 1


async def asked_until_there_is_room(path: Path) -> EchoTold:
    what = Echo(address="192.0.2.2", count=1, wait_seconds=1.0)
    for _ in range(50):
        try:
            told = await ask(path, what, 5)
        except Unmeasured:
            await asyncio.sleep(0.01)
        else:
            assert isinstance(told, EchoTold)
            return told
    raise AssertionError("the ask that was given up still takes its place")


async def test_packets_leave_at_the_pace_that_is_allowed_whoever_asks(tmp_path: Path) -> None:
    """Four asks of 30 packets are 120: a burst of 50 at once, and 70 at 40 a second."""
    what = Echo(address="127.0.0.1", count=30, interval_seconds=0.01, wait_seconds=0.5)
    async with helper(tmp_path / "s", arguments=["--packets-per-second", "40"]):
        started = time.monotonic()
        told = await asyncio.gather(*(ask(tmp_path / "s", what, 20) for _ in range(4)))
        took = time.monotonic() - started
        with pytest.raises(Unmeasured, match=r"refuses: not measured within 0\.3 s"):
            await asyncio.gather(*(ask(tmp_path / "s", what, 0.3) for _ in range(4)))
    assert all(isinstance(each, EchoTold) and len(each.answers) == 30 for each in told)
    assert took > (120 - 50) / 40 - 0.1


async def test_fault_P1_a_helper_that_stands_still_is_unknown_until_it_goes_on(
    tmp_path: Path,
) -> None:
    tests = [{"name": "a", "address": "127.0.0.1", "count": 1, "wait_seconds": 0.2}]
    traces = [{"name": "a", "address": "127.0.0.1", "wait_seconds": 0.2}]
    wanted = options(tmp_path / "s", tests=tests, traces=traces)
    async with helper(tmp_path / "s") as process:
        process.send_signal(signal.SIGSTOP)
        still = await read(wanted)
        process.send_signal(signal.SIGCONT)
        going = await read(wanted)
    assert still["path_hops_count a"].value is None
    assert "the path helper was silent" in still["path_hops_count a"].rejected
    assert [going[f"{name} a"].value for name in ("path_target_answers_ok", "path_hops_count")] == [
        True,
        1,
    ]


# --- P1: fifty ends -------------------------------------------------------------------------------

KILLS = 50
SIDE_BY_SIDE = 5


@asynccontextmanager
async def kept(socket: Path) -> AsyncIterator[int]:
    """The helper under its keeper, whose process this is."""
    process = await asyncio.create_subprocess_exec(
        *HELPER, "--socket", str(socket), "--keep", cwd=ROOT, stderr=DEVNULL
    )
    try:
        await wait_until(socket.exists, 20, "the helper's socket")
        yield process.pid
    finally:
        process.terminate()
        await process.wait()
    assert not is_there(socket)


def is_there(path: Path) -> bool:
    return path.exists()


def child_of(process_id: int) -> int | None:
    text = Path(f"/proc/{process_id}/task/{process_id}/children").read_text(encoding="ascii")
    return int(text.split()[0]) if text else None


@pytest.mark.slow
async def test_fault_P1_fifty_kills_cost_no_reading_but_its_own(tmp_path: Path) -> None:
    """Killed at any moment of a round. What it was to measure is right or unknown, never false; a
    handshake in the same round, and the loop, do not notice; after the last it is all there."""
    seen: dict[object, int] = {}

    async def greet(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with serving(greet) as port:
        sides = (killed(tmp_path / f"s{side}", port, side, seen) for side in range(SIDE_BY_SIDE))
        times = [seconds for each in await asyncio.gather(*sides) for seconds in each]
    log.info("outcomes: %s", seen)
    log.info("longest_round_seconds: %s", max(times))
    assert len(times) == KILLS
    assert max(times) < 10


async def killed(place: Path, port: int, seed: int, seen: dict[object, int]) -> list[float]:
    """One keeper whose helper is killed again and again; how long each round took."""
    chance, times = random.Random(seed), []
    once = {"address": "127.0.0.1", "interval_seconds": 0.05}
    tests = [
        {"name": "icmp", "count": 3} | once,
        {"name": "tcp", "count": 1, "method": "tcp", "port": port} | once,
    ]
    async with kept(place) as keeper:
        traces = [{"name": "a", "address": "127.0.0.1", "wait_seconds": 0.5}]
        wanted = options(place, tests=tests, traces=traces)
        for _ in range(KILLS // SIDE_BY_SIDE):
            await wait_until(lambda: child_of(keeper) is not None, 20, "a new helper")
            await wait_until(place.exists, 20, "its socket")
            reading = asyncio.create_task(read(wanted))
            await asyncio.sleep(chance.random() * 0.2)
            child = child_of(keeper)
            if child is not None:
                os.kill(child, signal.SIGKILL)
            started = time.monotonic()
            told = await reading
            times.append(time.monotonic() - started)
            check(told, seen)
            await asyncio.sleep(1.1)  # a life beyond a second is none that was short
        await wait_until(lambda: child_of(keeper) is not None, 20, "the last helper")
        whole = await settled(wanted)
    assert whole["path_target_answers_ok icmp"].value is True
    assert whole["path_hops_count a"].value == 1
    return times


def check(told: dict[str, Reading], seen: dict[object, int]) -> None:
    for name, good in (("path_target_answers_ok icmp", True), ("path_hops_count a", 1)):
        one = told[name]
        assert one.value in (good, None), one
        assert one.value is not None or "path helper" in one.rejected
        seen[one.value] = seen.get(one.value, 0) + 1
    assert told["path_target_answers_ok tcp"].value is True


async def settled(wanted: object) -> dict[str, Reading]:
    """The first round of some in which all is known: the keeper waits longer after each end."""
    told: dict[str, Reading] = {}
    for _ in range(20):
        told = await read(wanted)  # type: ignore[arg-type]
        if all(each.value is not None for each in told.values()):
            break
        await asyncio.sleep(0.3)
    return told


async def test_what_ends_at_once_again_and_again_is_given_up() -> None:
    started = time.monotonic()
    command = [sys.executable, "-S", "-c", "raise SystemExit(7)"]
    assert await keep(command, short_lives_at_most=4) == 7
    assert time.monotonic() - started >= 0.1 + 0.2 + 0.4
    asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)


def descriptors(process_id: int) -> int:
    return len(list(Path(f"/proc/{process_id}/fd").iterdir()))


async def test_a_segment_without_its_interface_costs_no_socket(tmp_path: Path) -> None:
    async with helper(tmp_path / "s") as process:
        await ask(tmp_path / "s", LOOPBACK, 5)
        before = descriptors(process.pid)
        for _ in range(20):
            with pytest.raises(Unmeasured, match="this host cannot ask"):
                await ask(tmp_path / "s", Routers(interface="none0"), 5)
            await ask(tmp_path / "s", LOOPBACK, 5)
        await wait_until(lambda: descriptors(process.pid) <= before, 5, "fewer descriptors")
