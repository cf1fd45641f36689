"""One daemon on a campus to which things happen, drawn by a seed; and all that was seen of it.

Devices change, break and mend, receivers misbehave, a second daemon is started by mistake. What
happens at once is drawn so that no clause can take two ways from what it was to what it will be:
then the ledger implies each transition.
"""

import asyncio
import re
import time
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from sim.auditor import command
from sim.campus import Campus, assembled
from sim.certificate import QUICK
from sim.scenario import load
from sim.steps import Change, made
from sim.webhook_receiver import Received, WebhookReceiver
from sim.worlds import known
from tests.end_to_end.campus import MINIMAL, OPEN, minimal_campus
from tests.end_to_end.canaries import CANARIES, TELL_SECONDS, leaks, with_secrets
from tests.end_to_end.daemon import Daemon, running
from tests.end_to_end.invariants import kept
from tests.end_to_end.outages import Window
from tests.end_to_end.plan import Plan, drawn
from tests.end_to_end.usage import Usage, usage

SETTINGS = replace(
    QUICK,
    interval_seconds=2.0,
    timeout_seconds=2.0,
    freshness_at_most_seconds=6.0,
    back_off_at_most_seconds=2.0,
)
#: A busy machine may lose a round or two; what the ledger implies comes all the same.
PATIENCE_SECONDS = 40.0
#: An audit is a megabyte of JSON: who asks all the time keeps the daemon from its work.
LOOK_SECONDS = 0.5
PAGES_EACH_SECONDS = 3
MISCHIEF = {"500": 0.1, "503": 0.05, "429_seconds": 0.05, "reset": 0.05, "answer_lost": 0.1,
            "slow": 0.03, "garbage": 0.1}  # fmt: skip

