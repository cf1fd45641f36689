"""Things seen and not seen, and the hazards, subsystems and places that they watch."""

from dataclasses import dataclass

import pytest

from checks.campus import Campus
from checks.equipment import (
    Hazard,
    HazardKind,
    Place,
    PlaceKind,
    Subsystem,
    Thing,
    ThingKind,
)
from checks.indicators.lighting import lights
from checks.indicators.sightings import seen_this_month
from checks.indicators.things import hazards, places, subsystems, things
from checks.verdict import CauseKind, Outcome
from collectors.probe import ProbeResult
from collectors.quantities import THING_HEARD, THING_LAST_SEEN, THING_LIVE
from tests.builders import AT, Rejected, failed, listened, of_subject, only, said, seen, told
from tests.checks.indicators.clauses import outcome_on, verdict_on

DAY_SECONDS = 86_400.0


def thing(name: str = "a", kind: ThingKind = ThingKind.GATE, **more: object) -> Thing:
    return Thing.model_validate({"name": name, "kind": kind, "target": "platform", **more})


def lists(**states: bool) -> ProbeResult:
    """The platform's list of things that are on line, or not."""
    return said("platform", {THING_LIVE: states})


@dataclass(frozen=True, slots=True)
class Case:
    rounds: tuple[ProbeResult, ...]
    value: float | CauseKind


LONG_ENOUGH = listened("platform", THING_HEARD, for_seconds=900)
HEARD = said("platform", {THING_HEARD: {"a": True}})
SEEN = {
    "its platform lists it": Case((lists(a=True),), 1),
    "its platform lists it as gone": Case((lists(a=False),), 0),
    "its platform lists only others": Case((lists(b=True),), 0),
    "its platform lists nothing at all": Case((lists(),), CauseKind.ABSENT),
    "it was heard": Case((HEARD,), 1),
    "it was silent for the whole window": Case((LONG_ENOUGH,), 0),
    "it was silent, but we listen too short a time": Case(
        (listened("platform", THING_HEARD, for_seconds=899),), CauseKind.NOT_LISTENED
    ),
    "heard, though its platform lists it as gone": Case((HEARD, lists(a=False)), 1),
    "silent, though its platform fails": Case(
        (LONG_ENOUGH, failed("platform", THING_LIVE)), CauseKind.FAILED
    ),
    "what it says cannot be believed": Case(
        (said("platform", {THING_LIVE: {"a": Rejected("7")}}),), CauseKind.IMPLAUSIBLE
    ),
    "its platform fails": Case((failed("platform", THING_LIVE),), CauseKind.FAILED),
    "never asked": Case((), CauseKind.NOT_READ),
}


@pytest.mark.parametrize("case", SEEN.values(), ids=SEEN)
def test_a_thing_that_is_seen(case: Case) -> None:
    campus = Campus(things=[thing()])
    assert told(of_subject(things(campus, seen(*case.rounds)), "scope all")) == case.value


def test_a_thing_that_nothing_reads_stays_in_the_denominator() -> None:
    campus = Campus(things=[thing(), thing("bare", target=None, subsystem=Subsystem.ACCESS)])
    shares = things(campus, seen(lists(a=True)))
    assert told(of_subject(shares, "scope all")) == 0.5
    assert told(of_subject(shares, "kind gate")) == 0.5
    assert told(of_subject(shares, "subsystem access")) == 0


@pytest.mark.parametrize(("days", "counts"), [(0.0, True), (30.0, True), (30.001, False)])
def test_a_thing_is_believed_for_30_days(days: float, counts: bool) -> None:
    last = said("platform", {THING_LAST_SEEN: {"a": AT.timestamp() - days * DAY_SECONDS}})
    assert seen_this_month(thing(), seen(lists(a=False), last)).counts is counts


def test_one_quiet_day_is_no_proof_of_absence() -> None:
    member = seen_this_month(thing(), seen(lists(a=False)))
    assert not isinstance(member.counts, bool)
    assert member.counts.kind is CauseKind.NOT_LISTENED
    assert member.counts.detail == ("a is not seen now, and nothing says when it was in 30 days")


def test_a_sighting_in_the_future_is_a_wrong_clock() -> None:
    last = said("platform", {THING_LAST_SEEN: {"a": AT.timestamp() + 61}})
    member = seen_this_month(thing(), seen(lists(a=False), last))
    assert not isinstance(member.counts, bool)
    assert member.counts.kind is CauseKind.IMPLAUSIBLE


STORES = [
    Hazard(name="acid", kind=HazardKind.DANGEROUS_GOODS, main=True),
    Hazard(name="lathe", kind=HazardKind.DANGEROUS_INSTRUMENT),
]


