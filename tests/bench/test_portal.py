"""The benchmark of the crawl runs, on so few links that it takes no time."""

from tests.bench.portal import measure


async def test_the_figures_stand_beside_their_reference() -> None:
    lines: list[str] = []
    await measure(lines.append, links=20, seed=1)
    assert lines[0].startswith("20 links: 20 found")
    assert [line for line in lines if line.startswith("ratio")]
    assert [line for line in lines if line.startswith("with hosts that stall")]
