"""Whether the daemon polls thousands of switches within their interval, and who costs what.

    python -m tests.bench.snmp.cycle [--switches COUNT] [--minutes COUNT] [--version 2c|3]

The real daemon, with its store, its judgements and a scrape of its metrics every 20 s, polls
switches of 52 ports once a minute. One loopback agent plays all of them from precomputed
replies; a line of its own says what that costs, for it shares the two cores. A probe is inside
its interval when it begins and ends before its next round is due. The start, when all are asked
within seconds, is told apart.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click
from prometheus_client.parser import text_string_to_metric_families

from checks.clause import load_standards
from tests.bench.process import cpu_seconds, peak_mib
from tests.bench.snmp.responder import (
    AUTH_KEY,
    COMMUNITY,
    PRIVACY_KEY,
    USER,
    Missing,
    address,
    responder,
)
from tests.conftest import free_port
from tests.end_to_end.daemon import Daemon, running

INTERVAL_SECONDS = 60.0
SCRAPE_SECONDS = 20.0
ENVIRONMENT = {"BENCH_COMMUNITY": COMMUNITY, "BENCH_AUTH": AUTH_KEY, "BENCH_PRIVACY": PRIVACY_KEY}


def configuration(port: int, switches: int, version: str) -> str:
    """An inventory of so many access switches, as JSON, which is YAML, too."""
    who: Mapping[str, str] = {"community": "env:BENCH_COMMUNITY"}
    if version == "3":
        who = {
            "user": USER,
            "auth_protocol": "sha1",
            "auth_key": "env:BENCH_AUTH",
            "privacy_protocol": "aes128",
            "privacy_key": "env:BENCH_PRIVACY",
        }
    probe = {
        "collector": "snmp",
        "port": port,
        "version": version,
        **who,
        "read": ["system", "interfaces"],
        "interval_seconds": INTERVAL_SECONDS,
    }
    names = [f"sw-{n:04}" for n in range(switches)]
    return json.dumps(
        {
            "site": {"name": "Thousands of switches", "profiles": list(load_standards())},
            "store": {"url": "sqlite:///auditor.db"},
            "http": {"listen": "127.0.0.1", "port": free_port()},
            "campus": {"access_ports": [{"target": name, "interfaces": ["*"]} for name in names]},
            "targets": [
                {"name": name, "address": address(n), "role": "access", "probes": [probe]}
                for n, name in enumerate(names)
            ],
        }
    )


@dataclass(slots=True)
class Seen:
    """What the scrapes showed of the probes."""

    rounds: dict[str, float] = field(default_factory=dict)
    failures: float = 0.0
    late_seconds: dict[str, float] = field(default_factory=dict)  # begin of the latest round
    took_seconds: dict[str, float] = field(default_factory=dict)  # the slowest round
    ended_seconds: dict[str, float] = field(default_factory=dict)  # both together

    def add(self, exposition: str) -> None:
        lag: dict[str, float] = {}
        took: dict[str, float] = {}
        self.failures = 0.0
        for family in text_string_to_metric_families(exposition):
            for sample in family.samples:
                probe = sample.labels.get("probe", "")
                if sample.name == "campus_probe_rounds_total":
                    self.rounds[probe] = sample.value
                elif sample.name == "campus_probe_failures_total":
                    self.failures += sample.value
                elif sample.name == "campus_probe_lag_seconds":
                    lag[probe] = sample.value
                elif sample.name == "campus_probe_duration_seconds":
                    took[probe] = sample.value
        for probe, seconds in lag.items():
            ended_seconds = seconds + took[probe]
            self.late_seconds[probe] = max(seconds, self.late_seconds.get(probe, 0.0))
            self.took_seconds[probe] = max(took[probe], self.took_seconds.get(probe, 0.0))
            self.ended_seconds[probe] = max(ended_seconds, self.ended_seconds.get(probe, 0.0))


@dataclass(frozen=True, slots=True)
class Cycle:
    """So many minutes of one daemon."""

    ready_seconds: float  # until each has been asked once, all at the start
    seen: Seen
    seconds: float
    daemon_cpu_seconds: float
    agent_cpu_seconds: float
    daemon_peak_mib: float

    @property
    def outside(self) -> list[str]:
        """Probes that ended a round after the next was due, or missed a round."""
        rounds_at_least = self.seconds // INTERVAL_SECONDS
        return [
            probe
            for probe, ended_seconds in self.seen.ended_seconds.items()
            if ended_seconds > INTERVAL_SECONDS or self.seen.rounds[probe] < rounds_at_least
        ]


async def watched(daemon: Daemon, agent_pid: int, seconds: float) -> Cycle:
    daemon_pid = daemon.process.pid
    began_seconds = time.monotonic()
    await daemon.ready(120.0)
    ready_seconds = time.monotonic() - began_seconds
    await asyncio.sleep(INTERVAL_SECONDS)  # the rounds that the start has pushed together are over
    began_seconds = time.monotonic()
    daemon_began, agent_began = cpu_seconds(daemon_pid), cpu_seconds(agent_pid)
    seen = Seen()
    while (passed_seconds := time.monotonic() - began_seconds) < seconds:
        await asyncio.sleep(min(SCRAPE_SECONDS, seconds - passed_seconds))
        await daemon.process.check()
        seen.add(await daemon.text("/metrics"))
    return Cycle(
        ready_seconds,
        seen,
        time.monotonic() - began_seconds,
        cpu_seconds(daemon_pid) - daemon_began,
        cpu_seconds(agent_pid) - agent_began,
        peak_mib(daemon_pid),
    )


def measure(switches: int, seconds: float, version: str = "2c") -> Cycle:
    """Raises `Missing`."""
    os.environ.update(ENVIRONMENT)
    with responder(free_port()) as agent, tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "auditor.yaml")
        config.write_text(configuration(agent.port, switches, version))
        return asyncio.run(polled(config, agent.pid, seconds))


async def polled(config: Path, agent_pid: int, seconds: float) -> Cycle:
    async with running(config) as daemon:
        return await watched(daemon, agent_pid, seconds)


def told(cycle: Cycle) -> None:
    seen, cores = cycle.seen, os.cpu_count() or 1
    minutes = cycle.seconds / 60
    click.echo(
        f"{len(seen.rounds)} probes in {cycle.seconds:.0f} s on {cores} cores:"
        f" {seen.failures:.0f} failed rounds, {len(cycle.outside)} probes outside their interval"
    )
    click.echo(f"after the start each had answered within {cycle.ready_seconds:.1f} s")
    for what, by_probe in (
        ("began late", seen.late_seconds),
        ("took", seen.took_seconds),
        ("ended after they were due", seen.ended_seconds),
    ):
        values = sorted(by_probe.values())
        middle, high = values[len(values) // 2], values[len(values) * 99 // 100]
        click.echo(f"{what:28} median {middle:6.3f} s, p99 {high:6.3f} s, most {values[-1]:6.3f} s")
    for who, spent_seconds in (
        ("the auditor", cycle.daemon_cpu_seconds),
        ("the agent that plays them", cycle.agent_cpu_seconds),
    ):
        share = spent_seconds / cycle.seconds / cores
        click.echo(
            f"{who:28} {spent_seconds / minutes:6.2f} CPU s a minute, {share:.1%} of the cores"
        )
    click.echo(f"the auditor held {cycle.daemon_peak_mib:.0f} MiB at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--switches", type=int, default=3_000)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--version", choices=["2c", "3"], default="2c")
    given = parser.parse_args()
    try:
        told(measure(given.switches, given.minutes * 60, given.version))
    except Missing as missing:
        raise SystemExit(f"cannot be measured here: {missing}") from None


if __name__ == "__main__":
    main()
