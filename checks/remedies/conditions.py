"""Remedies for what either holds or does not: each condition that fails, with its device."""

from collections.abc import Mapping

from checks.indicators.evidence import INVENTORY
from checks.remedies.remedy import Remedy, Shortfall, number, said, where
from collectors.quantities import (
    INTERFACE_IPV6_GLOBAL_ADDRESSES,
    INTERFACE_ROUTER_ADVERTISEMENTS,
    INTERFACE_UP,
    WEB_IPV6_ADDRESSES,
    WEB_IPV6_OK,
)

#: What to do where the quantity says no; `{at}` is the interface or the page.
MENDS: Mapping[str, str] = {
    INTERFACE_UP.name: "bring {at} up again",
    INTERFACE_IPV6_GLOBAL_ADDRESSES.name: "give {at} a global IPv6 address",
    INTERFACE_ROUTER_ADVERTISEMENTS.name: "let {at} send router advertisements",
    WEB_IPV6_OK.name: "let {at} answer over IPv6",
    WEB_IPV6_ADDRESSES.name: "publish a global AAAA for the host of {at}",
}


def conditions(short: Shortfall) -> tuple[Remedy, ...]:
    """One remedy for each condition that fails; all of them are needed."""
    return tuple(
        Remedy(MENDS[each.quantity].format(at=where(each)))
        for each in short.evidence
        if each.quantity in MENDS and number(each) == 0
    )


def watched(short: Shortfall) -> tuple[Remedy, ...]:
    """One fresh reading is enough: those that are silent, or a sensor where there is none."""
    silent = [each for each in short.evidence if each.source != INVENTORY and each.problem]
    if not silent:
        return (Remedy(f"fit a sensor for {short.subject.name} and list it in the inventory"),)
    return tuple(
        Remedy(f"{'or ' if rank else ''}make {where(each)} tell {each.quantity}: {each.problem}")
        for rank, each in enumerate(silent)
    )


def mended(short: Shortfall) -> tuple[Remedy, ...]:
    """Any condition: each input that says no, or says nothing."""
    return tuple(
        Remedy(f"mend {where(each)}: {said(each)}")
        for each in short.evidence
        if each.problem or number(each) == 0
    )
