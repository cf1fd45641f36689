"""The simulator's HTTP interface: what can be asked, changed and broken, and how it refuses."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from sim import control
from sim.campus import Campus, running
from sim.faults import Fault
from sim.scenario import load


class Caller:
    """Calls the interface of a campus."""

    def __init__(self, campus: Campus, session: ClientSession, url: str) -> None:
        self.campus = campus
        self.session = session
        self.url = url

    async def get(self, path: str) -> object:
        async with self.session.get(self.url + path) as response:
            assert response.status == 200
            return await response.json()

    async def put(self, path: str, body: object) -> tuple[int, dict[str, object]]:
        text = body if isinstance(body, str) else json.dumps(body)
        async with self.session.put(self.url + path, data=text) as response:
            return response.status, await response.json()


@pytest.fixture
async def caller() -> AsyncIterator[Caller]:
    async with (
        running(load("minimal"), wires=True) as campus,
        control.served(campus) as url,
        ClientSession() as session,
    ):
        yield Caller(campus, session, url)


async def test_devices_are_listed_with_kind_fault_and_ports(caller: Caller) -> None:
    devices = await caller.get("/devices")
    assert isinstance(devices, list)
    assert [device["name"] for device in devices] == [*caller.campus.devices]
    nut = next(device for device in devices if device["name"] == "ups-cctv")
    assert nut["kind"] == "upsd"
    assert nut["fault"] == "none"
    assert nut["wire"] == {}
    assert nut["ports"] == caller.campus.ports("ups-cctv")


async def test_a_fault_is_switched_on_and_off_again(caller: Caller) -> None:
    def fault() -> Fault:
        return caller.campus.devices["dns-1"].fault

    status, entry = await caller.put("/devices/dns-1/fault", {"fault": "garbage"})
    assert (status, entry["device"], entry["value"]) == (200, "dns-1", "garbage")
    assert fault() is Fault.GARBAGE
    await caller.put("/devices/dns-1/fault", {"fault": "none"})
    assert fault() is Fault.NONE


async def test_the_state_of_a_device_changes_and_the_ledger_knows_in_order(caller: Caller) -> None:
    await caller.put("/devices/portal/state", {"path": "pages./.status", "value": 503})
    await caller.put("/devices/portal/fault", {"fault": "slow"})
    await caller.put("/devices/core-1/state", {"path": "interfaces.XGE1/0/24.up", "value": False})
    ledger = await caller.get("/ledger")
    assert isinstance(ledger, list)
    assert [
        (entry["number"], entry["device"], entry["path"], entry["value"]) for entry in ledger
    ] == [
        (1, "portal", "pages./.status", 503),
        (2, "portal", "fault", "slow"),
        (3, "core-1", "interfaces.XGE1/0/24.up", False),
    ]
    times = [entry["monotonic_seconds"] for entry in ledger]
    assert times == sorted(times)
    assert all(entry["at"].endswith("+00:00") for entry in ledger)


async def test_a_wire_is_spoilt_and_tells_what_it_did(caller: Caller) -> None:
    wire = {"cut_after_bytes": 3, "seed": 4}
    status, entry = await caller.put("/devices/ups-cctv/wire", wire)
    assert (status, entry["path"], entry["value"]) == (200, "wire", wire)
    port = caller.campus.ports("ups-cctv")["nut"]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"LIST UPS\n")
    assert await reader.read() == b""
    writer.close()
    told = await caller.get("/devices/ups-cctv/wire")
    assert isinstance(told, dict)
    assert told["wire"] == wire
    assert told["counts"]["to_device"]["cut"] == 1
    assert told["counts"]["to_asker"]["cut"] == 0
    status, entry = await caller.put("/devices/ups-cctv/wire", {})
    assert (status, entry["value"]) == (200, {})
    assert len(caller.campus.ledger) == 2


async def test_a_device_that_is_asked_directly_has_no_wire_to_spoil() -> None:
    async with (
        running(load("minimal")) as campus,
        control.served(campus) as url,
        ClientSession() as session,
    ):
        caller = Caller(campus, session, url)
        status, refusal = await caller.put("/devices/dns-1/wire", {"loss_ratio": 0.1})
        assert status == 400
        assert "dns-1 is asked directly" in str(refusal["error"])
        devices = await caller.get("/devices")
        assert isinstance(devices, list)
        assert {device["wire"] for device in devices} == {None}
        assert campus.ledger == []


async def test_what_the_receiver_got_can_be_read(caller: Caller) -> None:
    port = caller.campus.receiver.ports["http"]
    async with caller.session.post(f"http://127.0.0.1:{port}/notices", json={"id": 7}) as response:
        assert response.status == 200
    received = await caller.get("/received")
    assert isinstance(received, list)
    assert [(notice["path"], json.loads(notice["body"])) for notice in received] == [
        ("/notices", {"id": 7})
    ]


async def test_the_truth_follows_the_state_but_no_fault(caller: Caller) -> None:
    async def runtime() -> dict[str, object]:
        truths = await caller.get("/truth")
        assert isinstance(truths, list)
        found: dict[str, object] = next(t for t in truths if t["id"] == "bjhei-sect-02-2a")
        return found

    await caller.put("/devices/ups-dc/fault", {"fault": "silent"})
    assert (await runtime())["outcome"] == "pass"
    await caller.put("/devices/ups-dc/state", {"path": "ups.minutes_remaining", "value": 119})
    assert await runtime() == {
        "standard": "bjhei",
        "id": "bjhei-sect-02-2a",
        "subjects": {"machine room": 7140.0},
        "outcome": "fail",
    }


REFUSED = {
    "an unknown device": (
        "/devices/nobody/fault", {"fault": "slow"}, 404, "there is no device nobody; there",
    ),
    "an unknown fault": ("/devices/dns-1/fault", {"fault": "lazy"}, 400, "fault: Input should be"),
    "an unknown path": (
        "/devices/dns-1/state", {"path": "colour", "value": 1}, 404, "dns-1 has no colour",
    ),
    "a value of the wrong type": (
        "/devices/portal/state", {"path": "pages./.status", "value": "x"}, 400, "pages./.status: ",
    ),
    "a key too many": (
        "/devices/dns-1/fault", {"fault": "slow", "for": 3}, 400, "for: Extra inputs",
    ),
    "a missing key": ("/devices/dns-1/state", {"path": "a"}, 400, "value: Field required"),
    "a share beyond all": (
        "/devices/dns-1/wire", {"loss_ratio": 1.5}, 400, "loss_ratio: Input should be less than",
    ),
    "an unknown setting of a direction": (
        "/devices/dns-1/wire", {"to_asker": {"refuse": True}}, 400, "to_asker.refuse: Extra inputs",
    ),
    "a wire of an unknown device": ("/devices/nobody/wire", {}, 404, "there is no device nobody"),
    "what is no JSON": ("/devices/dns-1/fault", "fault=slow", 400, "Invalid JSON"),
    "an unknown place": ("/device", {}, 404, "Not Found: /device"),
    "a method that is not offered": ("/ledger", {}, 405, "Method Not Allowed: /ledger"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "body", "status", "message"), REFUSED.values(), ids=REFUSED.keys()
)
async def test_a_refusal_says_why_and_changes_nothing(
    caller: Caller, path: str, body: object, status: int, message: str
) -> None:
    answered, refusal = await caller.put(path, body)
    assert answered == status
    assert message in str(refusal["error"])
    assert caller.campus.ledger == []
