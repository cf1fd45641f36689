"""/metrics: what is exported, in which names and units."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.openmetrics import exposition as openmetrics
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open
from prometheus_client.parser import text_string_to_metric_families as parse
from prometheus_client.registry import Collector

from checks.clause import Standard, load_standards
from checks.indicators import INDICATORS
from exporters.gauges import escaped, family, metric_name
from exporters.prometheus import render
from exporters.snapshot import ReceiverView
from tests.conftest import require_peer
from tests.exporters.snapshots import EGRESS, UPLINKS, a_snapshot


def series(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in parse(text)
        for sample in family.samples
    }


@pytest.fixture
def exposition() -> str:
    return render(a_snapshot(), "")[0].decode()


def value(text: str, name: str, **labels: str) -> float | None:
    return series(text).get((name, tuple(sorted(labels.items()))))


def test_bits_become_bytes_here(exposition: str) -> None:
    name = "campus_egress_bytes_per_second_per_person"
    assert value(exposition, name, subject="campus") == 187_500


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [("pass", 0), ("fail", 1), ("unknown", 0), ("not_applicable", 0), ("not_checked", 0)],
)
def test_each_verdict_is_a_state_set(exposition: str, outcome: str, expected: float) -> None:
    labels = {"standard": "zz", "clause": "z-2", "level": "required", "outcome": outcome}
    assert value(exposition, "campus_clause_verdict", subject="campus", **labels) == expected


def test_subjects_have_their_own_series(exposition: str) -> None:
    labels = {"standard": "zz", "clause": "z-2", "subject": "power_domain/room A"}
    assert value(exposition, "campus_clause_margin_ratio", **labels) == -0.25
    name = "campus_power_runtime_seconds"
    assert value(exposition, name, subject="power_domain/room B") == 9000


def test_what_is_unknown_has_no_value_series_at_all(exposition: str) -> None:
    assert "campus_building_uplinks_up" not in exposition
    labels = {"standard": "zz", "clause": "z-3", "subject": "campus"}
    assert value(exposition, "campus_clause_margin_ratio", **labels) is None


def test_a_probe_that_never_ran_is_neither_up_nor_down(exposition: str) -> None:
    up = {
        dict(labels)["probe"]: number
        for (name, labels), number in series(exposition).items()
        if name == "campus_probe_up"
    }
    assert up == {"core-1/snmp": 1, "core-2/snmp": 0}


def test_the_oldest_reading_is_a_time(exposition: str) -> None:
    name = "campus_clause_oldest_reading_timestamp_seconds"
    labels = {"standard": "zz", "clause": "z-1", "subject": "campus"}
    assert value(exposition, name, **labels) == a_snapshot().taken_at.timestamp() - 4


def test_what_is_waived_says_so_and_fails_all_the_same(exposition: str) -> None:
    waived = {
        dict(labels)["clause"] + " " + dict(labels)["subject"]
        for (name, labels), number in series(exposition).items()
        if name == "campus_clause_waived" and number == 1
    }
    assert waived == {"z-2 campus", "z-2 power_domain/room A", "z-2 power_domain/room B"}
    labels = {"standard": "zz", "clause": "z-2", "level": "required", "outcome": "fail"}
    assert value(exposition, "campus_clause_verdict", subject="campus", **labels) == 1


@pytest.mark.parametrize(
    ("clause", "end"),
    [
        ("z-5", datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)),
        ("z-6", datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)),  # expired, and still shown
    ],
)
def test_every_attestation_says_when_it_ends(exposition: str, clause: str, end: datetime) -> None:
    labels = {"standard": "zz", "clause": clause, "subject": "campus"}
    name = "campus_attestation_expires_timestamp_seconds"
    assert value(exposition, name, **labels) == end.timestamp()


def test_a_score_has_a_series_per_state_and_says_what_documents_earn(exposition: str) -> None:
    states = {
        dict(labels)["state"]: number
        for (name, labels), number in series(exposition).items()
        if name == "campus_score_clauses"
    }
    assert states == {
        "earned": 2, "open": 1, "lost": 1, "not_checked": 1, "left_out": 0, "not_applicable": 0
    }  # fmt: skip
    assert value(exposition, "campus_score_attested_clauses", standard="zz") == 1


def test_what_has_points_is_scored_in_points_that_add_up() -> None:
    rubric = replace(a_snapshot(), standards=(load_standards()["eval"],))
    told = series(render(rubric, "")[0].decode())
    points = [number for (name, _), number in told.items() if name == "campus_score_points"]
    assert len(points) == 6
    assert sum(points) == pytest.approx(100)
    assert "campus_score_clauses" not in {name for name, _ in told}


def test_only_what_is_flapping_has_a_series_and_it_counts_the_changes(exposition: str) -> None:
    changes = {
        dict(labels)["clause"] + " " + dict(labels)["subject"]: number
        for (name, labels), number in series(exposition).items()
        if name == "campus_clause_flapping_changes"
    }
    assert changes == {"z-2 power_domain/room A": 7, "z-3 campus": 7}


def test_traps_and_what_they_led_to_are_counted(exposition: str) -> None:
    assert value(exposition, "campus_traps_received_total", outcome="accepted") == 3
    assert value(exposition, "campus_traps_polls_total", outcome="merged") == 1
    silent = render(replace(a_snapshot(), traps=None), "")[0].decode()
    assert "campus_traps" not in silent


def test_texts_of_devices_reach_no_label(exposition: str) -> None:
    assert "script" not in exposition


def test_counts_lose_the_suffix_that_belongs_to_histograms() -> None:
    assert metric_name(UPLINKS) == ("campus_building_uplinks_up", 1.0)
    display = INDICATORS["room_display_inches"]
    assert metric_name(display) == ("campus_room_display_meters", 0.0254)
    assert metric_name(EGRESS) == ("campus_egress_bytes_per_second_per_person", 1 / 8)


def test_openmetrics_is_given_to_who_asks_for_it() -> None:
    accept = "application/openmetrics-text; version=1.0.0"
    body, content_type = render(a_snapshot(), accept)
    assert content_type.startswith("application/openmetrics-text")
    assert list(parse_open(body.decode()))  # type: ignore[no-untyped-call] # the library has no types here


def test_a_receiver_that_takes_no_notices_is_down() -> None:
    refusing = ReceiverView("chat", 3, 0, 2, "HTTP status 503")
    snapshot = a_snapshot()
    told = render(replace(snapshot, receivers=(*snapshot.receivers, refusing)), "")[0].decode()
    up = [value(told, "campus_notices_receiver_up", receiver=name) for name in ("duty", "chat")]
    assert up == [1, 0]
    assert value(told, "campus_notices", receiver="chat", state="dead") == 2


@pytest.mark.peer
def test_promtool_finds_nothing_to_say_of_any_indicator() -> None:
    names = {metric_name(each)[0]: each.meaning for each in INDICATORS.values()}
    assert len(names) == len(INDICATORS)
    exposition = "".join(
        f"# HELP {name} {meaning}\n# TYPE {name} gauge\n{name} 1\n"
        for name, meaning in names.items()
    )
    command = [require_peer("promtool"), "check", "metrics"]
    done = subprocess.run(command, input=exposition, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.peer
@pytest.mark.parametrize("standards", [(), tuple(load_standards().values())], ids=["own", "all"])
def test_promtool_finds_nothing_to_say(standards: tuple[Standard, ...]) -> None:
    snapshot = replace(a_snapshot(), standards=standards) if standards else a_snapshot()
    command = [require_peer("promtool"), "check", "metrics"]
    exposition = render(snapshot, "")[0].decode()
    done = subprocess.run(command, input=exposition, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("encode", [generate_latest, openmetrics.generate_latest])
def test_gauges_of_thousands_are_written_as_prometheus_client_writes_them(
    encode: Callable[[CollectorRegistry], bytes],
) -> None:
    values = [1.0, 0.0, -0.25, 1e21, 1.7e9 + 0.125, float("nan"), float("inf")]
    texts = ["plain", 'a "quoted" one', "back\\slash", "two\nlines", "食堂", "b", "c"]
    gauge = GaugeMetricFamily("campus_x_ratio", "What \\ it is.", labels=("subject", "clause"))
    for text, value in zip(texts, values, strict=True):
        gauge.add_metric((text, "c-1"), value)
    series = [
        (f'clause="c-1",subject="{escaped(text)}"', value)
        for text, value in zip(texts, values, strict=True)
    ]
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Given([gauge]))
    theirs = encode(registry).decode().removesuffix("# EOF\n")
    assert family("campus_x_ratio", "What \\ it is.", series) == theirs


def test_no_meaning_has_what_the_two_formats_write_differently() -> None:
    assert [each.name for each in INDICATORS.values() if '"' in each.meaning] == []


class Given(Collector):
    """Families that are there already."""

    def __init__(self, families: list[GaugeMetricFamily]) -> None:
        self._families = families

    def collect(self) -> list[GaugeMetricFamily]:
        return self._families
