"""The SNMP collector: one conversation with one agent, then each subject's readings."""

from collections.abc import Sequence

from collectors.failure import Failure, FailureKind
from collectors.probe import Collector, PartialResult
from collectors.reading import Columns, Reading
from collectors.snmp import (
    addresses,
    aggregation,
    ats,
    engine,
    environment,
    health,
    host,
    identity,
    interfaces,
    mau,
    pysnmp_engine,
    redundancy,
    sensors,
    stack,
    system,
    topology,
    ups_families,
    vlans,
    vrfs,
    wlan_families,
)
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import Identifier, Oid, Value
from collectors.snmp.subject import Answers, Subject, Table
from collectors.snmp.walk import NO_GRID, Borne, Conversation, Grid, Limits
from collectors.target import Target

SUBJECTS = {
    subject.name: subject
    for subject in (
        system.SUBJECT,
        interfaces.SUBJECT,
        mau.SUBJECT,
        addresses.SUBJECT,
        sensors.SUBJECT,
        ups_families.SUBJECT,
        ats.SUBJECT,
        topology.SUBJECT,
        health.SUBJECT,
        wlan_families.SUBJECT,
        identity.SUBJECT,
        environment.SUBJECT,
        host.SUBJECT,
        aggregation.SUBJECT,
        redundancy.SUBJECT,
        stack.SUBJECT,
        vlans.SUBJECT,
        vrfs.SUBJECT,
    )
}

ENTERPRISES: Oid = (1, 3, 6, 1, 4, 1)
NET_SNMP: Oid = (*ENTERPRISES, 8072)

#: What each agent has borne, from one round to the next.
BORNE = Borne()
ENGINES = {"own": engine.opened, "pysnmp": pysnmp_engine.opened}


async def collect(target: Target, options: SnmpOptions) -> Sequence[Reading]:
    async with ENGINES[options.engine](target.address, options) as session:
        limits, peer = Limits(rows=options.rows_at_most), (target.address, options.port)
        borne = BORNE.get(peer, options.max_repetitions)
        conversation = Conversation(session, limits, borne)
        try:
            return await read(conversation, [SUBJECTS[name] for name in options.read])
        finally:
            BORNE.keep(peer, conversation.max_repetitions, options.max_repetitions)


async def read(conversation: Conversation, subjects: list[Subject]) -> Sequence[Reading]:
    """All readings of the subjects; `PartialResult` when any table was cut short.

    sysUpTime is asked first whatever the subjects: an agent that is not there is found out
    by one small request and not by walks that try ever smaller ones.
    """
    scalars: dict[Oid, None] = {system.SYS_UPTIME: None, system.SYS_OBJECT_ID: None}
    tables: dict[Table, None] = {}
    for subject in subjects:
        scalars |= dict.fromkeys(subject.scalars)
        tables |= dict.fromkeys(subject.tables)
    values = await conversation.get(list(scalars))
    made_by = values[system.SYS_OBJECT_ID]
    asked = [table for table in tables if _may_have(made_by, table)]
    whole, cut, failure = await _walk_all(conversation, asked)
    others = {table: NO_GRID for table in tables if table not in asked}
    answers = Answers(values, others | whole | cut, frozenset(cut))
    if failure is None:
        return Columns.of(subject.parse(answers) for subject in subjects)
    readings = [
        reading
        for subject in subjects
        if set(subject.tables) <= answers.tables.keys() and not cut.keys() & subject.needs_whole
        for reading in subject.parse(answers)
        if reading.value is not None  # what half a table lacks is not what the agent lacks
    ]
    raise PartialResult(failure, readings)


def _may_have(made_by: Value, table: Table) -> bool:
    """Whether an agent with this sysObjectID may have a maker's own table.

    What is not below an enterprise's arc, or is that of net-snmp, which boxes of many makers
    keep, says nothing.
    """
    if not table.only_of or not isinstance(made_by, Identifier):
        return True
    oid = made_by.value
    if oid[: len(ENTERPRISES)] != ENTERPRISES or len(oid) <= len(ENTERPRISES) + 1:
        return True
    below = (NET_SNMP, *table.only_of)
    return any(oid[: len(arc)] == arc for arc in below)


async def _walk_all(
    conversation: Conversation, tables: list[Table]
) -> tuple[dict[Table, Grid], dict[Table, Grid], Failure | None]:
    """Whole tables, cut ones, and why the first was cut. Silence ends the round."""
    whole: dict[Table, Grid] = {}
    cut: dict[Table, Grid] = {}
    first: Failure | None = None
    for table in tables:
        walked = await conversation.walk(table.columns, table.rows_at_once)
        if walked.cut_short is None:
            whole[table] = walked.cells
            continue
        cut[table] = walked.cells.complete()
        first = first or walked.cut_short
        if walked.cut_short.kind in (FailureKind.TIMEOUT, FailureKind.UNREACHABLE):
            break
    return whole, cut, first


SNMP = Collector(
    "snmp",
    SnmpOptions,
    tuple(quantity for subject in SUBJECTS.values() for quantity in subject.measures),
    collect,
    lambda options: tuple(q for name in options.read for q in SUBJECTS[name].measures),
)
