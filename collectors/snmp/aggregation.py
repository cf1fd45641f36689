"""Link aggregation: IEEE8023-LAG-MIB (IEEE 802.1AX), and ifStackTable (RFC 2863) beside it.

An agent may tell a port's aggregate in either, in both, or in neither. An aggregate that is up and
has no members shows that its agent does not tell them.
"""

from collections.abc import Mapping
from functools import partial

from collectors.network_quantities import AGGREGATE_MEMBERS, AGGREGATE_MEMBERS_UP
from collectors.reading import Reading
from collectors.snmp.bits import octets
from collectors.snmp.interfaces import IF_OPER_STATUS, IF_TYPE, oper_up
from collectors.snmp.names import INTERFACE_NAMES, interface_names
from collectors.snmp.session import Index, Oid, Value
from collectors.snmp.subject import NONE, Answers, Subject, Table, cell
from collectors.snmp.values import Implausible, integer, told
from collectors.snmp.walk import Column

AGGREGATE_PORT: Oid = (1, 2, 840, 10006, 300, 43, 1, 2, 1, 1)  # dot3adAggPortEntry, index ifIndex
SELECTED = (*AGGREGATE_PORT, 12)
ATTACHED = (*AGGREGATE_PORT, 13)
ACTOR_STATE = (*AGGREGATE_PORT, 21)  # dot3adAggPortActorOperState
PORTS = Table((SELECTED, ATTACHED, ACTOR_STATE))
IF_STACK_STATUS: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 2, 1, 3)  # index higher layer . lower layer
STACKED = Table((IF_STACK_STATUS,))
KINDS = Table((IF_TYPE, IF_OPER_STATUS))

AGGREGATES = frozenset({54, 161})  # propMultiplexor, ieee8023adLag
ACTIVE = 1  # RowStatus (RFC 2579)
STACK_PARTS = 2
#: LacpState: aggregation(2), synchronization(3), collecting(4), distributing(5). BITS count from
#: the highest bit of the octet, LACP itself from the lowest, and agents do either: these four
#: together are the same bits both ways.
CARRIES = 0b0011_1100

Members = Mapping[Index, None]


def parse(answers: Answers) -> list[Reading]:
    names = interface_names(answers)
    kinds = answers.column(KINDS, IF_TYPE)
    found: dict[Index, dict[Index, None]] = {
        index: {} for index, kind in kinds.items() if _is_aggregate(kind)
    }
    doubt: Implausible | None = None
    try:
        for aggregate, port in [*_of_lacp(answers), *_of_stacks(answers, found)]:
            found.setdefault(aggregate, {})[port] = None
    except Implausible as problem:  # a port that may be anybody's
        doubt = problem
    if doubt is None and not any(found.values()) and not answers.column(PORTS, ATTACHED):
        return []  # an agent that tells of members nowhere
    readings: list[Reading] = []
    for aggregate, members in found.items():
        name = names.instance(aggregate)
        counted = partial(count, answers, aggregate, members, doubt)
        readings.append(told(AGGREGATE_MEMBERS, name, counted))
        readings.append(told(AGGREGATE_MEMBERS_UP, name, partial(up, answers, counted, members)))
    return names.with_rejections(readings)


def _is_aggregate(kind: Value) -> bool:
    try:
        return integer(kind) in AGGREGATES
    except Implausible:
        return False


def _of_lacp(answers: Answers) -> list[tuple[Index, Index]]:
    """Aggregate and port: attached, else selected; 0 is none, and a port may be one of its own."""
    pairs: list[tuple[Index, Index]] = []
    for port, row in answers.rows(PORTS).items():
        numbers = (integer(cell(row, ATTACHED)), integer(cell(row, SELECTED)))
        aggregate = next((number for number in numbers if number), None)
        if aggregate is not None and (aggregate,) != port:
            pairs.append(((aggregate,), port))
    return pairs


def _of_stacks(answers: Answers, aggregates: Mapping[Index, object]) -> list[tuple[Index, Index]]:
    """Aggregate and port; 0 stands for nothing above, or below."""
    return [
        (index[:1], index[1:])
        for index, status in answers.column(STACKED, IF_STACK_STATUS).items()
        if len(index) == STACK_PARTS
        and index[:1] in aggregates
        and index[1]
        and integer(status) == ACTIVE
    ]


def count(answers: Answers, aggregate: Index, members: Members, doubt: Implausible | None) -> int:
    """How many ports."""
    if doubt is not None:
        raise doubt
    if members:
        return len(members)
    if oper_up(answers.column(KINDS, IF_OPER_STATUS).get(aggregate, NONE)):
        raise Implausible("an aggregate that is up and has no members")
    return 0


def up(answers: Answers, counted: partial[int], members: Members) -> int | None:
    """How many ports carry traffic; None where the state of one is not told."""
    counted()  # without members to believe in there are none that carry
    states, statuses = answers.column(PORTS, ACTOR_STATE), answers.column(KINDS, IF_OPER_STATUS)
    each = [carries(port, states, statuses) for port in members]
    return None if None in each else each.count(True)


def carries(port: Index, states: Column, statuses: Column) -> bool | None:
    """By LACP; of a port that has no state there (a static aggregate) whether it is up."""
    running = oper_up(statuses.get(port, NONE))
    state = octets(states.get(port, NONE))
    if not state:
        return running
    return running is not False and state[0] & CARRIES == CARRIES


SUBJECT = Subject(
    "aggregation",
    (AGGREGATE_MEMBERS, AGGREGATE_MEMBERS_UP),
    parse,
    tables=(INTERFACE_NAMES, KINDS, PORTS, STACKED),
    needs_whole=(INTERFACE_NAMES, KINDS, PORTS, STACKED),
)
