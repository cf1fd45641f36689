"""Whether the daemon keeps up with a whole campus, and what gives way first.

    python -m tests.bench.scale [--switches 3000 --access-points 15000 --ups 500 --gateways 5000
        --links 2000 --ssh-devices 20 --minutes 10 --versions mixed|2c|3]

The crowd (`sim/crowd`) runs in one process; the real daemon, with its store, its judgements and a
scrape of its metrics every 20 s, asks all of it once a minute: switches of 52 ports, half of them
by SNMPv3, wireless controllers of 1,000 access points, UPS, the gateways behind one broker, SSH
devices, and of the web site the home page and what it links to: no collector follows links by
itself, so the pages of the two lower levels are not asked. A probe is inside its interval when it
begins and ends before its next round is due. The start, when all are asked within seconds, is told
apart. It ends with 1 where a probe failed or was outside its interval.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import click

from sim.crowd.crowd import Told
from sim.crowd.population import ACCESSES, Size
from tests.bench.process import cpu_seconds, peak_mib, resident_mib
from tests.bench.scale_inventory import SECRETS, write
from tests.bench.watching import Scrape, Window, at_ratio
from tests.end_to_end.daemon import Daemon, running

SCRAPES_PER_INTERVAL = 3
#: Until the daemon listens, and until it has asked everybody once.
START_SECONDS, READY_SECONDS = 600.0, 600.0
CPU_SECONDS_A_MINUTE_AT_MOST = 15.0
RESIDENT_MIB_AT_MOST = 700.0


@dataclass(frozen=True, slots=True)
class Part:
    """So long of one daemon, and of the crowd that it asked."""

    window: Window
    auditor_cpu_seconds: float
    crowd_cpu_seconds: float
    auditor_mib: float
    crowd_mib: float

    def a_minute(self, cpu_seconds: float) -> float:
        return cpu_seconds / self.window.seconds * 60


@dataclass(frozen=True, slots=True)
class Run:
    """The whole; `ready_seconds` is how long it took to ask everybody once, after the start."""

    ready_seconds: float
    start_cpu_seconds: float
    minutes: list[Part]
    whole: Part
    peak_mib: float


#: Figures that have a limit, and in which order they are looked at.
LIMITS: tuple[tuple[str, Callable[[Part], float], float], ...] = (
    ("probes failed", lambda part: part.window.failed, 0),
    ("probes outside their interval", lambda part: len(part.window.outside), 0),
    (
        "CPU seconds a minute of the auditor",
        lambda part: part.a_minute(part.auditor_cpu_seconds),
        CPU_SECONDS_A_MINUTE_AT_MOST,
    ),
    ("MiB of the auditor", lambda part: part.auditor_mib, RESIDENT_MIB_AT_MOST),
)


def gave_way(minutes: list[Part]) -> list[str]:
    """What passed its limit in the first minute in which anything did; empty where nothing did."""
    for number, part in enumerate(minutes, 1):
        over = [
            f"{what}: {value(part):.1f} in minute {number}, more than {limit:g}"
            for what, value, limit in LIMITS
            if value(part) > limit
        ]
        if over:
            return over
    return []


@contextmanager
def crowd(size: Size, interval_seconds: float) -> Iterator[tuple[int, Told]]:
    """Its process id and what it told, while the block runs. Raises RuntimeError."""
    command = [sys.executable, "-m", "sim.crowd", f"--interval-seconds={interval_seconds}"]
    command += [f"--{name.replace('_', '-')}={value}" for name, value in asdict(size).items()]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout is not None else ""
            if not line:
                raise RuntimeError("the crowd did not start")
            yield process.pid, Told(**json.loads(line))
        finally:
            process.terminate()


def measure(size: Size, minutes: int, interval_seconds: float = 60.0) -> Run:
    """So many intervals, which are minutes but in a test."""
    os.environ.update(SECRETS)
    with crowd(size, interval_seconds) as (pid, told), tempfile.TemporaryDirectory() as folder:
        config = write(Path(folder), size, told, interval_seconds)
        return asyncio.run(polled(config, pid, minutes, interval_seconds))


async def polled(config: Path, crowd_pid: int, minutes: int, interval_seconds: float) -> Run:
    began_seconds = time.monotonic()
    async with running(config, start_seconds=START_SECONDS) as daemon:
        await daemon.ready(READY_SECONDS)
        ready_seconds = time.monotonic() - began_seconds
        start_cpu_seconds = cpu_seconds(daemon.process.pid)
        await asyncio.sleep(interval_seconds)  # what the start has pushed together is over
        watch = Watch(daemon, crowd_pid, interval_seconds)
        await watch.run(minutes)
        peak = peak_mib(daemon.process.pid)
        return Run(ready_seconds, start_cpu_seconds, watch.minutes, watch.whole, peak)


class Watch:
    """Scrapes the daemon, and adds each scrape to its minute and to the whole."""

    def __init__(self, daemon: Daemon, crowd_pid: int, interval_seconds: float) -> None:
        self.minutes: list[Part] = []
        self._daemon = daemon
        self._pids = daemon.process.pid, crowd_pid
        self._interval_seconds = interval_seconds
        self._whole: Part | None = None

    @property
    def whole(self) -> Part:
        """All minutes; run() has ended."""
        if self._whole is None:
            raise RuntimeError("nothing was watched yet")
        return self._whole

    async def run(self, minutes: int) -> None:
        scrape = await self._scraped()
        began_seconds, spent = time.monotonic(), self._spent()
        whole = Window(scrape, self._interval_seconds)
        for number in range(1, minutes + 1):
            minute, before = Window(scrape, self._interval_seconds), self._spent()
            minute_seconds = time.monotonic()
            for step in range(1, SCRAPES_PER_INTERVAL + 1):
                done = number - 1 + step / SCRAPES_PER_INTERVAL
                until_seconds = began_seconds + done * self._interval_seconds
                await asyncio.sleep(max(0.0, until_seconds - time.monotonic()))
                scrape = await self._scraped()
                minute.add(scrape, time.monotonic() - minute_seconds)
                whole.add(scrape, time.monotonic() - began_seconds)
            self.minutes.append(self._part(minute, before))
            line(str(number), self.minutes[-1])
        self._whole = self._part(whole, spent)

    async def _scraped(self) -> Scrape:
        await self._daemon.process.check()
        return Scrape.of(await self._daemon.text("/metrics"))

    def _spent(self) -> tuple[float, float]:
        auditor, crowd = self._pids
        return cpu_seconds(auditor), cpu_seconds(crowd)

    def _part(self, window: Window, before: tuple[float, float]) -> Part:
        auditor, crowd = (now - then for now, then in zip(self._spent(), before, strict=True))
        return Part(window, auditor, crowd, *map(resident_mib, self._pids))


HEAD = (
    "minute", "done", "failed", "outside", "late p99 s", "took p99 s", "loop lag s",
    "auditor CPU s", "MiB", "crowd CPU s", "MiB",
)  # fmt: skip


def line(what: str, part: Part) -> None:
    """One line of the table; CPU seconds are a minute's."""
    window = part.window
    loop_lag = window.loop_lag_seconds
    cells = (
        what,
        f"{window.done:.0f}",
        f"{window.failed:.0f}",
        str(len(window.outside)),
        f"{at_ratio(window.late_seconds.values(), 0.99):.2f}",
        f"{at_ratio(window.took_seconds.values(), 0.99):.2f}",
        "not told" if loop_lag is None else f"{loop_lag:.3f}",
        f"{part.a_minute(part.auditor_cpu_seconds):.1f}",
        f"{part.auditor_mib:.0f}",
        f"{part.a_minute(part.crowd_cpu_seconds):.1f}",
        f"{part.crowd_mib:.0f}",
    )
    click.echo(in_columns(cells))


