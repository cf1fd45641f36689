"""Transfer switches: PowerNet-MIB (APC), how many of the two feeds are alive."""

from collectors.quantities import MAINS_FEEDS_LIVE
from collectors.reading import Reading
from collectors.snmp.session import Oid
from collectors.snmp.subject import Answers, Subject
from collectors.snmp.values import Implausible, chosen, integer, told

ATS_STATUS: Oid = (1, 3, 6, 1, 4, 1, 318, 1, 1, 8, 5, 1)
SELECTED_SOURCE = (*ATS_STATUS, 2, 0)  # atsStatusSelectedSource: 1 sourceA, 2 sourceB
REDUNDANCY_STATE = (*ATS_STATUS, 3, 0)  # atsStatusRedundancyState: 1 lost, 2 fully redundant
FULLY_REDUNDANT = 2
SOURCE_STATUSES = tuple((*ATS_STATUS, leaf, 0) for leaf in (12, 13))  # atsStatusSourceA/BStatus
FEEDS = {1: 1, 2: 2}
ALIVE: dict[int, bool | None] = {1: False, 2: True}  # fail, ok


def parse(answers: Answers) -> list[Reading]:
    return [told(MAINS_FEEDS_LIVE, "", lambda: feeds(answers))]


def feeds(answers: Answers) -> int | None:
    """The status of each source, where the card gives it; older ones only tell the redundancy,
    where an agent that answers has at least the one feed that carries the switch."""
    redundancy = integer(answers.scalar(REDUNDANCY_STATE))
    selected = integer(answers.scalar(SELECTED_SOURCE))
    if redundancy not in (None, *FEEDS):
        raise Implausible(f"atsStatusRedundancyState is {redundancy}")
    if selected not in (None, 1, 2):
        raise Implausible(f"atsStatusSelectedSource is {selected}")
    alive = [chosen(answers.scalar(status), ALIVE) for status in SOURCE_STATUSES]
    if None in alive:
        return None if redundancy is None else FEEDS[redundancy]
    live = sum(each is True for each in alive)
    if redundancy == FULLY_REDUNDANT and live < len(alive):
        raise Implausible(f"fully redundant with {live} of {len(alive)} sources alive")
    return live


SUBJECT = Subject(
    "ats",
    (MAINS_FEEDS_LIVE,),
    parse,
    scalars=(SELECTED_SOURCE, REDUNDANCY_STATE, *SOURCE_STATUSES),
)
