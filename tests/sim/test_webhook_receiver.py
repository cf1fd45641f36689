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


EACH = {
    "500": "500", "502": "502", "503": "503", "301": "301", "308": "308",
    "400": "400", "410": "410", "429": "429",
    "429_seconds": "429 1", "429_absurd": f"429 {'9' * 40}", "garbage": "200",
}  # fmt: skip


async def test_each_misbehaviour_can_be_switched_on_and_is_remembered() -> None:
    async with running(WebhookReceiver("duty")) as receiver:
        said = {}
        for name in EACH:
            receiver.set("shares", {name: 1.0})
            posted_ = await posted(receiver, name, "-w", "%{http_code} %header{retry-after}")
            said[name] = posted_.text.strip()
        assert said == EACH
        assert [str(each.misbehaviour) for each in receiver.received] == list(EACH)
        assert [each.body.decode() for each in receiver.accepted()] == ["garbage"]


async def test_a_connection_is_reset_before_the_answer_or_in_its_place() -> None:
    async with running(WebhookReceiver("duty")) as receiver:
        for name in ("reset", "answer_lost"):
            receiver.set("shares", {name: 1.0})
            ended = await posted(receiver, name)
            assert (ended.status, "reset by peer" in ended.text) == (56, True), name
    assert [each.accepted for each in receiver.received] == [False, True]


async def test_who_does_not_listen_refuses_until_it_does_again() -> None:
    async with running(WebhookReceiver("duty")) as receiver:
        receiver.set("listening", False)
        assert (await posted(receiver, "lost")).status == 7  # curl: failed to connect
        receiver.set("listening", True)
        assert (await posted(receiver, "kept")).text == "200"
    assert [each.body for each in receiver.received] == [b"kept"]


async def test_misbehaviours_are_drawn_by_the_seed_in_their_shares() -> None:
    drawn = []
    for seed in (1, 1, 2):
        async with running(WebhookReceiver("duty", seed=seed)) as receiver:
            receiver.set("shares", {"503": 0.5})
            drawn.append([(await posted(receiver, "x")).text for _ in range(8)])
    assert drawn[0] == drawn[1] != drawn[2]
    assert set(drawn[0]) == {"200", "503"}


@pytest.mark.parametrize("shares", [{"503": 0.7, "500": 0.7}, {"503": -1.0}, {"599": 0.1}, 7])
def test_shares_that_make_no_sense_are_refused(shares: object) -> None:
    with pytest.raises(ValueError, match=r"shares|599"):
        WebhookReceiver("duty").set("shares", shares)


async def test_nothing_else_than_a_post_is_taken() -> None:
    async with running(WebhookReceiver("duty")) as receiver:
        url = f"http://127.0.0.1:{receiver.ports['http']}/"
        assert (await run("curl", "-s", "-w", "%{http_code}", url)).text == "405"
    assert receiver.received == []
    with pytest.raises(KeyError, match="colour"):
        receiver.set("colour", 1)
