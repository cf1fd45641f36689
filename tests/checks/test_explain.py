"""What must change for a pass: the numbers that a remedy names, and what unknowns wait for."""

from collections.abc import Iterable, Mapping
from datetime import date

import pytest

from checks.campus import (
    AccessPorts,
    Building,
    Campus,
    DataSet,
    Device,
    Feed,
    InstanceRef,
    RoomKind,
    Vlan,
)
from checks.clause import (
    Clause,
    Document,
    Edition,
    Level,
    Method,
    Requirement,
    Scoring,
    Source,
    Standard,
    Text,
    Unmeasured,
)
from checks.explain import Part, explain, remedies
from checks.indicators import INDICATORS
from checks.judge import Moment, judge
from checks.ledger import Ledger
from checks.remedies import REMEDIES, difference, solved
from checks.remedies.remedy import Shortfall
from checks.remedies.unknown import mend
from checks.verdict import (
    CAMPUS,
    Cause,
    CauseKind,
    Coverage,
    Evidence,
    Outcome,
    Subject,
    Verdict,
)
from collectors import quantities as q
from collectors.failure import FailureKind
from collectors.probe import ProbeResult
from collectors.reading import Quantity
from tests.builders import (
    AT,
    NOW_SECONDS,
    Values,
    circuit,
    failed,
    people,
    point,
    port,
    ports,
    power_domain,
    room,
    said,
    seen,
)
from tests.whole_campus import all_ill, whole_campus

HOUR_SECONDS = 3600.0
GIGA = 1_000_000_000


def clause(indicator: str | None, **more: object) -> Clause:
    """`more` are fields of a clause; `require` is at least 1 where it is left out."""
    given: dict[str, object] = {
        "standard": "zz",
        "id": "z-1",
        "place": {"row": 1},
        "title": {"en": "What is asked", "zh": "要求"},
        "level": Level.REQUIRED,
        "method": Method.MEASURED,
        "indicator": indicator,
        "require": Requirement(at_least=1),
    }
    return Clause.model_validate(given | more)


def judged(of: Clause, campus: Campus, rounds: Iterable[ProbeResult]) -> Verdict:
    ledger = seen(*rounds).ledger
    return judge(of, Moment(campus, ledger, NOW_SECONDS, AT, INDICATORS), {})


def parts(of: Clause, campus: Campus, *rounds: ProbeResult) -> tuple[Part, ...]:
    verdict = judged(of, campus, rounds)
    indicator = INDICATORS[of.indicator or ""]
    each = verdict.subjects or (verdict,)
    return tuple(Part(subject, remedies(subject, indicator.unit)) for subject in each)


def only_part(of: Clause, campus: Campus, *rounds: ProbeResult) -> list[tuple[str, float | None]]:
    """The remedies of the one subject there is: their words and their number."""
    (part,) = parts(of, campus, *rounds)
    return [(each.text, each.amount) for each in part.remedies]


def at_least(limit: float) -> Requirement:
    return Requirement(at_least=limit)


CIRCUITS = Campus(circuits=[circuit("cernet", 2 * GIGA), circuit("isp", GIGA)], people=people())
PER_PERSON = clause("egress_bits_per_second_per_person", require=at_least(1_000_000))


def test_egress_lacks_what_all_people_together_lack_or_the_people_are_too_many() -> None:
    up = {"cernet": True, "isp": True}
    speed = {"cernet": 10 * GIGA, "isp": 10 * GIGA}
    core = said("core-1", {q.INTERFACE_UP: up, q.INTERFACE_SPEED: speed})
    assert only_part(PER_PERSON, CIRCUITS, core) == [
        ("+250 kbit/s per person = +1 Gbit/s of egress", GIGA),
        ("or at most 3000 people, not 4000", 3000),
    ]


