"""What the device says it is, and for how long it has been up."""

from collectors.quantities import (
    DEVICE_DESCRIPTION,
    DEVICE_ENGINE_BOOTS,
    DEVICE_HOST_UPTIME,
    DEVICE_NAME,
    DEVICE_OBJECT_ID,
    DEVICE_UPTIME,
)
from collectors.reading import Reading
from collectors.snmp.session import Oid, Value
from collectors.snmp.subject import Answers, Subject
from collectors.snmp.values import Implausible, between, dotted, integer, number, text, told

SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)  # SNMPv2-MIB (RFC 3418)
SYS_DESCR = (*SYSTEM, 1, 0)
SYS_OBJECT_ID = (*SYSTEM, 2, 0)
SYS_UPTIME = (*SYSTEM, 3, 0)
SYS_NAME = (*SYSTEM, 5, 0)
ENGINE_BOOTS: Oid = (1, 3, 6, 1, 6, 3, 10, 2, 1, 2, 0)  # SNMP-FRAMEWORK-MIB (RFC 3411)
HOST_UPTIME: Oid = (1, 3, 6, 1, 2, 1, 25, 1, 1, 0)  # hrSystemUptime (RFC 2790)
ENGINE_TIME: Oid = (1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0)  # SNMP-FRAMEWORK-MIB (RFC 3411), seconds

TICKS_PER_SECOND = 100
WRAP_SECONDS = 2**32 / TICKS_PER_SECOND  # sysUpTime starts again after 497.1 days
#: How far apart the two clocks may be and still tell of the same start. In 22 of 307 real
#: agents they are unrelated; by chance such a pair fits with one in 24,000.
SAME_START_SECONDS = 900.0


def parse(answers: Answers) -> list[Reading]:
    return [
        told(DEVICE_DESCRIPTION, "", lambda: text(answers.scalar(SYS_DESCR))),
        told(DEVICE_OBJECT_ID, "", lambda: dotted(answers.scalar(SYS_OBJECT_ID))),
        told(DEVICE_NAME, "", lambda: text(answers.scalar(SYS_NAME))),
        told(
            DEVICE_UPTIME,
            "",
            lambda: uptime_seconds(answers.scalar(SYS_UPTIME), answers.scalar(ENGINE_TIME)),
        ),
        told(DEVICE_ENGINE_BOOTS, "", lambda: engine_boots(answers.scalar(ENGINE_BOOTS))),
        told(DEVICE_HOST_UPTIME, "", lambda: ticks_seconds(answers.scalar(HOST_UPTIME))),
    ]


def engine_boots(value: Value) -> int | None:
    plain = integer(value)
    return None if plain is None else int(between(plain, 0, 2**31 - 1, "starts"))


def ticks_seconds(value: Value) -> float | None:
    plain = number(value)
    if plain is None:
        return None
    return between(plain, 0, 2**32 - 1, "hundredths of a second") / TICKS_PER_SECOND


def uptime_seconds(ticks: Value, engine_time: Value) -> float | None:
    """sysUpTime, its wraps undone where snmpEngineTime says how often it has wrapped."""
    uptime = ticks_seconds(ticks)
    if uptime is None:
        return None
    try:
        engine = integer(engine_time)
    except Implausible:
        engine = None
    if engine is None:
        return uptime
    wraps = round((engine - uptime) / WRAP_SECONDS)
    unwrapped = uptime + wraps * WRAP_SECONDS
    if wraps > 0 and abs(engine - unwrapped) <= SAME_START_SECONDS:
        return unwrapped
    return uptime


SUBJECT = Subject(
    "system",
    (
        DEVICE_DESCRIPTION,
        DEVICE_OBJECT_ID,
        DEVICE_NAME,
        DEVICE_UPTIME,
        DEVICE_ENGINE_BOOTS,
        DEVICE_HOST_UPTIME,
    ),
    parse,
    scalars=(
        SYS_DESCR,
        SYS_OBJECT_ID,
        SYS_UPTIME,
        SYS_NAME,
        ENGINE_TIME,
        ENGINE_BOOTS,
        HOST_UPTIME,
    ),
)