def test_hazards_with_a_silent_sensor_or_none_are_not_watched() -> None:
    campus = Campus(hazards=STORES, things=[thing("a", ThingKind.SENSOR, hazard="acid")])
    shares = hazards(campus, seen(lists(a=True)))
    assert {m.subject.name: told(m) for m in shares} == {
        "all": 0.5,
        "dangerous_goods": 1,
        "main": 1,
        "dangerous_instrument": 0,
    }
    silent = hazards(campus, seen(lists(a=False)))
    assert told(of_subject(silent, "all")) == 0


def test_of_two_sensors_one_is_enough_and_an_unknown_one_leaves_the_other_to_decide() -> None:
    two = [thing(name, ThingKind.SENSOR, hazard="acid") for name in ("a", "b")]
    campus = Campus(hazards=STORES[:1], things=two)
    assert told(of_subject(hazards(campus, seen(lists(a=True, b=False))), "all")) == 1
    unknown = said("platform", {THING_LIVE: {"a": False, "b": Rejected("?")}})
    assert told(of_subject(hazards(campus, seen(unknown)), "all")) is CauseKind.IMPLAUSIBLE


def test_hazards_without_a_list_of_things_are_unknown() -> None:
    assert told(only(hazards(Campus(hazards=STORES), seen()))) is CauseKind.FACT_MISSING


def test_a_subsystem_of_which_nothing_is_listed_feeds_nothing() -> None:
    feeding = [
        thing("w", ThingKind.SENSOR, subsystem=Subsystem.WATER),
        thing("h", ThingKind.SENSOR, subsystem=Subsystem.HEAT),
    ]
    shares = subsystems(Campus(things=feeding), seen(lists(w=True, h=False)))
    assert told(of_subject(shares, "listed")) == 0.5
    assert told(of_subject(shares, "supply")) == 1 / 3


def test_a_place_is_covered_by_what_the_document_names() -> None:
    campus = Campus(
        places=[
            Place(name="north gate", kind=PlaceKind.GATE, key=True),
            Place(name="dormitory", kind=PlaceKind.DORMITORY, key=True),
        ],
        things=[
            thing("g", ThingKind.GATE, place="north gate"),
            thing("s", ThingKind.ALARM, place="dormitory"),
        ],
    )
    shares = places(campus, seen(lists(g=True, s=False)))
    assert told(of_subject(shares, "key by anything")) == 0.5
    assert told(of_subject(shares, "key by alarm")) == 0
    assert told(of_subject(shares, "gate by entry")) == 1


def test_lights_count_by_kind_of_place_and_apart_where_they_act_by_themselves() -> None:
    campus = Campus(
        rooms=[],
        places=[Place(name=kind, kind=kind) for kind in (PlaceKind.ROAD, PlaceKind.CORRIDOR)],
        things=[
            thing("r", ThingKind.LIGHT_CONTROLLER, place="road", automatic=True),
            thing("c", ThingKind.LIGHT_CONTROLLER, place="corridor", automatic=False),
        ],
    )
    shares = lights(campus, seen(lists(r=True, c=True)))
    assert told(of_subject(shares, "any")) == 2 / 3
    assert told(of_subject(shares, "automatic")) == 1 / 3


def test_without_light_controllers_there_is_nothing_in_scope() -> None:
    assert told(only(lights(Campus(things=[thing()]), seen()))) is CauseKind.NONE_IN_SCOPE


PUBLIC = (Subsystem.SECURITY, Subsystem.ENERGY, Subsystem.LOGISTICS, Subsystem.SMART_CLASSROOM)


def serving(*subsystems: Subsystem) -> Campus:
    return Campus(things=[thing(each.value, subsystem=each) for each in subsystems])


@pytest.mark.parametrize("absent", PUBLIC)
def test_hardware_of_three_public_services_says_nothing_of_the_fourth(absent: Subsystem) -> None:
    """bjhei-net-09-5 names four; a service of which nothing is listed is not passed over."""
    listed = [each for each in PUBLIC if each is not absent]
    live = lists(**{each.value: True for each in PUBLIC})
    assert outcome_on("bjhei-net-09-5", serving(*PUBLIC), live) is Outcome.PASS
    verdict = verdict_on("bjhei-net-09-5", serving(*listed), live)
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.cause is not None
    assert absent.value in verdict.cause.detail
    ill = lists(**{each.value: each is not listed[0] for each in PUBLIC})
    assert outcome_on("bjhei-net-09-5", serving(*listed), ill) is Outcome.FAIL


def test_other_clauses_ask_nothing_of_services_that_the_campus_does_not_have() -> None:
    live = lists(library=True)
    assert outcome_on("bjhei-lib-06-1", serving(Subsystem.LIBRARY), live) is Outcome.PASS
    none = outcome_on("bjk12-13-21-4", serving(Subsystem.LIBRARY), live)
    assert none is Outcome.NOT_APPLICABLE
