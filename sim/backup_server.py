"""A backup system that publishes, as one JSON document, when each job ended last."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from aiohttp import web

from sim.faults import SLOW_SECONDS, Fault
from sim.http_server import HttpServer, Page
from sim.state import of_type, split
from sim.wire import TCP4, bound

PATH = "/backups.json"
#: Neither the future nor a word can be the end of a job; jobs take turns.
LIES = ("2099-01-01T00:00:00Z", "soon")


@dataclass(slots=True)
class Job:
    """`age_seconds` is that of the newest run when the device starts, or when it is set."""

    age_seconds: float = 3600.0
    ok: bool = True


class BackupServer:
    """Serves `jobs`. set("jobs.registry.age_seconds", 90000), set("jobs.registry.ok", False);
    set("jobs.registry.known", False): somebody has deleted it, and the document has it no more.
    """

    kind = "backup"

    def __init__(
        self,
        name: str,
        jobs: dict[str, Job],
        *,
        port: int = 0,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        self.name = name
        self.fault = Fault.NONE
        self.ports: dict[str, int] = {}
        self._ok = {job: state.ok for job, state in jobs.items()}
        self._known = dict.fromkeys(jobs, True)
        self._finished_at = {job: _ago(state.age_seconds) for job, state in jobs.items()}
        self._port = port
        self._http = HttpServer(self._answer, lambda: self.fault, slow_seconds, name)

    async def start(self) -> None:
        (listening,) = bound([TCP4], self._port)
        self.ports = {"http": listening.getsockname()[1]}
        await self._http.listen(listening)

    async def stop(self) -> None:
        await self._http.stop()

    def set(self, path: str, value: object) -> None:
        kind, job, field = split(path)
        if kind != "jobs" or job not in self._ok:
            raise KeyError(path)
        if field == "age_seconds":
            self._finished_at[job] = _ago(of_type(float, value, path))
        elif field in ("ok", "known"):
            states = self._ok if field == "ok" else self._known
            states[job] = of_type(bool, value, path)
        else:
            raise KeyError(path)

    async def _answer(self, request: web.BaseRequest) -> Page:
        if request.path != PATH:
            return Page(b"{}", HTTPStatus.NOT_FOUND, "application/json")
        jobs = {
            job: {"finished_at": self._told(number, job), "ok": ok}
            for number, (job, ok) in enumerate(self._ok.items())
            if self._known[job]
        }
        document = json.dumps({"jobs": jobs}).encode()
        return Page(document, content_type="application/json")

    def _told(self, number: int, job: str) -> str:
        if self.fault is Fault.WRONG_VALUE:
            return LIES[number % len(LIES)]
        return self._finished_at[job].isoformat(timespec="seconds").replace("+00:00", "Z")


def _ago(age_seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=age_seconds)