def test_a_circuit_that_is_down_is_brought_up_before_another_is_bought() -> None:
    core = said(
        "core-1",
        {q.INTERFACE_UP: {"cernet": False, "isp": True}, q.INTERFACE_SPEED: {"isp": GIGA}},
    )
    assert only_part(PER_PERSON, CIRCUITS, core) == [
        (
            "first bring cernet up again: core-1 cernet is down, its contract is 2 Gbit/s",
            2 * GIGA,
        ),
        ("+750 kbit/s per person = +3 Gbit/s of egress", 3 * GIGA),
        ("or at most 1000 people, not 4000", 1000),
    ]


def test_one_person_fewer_than_the_most_passes_and_one_more_fails() -> None:
    """The number that a remedy names is the last that passes."""
    speed = {"cernet": 2_000_000_123}
    core = said("core-1", {q.INTERFACE_UP: {"cernet": True}, q.INTERFACE_SPEED: speed})
    of = clause("egress_bits_per_second_per_person", require=at_least(512_000))

    def campus(heads: int) -> Campus:
        listed = [circuit("cernet", 5 * GIGA)]
        return Campus(circuits=listed, people=people(0, heads, date(2026, 9, 1)))

    text, most = only_part(of, campus(4000), core)[1]
    assert most is not None
    assert "at most" in text
    assert judged(of, campus(int(most)), [core]).outcome is Outcome.PASS
    assert judged(of, campus(int(most) + 1), [core]).outcome is Outcome.FAIL


UPLINK = clause("building_uplink_bits_per_second", require=at_least(10 * GIGA))
B = Campus(buildings=[Building(name="B", uplinks=ports("XGE1", "XGE2"))])


def test_a_slow_uplink_is_replaced_by_the_next_rate_that_is_made() -> None:
    up: Mapping[Quantity, Values] = {
        q.INTERFACE_UP: {"XGE1": True, "XGE2": False},
        q.INTERFACE_SPEED: {"XGE1": GIGA},
    }
    assert only_part(UPLINK, B, said("core-1", up)) == [
        ("first bring core-1 XGE2 up again: it is down, which counts as 0 bit/s", 10 * GIGA),
        ("replace the 1 Gbit/s port core-1 XGE1 of B by one of 10 Gbit/s", 10 * GIGA),
    ]


def test_a_fast_uplink_on_copper_is_put_on_fibre() -> None:
    of = clause("building_optical_uplink_bits_per_second", require=at_least(10 * GIGA))
    core: Mapping[Quantity, Values] = {
        q.INTERFACE_UP: {"XGE1": True, "XGE2": True},
        q.INTERFACE_SPEED: {"XGE1": 10 * GIGA, "XGE2": GIGA},
        q.INTERFACE_OPTICAL: {"XGE1": False, "XGE2": True},
    }
    assert only_part(of, B, said("core-1", core))[0] == (
        "put core-1 XGE1 on fibre: it runs at 10 Gbit/s, on copper",
        10 * GIGA,
    )


def test_of_a_switch_the_ports_below_the_limit_are_named() -> None:
    of = clause("desktop_port_bits_per_second", require=at_least(100_000_000))
    campus = Campus(access_ports=[AccessPorts(target="sw", interfaces=["GE*"])])
    rates = {"GE1": 10_000_000, "GE2": 100_000_000, "GE3": GIGA}
    sw = said("sw", {q.INTERFACE_CAPABILITY: rates, q.INTERFACE_UP: dict.fromkeys(rates, True)})
    assert only_part(of, campus, sw) == [
        ("1 port to raise to 100 Mbit/s or more, among the inputs shown: sw GE1 (10 Mbit/s)", 1)
    ]


RUNTIME = clause("power_runtime_seconds", require=at_least(7200))


def ups(name: str, runtime_seconds: float) -> ProbeResult:
    return said(
        name,
        {
            q.UPS_RUNTIME: runtime_seconds,
            q.UPS_CHARGE: 1.0,
            q.UPS_BATTERY_NORMAL: True,
            q.UPS_ON_BATTERY: False,
        },
    )


