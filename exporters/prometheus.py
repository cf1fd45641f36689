"""/metrics: verdicts, indicators and the auditor's own health, in Prometheus' base units."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector, CollectorRegistry

from checks.changes import with_subjects
from checks.score import Unit
from checks.verdict import Verdict
from exporters.gauges import PREFIX, indicator_gauges, verdict_gauges
from exporters.snapshot import ProbeView, Snapshot, TrapsView

LAST_SECOND = time(23, 59, 59)
OF_VERDICT = ("standard", "clause", "subject")


class _Rendering(Collector):
    """One snapshot, but for its gauges, as prometheus_client wants to be handed it."""

    def __init__(self, snapshot: Snapshot, verdicts: list[Verdict]) -> None:
        self._snapshot = snapshot
        self._verdicts = verdicts

    def collect(self) -> Iterator[Metric]:
        snapshot = self._snapshot
        yield from flapping_metrics(self._verdicts)
        yield from paper_metrics(self._verdicts, snapshot)
        yield from score_metrics(snapshot)
        yield from probe_metrics(snapshot.probes)
        yield from auditor_metrics(snapshot)
        if snapshot.traps is not None:
            yield from trap_metrics(snapshot.traps)


def render(snapshot: Snapshot, accept: str) -> tuple[bytes, str]:
    """The exposition and its content type; OpenMetrics where the `Accept` header asks for it."""
    encode: Callable[[CollectorRegistry], bytes]
    encode, content_type = choose_encoder(accept)
    registry = CollectorRegistry(auto_describe=False)
    verdicts = with_subjects(snapshot.verdicts)
    registry.register(_Rendering(snapshot, verdicts))
    gauges = (
        *verdict_gauges(verdicts, snapshot.taken_at.timestamp()),
        *indicator_gauges(verdicts, snapshot),
    )
    # the other's text comes last, for OpenMetrics ends with a mark
    return "".join(gauges).encode() + encode(registry), content_type


def flapping_metrics(verdicts: list[Verdict]) -> Iterator[Metric]:
    """Which outcomes keep changing; for those alone, how often within the window."""
    flapping = GaugeMetricFamily(
        PREFIX + "clause_flapping_changes",
        "Changes of an outcome in the last hour, where there are so many that it is flapping.",
        labels=OF_VERDICT,
    )
    for verdict in verdicts:
        if verdict.flapping is not None:
            flapping.add_metric(verdict.key, verdict.flapping.changes)
    yield flapping


def paper_metrics(verdicts: list[Verdict], snapshot: Snapshot) -> Iterator[Metric]:
    """Which verdicts are waived, and when each attestation ends, expired ones included."""
    waived = GaugeMetricFamily(
        PREFIX + "clause_waived",
        "1 where a waiver in force marks the verdict; its outcome stays what it is.",
        labels=OF_VERDICT,
    )
    for verdict in verdicts:
        if verdict.waiver is not None:
            waived.add_metric(verdict.key, 1)
    expires = GaugeMetricFamily(
        PREFIX + "attestation_expires_timestamp_seconds",
        "When the document for a clause is no longer believed, Unix time.",
        labels=OF_VERDICT,
    )
    for attestation in snapshot.papers.all_attestations:
        # the end of its last day; one second short, so that 9999-12-31 has one
        end = datetime.combine(attestation.expires_on, LAST_SECOND, UTC)
        expires.add_metric(attestation.key, end.timestamp())
    yield from (waived, expires)


def score_metrics(snapshot: Snapshot) -> Iterator[Metric]:
    """For each standard its points, or its clauses where it has none, by what is known of them."""
    of_part = ("standard", "state")
    points = GaugeMetricFamily(
        PREFIX + "score_points",
        "Points of a standard by state, which add up to its total; earned is the lower bound.",
        labels=of_part,
    )
    clauses = GaugeMetricFamily(
        PREFIX + "score_clauses",
        "Clauses that count of a standard without points, by state; earned is the lower bound.",
        labels=of_part,
    )
    attested_points = GaugeMetricFamily(
        PREFIX + "score_attested_points",
        "The part of a standard's earned points that rests on documents.",
        labels=("standard",),
    )
    attested_clauses = GaugeMetricFamily(
        PREFIX + "score_attested_clauses",
        "The part of a standard's earned clauses that rests on documents.",
        labels=("standard",),
    )
    families = {Unit.POINTS: (points, attested_points), Unit.CLAUSES: (clauses, attested_clauses)}
    for standard in snapshot.standards:
        score = snapshot.score(standard)
        parts, attested = families[score.unit]
        for part, amount in score.tally.parts.items():
            parts.add_metric((standard.id, part.value), float(amount))
        attested.add_metric((standard.id,), float(score.tally.attested))
    yield from (points, clauses, attested_points, attested_clauses)


def probe_metrics(probes: tuple[ProbeView, ...]) -> Iterator[Metric]:
    """Whether each probe answers, how long it takes, how late it begins, how it fails, and
    how often its device has started anew."""
    labels = ("probe", "target", "collector")
    up = GaugeMetricFamily(
        PREFIX + "probe_up", "1 if the probe's last round gave its readings.", labels=labels
    )
    duration = GaugeMetricFamily(
        PREFIX + "probe_duration_seconds", "How long the last round took.", labels=labels
    )
    lag = GaugeMetricFamily(
        PREFIX + "probe_lag_seconds", "How late the last round began.", labels=labels
    )
    rounds = CounterMetricFamily(
        PREFIX + "probe_rounds_total", "Rounds since the start.", labels=labels
    )
    failures = CounterMetricFamily(
        PREFIX + "probe_failures_total",
        "Failed rounds since the start, by kind.",
        labels=(*labels, "kind"),
    )
    restarts = CounterMetricFamily(
        PREFIX + "device_restarts_total",
        "Starts of the device that its uptime showed, since the auditor's start.",
        labels=labels,
    )
    for probe in probes:
        of_probe = (probe.name, probe.target, probe.collector)
        rounds.add_metric(of_probe, probe.rounds)
        if probe.rounds:
            up.add_metric(of_probe, 0 if probe.failure else 1)
            duration.add_metric(of_probe, probe.duration_seconds)
            lag.add_metric(of_probe, probe.lag_seconds)
        if probe.restarts is not None:
            restarts.add_metric(of_probe, probe.restarts)
        for kind, count in sorted(probe.failures.items()):
            failures.add_metric((*of_probe, kind), count)
    yield from (up, duration, lag, rounds, failures, restarts)


def auditor_metrics(snapshot: Snapshot) -> Iterator[Metric]:
    """The auditor itself: its version, its last judgement, its outbox."""
    info = InfoMetricFamily(PREFIX + "auditor_build", "Version of the auditor.")
    info.add_metric((), {"version": snapshot.version})
    judged = GaugeMetricFamily(
        PREFIX + "auditor_judgement_timestamp_seconds",
        "When all clauses were last judged, Unix time.",
        value=snapshot.taken_at.timestamp(),
    )
    notices = GaugeMetricFamily(
        PREFIX + "notices",
        "Notices in the outbox by receiver and state.",
        labels=("receiver", "state"),
    )
    up = GaugeMetricFamily(
        PREFIX + "notices_receiver_up",
        "1 unless the receiver's last answer was that it does not take notices.",
        labels=("receiver",),
    )
    for receiver in snapshot.receivers:
        up.add_metric((receiver.name,), 0 if receiver.refusing else 1)
        states = {
            "waiting": receiver.waiting,
            "delivered": receiver.delivered,
            "dead": receiver.dead,
        }
        for state, count in states.items():
            notices.add_metric((receiver.name, state), count)
    yield from (info, judged, notices, up)


def trap_metrics(traps: TrapsView) -> Iterator[Metric]:
    """What came where traps are listened for, and what it led to."""
    received = CounterMetricFamily(
        PREFIX + "traps_received_total", "Datagrams, by what became of them.", labels=("outcome",)
    )
    for outcome, count in sorted(traps.received.items()):
        received.add_metric((outcome,), count)
    polls = CounterMetricFamily(
        PREFIX + "traps_polls_total",
        "Early polls that true notices wanted: made, merged with one that waits, or too many.",
        labels=("outcome",),
    )
    for outcome, count in sorted(traps.polls.items()):
        polls.add_metric((outcome,), count)
    yield from (received, polls)
