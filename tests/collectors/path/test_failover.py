"""Two egress routers, one of which is pulled: which egress answers, and how long it took the other
to stand in, held against the moments at which it was really so."""

import asyncio
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.collectors.path.egresses import FAR, NUMBERS, SOURCES, leave, plug, pull, two_egresses
from tests.collectors.path.network import Network, helper, options, read
from tests.conftest import wait_until

log = logging.getLogger(__name__)  # figures: --log-cli-level=INFO

INTERVAL_SECONDS = 0.05
#: What `ip` takes to do it, and the loops of two processes.
GIVE_SECONDS = 0.15


@pytest.fixture
def campus() -> Iterator[Network]:
    with two_egresses() as made:
        yield made


def one(name: str, count: int = 4, **source: str) -> dict[str, object]:
    return {"name": name, "address": FAR, "count": count, "interval_seconds": INTERVAL_SECONDS,
            "wait_seconds": 0.4, **source}  # fmt: skip


EACH = [one(name, source=source) for name, source in SOURCES.items()]
MOVING = one("any", count=80)


async def answering(socket: Path) -> dict[str, object]:
    told = await read(options(socket, tests=[*EACH, one("any")]))
    return {name: told[f"path_target_answers_ok {name}"].value for name in ("a", "b", "any")}


async def kernel_moved(campus: Network, pulled: str) -> float:
    """Monotonic time at which our kernel had left the router whose cable it saw go; it looks at
    carriers once a second (linkwatch)."""
    table = 100 + NUMBERS[pulled]
    moved = lambda: "linkdown" in campus("near", f"route show table {table}")  # noqa: E731
    await wait_until(moved, 5, "the kernel's move")
    return time.monotonic()


@pytest.mark.parametrize("pulled", ["a", "b"])
async def test_the_egress_that_is_pulled_is_the_one_that_is_silent(
    tmp_path: Path, campus: Network, pulled: str
) -> None:
    """Nobody tells our kernel of a cable beyond the router: it goes on by the one it prefers."""
    other = "b" if pulled == "a" else "a"
    async with helper(tmp_path / "s", campus.inside("near")):
        whole = await answering(tmp_path / "s")
        pull(campus, pulled)
        cut = await answering(tmp_path / "s")
        await plug(campus, pulled)
        healed = await answering(tmp_path / "s")
    assert whole == healed == {"a": True, "b": True, "any": True}
    assert cut == {pulled: False, other: True, "any": pulled != "a"}


@pytest.mark.parametrize("pulled", ["a", "b"])
async def test_an_egress_that_our_own_cable_does_not_reach_is_unknown(
    tmp_path: Path, campus: Network, pulled: str
) -> None:
    """The router behind it may be well."""
    other = "b" if pulled == "a" else "a"
    async with helper(tmp_path / "s", campus.inside("near")):
        campus(pulled, "link set inner down")
        await kernel_moved(campus, pulled)
        cut = await answering(tmp_path / "s")
    assert cut == {pulled: None, other: True, "any": True}


@pytest.mark.parametrize("after_seconds", [0.5, 1.5])
async def test_the_silence_is_as_long_as_the_failover_took(
    tmp_path: Path, campus: Network, after_seconds: float
) -> None:
    """The test is the routing protocol that notices so late."""
    tests = [MOVING, *(one(name, 80, source=source) for name, source in SOURCES.items())]
    async with helper(tmp_path / "s", campus.inside("near")):
        over = {"test": "any", "circuits": [*SOURCES]}
        reading = asyncio.create_task(read(options(tmp_path / "s", tests=tests, failover=over)))
        await asyncio.sleep(1)
        pull(campus, "a")
        pulled_seconds = time.monotonic()
        await asyncio.sleep(after_seconds)
        leave(campus, "a")
        truth_seconds = time.monotonic() - pulled_seconds
        told = await reading
    measured = told["path_longest_silence_seconds any"].value
    log.info("silence_seconds: %s", f"measured {measured}, true {truth_seconds:.3f}")
    assert isinstance(measured, float)
    assert abs(measured - truth_seconds) < INTERVAL_SECONDS + GIVE_SECONDS
    assert told["path_failover_now_seconds any"].value == measured
    assert told["path_target_answers_ok any"].value is True
    assert told["path_longest_silence_seconds b"].value == 0
    assert told["path_longest_silence_seconds a"].value is None
    assert "to the end of the round" in told["path_longest_silence_seconds a"].rejected


async def test_a_kernel_that_sees_the_cable_go_is_seen_to_move(
    tmp_path: Path, campus: Network
) -> None:
    async with helper(tmp_path / "s", campus.inside("near")):
        reading = asyncio.create_task(read(options(tmp_path / "s", tests=[MOVING])))
        await asyncio.sleep(1)
        pulled_seconds = time.monotonic()
        campus("a", "link set inner down")
        truth_seconds = await kernel_moved(campus, "a") - pulled_seconds
        told = await reading
    measured = told["path_longest_silence_seconds any"].value
    log.info("silence_seconds: %s", f"measured {measured}, true {truth_seconds:.3f}")
    assert isinstance(measured, float)
    assert abs(measured - truth_seconds) < INTERVAL_SECONDS + GIVE_SECONDS
