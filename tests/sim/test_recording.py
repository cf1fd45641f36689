"""A device that is recorded: the same again, cut where it does not end, and no secret shown."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from pysnmp.proto.rfc1902 import ObjectName

from sim.__main__ import main
from sim.composition import COMMUNITY, KEYS, V3_ONLY
from sim.recordings.command import Recorded, of_agent, of_upsd, told
from sim.recordings.playing import RecordedAgent
from sim.recordings.private import Kind
from sim.recordings.redaction import Orders
from sim.recordings.snmprec import read
from sim.recordings.text_dumps import variables
from sim.recordings.walking import Limits, NoRecording, User
from sim.upsd import Upsd
from tests.sim.recordings import SWITCH, UPS, rows
from tests.sim.running import running

EVERYTHING = Orders(keep=frozenset(Kind))
LIMITS = Limits(seconds=60)


def test_a_recording_may_have_been_written_on_windows(tmp_path: Path) -> None:
    (tmp_path / "windows.snmprec").write_bytes(SWITCH.replace("\n", "\r\n").encode())
    assert read(tmp_path / "windows.snmprec") == rows()


@asynccontextmanager
async def walked(agent: RecordedAgent) -> AsyncIterator[int]:
    async with running(agent):
        yield agent.ports["snmp"]


@pytest.mark.parametrize("version", ["v2c", "v3"])
async def test_a_played_recording_that_is_recorded_is_the_same(
    tmp_path: Path, version: str
) -> None:
    user = User(KEYS.user, "sha256", KEYS.auth_key, "aes128", KEYS.privacy_key)
    agent = RecordedAgent("core-1", rows())
    if version == "v3":
        agent = RecordedAgent("core-1", rows(), access=V3_ONLY)
    async with walked(agent) as port:
        opened_by = user if version == "v3" else COMMUNITY
        recorded = await of_agent("127.0.0.1", port, opened_by, LIMITS, EVERYTHING)
    assert told(recorded, EVERYTHING, tmp_path / "again.snmprec") == 0
    assert read(tmp_path / "again.snmprec") == rows()


async def test_a_recorded_unit_of_upsd_that_is_recorded_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "ups.dev").write_text(UPS, encoding="utf-8")
    known = variables(tmp_path / "ups.dev")
    async with running(Upsd("ups-1", {"dc": known})) as device:
        recorded = await of_upsd("127.0.0.1", device.ports["nut"], "dc", LIMITS, EVERYTHING)
        with pytest.raises(NoRecording, match="ERR UNKNOWN-UPS"):
            await of_upsd("127.0.0.1", device.ports["nut"], "none", LIMITS, EVERYTHING)
    assert told(recorded, EVERYTHING, tmp_path / "again.dev") == 0
    assert variables(tmp_path / "again.dev") == known


async def test_the_head_of_a_recording_says_what_is_hidden(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    orders = Orders(frozenset({Kind.MACS}), secrets=(COMMUNITY,))
    async with walked(RecordedAgent("core-1", rows())) as port:
        recorded = await of_agent("127.0.0.1", port, COMMUNITY, LIMITS, orders)
    assert told(recorded, orders, tmp_path / "core.snmprec") == 0
    text = (tmp_path / "core.snmprec").read_text()
    printed = capsys.readouterr().out
    for line in ("hidden: addresses (1)", "hidden: names (1)", "kept: macs"):
        assert f"# {line}\n" in text
        assert f"{line}\n" in printed
    assert "core-1" not in text
    assert "10.3.0.4" not in text


class Looping(RecordedAgent):
    """After its last object it begins again in the middle."""

    def _next(self, name: ObjectName) -> tuple[object, object]:
        if tuple(name) == rows()[-1].oid:
            return super()._next(ObjectName((1, 3, 6, 1, 2, 1, 2, 1)))
        return super()._next(name)


CUT = {
    "an agent that repeats itself": (Looping, Limits(), "repeat itself", len(rows())),
    "too many objects": (RecordedAgent, Limits(rows=7), "limit of 7 objects", 7),
    "too much": (RecordedAgent, Limits(size_bytes=100), "limit of 100 bytes", 3),
}


@pytest.mark.parametrize(("kind", "limits", "why", "count"), CUT.values(), ids=CUT.keys())
async def test_a_walk_that_does_not_end_is_cut_and_says_so(
    tmp_path: Path, kind: type[RecordedAgent], limits: Limits, why: str, count: int
) -> None:
    async with walked(kind("core-1", rows())) as port:
        recorded = await of_agent("127.0.0.1", port, COMMUNITY, limits, EVERYTHING)
    assert told(recorded, EVERYTHING, tmp_path / "core.snmprec") == 3
    assert (tmp_path / "core.snmprec").read_text().startswith("# not whole, cut short: ")
    assert why in (recorded.cut or "")
    assert read(tmp_path / "core.snmprec") == rows()[:count]


async def test_a_walk_without_time_records_nothing() -> None:
    async with walked(RecordedAgent("core-1", rows())) as port:
        with pytest.raises(NoRecording, match="the limit of 0 s"):
            await of_agent("127.0.0.1", port, COMMUNITY, Limits(seconds=0), EVERYTHING)


def test_a_file_that_holds_the_secret_is_not_written(tmp_path: Path) -> None:
    orders = Orders(secrets=("battery",))
    assert told(Recorded(UPS, {}), orders, tmp_path / "ups.dev") == 1
    assert not (tmp_path / "ups.dev").exists()


USAGE = {
    "a secret in plain text": (["--community", "s3cret-itself"], "a secret is named"),
    "a variable that is not set": (["--community", "env:NOWHERE_SET"], "NOWHERE_SET is empty"),
    "a file that there is not": (["--community", "file:/nowhere"], "/nowhere cannot be read"),
    "nothing to ask by": ([], "one of --community, --user and --nut"),
    "two things to ask by": (
        ["--user", "u", "--nut", "dc"],
        "one of --community, --user and --nut",
    ),
    "a protocol without key": (["--user", "u", "--auth-protocol", "sha256"], "go together"),
    "keys without a user": (
        ["--nut", "dc", "--auth-protocol", "sha1", "--auth-key", "env:CANARY_KEY"],
        "keys belong to --user",
    ),
    "something else to keep": (["--nut", "dc", "--keep", "sake"], "'sake' is not one of 'all'"),
}


@pytest.mark.parametrize(("arguments", "message"), USAGE.values(), ids=USAGE.keys())
def test_a_wrong_command_line_is_named_and_shows_no_secret(
    arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY_KEY", "authentication-key")
    result = CliRunner().invoke(main, ["record", "127.0.0.1", "--output", "x", *arguments])
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())
    assert "s3cret-itself" not in result.output
    assert "authentication-key" not in result.output
