"""How fast a campus can be asked: one process plays all of its devices, however many there are."""

from dataclasses import replace
from typing import Final

from sim.inventory import Settings
from sim.scenario import Scenario

#: Processor time that a round of everything takes the campus when nothing of it was asked before,
#: as it was measured with 20, 32 and 62 devices (56, 235 and 826 ports): 0.09, 0.18 and 0.47 s;
#: once replies are planned 0.07, 0.11 and 0.19 s. The auditor takes 0.1, 0.2 and 0.3 s to read it,
#: and more to judge it.
SECONDS_PER_DEVICE: Final = 0.003
SECONDS_PER_PORT: Final = 0.00035
#: Of the portal, answered over both families.
SECONDS_PER_PAGE: Final = 0.001


def round_seconds(scenario: Scenario) -> float:
    devices = scenario.devices
    ports = sum(len(ports.names()) for switch in devices.switches for ports in switch.ports)
    pages = sum(len(portal.pages) for portal in devices.portals)
    return (
        SECONDS_PER_DEVICE * sum(1 for _ in devices.running())
        + SECONDS_PER_PORT * ports
        + SECONDS_PER_PAGE * pages
    )


def paced(settings: Settings, scenario: Scenario, slack: float) -> Settings:
    """The settings, with all their times drawn out where a round of the campus takes longer than
    their interval; `slack` is how many times as long as it takes a round may be."""
    ratio = max(1.0, slack * round_seconds(scenario) / settings.interval_seconds)

    def longer(seconds: float | None) -> float | None:
        return None if seconds is None else round(seconds * ratio, 1)

    return replace(
        settings,
        interval_seconds=round(settings.interval_seconds * ratio, 1),
        timeout_seconds=round(settings.timeout_seconds * ratio, 1),
        freshness_at_most_seconds=longer(settings.freshness_at_most_seconds),
        sustain_at_most_seconds=longer(settings.sustain_at_most_seconds),
        back_off_at_most_seconds=longer(settings.back_off_at_most_seconds),
    )