def test_a_battery_lacks_minutes_or_its_load_is_too_high() -> None:
    campus = Campus(power_domains=[power_domain("ups-1", "ups-2", feed=Feed.PARALLEL)])
    assert only_part(RUNTIME, campus, ups("ups-1", 5400), ups("ups-2", 9000)) == [
        ("1800 s (30 min) more of battery at ups-1", 1800),
        (
            "or, with the same battery, a load of at most 0.75 of now: first approximation, "
            "runtime taken as inverse to load",
            0.75,
        ),
    ]


def test_of_two_feeds_to_each_load_either_battery_will_do() -> None:
    campus = Campus(power_domains=[power_domain("ups-1", "ups-2", feed=Feed.INDEPENDENT)])
    more, _ = only_part(RUNTIME, campus, ups("ups-1", 3600), ups("ups-2", 5400))
    assert more == ("1800 s (30 min) more of battery at ups-1 or ups-2", 1800)


def test_what_no_unit_carries_needs_one() -> None:
    campus = Campus(power_domains=[power_domain(name="cameras")])
    assert only_part(RUNTIME, campus) == [
        ("a UPS that carries cameras for 7200 s (2 h 0 min)", 7200)
    ]


PER_SEAT = clause("room_wireless_terminals_per_seat_ratio", require=at_least(1.2))
SMART = RoomKind.SMART_CLASSROOM


def served(seats: int, *points: str) -> Campus:
    listed = [point(name, 64) for name in points]
    return Campus(rooms=[room("A1", SMART, seats=seats, access_points=listed)])


def test_a_room_lacks_terminals_and_so_many_access_points() -> None:
    wlc = said("wlc-1", {q.ACCESS_POINT_UP: {"ap-1": True}})
    assert only_part(PER_SEAT, served(90, "ap-1"), wlc) == [
        ("44 more terminals: 1 more access point of 64 in run state", 44),
        ("or at most 53 seats, not 90", 53),
    ]


def test_an_access_point_that_is_down_comes_first() -> None:
    wlc = said("wlc-1", {q.ACCESS_POINT_UP: {"ap-1": True, "ap-2": False}})
    first = only_part(PER_SEAT, served(90, "ap-1", "ap-2"), wlc)[0]
    assert first == ("first bring ap-2 into run state: it would carry 64 terminals", 64)


def test_the_seats_and_terminals_that_a_remedy_names_are_the_last_that_pass() -> None:
    wlc = said("wlc-1", {q.ACCESS_POINT_UP: {"ap-1": True}})
    assert judged(PER_SEAT, served(53, "ap-1"), [wlc]).outcome is Outcome.PASS
    assert judged(PER_SEAT, served(54, "ap-1"), [wlc]).outcome is Outcome.FAIL


def test_of_a_share_so_many_more_must_count_and_these_do_not() -> None:
    names = [f"sw-{number}" for number in range(10)]
    campus = Campus(devices=[Device(name=n, role="access", polled=True) for n in names])
    rounds = [said(name, {q.DEVICE_UPTIME: 5.0}) for name in names[:6]]
    rounds += [failed(name, q.DEVICE_UPTIME) for name in names[6:]]
    of = clause("hardware_monitored_ratio", require=at_least(0.8), subjects={"class": "all"})
    ((text, amount),) = only_part(of, campus, *rounds)
    assert amount == 2
    assert text.startswith("2 more of 10 devices must give management data, any 2 of 4: sw-6 (")
    assert all(name in text for name in names[6:])


def test_of_a_count_what_the_inventory_lacks_must_be_added() -> None:
    campus = Campus(rooms=[room("A1", ports=[port("GE1"), port("GE2")])])
    of = clause("room_outlets_count", require=at_least(4))
    sw = said("core-1", {q.INTERFACE_ADMIN_UP: {"GE1": True, "GE2": False}})
    assert only_part(of, campus, sw) == [
        (
            "3 more outlets must be switched on: core-1 GE2 (interface_admin_up is false)"
            "; 2 more outlets must be added to the inventory",
            3,
        )
    ]


