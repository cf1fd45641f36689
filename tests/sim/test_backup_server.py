"""The backup system's document, read by curl."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from sim.backup_server import BackupServer, Job
from sim.faults import Fault
from tests.sim.commands import Ended, run
from tests.sim.running import running


def a_server(slow_seconds: float = 30.0) -> BackupServer:
    jobs = {"registry": Job(age_seconds=7200), "mail.archive": Job(ok=False)}
    return BackupServer("backup-1", jobs, slow_seconds=slow_seconds)


async def curled(server: BackupServer, seconds: float = 5) -> Ended:
    url = f"http://127.0.0.1:{server.ports['http']}/backups.json"
    return await run("curl", "-sS", "-m", str(seconds), url)


async def age_seconds(server: BackupServer, job: str) -> float:
    document = json.loads((await curled(server)).text)
    finished_at = datetime.fromisoformat(document["jobs"][job]["finished_at"])
    return (datetime.now(UTC) - finished_at) / timedelta(seconds=1)


async def test_the_document_says_when_each_job_ended() -> None:
    async with running(a_server()) as server:
        document = json.loads((await curled(server)).text)
        assert await age_seconds(server, "registry") == pytest.approx(7200, abs=5)
        server.set("jobs.registry.age_seconds", 90_000)
        assert await age_seconds(server, "registry") == pytest.approx(90_000, abs=5)
        server.set("jobs.mail.archive.ok", True)
        assert json.loads((await curled(server)).text)["jobs"]["mail.archive"]["ok"] is True
    assert document["jobs"]["mail.archive"]["ok"] is False


async def test_a_job_that_is_deleted_is_not_in_the_document() -> None:
    async with running(a_server()) as server:
        server.set("jobs.registry.known", False)
        assert [*json.loads((await curled(server)).text)["jobs"]] == ["mail.archive"]
        server.set("jobs.registry.known", True)
        assert await age_seconds(server, "registry") == pytest.approx(7200, abs=30)


async def test_a_path_that_leads_nowhere_is_named() -> None:
    for path in ("jobs.none.ok", "jobs.registry.size", "registry"):
        with pytest.raises(KeyError, match=path):
            a_server().set(path, True)


async def test_each_fault_shows_on_the_running_server() -> None:
    async with running(a_server()) as server:
        server.fault = Fault.WRONG_VALUE
        jobs = json.loads((await curled(server)).text)["jobs"]
        assert jobs["registry"]["finished_at"].startswith("2099")
        assert jobs["mail.archive"]["finished_at"] == "soon"
        for fault, status in (
            (Fault.SILENT, 28),
            (Fault.SLOW, 28),
            (Fault.GARBAGE, 1),
            (Fault.TRUNCATED, 18),
            (Fault.NONE, 0),
        ):
            server.fault = fault
            assert (await curled(server, 0.3 if status == 28 else 5)).status == status, fault