WAITING = re.compile(r'^campus_notices{receiver="(\w+)",state="waiting"} (\S+)$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Scrape:
    """/metrics, and how long it took."""

    text: str
    seconds: float


@dataclass(slots=True)
class Ordeal:
    """All that was seen of one run."""

    seed: int
    store: Path
    log: list[str] = field(default_factory=list)
    implied: dict[str, list[str]] = field(default_factory=dict)
    windows: list[Window] = field(default_factory=list)
    back_seconds: float = 0.0
    samples: list[Usage] = field(default_factory=list)
    scrapes: list[Scrape] = field(default_factory=list)
    leaked: set[str] = field(default_factory=set)
    received: Mapping[str, Sequence[Received]] = field(default_factory=dict)
    refused: tuple[int, str] = (0, "")  # how the second daemon ended, and its words

    @property
    def failures(self) -> dict[str, dict[str, float]]:
        """By device and kind, as /metrics counts them at the end."""
        found: dict[str, dict[str, float]] = {}
        for labels, value in values(self.scrapes[-1].text, "campus_probe_failures_total"):
            of_target = found.setdefault(labels["target"], {})
            of_target[labels["kind"]] = of_target.get(labels["kind"], 0) + value
        return found


def values(text: str, metric: str) -> Iterator[tuple[dict[str, str], float]]:
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == metric:
                yield sample.labels, sample.value


def right(campus: Campus) -> dict[str, str]:
    """What an honest auditor says of each clause that has a truth."""
    return {
        clause: "unknown" if clause in OPEN and outcome == "pass" else outcome
        for (_, clause), outcome in known(campus).items()
    }


async def played(seed: int, folder: Path) -> Ordeal:
    """The whole run; the daemon and the campus have ended afterwards."""
    plan = drawn(assembled(load(MINIMAL)), seed)
    seen = Ordeal(seed, folder / "auditor.db")
    async with minimal_campus(folder, SETTINGS) as (campus, config), _receivers(campus) as others:
        with_secrets(config, campus, others)
        async with running(config, seen.log.append) as daemon:
            watching = asyncio.create_task(_watch(daemon, seen))
            try:
                await _play(campus, daemon, config, plan, seen)
            finally:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching
            await _scrape(daemon, seen)
        healthy = (campus.receiver, others["chat"])
        seen.received = {receiver.name: list(receiver.received) for receiver in healthy}
    _search_what_is_left(seen)
    return seen


async def _play(
    campus: Campus,
    daemon: Daemon,
    config: Path,
    plan: Plan,
    seen: Ordeal,
) -> None:
    await daemon.ready()
    await _says(daemon, campus, seen)
    # a first start has nothing to stand on, and may lose its first round to a busy machine
    found = kept(seen.store)
    seen.implied = {clause: found.outcomes(clause) for clause in right(campus)}
    _note(campus, seen)
    await _told(daemon, {campus.receiver.name, "chat"})  # a thousand that cannot be judged yet
    second = asyncio.create_task(_second(config))
    for receiver in (campus.receiver.name, "chat"):
        campus.set_state(receiver, "shares", MISCHIEF)
    await _make(campus, plan.broken, daemon, seen)
    begins = datetime.now(UTC)
    await _make(campus, plan.hidden, daemon, seen)
    ends, ends_seconds = datetime.now(UTC), time.monotonic()
    seen.windows = [Window(each.device, str(each.value), begins, ends) for each in plan.hidden]
    await _make(campus, [each.undone for each in (*plan.broken, *plan.hidden)], daemon, seen)
    seen.back_seconds = time.monotonic() - ends_seconds
    for receiver in (campus.receiver.name, "chat"):
        campus.set_state(receiver, "shares", {})
    seen.refused = await second
    await _told(daemon, {campus.receiver.name, "chat"})


# --- what happens ---------------------------------------------------------------------------


async def _make(campus: Campus, several: Iterable[Change], daemon: Daemon, seen: Ordeal) -> None:
    for change in several:
        made(campus, change)
    _note(campus, seen)
    await _says(daemon, campus, seen)


def _note(campus: Campus, seen: Ordeal) -> None:
    for clause, outcome in right(campus).items():
        if seen.implied[clause][-1:] != [outcome]:
            seen.implied[clause].append(outcome)


async def _second(config: Path) -> tuple[int, str]:
    """By mistake, on the same store."""
    process = await asyncio.create_subprocess_exec(*command(config), stdout=PIPE, stderr=STDOUT)
    try:
        said, _ = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, said.decode()


# --- what is seen ---------------------------------------------------------------------------


async def _says(daemon: Daemon, campus: Campus, seen: Ordeal) -> None:
    """Return when the daemon says of every clause what is right."""
    expected = right(campus)
    end_seconds = time.monotonic() + PATIENCE_SECONDS
    while True:
        outcomes = await daemon.outcomes()
        wrong = {key: outcomes[key] for key in expected if outcomes[key] != expected[key]}
        if not wrong:
            return
        assert time.monotonic() < end_seconds, (
            f"seed {seen.seed}: said {wrong}, right {[expected[key] for key in wrong]}"
        )
        await asyncio.sleep(LOOK_SECONDS)


async def _told(daemon: Daemon, names: set[str]) -> None:
    """Return when nothing waits for these receivers."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            waiting = dict(WAITING.findall(await daemon.text("/metrics")))
            if all(float(waiting[name]) == 0 for name in names):
                return
            await asyncio.sleep(LOOK_SECONDS)


async def _watch(daemon: Daemon, seen: Ordeal) -> None:
    """Each second, for ever."""
    for second in count():
        await asyncio.sleep(1.0)
        seen.samples.append(usage(daemon.process.pid))
        with suppress(aiohttp.ClientResponseError):  # 503 until something has been judged
            await _scrape(daemon, seen)
            for path in ("/", "/api/v1/audit") if second % PAGES_EACH_SECONDS == 0 else ():
                _search(seen, {path: (await daemon.text(path)).encode()})


async def _scrape(daemon: Daemon, seen: Ordeal) -> None:
    started_seconds = time.monotonic()
    text = await daemon.text("/metrics")
    seen.scrapes.append(Scrape(text, time.monotonic() - started_seconds))
    _search(seen, {"/metrics": text.encode()})


def _search(seen: Ordeal, places: Mapping[str, bytes]) -> None:
    seen.leaked.update(leaks(places, CANARIES))


def _search_what_is_left(seen: Ordeal) -> None:
    places = {path.name: path.read_bytes() for path in seen.store.parent.glob("auditor.db*")}
    bodies = [each.body for received in seen.received.values() for each in received]
    _search(seen, {**places, "the log": "\n".join(seen.log).encode(), "notices": b"".join(bodies)})


# --- how it is set up -----------------------------------------------------------------------


@asynccontextmanager
async def _receivers(campus: Campus) -> AsyncIterator[dict[str, WebhookReceiver]]:
    """Two more than the campus has: one for the mischief, and one that never listens."""
    made_ = {
        name: WebhookReceiver(name, slow_seconds=2 * TELL_SECONDS) for name in ("chat", "dead")
    }
    try:
        for receiver in made_.values():
            await receiver.start()
            campus.devices[receiver.name] = receiver
        made_["dead"].set("listening", False)
        yield made_
    finally:
        for receiver in made_.values():
            await receiver.stop()
