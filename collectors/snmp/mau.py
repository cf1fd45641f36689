"""What a port could do and which medium it uses: MAU-MIB (RFC 4836) with IANA-MAU-MIB's numbers."""

from collections.abc import Mapping
from functools import partial

from collectors.quantities import INTERFACE_CAPABILITY, INTERFACE_OPTICAL
from collectors.reading import Reading
from collectors.snmp.bits import set_bits
from collectors.snmp.names import INTERFACE_NAMES, interface_names
from collectors.snmp.session import Absent, Identifier, Index, Oid, Value
from collectors.snmp.subject import NONE, Answers, Subject, Table, cell
from collectors.snmp.values import Implausible, integer, told

IF_MAU_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 26, 2, 1, 1)  # index ifMauIfIndex . ifMauIndex
IF_MAU_TYPE = (*IF_MAU_ENTRY, 3)
IF_MAU_STATUS = (*IF_MAU_ENTRY, 4)
IF_MAU_TYPE_LIST_BITS = (*IF_MAU_ENTRY, 13)
MAU = Table((IF_MAU_TYPE, IF_MAU_STATUS, IF_MAU_TYPE_LIST_BITS))
#: ifMauAutoNegTable, the same index: what the port could negotiate, not what it was told to
#: (ifMauAutoNegCapAdvertisedBits), which an operator may have cut down.
IF_MAU_AUTO_NEG_CAPABILITY_BITS: Oid = (1, 3, 6, 1, 2, 1, 26, 5, 1, 1, 9)
AUTO_NEGOTIATION = Table((IF_MAU_AUTO_NEG_CAPABILITY_BITS,))
DOT3_MAU_TYPE: Oid = (1, 3, 6, 1, 2, 1, 26, 4)
OPERATIONAL = 3  # ifMauStatus
INDEX_PARTS = 2
Row = Mapping[Oid, Value]

MEGABIT = 1_000_000


def _numbers(*spans: int | tuple[int, int]) -> frozenset[int]:
    pairs = [span if isinstance(span, tuple) else (span, span) for span in spans]
    return frozenset(n for first, last in pairs for n in range(first, last + 1))


#: Bit n of IANAifMauTypeListBits stands for dot3MauType n (IANA-MAU-MIB). Not in any of them:
#: 0 (other), 1 (AUI, a socket for a MAU), 42 (2BASE-TL), 43 (10PASS-TS).
RATES = {
    10 * MEGABIT: _numbers((2, 13)),
    100 * MEGABIT: _numbers((14, 20), (44, 46), 105),
    1_000 * MEGABIT: _numbers((21, 30), (47, 53), 56, (79, 83)),
    2_500 * MEGABIT: _numbers(103, 109, 110),
    5_000 * MEGABIT: _numbers(104, 111),
    10_000 * MEGABIT: _numbers((31, 41), 54, 55, (57, 69), (84, 87)),
    25_000 * MEGABIT: _numbers((88, 94), 114, 115),
    40_000 * MEGABIT: _numbers((70, 74), (95, 97)),
    50_000 * MEGABIT: _numbers((116, 122)),
    100_000 * MEGABIT: _numbers((75, 78), (98, 102), (123, 126), 145, 146),
    200_000 * MEGABIT: _numbers((127, 134)),
    400_000 * MEGABIT: _numbers((135, 140), 147),
}
RATE = {number: rate for rate, numbers in RATES.items() for number in numbers}
#: Bit n of IANAifMauAutoNegCapBits; 8 to 11 are about pauses.
NEGOTIABLE_RATES = {
    10 * MEGABIT: _numbers(1, 2),
    100 * MEGABIT: _numbers((3, 7)),
    1_000 * MEGABIT: _numbers((12, 15), 17),
    10_000 * MEGABIT: _numbers(16, 18, 19),
}
NEGOTIABLE_RATE = {bit: rate for rate, bits in NEGOTIABLE_RATES.items() for bit in bits}
#: Types that say only the coding (1000BASE-X, 2.5GBASE-X, 10GBASE-X, -R, -W, and -R of 25G to
#: 400G), not the medium, and what is no medium at all.
UNDECIDED = _numbers(0, 1, 21, 22, 31, 33, 37, 92, 96, 101, 110, 116, 127, 135)
OPTICAL = _numbers(
    3,  # FOIRL
    (6, 8),  # 10BASE-FP, -FB, -FL
    (12, 13),
    (17, 18),  # 100BASE-FX
    (23, 26),  # 1000BASE-LX, -SX
    32,  # 10GBASE-LX4
    (34, 36),  # 10GBASE-ER, -LR, -SR
    (38, 40),
    (44, 53),  # 100BASE-BX10, -LX10, 1000BASE-BX10, -LX10, -PX10, -PX20
    55,  # 10GBASE-LRM
    (59, 69),  # 10G-EPON
    (72, 74),  # 40GBASE-SR4, -FR, -LR4
    (76, 78),  # 100GBASE-SR10, -LR4, -ER4
    (80, 87),  # 1000BASE-PX30, -PX40, 10G-EPON
    93,  # 25GBASE-SR
    95,  # 40GBASE-ER4
    102,  # 100GBASE-SR4
    (114, 115),  # 25GBASE-LR, -ER
    (119, 122),  # 50GBASE-SR, -FR, -LR, -ER
    (125, 126),  # 100GBASE-SR2, -DR
    (128, 130),  # 200GBASE-DR4, -FR4, -LR4
    (133, 134),  # 200GBASE-SR4, -ER4
    (136, 140),  # 400GBASE-SR16, -DR4, -FR8, -LR8, -ER8
    (145, 147),  # 100GBASE-FR1, -LR1, 400GBASE-FR4
)


