"""Who else speaks on a segment: DHCP servers and routers that may not, and addresses held twice."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from collectors.path.client import HelperOfRound, Unmeasured
from collectors.path.options import SegmentWatch
from collectors.path.protocol import (
    DhcpServers,
    DhcpServersTold,
    Holders,
    HoldersTold,
    Routers,
    RoutersTold,
)
from collectors.path.quantities import (
    ROGUE_DHCP_SERVERS,
    ROGUE_DHCP_SERVERS_INFO,
    ROGUE_ROUTERS,
    ROGUE_ROUTERS_INFO,
)
from collectors.path.told import ADDRESS_QUANTITIES, Speaker, duplicates, rogues, unknown
from collectors.reading import Quantity, Reading

DHCP_QUANTITIES = (ROGUE_DHCP_SERVERS, ROGUE_DHCP_SERVERS_INFO)
ROUTER_QUANTITIES = (ROGUE_ROUTERS, ROGUE_ROUTERS_INFO)

Speaking = TypeVar("Speaking", DhcpServersTold, RoutersTold)


async def dhcp_servers(
    segment: SegmentWatch, permitted: Sequence[str], helper: HelperOfRound
) -> list[Reading]:
    what = DhcpServers(interface=segment.interface, listen_seconds=segment.listen_seconds)
    kind = DhcpServersTold
    return await _others(what, kind, _servers, DHCP_QUANTITIES, permitted, helper)


async def routers(
    segment: SegmentWatch, permitted: Sequence[str], helper: HelperOfRound
) -> list[Reading]:
    what = Routers(interface=segment.interface, listen_seconds=segment.listen_seconds)
    return await _others(what, RoutersTold, _routers, ROUTER_QUANTITIES, permitted, helper)


async def _others(  # noqa: PLR0913, PLR0917 - what the two kinds of speakers differ in
    what: DhcpServers | Routers,
    kind: type[Speaking],
    speakers: Callable[[Speaking], list[Speaker]],
    quantities: tuple[Quantity, Quantity],
    permitted: Sequence[str],
    helper: HelperOfRound,
) -> list[Reading]:
    try:
        told = await helper.measured(what, what.listen_seconds, kind)
    except Unmeasured as error:
        return unknown(quantities, what.interface, error.why)
    return rogues(quantities, what.interface, speakers(told), permitted, told)


def _servers(told: DhcpServersTold) -> list[Speaker]:
    return [
        Speaker(
            frozenset({each.address, each.sent_from}),
            each.hardware,
            f"{each.address} ({each.hardware})",
        )
        for each in told.servers
    ]


def _routers(told: RoutersTold) -> list[Speaker]:
    return [
        Speaker(
            frozenset({each.address}),
            each.hardware,
            " ".join((f"{each.address} ({each.hardware})", *each.prefixes)),
        )
        for each in told.routers
    ]


async def duplicate_addresses(
    segment: SegmentWatch, addresses: Sequence[str], helper: HelperOfRound
) -> list[Reading]:
    what = Holders(
        interface=segment.interface,
        listen_seconds=segment.listen_seconds,
        addresses=list(addresses),
    )
    try:
        told = await helper.measured(what, segment.listen_seconds, HoldersTold)
    except Unmeasured as error:
        return unknown(ADDRESS_QUANTITIES, segment.interface, error.why)
    return duplicates(segment.interface, told)
