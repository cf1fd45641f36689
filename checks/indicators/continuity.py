"""Continuity of data: how old copies are, where they lie, and who knows of their jobs."""

from collections import Counter
from dataclasses import replace

from checks.campus import BackupCopy, Campus, DataSet, InstanceRef
from checks.indicator import Indicator
from checks.indicators.direct import age, age_seconds, any_of, by_ref, unnamed, unsaid
from checks.indicators.evidence import fact, lacking, not_listed, read
from checks.indicators.members import Member, count, share
from checks.readings import Gap, Observation, Readings
from checks.verdict import Cause, CauseKind, Evidence, Grade, Measured, Subject
from collectors.quantities import BACKUP_FINISHED

BACKUP_AGE = "backup_age_seconds"
RECENT = "backups_of_a_day_count"
MANAGED = "backup_jobs_managed_ratio"
ELSEWHERE = "data_sets_copied_elsewhere_ratio"
IN_ONE_PLACE = "data_sets_in_one_place_count"

DAY_SECONDS = 86_400.0


def backups(campus: Campus, readings: Readings) -> list[Measured]:
    """Per data set, how long ago its newest good backup ended, in seconds."""
    if not campus.data_sets:
        return [not_listed(BACKUP_AGE, "data_sets", campus.data_sets)]
    return [_age(data_set, readings) for data_set in campus.data_sets]


def _age(data_set: DataSet, readings: Readings) -> Measured:
    important = "yes" if data_set.important else "no"
    subject = Subject("data_set", data_set.name, (("important", important),))
    if data_set.backup is None:
        detail = f"the inventory names no backup job of {data_set.name}"
        return unsaid(BACKUP_AGE, subject, "data_sets.backup", detail)
    found = by_ref(readings, BACKUP_FINISHED, data_set.backup)
    return age(BACKUP_AGE, subject, found, readings)


def recent(campus: Campus, readings: Readings) -> list[Measured]:
    """How many data sets have a good backup that ended within a day."""
    if not campus.data_sets:
        return [not_listed(RECENT, "data_sets", campus.data_sets)]
    members = [_recent(data_set, readings) for data_set in campus.data_sets]
    return [count(RECENT, Subject("data_sets", "all"), members, "backed up", Grade.REPORTED)]


def _recent(data_set: DataSet, readings: Readings) -> Member:
    if data_set.backup is None:
        return unnamed(data_set.name, "data_sets.backup", "backup job")
    found = by_ref(readings, BACKUP_FINISHED, data_set.backup)
    if isinstance(found, Gap):
        return Member(data_set.name, found.cause, (found,))
    return Member(data_set.name, _within(found, DAY_SECONDS, readings), (found,))


