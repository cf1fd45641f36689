"""INDICATORS: the one table of all indicators, by name."""

from itertools import chain

from checks.indicator import Indicator
from checks.indicators import (
    continuity,
    coverage,
    egress,
    environment,
    hardware,
    iot,
    ipv6,
    names,
    power,
    uplinks,
    wired,
    wireless,
)

INDICATORS: dict[str, Indicator] = {
    indicator.name: indicator
    for indicator in chain(
        egress.INDICATORS,
        uplinks.INDICATORS,
        wired.INDICATORS,
        wireless.INDICATORS,
        coverage.INDICATORS,
        ipv6.INDICATORS,
        names.INDICATORS,
        power.INDICATORS,
        environment.INDICATORS,
        hardware.INDICATORS,
        iot.INDICATORS,
        continuity.INDICATORS,
    )
}
