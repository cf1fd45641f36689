"""Values that rest on one reading: a number, the age of a time that it names, a state."""

from collections.abc import Callable, Iterable

from checks.campus import InstanceRef
from checks.indicators.evidence import lacking, read
from checks.indicators.interfaces import true
from checks.indicators.members import Member
from checks.indicators.wording import duration
from checks.readings import Found, Gap, Observation, Readings
from checks.verdict import Cause, CauseKind, Coverage, Grade, Measured, Subject
from collectors.reading import Quantity

#: Clocks differ; beyond this a record from the future is a wrong clock, not a fresh record.
AHEAD_AT_MOST_SECONDS = 60.0

Sum = Callable[[float], tuple[float | Cause, str]]


def by_ref(readings: Readings, quantity: Quantity, ref: InstanceRef) -> Found:
    return readings.find(quantity, ref.target, ref.instance)


def unsaid(indicator: str, subject: Subject, field: str, detail: str) -> Measured:
    """The inventory does not say what the indicator needs of this subject."""
    cause = Cause(CauseKind.FACT_MISSING, detail)
    evidence = (lacking(field, subject.name, detail),)
    return Measured(indicator, subject, None, cause, evidence, Coverage(0, 1))


def untold(indicator: str, subject: Subject, cause: Cause, *founds: Found) -> Measured:
    """What should have been read and was not, or cannot be believed."""
    evidence = tuple(read(found) for found in founds)
    return Measured(indicator, subject, None, cause, evidence, Coverage(0, 1))


def from_one(
    indicator: str, subject: Subject, found: Found, work_out: Sum, grade: Grade = Grade.REPORTED
) -> Measured:
    """What `work_out` makes of the number, with its arithmetic; a cause where it believes none."""
    if isinstance(found, Gap):
        return untold(indicator, subject, found.cause, found)
    value, arithmetic = work_out(found.number)
    if isinstance(value, Cause):
        return untold(indicator, subject, value, found)
    return Measured(indicator, subject, value, None, (read(found),), Coverage(1, 1), grade,
                    arithmetic)  # fmt: skip


def age_seconds(readings: Readings, found: Observation) -> float | Cause:
    """How long ago the time was that the reading names (Unix); no less than 0."""
    age = readings.at.timestamp() - found.number
    if age < -AHEAD_AT_MOST_SECONDS:
        about = f"{found.quantity.name} of {found.target} {found.instance}".rstrip()
        return Cause(CauseKind.IMPLAUSIBLE, f"{about} lies {duration(-age)} ahead", found.target)
    return max(age, 0.0)


def age(indicator: str, subject: Subject, found: Found, readings: Readings) -> Measured:
    """now − the time that the reading names, in seconds."""
    if isinstance(found, Gap):
        return untold(indicator, subject, found.cause, found)
    value = age_seconds(readings, found)
    if isinstance(value, Cause):
        return untold(indicator, subject, value, found)
    arithmetic = aged(readings, found, value)
    return Measured(indicator, subject, value, None, (read(found),), arithmetic=arithmetic)


def aged(readings: Readings, found: Observation, value: float) -> str:
    return f"{readings.at:%Y-%m-%d %H:%M:%S} UTC − {found.number:.0f} (Unix) = {duration(value)}"


def stated(name: str, found: Found) -> Member:
    """A member that counts while the reading says so; what was not told stays unknown."""
    counts = found.cause if isinstance(found, Gap) else true(found)
    return Member(name, counts, (found,))


def unnamed(name: str, field: str, what: str) -> Member:
    """A member of which the inventory does not say what would tell of it."""
    detail = f"the inventory names no {what} of {name}"
    cause = Cause(CauseKind.FACT_MISSING, detail)
    return Member(name, cause, (lacking(field, name, detail),))


def any_of(name: str, members: Iterable[Member]) -> Member:
    """One that counts is enough, and is all the evidence it needs; without one, an unknown one
    leaves the whole unknown."""
    some = list(members)
    for member in some:
        if member.counts is True:
            return Member(name, True, member.evidence)
    evidence = tuple(piece for member in some for piece in member.evidence)
    causes = [member.counts for member in some if isinstance(member.counts, Cause)]
    return Member(name, causes[0] if causes else False, evidence)