def test_a_backup_is_too_old_by_so_much() -> None:
    of = clause("backup_age_seconds", require=Requirement(at_most=86_400))
    ref = InstanceRef(target="veeam", instance="sis")
    campus = Campus(data_sets=[DataSet(name="registry", important=True, backup=ref)])
    ended = AT.timestamp() - 27 * HOUR_SECONDS
    assert only_part(of, campus, said("veeam", {q.BACKUP_FINISHED: {"sis": ended}})) == [
        (
            "a good backup of registry younger than 86400 s (24 h 0 min): the last, by veeam sis, "
            "is 10800 s (3 h 0 min) too old",
            3 * HOUR_SECONDS,
        )
    ]


def test_of_conditions_each_that_fails_is_named() -> None:
    campus = Campus(vlans=[Vlan(name="staff", users=True, target="core-1", interface="V7")])
    core: Mapping[Quantity, Values] = {
        q.INTERFACE_UP: {"V7": True},
        q.INTERFACE_IPV6_GLOBAL_ADDRESSES: {"V7": 0},
        q.INTERFACE_ROUTER_ADVERTISEMENTS: {"V7": False},
    }
    assert only_part(clause("vlan_ipv6_ok"), campus, said("core-1", core)) == [
        ("give core-1 V7 a global IPv6 address", None),
        ("let core-1 V7 send router advertisements", None),
    ]


def test_a_feed_that_is_dead_is_missed_at_its_switch() -> None:
    campus = Campus(rooms=[room("dc", RoomKind.MACHINE_ROOM, transfer_switches=["ats"])])
    of = clause("room_mains_feeds_live_count", require=at_least(2))
    assert only_part(of, campus, said("ats", {q.MAINS_FEEDS_LIVE: 1})) == [
        ("1 more feed must be live at ats, which tells of 1 live feed", 1)
    ]


def test_a_room_that_nobody_watches_needs_a_sensor_or_its_sensor_an_answer() -> None:
    bare = Campus(rooms=[room("dc", RoomKind.MACHINE_ROOM, temperature_sensors=[])])
    of = clause(
        "room_environment_read_ok", subjects={"kind": "machine_room", "reading": "temperature"}
    )
    assert only_part(of, bare) == [
        ("fit a sensor for dc temperature and list it in the inventory", None)
    ]
    refs = [InstanceRef(target="env", instance="inlet")]
    fitted = Campus(rooms=[room("dc", RoomKind.MACHINE_ROOM, temperature_sensors=refs)])
    ((text, _),) = only_part(of, fitted, failed("env", q.TEMPERATURE))
    assert text.startswith("make env inlet tell temperature_celsius: ")


# --- for every indicator --------------------------------------------------------------------


#: In the ill world of the tests these are met all the same: a job that fails is known, too.
NOT_ILL = {"backup_jobs_managed_ratio", "systems_monitored_ratio"}


@pytest.mark.parametrize("name", sorted(REMEDIES.keys() - NOT_ILL))
def test_a_remedy_is_found_for_each_failing_subject_of_its_indicator(name: str) -> None:
    limit = 10.0**15 if INDICATORS[name].unit in ("bit/s", "s") else 1000.0
    limit = 1.0 if name.endswith(("_ok", "_ratio")) else limit
    require = Requirement(at_most=1.0) if name == "backup_age_seconds" else at_least(limit)
    of = clause(name, require=require)
    found = parts(of, whole_campus(), *all_ill())
    failing = [part for part in found if part.verdict.outcome is Outcome.FAIL]
    assert failing
    for part in failing:
        assert part.remedies
        assert all(remedy.text for remedy in part.remedies)


def test_no_remedy_is_for_an_indicator_that_is_none() -> None:
    assert set(REMEDIES) <= set(INDICATORS)


