"""Classrooms by kind, what they are fitted with, their displays and their computers."""

from datetime import date

import pytest

from checks.campus import Campus, Room, RoomKind
from checks.equipment import Computers, ComputerUse, Thing, ThingKind
from checks.fact import InstanceRef
from checks.indicators.classrooms import equipped, of_kind
from checks.indicators.computers import in_room, per_class, per_student, per_teacher
from checks.indicators.displays import displays, interactive_displays
from checks.verdict import CauseKind
from collectors.probe import ProbeResult
from collectors.quantities import ACCESS_POINT_UP, COMPUTERS_LIVE, THING_LAST_SEEN, THING_LIVE
from tests.builders import AT, DEVICE_GAPS, gap, of_subject, only, people, point, room, said, told
from tests.builders import seen as after

YEAR_SECONDS = 366 * 86_400.0


def thing(name: str, kind: ThingKind, where: str, **more: object) -> Thing:
    fields = {"name": name, "kind": kind, "target": "platform", "room": where, **more}
    return Thing.model_validate(fields)


def lists(**states: bool) -> list[ProbeResult]:
    """What is on line; what is not was last seen a year ago."""
    old = {name: AT.timestamp() - YEAR_SECONDS for name, live in states.items() if not live}
    return [said("platform", {THING_LIVE: states, THING_LAST_SEEN: old})]


TEN = [room(f"r{n}", multimedia=n < 8, seats=50) for n in range(10)]
CONTROLS = [thing(f"c{n}", ThingKind.ROOM_CONTROLLER, f"r{n}") for n in range(10)]


@pytest.mark.parametrize(("dead", "share"), [(0, 0.8), (1, 0.7)])
def test_a_multimedia_classroom_that_nobody_saw_is_claimed_only(dead: int, share: float) -> None:
    states = {f"c{n}": n >= dead for n in range(10)}
    readings = after(*lists(**states))
    shares = of_kind(Campus(rooms=TEN, things=CONTROLS), readings)
    assert told(of_subject(shares, "multimedia")) == share


def test_a_classroom_of_which_it_is_not_said_leaves_bounds() -> None:
    campus = Campus(rooms=[room("r0", multimedia=True), room("r1")], things=CONTROLS)
    measured = of_subject(of_kind(campus, after(*lists(c0=True, c1=True))), "multimedia")
    assert (measured.lowest, measured.value, measured.highest) == (0.5, 1, 1)


SMART = room("s", RoomKind.SMART_CLASSROOM, access_points=[point("ap")])


@pytest.mark.parametrize(
    ("ap_up", "controlled", "share"), [(True, True, 0.5), (False, True, 0), (True, False, 0)]
)
def test_a_smart_classroom_has_wireless_and_control(
    ap_up: bool, controlled: bool, share: float
) -> None:
    campus = Campus(
        rooms=[SMART, room("plain")], things=[thing("c", ThingKind.ROOM_CONTROLLER, "s")]
    )
    readings = after(said("wlc-1", {ACCESS_POINT_UP: {"ap": ap_up}}), *lists(c=controlled))
    assert told(of_subject(of_kind(campus, readings), "smart")) == share


def test_types_alone_are_no_share_while_the_gear_is_unknown() -> None:
    campus = Campus(
        rooms=[SMART, room("plain")], things=[thing("c", ThingKind.ROOM_CONTROLLER, "s")]
    )
    assert told(of_subject(of_kind(campus, after()), "smart")) is CauseKind.NOT_READ


def test_automatic_light_counts_classrooms_not_fittings() -> None:
    lights = [
        thing(f"l{n}", ThingKind.LIGHT_CONTROLLER, where, automatic=automatic)
        for n, (where, automatic) in enumerate([("a", True), ("a", True), ("b", False)])
    ]
    campus = Campus(rooms=[room("a"), room("b")], things=lights)
    shares = of_kind(campus, after(*lists(l0=True, l1=True, l2=True)))
    assert told(of_subject(shares, "lit_automatically")) == 0.5


def test_a_room_has_gear_where_one_is_seen() -> None:
    campus = Campus(
        rooms=[room("a", multimedia=True), room("b")],
        things=[thing("x", ThingKind.CLASS_BOARD, "a"), thing("y", ThingKind.DISPLAY, "b")],
    )
    shares = equipped(campus, after(*lists(x=True, y=True)))
    assert told(of_subject(shares, "multimedia class_board")) == 0.5
    assert told(of_subject(shares, "multimedia control")) == 0.5
    assert told(of_subject(shares, "ordinary recorder")) == 0


def test_an_office_is_no_classroom() -> None:
    campus = Campus(rooms=[room("o", RoomKind.OFFICE)], things=[])
    assert told(only(of_kind(campus, after()))) is CauseKind.NONE_IN_SCOPE
    assert told(only(displays(campus, after()))) is CauseKind.NONE_IN_SCOPE


def screen(name: str = "d", inches: float | None = 80) -> Thing:
    return thing(name, ThingKind.DISPLAY, "A101", inches=inches)


def test_the_largest_display_that_was_seen_counts() -> None:
    campus = Campus(rooms=[room()], things=[screen("d", 80), screen("e", 100)])
    assert told(only(displays(campus, after(*lists(d=True, e=True))))) == 100
    assert told(only(displays(campus, after(*lists(d=True, e=False))))) == 80
    assert told(only(displays(campus, after(*lists(d=False, e=False))))) == 0


