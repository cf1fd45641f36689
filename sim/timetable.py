"""What a scenario says of time: which lessons are held where, and how its campus lives."""

from datetime import time
from typing import Annotated, Final, Literal

from pydantic import Field

from sim.facts import Model, Name

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOUR_SECONDS, DAY_SECONDS, WEEK_SECONDS = 3_600, 86_400, 7 * 86_400

ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
#: A day after the other from Monday on, of each the numbers of its lessons, or `-`: `1246 12 - 34`.
Lessons = Annotated[str, Field(pattern=r"^(-|[1-9]+)( (-|[1-9]+)){0,6}$")]


class Timetable(Model):
    """`rooms` has those where lessons are held."""

    lessons_begin: list[ClockTime] = Field(min_length=1, max_length=9)
    lesson_minutes: int = Field(default=45, gt=0, le=240)
    rooms: dict[Name, Lessons]

    def in_lesson(self, room: str, week_seconds: float) -> bool:
        """Whether a lesson is held there, so long after Monday 00:00."""
        day, seconds = divmod(week_seconds % WEEK_SECONDS, DAY_SECONDS)
        days = self.rooms[room].split(" ")
        held = days[int(day)] if int(day) < len(days) else "-"
        return any(
            0 <= seconds - _seconds(begin) < self.lesson_minutes * 60
            for number, begin in enumerate(self.lessons_begin, 1)
            if str(number) in held
        )


class Event(Model):
    """Befalls a machine room: both feeds fail, or the cooler does, which a cut brings along."""

    what: Literal["power_cut", "cooler_failure"]
    room: Name
    after_minutes: float = Field(ge=0)  # of campus time, from the start on
    lasts_minutes: float = Field(gt=0)


class Living(Model):
    """How fast time goes by, from which moment of a week on, and what happens then."""

    clock_ratio: float = Field(default=60.0, gt=0, le=100_000)  # campus seconds in a second
    starts_at: str = Field(
        default="Mon 07:30", pattern=rf"^({'|'.join(DAYS)}) ([01]\d|2[0-3]):[0-5]\d$"
    )
    events: list[Event] = Field(default=[])

    @property
    def starts_week_seconds(self) -> int:
        """After Monday 00:00."""
        day, clock = self.starts_at.split(" ")
        return DAYS.index(day) * DAY_SECONDS + _seconds(clock)


def clock_words(week_seconds: float) -> str:
    """`Mon 07:30`."""
    day, seconds = divmod(int(week_seconds % WEEK_SECONDS), DAY_SECONDS)
    hours, rest = divmod(seconds, HOUR_SECONDS)
    return f"{DAYS[day]} {hours:02}:{rest // 60:02}"


def _seconds(clock: str) -> int:
    read = time.fromisoformat(clock)
    return read.hour * HOUR_SECONDS + read.minute * 60
