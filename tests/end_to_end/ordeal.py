"""One daemon on a campus to which things happen, drawn by a seed; and all that was seen of it.

Devices change, break and mend, receivers misbehave, a second daemon is started by mistake. What
happens at once is drawn so that no clause can take two ways from what it was to what it will be:
then the ledger implies each transition.
"""

import asyncio
import random
import re
import time
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import combinations, count
from pathlib import Path

import aiohttp
import yaml
from prometheus_client.parser import text_string_to_metric_families

from sim.auditor import command
from sim.campus import Campus
from sim.causes import FAULT, Change, Key, Supposed, changes, made
from sim.certificate import HIDING, QUICK
from sim.composition import COMMUNITY, KEYS, LOGIN
from sim.faults import Fault
from sim.inventory import SECRET_MODE, dump
from sim.webhook_receiver import Received, WebhookReceiver
from sim.worlds import Known, known
from tests.end_to_end.campus import OPEN, minimal_campus
from tests.end_to_end.daemon import Daemon, running
from tests.end_to_end.invariants import Usage, Window, kept, leaks, usage

SETTINGS = replace(
    QUICK,
    interval_seconds=2.0,
    timeout_seconds=2.0,
    freshness_at_most_seconds=8.0,
    back_off_at_most_seconds=2.0,
)
BROKEN, HIDDEN = 3, 2
#: A busy machine may lose a round or two; what the ledger implies comes all the same.
PATIENCE_SECONDS = 40.0
#: An audit is a megabyte of JSON: who asks all the time keeps the daemon from its work.
LOOK_SECONDS = 0.5
PAGES_EACH_SECONDS = 3
#: So that minutes are seconds, and the one that never listens does not take all the time.
NOTICES = {"retry_waits_seconds": [0.2, 1, 5], "retry_after_at_most_seconds": 0.1}
MISCHIEF = {"500": 0.1, "503": 0.05, "429_seconds": 0.05, "reset": 0.05, "answer_lost": 0.1,
            "slow": 0.03, "garbage": 0.1}  # fmt: skip
TELL_SECONDS = 1.5
#: Its gateways go on talking to whoever still hears them: no single moment says when all is lost.
NOT_CHANGED = {"broker-1"}

#: Twelve secrets and one more, which no place but the file that names them may have.
CANARIES = (
    COMMUNITY, KEYS.auth_key, KEYS.privacy_key, LOGIN.password,
    *(f"canary-{what}-{number:04x}-zxqv" for number, what in enumerate((
        "duty-token", "chat-token", "chat-password", "dead-token", "nut-password",
        "mqtt-password", "ghost-community", "ghost-auth", "ghost-privacy"), 0xA11CE)),
)  # fmt: skip
DUTY, CHAT, CHAT_PASSWORD, DEAD, NUT, MQTT, GHOST, GHOST_AUTH, GHOST_PRIVACY = CANARIES[4:]


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
    seen = Ordeal(seed, folder / "auditor.db")
    async with minimal_campus(folder, SETTINGS) as (campus, config), _receivers(campus) as others:
        _complete(config, campus, others)
        async with running(config, seen.log.append) as daemon:
            watching = asyncio.create_task(_watch(daemon, seen))
            try:
                await _play(campus, daemon, config, seen)
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
    seen: Ordeal,
) -> None:
    plan = drawn(campus, seen.seed)
    await daemon.ready()
    await _says(daemon, campus, seen)
    # a first start has nothing to stand on, and may lose its first round to a busy machine
    found = kept(seen.store)
    seen.implied = {clause: found.outcomes(clause) for clause in right(campus)}
    _note(campus, seen)
    await _told(daemon, {campus.receiver.name, "chat"})  # a thousand that cannot be judged yet
    second = asyncio.create_task(_second(config)) if seen.seed % 2 else None
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
    if second is not None:
        seen.refused = await second
    await _told(daemon, {campus.receiver.name, "chat"})


# --- what happens ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """What gets worse first, and what falls silent or lies while it is so; then all is mended."""

    broken: Sequence[Change]
    hidden: Sequence[Change]


