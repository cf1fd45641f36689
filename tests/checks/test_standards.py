"""The seven documents: every clause is bound rightly, can be met, missed, and unknown."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from checks.clause import Clause, load_standard, load_standards
from checks.indicators import INDICATORS
from checks.judge import Moment, judge
from checks.verdict import CAMPUS, CauseKind, Outcome, Verdict
from collectors.probe import ProbeResult
from collectors.quantities import QUANTITIES
from tests.builders import failed, seen
from tests.whole_campus import all_ill, all_well, whole_campus

STANDARDS = load_standards()
CLAUSES = {clause.id: clause for each in STANDARDS.values() for clause in each.clauses}
#: Decided by an indicator; the others are proven by a document, or say why nothing decides them.
LIVE = {id_: clause for id_, clause in CLAUSES.items() if clause.indicator is not None}
EVERY = pytest.mark.parametrize("clause", LIVE.values(), ids=LIVE)

DAY_SECONDS = 86_400

#: What the documents print, in the unit of the indicator; a share without a number means all.
LIMITS: Mapping[str, tuple[str, float]] = {
    "bjhei-net-01-2": ("at_least", 10e9),
    "bjhei-net-03-2a": ("at_least", 10e9),
    "bjhei-net-03-2b": ("at_least", 1e9),
    "bjhei-net-03-3": ("at_least", 2),
    "bjhei-net-05-note": ("at_least", 1e6),
    "bjhei-dc-01-4a": ("at_least", 2),
    "bjhei-sect-02-2a": ("at_least", 2 * 3600),
    "JJ010101.2": ("at_least", 10e9),
    "ZJ010101.2": ("at_least", 10e9),
    "GJ010101.2": ("at_least", 10e9),
    "JJ010101.3": ("at_least", 100e6),
    "ZJ010101.3": ("at_least", 100e6),
    "GJ010101.3": ("at_least", 100e6),
    "JJ010101.4": ("at_least", 512e3),
    "ZJ010101.4": ("at_least", 512e3),
    "GJ010101.4": ("at_least", 512e3),
    "JJ010302.3": ("at_least", 1.2),
    "ZJ010302.4": ("at_least", 1.2),
    "GJ010302.5": ("at_least", 1.2),
    "JJ010305.2": ("at_least", 8 * 3600),
    "ZJ010305.3": ("at_least", 6 * 3600),
    "GJ010304.2": ("at_least", 8 * 3600),
    "ZJ010304.c": ("at_least", 0.5),
    "GJ010303.1": ("at_least", 0.5),
    "GJ010401.1": ("at_least", 0.8),
    "bjk12-1-1-1": ("at_least", 100e6),
    "bjk12-1-t1": ("at_least", 100e6),
    "bjk12-4-5-1": ("at_least", 4),
    "bjk12-4-5-2a": ("at_least", 50),
    "bjk12-11-16-1": ("at_least", 4),
    "bjk12-14-22-8": ("at_least", 3600),
    "eval-1.1-1b": ("at_least", 1e9),
    "eval-1.1-1c": ("at_least", 100e6),
    # compute and storage
    "JJ010202.1": ("at_least", 0.3),
    "ZJ010202.4": ("at_least", 0.3),
    "GJ010202.1": ("at_least", 0.3),
    "JJ010202.2": ("at_least", 8e9),
    "ZJ010202.3": ("at_least", 8e9),
    "GJ010202.2": ("at_least", 8e9),
    "JJ010201.1": ("at_least", 5e9),
    "ZJ010201.1": ("at_least", 10e9),
    "GJ010201.1": ("at_least", 10e9),
    "JJ010203.1": ("at_least", 0.3),
    "GJ010203.1": ("at_least", 0.3),
    # logs
    "bjhei-svc-02-3a": ("at_least", 0.99),
    "bjhei-svc-02-3b": ("at_least", 184 * DAY_SECONDS),
    "bjhei-sect-09-2": ("at_least", 180 * DAY_SECONDS),
    "bjhei-sect-09-4a": ("at_least", 180 * DAY_SECONDS),
    "bjhei-sect-09-4b": ("at_least", 180 * DAY_SECONDS),
    # video
    "JJ010302.4": ("at_least", 1080),
    "JJ010302.5": ("at_least", 1080),
    "JJ010305.3": ("at_least", 1080),
    "ZJ010305.2": ("at_least", 1080),
    "GJ010302.2": ("at_least", 1080),
    "GJ010302.4": ("at_least", 1080),
    "GJ010304.3": ("at_least", 1080),
    "bjk12-10-15-note3": ("at_least", 720),
    "ZJ010305.1": ("at_most", 0),
    "bjk12-6-9-6": ("at_least", 2),
    "bjk12-6-9-7": ("at_least", 4),
    "bjk12-14-22-7": ("at_least", 30 * DAY_SECONDS),
    "bjhei-safe-09-1": ("at_most", 5),
    # services
    "ZJ020101.f1": ("at_least", 2),
    "GJ020101.f1": ("at_least", 2),
    "bjhei-plat-06-1": ("at_least", 2),
    "JJ020101.1": ("at_least", 30 * DAY_SECONDS),
    "JJ040101.3": ("at_most", 5),
    "zz-4.1-3b": ("at_least", 0.85),
    # people at once
    "JJ020101.2": ("at_least", 0.1),
    "ZJ020101.3": ("at_least", 0.1),
    "GJ020101.2": ("at_least", 0.1),
    "JJ020102.c": ("at_least", 0.2),
    "GJ020102.2": ("at_least", 0.2),
    "ZJ020102.2": ("at_least", 0.1),
    "ZJ020104.2": ("at_least", 0.1),
    "GJ020103.2": ("at_least", 0.05),
    "JJ040101.2": ("at_least", 0.3),
    "ZJ040101.3": ("at_least", 0.1),
    "ZJ040102.2": ("at_least", 0.05),
    "JJ040103.2": ("at_least", 0.3),
    "JJ040201.1": ("at_least", 0.1),
    "ZJ040201.2": ("at_least", 0.1),
    "JJ040202.c": ("at_least", 0.1),
    "ZJ040202.2": ("at_least", 0.05),
    "ZJ040401.2": ("at_least", 0.05),
    # recovery
    "zz-6.2-3b": ("at_most", 15 * 60),
    "zz-6.2-3c": ("at_most", 60),
    "bjhei-dc-05-note": ("at_most", 0),
    # things, classrooms, paths, security and the wireless network
    "bjhei-net-05-3": ("at_most", 0.7),
    "bjhei-net-07-2": ("at_least", 0.9),
    "bjhei-card-01-2": ("at_most", 0),
    "bjhei-sect-01-3": ("at_most", 0),
    "bjhei-sect-01-4": ("at_most", 0),
    "bjhei-sect-07-2": ("at_most", 0),
    "JJ010101.f3": ("at_most", 0.8),
    "JJ010101.1": ("at_least", 1.2),
    "JJ010101.5a": ("at_least", 4000000),
    "JJ010301.1": ("at_least", 0.8),
    "JJ010302.1": ("at_least", 0.1),
    "JJ010301.3": ("at_least", 80),
    "ZJ010101.f3": ("at_most", 0.8),
    "ZJ010101.1": ("at_least", 1.2),
    "ZJ010101.5a": ("at_least", 4000000),
    "ZJ010301.1": ("at_least", 0.8),
    "ZJ010302.5": ("at_least", 0.15),
    "ZJ010301.3": ("at_least", 80),
    "ZJ020202.1": ("at_most", 0),
    "ZJ020103.1": ("at_most", 0),
    "GJ010101.f3": ("at_most", 0.8),
    "GJ010101.1": ("at_least", 1.2),
    "GJ010101.5a": ("at_least", 4000000),
    "GJ010301.1": ("at_least", 0.3),
    "GJ010302.1": ("at_least", 0.1),
    "GJ010303.2": ("at_least", 0.8),
    "GJ010301.2a": ("at_least", 100),
    "GJ010301.2b": ("at_least", 120),
    "GJ050303.f2": ("at_most", 0),
    "GJ020202.1": ("at_most", 0),
    "GJ020104.1": ("at_most", 0),
    "bjk12-4-5-2b": ("at_most", 0),
    "bjk12-5-6-1": ("at_least", 4),
    "bjk12-5-6-5": ("at_least", 80),
    "bjk12-5-7-1": ("at_least", 4),
    "bjk12-5-7-5": ("at_least", 80),
    "bjk12-5-8-1": ("at_least", 4),
    "bjk12-5-8-5": ("at_least", 80),
    "bjk12-6-9-1": ("at_least", 4),
    "bjk12-6-9-2": ("at_least", 80),
    "bjk12-9-14-1": ("at_least", 4),
    "bjk12-10-15-1": ("at_least", 4),
    "bjk12-11-16-5": ("at_least", 80),
    "bjk12-12-18-1": ("at_least", 4),
    "bjk12-12-19-1": ("at_least", 4),
    "bjk12-12-20-1": ("at_least", 4),
    "bjk12-12-18-2": ("at_least", 80),
    "bjk12-12-19-5": ("at_least", 80),
    "bjk12-12-20-4": ("at_least", 80),
    "zz-6.1-2a": ("at_most", 0.7),
    "zz-6.5-2b": ("at_least", 0.6),
    "zz-6.6-2": ("at_least", 0.25),
    "zz-6.5-1b": ("at_least", 0.25),
}
BACKUP_AGE_LIMIT = ("at_most", 24 * 3600)
ALL = ("at_least", 1)


def test_all_seven_documents_have_clauses_of_their_own() -> None:
    counts = {name: len(standard.clauses) for name, standard in STANDARDS.items()}
    assert counts.keys() == {"bjhei", "jj", "zj", "gj", "bjk12", "zz", "eval"}
    assert min(counts.values()) >= 4
    assert sum(counts.values()) >= 60


def test_no_id_stands_in_two_documents() -> None:
    ids = Counter(clause.id for each in STANDARDS.values() for clause in each.clauses)
    assert max(ids.values()) == 1


@EVERY
def test_a_clause_asks_what_the_document_prints(clause: Clause) -> None:
    if clause.require is None:  # the document gives no number: the figure is shown, not judged
        assert clause.id not in LIMITS
        return
    asked = "at_least" if clause.require.at_least is not None else "at_most"
    ordinary = BACKUP_AGE_LIMIT if clause.indicator == "backup_age_seconds" else ALL
    assert (asked, clause.require.limit) == LIMITS.get(clause.id, ordinary)


def test_limits_are_only_of_clauses_that_stand_there() -> None:
    assert LIMITS.keys() <= CLAUSES.keys()


@EVERY
def test_a_clause_names_an_indicator_and_labels_that_subjects_carry(clause: Clause) -> None:
    assert clause.indicator is not None
    measured = INDICATORS[clause.indicator].compute(whole_campus(), seen(*all_well()))
    subjects = [each.subject for each in measured if each.subject != CAMPUS]
    assert bool(clause.subjects) <= bool(subjects)
    for key, wanted in clause.subjects.items():
        carried = {subject.label(key) for subject in subjects}
        allowed = {wanted} if isinstance(wanted, str) else set(wanted)
        assert allowed & carried, f"{clause.id}: no subject has {key} {wanted}; there are {carried}"


#: Indicators whose subjects differ in kind, so that a clause must say which it means.
MUST_SELECT = {
    "power_runtime_seconds": "scope",
    "power_runtime_p05_seconds": "scope",
    "power_units_normal_count": "scope",
    "room_wireless_terminals_per_seat_ratio": "kind",
    "room_wireless_terminals_count": "kind",
    "room_outlets_count": "kind",
    "rooms_covered_ratio": "places",
    "hardware_monitored_ratio": "class",
    "room_environment_read_ok": "kind",
    "meters_live_ratio": "medium",
    "meter_media_live_ratio": "media",
    "egress_circuits_up_count": "kind",
    "servers_read_ratio": "servers",
    "system_kinds_answering_ratio": "kinds",
    "log_retention_seconds": "kind",
    "log_records_with_all_fields_ratio": "kind",
    "log_sources_live_ratio": "class",
    "log_classes_live_ratio": "classes",
    "video_coverage_ratio": "watched",
    "video_frame_pixels": "use",
    "room_cameras_live_count": "kind",
    "systems_hosted_by_authority_ratio": "systems",
    "systems_monitored_ratio": "systems",
    "concurrent_users_per_person_ratio": "base",
    "sessions_of_limit_ratio": "kind",
    "systems_with_live_standby_ratio": "systems",
    "data_sets_copied_elsewhere_ratio": "scope",
    "data_sets_in_one_place_count": "scope",
    "egress_circuits_reaching_count": "family",
    "egress_circuits_guarded_ratio": "by",
    "places_covered_ratio": "by",
    "hazards_watched_ratio": "hazards",
    "subsystems_feeding_ratio": "set",
    "light_place_kinds_live_ratio": "mode",
    "buildings_with_device_live_ratio": "device",
    "rooms_equipped_ratio": "gear",
    "classrooms_of_kind_ratio": "kind",
    "room_teacher_computers_count": "kind",
    "room_signals_read_ratio": "set",
    "security_roles_live_ratio": "set",
    "security_devices_live_count": "role",
    "forbidden_flows_open_count": "scope",
}


@EVERY
def test_a_clause_says_which_subjects_it_means_where_they_differ(clause: Clause) -> None:
    key = MUST_SELECT.get(clause.indicator or "")
    assert key is None or key in clause.subjects


@EVERY
def test_a_clause_is_no_fresher_than_it_needs_and_no_slower_than_a_day(clause: Clause) -> None:
    assert clause.freshness_seconds in {300, 600, 900, 86_400}
    assert 60 <= clause.sustain_seconds <= 300
    assert all(code.startswith("I-") and code[2:].isdigit() for code in clause.interpretation)


def verdict(clause: Clause, rounds: list[ProbeResult]) -> Verdict:
    readings = seen(*rounds)
    moment = Moment(whole_campus(), readings.ledger, readings.now_seconds, readings.at, INDICATORS)
    return judge(clause, moment, {})


@EVERY
def test_a_campus_where_all_is_well_passes_as_far_as_it_is_measured(clause: Clause) -> None:
    given = verdict(clause, all_well())
    if clause.require is None:
        assert given.cause is not None
        assert (given.outcome, given.cause.kind) == (Outcome.NOT_CHECKED, CauseKind.NO_LIMIT)
    elif clause.unproven is None:
        assert (given.outcome, given.cause) == (Outcome.PASS, None)
    else:
        assert given.cause is not None
        assert (given.outcome, given.cause.kind) == (Outcome.UNKNOWN, CauseKind.PARTLY_PROVEN)


#: The ledger decides, as long as the devices bear it out: no device makes outlets fewer (I-14).
BY_LEDGER = {"outlets_per_person_ratio"}
#: A system that fails its test is watched, and a late backup is known to its manager.
FAIL_UNTESTED = {"systems_monitored_ratio", "backup_jobs_managed_ratio"}


@EVERY
def test_a_campus_where_all_is_ill_fails(clause: Clause) -> None:
    unfit = clause.indicator == "power_units_normal_count"
    tested = clause.indicator not in FAIL_UNTESTED
    given = verdict(clause, all_ill(batteries_fit=not unfit, tested=tested))
    expected = Outcome.NOT_CHECKED if clause.require is None else Outcome.FAIL
    if clause.indicator in BY_LEDGER:
        expected = Outcome.PASS
    assert given.outcome is expected, given.cause
    assert given.evidence


@EVERY
def test_nothing_passes_or_fails_before_the_first_round(clause: Clause) -> None:
    given = verdict(clause, [])
    assert given.outcome is Outcome.UNKNOWN
    assert given.cause is not None


#: Clauses that ask whether something is watched: there, and only there, silence fails.
SILENCE_FAILS = {
    "room_signals_read_ratio",
    "hardware_monitored_ratio",
    "room_environment_read_ok",
    "server_controllers_answering_ratio",
    "servers_read_ratio",
    "operating_systems_read_ratio",
    "systems_monitored_ratio",
    "databases_monitored_ratio",
    "middleware_monitored_ratio",
    "software_monitored_ratio",
    "video_coverage_ratio",
    "places_without_camera_count",
    "room_cameras_live_count",
}
#: Where it is not the watching that is asked of video, but how large a picture is; and where an
#: alarm, which may be well though it is silent, covers a key place as a camera does.
SILENCE_IS_UNKNOWN = {"bjhei-safe-02-6", "bjk12-14-22-2", "eval-1.5-2"}


#: Silence is what is added up here; without a limit the figure is shown.
SILENCE_IS_DOWNTIME = {"availability_30_days_ratio"}


def silent(clause: Clause) -> Outcome:
    fails = clause.indicator in SILENCE_FAILS and clause.id not in SILENCE_IS_UNKNOWN
    return Outcome.FAIL if fails else Outcome.UNKNOWN


@EVERY
def test_when_every_device_is_silent_only_being_watched_fails(clause: Clause) -> None:
    names = {result.probe.target.name for result in all_well()}
    given = verdict(clause, [failed(name, *QUANTITIES.values()) for name in names])
    is_figure = clause.indicator in SILENCE_IS_DOWNTIME
    assert given.outcome is (Outcome.NOT_CHECKED if is_figure else silent(clause))


@EVERY
def test_what_was_well_decays_to_unknown_when_it_grows_old(clause: Clause) -> None:
    readings = seen(*all_well())
    later_seconds = readings.now_seconds + clause.freshness_seconds + 1
    moment = Moment(whole_campus(), readings.ledger, later_seconds, readings.at, INDICATORS)
    given = judge(clause, moment, {})
    assert given.outcome is silent(clause)


def test_a_clause_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    twice = yaml.safe_load(
        (Path(__file__).parents[2] / "checks/standards/eval.yaml").read_text(encoding="utf-8")
    )
    twice["clauses"].append(twice["clauses"][0])
    path = tmp_path / "eval.yaml"
    path.write_text(yaml.safe_dump(twice, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ValueError, match=r"eval\.yaml: clause eval-1\.1-1a stands there twice"):
        load_standard(path)
