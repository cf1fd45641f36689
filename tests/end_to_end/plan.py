"""What befalls a campus in one run, drawn by a seed so that the ledger implies each transition."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sim.campus import FAULT_PATH, Campus
from sim.causes import changes
from sim.certificate import HIDING
from sim.faults import Fault
from sim.steps import Change, Key
from sim.supposing import Supposed
from sim.worlds import Known, known

BROKEN, HIDDEN = 3, 2
#: Its gateways go on talking to whoever still hears them: no single moment says when all is lost.
NOT_CHANGED = {"broker-1"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What gets worse first, and what falls silent or lies while it is so; then all is mended."""

    broken: Sequence[Change]
    hidden: Sequence[Change]


def drawn(campus: Campus, seed: int) -> Plan:
    """One thing of each of some devices. Each turns a clause, and none has two ways to go."""
    dice = random.Random(seed)
    every = changes(campus.scenario)
    worse = [each for each in every if each.path != FAULT_PATH and each.device not in NOT_CHANGED]
    needed = sorted(campus.scenario.needs)
    faults = [Change(name, FAULT_PATH, dice.choice(HIDING), Fault.NONE) for name in needed]
    while True:
        broken = _some(campus, dice.sample(worse, len(worse)), BROKEN, [])
        hidden = _some(campus, dice.sample(faults, len(faults)), HIDDEN, broken)
        if _one_way(campus, [], [*broken, *hidden]):
            return Plan(broken, hidden)


def _some(
    campus: Campus, among: Iterable[Change], number: int, already: Sequence[Change]
) -> list[Change]:
    """So many of other devices than `already`, which all of them come on top of."""
    chosen: list[Change] = []
    for change in among:
        if len(chosen) == number:
            break
        if change.device in {each.device for each in (*already, *chosen)}:
            continue
        turns = _known(campus, [*already, change]) != _known(campus, already)
        if turns and _one_way(campus, already, [*chosen, change]):
            chosen.append(change)
    return chosen


def _one_way(campus: Campus, already: Sequence[Change], several: Sequence[Change]) -> bool:
    """Whether in any order, and in the order back, no clause passes a third outcome."""
    before, after = _known(campus, already), _known(campus, [*already, *several])
    subsets = [some for size in range(1, len(several)) for some in combinations(several, size)]
    return all(
        outcome in (before[key], after[key])
        for some in subsets
        for key, outcome in _known(campus, [*already, *some]).items()
    )


def _known(campus: Campus, several: Sequence[Change]) -> Mapping[Key, Known]:
    return known(Supposed(campus, several))
