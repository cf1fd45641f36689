"""The curves of a living campus: pure, within their bounds, and as a week goes."""

from itertools import pairwise

import pytest

from sim.curves import (
    Battery,
    celsius,
    chance,
    charge_after,
    health,
    heat_after,
    lasts_seconds,
    load_share,
    presence,
    rate_share,
    stations,
)
from sim.timetable import DAY_SECONDS, HOUR_SECONDS, WEEK_SECONDS, Living, Timetable, clock_words

KINDS = ("classroom", "office", "dormitory", "public", "machine_room", "other")
WEEK = range(0, WEEK_SECONDS, 900)
TIMETABLE = Timetable(lessons_begin=["08:00", "10:00", "19:00"], rooms={"r": "13 2 - 1 12"})


def at(words: str) -> int:
    return Living(starts_at=words).starts_week_seconds


@pytest.mark.parametrize("words", ["Mon 00:00", "Wed 07:30", "Sun 23:59"])
def test_a_moment_of_the_week_is_told_as_it_is_written(words: str) -> None:
    assert clock_words(at(words)) == words
    assert clock_words(at(words) + 3 * WEEK_SECONDS) == words


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("Mon 08:00", True),
        ("Mon 08:44", True),
        ("Mon 08:45", False),
        ("Mon 10:10", False),  # not on Mondays
        ("Mon 19:20", True),
        ("Tue 10:10", True),
        ("Wed 08:10", False),  # a day without lessons
        ("Sat 08:10", False),  # of which nothing is said
    ],
)
def test_lessons_are_held_as_the_timetable_says(words: str, held: bool) -> None:
    assert TIMETABLE.in_lesson("r", at(words)) is held
    assert (presence("classroom", "r", TIMETABLE, at(words)) == 1) is held


@pytest.mark.parametrize("kind", KINDS)
def test_stations_are_never_below_none_nor_above_the_limit(kind: str) -> None:
    for moment in WEEK:
        share = presence(kind, "r" if kind == "classroom" else "x", TIMETABLE, moment)
        assert 0 <= share <= 1
        for people, limit in ((500, 64), (5, 64)):
            assert 0 <= stations(people, limit, share, kind, moment) <= limit


@pytest.mark.parametrize("kind", KINDS)
def test_nights_are_quiet(kind: str) -> None:
    room = "r" if kind == "classroom" else "x"
    day = max(presence(kind, room, TIMETABLE, moment) for moment in WEEK)
    for night in range(7):
        assert presence(kind, room, TIMETABLE, night * DAY_SECONDS + 3 * HOUR_SECONDS) <= day / 5


def test_weekends_are_quiet_where_people_work() -> None:
    assert presence("office", "x", None, at("Mon 10:00")) > 0.5
    assert presence("office", "x", None, at("Sat 10:00")) == 0
    assert load_share(at("Sat 15:00")) < load_share(at("Fri 15:00"))


def test_what_looks_like_chance_is_the_same_each_time() -> None:
    assert chance("a", 1) == chance("a", 1)
    assert len({chance("a", number) for number in range(100)}) > 90
    assert all(0 <= chance("b", number) <= 1 for number in range(1_000))


def test_load_never_exceeds_the_busy_hour_and_meters_never_stand() -> None:
    assert all(0.5 < load_share(moment) <= 1 for moment in WEEK)
    assert all(0 < rate_share(moment) < 2 for moment in WEEK)
    assert max(WEEK, key=rate_share) % DAY_SECONDS == 16 * HOUR_SECONDS


@pytest.mark.parametrize("load", [0.6, 1.0])
def test_a_battery_only_falls_while_the_mains_are_away(load: float) -> None:
    battery = Battery(busy_seconds=7_200, age_days=900)
    full = lasts_seconds(battery, 1.0, load)
    charges = [1.0]
    while charges[-1]:
        charges.append(charge_after(charges[-1], full, 60, mains=False))
    assert all(before > after for before, after in pairwise(charges))
    assert len(charges) - 1 == pytest.approx(full / 60, abs=2)
    assert min(charges) == 0


def test_a_battery_grows_to_full_on_the_mains_and_no_further() -> None:
    charges = [0.0]
    while charges[-1] < 1:
        charges.append(charge_after(charges[-1], 7_200, 60, mains=True))
    assert all(before < after for before, after in pairwise(charges))
    assert charge_after(1.0, 7_200, 60, mains=True) == 1.0


def test_a_battery_lasts_as_written_in_a_busy_hour_longer_with_less_load_and_less_with_age() -> (
    None
):
    battery = Battery(busy_seconds=7_200, age_days=900)
    assert lasts_seconds(battery, 1.0, 1.0) == 7_200
    assert lasts_seconds(battery, 1.0, 0.6) > 7_200 / 0.6
    days = [lasts_seconds(battery, 1.0, 1.0, float(day)) for day in range(0, 4_000, 50)]
    assert all(before >= after > 0 for before, after in pairwise(days))
    assert health(1_826) == pytest.approx(0.8)


def test_a_battery_of_no_capacity_is_empty_at_once() -> None:
    assert charge_after(1.0, 0.0, 1, mains=False) == 0


def test_a_room_without_its_cooler_grows_hot_and_cools_down_again() -> None:
    rising = [0.0]
    for _ in range(120):
        rising.append(heat_after(rising[-1], 1.0, 60, cooled=False))
    assert all(before < after for before, after in pairwise(rising))
    falling = [rising[-1]]
    for _ in range(240):
        falling.append(heat_after(falling[-1], 1.0, 60, cooled=True))
    assert all(before > after for before, after in pairwise(falling))
    assert celsius(23.5, 1.0, rising[-1]) > 40
    assert celsius(23.5, 1.0, falling[-1]) == 23.5
    assert celsius(23.5, 0.6, 0.0) < 23.5


def test_steps_of_any_length_end_in_the_same_place() -> None:
    long = heat_after(0.0, 0.8, 3_600, cooled=False)
    short = 0.0
    for _ in range(60):
        short = heat_after(short, 0.8, 60, cooled=False)
    assert short == pytest.approx(long)
