"""The truth of one clause of an emulated campus."""

from sim.campus import Campus
from sim.truth import Truth, truths


def of(campus: Campus, clause: str) -> Truth:
    (found,) = (truth for truth in truths(campus) if truth.clause == clause)
    return found
