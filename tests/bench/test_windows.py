"""The benchmark of windows runs, on so few series that it takes no time."""

from tests.bench.windows import measure


def test_the_figures_stand_beside_their_reference() -> None:
    lines: list[str] = []
    measure(lines.append, series=3, days=3, runs=1)
    assert [line for line in lines if "of an array of floats" in line]
    assert any(line.startswith("3 series of 3 days") for line in lines)
