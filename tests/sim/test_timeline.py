"""What a scenario lets happen: refused with its place where it cannot, and played in order."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from sim.campus import Change, running
from sim.faults import Fault
from sim.scenario import SCENARIOS, ScenarioError
from sim.timeline import load, play, playing, words
from tests.conftest import wait_until

HEAD = (
    "site: {name: A, profiles: [bjhei]}\ncampus: {}\ndevices:\n"
    "  nut_ups: [{name: u, ups: cctv, runtime_seconds: 60}]\n"
    "  portals: [{name: p, host: h, nameserver: d}]\n"
    "  dns_servers: [{name: d, records: {h: {A: [127.0.0.1]}}}]\n"
    "timeline:\n"
)


def written(folder: Path, *events: str) -> Path:
    path = folder / "a.yaml"
    path.write_text(HEAD + "".join(f"  - {event}\n" for event in events), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_timeline_that_ships_can_be_played(path: Path) -> None:
    assert load(path.stem).timeline or path.stem != "timeline"


GOOD = "{at_seconds: 1, device: u, fault: silent}"
ONE_THING = "an event is `path` and `value`, or `fault`, or `wire`"
WRONG = {
    "an unknown device": ("{at_seconds: 1, device: v, fault: slow}", "there is no device v"),
    "an unknown path": (
        "{at_seconds: 1, device: p, path: pages./x.status, value: 503}",
        "path: p has no pages./x.status",
    ),
    "a value of the wrong type": (
        "{at_seconds: 1, device: p, path: pages./.status, value: up}",
        "value: pages./.status: Input should be a valid integer",
    ),
    "an unknown fault": ("{at_seconds: 1, device: u, fault: lazy}", "Input should be 'none'"),
    "an unknown setting of a wire": (
        "{at_seconds: 1, device: u, wire: {loss: 1}}", "wire.loss: Extra inputs",
    ),
    "a share beyond all": (
        "{at_seconds: 1, device: u, wire: {to_asker: {loss_ratio: 2}}}",
        "wire.to_asker.loss_ratio: Input should be less than or equal to 1",
    ),
    "nothing that happens": ("{at_seconds: 1, device: u}", ONE_THING),
    "two things": ("{at_seconds: 1, device: u, fault: slow, wire: {}}", ONE_THING),
    "a path without a value": ("{at_seconds: 1, device: u, path: a}", ONE_THING),
    "a value without a path": ("{at_seconds: 1, device: u, value: 1}", ONE_THING),
    "no time": ("{device: u, fault: slow}", "at_seconds: Field required"),
    "a time before the start": (
        "{at_seconds: -1, device: u, fault: slow}", "at_seconds: Input should be greater",
    ),
    "no end of time": (
        "{at_seconds: .inf, device: u, fault: slow}", "at_seconds: Input should be a finite number",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("event", "message"), WRONG.values(), ids=WRONG)
def test_what_cannot_happen_is_refused_with_its_line(
    tmp_path: Path, event: str, message: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        load(written(tmp_path, GOOD, event))
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"{tmp_path / 'a.yaml'}:9: timeline.1")
    assert message in line


def test_every_event_that_cannot_happen_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        load(written(tmp_path, *(event for event, _ in [WRONG["an unknown device"]] * 3)))
    assert [line.split(":")[1] for line in str(refused.value).splitlines()] == ["8", "9", "10"]


async def test_events_happen_in_the_order_of_their_times_and_the_ledger_knows(
    tmp_path: Path,
) -> None:
    scenario = load(
        written(
            tmp_path,
            "{at_seconds: 0.2, device: u, fault: none}",
            "{at_seconds: 0.1, device: u, wire: {refuse: true}}",
            "{at_seconds: 0, device: u, fault: silent}",
            "{at_seconds: 0.1, device: p, path: pages./.status, value: 503}",
            "{at_seconds: 0.2, device: u, wire: {}}",
            "{at_seconds: 0.2, device: duty, path: status, value: 500}",
        )
    )
    told: list[Change] = []
    async with running(scenario) as campus:
        await play(campus, told.append)
        url = f"http://127.0.0.1:{campus.ports('p')['http']}/"
        async with ClientSession() as session, session.get(url) as response:
            assert response.status == 503
        assert campus.fault("u") is Fault.NONE
        assert campus.receiver.status == 500
    assert campus.ledger == told
    assert list(map(words, told)) == [
        "timeline: u fault = silent",
        "timeline: u wire = {'refuse': True}",
        "timeline: p pages./.status = 503",
        "timeline: u fault = none",
        "timeline: u wire = clean",
        "timeline: duty status = 500",
    ]
    first, last = told[0].monotonic_seconds, told[-1].monotonic_seconds
    assert last - first >= 0.19


async def test_it_is_played_beside_something_and_no_longer(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, GOOD.replace("1", "0"), GOOD.replace("1", "3600")))
    told: list[Change] = []
    async with running(scenario) as campus:
        async with playing(campus, told.append):
            await wait_until(lambda: len(told) == 1)
        assert campus.ledger == told


async def test_a_campus_that_runs_plays_it_and_prints_what_happens(tmp_path: Path) -> None:
    scenario = written(tmp_path, GOOD.replace("1", "0"))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sim", "run", str(scenario), stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    lines = [line async for line in _until(process.stdout, b"timeline: ")]
    assert lines[-2].startswith(b"control: ")
    assert lines[-1] == b"timeline: u fault = silent\n"
    process.send_signal(signal.SIGINT)
    _, complaints = await process.communicate()
    assert (process.returncode, complaints) == (0, b"")


async def _until(printed: asyncio.StreamReader, start: bytes) -> AsyncIterator[bytes]:
    line = b""
    while not line.startswith(start):
        line = await printed.readline()
        assert line
        yield line
