"""Transfer switches: how many feeds are alive."""

import pytest

from collectors.snmp import ats
from collectors.snmp.ats import REDUNDANCY_STATE, SELECTED_SOURCE, SOURCE_STATUSES
from tests.collectors.snmp.scripted import Cells, answers

SOURCE_A, SOURCE_B = SOURCE_STATUSES


@pytest.mark.parametrize(
    ("said", "value", "rejected"),
    [
        ({REDUNDANCY_STATE: 2, SELECTED_SOURCE: 1}, 2, ""),
        ({REDUNDANCY_STATE: 1, SELECTED_SOURCE: 2}, 1, ""),
        ({REDUNDANCY_STATE: 2}, 2, ""),
        ({SELECTED_SOURCE: 1}, None, ""),
        ({}, None, ""),
        ({REDUNDANCY_STATE: 1, SELECTED_SOURCE: 1, SOURCE_A: 1, SOURCE_B: 1}, 0, ""),
        ({REDUNDANCY_STATE: 1, SELECTED_SOURCE: 1, SOURCE_A: 2, SOURCE_B: 1}, 1, ""),
        ({REDUNDANCY_STATE: 2, SELECTED_SOURCE: 1, SOURCE_A: 2, SOURCE_B: 2}, 2, ""),
        # lost for another reason than a feed
        ({REDUNDANCY_STATE: 1, SELECTED_SOURCE: 1, SOURCE_A: 2, SOURCE_B: 2}, 2, ""),
        ({SELECTED_SOURCE: 1, SOURCE_A: 2, SOURCE_B: 1}, 1, ""),
        (
            {REDUNDANCY_STATE: 2, SELECTED_SOURCE: 1, SOURCE_A: 2, SOURCE_B: 1},
            None,
            "fully redundant with 1 of 2 sources alive",
        ),
        (
            {REDUNDANCY_STATE: 2, SELECTED_SOURCE: 1, SOURCE_A: 9, SOURCE_B: 2},
            None,
            "9 is none of the values [1, 2]",
        ),
        ({REDUNDANCY_STATE: 3, SELECTED_SOURCE: 1}, None, "atsStatusRedundancyState is 3"),
        ({REDUNDANCY_STATE: 2, SELECTED_SOURCE: 0}, None, "atsStatusSelectedSource is 0"),
    ],
)
def test_feeds(said: Cells, value: int | None, rejected: str) -> None:
    (found,) = ats.parse(answers(said))
    assert (found.value, found.rejected) == (value, rejected)
