"""Visits pages in a process of its own and tells what each cost: `python -m … PORT SECONDS TIMES`.

Prints the causes that were found, the longest seconds, and by how many KiB the peak memory grew
after a page of the full size had been read.
"""

import asyncio
import json
import resource
import sys
import time

from yarl import URL

from collectors.portal.hosts import Addresses
from collectors.portal.visit import Answer, visited


async def loopback(_host: str) -> Addresses:
    return Addresses(("::1",))


async def main(port: str, seconds: str, times: str) -> None:
    base = URL(f"http://www.school.test:{port}/")
    assert isinstance(await visited(base / "full", loopback, True, 10.0), Answer)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found: list[str] = []
    longest = 0.0
    for _ in range(int(times)):
        began = time.monotonic()
        answer = await visited(base / "hostile", loopback, True, float(seconds))
        longest = max(longest, time.monotonic() - began)
        told = f"body {len(answer.body)}" if isinstance(answer, Answer) else str(answer.cause)
        found.append(told)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    sys.stdout.write(json.dumps({"found": found, "seconds": longest, "grown_kib": grown}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
