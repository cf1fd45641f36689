"""Continuity: how old the newest good copy of each data set is."""

from checks.campus import Campus, DataSet
from checks.indicator import Indicator
from checks.indicators.evidence import lacking, not_listed, read
from checks.indicators.wording import duration
from checks.readings import Gap, Readings
from checks.verdict import Cause, CauseKind, Coverage, Measured, Subject
from collectors.quantities import BACKUP_FINISHED

BACKUP_AGE = "backup_age_seconds"

#: Clocks differ; beyond this a copy from the future is a wrong clock, not a fresh copy.
AHEAD_AT_MOST_SECONDS = 60.0


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
        evidence = (lacking("data_sets.backup", data_set.name, detail),)
        cause = Cause(CauseKind.FACT_MISSING, detail)
        return Measured(BACKUP_AGE, subject, None, cause, evidence, Coverage(0, 1))
    target, instance = data_set.backup.target, data_set.backup.instance
    found = readings.find(BACKUP_FINISHED, target, instance)
    if isinstance(found, Gap):
        return Measured(BACKUP_AGE, subject, None, found.cause, (read(found),), Coverage(0, 1))
    age_seconds = readings.at.timestamp() - found.number
    if age_seconds < -AHEAD_AT_MOST_SECONDS:
        detail = f"{target} says that {instance} will end in {duration(-age_seconds)}"
        cause = Cause(CauseKind.IMPLAUSIBLE, detail, target)
        return Measured(BACKUP_AGE, subject, None, cause, (read(found),), Coverage(0, 1))
    value = max(age_seconds, 0.0)
    arithmetic = (
        f"{readings.at:%Y-%m-%d %H:%M:%S} UTC − {found.number:.0f} (Unix) = {duration(value)}"
    )
    return Measured(BACKUP_AGE, subject, value, None, (read(found),), arithmetic=arithmetic)


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
)
