"""The benchmark of SNMP runs, on so few switches that it takes no time."""

import pytest

from tests.bench.snmp.__main__ import ours
from tests.bench.snmp.engines import measure
from tests.bench.snmp.responder import Missing, responder
from tests.conftest import free_port


@pytest.mark.parametrize("version", ["2c", "3"])
def test_the_whole_path_reads_every_port(version: str) -> None:
    try:
        with responder(free_port()) as agent:
            cost = ours(agent, version, "own", switches=2, rounds=1)
    except Missing as missing:
        pytest.skip(str(missing))
    assert cost.cpu_seconds > 0
    # 52 ports, twelve columns and two names
    assert cost.varbinds / cost.switches > 52 * 14


def test_the_engines_stand_beside_a_bare_loop() -> None:
    try:
        with responder(free_port()) as agent:
            figures = measure(agent.port, runs=1)
    except Missing as missing:
        pytest.skip(str(missing))
    assert {"bare loop", "v2c own", "v3 own", "v2c pysnmp"} <= figures.keys()
