"""How much CPU it takes to read a switch by SNMP: ours and snmp_exporter's, side by side.

    python -m tests.bench.snmp [--switches COUNT] [--rounds COUNT]

One loopback agent answers for every switch from precomputed replies, so that the reader is what
is measured: our whole path from the device to the reading in the ledger, through our own engine
and through pysnmp, and Debian's snmp_exporter, asked for the same columns. CPU seconds are per
million varbinds that the agent sent; the ratio to snmp_exporter of the same minute is what can
be compared between machines. Then the same for more and more switches: a switch must not cost
more because there are many.
"""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import click

from tests.bench.snmp.exporter import Exporter, exporter
from tests.bench.snmp.responder import Missing, Responder, responder
from tests.conftest import free_port

#: pysnmp is a hundred times as dear; a few switches tell.
FEWER_FOR_PYSNMP = 20
MANY = (100, 500, 1_000, 2_000, 5_000)
VERSIONS = (("v2c", "2c"), ("v3", "3"))


@dataclass(frozen=True, slots=True)
class Cost:
    """Of reading so many switches once, in the median of some rounds."""

    what: str
    switches: int
    cpu_seconds: float
    varbinds: float
    peak_mib: float

    @property
    def per_million(self) -> float:
        return self.cpu_seconds / self.varbinds * 1e6

    @property
    def per_switch_milliseconds(self) -> float:
        return self.cpu_seconds / self.switches * 1e3


def theirs(running: Exporter, agent: Responder, module: str, switches: int, rounds: int) -> Cost:
    def once() -> float:
        began_seconds = running.cpu_seconds
        running.scrape(switches, agent.port, module)
        return running.cpu_seconds - began_seconds

    once()
    before = agent.served
    took = [once() for _ in range(rounds)]
    varbinds = (agent.served.varbinds - before.varbinds) / rounds
    median_seconds = statistics.median(took)
    return Cost(f"snmp_exporter {module}", switches, median_seconds, varbinds, running.peak_mib)


def ours(agent: Responder, version: str, engine: str, switches: int, rounds: int) -> Cost:
    before = agent.served
    command = [sys.executable, "-m", "tests.bench.snmp.ours", str(agent.port), str(switches)]
    command += ["--version", version, "--engine", engine, "--rounds", str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    told = json.loads(done.stdout)
    varbinds = (agent.served.varbinds - before.varbinds) / (rounds + 1)
    what = f"ours, engine {engine}, v{version}"
    median_seconds = statistics.median(told["cpu_seconds"])
    return Cost(what, switches, median_seconds, varbinds, told["peak_mib"])


def line(cost: Cost, reference: Cost) -> None:
    click.echo(
        f"{cost.what:28} {cost.switches:6} switches {cost.per_switch_milliseconds:8.2f} ms each"
        f" {cost.per_million:8.2f} s per million varbinds"
        f" {cost.per_million / reference.per_million:6.2f} {cost.peak_mib:6.0f} MiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--switches", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--many", action="store_true", help="up to 5,000 switches")
    given = parser.parse_args()
    try:
        with responder(free_port()) as agent, exporter(free_port()) as running:
            for module, version in VERSIONS:
                compare(running, agent, module, version, given)
            if given.many:
                many(lambda n: ours(agent, "2c", "own", n, 3))
    except Missing as missing:
        raise SystemExit(f"cannot be measured here: {missing}") from None


def compare(
    running: Exporter, agent: Responder, module: str, version: str, given: argparse.Namespace
) -> None:
    reference = theirs(running, agent, module, given.switches, given.rounds)
    line(reference, reference)
    line(ours(agent, version, "own", given.switches, given.rounds), reference)
    few = max(given.switches // FEWER_FOR_PYSNMP, 2)
    line(ours(agent, version, "pysnmp", few, 1), reference)


def many(measure: Callable[[int], Cost]) -> None:
    costs = [measure(switches) for switches in MANY]
    for cost in costs:
        line(cost, costs[0])


if __name__ == "__main__":
    main()
