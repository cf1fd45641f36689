"""When a notice is tried again, and when it is given up. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

#: Seconds before the 2nd, 3rd … attempt; then hourly.
WAITS_SECONDS = (1, 5, 15, 60, 300)
HOURLY_SECONDS = 3_600

#: A notice older than this is given up.
RETENTION = timedelta(hours=72)

#: A receiver that calls the request bad will not like it better the sixth time.
BAD_REQUESTS = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, or None with the reason why nothing did."""

    status: int | None
    detail: str
    retry_after: str = ""  # the header as sent: seconds or a date, perhaps absurd

    @property
    def accepted(self) -> bool:
        return self.status is not None and self.status // 100 == HTTPStatus.OK // 100


def given_up(answer: Answer, attempts: int, created_at: datetime, now: datetime) -> bool:
    """After this many attempts, this answer included. Gone (410) is for good at once."""
    if answer.status == HTTPStatus.GONE:
        return True
    if answer.status == HTTPStatus.BAD_REQUEST and attempts >= BAD_REQUESTS:
        return True
    return now - created_at > RETENTION


def next_attempt_at(answer: Answer, attempts: int, now: datetime, jitter: float) -> datetime:
    """`jitter`, uniform in 0..1, moves the wait by ± 20 %; Retry-After wins, within an hour."""
    asked_seconds = retry_after_seconds(answer.retry_after, now)
    if asked_seconds is not None:
        return now + timedelta(seconds=asked_seconds)
    wait_seconds = WAITS_SECONDS[attempts - 1] if attempts <= len(WAITS_SECONDS) else HOURLY_SECONDS
    return now + timedelta(seconds=wait_seconds * (0.8 + 0.4 * jitter))


def retry_after_seconds(header: str, now: datetime) -> float | None:
    """RFC 9110 section 10.2.3: seconds or a date. None where it says nothing we can use."""
    text = header.strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), HOURLY_SECONDS))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), HOURLY_SECONDS)