def drawn(campus: Campus, seed: int) -> Plan:
    """One thing of each of some devices. Each turns a clause, and none has two ways to go."""
    dice = random.Random(seed)
    every = changes(campus.scenario)
    worse = [each for each in every if each.path != FAULT and each.device not in NOT_CHANGED]
    needed = sorted(campus.scenario.needs)
    faults = [Change(name, FAULT, dice.choice(HIDING), Fault.NONE) for name in needed]
    while True:
        broken = _some(campus, dice.sample(worse, len(worse)), BROKEN, [])
        hidden = _some(campus, dice.sample(faults, len(faults)), HIDDEN, broken)
        if _one_way(campus, [], [*broken, *hidden]):
            return Plan(broken, hidden)


def _some(
    campus: Campus, among: Iterable[Change], number: int, already: Sequence[Change]
) -> list[Change]:
    """So many of other devices than `already`, which all of them come on top of."""
    chosen: list[Change] = []
    for change in among:
        if len(chosen) == number:
            break
        if change.device in {each.device for each in (*already, *chosen)}:
            continue
        turns = _known(campus, [*already, change]) != _known(campus, already)
        if turns and _one_way(campus, already, [*chosen, change]):
            chosen.append(change)
    return chosen


def _one_way(campus: Campus, already: Sequence[Change], several: Sequence[Change]) -> bool:
    """Whether in any order, and in the order back, no clause passes a third outcome."""
    before, after = _known(campus, already), _known(campus, [*already, *several])
    subsets = [some for size in range(1, len(several)) for some in combinations(several, size)]
    return all(
        outcome in (before[key], after[key])
        for some in subsets
        for key, outcome in _known(campus, [*already, *some]).items()
    )


def _known(campus: Campus, several: Sequence[Change]) -> Mapping[Key, Known]:
    return known(Supposed(campus, several))


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


def _complete(config: Path, campus: Campus, others: Mapping[str, WebhookReceiver]) -> None:
    """Receivers with tokens in their addresses, logins with passwords, and two devices that do
    not know us: all that a secret could leak from."""
    folder = config.parent / "secrets"
    document = yaml.safe_load(config.read_text(encoding="utf-8"))
    duty, chat, dead = (
        f"127.0.0.1:{each.ports['http']}"
        for each in (campus.receiver, others["chat"], others["dead"])
    )
    urls = {
        "duty": f"http://{duty}/notices/{DUTY}",
        "chat": _file(folder, "chat", f"http://robot:{CHAT_PASSWORD}@{chat}/send?key={CHAT}"),
        "dead": f"http://{dead}/{DEAD}",
    }
    document["notices"] = NOTICES | {
        "receivers": [
            {"name": name, "kind": "webhook", "url": url, "timeout_seconds": TELL_SECONDS}
            for name, url in urls.items()
        ]
    }
    dump(config, document)
    path = config.parent / "conf.d" / "targets.yaml"
    targets = yaml.safe_load(path.read_text(encoding="utf-8"))
    for target in targets["targets"]:
        for probe in target["probes"]:
            if probe["collector"] == "nut":
                probe |= {"user": "auditor", "password": _file(folder, "nut", NUT)}
            if probe["collector"] == "mqtt":
                probe |= {"user": "auditor", "password": _file(folder, "mqtt", MQTT)}
    targets["targets"] += _ghosts(folder, campus)
    dump(path, targets)


def _ghosts(folder: Path, campus: Campus) -> list[dict[str, object]]:
    """Devices that are there, and do not take what they are asked with."""
    snmp = {"collector": "snmp", "read": ["system"]}
    wrong_community = snmp | {
        "port": campus.devices["core-1"].ports["snmp"],
        "version": "2c",
        "community": _file(folder, "ghost", GHOST),
    }
    unknown_user = snmp | {
        "port": campus.devices["access-1"].ports["snmp"],
        "version": "3",
        "user": "ghost",
        "auth_protocol": KEYS.auth_protocol,
        "auth_key": _file(folder, "ghost_auth", GHOST_AUTH),
        "privacy_protocol": KEYS.privacy_protocol,
        "privacy_key": _file(folder, "ghost_privacy", GHOST_PRIVACY),
    }
    of_target = {"address": "127.0.0.1", "role": "other", "in_scope": False}
    return [
        {"name": name, **of_target, "probes": [probe]}
        for name, probe in (("ghost-1", wrong_community), ("ghost-2", unknown_user))
    ]


def _file(folder: Path, name: str, secret: str) -> str:
    """The reference to a file that nobody else can read."""
    path = folder / name
    path.touch(mode=SECRET_MODE)
    path.write_text(secret + "\n", encoding="utf-8")
    return f"file:{path}"
