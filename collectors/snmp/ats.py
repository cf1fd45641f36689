"""Transfer switches: PowerNet-MIB (APC), how many of the two feeds are alive."""

from collectors.quantities import MAINS_FEEDS_LIVE
from collectors.reading import Reading
from collectors.snmp.session import Oid
from collectors.snmp.subject import Answers, Subject
from collectors.snmp.values import Implausible, integer, told

ATS_STATUS: Oid = (1, 3, 6, 1, 4, 1, 318, 1, 1, 8, 5, 1)
SELECTED_SOURCE = (*ATS_STATUS, 2, 0)  # atsStatusSelectedSource: 1 sourceA, 2 sourceB
REDUNDANCY_STATE = (*ATS_STATUS, 3, 0)  # atsStatusRedundancyState: 1 lost, 2 fully redundant
FEEDS = {1: 1, 2: 2}


def parse(answers: Answers) -> list[Reading]:
    return [told(MAINS_FEEDS_LIVE, "", lambda: feeds(answers))]


def feeds(answers: Answers) -> int | None:
    """One feed carries the switch itself, so an agent that answers has at least that one."""
    redundancy = integer(answers.scalar(REDUNDANCY_STATE))
    selected = integer(answers.scalar(SELECTED_SOURCE))
    if redundancy is None:
        return None
    if redundancy not in FEEDS:
        raise Implausible(f"atsStatusRedundancyState is {redundancy}")
    if selected not in (None, 1, 2):
        raise Implausible(f"atsStatusSelectedSource is {selected}")
    return FEEDS[redundancy]


SUBJECT = Subject("ats", (MAINS_FEEDS_LIVE,), parse, scalars=(SELECTED_SOURCE, REDUNDANCY_STATE))
