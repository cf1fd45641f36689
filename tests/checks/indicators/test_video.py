"""Which cameras are live, what they look at, how large their picture is, how long it is kept."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.campus import Campus, InstanceRef, RoomKind
from checks.equipment import Place, PlaceKind, Thing
from checks.indicators.frames import clocks, frames, retention
from checks.indicators.video import blind, coverage, in_rooms
from checks.readings import Readings
from checks.verdict import CauseKind, Outcome
from checks.video import Camera, VideoUse
from collectors.failure import FailureKind
from collectors.probe import ProbeResult
from collectors.quantities import THING_LIVE
from collectors.system_quantities import (
    CAMERA_CLOCK_OFFSET,
    CAMERA_UP,
    RECORDING_SINCE,
    VIDEO_HEIGHT,
    VIDEO_WIDTH,
)
from tests.builders import (
    AT,
    DEVICE_GAPS,
    failed,
    gap,
    of_subject,
    only,
    room,
    said,
    seen,
    told,
)
from tests.checks.indicators.clauses import outcome_on, verdict_on

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
DAY_SECONDS = 86_400


def camera(name: str, **more: object) -> Camera:
    return Camera.model_validate({"name": name, "target": name, **more})


def live(*names: str) -> list[ProbeResult]:
    return [said(name, {CAMERA_UP: True}) for name in names]


def watched(*cameras: Camera) -> Campus:
    """A gate that is a key place, and a canteen."""
    return Campus(
        cameras=list(cameras),
        rooms=[],
        places=[
            Place(name="gate", kind=PlaceKind.GATE, key=True),
            Place(name="canteen", kind=PlaceKind.CANTEEN),
        ],
    )


TWO = watched(camera("a", place="gate"), camera("b", place="canteen"))

STATES = {
    "both live": (live("a", "b"), 1.0),
    "one is down, as its platform says": ([*live("a"), said("b", {CAMERA_UP: False})], 0.5),
    "one is silent": ([*live("a"), failed("b", CAMERA_UP)], 0.5),
    "one could not be tried by us": (
        [*live("a"), failed("b", CAMERA_UP, kind=FailureKind.NO_ADDRESS_FAMILY)], 1.0,
    ),
    "one was not asked yet": (live("a"), 1.0),
}  # fmt: skip


@pytest.mark.parametrize(("rounds", "value"), STATES.values(), ids=STATES)
def test_cameras_that_are_live(rounds: list[ProbeResult], value: float) -> None:
    measured = of_subject(coverage(TWO, seen(*rounds)), "cameras")
    assert told(measured) == value


def test_one_that_could_not_be_tried_leaves_the_clause_open() -> None:
    assert outcome_on("JJ010305.1", TWO, *live("a")) is UNKNOWN
    assert outcome_on("JJ010305.1", TWO, *live("a", "b")) is PASS


def test_a_place_without_any_camera_is_blind() -> None:
    campus = watched(camera("a", place="gate"))
    measured = of_subject(coverage(campus, seen(*live("a"))), "places")
    assert told(measured) == 0.5
    assert told(only(blind(campus, seen(*live("a"))))) == 1
    assert outcome_on("ZJ010305.1", campus, *live("a")) is FAIL


def test_no_blind_place_is_met_only_as_far_as_cameras_are_live() -> None:
    assert told(only(blind(TWO, seen(*live("a", "b"))))) == 0
    verdict = verdict_on("ZJ010305.1", TWO, *live("a", "b"))
    assert verdict.cause is not None
    assert (verdict.outcome, verdict.cause.kind) == (UNKNOWN, CauseKind.PARTLY_PROVEN)


@pytest.mark.parametrize(("camera_up", "alarm_live", "value"), [
    (True, False, 1.0), (False, True, 1.0), (False, False, 0.0), (False, None, CauseKind.NOT_READ),
])  # fmt: skip
def test_an_alarm_covers_a_key_place_as_a_camera_does(
    camera_up: bool, alarm_live: bool | None, value: float | CauseKind
) -> None:
    alarm = Thing.model_validate(
        {"name": "siren", "kind": "alarm", "target": "host", "place": "gate"}
    )
    campus = TWO.model_copy(update={"things": [alarm]})
    rounds = [said("a", {CAMERA_UP: camera_up}), *live("b")]
    if alarm_live is not None:
        rounds.append(said("host", {THING_LIVE: {"siren": alarm_live}}))
    measured = coverage(campus, seen(*rounds))
    assert told(of_subject(measured, "key_places")) == value
    assert told(of_subject(measured, "places")) == (1.0 if camera_up else 0.5)


def test_key_places_need_two_views() -> None:
    one_view = of_subject(coverage(TWO, seen(*live("a", "b"))), "key_places_from_two_sides")
    assert told(one_view) == 0
    campus = watched(camera("a", place="gate"), camera("c", place="gate"))
    both = of_subject(coverage(campus, seen(*live("a", "c"))), "key_places_from_two_sides")
    assert told(both) == 1
    half = of_subject(coverage(campus, seen(*live("a"))), "key_places_from_two_sides")
    assert told(half) is CauseKind.NOT_READ


def test_places_that_are_not_listed_leave_their_shares_unknown() -> None:
    campus = Campus(cameras=[camera("a")], rooms=[])
    measured = of_subject(coverage(campus, seen(*live("a"))), "places")
    assert told(measured) is CauseKind.FACT_MISSING
    assert outcome_on("bjk12-14-22-2", campus, *live("a")) is UNKNOWN


def test_a_machine_room_is_watched_and_recorded() -> None:
    recorded = camera("a", room="dc", recording={"target": "nvr", "instance": "1"})
    dc = [room("dc", RoomKind.MACHINE_ROOM)]
    plays = said("nvr", {RECORDING_SINCE: {"1": AT.timestamp() - 60}})
    nothing = said("nvr", {RECORDING_SINCE: {}})
    campus = Campus(cameras=[recorded], rooms=dc)
    assert outcome_on("bjhei-sect-02-2c", campus, *live("a"), plays) is PASS
    assert outcome_on("bjhei-sect-02-2c", campus, *live("a"), nothing) is FAIL
    assert outcome_on("bjhei-sect-02-2c", campus, *live("a")) is UNKNOWN
    unsaid = Campus(cameras=[camera("a", room="dc")], rooms=dc)
    assert outcome_on("bjhei-sect-02-2c", unsaid, *live("a")) is UNKNOWN


def test_a_recording_room_has_two_live_cameras() -> None:
    studio = [room("studio", RoomKind.RECORDING_ROOM)]
    campus = Campus(cameras=[camera(n, room="studio") for n in "abc"], rooms=studio)
    assert told(only(in_rooms(campus, seen(*live("a", "b", "c"))))) == 3
    assert outcome_on("bjk12-6-9-6", campus, *live("a")) is UNKNOWN
    dead = (failed("b", CAMERA_UP), failed("c", CAMERA_UP))
    assert outcome_on("bjk12-6-9-6", campus, *live("a"), *dead) is FAIL
    none = Campus(cameras=[camera("a")], rooms=studio)
    assert told(only(in_rooms(none, seen()))) == 0


def picture(width: float, height: float) -> list[ProbeResult]:
    return [said("a", {VIDEO_WIDTH: width, VIDEO_HEIGHT: height})]


PICTURES = {
    "1080P": (1920, 1080, PASS),
    "a line less": (1920, 1079, FAIL),
    "a column less": (1919, 1080, FAIL),
    "4K": (3840, 2160, PASS),
    "720P": (1280, 720, FAIL),
    "wide, but low": (3840, 1000, FAIL),
    "4:3 that holds 1920 columns": (2048, 1536, PASS),
    "4:3 of two million pixels is for a person": (1792, 1344, UNKNOWN),
    "4:3 of fewer": (1600, 1200, FAIL),
    "no picture at all": (0, 0, UNKNOWN),
}


@pytest.mark.parametrize(("width", "height", "outcome"), PICTURES.values(), ids=PICTURES)
def test_1080_lines(width: int, height: int, outcome: Outcome) -> None:
    campus = Campus(cameras=[camera("a")])
    assert outcome_on("GJ010304.3", campus, *picture(width, height)) is outcome


def test_a_thermal_camera_is_held_to_no_resolution() -> None:
    campus = Campus(cameras=[camera("a", resolution_exempt="thermal"), camera("b")])
    measured = frames(campus, seen())
    assert told(of_subject(measured, "a")) is CauseKind.NONE_IN_SCOPE
    round_ = said("b", {VIDEO_WIDTH: 1920, VIDEO_HEIGHT: 1080})
    assert outcome_on("JJ010305.3", campus, round_) is PASS


def test_a_class_recorder_is_no_surveillance_camera() -> None:
    campus = Campus(cameras=[camera("a", use=VideoUse.CLASS_RECORDING)])
    assert outcome_on("GJ010302.2", campus, *picture(1920, 1080)) is PASS
    assert outcome_on("GJ010304.3", campus, *picture(1920, 1080)) is UNKNOWN


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_picture_whose_size_is_not_told_is_unknown(kind: CauseKind) -> None:
    readings = seen(*gap(kind, VIDEO_WIDTH, "a"))
    assert told(only(frames(Campus(cameras=[camera("a")]), readings))) is kind


@given(st.integers(1, 8000), st.integers(1, 8000))
def test_the_picture_that_fits_is_never_larger_than_the_stream(width: int, height: int) -> None:
    value = told(only(frames(Campus(cameras=[camera("a")]), seen(*picture(width, height)))))
    assert isinstance(value, float | int)
    assert value <= height
    assert value * 16 <= width * 9


def recorded(days_in_service: int | None = None, key_target: bool = False) -> Campus:
    started = None
    if days_in_service is not None:
        started = (AT - timedelta(days=days_in_service)).date()
    return Campus(
        cameras=[
            Camera(
                name="a", target="a", recording=InstanceRef(target="nvr", instance="1"),
                in_service_since=started, key_target=key_target,
            )
        ]
    )  # fmt: skip


def plays(seconds: float) -> ProbeResult:
    return said("nvr", {RECORDING_SINCE: {"1": AT.timestamp() - seconds}})


KEPT = {
    "30 days": (recorded(), 30 * DAY_SECONDS, PASS),
    "a second less": (recorded(), 30 * DAY_SECONDS - 1, FAIL),
    "a camera in service for 31 days": (recorded(31), 29 * DAY_SECONDS, FAIL),
    "a new camera cannot hold 30 days": (recorded(30), DAY_SECONDS, Outcome.NOT_APPLICABLE),
}


@pytest.mark.parametrize(("campus", "seconds", "outcome"), KEPT.values(), ids=KEPT)
def test_recordings_go_back_30_days(campus: Campus, seconds: float, outcome: Outcome) -> None:
    assert outcome_on("bjk12-14-22-7", campus, plays(seconds)) is outcome


RULES = {
    "30 days for an ordinary place": (False, 30 * DAY_SECONDS, PASS),
    "a second less": (False, 30 * DAY_SECONDS - 1, FAIL),
    "90 days for a key target": (True, 90 * DAY_SECONDS, PASS),
    "a second less of it": (True, 90 * DAY_SECONDS - 1, FAIL),
}


@pytest.mark.parametrize(("key", "seconds", "outcome"), RULES.values(), ids=RULES)
def test_the_rules_ask_more_of_key_targets(key: bool, seconds: float, outcome: Outcome) -> None:
    assert outcome_on("JJ010305.4", recorded(key_target=key), plays(seconds)) is outcome


def test_a_camera_without_a_recorder_is_unknown() -> None:
    measured = only(retention(Campus(cameras=[camera("a")]), seen()))
    assert told(measured) is CauseKind.FACT_MISSING


def offset(seconds: float) -> Readings:
    return seen(said("a", {CAMERA_CLOCK_OFFSET: seconds}))


@pytest.mark.parametrize(("seconds", "outcome"), [(5, UNKNOWN), (-5, UNKNOWN), (-5.001, FAIL)])
def test_a_clock_that_is_behind_is_as_wrong_as_one_ahead(seconds: float, outcome: Outcome) -> None:
    campus = Campus(cameras=[camera("a")])
    assert told(only(clocks(campus, offset(seconds)))) == abs(seconds)
    round_ = said("a", {CAMERA_CLOCK_OFFSET: seconds})
    # within the limit the rest of the clause stays unproven
    assert outcome_on("bjhei-safe-09-1", campus, round_) is outcome


LIVES = st.lists(st.sampled_from(["live", "dead", "unasked"]), min_size=1, max_size=6)


@given(LIVES)
def test_a_dead_camera_more_never_raises_the_share(states: list[str]) -> None:
    def share(states: list[str]) -> tuple[float | None, float | None]:
        cameras = [camera(f"c{n}") for n in range(len(states))]
        rounds = [
            said(f"c{n}", {CAMERA_UP: True}) if state == "live" else failed(f"c{n}", CAMERA_UP)
            for n, state in enumerate(states)
            if state != "unasked"
        ]
        campus = Campus(cameras=cameras, rooms=[], places=[])
        measured = of_subject(coverage(campus, seen(*rounds)), "cameras")
        return measured.lowest, measured.highest

    before, after = share(states), share([*states, "dead"])
    assert before[0] is not None
    assert before[1] is not None
    assert after[0] is not None
    assert after[1] is not None
    assert after[0] <= before[0]
    assert after[1] <= before[1]
