"""One of everything, of which nothing listens."""

import pytest

from sim.campus import Campus, assembled
from sim.scenario import Scenario, load


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("whole")


@pytest.fixture
async def whole(scenario: Scenario) -> Campus:
    return assembled(scenario)