def test_without_a_remedy_of_its_own_an_indicator_has_its_difference() -> None:
    short = Shortfall(CAMPUS, 1.5, at_least(2), "V", (), Coverage(1, 1))
    assert difference(short).text == "+0.5 V"
    high = Shortfall(CAMPUS, 2.5, Requirement(at_most=2), "1", (), Coverage(1, 1))
    assert (difference(high).text, difference(high).amount) == ("−0.5", -0.5)


def member(name: str, counts: bool | None, value: bool | None) -> Evidence:
    problem = "" if value is not None else "no reply"
    return Evidence("dev", "thing_up", name, value, problem=problem, of=name, counts=counts)


MEMBERS = (member("a", True, True), member("b", False, False), member("c", None, None))

TWO = "any 1 of 2: b (thing_up is false); c (no reply)"
BY_KIND = {
    "a share": ("x_ratio", 0.5, f"1 more of 3 members must count, {TWO}", 1),
    "a count": ("x_count", 1.0, f"1 more member must count, {TWO}", 1),
    "a condition": ("x_ok", 0.0, "mend dev b: thing_up is false", None),
    "another number": ("x_volts", 1.0, "+0.5 V", 0.5),
}
LIMITS = {"x_ratio": 0.6, "x_count": 2.0, "x_ok": 1.0, "x_volts": 1.5}


@pytest.mark.parametrize(("name", "value", "text", "amount"), BY_KIND.values(), ids=BY_KIND)
def test_an_indicator_without_a_remedy_of_its_own_is_solved_by_its_kind(
    name: str, value: float, text: str, amount: float | None
) -> None:
    short = Shortfall(CAMPUS, value, at_least(LIMITS[name]), "V", MEMBERS, Coverage(2, 3))
    assert name not in REMEDIES
    first = solved(name, short)[0]
    assert (first.text, first.amount) == (text, amount)


# --- no value -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CauseKind)
def test_every_cause_says_what_to_do_and_keeps_its_detail(kind: CauseKind) -> None:
    words = mend(Cause(kind, "up of ap-7: gone {target}", "ap-7"))
    assert "up of ap-7: gone {target}" in words
    assert len(words) > len("up of ap-7: gone {target}")


@pytest.mark.parametrize("kind", FailureKind)
def test_every_failure_says_what_it_usually_means(kind: FailureKind) -> None:
    cause = Cause(CauseKind.FAILED, f"interface_up of sw Gi1: {kind}: no more", "sw")
    assert mend(cause).startswith(f"make sw answer: {cause.detail}; ")


def test_what_most_subjects_wait_for_comes_first_and_what_cannot_be_mended_last() -> None:
    of = clause("building_uplink_bits_per_second")
    deaf = Cause(CauseKind.FAILED, "x of core-2: timeout: no reply", "core-2")
    unsaid = Cause(CauseKind.FACT_MISSING, "the inventory does not say")
    open_ = Cause(CauseKind.PARTLY_PROVEN, "nobody looked")
    causes = [unsaid, deaf, open_, deaf, open_, open_]
    subjects = tuple(
        Verdict(of, Subject("building", f"b{n}"), Outcome.UNKNOWN, cause)
        for n, cause in enumerate(causes)
    )
    verdict = Verdict(of, CAMPUS, Outcome.UNKNOWN, deaf, subjects=subjects)
    standard = whole_standard(of)
    texts = [each.text for each in explain(standard, verdict, None, AT).remedies]
    assert texts[0] == "6 more subjects of 6 must be known"
    assert texts[1].startswith("first, for 2 subjects (b1, b3): make core-2 answer: ")
    assert texts[2].startswith("then, for 1 subject (b0): write it into the inventory: ")
    assert texts[3].startswith("then, for 3 subjects (b2, b4, b5): what is measured passes; ")


def whole_standard(of: Clause) -> Standard:
    title = Text(en="A", zh="甲")
    return Standard(
        id="zz",
        title=title,
        edition=Edition(known=True, en="1", zh="1"),
        source=Source(document=title, file="a.txt"),
        scoring=Scoring(items=1, items_covered=1),
        clauses=[of],
    )


