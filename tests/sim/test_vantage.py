"""Far addresses: what connecting to them is like."""

import asyncio

import pytest

from sim.vantage import Far, Vantage
from tests.sim.running import running


async def connects(port: int, address: str = "127.0.0.1") -> bool:
    """False where nothing comes back; a refusal is an answer, and raised."""
    try:
        async with asyncio.timeout(0.3):
            _, writer = await asyncio.open_connection(address, port)
    except TimeoutError:
        return False
    writer.close()
    return True


async def test_an_address_answers_until_it_falls_silent_and_again_after() -> None:
    async with running(Vantage("north", {"cernet": Far(), "isp": Far()})) as vantage:
        port = vantage.ports["cernet"]
        assert all([await connects(port) for _ in range(100)])
        vantage.set("far.cernet.answers_ipv4", False)
        assert not any([await connects(port) for _ in range(5)])
        assert await connects(port, "::1")
        assert await connects(vantage.ports["isp"])
        vantage.set("far.cernet.answers_ipv4", True)
        assert all([await connects(port) for _ in range(100)])


async def test_one_that_never_answered_is_silent_from_the_start() -> None:
    async with running(Vantage("north", {"cernet": Far(answers_ipv6=False)})) as vantage:
        port = vantage.ports["cernet"]
        assert await connects(port)
        assert not await connects(port, "::1")


async def test_what_there_is_not_is_named() -> None:
    vantage = Vantage("north", {"cernet": Far()})
    for path in ("far.isp.answers_ipv4", "near.cernet.answers_ipv4", "far.cernet.colour"):
        with pytest.raises(KeyError, match=path):
            vantage.set(path, False)
    with pytest.raises(ValueError, match=r"far\.cernet\.answers_ipv4"):
        vantage.set("far.cernet.answers_ipv4", "no")
