"""How much CPU and room it takes to keep what a big campus came to, so that it can be judged again.

    python -m tests.bench.keeping [--scale RATIO]

The campus is that of `judging.py`. Kept are all values at the start, then nothing new, then one
change; the reference is the judgement from nothing that made the values, in the same process.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from agent.store.opening import open_store
from checks.judge import judge_all
from checks.kept import Keeper, KeptValue, Limits, ValueKey
from checks.verdict import Measured
from checks.workings import Workings
from tests.bench.big_campus import FULL, ups_round
from tests.bench.judging import Daemon, cpu_of


def values_of(daemon: Daemon) -> dict[ValueKey, list[Measured]]:
    """Of every bound clause, as the recorder asks for them."""
    moment = daemon.moment
    return {
        (str(clause.indicator), moment.freshness_seconds(clause)): moment.of_indicator(clause)
        for clause in daemon.clauses
        if clause.indicator is not None
    }


async def stored(folder: Path, values: list[KeptValue]) -> tuple[float, int]:
    """CPU seconds of one transaction with these rows, and the bytes that the store has grown by."""
    store = await open_store(f"sqlite:///{folder}/auditor.db")
    try:
        run = await store.history.begin_run(values[0].at, "0")
        before = size(folder)
        began_seconds = time.process_time()
        await store.history.record(run, values[0].at, values)
        return time.process_time() - began_seconds, size(folder) - before
    finally:
        await store.close()


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--scale", type=float, default=1.0, help="of the campus; 1 is the whole")
    daemon = Daemon(FULL.scaled(parser.parse_args().scale))
    reference_seconds = cpu_of(
        lambda: judge_all(daemon.clauses, replace(daemon.moment, workings=Workings()), {})
    )
    click.echo(f"{'judging from nothing, the reference':44} {reference_seconds:8.3f} s")
    daemon.tick("first judgement", ())
    keeper = Keeper(Limits(daemon.clauses, {}))
    kept: list[KeptValue] = []

    def due() -> None:
        kept[:] = keeper.due(values_of(daemon), daemon.moment.now_seconds, daemon.moment.at)

    def line(what: str, run: Callable[[], object]) -> None:
        seconds = cpu_of(run)
        ratio = seconds / reference_seconds
        click.echo(f"{what:44} {seconds:8.3f} s {ratio:8.3f}   {len(kept)} kept")

    line("choosing what to keep, at the start", due)
    with tempfile.TemporaryDirectory() as folder:
        seconds, grown_bytes = asyncio.run(stored(Path(folder), list(kept)))
    ratio, each = seconds / reference_seconds, grown_bytes / len(kept)
    click.echo(f"{'storing it':44} {seconds:8.3f} s {ratio:8.3f}   {each:.0f} bytes a value")
    daemon.tick("nothing is new", ())
    line("a second later, nothing is new", due)
    daemon.tick("one runtime", [ups_round(1, runtime_seconds=100.0)])
    line("one runtime falls", due)


if __name__ == "__main__":
    main()
