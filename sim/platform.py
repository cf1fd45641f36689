"""A management platform that publishes what it knows as one JSON document: of systems, cameras,
doors, logs, whatever has no protocol of its own here."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from sim.faults import SLOW_SECONDS, Fault
from sim.http_server import HttpServer, Page
from sim.wire import TCP4, bound

PATH = "/readings.json"
#: Nothing of a campus is this, whatever its unit.
LIE = -1
MOMENTS = "_timestamp_seconds"

Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that the platform knows, and the path by which it is set. Of a moment `value` is
    how long ago it was, in seconds, or how far ahead where it is negative; one that `follows`
    stays that long ago."""

    quantity: str
    path: str
    value: Value
    follows: bool = False


class Platform:
    """Serves what it knows, in the order of the scenario: the third reading stands at `values.2`.

    set("readings.system_answer_ok.portal", False); a moment that is set counts from then on.
    """

    kind = "platform"

    def __init__(
        self,
        name: str,
        readings: list[Known],
        *,
        port: int = 0,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        self.name = name
        self.fault = Fault.NONE
        self.ports: dict[str, int] = {}
        self._known: Mapping[str, Known] = {each.path: each for each in readings}
        self._values = {path: _then(each, each.value) for path, each in self._known.items()}
        self._port = port
        self._http = HttpServer(self._answer, lambda: self.fault, slow_seconds, name)

    async def start(self) -> None:
        (listening,) = bound([TCP4], self._port)
        self.ports = {"http": listening.getsockname()[1]}
        await self._http.listen(listening)

    async def stop(self) -> None:
        await self._http.stop()

    def set(self, path: str, value: object) -> None:
        if path not in self._values:
            raise KeyError(path)
        if not isinstance(value, bool | int | float | str):
            raise ValueError(f"{path}: {value!r} is no value of a document")
        self._values[path] = _then(self._known[path], value)

    async def _answer(self, request: web.BaseRequest) -> Page:
        if request.path != PATH:
            return Page(b"{}", HTTPStatus.NOT_FOUND, "application/json")
        lying = self.fault is Fault.WRONG_VALUE
        values = [LIE if lying else self._now(path) for path in self._values]
        return Page(json.dumps({"values": values}).encode(), content_type="application/json")

    def _now(self, path: str) -> Value:
        value = self._values[path]
        return _before_now(value) if self._known[path].follows else value


def _then(known: Known, value: Value) -> Value:
    return _before_now(value) if known.quantity.endswith(MOMENTS) and not known.follows else value


def _before_now(value: Value) -> Value:
    return value if isinstance(value, str) else time.time() - value
