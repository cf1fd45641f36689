"""Which UPS trees are asked, in the order in which they are believed."""

from collectors.reading import Reading
from collectors.snmp import (
    ups_apc,
    ups_cyberpower,
    ups_delta,
    ups_eaton,
    ups_huawei,
    ups_ingrasys,
    ups_phoenixtec,
    ups_rfc1628,
    ups_socomec,
    ups_vertiv,
)
from collectors.snmp.subject import Answers, Subject, Table
from collectors.snmp.ups import QUANTITIES, Column, Measure, Source, of_answers

SOURCES: tuple[Source, ...] = (
    *ups_apc.SOURCES,
    *ups_eaton.SOURCES,
    *ups_huawei.SOURCES,
    *ups_cyberpower.SOURCES,
    *ups_phoenixtec.SOURCES,
    *ups_delta.SOURCES,
    *ups_ingrasys.SOURCES,
    *ups_vertiv.SOURCES,
    *ups_socomec.SOURCES,
    *ups_rfc1628.SOURCES,
)
PHASES = Table(
    tuple(source.oid for source in SOURCES if isinstance(source, Column)),
    rows_at_once=3,
)
SCALARS = tuple(
    oid
    for source in SOURCES
    if not isinstance(source, Column)
    for oid in (source.oid, *(source.also if isinstance(source, Measure) else ()))
)


def parse(answers: Answers) -> list[Reading]:
    return of_answers(SOURCES, PHASES, answers)


SUBJECT = Subject(
    "ups", QUANTITIES, parse, scalars=SCALARS, tables=(PHASES,), needs_whole=(PHASES,)
)
