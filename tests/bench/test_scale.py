"""The benchmark of scale runs, on so small a crowd and so short a minute that it takes no time."""

from dataclasses import replace

import pytest

from sim.crowd.population import Size
from tests.bench.scale import Part, gave_way, measure, told
from tests.bench.watching import Scrape, Window

TINY = Size(
    switches=4, access_points=6, ups=2, gateways=3, links=20, ssh_devices=1, versions="mixed"
)
QUIET = Scrape({"a": 1.0, "b": 1.0}, {}, {"a": 0.0, "b": 0.0}, {"a": 1.0, "b": 1.0}, None)


@pytest.mark.slow
def test_every_device_of_a_crowd_is_asked_and_answers(capsys: pytest.CaptureFixture[str]) -> None:
    run = measure(TINY, minutes=1, interval_seconds=4.0)
    window = run.whole.window
    assert window.last is not None
    # switches, a controller, UPS, the broker, an SSH device, the home page and twelve below it
    assert len(window.last.rounds) == 4 + 1 + 2 + 1 + 1 + 13
    # on a busy machine a round may not end in time, but never all of them
    failures = window.last.failures
    assert [it for it, n in window.last.rounds.items() if n <= failures.get(it, 0)] == []
    assert run.whole.auditor_cpu_seconds > 0
    told(run)
    assert "22 probes" in capsys.readouterr().out


def watched(*scrapes: Scrape) -> Window:
    window = Window(QUIET, 60.0)
    for number, scrape in enumerate(scrapes, 1):
        window.add(scrape, 60.0 * number)
    return window


def test_a_round_that_ends_after_the_next_is_due_is_outside_its_interval() -> None:
    late = replace(QUIET, rounds={"a": 2.0, "b": 2.0}, lag_seconds={"a": 40.0, "b": 40.0})
    window = watched(replace(late, took_seconds={"a": 21.0, "b": 1.0}))
    assert (window.done, window.failed, window.outside) == (2, 0, ["a"])


def test_a_round_of_before_is_not_counted_again() -> None:
    slow = replace(QUIET, lag_seconds={"a": 50.0, "b": 50.0}, took_seconds={"a": 50.0, "b": 50.0})
    assert watched(slow).outside == []


def test_a_probe_that_misses_rounds_is_outside_its_interval() -> None:
    steps = [replace(QUIET, rounds={"a": 1.0 + n, "b": 1.0}) for n in (1, 2, 3)]
    assert watched(*steps).outside == ["b"]


def test_failures_of_all_kinds_count_and_the_event_loops_lag_is_taken_where_it_is_told() -> None:
    exposition = "\n".join(
        (
            'campus_probe_rounds_total{collector="snmp",probe="sw/snmp",target="sw"} 7.0',
            'campus_probe_failures_total{kind="timeout",probe="sw/snmp",target="sw"} 2.0',
            'campus_probe_failures_total{kind="refused",probe="sw/snmp",target="sw"} 1.0',
            'campus_probe_lag_seconds{probe="sw/snmp",target="sw"} 0.25',
            'campus_probe_duration_seconds{probe="sw/snmp",target="sw"} 1.5',
            'campus_probe_up{probe="sw/snmp",target="sw"} 1.0',
        )
    )
    scrape = Scrape.of(exposition)
    assert scrape == Scrape(
        {"sw/snmp": 7.0}, {"sw/snmp": 3.0}, {"sw/snmp": 0.25}, {"sw/snmp": 1.5}, None
    )
    lag = "\ncampus_auditor_loop_lag_seconds 0.125"
    assert Scrape.of(exposition + lag).loop_lag_seconds == 0.125


def test_what_gave_way_first_is_what_passed_its_limit_in_the_earliest_minute() -> None:
    run = measure_nothing()
    assert gave_way(run) == []
    run[1] = replace(run[1], auditor_cpu_seconds=16.0)
    run[2] = replace(run[2], auditor_mib=900.0)
    assert gave_way(run) == ["CPU seconds a minute of the auditor: 16.0 in minute 2, more than 15"]


def measure_nothing() -> list[Part]:
    quiet = watched(replace(QUIET, rounds={"a": 2.0, "b": 2.0}))
    return [Part(quiet, 10.0, 1.0, 100.0, 100.0) for _ in range(3)]
