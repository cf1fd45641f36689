"""The simulator's own HTTP interface on loopback: break devices, change them, ask what happened."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from sim.campus import Campus, Change
from sim.faults import Fault
from sim.impairment import Wire
from sim.truth import truths

Asked = TypeVar("Asked", bound=BaseModel)
Done = TypeVar("Done")

CAMPUS = web.AppKey("campus", Campus)


class FaultChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    fault: Fault


class StateChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    path: str
    value: Any


@asynccontextmanager
async def served(campus: Campus, port: int = 0) -> AsyncIterator[str]:
    """Serve the interface on 127.0.0.1; gives its URL, without a slash at the end."""
    runner = web.AppRunner(application(campus), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        taken: int = runner.addresses[0][1]
        yield f"http://127.0.0.1:{taken}"
    finally:
        await runner.cleanup()


def application(campus: Campus) -> web.Application:
    app = web.Application(middlewares=[errors_as_json])
    app[CAMPUS] = campus
    app.router.add_get("/devices", get_devices)
    app.router.add_put("/devices/{name}/fault", put_fault)
    app.router.add_put("/devices/{name}/state", put_state)
    app.router.add_put("/devices/{name}/wire", put_wire)
    app.router.add_get("/devices/{name}/wire", get_wire)
    app.router.add_get("/ledger", get_ledger)
    app.router.add_get("/received", get_received)
    app.router.add_get("/truth", get_truth)
    return app


@web.middleware
async def errors_as_json(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """What a caller did wrong, in words; aiohttp's own errors (404, 405) in the same shape."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < web.HTTPBadRequest.status_code:
            raise
        text = error.text if error.content_type == "application/json" else None
        said = json.loads(text)["error"] if text else f"{error.reason}: {request.path}"
        return web.json_response({"error": said}, status=error.status)


def refusal(kind: type[web.HTTPClientError], message: str) -> web.HTTPClientError:
    return kind(text=json.dumps({"error": message}), content_type="application/json")


async def get_devices(request: web.Request) -> web.Response:
    """`ports` are those to ask at; `wire` is null where nothing lies before the device."""
    campus = request.app[CAMPUS]
    return web.json_response(
        [
            {
                "name": device.name,
                "kind": device.kind,
                "fault": device.fault,
                "wire": campus.wired(device.name).wire.as_json()
                if device.name in campus.proxies
                else None,
                "ports": campus.ports(device.name),
            }
            for device in campus.devices.values()
        ]
    )


async def put_fault(request: web.Request) -> web.Response:
    change = await asked(request, FaultChange)
    return made(request, lambda campus, name: campus.set_fault(name, change.fault))


async def put_state(request: web.Request) -> web.Response:
    change = await asked(request, StateChange)
    return made(request, lambda campus, name: campus.set_state(name, change.path, change.value))


async def put_wire(request: web.Request) -> web.Response:
    """All settings anew: what is not said is as on a clean wire."""
    wire = await asked(request, Wire)
    return made(request, lambda campus, name: campus.set_wire(name, wire))


async def get_wire(request: web.Request) -> web.Response:
    """The settings, and how much was done in each direction since the campus was started."""
    proxy = of_device(request, lambda campus, name: campus.wired(name))
    return web.json_response({"wire": proxy.wire.as_json(), "counts": proxy.tally.as_json()})


def made(request: web.Request, change: Callable[[Campus, str], Change]) -> web.Response:
    """Make the change; the answer is the ledger's entry of it."""
    return web.json_response(of_device(request, change).as_json())


def of_device(request: web.Request, done: Callable[[Campus, str], Done]) -> Done:
    campus, name = request.app[CAMPUS], request.match_info["name"]
    if name not in campus.devices:
        known = ", ".join(campus.devices)
        raise refusal(web.HTTPNotFound, f"there is no device {name}; there are: {known}")
    try:
        return done(campus, name)
    except KeyError as error:
        raise refusal(web.HTTPNotFound, f"{name} has no {error.args[0]}") from None
    except ValueError as error:
        raise refusal(web.HTTPBadRequest, str(error)) from None


async def asked(request: web.Request, model: type[Asked]) -> Asked:
    try:
        return model.model_validate_json(await request.read())
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, one['loc'])) or 'body'}: {one['msg']}"
                  for one in error.errors())  # fmt: skip
        raise refusal(web.HTTPBadRequest, "; ".join(faults)) from None


async def get_ledger(request: web.Request) -> web.Response:
    return web.json_response([change.as_json() for change in request.app[CAMPUS].ledger])


async def get_received(request: web.Request) -> web.Response:
    """The notices that arrived at the campus' own receiver, in order."""
    return web.json_response(
        [
            {
                "received_at": notice.received_at.isoformat(),
                "path": notice.path,
                "headers": dict(notice.headers),
                "body": notice.body.decode("utf-8", "replace"),
                "answer_status": notice.answer_status,
                "misbehaviour": notice.misbehaviour,
            }
            for notice in request.app[CAMPUS].receiver.received
        ]
    )


async def get_truth(request: web.Request) -> web.Response:
    """What the clauses should say of the devices' present state, whatever faults are on."""
    return web.json_response([truth.as_json() for truth in truths(request.app[CAMPUS])])
