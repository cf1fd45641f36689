"""What it costs to look back on days: per round, per look, in memory and in the store.

    python -m tests.bench.windows [--series COUNT] [--days COUNT] [--runs COUNT]

So many access points tell their stations every minute, for so many days. Beside the tallies
runs the plainest reference, in the same process and minute: every sample kept as a float in an
array, of which a quantile sorts them all. The ratios are what can be compared between machines
and from one day to the next.
"""

import math
import statistics
import time
import tracemalloc
from array import array
from collections.abc import Callable
from datetime import timedelta
from random import Random

import click

from checks.tally import NOTHING, Tally, spread
from checks.windowed import BUSY_STATIONS
from checks.windows import DayTally, Window, Windows
from collectors import quantities as q
from collectors.probe import ProbeResult
from tests.builders import AT, said

SAMPLES_A_DAY = 1440
MINUTE_SECONDS = 60.0


def stations(chance: Random) -> list[float]:
    """A day of one access point: a crowd that comes and goes."""
    peak = chance.randint(5, 60)
    return [
        float(max(0, round(peak * math.sin(math.pi * n / SAMPLES_A_DAY) + chance.gauss(0, 2))))
        for n in range(SAMPLES_A_DAY)
    ]


def rates(chance: Random) -> list[float]:
    """A day of one circuit: hardly two values alike."""
    return [chance.lognormvariate(20, 1) for _ in range(SAMPLES_A_DAY)]


def tallied(samples: list[float]) -> Tally:
    tally = Tally()
    for value in samples:
        tally.add(value, MINUTE_SECONDS)
    return tally


def cpu_seconds(what: Callable[[], object], runs: int) -> float:
    """The median of some runs."""
    taken = []
    for _ in range(runs):
        begun = time.process_time()
        what()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def size_bytes(make: Callable[[], object]) -> tuple[object, int]:
    tracemalloc.start()
    made = make()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return made, size


def filled(series: int, days: int) -> Windows:
    """As after a restart, with today open again."""
    windows, chance = Windows(), Random(1)
    packed = [tallied(stations(chance)).packed() for _ in range(50)]
    name = BUSY_STATIONS.quantity.name
    rows = (
        DayTally(AT.date() - timedelta(days=day), name, "wlc", f"ap-{number}", _copy(tally))
        for number in range(series)
        for day, tally in enumerate(chance.choices(packed, k=days))
    )
    windows.load(rows)
    windows.add(round_of(series), standing_seconds=MINUTE_SECONDS)
    return windows


def _copy(packed: bytes) -> bytes:
    """Its own memory, as a row of the store has."""
    return bytes(bytearray(packed))


def round_of(series: int) -> ProbeResult:
    crowd = {f"ap-{number}": number % 60 for number in range(series)}
    return said("wlc", {q.ACCESS_POINT_STATIONS: crowd})


def look(windows: Windows, series: int) -> float:
    """The 95th percentile of each."""
    total = 0.0
    for number in range(series):
        window = windows.window(BUSY_STATIONS, "wlc", f"ap-{number}", AT)
        assert isinstance(window, Window)
        total += window.spread.quantile(0.95).value
    return total


def one_day(say: Callable[[str], None], name: str, day: Callable[[Random], list[float]]) -> None:
    samples = day(Random(7))
    plain = array("d", samples)
    adding = cpu_seconds(lambda: tallied(samples), 20) / len(samples)
    appending = cpu_seconds(lambda: array("d", iter(samples)), 20) / len(samples)
    tally = tallied(samples)
    packed = len(tally.packed())
    say(f"a day of {name}: {len(tally.seconds)} values, {'coarse' if tally.coarse else 'exact'}")
    say(f"  per sample    {adding * 1e6:8.2f} µs   {adding / appending:7.1f} x an array of floats")
    say(f"  stored        {packed:8d} B    1/{8 * len(plain) / packed:.0f} of an array of floats")
    error = (
        spread(NOTHING, [tally]).quantile(0.95).value
        / sorted(samples)[math.ceil(0.95 * len(samples)) - 1]
    )
    say(f"  p95           {error - 1:+8.2%}      of itself off")


@click.command()
@click.option("--series", default=10_000, show_default=True)
@click.option("--days", default=30, show_default=True)
@click.option("--runs", default=5, show_default=True)
def main(series: int, days: int, runs: int) -> None:
    """Print the figures."""
    measure(click.echo, series, days, runs)


def measure(say: Callable[[str], None], series: int, days: int, runs: int) -> None:
    one_day(say, "stations", stations)
    one_day(say, "rates", rates)
    made, size = size_bytes(lambda: filled(series, days))
    assert isinstance(made, Windows)
    raw_bytes = 8 * SAMPLES_A_DAY * days * series
    say(f"{series} series of {days} days")
    say(f"  in memory     {size / 1e6:8.1f} MB   1/{raw_bytes / size:.0f} of arrays of floats")
    first = cpu_seconds(lambda: look(made, series), 1)
    again = cpu_seconds(lambda: look(made, series), runs)
    week = array("d", (x for day in range(7) for x in stations(Random(day))))
    sorting = cpu_seconds(lambda: sorted(week), 20)
    for what, cost in (("first look", first), ("next looks", again)):
        each, share = cost / series * 1e6, cost / series / sorting
        say(f"  {what}    {each:8.1f} µs   {share:.3f} of sorting a week")
    one_round = round_of(series)
    adding = cpu_seconds(lambda: made.add(one_round, standing_seconds=MINUTE_SECONDS), runs)
    say(f"  a round of it {adding / series * 1e6:8.1f} µs a series")
    storing = cpu_seconds(lambda: list(made.changed(AT)), runs)
    say(f"  packed at the beat {storing / series * 1e6:3.1f} µs a series")


if __name__ == "__main__":
    main()
