"""What a platform publishes of moments."""

import json

from aiohttp import ClientSession

from sim.platform import Known, Platform

NEWEST = "log_newest_record_timestamp_seconds"
A, B = f"readings.{NEWEST}.a", f"readings.{NEWEST}.b"


async def published(platform: Platform) -> list[float]:
    url = f"http://127.0.0.1:{platform.ports['http']}/readings.json"
    async with ClientSession() as session, session.get(url) as answer:
        values: list[float] = json.loads(await answer.text())["values"]
        return values


async def test_a_moment_stays_where_it_was_and_one_that_follows_goes_along() -> None:
    platform = Platform("logs", [Known(NEWEST, A, 5.0), Known(NEWEST, B, 5.0, follows=True)])
    await platform.start()
    try:
        first, second = await published(platform), await published(platform)
        assert first[0] == second[0]
        assert first[1] < second[1]
        platform.set(B, 1_000.0)
        assert 990 < second[1] - (await published(platform))[1] < 1_000
    finally:
        await platform.stop()
