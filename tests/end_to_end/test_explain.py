"""`explain` on an emulated campus: by polling it, and by asking the daemon that audits it."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from tests.end_to_end.campus import minimal_campus
from tests.end_to_end.daemon import Json, running
from tests.exporters.recomputed import RECOMPUTED

EGRESS = "GJ010101.4"


async def explained(*arguments: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "agent", "explain", *arguments, stderr=PIPE, stdout=PIPE
    )
    async with asyncio.timeout(60):
        output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return output.decode()


def recomputed(document: Json) -> Mapping[str, tuple[float, float]]:
    """Value as printed, and as done again from the inputs, by subject."""
    again, at = RECOMPUTED[document["indicator"]["name"]], document["judged_at"]
    return {
        part["name"]: (part["value"], again(part, datetime.fromisoformat(at)))
        for part in document["subjects"]
    }


async def test_devices_and_daemon_explain_the_same_and_the_store_remembers(tmp_path: Path) -> None:
    async with minimal_campus(tmp_path) as (_, config), running(config) as daemon:
        await daemon.ready()
        told = ("--config", str(config), "--format", "json")
        polled = json.loads(await explained(EGRESS, *told))
        asked = json.loads(await explained(EGRESS, *told, "--url", daemon.url))
        text = await explained("bjhei-sect-02-2a", "--url", daemon.url)
    for document in (polled, asked):
        assert document["outcome"] == "pass"
        for printed, again in recomputed(document).values():
            assert printed == again
        assert document["history"][0]["previous"] is None
        assert document["history"][-1]["outcome"] == "pass"
        assert document["history_problem"] is None
    ages = ("judged_at", "subjects")
    assert {k: v for k, v in polled.items() if k not in ages} == {
        k: v for k, v in asked.items() if k not in ages
    }
    assert "what must change to pass\n  - nothing: it passes" in text
    assert "not asked for: --config says where it is kept" in text
