"""Special classrooms: each is asked what its own document row asks, of what is said of it."""

import pytest

from checks.campus import Campus, InterfaceRef, RoomKind, Specialty
from checks.equipment import Thing, ThingKind
from checks.verdict import Outcome
from checks.video import Camera
from collectors.probe import ProbeResult
from collectors.quantities import INTERFACE_ADMIN_UP, THING_LIVE
from collectors.system_quantities import CAMERA_UP
from tests.builders import room, said
from tests.checks.indicators.clauses import outcome_on

PASS, FAIL, NOT_APPLICABLE = Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE


def special(specialty: Specialty | None, ports: int) -> Campus:
    """One room with a camera, so many outlets, and a display of 20 inches for each of them."""
    lab = room(
        "lab", RoomKind.SPECIAL_CLASSROOM, specialty=specialty,
        ports=[InterfaceRef(target="sw", interface=f"G{n}") for n in range(ports)],
    )  # fmt: skip
    panel = Thing(
        name="panel", kind=ThingKind.INTERACTIVE_DISPLAY, target="platform", room="lab",
        inches=20 * ports,
    )  # fmt: skip
    camera = Camera(name="c0", target="nvr", instance="c0", room="lab")
    return Campus(rooms=[lab], things=[panel], cameras=[camera], places=[])


def rounds(cameras: bool) -> list[ProbeResult]:
    return [
        said("sw", {INTERFACE_ADMIN_UP: {f"G{n}": True for n in range(8)}}),
        said("platform", {THING_LIVE: {"panel": True}}),
        said("nvr", {CAMERA_UP: {"c0": cameras}}),
    ]


OF = {
    Specialty.INQUIRY: ("bjk12-12-18-1", "bjk12-12-18-2"),
    Specialty.INNOVATION: ("bjk12-12-19-1", "bjk12-12-19-5", "bjk12-12-19-3"),
    Specialty.MAKER: ("bjk12-12-20-1", "bjk12-12-20-4", "bjk12-12-20-3"),
}


@pytest.mark.parametrize("specialty", Specialty)
def test_a_room_counts_for_the_row_of_its_kind_and_for_no_other(specialty: Specialty) -> None:
    for kind, clauses in OF.items():
        for clause in clauses:
            own = kind is specialty
            good = outcome_on(clause, special(specialty, ports=4), *rounds(cameras=True))
            poor = outcome_on(clause, special(specialty, ports=3), *rounds(cameras=False))
            assert (good, poor) == ((PASS, FAIL) if own else (NOT_APPLICABLE, NOT_APPLICABLE))


def test_a_room_of_which_it_is_not_said_counts_for_every_row() -> None:
    for clause in (clause for clauses in OF.values() for clause in clauses):
        assert outcome_on(clause, special(None, ports=4), *rounds(cameras=True)) is PASS
        assert outcome_on(clause, special(None, ports=3), *rounds(cameras=False)) is FAIL
