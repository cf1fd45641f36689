"""Whether anybody answers who is asked for a connection."""

import asyncio
import socket
import time

from collectors.tcp import answers_at_all
from tests.collectors.portal.silent_ports import deaf, mute
from tests.conftest import free_port


async def test_who_accepts_or_refuses_answers() -> None:
    async with mute() as port:
        assert await answers_at_all("::1", port, 1.0)
    assert await answers_at_all("::1", free_port(), 1.0)
    assert await answers_at_all("127.0.0.1", free_port(), 1.0)


async def test_who_does_neither_does_not() -> None:
    async with deaf() as port:
        assert not await answers_at_all("::1", port, 0.1)


async def test_what_came_while_we_were_busy_ourselves_is_an_answer() -> None:
    """The kernel goes on with a connection that it could not end at once."""
    with socket.socket(socket.AF_INET6) as listener, socket.socket(socket.AF_INET6) as first:
        listener.bind(("::1", 0))
        listener.listen(0)
        first.connect(listener.getsockname())  # and the queue is full: the next one has to wait
        asking = asyncio.create_task(answers_at_all("::1", listener.getsockname()[1], 1.5))
        await asyncio.sleep(0)
        listener.accept()[0].close()
        time.sleep(2.0)  # noqa: ASYNC251 - nothing of this process goes on, the kernel does
        assert await asking
