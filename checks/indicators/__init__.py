"""INDICATORS: the one table of all indicators, by name."""

from itertools import chain

from checks.indicator import Indicator
from checks.indicators import (
    classrooms,
    computers,
    continuity,
    coverage,
    egress,
    environment,
    hardware,
    iot,
    ipv6,
    lighting,
    machine_rooms,
    metering,
    names,
    outlets,
    paths,
    power,
    resolution,
    security,
    things,
    topology,
    transmission,
    uplinks,
    wired,
    wireless,
    wlan_load,
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
        classrooms.INDICATORS,
        computers.INDICATORS,
        lighting.INDICATORS,
        machine_rooms.INDICATORS,
        metering.INDICATORS,
        outlets.INDICATORS,
        paths.INDICATORS,
        resolution.INDICATORS,
        security.INDICATORS,
        things.INDICATORS,
        topology.INDICATORS,
        transmission.INDICATORS,
        wlan_load.INDICATORS,
    )
}
