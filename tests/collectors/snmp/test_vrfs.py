"""Virtual routing instances: how many are up, and when none is not zero."""

import pytest

from collectors.snmp import vrfs
from collectors.snmp.session import Index
from collectors.snmp.vrfs import CONFIGURED_VRFS, VRF_OPER_STATUS, VRFS
from tests.collectors.snmp.scripted import Cells, Plain, answers


@pytest.mark.parametrize(
    ("states", "configured", "told"),
    [
        ([1, 1, 2], 3, 2),
        ([2], None, 0),
        ([], 0, 0),
        ([], None, None),
        ([], 4, "4 VRFs and the state of none"),
        ([1, 3], 2, "3 is none of the values [1, 2]"),
    ],
    ids=["two of three", "down", "none configured", "no MIB", "no states", "a lie"],
)
def test_vrfs_that_are_up(states: list[int], configured: int | None, told: int | str) -> None:
    rows: dict[Index, Cells] = {
        (1, place): {VRF_OPER_STATUS: state} for place, state in enumerate(states, start=65)
    }
    scalars: dict[tuple[int, ...], Plain] = (
        {} if configured is None else {CONFIGURED_VRFS: configured}
    )
    (found,) = vrfs.parse(answers(scalars, {VRFS: rows}))
    assert (found.rejected or found.value) == told
