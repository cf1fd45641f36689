"""Backups: who knows of their jobs, how many are of today, and where the copies lie."""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

from sim.campus import Campus
from sim.facts import Copy, DataSet, InstanceRef
from sim.reality.services import known, of_a_day
from sim.reality.values import Values, share_of


def managed(campus: Campus) -> Values:
    """Share of the backup jobs that the one manager has, which is who should have most of them."""
    jobs = {(ref.target, ref.instance) for each in _sets(campus) if (ref := each.backup)}
    if not jobs:
        return None
    should_have = Counter(target for target, _ in jobs)
    manager = min(should_have, key=lambda target: (-should_have[target], target))
    refs = [InstanceRef(target=target, instance=job) for target, job in jobs]
    return share_of("jobs", [r.target == manager and known(campus, r) for r in refs])


def of_today(campus: Campus) -> Values:
    """How many sets of data have a backup that is at most a day old; where none has one and of some
    nobody knows the last run, it is not known."""
    jobs = [each.backup for each in _sets(campus) if each.backup is not None]
    if not jobs:
        return None
    good = sum(of_a_day(campus, job) for job in jobs)
    return {"": Fraction(good) if good or all(known(campus, job) for job in jobs) else None}


def in_another_building(campus: Campus) -> Values:
    """Share of the sets of data with a copy, however old, in another building or in a cloud."""
    return share_of("building", _copied(campus, _leaves_building))


def in_one_room(campus: Campus) -> Values:
    """How many sets of data have no copy outside of their own room."""
    copied = _copied(campus, _leaves_room)
    return {"room": Fraction(copied.count(False))} if copied else None


def _copied(campus: Campus, away: Callable[[Copy, DataSet], bool]) -> list[bool]:
    return [
        any(away(copy, each) and known(campus, copy.job) for copy in each.copies or [])
        for each in _sets(campus)
    ]


def _sets(campus: Campus) -> list[DataSet]:
    return campus.scenario.campus.data_sets or []


def _leaves_building(copy: Copy, data_set: DataSet) -> bool:
    return copy.cloud or copy.building != data_set.building


def _leaves_room(copy: Copy, data_set: DataSet) -> bool:
    return _leaves_building(copy, data_set) or copy.room != data_set.room
