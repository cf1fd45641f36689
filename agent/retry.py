"""When a notice is tried again, and when it is given up. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

#: A receiver that calls the request bad will not like it better the sixth time.
BAD_REQUESTS = 5


@dataclass(frozen=True, slots=True)
class Patience:
    """With receivers: `waits_seconds` before the 2nd, 3rd … attempt, of which the last repeats."""

    waits_seconds: tuple[float, ...] = (1, 5, 15, 60, 300, 3_600)
    retry_after_at_most_seconds: float = 3_600
    kept: timedelta = timedelta(hours=72)  # a notice older than this is given up

    def wait_seconds(self, attempts: int, jitter: float) -> float:
        """After so many attempts, at least one; `jitter`, uniform in 0..1, moves it by ± 20 %."""
        wait_seconds = self.waits_seconds[min(attempts, len(self.waits_seconds)) - 1]
        return wait_seconds * (0.8 + 0.4 * jitter)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, or None with the reason why nothing did."""

    status: int | None
    detail: str
    retry_after: str = ""  # the header as sent: seconds or a date, perhaps absurd

    @property
    def accepted(self) -> bool:
        return self.status is not None and self.status // 100 == HTTPStatus.OK // 100

    @property
    def gone(self) -> bool:
        """The receiver says that nothing shall be sent to it any more."""
        return self.status == HTTPStatus.GONE


def given_up(
    answer: Answer, attempts: int, created_at: datetime, now: datetime, patience: Patience
) -> bool:
    """After this many attempts, this answer included. Of a receiver that is gone nothing is: its
    notices are kept for when somebody mends the address."""
    if answer.status == HTTPStatus.BAD_REQUEST and attempts >= BAD_REQUESTS:
        return True
    return now - created_at > patience.kept


def next_attempt_at(
    answer: Answer, attempts: int, now: datetime, jitter: float, patience: Patience
) -> datetime:
    """Retry-After wins, within its limit."""
    asked_seconds = retry_after_seconds(answer.retry_after, now, patience)
    if asked_seconds is not None:
        return now + timedelta(seconds=asked_seconds)
    return now + timedelta(seconds=patience.wait_seconds(attempts, jitter))


def retry_after_seconds(header: str, now: datetime, patience: Patience) -> float | None:
    """RFC 9110 section 10.2.3: seconds or a date. None where it says nothing we can use."""
    text = header.strip()
    at_most = patience.retry_after_at_most_seconds
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), at_most))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), at_most)
