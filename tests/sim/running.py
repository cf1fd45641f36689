"""Start a device for a block, and check that it leaves nothing behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from sim.device import Device

D = TypeVar("D", bound=Device)


@asynccontextmanager
async def running(device: D) -> AsyncIterator[D]:
    before = asyncio.all_tasks()
    await device.start()
    try:
        yield device
    finally:
        await device.stop()
    left = [task for task in asyncio.all_tasks() - before if not task.done()]
    assert left == [], f"{device.name} leaves tasks behind"
