"""How old the newest copy of a data set is."""

import pytest

from checks.campus import Campus, DataSet, InstanceRef
from checks.indicators.continuity import backups, elsewhere, in_one_place, managed, recent
from checks.verdict import CauseKind, Outcome
from collectors.probe import ProbeResult
from collectors.quantities import BACKUP_FINISHED
from tests.builders import AT, DEVICE_GAPS, failed, gap, of_subject, only, said, seen, told
from tests.checks.indicators.clauses import outcome_on

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN

DAY_SECONDS = 86_400
JOB = InstanceRef(target="backup-1", instance="registry")
CAMPUS = Campus(data_sets=[DataSet(name="registry", important=True, backup=JOB)])

AGES = {
    "a day old to the second": (DAY_SECONDS, DAY_SECONDS),
    "a second more": (DAY_SECONDS + 1, DAY_SECONDS + 1),
    "this moment": (0, 0),
    "a minute ahead is a clock's difference": (-60, 0),
    "more than that is a wrong clock": (-61, CauseKind.IMPLAUSIBLE),
}


@pytest.mark.parametrize(("ago_seconds", "value"), AGES.values(), ids=AGES)
def test_the_age_of_a_copy(ago_seconds: float, value: float | CauseKind) -> None:
    finished = AT.timestamp() - ago_seconds
    readings = seen(said("backup-1", {BACKUP_FINISHED: {"registry": finished}}))
    assert told(only(backups(CAMPUS, readings))) == value


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_copy_that_cannot_be_told_of_is_unknown(kind: CauseKind) -> None:
    readings = seen(*gap(kind, BACKUP_FINISHED, "backup-1", "registry"))
    assert told(only(backups(CAMPUS, readings))) is kind


def test_a_data_set_without_a_job_is_unknown_and_says_so() -> None:
    measured = only(backups(Campus(data_sets=[DataSet(name="maps", important=False)]), seen()))
    assert measured.why_not is not None
    assert measured.why_not.detail == "the inventory names no backup job of maps"
    assert measured.subject.label("important") == "no"


@pytest.mark.parametrize("clause", ["JJ050302.3", "bjhei-sect-05-3a", "bjhei-dc-05-5"])
def test_a_campus_that_marks_no_data_as_important_has_not_said_which_are(clause: str) -> None:
    campus = Campus(data_sets=[DataSet(name="maps", important=False, backup=JOB)])
    assert outcome_on(clause, campus, said("backup-1", {BACKUP_FINISHED: {}})) is UNKNOWN


def data_set(name: str = "registry", **more: object) -> DataSet:
    """In room dc of the main building, backed up by the manager's job of its name."""
    backup = InstanceRef(target="backup-1", instance=name)
    ordinary = {
        "name": name, "important": True, "room": "dc", "building": "main", "backup": backup,
    }  # fmt: skip
    return DataSet.model_validate({**ordinary, **more})


def copied(**place: object) -> Campus:
    copy = {"name": "copy", "job": InstanceRef(target="copies"), **place}
    return Campus(data_sets=[data_set(copies=[copy])])


ENDED = said("copies", {BACKUP_FINISHED: AT.timestamp() - 60})
NEVER = said("copies", {BACKUP_FINISHED: {}})

PLACES = {
    "another room": (copied(room="dc-2", building="main"), ENDED, PASS, FAIL),
    "another building": (copied(building="annex"), ENDED, PASS, PASS),
    "a cloud": (copied(cloud=True), ENDED, PASS, PASS),
    "the same room": (copied(room="dc", building="main"), ENDED, FAIL, FAIL),
    "the same building, room not said": (copied(building="main"), ENDED, UNKNOWN, FAIL),
    "nothing said": (copied(), ENDED, UNKNOWN, UNKNOWN),
    "far away, but it never came about": (copied(cloud=True), NEVER, FAIL, FAIL),
    "far away, and its job is silent": (
        copied(cloud=True), failed("copies", BACKUP_FINISHED), UNKNOWN, UNKNOWN,
    ),
    "no copy": (Campus(data_sets=[data_set(copies=[])]), ENDED, FAIL, FAIL),
    "not said whether there is one": (Campus(data_sets=[data_set()]), ENDED, UNKNOWN, UNKNOWN),
}  # fmt: skip


@pytest.mark.parametrize(("campus", "round_", "by_room", "by_building"), PLACES.values(),
                         ids=PLACES)  # fmt: skip
