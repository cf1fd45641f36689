"""Broker and gateways: heard by Mosquitto's clients, and gateways on a real Mosquitto too."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sim.faults import Fault
from sim.mqtt_broker import MqttBroker
from sim.mqtt_gateway import Meter, MqttGateway
from sim.mqtt_packets import Login
from sim.mqtt_topics import matches
from tests.conftest import free_port, require_peer, wait_until
from tests.sim.commands import Ended, run
from tests.sim.running import running

WATER = Meter("campus/gw-main/water-main", value=100.0, per_second=1000.0)


def a_gateway() -> MqttGateway:
    meters = {"water-main": WATER}
    return MqttGateway("gw-main", "campus/gw-main/state", meters, interval_seconds=0.1)


def a_broker(slow_seconds: float = 30.0) -> MqttBroker:
    return MqttBroker("broker-1", [a_gateway()], slow_seconds=slow_seconds)


async def mosquitto(program: str, broker: MqttBroker, *options: str | int) -> Ended:
    return await run(program, "-h", "127.0.0.1", "-p", broker.ports["mqtt"], *options)


async def heard(
    broker: MqttBroker, count: int, topic: str = "campus/#", patience_seconds: int = 5
) -> list[str]:
    """So many messages as `retained topic payload`."""
    told = ("-F", "%r %t %p", "-C", count, "-W", patience_seconds)
    return (await mosquitto("mosquitto_sub", broker, "-t", topic, *told)).text.splitlines()


@asynccontextmanager
async def listening(port: int, *options: str) -> AsyncIterator[list[str]]:
    """The lines of a mosquitto_sub that is subscribed already, as they come."""
    lines: list[str] = []
    process = await asyncio.create_subprocess_exec(
        # into a pipe it would keep "Subscribed" to itself until the first message
        *(require_peer("stdbuf"), "-oL", require_peer("mosquitto_sub")),
        *("-h", "127.0.0.1", "-p", str(port), "-d"),
        *("-F", "%r %t %p", *options),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    output = process.stdout

    async def collect() -> None:
        while line := await output.readline():
            lines.append(line.decode().rstrip())

    collecting = asyncio.create_task(collect())
    try:
        await wait_until(lambda: any("Subscribed" in line for line in lines), what="subscription")
        yield lines
    finally:
        process.terminate()
        await process.wait()
        await collecting


def said(lines: list[str], *texts: str) -> Callable[[], bool]:
    return lambda: any(all(text in line for text in texts) for line in lines)


async def test_a_gateway_is_heard_live_with_its_growing_meter() -> None:
    async with running(a_broker()) as broker:
        lines = await heard(broker, 6, WATER.topic)
    totals = [json.loads(line.split(" ", 2)[2])["total"] for line in lines]
    assert all(line.startswith("0 ") for line in lines)  # live, not retained
    assert totals == sorted(totals)
    assert 100 <= totals[0] < totals[-1]


async def test_a_retained_message_is_marked_and_a_live_one_is_not() -> None:
    async with running(MqttBroker("broker-1")) as broker:
        await mosquitto("mosquitto_pub", broker, "-t", "a/b", "-m", "old", "-r", "-q", "1")
        async with listening(broker.ports["mqtt"], "-t", "#", "-q", "1") as lines:
            await mosquitto("mosquitto_pub", broker, "-t", "a/b", "-m", "new", "-r", "-q", "2")
            await wait_until(said(lines, "0 a/b new"))
        assert said(lines, "1 a/b old")()
        await mosquitto("mosquitto_pub", broker, "-t", "a/b", "-n", "-r")
        assert "Timed out" in "".join(await heard(broker, 1, "a/b", 1))


async def test_a_dead_gateway_leaves_its_will_and_comes_back() -> None:
    async with running(a_broker()) as broker:
        await heard(broker, 1, WATER.topic)
        async with listening(broker.ports["mqtt"], "-t", "campus/+/state") as lines:
            broker.set("gateways.gw-main.alive", False)
            await wait_until(said(lines, "0 campus/gw-main/state offline"))
            lines.clear()
            broker.set("gateways.gw-main.alive", True)
            await wait_until(said(lines, "0 campus/gw-main/state", "online"))


async def test_a_silent_gateway_says_nothing_and_leaves_no_will() -> None:
    async with running(a_broker()) as broker:
        await heard(broker, 1, WATER.topic)
        broker.set("gateways.gw-main.silent", True)
        async with listening(broker.ports["mqtt"], "-t", "campus/#") as lines:
            await asyncio.sleep(0.4)
            live = [line for line in lines if line.startswith("0 campus")]
    assert live == []


async def test_stopping_takes_leave_without_a_will(tmp_path: Path) -> None:
    async with a_mosquitto(tmp_path) as port:
        gateway = a_gateway()
        gateway.broker = ("127.0.0.1", port)
        async with listening(port, "-t", "campus/#") as lines:
            async with running(gateway):
                await wait_until(said(lines, "0 campus/gw-main/water-main"))
            await asyncio.sleep(0.2)
        assert not said(lines, "offline")()


async def test_a_gateway_serves_a_real_broker_and_its_will_is_sent_there(tmp_path: Path) -> None:
    async with a_mosquitto(tmp_path) as port:
        gateway = a_gateway()
        gateway.broker = ("127.0.0.1", port)
        async with running(gateway), listening(port, "-t", "campus/#") as lines:
            await wait_until(said(lines, "0 campus/gw-main/water-main", '"total"'))
            gateway.set("alive", False)
            await wait_until(said(lines, "campus/gw-main/state offline"))


@asynccontextmanager
async def a_mosquitto(folder: Path) -> AsyncIterator[int]:
    port = free_port()
    configuration = folder / "mosquitto.conf"
    configuration.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    process = await asyncio.create_subprocess_exec(
        require_peer("mosquitto"), "-c", str(configuration), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            if not (await run("mosquitto_pub", "-p", port, "-t", "x", "-n")).status:
                break
            await asyncio.sleep(0.05)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def test_only_the_right_login_comes_in() -> None:
    broker = MqttBroker("broker-1", [a_gateway()], login=Login("auditor", "right"))
    async with running(broker):
        subscribe = ("-t", WATER.topic, "-C", 1, "-W", 5)
        right = await mosquitto("mosquitto_sub", broker, *subscribe, "-u", "auditor", "-P", "right")
        wrong = await mosquitto("mosquitto_sub", broker, *subscribe, "-u", "auditor", "-P", "no")
        nobody = await mosquitto("mosquitto_sub", broker, *subscribe)
    assert "total" in right.text
    assert "bad user name or password" in wrong.text
    assert "not authorised" in nobody.text


async def test_a_client_that_goes_quiet_beyond_its_keep_alive_is_dropped() -> None:
    async with running(MqttBroker("broker-1")) as broker:
        reader, writer = await asyncio.open_connection("127.0.0.1", broker.ports["mqtt"])
        writer.write(bytes.fromhex("100d 0004 4d515454 04 02 0001 0001 61"))  # keep alive 1 s
        async with listening(broker.ports["mqtt"], "-t", "#"):
            assert await asyncio.wait_for(reader.read(), 3) == bytes.fromhex("20020000")
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.SLOW, Fault.GARBAGE, Fault.TRUNCATED])
async def test_a_broken_broker_accepts_no_client(fault: Fault) -> None:
    async with running(a_broker()) as broker:
        broker.fault = fault
        debugged = ("-d", "-t", "campus/#", "-W", 1, "-C", 1)
        broken = await mosquitto("mosquitto_sub", broker, *debugged)
        broker.fault = Fault.NONE
        whole = await heard(broker, 1)
    assert broken.status != 0
    assert "sending CONNECT" in broken.text
    assert "CONNACK (0)" not in broken.text
    assert "campus" in whole[0]


async def test_a_fault_also_meets_a_client_that_is_connected_already() -> None:
    async with running(a_broker()) as broker, listening(broker.ports["mqtt"], "-t", "#") as lines:
        await wait_until(said(lines, WATER.topic))
        broker.fault = Fault.SILENT
        lines.clear()
        await asyncio.sleep(0.3)
        assert not said(lines, "campus")()
        broker.fault = Fault.NONE
        await wait_until(said(lines, WATER.topic))
        broker.fault = Fault.TRUNCATED
        await wait_until(lambda: "reconnect" in str(lines) or "CONNECT" in str(lines))


async def test_a_slow_broker_accepts_in_the_end() -> None:
    async with running(a_broker(slow_seconds=0.1)) as broker:
        broker.fault = Fault.SLOW
        assert "campus" in (await heard(broker, 1))[0]


async def test_wrong_values_come_from_gateways_that_keep_talking() -> None:
    async with running(a_broker()) as broker:
        await heard(broker, 1)
        broker.fault = Fault.WRONG_VALUE
        async with listening(broker.ports["mqtt"], "-t", "campus/#") as lines:
            for lie in ("NaN", "-1", "1e400"):
                await wait_until(said(lines, f'{{"total": {lie}}}'), what=lie)
            await wait_until(said(lines, "0 campus/gw-main/state", "online"))


async def test_what_comes_that_is_no_mqtt_ends_that_connection_alone() -> None:
    async with running(a_broker()) as broker:
        reader, writer = await asyncio.open_connection("127.0.0.1", broker.ports["mqtt"])
        writer.write(bytes(8))
        assert await asyncio.wait_for(reader.read(), 2) == b""
        writer.close()
        await writer.wait_closed()
        assert "campus" in (await heard(broker, 1))[0]


@pytest.mark.parametrize(
    ("pattern", "topic", "matching"),
    [
        ("a/b", "a/b", True),
        ("a/+", "a/b", True),
        ("a/+", "a/b/c", False),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("+/b", "/b", True),
        ("#", "$SYS/x", False),
        ("+/x", "$SYS/x", False),
        ("$SYS/#", "$SYS/x", True),
        ("a", "a/b", False),
    ],
)
def test_a_filter_matches_by_levels(pattern: str, topic: str, matching: bool) -> None:
    assert matches(pattern, topic) is matching


async def test_a_path_that_leads_nowhere_is_named() -> None:
    for path in (
        "gateways.none.alive",
        "gateways.gw-main.colour",
        "gateways.gw-main.meters.x.value",
    ):
        with pytest.raises(KeyError):
            a_broker().set(path, True)