def parse(answers: Answers) -> list[Reading]:
    names = interface_names(answers)
    negotiable = answers.column(AUTO_NEGOTIATION, IF_MAU_AUTO_NEG_CAPABILITY_BITS)
    ports: dict[Index, list[Row]] = {}
    for index, row in answers.rows(MAU).items():
        if len(index) == INDEX_PARTS:
            could = {IF_MAU_AUTO_NEG_CAPABILITY_BITS: negotiable.get(index, NONE)}
            ports.setdefault(index[:1], []).append({**row, **could})
    readings: list[Reading] = []
    for index, maus in ports.items():
        name = names.instance(index)
        readings += [
            told(INTERFACE_CAPABILITY, name, partial(capability, maus)),
            told(INTERFACE_OPTICAL, name, partial(optical, maus)),
        ]
    return names.with_rejections(readings)


def capability(maus: list[Row]) -> int | None:
    """The fastest type in any of the port's lists, or the fastest that it could negotiate; None
    where the lists say nothing."""
    rates = [
        rate_of[number]
        for mau in maus
        for column, rate_of in (
            (IF_MAU_TYPE_LIST_BITS, RATE),
            (IF_MAU_AUTO_NEG_CAPABILITY_BITS, NEGOTIABLE_RATE),
        )
        for number in set_bits(cell(mau, column))
        if number in rate_of
    ]
    return max(rates, default=None)


def optical(maus: list[Row]) -> bool | None:
    """Whether the MAU in use is fibre; of several (combo ports) the operational one."""
    in_use = [mau for mau in maus if integer(cell(mau, IF_MAU_STATUS)) == OPERATIONAL]
    media = {medium(cell(mau, IF_MAU_TYPE)) for mau in in_use or maus}
    return media.pop() if len(media) == 1 else None


def medium(value: Value) -> bool | None:
    """True for fibre, False for copper and the like, None where the type does not tell."""
    if isinstance(value, Absent) and value is not Absent.REFUSED:
        return None
    if not isinstance(value, Identifier):
        raise Implausible("ifMauType is no object identifier")
    if value.value == (0, 0):
        return None  # RFC 4836: of unknown type
    if value.value[:-1] != DOT3_MAU_TYPE:
        return None  # a type of the vendor's own
    number = value.value[-1]
    if number in UNDECIDED or (number not in RATE and number not in OPTICAL):
        return None
    return number in OPTICAL


SUBJECT = Subject(
    "mau",
    (INTERFACE_CAPABILITY, INTERFACE_OPTICAL),
    parse,
    tables=(INTERFACE_NAMES, MAU, AUTO_NEGOTIATION),
    # of two MAUs of a port one alone says the wrong thing
    needs_whole=(INTERFACE_NAMES, MAU, AUTO_NEGOTIATION),
)
