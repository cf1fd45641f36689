"""Which UPS trees are asked, in the order in which they are believed."""

from collections.abc import Mapping
from itertools import chain

from collectors.quantities import UPS_DISAGREEMENT
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
from collectors.snmp.session import Oid
from collectors.snmp.subject import Answers, Subject, Table
from collectors.snmp.ups import (
    QUANTITIES,
    Column,
    Measure,
    Source,
    State,
    disagreements,
    of_answers,
)

FAMILIES: Mapping[str, tuple[Source, ...]] = {
    "APC": ups_apc.SOURCES,
    "Eaton": ups_eaton.SOURCES,
    "Huawei": ups_huawei.SOURCES,
    "CyberPower": ups_cyberpower.SOURCES,
    "Phoenixtec": ups_phoenixtec.SOURCES,
    "Delta": ups_delta.SOURCES,
    "Ingrasys": ups_ingrasys.SOURCES,
    "Vertiv": ups_vertiv.SOURCES,
    "Socomec": ups_socomec.SOURCES,
    "RFC 1628": ups_rfc1628.SOURCES,
}
SOURCES: tuple[Source, ...] = tuple(chain.from_iterable(FAMILIES.values()))
PHASES = Table(
    tuple(source.oid for source in SOURCES if isinstance(source, Column)),
    rows_at_once=3,
)


def scalars(source: Source) -> tuple[Oid, ...]:
    """What is asked for the sake of one source."""
    match source:
        case Column():
            return ()
        case Measure(oid=oid, also=also):
            return (oid, *also)
        case State(oid=oid, unless=(doubt, _)):
            return (oid, doubt)
        case _:
            return (source.oid,)


SCALARS = tuple(dict.fromkeys(oid for source in SOURCES for oid in scalars(source)))


def parse(answers: Answers) -> list[Reading]:
    return [*of_answers(SOURCES, PHASES, answers), *disagreements(FAMILIES, PHASES, answers)]


SUBJECT = Subject(
    "ups",
    (*QUANTITIES, UPS_DISAGREEMENT),
    parse,
    scalars=SCALARS,
    tables=(PHASES,),
    needs_whole=(PHASES,),
)
