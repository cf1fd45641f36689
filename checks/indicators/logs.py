"""Logs: how long they are kept, whether their sources still send, and what a record holds."""

import math
from collections.abc import Mapping, Sequence

from checks.campus import Campus
from checks.indicator import Indicator
from checks.indicators.direct import age_seconds, aged, any_of, from_one, untold
from checks.indicators.evidence import fact, lacking, not_listed, read
from checks.indicators.members import Member, share
from checks.indicators.wording import duration
from checks.readings import Gap, Observation, Readings
from checks.systems import LogClass, LogKind, LogSource, LogStore
from checks.verdict import Cause, CauseKind, Coverage, Grade, Measured, Subject
from collectors.system_quantities import (
    LOG_NEWEST,
    LOG_RECORDS_COMPLETE,
    LOG_ROOM,
    LOG_UNBROKEN_SINCE,
)

RETENTION = "log_retention_seconds"
COMPLETE = "log_records_with_all_fields_ratio"
SOURCES = "log_sources_live_ratio"
CLASSES = "log_classes_live_ratio"

DAY_SECONDS = 86_400.0

#: What a document wants to arrive together; a class of which nothing is listed does not arrive.
SETS: Mapping[str, Sequence[LogClass]] = {
    "correlation": (LogClass.TRAFFIC, LogClass.NETWORK, LogClass.SECURITY),
    "campus_data": (
        LogClass.SECURITY,
        LogClass.ENERGY_SERIES,
        LogClass.LOGISTICS_SERIES,
        LogClass.EQUIPMENT_SERIES,
        LogClass.APPLICATION_SERIES,
        LogClass.IOT_SERIES,
    ),
}


def retention(campus: Campus, readings: Readings) -> list[Measured]:
    """Per store and kind of record, how far back records can be read without an empty day (I-40).

    It is what can be read, not what the policy says. A store that still holds its first day has
    deleted nothing: it is filling, and will hold as much as it has room for.
    """
    if not campus.log_stores:
        return [not_listed(RETENTION, "log_stores", campus.log_stores)]
    return [
        _retention(store, kind, readings)
        for store in campus.log_stores
        for kind in dict.fromkeys(store.kinds)
    ]


def _subject(store: LogStore, kind: LogKind) -> Subject:
    return Subject("log_store", f"{store.name} {kind.value}", (("kind", kind.value),))


def _retention(store: LogStore, kind: LogKind, readings: Readings) -> Measured:
    subject = _subject(store, kind)
    since = readings.find(LOG_UNBROKEN_SINCE, store.target, store.instance)
    if isinstance(since, Gap):
        return untold(RETENTION, subject, since.cause, since)
    value = age_seconds(readings, since)
    if isinstance(value, Cause):
        return untold(RETENTION, subject, value, since)
    arithmetic = aged(readings, since, value)
    if not _filling(store, readings, value):
        return Measured(RETENTION, subject, value, None, (read(since),), arithmetic=arithmetic)
    room = readings.find(LOG_ROOM, store.target, store.instance)
    highest = math.inf if isinstance(room, Gap) else max(value, room.number)
    problem = f"{store.name} is in use since {store.started_on}, still fills and has lost nothing"
    filling = lacking("log_stores.started_on", store.name, problem)
    if isinstance(room, Observation):
        arithmetic += f"; still filling, with room for {duration(room.number)}"
    return Measured(
        RETENTION, subject, value, None, (read(since), read(room), filling),
        arithmetic=arithmetic, lowest=value, highest=highest,
        untold=Cause(CauseKind.COVERAGE, problem, store.target),
    )  # fmt: skip


def _filling(store: LogStore, readings: Readings, kept_seconds: float) -> bool:
    """The store's first day of use can still be read."""
    if store.started_on is None:
        return False
    in_use_days = (readings.today - store.started_on).days
    return kept_seconds >= (in_use_days - 1) * DAY_SECONDS


def complete(campus: Campus, readings: Readings) -> list[Measured]:
    """Per store of access records, the share of records that hold all five fields (I-41)."""
    stores = campus.log_stores
    if not stores:
        return [not_listed(COMPLETE, "log_stores", stores)]
    return [
        from_one(
            COMPLETE,
            _subject(store, kind),
            readings.find(LOG_RECORDS_COMPLETE, store.target, store.instance),
            _ratio,
        )
        for store in stores
        for kind in dict.fromkeys(store.kinds)
    ]


