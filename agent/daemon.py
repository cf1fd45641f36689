"""The daemon: composes polling, judging, delivery and HTTP, and ends them together."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from agent import window_keeping
from agent.auditor import Auditor
from agent.config import Configuration
from agent.delivery import Delivery, Receiver
from agent.http import Sources, serving
from agent.retry import Patience
from agent.store.holding import held
from agent.store.opening import open_store
from agent.store.store import Store
from checks.clause import Standard
from checks.indicator import Indicator

log = logging.getLogger(__name__)

#: A part that ended by an error starts again after so many seconds.
RESTART_SECONDS = 5.0


class Parts:
    """The long-running parts. One that ends is logged, counted and started again."""

    def __init__(self) -> None:
        self._down: set[str] = set()
        self.restarts: dict[str, int] = {}

    def healthy(self) -> bool:
        return not self._down

    async def keep(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await run()
                log.error("%s ended by itself", name)
            except Exception:
                log.exception("%s ended by an error", name)
            self._down.add(name)
            self.restarts[name] = self.restarts.get(name, 0) + 1
            await asyncio.sleep(RESTART_SECONDS)
            self._down.discard(name)


async def run_daemon(
    configuration: Configuration,
    standards: Sequence[Standard],
    indicators: Mapping[str, Indicator],
) -> None:
    """Run until SIGTERM or SIGINT. Raises OSError where the HTTP port is taken, StoreError where
    another daemon runs on the store."""
    url = configuration.store.url.reveal()
    with held(url):
        store = await open_store(url)
        try:
            await _run_on(store, configuration, standards, indicators)
        finally:
            await store.close()


async def _run_on(
    store: Store,
    configuration: Configuration,
    standards: Sequence[Standard],
    indicators: Mapping[str, Indicator],
) -> None:
    auditor = Auditor(configuration, standards, indicators, store)
    await auditor.restore()
    windows = auditor.windows
    await window_keeping.load(windows, store.windows)
    delivery = Delivery(store, _receivers(configuration), _patience(configuration))
    auditor.on_notices = delivery.wake
    auditor.refusing = delivery.refusing
    parts = Parts()
    sources = Sources(lambda: auditor.snapshot, parts.healthy)
    http = configuration.http
    async with serving(http.listen, http.port, sources) as url:
        auditor.pages_url = http.external_url or url
        log.info("listening on %s", url)
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(parts.keep("polling", auditor.poller.run)),
                group.create_task(parts.keep("judging", auditor.run)),
                group.create_task(parts.keep("delivery", delivery.run)),
                group.create_task(
                    parts.keep("windows", lambda: window_keeping.keep(windows, store.windows))
                ),
            ]
            if auditor.traps is not None:
                tasks.append(group.create_task(parts.keep("traps", auditor.traps.run)))
            await _asked_to_stop()
            log.info("stopping")
            for task in tasks:
                task.cancel()
        await auditor.stop()
    await window_keeping.save(windows, store.windows)


def _receivers(configuration: Configuration) -> list[Receiver]:
    return [
        Receiver(each.name, each.url.reveal(), each.timeout_seconds)
        for each in configuration.notices.receivers
    ]


def _patience(configuration: Configuration) -> Patience:
    notices = configuration.notices
    return Patience(
        tuple(notices.retry_waits_seconds),
        notices.retry_after_at_most_seconds,
        timedelta(seconds=notices.kept_seconds),
    )


async def _asked_to_stop() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
