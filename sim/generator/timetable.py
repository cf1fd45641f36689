"""Lessons: which of the day's are held in a room, by weekday."""

import random
from typing import Any, Final

#: When the lessons of a day begin; each lasts three quarters of an hour.
BEGINS: Final = ("08:00", "08:55", "10:00", "10:55", "14:00", "14:55", "16:00", "19:00")
LESSON_ROOMS: Final = ("classroom", "smart_classroom", "laboratory")
WEEKDAYS: Final = 5
#: How probable a lesson is; the last of the day is one of the evening.
BUSY: Final = (0.8, 0.85, 0.85, 0.7, 0.75, 0.7, 0.5, 0.15)


def lessons(dice: random.Random) -> str:
    """`1246 12 - 34 5`: Monday's are the first, second, fourth and sixth; Wednesday has none."""
    days = (
        "".join(str(number) for number, busy in enumerate(BUSY, 1) if dice.random() < busy)
        for _ in range(WEEKDAYS)
    )
    return " ".join(day or "-" for day in days)


def timetable(rooms: dict[str, str]) -> dict[str, Any]:
    return {"lessons_begin": list(BEGINS), "lesson_minutes": 45, "rooms": rooms}
