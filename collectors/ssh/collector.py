"""Asks network devices on their command line, with commands from a fixed list that only read."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from collectors.dial import dialled
from collectors.probe import Collector, Options
from collectors.quantities import (
    ACCESS_POINT_STATIONS,
    ACCESS_POINT_UP,
    ACCESS_POINTS,
    ACCESS_POINTS_UP,
)
from collectors.reading import Reading
from collectors.ssh import access_points
from collectors.ssh.session import LOGIN_SECONDS, KeyAlgorithm, Login, ask_all
from collectors.ssh.wire import LimitedSocket
from collectors.target import Secret, Target
from collectors.tcp import Port

#: A thread whose connection was cut notices within a second.
ENDING_SECONDS = 1.0

Subject = Literal["access_points"]
NetworkOs = Literal["huawei_vrp"]


@dataclass(frozen=True, slots=True)
class Question:
    """A command that only reads, and what its output says."""

    command: str
    readings: Callable[[str], list[Reading]]


#: All that is ever typed on a device, besides Return and the switching off of the pager.
QUESTIONS: Mapping[NetworkOs, Mapping[Subject, Question]] = {
    "huawei_vrp": {"access_points": Question("display ap all", access_points.readings)},
}


class SshOptions(Options):
    """`host_key` as `ssh-keygen -lf` prints it; a device with several keys shows the one of
    `host_key_algorithm`, else the first that both sides know."""

    port: Port = 22  # IANA: ssh
    network_os: NetworkOs
    user: Annotated[str, Field(min_length=1)]
    password: Secret
    host_key: Annotated[str, Field(pattern=r"^SHA256:[A-Za-z0-9+/]{43}=?$")]
    host_key_algorithm: KeyAlgorithm | None = None
    read: tuple[Subject, ...] = Field(default=("access_points",), min_length=1, strict=False)


async def collect(target: Target, options: SshOptions) -> list[Reading]:
    """One login, all questions; PartialResult where a table comes incomplete."""
    login = Login(
        target.address,
        options.port,
        options.user,
        options.password,
        options.host_key,
        options.host_key_algorithm,
    )
    questions = [QUESTIONS[options.network_os][subject] for subject in options.read]
    connected = await dialled(target.address, options.port, LOGIN_SECONDS)
    connection = LimitedSocket.taking_over(connected)

    def converse() -> list[Reading]:
        outputs = ask_all(connection, login, [question.command for question in questions])
        return [
            reading
            for question, output in zip(questions, outputs, strict=True)
            for reading in question.readings(output)
        ]

    return await in_thread(connection, converse)


async def in_thread(
    connection: LimitedSocket, converse: Callable[[], list[Reading]]
) -> list[Reading]:
    """Run the blocking conversation in a thread of its own, which ends with the connection.

    Its own, because a silent device must not take a thread of the shared pool, where names
    are resolved. A thread cannot be cancelled: at the probe's deadline its connection is cut,
    and it is waited for; should it ever not notice, its own time-outs end it.
    """
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ssh")
    running = asyncio.get_running_loop().run_in_executor(pool, converse)
    running.add_done_callback(seen)
    try:
        return await asyncio.shield(running)
    finally:
        connection.hang_up()
        await asyncio.wait([running], timeout=ENDING_SECONDS)
        if running.done():  # else the thread closes it, and until then needs its number
            connection.close()
        pool.shutdown(wait=False)


def seen(ended: asyncio.Future[list[Reading]]) -> None:
    """After the deadline nobody asks how the thread ended, and asyncio would complain of that."""
    if not ended.cancelled():
        ended.exception()


SSH = Collector(
    "ssh",
    SshOptions,
    (ACCESS_POINT_UP, ACCESS_POINT_STATIONS, ACCESS_POINTS, ACCESS_POINTS_UP),
    collect,
)
