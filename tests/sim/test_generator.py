"""Campuses from seeds: each is whole, each is met at the start, and a seed is a campus."""

import pytest

from sim.campus import assembled
from sim.causes import changes
from sim.generator import SIZES, drawn, generated, text_of
from sim.scenario import dangling
from sim.truth import OF_DEVICES
from sim.worlds import known

SEEDS = range(6)
CLAUSES = {clause for limit in OF_DEVICES for clause in limit.clauses.split()}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", SEEDS)
async def test_every_clause_that_has_a_truth_is_met_at_the_start(size: str, seed: int) -> None:
    scenario = generated(size, seed)
    assert [*dangling(scenario)] == []
    right = known(assembled(scenario))
    assert {clause for _, clause in right} == CLAUSES
    assert set(right.values()) == {"pass"}


def test_a_seed_is_a_campus() -> None:
    assert drawn("college", 1) == drawn("college", 1)
    assert drawn("college", 1) != drawn("college", 2)
    assert text_of("school", 1).startswith("# campus-sim generate --size school --seed 1\n")


@pytest.mark.parametrize(("smaller", "larger"), [("school", "college"), ("college", "university")])
def test_sizes_are_sizes(smaller: str, larger: str) -> None:
    sizes = [len([*changes(generated(name, 1))]) for name in (smaller, larger)]
    assert sizes[0] * 2 < sizes[1]


def test_an_unknown_size_is_an_error() -> None:
    with pytest.raises(KeyError):
        generated("village", 1)
