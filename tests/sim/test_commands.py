"""The commands of `campus-sim`, as a user calls them."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import ClientSession
from click.testing import CliRunner

from sim import certify_command
from sim.__main__ import main
from sim.certificate_document import Document, failed_run
from sim.generator import SIZES, generated
from sim.scenario import load


async def test_a_campus_runs_until_ctrl_c(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sim", "run", "minimal", "--live", "--write-config", str(tmp_path),
        stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    lines: list[str] = []
    while not (lines and lines[-1].startswith("control: ")):
        line = await process.stdout.readline()
        assert line, lines
        lines.append(line.decode().rstrip())
    assert any(line.split()[:2] == ["ups-cctv", "upsd"] for line in lines)
    assert "it is Mon 07:30 on the campus, 60 times as fast" in lines
    assert f"configuration: {tmp_path / 'campus-auditor.yaml'}" in lines
    async with (
        ClientSession() as session,
        session.get(lines[-1].removeprefix("control: ") + "/devices") as response,
    ):
        assert response.status == 200
    process.send_signal(signal.SIGINT)
    _, complaints = await process.communicate()
    assert (process.returncode, complaints) == (0, b"")


REFUSED = {
    "a scenario that there is not": (["demo", "--scenario", "nowhere"], "nowhere: No such file"),
    "a time that is none": (["demo", "--duration", "soon"], "neither a number nor `none`"),
    "no time at all": (["demo", "--duration", "0"], "longer than 0 s"),
    "a time without end": (["demo", "--duration", "inf"], "longer than 0 s, and not for ever"),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_wrong_usage_is_refused_with_exit_code_2(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize("runs", [[], ["--seeds", "2"]], ids=["one run", "two side by side"])
async def test_a_certificate_that_is_stopped_leaves_nothing_running(
    runs: list[str], tmp_path: Path
) -> None:
    """SIGTERM, as a supervisor sends it: campuses and auditors go with the command."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sim", "certify", "--size", "school", *runs,
        stdout=PIPE, stderr=PIPE, env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    started: list[Path] = []
    async with asyncio.timeout(60):
        while not started:
            await asyncio.sleep(0.1)
            started = running_below(tmp_path)
    process.send_signal(signal.SIGTERM)
    _, complaints = await process.communicate()
    assert (process.returncode, complaints) == (130, b"told to stop: no certificate\n")
    assert not running_below(tmp_path)
    assert files_in(tmp_path) == []


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def running_below(folder: Path) -> list[Path]:
    """Auditors whose command line names a file below the folder; importing asyncssh looks for
    libraries by a compiler, which has files there as well."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            words = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
            if str(folder).encode() in words and b"agent" in words.split(b"\0"):
                found.append(entry)
    return found


@pytest.mark.parametrize("size", SIZES)
def test_a_campus_is_drawn_and_can_be_loaded(size: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    result = CliRunner().invoke(main, ["generate", "--size", size, "--seed", "5", str(path)])
    assert (result.exit_code, result.output.split(":")[0]) == (0, str(path))
    assert load(path) == generated(size, 5)


def test_a_campus_has_numbers_of_its_own_and_says_which(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    numbers = ["--buildings", "3", "--floors", "1", "--heads", "9000"]
    result = CliRunner().invoke(main, ["generate", "--size", "school", *numbers, str(path)])
    assert result.exit_code == 0, result.output
    head = "# campus-sim generate --size school --seed 0 --buildings 3 --floors 1 --heads 9000"
    assert path.read_text(encoding="utf-8").splitlines()[0] == head
    people = load(path).campus.people
    assert people is not None
    assert people.staff + people.students == 9_000


def test_an_impossible_number_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    result = CliRunner().invoke(main, ["generate", "--floors", "99", str(path)])
    assert result.exit_code == 2
    assert "--floors 99: a building has 1 to 30 floors" in result.output
    assert not path.exists()


def test_a_path_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "mine.yaml"
    result = CliRunner().invoke(main, ["generate", "--size", "school", str(path)])
    assert result.exit_code == 2
    assert "mine.yaml: No such file or directory" in result.output


NO_CERTIFICATES = {
    "no file": (None, "old.json: no certificate: No such file or directory"),
    "no JSON": ("{", "old.json: no certificate: Invalid JSON"),
    "another document": (
        '{"format": "campus-certificate/1"}',
        "old.json: no certificate: format: ",
    ),
}


@pytest.mark.parametrize(("text", "message"), NO_CERTIFICATES.values(), ids=NO_CERTIFICATES.keys())
def test_what_is_no_certificate_is_refused_before_anything_starts(
    text: str | None, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "old.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["certify", "--size", "school", "--add", str(path)])
    assert result.exit_code == 2
    assert message in result.output


def test_certificates_of_before_count_where_they_are_of_the_same_auditor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run itself is left out: what it comes to is what stands in the third document."""

    def run(seed: int, version: str) -> Document:
        failed = failed_run("school", seed, "", faults=False, took_seconds=1.0)
        return failed.model_copy(update={"version": version})

    async def ran(*_: object) -> Document:
        return run(3, "1.0")

    monkeypatch.setattr(certify_command, "_watched", ran)
    paths = [tmp_path / "1.json", tmp_path / "2.json"]
    for path, document in zip(paths, (run(1, "1.0"), run(2, "0.9")), strict=True):
        path.write_text(document.model_dump_json(), encoding="utf-8")
    added = [word for path in paths for word in ("--add", str(path))]
    words = ["certify", "--size", "school", *added, "--json", str(tmp_path / "all.json")]
    result = CliRunner().invoke(main, words)
    assert "2.json: of auditor '0.9', not '1.0': not counted in" in result.output
    told = Document.model_validate_json((tmp_path / "all.json").read_bytes())
    assert [each.seed for each in told.runs] == [3, 1]


def test_a_scenario_that_there_is_not_is_refused_before_anything_starts() -> None:
    result = CliRunner().invoke(main, ["certify", "--size", "school", "--scenario", "no-such"])
    assert result.exit_code == 2
    assert "no-such" in result.output


def test_a_clause_of_which_nothing_can_be_tried_is_no_certificate() -> None:
    words = ["certify", "--size", "school", "--clause", "bjhei/bjhei-net-07-2"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert "knows no truth of bjhei/bjhei-net-07-2" in result.stderr
