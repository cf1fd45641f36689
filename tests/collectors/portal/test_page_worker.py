"""A page that cannot be read costs its own worker two seconds, and nothing else (W5)."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from collectors.failure import FailureKind, ProbeError
from collectors.portal.page_worker import Document, PageWorker

PLAIN = Document(b"<p>hello<a href=next>next</a>", "text/html")


@pytest.fixture
async def worker() -> AsyncIterator[PageWorker]:
    async with PageWorker() as started:
        yield started


async def test_a_page_is_read_and_compared(worker: PageWorker) -> None:
    read = await worker.read(PLAIN, PLAIN)
    assert (read.page.links, read.page.text, read.difference) == (("next",), "hello next", 0.0)
    assert (await worker.read(PLAIN)).difference is None


HOSTILE = {
    "a million tags in one another": b"<div>" * 1_000_000,
    "a million lists": b"<ul><li>" * 500_000,
    "a hundred thousand attributes": b"<a "
    + b" ".join(b"a%d=1" % n for n in range(100_000))
    + b">",
}
STRANGE = {
    "an attribute of two MiB": b"<a href='" + b"a" * 2_000_000 + b"'>x</a>",
    "a tag of two MiB": b"<" + b"a" * 2_000_000,
    "formatting without end": b"<b><i><u>" * 300_000,
    "tables in tables": b"<table><tr><td>" * 200_000,
    "NULs": b"\0" * 1_000_000 + b"<a href=b>x</a>",
    "no HTML at all": bytes(range(256)) * 4_000,
    "nothing": b"",
    "a comment that does not end": b"<!--" * 500_000,
    "entities": b"&amp" * 500_000,
    "a script that does not end": b"<script>" + b"</scrip" * 200_000,
    "another charset than it says": "<a href=x>校园网</a>".encode("utf-16") * 50_000,
    "bases without end": b"<base href=/a>" * 100_000,
    "refreshes without end": b"<meta http-equiv=refresh content='0;url=/a'>" * 40_000,
    "drawings in drawings": b"<svg><math>" * 1_000,
    "frames of other pages": b"<iframe src=a></iframe>" * 50_000,
    "links in links": b"<a href=a>" * 2_000,
    "links by the hundred thousand": b"".join(b"<a href=%d>x</a>" % n for n in range(100_000)),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
async def test_fault_w5_what_would_take_for_ever_is_ended_after_two_seconds(body: bytes) -> None:
    async with PageWorker() as worker:
        await worker.read(PLAIN)
        with pytest.raises(ProbeError) as caught:
            await worker.read(Document(body, "text/html"))
        assert caught.value.kind is FailureKind.TOO_LARGE
        assert "within 2 s of the processor" in caught.value.detail
        assert (await worker.read(PLAIN)).page.links == ("next",)


@pytest.mark.parametrize("body", STRANGE.values(), ids=STRANGE)
async def test_what_is_only_strange_costs_nothing_else(body: bytes, worker: PageWorker) -> None:
    with suppress(ProbeError):  # on a slow machine some take too long
        read = await worker.read(Document(body, "text/html; charset=x-unknown"))
        assert len(read.page.links) <= 5_000
    assert (await worker.read(PLAIN)).page.links == ("next",)


async def test_a_page_that_waits_for_a_busy_machine_is_read_all_the_same() -> None:
    async with PageWorker(seconds=0.2) as worker:
        await worker.read(PLAIN)
        assert worker.process_id is not None
        os.kill(worker.process_id, signal.SIGSTOP)
        reading = asyncio.create_task(worker.read(PLAIN))
        await asyncio.wait([reading], timeout=0.5)
        os.kill(worker.process_id, signal.SIGCONT)
        assert (await reading).page.links == ("next",)


async def test_who_gives_up_leaves_the_worker_to_the_next(worker: PageWorker) -> None:
    slow = asyncio.create_task(worker.read(Document(HOSTILE["a million lists"], "text/html")))
    await asyncio.sleep(0.3)
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    assert (await worker.read(PLAIN)).page.text == "hello next"