def test_a_projector_is_no_interactive_display() -> None:
    """The rows of the Beijing school standard ask for an interactive one of 80 inches."""
    screens = [
        thing("d", ThingKind.DISPLAY, "r", inches=120),
        thing("e", ThingKind.INTERACTIVE_DISPLAY, "r", inches=86),
    ]
    campus = Campus(rooms=[room("r")], things=screens)
    assert told(only(interactive_displays(campus, after(*lists(d=True, e=True))))) == 86
    assert told(only(interactive_displays(campus, after(*lists(d=True, e=False))))) == 0


def test_a_room_without_a_display_has_none() -> None:
    assert told(only(displays(Campus(rooms=[room()], things=[]), after()))) == 0


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_display_that_cannot_be_told_leaves_the_room_unknown(kind: CauseKind) -> None:
    campus = Campus(rooms=[room()], things=[screen()])
    assert told(only(displays(campus, after(*gap(kind, THING_LIVE, "platform", "d"))))) is kind


def test_beside_one_that_is_gone_an_unknown_display_decides() -> None:
    campus = Campus(rooms=[room()], things=[screen("d"), screen("e", None)])
    measured = only(displays(campus, after(*lists(d=False, e=True))))
    assert told(measured) is CauseKind.FACT_MISSING


@pytest.mark.parametrize(
    ("seats", "label"),
    [
        (50, "up_to_50"),
        (51, "51_to_59"),
        (59, "51_to_59"),
        (60, "60"),
        (61, "over_60"),
        (None, "unsaid"),
    ],
)
def test_rooms_are_told_apart_by_seats(seats: int | None, label: str) -> None:
    campus = Campus(rooms=[room(seats=seats)], things=[screen()])
    assert only(displays(campus, after(*lists(d=True)))).subject.label("seats") == label


LAB = room("lab", RoomKind.COMPUTER_CLASSROOM)


def group(name: str, use: ComputerUse, where: Room | None = None, read: bool = True) -> Computers:
    return Computers(
        name=name,
        use=use,
        room=None if where is None else where.name,
        source=InstanceRef(target="agent", instance=name) if read else None,
    )


def counted(**groups: int) -> ProbeResult:
    return said("agent", {COMPUTERS_LIVE: groups})


HEADS = people().model_copy(update={"full_time_teachers": 300, "largest_class": 45})


@pytest.mark.parametrize(("live", "ratio"), [(300, 1.0), (299, 299 / 300)])
def test_computers_per_teacher(live: int, ratio: float) -> None:
    campus = Campus(people=HEADS, computers=[group("t", ComputerUse.TEACHER)])
    measured = only(per_teacher(campus, after(counted(t=live))))
    assert told(measured) == ratio
    assert measured.arithmetic == f"({live} of t) ÷ 300 full_time_teachers = {ratio:.4g}"


def test_computers_that_nothing_counts_are_none() -> None:
    campus = Campus(
        people=HEADS,
        computers=[group("t", ComputerUse.TEACHER), group("u", ComputerUse.TEACHER, read=False)],
    )
    assert told(only(per_teacher(campus, after(counted(t=150))))) == 0.5


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_group_that_cannot_be_told_leaves_the_sum_unknown(kind: CauseKind) -> None:
    groups = [group("u", ComputerUse.TEACHER)]
    rounds = [*gap(kind, COMPUTERS_LIVE, "agent", "u")]
    assert told(only(per_teacher(Campus(people=HEADS, computers=groups), after(*rounds)))) is kind


def test_without_fresh_heads_there_is_nobody_to_divide_by() -> None:
    groups = [group("s", ComputerUse.STUDENT)]
    missing = Campus(people=people(), computers=[group("t", ComputerUse.TEACHER)])
    assert told(only(per_teacher(missing, after(counted(t=1))))) is CauseKind.FACT_MISSING
    old = Campus(people=people(as_of=date(2026, 3, 1)), computers=groups)
    assert told(only(per_student(old, after(counted(s=1))))) is CauseKind.FACT_STALE


def test_25_terminals_per_hundred_students() -> None:
    campus = Campus(people=HEADS, computers=[group("s", ComputerUse.STUDENT)])
    assert told(only(per_student(campus, after(counted(s=900))))) == 0.25


@pytest.mark.parametrize(("live", "ratio"), [(45, 1.0), (44, 44 / 45)])
def test_a_laboratory_serves_the_largest_class(live: int, ratio: float) -> None:
    campus = Campus(people=HEADS, rooms=[LAB], computers=[group("lab", ComputerUse.STUDENT, LAB)])
    assert told(only(per_class(campus, after(counted(lab=live))))) == ratio


def test_a_laboratory_without_computers_serves_nobody() -> None:
    campus = Campus(people=HEADS, rooms=[LAB], computers=[group("t", ComputerUse.TEACHER)])
    assert told(only(per_class(campus, after()))) == 0
    assert told(only(in_room(campus, after()))) == 0


def test_a_room_s_stage_is_told_also_where_it_is_not_said() -> None:
    labs = [LAB, room("senior", RoomKind.COMPUTER_CLASSROOM, stage="senior")]
    campus = Campus(people=HEADS, rooms=labs, computers=[group("x", ComputerUse.TEACHER)])
    stages = [m.subject.label("stage") for m in in_room(campus, after())]
    assert stages == ["unsaid", "senior"]


def test_rooms_without_a_list_of_computers_are_unknown() -> None:
    assert told(only(in_room(Campus(rooms=[LAB]), after()))) is CauseKind.FACT_MISSING
