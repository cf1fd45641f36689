"""Whether a thing was seen: now, or within the 30 days that a typed room is believed for (I-48)."""

from collections.abc import Iterable, Sequence

from checks.equipment import Thing
from checks.indicators.evidence import fact, lacking
from checks.indicators.interfaces import true
from checks.indicators.members import Member, by_weight
from checks.indicators.silence import heard
from checks.indicators.wording import duration
from checks.readings import Found, Gap, Observation, Readings
from checks.verdict import Cause, CauseKind
from collectors.quantities import THING_HEARD, THING_LAST_SEEN, THING_LIVE

#: I-48: a room whose gear nobody saw for so long is claimed, not seen.
MONTH_SECONDS = 30 * 86_400.0
#: Clocks differ; beyond this a sighting in the future is a wrong clock.
AHEAD_AT_MOST_SECONDS = 60.0


def seen(thing: Thing, readings: Readings) -> Member:
    """Heard within the window, or answering now; one that nothing reads stays in scope."""
    return readings.part(_seen, thing)


def _seen(thing: Thing, readings: Readings) -> Member:
    if thing.target is None:
        evidence = fact("things.target", thing.name, False, "inventory: fitted, nothing reads it")
        return Member(thing.name, False, (evidence,))
    told: list[bool | Cause] = []
    founds: list[Found] = []
    if readings.asked(THING_LIVE, thing.target):
        live = readings.find(THING_LIVE, thing.target, thing.name)
        told.append(_answers(thing.target, live, readings))
        founds.append(live)
    if readings.asked(THING_HEARD, thing.target):
        found = readings.find(THING_HEARD, thing.target, thing.name)
        founds.append(found)
        told.append(heard(readings, found))
    if not founds:
        unread = readings.find(THING_LIVE, thing.target, thing.name)
        assert isinstance(unread, Gap)  # noqa: S101 - nothing asks for it
        return Member(thing.name, unread.cause, (unread,))
    return Member(thing.name, _either(told), tuple(founds))


def _answers(target: str, found: Observation | Gap, readings: Readings) -> bool | Cause:
    """One that its platform leaves out of a list of others is not on line there."""
    if isinstance(found, Observation):
        return true(found)
    others = readings.names(THING_LIVE, target)
    if found.cause.kind is CauseKind.ABSENT and others and found.instance not in others:
        return False
    return found.cause


def _either(told: Sequence[bool | Cause]) -> bool | Cause:
    """Seen by one is seen; not seen by one and not known to another is not known."""
    if any(each is True for each in told):
        return True
    causes = [each for each in told if isinstance(each, Cause)]
    return min(causes, key=_detail) if causes else False


def _detail(cause: Cause) -> str:
    """Of several causes the same one is told, in whatever order they come."""
    return cause.detail


def seen_this_month(thing: Thing, readings: Readings) -> Member:
    """Seen now or, as something that remembers it says, within 30 days.

    One quiet day is no proof of absence: without such a memory it is not known.
    """
    if readings.interpretations.reads("I-48", "as_claimed"):
        return Member(thing.name, True, (fact("things", thing.name, thing.kind.value),))
    now = seen(thing, readings)
    if now.counts is True or thing.target is None:
        return now
    last = readings.find(THING_LAST_SEEN, thing.target, thing.name)
    evidence = (*now.evidence, last)
    if isinstance(last, Gap):
        if isinstance(now.counts, Cause):
            return Member(thing.name, now.counts, evidence)
        detail = f"{thing.name} is not seen now, and nothing says when it was in 30 days"
        return Member(thing.name, Cause(CauseKind.NOT_LISTENED, detail, thing.target), evidence)
    age_seconds = readings.at.timestamp() - last.number
    if age_seconds < -AHEAD_AT_MOST_SECONDS:
        detail = f"{thing.target} saw {thing.name} in {duration(-age_seconds)} from now"
        return Member(thing.name, Cause(CauseKind.IMPLAUSIBLE, detail, thing.target), evidence)
    return Member(thing.name, age_seconds <= MONTH_SECONDS, evidence)


def unsaid(name: str, field: str, detail: str) -> Member:
    """A member of which the inventory does not say what decides it."""
    return Member(name, Cause(CauseKind.FACT_MISSING, detail), (lacking(field, name, detail),))


def any_of(name: str, members: Iterable[Member], lacks: str) -> Member:
    """One that counts is enough; without one, an unknown one leaves it unknown.

    `lacks` is the field of the inventory that lists none, where there are no members.
    """
    listed = list(members)
    if not listed:
        return Member(name, False, (fact(lacks, name, 0),))
    evidence = tuple(piece for member in listed for piece in member.evidence)
    return Member(name, _either([member.counts for member in listed]), evidence)


def all_of(name: str, members: Sequence[Member]) -> Member:
    """Each must count; one that does not decides, whatever else is unknown."""
    evidence = tuple(piece for member in members for piece in member.evidence)
    if any(member.counts is False for member in members):
        return Member(name, False, evidence)
    causes = [member.counts for member in members if isinstance(member.counts, Cause)]
    return Member(name, min(causes, key=by_weight) if causes else True, evidence)