def in_columns(cells: tuple[str, ...]) -> str:
    return "  ".join(f"{cell:>{len(head)}}" for cell, head in zip(cells, HEAD, strict=True))


def told(run: Run) -> int:
    """Says how it went; the exit code."""
    line("all", run.whole)
    window = run.whole.window
    click.echo(
        f"{len(window.last.rounds) if window.last else 0} probes; {run.ready_seconds:.0f} s and"
        f" {run.start_cpu_seconds:.0f} CPU s until each had been asked once;"
        f" at most {run.peak_mib:.0f} MiB"
    )
    if window.done:
        # what can be compared where the machine has not enough of itself for all rounds
        each = run.whole.auditor_cpu_seconds / window.done * 1e3
        click.echo(f"{each:.1f} CPU ms of the auditor for each round, judging and all")
    over = gave_way(run.minutes)
    click.echo("\n".join(f"gave way first: {each}" for each in over) or "nothing gave way")
    for probe in window.outside[:10]:
        click.echo(f"outside its interval: {probe}, {window.ended_seconds.get(probe, 0):.1f} s")
    return 1 if window.failed or window.outside else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    for each in fields(Size):
        choices = list(ACCESSES) if each.name == "versions" else None
        kind = type(each.default)
        option = f"--{each.name.replace('_', '-')}"
        parser.add_argument(option, type=kind, default=each.default, choices=choices)
    parser.add_argument("--minutes", type=int, default=10)
    given = vars(parser.parse_args())
    minutes = given.pop("minutes")
    size = Size(**given)
    click.echo(f"{size}, {os.cpu_count()} cores")
    click.echo(in_columns(HEAD))
    sys.exit(told(measure(size, minutes)))


if __name__ == "__main__":
    main()