def test_where_copies_lie(
    campus: Campus, round_: ProbeResult, by_room: Outcome, by_building: Outcome
) -> None:
    assert outcome_on("bjhei-dc-05-note", campus, round_) is by_room
    assert outcome_on("ZJ020203.c", campus, round_) is by_building


#: Ended so long ago, another data set ended an hour ago: of all, of the important, of any age.
DAYS = {
    "a day, to the second": (DAY_SECONDS, True, PASS, PASS, PASS),
    "a second more": (DAY_SECONDS + 1, True, FAIL, FAIL, PASS),
    "a second more, of what is not important": (DAY_SECONDS + 1, False, FAIL, PASS, PASS),
    "ahead of our clock": (-3600, True, UNKNOWN, UNKNOWN, PASS),
}


@pytest.mark.parametrize(
    ("ago", "important", "of_all", "of_important", "ever"), DAYS.values(), ids=DAYS
)
def test_a_copy_far_away_must_be_of_a_day_where_the_clause_says_so(
    ago: float, important: bool, of_all: Outcome, of_important: Outcome, ever: Outcome
) -> None:
    copies = [{"name": "copy", "job": InstanceRef(target="copies"), "cloud": True}]
    fresh = [{"name": "copy", "job": InstanceRef(target="fresh"), "cloud": True}]
    sets = [data_set("a", copies=copies, important=important), data_set("b", copies=fresh)]
    campus = Campus(data_sets=sets)
    rounds = [
        said("copies", {BACKUP_FINISHED: AT.timestamp() - ago}),
        said("fresh", {BACKUP_FINISHED: AT.timestamp() - 3600}),
    ]
    for clause in ("JJ020203.f1", "ZJ020203.f1", "GJ020203.f1"):
        assert outcome_on(clause, campus, *rounds) is of_all
    assert outcome_on("bjhei-dc-05-5", campus, *rounds) is of_important
    assert outcome_on("ZJ020203.c", campus, *rounds) is ever


def test_a_copy_of_a_day_in_the_same_building_is_none_elsewhere() -> None:
    near = copied(room="dc-2", building="main")
    assert outcome_on("bjhei-dc-05-5", near, ENDED) is FAIL
    assert outcome_on("GJ020203.f1", near, ENDED) is FAIL


def test_one_proven_copy_elsewhere_is_enough() -> None:
    copies = [
        {"name": "near", "job": InstanceRef(target="near"), "room": "dc"},
        {"name": "far", "job": InstanceRef(target="copies"), "cloud": True},
    ]
    campus = Campus(data_sets=[data_set(copies=copies)])
    assert told(of_subject(elsewhere(campus, seen(ENDED)), "room")) == 1
    assert told(of_subject(in_one_place(campus, seen(ENDED)), "room")) == 0


def ended(**ago_seconds: float) -> ProbeResult:
    stamps = {name: AT.timestamp() - ago for name, ago in ago_seconds.items()}
    return said("backup-1", {BACKUP_FINISHED: stamps})


TWO = Campus(data_sets=[data_set("a"), data_set("b")])
GOOD = {
    "one of two within a day": (ended(a=DAY_SECONDS, b=DAY_SECONDS + 1), Outcome.PASS),
    "none": (ended(a=DAY_SECONDS + 1, b=DAY_SECONDS + 1), Outcome.FAIL),
    "one is late, one unknown": (ended(a=DAY_SECONDS + 1), Outcome.UNKNOWN),
}


@pytest.mark.parametrize(("round_", "outcome"), GOOD.values(), ids=GOOD)
def test_a_good_backup_of_the_last_day(round_: ProbeResult, outcome: Outcome) -> None:
    assert outcome_on("JJ020203.c", TWO, round_) is outcome


def test_jobs_that_the_one_manager_does_not_know() -> None:
    astray = data_set("c", backup=InstanceRef(target="script", instance="c"))
    assert told(only(managed(TWO, seen(ended(a=1, b=1))))) == 1
    assert told(only(managed(TWO, seen(ended(a=1))))) == 0.5
    three = Campus(data_sets=[*(TWO.data_sets or []), astray])
    assert told(only(managed(three, seen(ended(a=1, b=1))))) == 2 / 3
    assert told(only(recent(three, seen(ended(a=1, b=1))))) == 2
