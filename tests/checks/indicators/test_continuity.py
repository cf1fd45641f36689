"""How old the newest copy of a data set is."""

import pytest

from checks.campus import Campus, DataSet, InstanceRef
from checks.indicators.continuity import backups
from checks.verdict import CauseKind
from collectors.quantities import BACKUP_FINISHED
from tests.builders import AT, DEVICE_GAPS, gap, only, said, seen, told

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
