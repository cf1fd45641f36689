"""Cameras one by one: how large the picture is, how long it is kept, and what time it shows."""

import math
from dataclasses import replace

from checks.campus import Campus
from checks.indicator import Indicator
from checks.indicators.direct import age_seconds, aged, by_ref, from_one, unsaid, untold
from checks.indicators.evidence import lacking, none_such, not_listed, read
from checks.indicators.wording import duration
from checks.readings import Gap, Observation, Readings
from checks.verdict import Cause, CauseKind, Coverage, Evidence, Measured, Subject
from checks.video import Camera, VideoUse
from collectors.record import record
from collectors.system_quantities import (
    CAMERA_CLOCK_OFFSET,
    RECORDING_CONFIGURED,
    RECORDING_SINCE,
    VIDEO_HEIGHT,
    VIDEO_WIDTH,
)

FRAME = "video_frame_pixels"
RETENTION = "video_retention_seconds"
OF_RULE = "video_retention_of_rule_ratio"
CLOCK = "camera_clock_error_seconds"

DAY_SECONDS = 86_400.0
#: I-37: a camera in service no longer than this cannot hold 30 days yet.
NEW_DAYS = 30
#: I-38: the site's value, and that of places on its list of key targets.
RULE_DAYS = 30
KEY_RULE_DAYS = 90
#: I-39: 4:3 pictures of so many pixels are for a person to decide.
TWO_MEGAPIXELS = 2_000_000
FULL_HD_PIXELS = 1080


@record
class _Size:
    """Of a picture, in pixels."""

    width: float
    height: float

    @property
    def words(self) -> str:
        return f"{self.width:.0f} × {self.height:.0f}"

    @property
    def fitting(self) -> float:
        """Height of the largest 16:9 picture inside."""
        return min(self.height, self.width * 9 / 16)

    @property
    def pixels(self) -> float:
        return self.width * self.height

    @property
    def by_pixels(self) -> float:
        """Two million pixels are 1080 or more, whatever the shape, and fewer are less."""
        if self.pixels >= TWO_MEGAPIXELS:
            return max(self.fitting, FULL_HD_PIXELS)
        return min(self.fitting, FULL_HD_PIXELS - 1)

    @property
    def undecided(self) -> bool:
        four_to_three = self.width * 3 == self.height * 4
        return four_to_three and self.pixels >= TWO_MEGAPIXELS and self.fitting < FULL_HD_PIXELS


def subject_of(camera: Camera) -> Subject:
    key = "yes" if camera.key_target else "no"
    return Subject("camera", camera.name, (("use", camera.use.value), ("key_target", key)))


def frames(campus: Campus, readings: Readings) -> list[Measured]:
    """Per source of video, the height of the 16:9 picture that its main stream can hold."""
    if not campus.cameras:
        return [not_listed(FRAME, "cameras", campus.cameras)]
    return [readings.part(frame, camera) for camera in campus.cameras]


def frame(camera: Camera, readings: Readings) -> Measured:
    """I-39: 1080 is reached with 1920 × 1080 pixels, in width as well as in height; or, in the
    other reading, with two million pixels in any shape."""
    subject = subject_of(camera)
    if camera.resolution_exempt is not None:
        detail = f"{camera.name} is not held to a resolution: {camera.resolution_exempt}"
        return Measured(FRAME, subject, None, Cause(CauseKind.NONE_IN_SCOPE, detail))
    width = readings.find(VIDEO_WIDTH, camera.target, camera.instance)
    height = readings.find(VIDEO_HEIGHT, camera.target, camera.instance)
    for found in (width, height):
        if isinstance(found, Gap):
            return untold(FRAME, subject, found.cause, width, height)
    assert isinstance(width, Observation)  # noqa: S101 - gaps were returned above
    assert isinstance(height, Observation)  # noqa: S101
    size = _Size(width.number, height.number)
    if size.width <= 0 or size.height <= 0:
        cause = Cause(CauseKind.IMPLAUSIBLE, f"a picture of {size.words} cannot be", camera.target)
        return untold(FRAME, subject, cause, width, height)
    evidence = (read(width), read(height))
    if readings.interpretations.reads("I-39", "two_megapixels"):
        arithmetic = f"{size.words} = {size.pixels:.0f} pixels: as {size.by_pixels:.9g} lines"
        return Measured(FRAME, subject, size.by_pixels, None, evidence, arithmetic=arithmetic)
    return _by_width(camera, subject, size, evidence)


def _by_width(
    camera: Camera, subject: Subject, size: _Size, evidence: tuple[Evidence, ...]
) -> Measured:
    value = size.fitting
    arithmetic = f"min({size.height:.0f}, {size.width:.0f} × 9 ÷ 16) = {value:.9g}"
    if not size.undecided:
        return Measured(FRAME, subject, value, None, evidence, arithmetic=arithmetic)
    problem = f"{camera.name}: {size.words} is 4:3 of two million pixels; a person decides (I-39)"
    to_decide = lacking("cameras.resolution_exempt", camera.name, problem)
    return Measured(
        FRAME, subject, value, None, (*evidence, to_decide), Coverage(0, 1),
        arithmetic=arithmetic, lowest=value, highest=size.height,
        untold=Cause(CauseKind.COVERAGE, problem, camera.target),
    )  # fmt: skip