def managed(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of backup jobs that the one manager knows; it is the one with most of the jobs."""
    if not campus.data_sets:
        return [not_listed(MANAGED, "data_sets", campus.data_sets)]
    jobs = {each.backup: None for each in campus.data_sets if each.backup is not None}
    subject = Subject("backup_jobs", "all")
    if not jobs:
        detail = "the inventory names no backup job"
        return [unsaid(MANAGED, subject, "data_sets.backup", detail)]
    of_target = Counter(job.target for job in jobs)
    manager = min(of_target, key=lambda name: (-of_target[name], name))
    members = [_managed(job, manager, readings) for job in jobs]
    what = f"jobs known to {manager}"
    return [share(MANAGED, subject, members, what, Grade.DECLARED)]


def _managed(job: InstanceRef, manager: str, readings: Readings) -> Member:
    name = f"{job.target} {job.instance}".rstrip()
    if job.target != manager:
        evidence = fact("data_sets.backup", name, job.target, f"inventory: not {manager}")
        return Member(name, False, (evidence,))
    found = by_ref(readings, BACKUP_FINISHED, job)
    if not isinstance(found, Gap):
        return Member(name, True, (found,))
    absent = found.cause.kind is CauseKind.ABSENT
    return Member(name, False if absent else found.cause, (found,))


def elsewhere(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of data sets with a copy in another room; and in another building, or in a cloud.

    A copy counts once its job has told of an end (I-52), however long ago; in the scopes of a day,
    of all data sets and of the important ones, it must have ended within a day.
    """
    if not campus.data_sets:
        return [not_listed(ELSEWHERE, "data_sets", campus.data_sets)]
    important = [data_set for data_set in campus.data_sets if data_set.important]
    scopes = (
        ("room", "room", campus.data_sets, None),
        ("building", "building", campus.data_sets, None),
        ("building_of_a_day", "building", campus.data_sets, DAY_SECONDS),
        ("important_building_of_a_day", "building", important, DAY_SECONDS),
    )
    return [
        share(
            ELSEWHERE, Subject("data_sets", name, (("scope", name),)),
            [_elsewhere(data_set, place, readings, within) for data_set in some],
            f"data sets copied to another {place}", Grade.DECLARED,
        )
        for name, place, some, within in scopes
        if some
    ]  # fmt: skip


def in_one_place(campus: Campus, readings: Readings) -> list[Measured]:
    """How many data sets have no proven copy outside of their own room; or building."""
    if not campus.data_sets:
        return [not_listed(IN_ONE_PLACE, "data_sets", campus.data_sets)]
    return [
        count(
            IN_ONE_PLACE, Subject("data_sets", scope, (("scope", scope),)),
            [_alone(_elsewhere(data_set, scope, readings)) for data_set in campus.data_sets],
            f"data sets in one {scope} only", Grade.DECLARED,
        )
        for scope in ("room", "building")
    ]  # fmt: skip


def _alone(copied: Member) -> Member:
    counts = copied.counts if isinstance(copied.counts, Cause) else not copied.counts
    return replace(copied, counts=counts)


def _elsewhere(
    data_set: DataSet, scope: str, readings: Readings, within_seconds: float | None = None
) -> Member:
    if data_set.copies is None:
        return unnamed(data_set.name, "data_sets.copies", "copy")
    if not data_set.copies:
        return Member(data_set.name, False, (fact("data_sets.copies", data_set.name, 0),))
    by_building = scope == "building" or readings.interpretations.reads("I-52", "other_building")
    copies = (
        _copy(copy, data_set, by_building, readings, within_seconds) for copy in data_set.copies
    )
    copied = any_of(data_set.name, copies)
    own = _places("data_sets", data_set.name, data_set.room, data_set.building)
    return replace(copied, evidence=(*own, *copied.evidence))


def _places(field: str, name: str, room: str | None, building: str | None) -> tuple[Evidence, ...]:
    places = {"room": room, "building": building}
    return tuple(
        fact(f"{field}.{key}", name, place) for key, place in places.items() if place is not None
    )


def _copy(
    copy: BackupCopy,
    data_set: DataSet,
    by_building: bool,
    readings: Readings,
    within_seconds: float | None,
) -> Member:
    """Lies elsewhere, and has come about in time: each of the two can also be unknown."""
    away = _lies_elsewhere(copy, data_set, by_building)
    evidence = _places("data_sets.copies", copy.name, copy.room, copy.building)
    if copy.cloud:
        evidence = (*evidence, fact("data_sets.copies.cloud", copy.name, True))
    if away is False:
        return Member(copy.name, False, evidence)
    found = by_ref(readings, BACKUP_FINISHED, copy.job)
    evidence = (*evidence, read(found))
    if isinstance(found, Gap):
        none = found.cause.kind is CauseKind.ABSENT
        return Member(copy.name, False if none else found.cause, evidence)
    in_time = True if within_seconds is None else _within(found, within_seconds, readings)
    if in_time is not True:
        return Member(copy.name, in_time, evidence)
    if isinstance(away, Cause):
        gap = lacking("data_sets.copies", copy.name, away.detail)
        return Member(copy.name, away, (*evidence, gap))
    return Member(copy.name, True, evidence)


def _within(found: Observation, seconds: float, readings: Readings) -> bool | Cause:
    value = age_seconds(readings, found)
    return value if isinstance(value, Cause) else value <= seconds


def _lies_elsewhere(copy: BackupCopy, data_set: DataSet, by_building: bool) -> bool | Cause:
    if copy.cloud:
        return True
    if copy.building is not None and data_set.building is not None:
        if copy.building != data_set.building:
            return True
        if by_building:
            return False
    same_room = copy.room is not None and copy.room == data_set.room
    if same_room:
        return False
    if not by_building and copy.room is not None and data_set.room is not None:
        return True
    detail = f"the inventory does not say how far {copy.name} lies from {data_set.name}"
    return Cause(CauseKind.FACT_MISSING, detail)


INDICATORS = (
    Indicator(
        BACKUP_AGE,
        "Age of the newest good backup of a data set.",
        "now − end of the newest good backup",
        "s",
        "data_set",
        (BACKUP_FINISHED,),
        ("data_sets",),
        backups,
    ),
    Indicator(
        RECENT,
        "Data sets with a good backup of the last day.",
        "data sets whose newest good backup ended at most 86,400 s ago",
        "",
        "data_sets",
        (BACKUP_FINISHED,),
        ("data_sets",),
        recent,
    ),
    Indicator(
        MANAGED,
        "Share of backup jobs that one manager knows.",
        "jobs of which the manager tells ÷ jobs of the inventory",
        "1",
        "backup_jobs",
        (BACKUP_FINISHED,),
        ("data_sets",),
        managed,
    ),
    Indicator(
        ELSEWHERE,
        "Share of data sets with a proven copy in another room, or in another building or a cloud.",
        "data sets with a finished copy (of a day) that lies elsewhere ÷ data sets",
        "1",
        "data_sets",
        (BACKUP_FINISHED,),
        ("data_sets",),
        elsewhere,
    ),
    Indicator(
        IN_ONE_PLACE,
        "Data sets without a proven copy in another room, or in another building or a cloud.",
        "data sets − data sets with a finished copy that lies elsewhere",
        "",
        "data_sets",
        (BACKUP_FINISHED,),
        ("data_sets",),
        in_one_place,
    ),
)
