"""A crowd as a process of its own: python -m sim.crowd [--switches COUNT …].

Prints one line of JSON when it runs, with its ports and host keys. Then it takes lines of JSON,
{"set": "sw-0001.silent", "value": true}, and answers each by "ok" or by what is wrong. It ends
with its standard input, or by SIGTERM.
"""

import argparse
import asyncio
import json
import signal
import sys
from dataclasses import asdict, fields

from sim.crowd.crowd import Crowd
from sim.crowd.population import ACCESSES, Size


async def run(size: Size, interval_seconds: float) -> None:
    crowd = Crowd(size, interval_seconds)
    try:
        await crowd.start()
        say(json.dumps(asdict(crowd.told)))
        await until_told(crowd)
    finally:
        await crowd.stop()


async def until_told(crowd: Crowd) -> None:
    """Take changes until there are no more, or somebody stops us."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, reader.feed_eof)
    while line := await reader.readline():
        say(changed(crowd, line))


def changed(crowd: Crowd, line: bytes) -> str:
    try:
        told = json.loads(line)
        crowd.set(told["set"], told["value"])
    except (KeyError, TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return "ok"


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(prog="sim.crowd", description=(__doc__ or "").split("\n")[0])
    for each in fields(Size):
        option = f"--{each.name.replace('_', '-')}"
        if each.name == "versions":
            parser.add_argument(option, choices=list(ACCESSES), default=each.default)
        else:
            parser.add_argument(option, type=int, default=each.default)
    parser.add_argument("--interval-seconds", type=float, default=60.0, help="of gateways")
    given = vars(parser.parse_args())
    interval_seconds = given.pop("interval_seconds")
    asyncio.run(run(Size(**given), interval_seconds))


if __name__ == "__main__":
    main()
