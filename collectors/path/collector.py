"""The paths that this host sees: what answers by which way, how fast, through whom, and who else
speaks on its segments. One that cannot be tried is unknown and says why; the others still count."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from collectors.path import unprivileged, watch
from collectors.path.client import HelperOfRound, Unmeasured
from collectors.path.failover import failover
from collectors.path.networks import Listed, crossed, goes_through
from collectors.path.options import (
    AT_A_TIME,
    Failover,
    HostTest,
    MtuTest,
    PathOptions,
    PathTest,
    TraceTest,
)
from collectors.path.protocol import Echo, EchoTold, Mtu, MtuTold, Trace, TraceTold
from collectors.path.quantities import (
    PATH_FAILOVER_NOW,
    PATH_HOPS,
    PATH_LOSS,
    PATH_MTU,
    PATH_NETWORKS,
    PATH_ROUND_TRIP_NOW,
    PATH_SILENCE,
    PATH_THROUGH,
)
from collectors.path.told import (
    ADDRESS_QUANTITIES,
    answered,
    loss,
    round_trip,
    silence,
    unknown,
)
from collectors.path.watch import DHCP_QUANTITIES, ROUTER_QUANTITIES
from collectors.probe import Collector
from collectors.quantities import PATH_ANSWERS, PATH_IPV4, PATH_IPV6
from collectors.reading import Quantity, Reading
from collectors.target import Target

TEST_QUANTITIES = (PATH_ANSWERS, PATH_ROUND_TRIP_NOW, PATH_LOSS, PATH_SILENCE)
TRACE_QUANTITIES = (PATH_HOPS, PATH_NETWORKS)

Part = Callable[[], Awaitable[list[Reading]]]


async def collect(target: Target, options: PathOptions) -> list[Reading]:
    """Every test at its own cost: what cannot be tried is None with the reason. `target` is this
    host as a vantage; its address is not asked."""
    del target
    turn, helper = asyncio.Semaphore(AT_A_TIME), HelperOfRound(Path(options.helper))

    async def in_turn(part: Part) -> list[Reading]:
        async with turn:
            return await part()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(in_turn(part)) for part in _parts(options, helper)]
    return [reading for task in tasks for reading in task.result()]


def _parts(options: PathOptions, helper: HelperOfRound) -> Iterator[Part]:
    listed = [each.listed() for each in options.networks]
    tests = {test.name: test for test in options.tests}
    over = options.failover
    if over is not None:
        yield partial(_failed_over, over, tests, helper)
    for name, test in tests.items():
        if over is None or name not in (over.test, *over.circuits):
            yield partial(_tested, test, helper)
    for host in options.hosts:
        for quantity, test in _families(host):
            yield partial(_got_out, quantity, test, helper)
    for trace in options.traces:
        yield partial(_traced, trace, listed, helper)
    for mtu in options.mtus:
        yield partial(_sized, mtu, helper)
    for segment in options.segments:
        if segment.dhcp_servers is not None:
            yield partial(watch.dhcp_servers, segment, segment.dhcp_servers, helper)
        if segment.routers is not None:
            yield partial(watch.routers, segment, segment.routers, helper)
        if segment.addresses is not None:
            yield partial(watch.duplicate_addresses, segment, segment.addresses, helper)


# --- what answers ---------------------------------------------------------------------------------


async def _tested(test: PathTest, helper: HelperOfRound) -> list[Reading]:
    return _of_test(test.name, await _told(test, helper))


async def _told(test: PathTest, helper: HelperOfRound) -> EchoTold | Unmeasured:
    try:
        return await answers(test, helper)
    except Unmeasured as error:
        return error


def _of_test(name: str, told: EchoTold | Unmeasured) -> list[Reading]:
    if isinstance(told, Unmeasured):
        return unknown(TEST_QUANTITIES, name, told.why)
    return [
        answered(PATH_ANSWERS, name, told),
        round_trip(name, told),
        loss(name, told),
        silence(name, told),
    ]


async def _failed_over(
    over: Failover, tests: Mapping[str, PathTest], helper: HelperOfRound
) -> list[Reading]:
    """Its tests, side by side, and what they say together."""
    async with asyncio.TaskGroup() as group:
        tasks = {
            name: group.create_task(_told(tests[name], helper))
            for name in (over.test, *over.circuits)
        }
    told = {name: task.result() for name, task in tasks.items()}
    readings = [reading for name, each in told.items() for reading in _of_test(name, each)]
    for each in told.values():
        if isinstance(each, Unmeasured):
            return [*readings, *unknown([PATH_FAILOVER_NOW], over.test, each.why)]
    echoes = [each for each in told.values() if isinstance(each, EchoTold)]
    interval_seconds = tests[over.test].interval_seconds
    return [*readings, failover(over.test, echoes[0], echoes[1:], interval_seconds)]


async def _got_out(quantity: Quantity, test: PathTest, helper: HelperOfRound) -> list[Reading]:
    try:
        return [answered(quantity, test.name, await answers(test, helper))]
    except Unmeasured as error:
        return unknown([quantity], test.name, error.why)


def _families(host: HostTest) -> list[tuple[Quantity, PathTest]]:
    tests = (PATH_IPV4, host.over_ipv4()), (PATH_IPV6, host.over_ipv6())
    return [(quantity, test) for quantity, test in tests if test is not None]


async def answers(test: PathTest, helper: HelperOfRound) -> EchoTold:
    """Raises Unmeasured. What the helper lacks is tried without it, where the kernel lets us."""
    what = Echo(
        address=test.address,
        source=test.source,
        interface=test.interface,
        wait_seconds=test.wait_seconds,
        count=test.count,
        interval_seconds=test.interval_seconds,
    )
    if test.port is not None:
        return await unprivileged.handshakes(what, test.port)
    try:
        return await helper.measured(what, test.longest_seconds(), EchoTold)
    except Unmeasured as error:
        if not error.helper_lacks:
            raise
        try:
            return await unprivileged.echo(what)
        except Unmeasured as other:
            raise Unmeasured(f"{error.why}; {other.why}") from None


# --- which way, and how large ---------------------------------------------------------------------


async def _traced(
    test: TraceTest, listed: Sequence[Listed], helper: HelperOfRound
) -> list[Reading]:
    what = Trace(
        address=test.address,
        source=test.source,
        interface=test.interface,
        wait_seconds=test.wait_seconds,
        method=test.method,
        hops_at_most=test.hops_at_most,
    )
    measures = (*TRACE_QUANTITIES, *([PATH_THROUGH] if test.through else []))
    try:
        told = await helper.measured(what, test.longest_seconds(), TraceTold)
    except Unmeasured as error:
        return unknown(measures, test.name, error.why)
    hops, why = (len(told.hops), "") if told.reached else (None, "the far address was not reached")
    readings = [
        Reading(PATH_HOPS, hops, test.name, why),
        Reading(PATH_NETWORKS, crossed(told, listed), test.name),
    ]
    if test.through is not None:
        through = goes_through(told, test.through, listed)
        is_known = isinstance(through, bool)
        value, why = (through, "") if is_known else (None, str(through))
        readings.append(Reading(PATH_THROUGH, value, test.name, why))
    return readings


async def _sized(test: MtuTest, helper: HelperOfRound) -> list[Reading]:
    what = Mtu(
        address=test.address,
        source=test.source,
        interface=test.interface,
        wait_seconds=test.wait_seconds,
    )
    try:
        told = await helper.measured(what, test.longest_seconds(), MtuTold)
    except Unmeasured as error:
        return unknown([PATH_MTU], test.name, error.why)
    why = "" if told.mtu_bytes else "the far address answers not even the smallest packet"
    return [Reading(PATH_MTU, told.mtu_bytes, test.name, why)]


def measured_with(options: PathOptions) -> tuple[Quantity, ...]:
    families = {quantity for host in options.hosts for quantity, _ in _families(host)}
    chosen = (
        (TEST_QUANTITIES, options.tests),
        ((PATH_FAILOVER_NOW,), options.failover),
        ((PATH_IPV4,), PATH_IPV4 in families),
        ((PATH_IPV6,), PATH_IPV6 in families),
        (TRACE_QUANTITIES, options.traces),
        ((PATH_THROUGH,), any(each.through for each in options.traces)),
        ((PATH_MTU,), options.mtus),
        (DHCP_QUANTITIES, any(each.dhcp_servers for each in options.segments)),
        (ROUTER_QUANTITIES, any(each.routers for each in options.segments)),
        (ADDRESS_QUANTITIES, any(each.addresses for each in options.segments)),
    )
    return tuple(quantity for quantities, wanted in chosen if wanted for quantity in quantities)


MEASURES = (
    *TEST_QUANTITIES,
    PATH_FAILOVER_NOW,
    PATH_IPV4,
    PATH_IPV6,
    *TRACE_QUANTITIES,
    PATH_THROUGH,
    PATH_MTU,
    *DHCP_QUANTITIES,
    *ROUTER_QUANTITIES,
    *ADDRESS_QUANTITIES,
)
PATH = Collector("path", PathOptions, MEASURES, collect, measured_with)
