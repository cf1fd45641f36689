"""What a daemon kept is audited again by command, and two audits are told apart."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.end_to_end.campus import minimal_campus, says, truth
from tests.end_to_end.daemon import Json, running

pytestmark = pytest.mark.xdist_group("campus")

#: Two of three gigabits come in here, and one of the two lines that are left.
LINES = ("XGE1/0/24", "XGE1/0/23")
EGRESS = "bjhei-net-05-note"

PASSES_AS_FAR_AS_MEASURED = {0, 4}


async def told(*arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "agent", *arguments, stderr=PIPE, stdout=PIPE
    )
    async with asyncio.timeout(60):
        output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()


def outcomes(audit: Json) -> dict[str, str]:
    return {clause["id"]: clause["outcome"] for clause in audit["clauses"]}


async def test_the_past_is_judged_again_and_a_difference_is_explained(tmp_path: Path) -> None:
    async with minimal_campus(tmp_path) as (campus, config):
        async with running(config) as daemon:
            await daemon.ready()
            await says(daemon, truth(campus))
            shown = await daemon.audit()
            for line in LINES:
                campus.set_state("core-1", f"interfaces.{line}.up", False)
            await says(daemon, truth(campus))
            broken = await daemon.audit()
        before, after = shown["taken_at"], broken["taken_at"]
        asked = ("--config", str(config), "--format", "json")

        code, output, errors = await told("audit", "--at", before, *asked)
        assert code in PASSES_AS_FAR_AS_MEASURED, errors
        assert outcomes(json.loads(output)) == outcomes(shown)
        (tmp_path / "before.json").write_text(output, encoding="utf-8")

        code, output, errors = await told("audit", "--at", after, *asked)
        assert code == 3, errors
        assert outcomes(json.loads(output)) == outcomes(broken)

        for side in (before, str(tmp_path / "before.json")):
            code, output, errors = await told("diff", side, after, *asked)
            assert code == 3, errors
            document = json.loads(output)
            (egress,) = [each for each in document["differences"] if each["clause"] == EGRESS]
            assert egress["before"] == {"outcome": "pass", "value": 3_000_000.0}
            assert egress["after"] == {"outcome": "fail", "value": 500_000.0}
            assert egress["cause"] == "world"
        code, output, errors = await told("explain", EGRESS, "--at", before, *asked)
        explained = json.loads(output)
        assert (explained["outcome"], explained["judged_at"]) == ("pass", before)
        assert "÷ (100 staff + 900 students)" in explained["subjects"][0]["arithmetic"]
        assert {each["outcome"] for each in explained["history"]} == {"pass"}

        code, output, errors = await told("diff", before, before, "--config", str(config))
        assert (code, errors) == (0, "")
        assert "no verdict differs" in output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("audit", "--at", "tomorrow"), "'tomorrow' is no moment; expected ISO 8601"),
        (("audit", "--at", "2999-01-01"), "lies in the future"),
        (("audit", "--at", "-1h"), "no store, or one in which no daemon has kept its history yet"),
        (("audit", "--standard", "none.yaml"), "none.yaml: cannot be read: No such file"),
        (("diff", "now", "2001-01-01"), "no store, or one in which no daemon has kept its history"),
    ],
)
async def test_what_cannot_be_audited_again_is_told_and_exits_2(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    config = tmp_path / "campus-auditor.yaml"
    config.write_text(
        "site: {name: Example School, profiles: [gj]}\nstore: {url: 'sqlite:///auditor.db'}\n"
        "targets: []\n",
        encoding="utf-8",
    )
    code, _, errors = await told(*arguments, "--config", str(config))
    assert code == 2
    assert message in errors
