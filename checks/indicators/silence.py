"""What silence means: for shares of what is heard, a silent device is not covered (I-61)."""

from checks.indicators.wording import duration
from checks.readings import Gap, Observation, Readings
from checks.verdict import Cause, CauseKind
from collectors.failure import FailureKind

#: Here nothing is known of the device: not asked yet, or it said what cannot be true.
UNTOLD = frozenset({CauseKind.NOT_READ, CauseKind.IMPLAUSIBLE})
#: Failures that lie with us; they say nothing of the device.
OURS = frozenset({FailureKind.BUG, FailureKind.NO_ADDRESS_FAMILY})


def covered(readings: Readings, found: Observation | Gap) -> bool | Cause:
    """A fresh reading covers; silence does not (I-61), once it has lasted as long as a reading
    would have been fresh; a cause where we could not try, or not long enough."""
    if isinstance(found, Observation):
        return True
    unknown = readings.interpretations.reads("I-61", "unknown")
    if unknown or found.cause.kind in UNTOLD or _our_failure(readings, found):
        return found.cause
    asked = readings.asked_since(found.quantity, found.target)
    if found.cause.kind is CauseKind.FAILED and not asked.enough:
        needed = duration(readings.freshness_seconds)
        detail = f"{found.cause.detail}; asked only since {asked.moment}, {needed} are needed"
        return Cause(CauseKind.NOT_LISTENED, detail, found.target)
    return False


def _our_failure(readings: Readings, gap: Gap) -> bool:
    failure = readings.failure(gap.quantity, gap.target)
    return failure is not None and failure.kind in OURS


def heard(readings: Readings, found: Observation | Gap) -> bool | Cause:
    """Whether an event came within the freshness window; a cause where it may have been missed."""
    if isinstance(found, Observation):
        return True
    quantity, target, instance = found.quantity, found.target, found.instance
    kind = found.cause.kind
    if kind in UNTOLD or (
        kind is CauseKind.ABSENT and instance in readings.names(quantity, target)
    ):
        return found.cause  # it spoke, but of nothing that can be believed
    deaf = readings.answers(quantity, target)
    if deaf is not None:
        return deaf.cause
    listened = readings.listened_since(quantity, target)
    if listened.enough:
        unknown = readings.interpretations.reads("I-61", "unknown")
        return found.cause if unknown else False
    detail = (
        f"{instance} was not heard, but {target} has been listened to without a break only since "
        f"{listened.moment}; {duration(readings.freshness_seconds)} are needed"
    )
    return Cause(CauseKind.NOT_LISTENED, detail, target)
