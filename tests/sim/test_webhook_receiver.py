"""The receiver of notices: curl posts, the receiver remembers."""

import asyncio

import pytest

from sim.faults import Fault
from sim.webhook_receiver import WebhookReceiver
from tests.sim.commands import Ended, run
from tests.sim.running import running


async def posted(receiver: WebhookReceiver, body: str, *options: str) -> Ended:
    url = f"http://127.0.0.1:{receiver.ports['http']}/notices"
    answer = ("-m", "5", "-o", "/dev/null", "-w", "%{http_code}")
    return await run("curl", "-sS", *answer, "--data-binary", body, *options, url)


async def test_every_post_is_kept_in_order_with_its_bytes() -> None:
    async with running(WebhookReceiver("duty")) as receiver:
        assert (await posted(receiver, '{"n": 1}', "-H", "Webhook-Id: evt_1")).text == "200"
        await posted(receiver, '{"n":  2}', "-H", "Transfer-Encoding: chunked")
        received = await asyncio.wait_for(receiver.arrived(2), 2)
    assert [notice.body for notice in received] == [b'{"n": 1}', b'{"n":  2}']
    assert received[0].headers["webhook-id"] == "evt_1"
    assert received[0].path == "/notices"
    assert received[0].received_at <= received[1].received_at


async def test_the_answer_can_be_switched_and_is_remembered() -> None:
    async with running(WebhookReceiver("duty")) as receiver:
        receiver.set("status", 503)
        assert (await posted(receiver, "a")).text == "503"
        receiver.set("status", 204)
        assert (await posted(receiver, "b")).text == "204"
    assert [notice.answer_status for notice in receiver.received] == [503, 204]


async def test_a_notice_counts_as_received_although_the_answer_is_lost() -> None:
    async with running(WebhookReceiver("duty")) as receiver:
        faults = (Fault.SILENT, Fault.SLOW, Fault.GARBAGE, Fault.TRUNCATED)
        for fault in faults:
            receiver.fault = fault
            patience = ("-m", "0.3") if fault in (Fault.SILENT, Fault.SLOW) else ()
            assert (await posted(receiver, fault, *patience)).status != 0, fault
        receiver.fault = Fault.WRONG_VALUE
        assert (await posted(receiver, "wrong")).text == "799"
    assert [notice.body.decode() for notice in receiver.received] == [*faults, "wrong"]


async def test_nothing_else_than_a_post_is_taken() -> None:
    async with running(WebhookReceiver("duty")) as receiver:
        url = f"http://127.0.0.1:{receiver.ports['http']}/"
        assert (await run("curl", "-s", "-w", "%{http_code}", url)).text == "405"
    assert receiver.received == []
    with pytest.raises(KeyError, match="colour"):
        receiver.set("colour", 1)
