"""Availability: how much of 30 days devices answered us and systems answered their tests."""

import math
from collections.abc import Sequence

from checks.campus import Campus, Device
from checks.indicator import Indicator
from checks.indicators.evidence import none_such, not_listed, shown
from checks.indicators.levels import Level, share_of_time
from checks.readings import Readings
from checks.verdict import Cause, Coverage, Grade, Measured, Subject
from checks.windowed import DEVICE_ANSWERED, MANAGEMENT, SYSTEM_ANSWERED
from collectors.system_quantities import SYSTEM_ANSWERS

AVAILABILITY = "availability_30_days_ratio"

CORE = "core"


def availability(campus: Campus, readings: Readings) -> list[Measured]:
    """Each core device by itself, and on average the other devices and the systems inside."""
    if not campus.devices:
        return [not_listed(AVAILABILITY, "devices", campus.devices)]
    polled = [device for device in campus.devices if device.polled]
    core = [_alone(device, readings) for device in polled if device.role == CORE]
    others = [readings.part(_device, device) for device in polled if device.role != CORE]
    systems = [
        share_of_time(readings.window(SYSTEM_ANSWERED, ref.target, ref.instance))
        for ref in dict.fromkeys(s.inside for s in campus.systems or () if s.inside is not None)
    ]
    measured = [
        *core,
        *([_mean("other devices", "other", others)] if others else []),
        *([_mean("systems", "system", systems)] if systems else []),
    ]
    return measured or [none_such(AVAILABILITY, "devices that are asked")]


def _device(device: Device, readings: Readings) -> Level:
    return share_of_time(readings.window(DEVICE_ANSWERED, device.name))


def _alone(device: Device, readings: Readings) -> Measured:
    level = _device(device, readings)
    return _measured(Subject("available", device.name, (("class", CORE),)), [level])


def _mean(name: str, label: str, levels: Sequence[Level]) -> Measured:
    return _measured(Subject("available", name, (("class", label),)), levels)


def _measured(subject: Subject, levels: Sequence[Level]) -> Measured:
    """The mean of those of which anything was seen; what was not seen stays in the bounds."""
    evidence = shown(piece for level in levels for piece in level.evidence)
    known = [level.value for level in levels if not isinstance(level.value, Cause)]
    untold = [level.cause for level in levels if level.cause is not None]
    why = min(untold, key=lambda cause: cause.detail, default=None)
    coverage = Coverage(sum(level.told for level in levels), len(levels))
    if not known:
        return Measured(AVAILABILITY, subject, None, why, evidence, coverage)
    value = math.fsum(known) / len(known)
    arithmetic = f"{value:.6g}" if len(levels) == 1 else f"mean of {len(known)} = {value:.6g}"
    arithmetic += f"; {len(untold)} not known closely" if untold else ""
    if why is None:
        return Measured(AVAILABILITY, subject, value, None, evidence, coverage, Grade.REPORTED,
                        arithmetic)  # fmt: skip
    lowest = math.fsum(level.lowest for level in levels) / len(levels)
    highest = math.fsum(min(level.highest, 1.0) for level in levels) / len(levels)
    return Measured(AVAILABILITY, subject, value, None, evidence, coverage, Grade.REPORTED,
                    arithmetic, lowest, highest, why)  # fmt: skip


INDICATORS = (
    Indicator(
        AVAILABILITY,
        "Share of 30 days that a core device, or on average the rest and the systems, answered.",
        "time that it answered ÷ time seen; the mean over devices that are not core, over systems",
        "1",
        "available",
        (*MANAGEMENT, SYSTEM_ANSWERS),
        ("devices", "systems"),
        availability,
    ),
)
