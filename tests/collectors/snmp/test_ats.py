"""Transfer switches: how many feeds are alive."""

import pytest

from collectors.snmp import ats
from collectors.snmp.ats import REDUNDANCY_STATE, SELECTED_SOURCE
from tests.collectors.snmp.scripted import Cells, answers


@pytest.mark.parametrize(
    ("said", "value", "rejected"),
    [
        ({REDUNDANCY_STATE: 2, SELECTED_SOURCE: 1}, 2, ""),
        ({REDUNDANCY_STATE: 1, SELECTED_SOURCE: 2}, 1, ""),
        ({REDUNDANCY_STATE: 2}, 2, ""),
        ({SELECTED_SOURCE: 1}, None, ""),
        ({}, None, ""),
        ({REDUNDANCY_STATE: 3, SELECTED_SOURCE: 1}, None, "atsStatusRedundancyState is 3"),
        ({REDUNDANCY_STATE: 2, SELECTED_SOURCE: 0}, None, "atsStatusSelectedSource is 0"),
    ],
)
def test_feeds(said: Cells, value: int | None, rejected: str) -> None:
    (found,) = ats.parse(answers(said))
    assert (found.value, found.rejected) == (value, rejected)
