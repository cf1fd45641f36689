"""What is right of paths, names, sessions and certificates: by hand, for the whole campus."""

from fractions import Fraction

import pytest

from sim.campus import FAULT_PATH, Campus, assembled
from sim.causes import plan
from sim.faults import Fault
from sim.reality.values import Between, Value
from sim.scenario import Scenario, load
from sim.truth import truths
from sim.worlds import known
from tests.sim.truths import of

Set = tuple[str, str, object]
MAYBE = Between(Fraction(0), Fraction(1))


async def test_what_the_whole_campus_has(whole: Campus) -> None:
    expected = {
        "zz-6.1-2b": {
            "cernet": Fraction(4, 1000),
            "education_network": Fraction(12, 1000),
            "internet": Fraction(21, 1000),
        },
        "bjhei-svc-01-4": {"vantage-north any circuit": Fraction(3, 2)},
        "bjhei-net-04-2": {"hall": Fraction(128, 120)},
        "GJ010101.5a": {"wlc-1": Fraction(9_500_000)},  # no terminal reaches its own limit
        "bjhei-svc-04-3": {"vpn": Fraction(120, 500)},
        "bjhei-data-04-5": {"central": Fraction(90, 200)},
        "JJ040103.2": {"experiments": Fraction(60, 180)},
        "bjhei-dc-02-3": {"servers": Fraction(1)},
        "bjhei-net-07-1b": {"cernet ipv6": Fraction(1)},
    }
    assert {clause: of(whole, clause).subjects for clause in expected} == expected


TOLD = "readings."
CHANGES: dict[str, tuple[Set, tuple[str, str, Value | int, str]]] = {
    "nothing comes back over IPv6": (
        ("vantage-north", "far.cernet over IPv6.answers_ipv6", False),
        ("bjhei-net-07-1b", "cernet ipv6", 0, "fail"),
    ),
    "nothing comes back from CERNET": (
        ("vantage-north", "far.cernet.answers_ipv4", False),
        ("bjhei-net-05-1a", "cernet ipv4", 0, "fail"),
    ),
    "the way goes through another network": (
        ("helper-north", "ways.through CERNET.hops", ["campus", 64500, 64501]),
        ("bjhei-net-05-1a", "cernet ipv4", 0, "fail"),
    ),
    "the way over IPv6 does": (
        ("helper-north", "ways.through CERNET2.hops", ["campus", 64501]),
        ("bjhei-net-07-1b", "cernet ipv6", 0, "fail"),
    ),
    "of several hops in the network one is seen": (
        ("helper-north", "ways.through CERNET.hops", ["silent", 4538, "silent"]),
        ("bjhei-net-05-1a", "cernet ipv4", 1, "pass"),
    ),
    "a hop keeps silent that may be it": (
        ("helper-north", "ways.through CERNET.hops", ["campus", "silent", 64501]),
        ("bjhei-net-05-1a", "cernet ipv4", MAYBE, "unknown"),
    ),
    "a hop is in a network that nobody lists": (
        ("helper-north", "ways.through CERNET.hops", ["campus", "unlisted", 64501]),
        ("bjhei-net-05-1a", "cernet ipv4", MAYBE, "unknown"),
    ),
    "the end of the way keeps silent, and the network was seen": (
        ("helper-north", "ways.through CERNET.loss_ratio", 1.0),
        ("bjhei-net-05-1a", "cernet ipv4", 1, "pass"),
    ),
    "a line that is down brings nothing back": (
        ("core-1", "interfaces.XGE1/0/24.up", False),
        ("bjhei-net-07-1b", "cernet ipv6", 0, "fail"),
    ),
    "one way between two campuses is none": (
        ("vantage-south", "far.north.answers_ipv4", False),
        ("bjhei-net-06-1", "", 0, "fail"),
    ),
    "the only line of one campus is down": (
        ("core-1", "interfaces.XGE1/0/22.up", False),
        ("bjhei-net-06-2", "", Fraction(1, 2), "fail"),
    ),
    "one of two lines of a campus is down": (
        ("core-1", "interfaces.XGE1/0/23.up", False),
        ("bjhei-net-06-2", "", 1, "pass"),
    ),
    "a round trip as long as the school allows": (
        ("south", TOLD + "path_round_trip_seconds.vantage-south/isp", 0.05),
        ("zz-6.1-2b", "internet", Fraction(5, 100), "pass"),
    ),
    "others stood in too late": (
        ("north", TOLD + "path_failover_seconds.vantage-north/any circuit", 5.5),
        ("bjhei-svc-01-4", "vantage-north any circuit", Fraction(11, 2), "fail"),
    ),
    "nobody has seen how soon others stand in": (
        ("north", TOLD + "path_failover_seconds.vantage-north/any circuit", 0),
        ("bjhei-svc-01-4", "vantage-north any circuit", None, "unknown"),
    ),
    "servers that get out by one family alone": (
        ("vantage-north", "far.host in servers.answers_ipv4", False),
        ("bjhei-dc-02-3", "servers", 0, "fail"),
    ),
    "both lines are given the same address": (
        ("dns-1", "views.www.example.edu/isp.addresses", ["192.0.2.10"]),
        ("bjhei-svc-01-2", "", 0, "fail"),
    ),
    "a line is given another's address": (
        ("dns-1", "views.www.example.edu/isp.addresses", ["203.0.113.10", "192.0.2.11"]),
        ("zz-6.1-2c", "", 0, "fail"),
    ),
    "one authority is no load balancing": (
        ("dns-1", "second_has_authority", False),
        ("bjhei-svc-01-3", "dns-1", 0, "fail"),
    ),
    "the same address always stands first": (
        ("dns-1", "rotates", False),
        ("bjhei-svc-01-3", "dns-1", 0, "fail"),
    ),
    "a name that is blocked resolves": (
        ("dns-1", "beyond.blocked.example.net.filtered", False),
        ("bjhei-svc-01-5", "dns-1", 0, "fail"),
    ),
    "a server that filters more than it should": (
        ("dns-1", "beyond.control.example.net.filtered", True),
        ("bjhei-svc-01-5", "dns-1", 0, "fail"),
    ),
    "a limit for each user below four megabits": (
        ("history", TOLD + "wireless_user_limit_bits_per_second.wlc-1/", 3_999_999),
        ("JJ010101.5a", "wlc-1", 3_999_999, "fail"),
    ),
    "a crowded place with one of two access points": (
        ("wlc-1", "access_points.AP-HALL-1.state", "fault"),
        ("bjhei-net-04-2", "hall", Fraction(64, 120), "fail"),
    ),
    "four fifths of the sessions that are allowed": (
        ("sessions", TOLD + "system_sessions_p95_count.vpn", 400),
        ("bjhei-svc-04-3", "vpn", Fraction(4, 5), "pass"),
    ),
    "one more": (
        ("sessions", TOLD + "system_sessions_p95_count.vpn", 401),
        ("bjhei-svc-04-3", "vpn", Fraction(401, 500), "fail"),
    ),
    "a peak that proves too little, and a licence that would do": (
        ("sessions", TOLD + "system_sessions_peak_count.experiments", 53),
        ("JJ040103.2", "experiments", None, "unknown"),
    ),
    "a certificate that nobody trusts": (
        ("tls", TOLD + "certificate_valid.vpn", False),
        ("JJ020101.1", "vpn", 0, "fail"),
    ),
    "a VPN is not proven to be one without it": (
        ("tls", TOLD + "certificate_valid.vpn", False),
        ("bjhei-svc-04-2", "vpn", 0, "fail"),
    ),
    "a certificate of one more day is valid": (
        ("tls", TOLD + "certificate_expires_timestamp_seconds.vpn", -86_400),
        ("bjhei-svc-04-2", "vpn", 1, "pass"),
    ),
    "a login in clear text": (
        ("tls", TOLD + "clear_text_logins_count.front", 1),
        ("bjhei-sect-05-5", "portal", 0, "fail"),
    ),
}


@pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=CHANGES.keys())
async def test_what_is_right_after_a_change(
    whole: Campus,
    change: Set,
    told: tuple[str, str, Value | int, str],
) -> None:
    whole.set_state(*change)
    clause, subject, expected, outcome = told
    truth = of(whole, clause)
    assert (truth.subjects[subject], truth.outcome) == (expected, outcome)


CERNET, CERNET2 = ("bjhei", "bjhei-net-05-1a"), ("bjhei", "bjhei-net-07-1b")
AROUND = ("helper-north", "ways.through CERNET.hops", ["campus", 64500, 64501])


async def test_a_way_past_the_network_whose_end_is_not_seen_proves_nothing(whole: Campus) -> None:
    whole.set_state(*AROUND)
    whole.set_state("helper-north", "ways.through CERNET.loss_ratio", 1.0)
    assert known(whole)[CERNET] == "unknown"


async def test_a_helper_that_is_silent_hides_the_way_and_not_what_answers(whole: Campus) -> None:
    whole.set_fault("helper-north", Fault.SILENT)
    assert [known(whole)[key] for key in (CERNET, CERNET2)] == ["unknown", "unknown"]
    whole.set_state(*AROUND)
    assert known(whole)[CERNET] == "unknown"
    whole.set_state("vantage-north", "far.cernet.answers_ipv4", False)
    assert known(whole)[CERNET] == "fail"
    whole.set_fault("helper-north", Fault.NONE)
    assert known(whole)[CERNET2] == "pass"


async def test_a_plan_turns_a_way_to_past_the_network_and_to_unseen(whole: Campus) -> None:
    steps = plan(whole, about=frozenset({CERNET, CERNET2}))
    turned = {
        (change.path, now)
        for step in steps
        for now in step.turns.values()
        for change in step.changes
        if change.device == "helper-north" and change.path != FAULT_PATH
    }
    ways = ("ways.through CERNET.hops", "ways.through CERNET2.hops")
    assert turned == {(way, known) for way in ways for known in ("fail", "unknown")}


async def test_a_certificate_runs_out_and_a_site_grows_old_by_themselves(whole: Campus) -> None:
    whole.set_state("tls", "readings.certificate_expires_timestamp_seconds.vpn", -30 * 86_400)
    whole.set_state("inside", "readings.site_newest_item_timestamp_seconds.site", 14 * 86_400)
    certificate, site = of(whole, "JJ020101.1"), of(whole, "ZJ050302.f1")
    assert (certificate.outcome, site.outcome) == ("fail", "fail")  # a moment later
    left, age = certificate.subjects["vpn"], site.subjects["site"]
    assert isinstance(left, Fraction)
    assert isinstance(age, Fraction)
    assert 0 < 30 * 86_400 - left < 60
    assert 0 < age - 14 * 86_400 < 60


async def test_a_line_that_nobody_tests_counts_while_it_is_up() -> None:
    minimal = assembled(load("minimal"))
    assert of(minimal, "bjhei-net-05-1a").outcome == "pass"
    minimal.set_state("core-1", "interfaces.XGE1/0/24.up", False)
    assert of(minimal, "bjhei-net-05-1a").outcome == "fail"


async def test_where_document_and_school_set_no_limit_nothing_is_right_or_wrong(
    scenario: Scenario,
) -> None:
    told = {each.clause for each in truths(assembled(scenario))}
    unlimited = assembled(scenario.model_copy(update={"own_limits": {}}))
    assert told - {each.clause for each in truths(unlimited)} == {*scenario.own_limits}
