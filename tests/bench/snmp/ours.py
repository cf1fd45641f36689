"""Our whole path: from the device to the reading in the ledger. Run as a process of its own.

    python -m tests.bench.snmp.ours PORT SWITCHES [--version 2c|3] [--engine own|pysnmp]

Prints CPU seconds and peak resident memory as JSON; the first round, which fills caches and
discovers engines as the daemon's first round does, is not in the figure.
"""

import argparse
import asyncio
import json
import resource
import time
from datetime import UTC, datetime

from agent.garbage import left_for_later
from checks.campus import Campus
from checks.ledger import Ledger
from collectors.probe import Probe, run_probe
from collectors.snmp.collector import SNMP
from collectors.snmp.options import SnmpOptions
from collectors.target import Secret, Target
from tests.bench.snmp.responder import AUTH_KEY, COMMUNITY, PRIVACY_KEY, USER, address

CONCURRENT = 64


def probes(port: int, switches: int, version: str, engine: str) -> list[Probe]:
    common = {"port": port, "version": version, "engine": engine, "read": ("interfaces",)}
    secured = {
        "user": USER,
        "auth_protocol": "sha1",
        "auth_key": Secret(AUTH_KEY),
        "privacy_protocol": "aes128",
        "privacy_key": Secret(PRIVACY_KEY),
    }
    who = secured if version == "3" else {"community": Secret(COMMUNITY)}
    options = SnmpOptions.model_validate({**common, **who})
    return [
        Probe(f"snmp@{n}", Target(f"sw-{n}", address(n)), SNMP, options, 60.0, 30.0)
        for n in range(switches)
    ]


async def one_round(asked: list[Probe], ledger: Ledger) -> float:
    """CPU seconds of one round over all of them."""
    slots = asyncio.Semaphore(CONCURRENT)

    async def ask(probe: Probe) -> None:
        async with slots:
            result = await run_probe(probe, datetime.now(UTC))
            if result.failure is not None:
                raise SystemExit(f"{probe.target.address}: {result.failure}")
            ledger.add(result)

    began_seconds = time.process_time()
    with left_for_later():
        await asyncio.gather(*map(ask, asked))
        return time.process_time() - began_seconds


async def rounds(asked: list[Probe], count: int) -> list[float]:
    ledger = Ledger()
    ledger.windows.keep(Campus())  # as the daemon does; none of these ports is a circuit
    await one_round(asked, ledger)
    return [await one_round(asked, ledger) for _ in range(count)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("switches", type=int)
    parser.add_argument("--version", choices=["2c", "3"], default="2c")
    parser.add_argument("--engine", choices=["own", "pysnmp"], default="own")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    asked = probes(given.port, given.switches, given.version, given.engine)
    took = asyncio.run(rounds(asked, given.rounds))
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu_seconds": took, "peak_mib": peak_mib}))  # noqa: T201


if __name__ == "__main__":
    main()