def retention(campus: Campus, readings: Readings) -> list[Measured]:
    """Per surveillance camera, how far back its recordings play, with at most 5 % of gaps (I-37).

    Cameras that are in service no longer than 30 days are out of scope.
    """
    cameras = _surveillance(campus)
    if not cameras:
        return [_none(RETENTION, campus)]
    return [_kept(RETENTION, camera, NEW_DAYS, readings) for camera in cameras]


def retention_of_rule(campus: Campus, readings: Readings) -> list[Measured]:
    """The same over what the rules ask: 30 days, and 90 for key targets (I-38)."""
    cameras = _surveillance(campus)
    if not cameras:
        return [_none(OF_RULE, campus)]
    return [_of_rule(camera, readings) for camera in cameras]


def _surveillance(campus: Campus) -> list[Camera]:
    return [c for c in campus.cameras or [] if c.use is VideoUse.SURVEILLANCE]


def _none(indicator: str, campus: Campus) -> Measured:
    if not campus.cameras:
        return not_listed(indicator, "cameras", campus.cameras)
    return none_such(indicator, "surveillance cameras")


def _of_rule(camera: Camera, readings: Readings) -> Measured:
    everywhere = readings.interpretations.reads("I-38", "ninety_days")
    days = KEY_RULE_DAYS if camera.key_target or everywhere else RULE_DAYS
    kept = _kept(OF_RULE, camera, days, readings)
    if kept.value is None:
        return kept
    rule = days * DAY_SECONDS
    arithmetic = f"{duration(kept.value)} ÷ {days} d = {kept.value / rule:.4g}; {kept.arithmetic}"
    lowest = None if kept.lowest is None else kept.lowest / rule
    highest = None if kept.highest is None else kept.highest / rule
    return replace(
        kept, value=kept.value / rule, lowest=lowest, highest=highest, arithmetic=arithmetic
    )


def _kept(indicator: str, camera: Camera, new_days: int, readings: Readings) -> Measured:
    subject = subject_of(camera)
    in_service_days = _in_service_days(camera, readings)
    if in_service_days is not None and in_service_days <= new_days:
        detail = f"{camera.name} is in service since {camera.in_service_since}"
        return Measured(indicator, subject, None, Cause(CauseKind.NONE_IN_SCOPE, detail))
    if camera.recording is None:
        detail = f"the inventory names no recorder of {camera.name}"
        return unsaid(indicator, subject, "cameras.recording", detail)
    if readings.interpretations.reads("I-37", "configured_retention"):
        found = by_ref(readings, RECORDING_CONFIGURED, camera.recording)
        return from_one(indicator, subject, found, lambda s: (s, f"{duration(s)}, as configured"))
    since = by_ref(readings, RECORDING_SINCE, camera.recording)
    if isinstance(since, Gap):
        return untold(indicator, subject, since.cause, since)
    value = age_seconds(readings, since)
    if isinstance(value, Cause):
        return untold(indicator, subject, value, since)
    arithmetic = aged(readings, since, value)
    return Measured(indicator, subject, value, None, (read(since),), arithmetic=arithmetic)


def _in_service_days(camera: Camera, readings: Readings) -> int | None:
    if camera.in_service_since is None:
        return None
    return (readings.today - camera.in_service_since).days


def clocks(campus: Campus, readings: Readings) -> list[Measured]:
    """Per surveillance camera, how far its clock is off, in seconds."""
    cameras = _surveillance(campus)
    if not cameras:
        return [_none(CLOCK, campus)]
    return [
        from_one(
            CLOCK,
            subject_of(camera),
            readings.find(CAMERA_CLOCK_OFFSET, camera.target, camera.instance),
            lambda offset: (math.fabs(offset), f"|{offset:.9g} s| = {math.fabs(offset):.9g} s"),
        )
        for camera in cameras
    ]


INDICATORS = (
    Indicator(
        FRAME,
        "Height of the 16:9 picture that a camera's main stream can hold.",
        "min(height, width × 9 ÷ 16)",
        "px",
        "camera",
        (VIDEO_WIDTH, VIDEO_HEIGHT),
        ("cameras",),
        frames,
    ),
    Indicator(
        RETENTION,
        "How far back the recordings of a surveillance camera play.",
        "now − earliest time since which recordings leave out at most 5 %",
        "s",
        "camera",
        (RECORDING_SINCE, RECORDING_CONFIGURED),
        ("cameras",),
        retention,
    ),
    Indicator(
        OF_RULE,
        "How far back the recordings of a surveillance camera play, over what the rules ask.",
        "retention ÷ (30 days, or 90 for key targets)",
        "1",
        "camera",
        (RECORDING_SINCE, RECORDING_CONFIGURED),
        ("cameras",),
        retention_of_rule,
    ),
    Indicator(
        CLOCK,
        "How far the clock of a surveillance camera is off.",
        "|camera's clock − ours|",
        "s",
        "camera",
        (CAMERA_CLOCK_OFFSET,),
        ("cameras",),
        clocks,
    ),
)
