"""Facts about video: cameras, class recorders and streams, and what they look at."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from checks.fact import Fact, InstanceRef, Name


class VideoUse(StrEnum):
    SURVEILLANCE = "surveillance"
    CLASS_RECORDING = "class_recording"
    CLASS_INTERACTION = "class_interaction"
    TELEVISION = "television"


class Camera(Fact):
    """A camera or another source of video, and who tells of it.

    `recording` is the recorder's channel; `resolution_exempt` the reason why a thermal or
    panoramic camera is not held to a resolution (I-39). `key_target`: on the site's list of
    places whose recordings are kept 90 days (I-38).
    """

    name: Name
    use: VideoUse = Field(default=VideoUse.SURVEILLANCE, strict=False)
    target: Name
    instance: str = ""
    recording: InstanceRef | None = None
    room: Name | None = None
    place: Name | None = None
    key_target: bool = False
    in_service_since: date | None = None
    resolution_exempt: str | None = Field(default=None, min_length=1)
