"""The SNMP collector: one conversation with one agent, then each subject's readings."""

from collections.abc import Sequence

from collectors.failure import Failure, FailureKind
from collectors.probe import Collector, PartialResult
from collectors.reading import Columns, Reading
from collectors.snmp import (
    addresses,
    ats,
    engine,
    interfaces,
    mau,
    pysnmp_engine,
    sensors,
    system,
    ups_families,
    wlan_families,
)
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import Oid
from collectors.snmp.subject import Answers, Subject, Table
from collectors.snmp.walk import Conversation, Grid, Limits
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
        wlan_families.SUBJECT,
    )
}

ENGINES = {"own": engine.opened, "pysnmp": pysnmp_engine.opened}


async def collect(target: Target, options: SnmpOptions) -> Sequence[Reading]:
    async with ENGINES[options.engine](target.address, options) as session:
        limits = Limits(rows=options.rows_at_most)
        conversation = Conversation(session, limits, options.max_repetitions)
        return await read(conversation, [SUBJECTS[name] for name in options.read])


async def read(conversation: Conversation, subjects: list[Subject]) -> Sequence[Reading]:
    """All readings of the subjects; `PartialResult` when any table was cut short.

    sysUpTime is asked first whatever the subjects: an agent that is not there is found out
    by one small request and not by walks that try ever smaller ones.
    """
    scalars: dict[Oid, None] = {system.SYS_UPTIME: None}
    tables: dict[Table, None] = {}
    for subject in subjects:
        scalars |= dict.fromkeys(subject.scalars)
        tables |= dict.fromkeys(subject.tables)
    values = await conversation.get(list(scalars))
    whole, cut, failure = await _walk_all(conversation, list(tables))
    answers = Answers(values, whole | cut, frozenset(cut))
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
