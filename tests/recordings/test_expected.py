"""How much of what the recordings' own index expects is read, over all subjects together.

    python -m tests.recordings.test_expected

prints the share, and every value that is missing or otherwise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click
import pytest

from collectors.snmp.collector import SUBJECTS
from tests.recordings.replay import FOLDER, devices, readings
from tests.recordings.test_environment import NOT_READ, of_sensors
from tests.recordings.test_host import of_host
from tests.recordings.test_recordings import DIFFERENCES, Pair, Read, pairs, same
from tests.recordings.test_wlan import of_controller

READ = (
    "system",
    "interfaces",
    "sensors",
    "ups",
    "health",
    "topology",
    "environment",
    "wlan",
    "host",
)
SHARE_AT_LEAST = 0.98
WRONG_COUNTS = 2  # times as much as what is missing


@dataclass(frozen=True)
class Miss:
    """A value that the index has and we do not read, or read otherwise."""

    device: str
    what: str
    ours: object
    theirs: object

    @property
    def wrong(self) -> bool:
        return self.ours not in (None, False) or self.theirs is None

    @property
    def reason(self) -> str | None:
        for start, why in NOT_READ.items():
            if start in self.what:
                return why
        return DIFFERENCES.get((self.device, self.what))


def compared(device: dict[str, Any]) -> Iterator[Pair]:
    """Every expected value of a recording, with ours."""
    path, expected = FOLDER / device["file"], device["expected"]
    read = Read([it for name in READ for it in readings(path, SUBJECTS[name])])
    yield from pairs(expected, read)
    yield from of_host(expected.get("host", {}), read)
    for controller in expected.get("wlan", {}).values():
        yield from of_controller(controller, read)
    if {"env", "pdu", "ups"} & set(device["kind"]):
        yield from of_sensors(expected, read)


def everything() -> tuple[int, list[Miss]]:
    """How many values were compared, and those that are not the same."""
    count, misses = 0, []
    for device in devices():
        if device["file"].startswith("snmp/"):
            for what, ours, theirs in compared(device):
                count += 1
                if not same(ours, theirs):
                    misses.append(Miss(device["id"], what, ours, theirs))
    return count, misses


def share(count: int, misses: list[Miss]) -> float:
    return 1 - sum(WRONG_COUNTS if miss.wrong else 1 for miss in misses) / count


@pytest.mark.slow
@pytest.mark.skipif(not devices(), reason="../shared/devices is not there")
def test_nearly_all_that_the_index_expects_is_read_and_each_miss_has_its_reason() -> None:
    count, misses = everything()
    assert [miss for miss in misses if miss.reason is None] == []
    assert share(count, misses) >= SHARE_AT_LEAST
    assert {miss.reason for miss in misses} == {*NOT_READ.values(), *DIFFERENCES.values()}


if __name__ == "__main__":
    total, missed = everything()
    for miss in missed:
        click.echo(f"{miss.device}: {miss.what}: {miss.ours}, not {miss.theirs}: {miss.reason}")
    click.echo(f"{total} values, {len(missed)} missing or otherwise: {share(total, missed):.2%}")