def test_what_a_pass_leaves_open_names_the_document_that_would_prove_it() -> None:
    cause = Cause(CauseKind.PARTLY_PROVEN, "Nobody looked.")
    paper = Document(what=Text(en="a signed walk-through", zh="巡检"))
    of = clause("vlan_ipv6_ok", document=paper)
    (remedy,) = remedies(Verdict(of, CAMPUS, Outcome.UNKNOWN, cause, 1.0), "")
    assert remedy.text == (
        "what is measured passes; prove the rest otherwise: Nobody looked. "
        "It may be proven by a signed walk-through."
    )


def test_of_subjects_with_a_share_only_so_many_more_must_pass() -> None:
    of = clause(
        "building_uplink_bits_per_second",
        require=at_least(10 * GIGA),
        roll_up={"kind": "share_at_least", "share_ratio": 0.8},
    )
    names = [f"b{n}" for n in range(10)]
    campus = Campus(buildings=[Building(name=n, uplinks=[port(n)]) for n in names])
    speeds = {name: 10 * GIGA if n < 6 else GIGA for n, name in enumerate(names)}
    up = said("core-1", {q.INTERFACE_UP: dict.fromkeys(names, True), q.INTERFACE_SPEED: speeds})
    found = explain(whole_standard(of), judged(of, campus, [up]), None, AT).remedies
    assert (found[0].text, found[0].amount) == ("2 more subjects of 10 must pass", 2)
    assert found[1].text.startswith("b6: replace the 1 Gbit/s port core-1 b6 of b6 by one of 10")


def test_too_little_known_names_the_inputs_that_lack() -> None:
    names = ["sw-1", "sw-2"]
    campus = Campus(devices=[Device(name=n, role="access", polled=True) for n in names])
    of = clause("hardware_monitored_ratio", subjects={"class": "all"})
    found = parts(of, campus, said("sw-1", {q.DEVICE_UPTIME: 5.0}))
    (remedy,) = found[0].remedies
    assert remedy.text.startswith("wait for the first round: 1 of 2 measured; device_uptime_sec")


def test_what_nothing_measures_says_what_would() -> None:
    needs = Unmeasured(reason=Text(en="The portal is not asked.", zh="未查询"), needs=["IDP"])
    of = clause(None, require=None, unmeasured=needs)
    verdict = Verdict(of, CAMPUS, Outcome.NOT_CHECKED, Cause(CauseKind.NO_INDICATOR, "x"))
    assert [each.text for each in remedies(verdict, "")] == ["The portal is not asked. Needed: IDP"]
    paper = Document(what=Text(en="the fire report", zh="消防"), valid_days=365)
    of = clause(None, require=None, method=Method.ATTESTED, document=paper)
    verdict = Verdict(of, CAMPUS, Outcome.NOT_CHECKED, Cause(CauseKind.NOT_ATTESTED, "x"))
    assert [each.text for each in remedies(verdict, "")] == [
        "bring the document: the fire report, believed for 365 days"
    ]


def test_a_pass_needs_nothing() -> None:
    verdict = Verdict(clause("vlan_ipv6_ok"), CAMPUS, Outcome.PASS, None, 1.0)
    assert [each.text for each in remedies(verdict, "1")] == ["nothing: it passes"]


def test_a_site_s_own_limit_is_what_is_solved_for() -> None:
    speed = {"cernet": 10 * GIGA, "isp": 10 * GIGA}
    up = said("core-1", {q.INTERFACE_UP: dict.fromkeys(speed, True), q.INTERFACE_SPEED: speed})
    of = clause("egress_bits_per_second_per_person", require=at_least(512_000))
    ledger = Ledger()
    ledger.add(up)
    own = {("zz", "z-1"): at_least(1_000_000)}
    moment = Moment(CIRCUITS, ledger, NOW_SECONDS, AT, INDICATORS, own_limits=own)
    found = remedies(judge(of, moment, {}), "bit/s")
    assert found[0].text == "+250 kbit/s per person = +1 Gbit/s of egress"