def _ratio(value: float) -> tuple[float | Cause, str]:
    if not 0 <= value <= 1:
        return Cause(CauseKind.IMPLAUSIBLE, f"a share of {value:.9g} cannot be"), ""
    return value, f"{value:.9g} of the newest records, as read"


def sources(campus: Campus, readings: Readings) -> list[Measured]:
    """Per class, the share of its sources whose newest record lies within the window."""
    if not campus.log_sources:
        return [not_listed(SOURCES, "log_sources", campus.log_sources)]
    by_class = _by_class(campus.log_sources, readings)
    measured = []
    for kind in LogClass:
        subject = Subject("log_sources", kind.value, (("class", kind.value),))
        if kind in by_class:
            what = f"{kind.value} sources that send"
            measured.append(share(SOURCES, subject, by_class[kind], what, Grade.DECLARED))
        else:
            detail = f"the inventory lists no log source of class {kind.value}"
            evidence = (lacking("log_sources", kind.value, detail),)
            cause = Cause(CauseKind.FACT_MISSING, detail)
            measured.append(Measured(SOURCES, subject, None, cause, evidence, Coverage(0, 1)))
    return measured


def classes(campus: Campus, readings: Readings) -> list[Measured]:
    """Per set of classes, the share of which at least one source sends."""
    if not campus.log_sources:
        return [not_listed(CLASSES, "log_sources", campus.log_sources)]
    by_class = _by_class(campus.log_sources, readings)
    return [
        share(
            CLASSES, Subject("log_classes", name, (("classes", name),)),
            [_class(kind, by_class.get(kind, [])) for kind in wanted],
            "classes that arrive", Grade.DECLARED,
        )
        for name, wanted in SETS.items()
    ]  # fmt: skip


def _class(kind: LogClass, members: Sequence[Member]) -> Member:
    if not members:
        return Member(kind.value, False, (fact("log_sources", kind.value, 0),))
    return any_of(kind.value, members)


def _by_class(listed: Sequence[LogSource], readings: Readings) -> dict[LogClass, list[Member]]:
    by_class: dict[LogClass, list[Member]] = {}
    for source in listed:
        by_class.setdefault(source.kind, []).append(_source(source, readings))
    return by_class


def _source(source: LogSource, readings: Readings) -> Member:
    """The store's word counts, and only for as long as the clause believes a reading (I-61)."""
    if source.target is None:
        evidence = fact("log_sources.target", source.name, False, "inventory: it sends to no store")
        return Member(source.name, False, (evidence,))
    found = readings.find(LOG_NEWEST, source.target, source.instance)
    if isinstance(found, Gap):
        # a store that answers and knows no record has heard nothing; a silent one tells nothing
        silent = False if found.cause.kind is CauseKind.ABSENT else found.cause
        return Member(source.name, silent, (found,))
    value = age_seconds(readings, found)
    counts = value if isinstance(value, Cause) else _within(readings, found, value)
    return Member(source.name, counts, (found,))


def _within(readings: Readings, found: Observation, value: float) -> bool | Cause:
    """A record that was of late when the store was read, and has only aged since, proves neither:
    of newer ones nobody has asked."""
    window_seconds = readings.freshness_seconds
    if value <= window_seconds or value - found.age_seconds > window_seconds:
        return value <= window_seconds
    detail = (
        f"the newest record of {found.target} {found.instance} is {duration(value)} old, and the "
        f"store was last read {duration(found.age_seconds)} ago"
    )
    return Cause(CauseKind.STALE, detail, found.target)


INDICATORS = (
    Indicator(
        RETENTION,
        "How far back the records of a store can be read without an empty day.",
        "now − oldest record of the unbroken run",
        "s",
        "log_store",
        (LOG_UNBROKEN_SINCE, LOG_ROOM),
        ("log_stores",),
        retention,
    ),
    Indicator(
        COMPLETE,
        "Share of a store's newest records that hold all five fields.",
        "records with all fields ÷ newest 1,000 records, as read",
        "1",
        "log_store",
        (LOG_RECORDS_COMPLETE,),
        ("log_stores",),
        complete,
    ),
    Indicator(
        SOURCES,
        "Share of the sources of a class that still send records.",
        "sources with a record within the window ÷ sources of the class",
        "1",
        "log_sources",
        (LOG_NEWEST,),
        ("log_sources",),
        sources,
    ),
    Indicator(
        CLASSES,
        "Share of the classes of records, of those that belong together, that arrive.",
        "classes with a source that sends ÷ classes",
        "1",
        "log_classes",
        (LOG_NEWEST,),
        ("log_sources",),
        classes,
    ),
)
