"""Which systems answer from where, who watches them, and how people sign on to them."""

import pytest

from checks.campus import Campus, InstanceRef
from checks.indicators.services import answers, kinds, mobile, pages
from checks.indicators.sign_on import certificates, certified, encrypted, mechanisms, sign_on
from checks.indicators.sites import hosted, in_group, newest
from checks.indicators.watched import databases, monitored, software
from checks.systems import Component, System, SystemKind
from checks.verdict import CauseKind, Outcome
from collectors.failure import FailureKind
from collectors.probe import ProbeResult
from collectors.reading import Quantity
from collectors.system_quantities import (
    CERTIFICATE_EXPIRES,
    CERTIFICATE_VALID,
    CLEAR_TEXT_LOGINS,
    DATABASE_UP,
    HOSTED_BY_AUTHORITY,
    IDENTITY_MECHANISM,
    MIDDLEWARE_UP,
    PAGE_TIME,
    SITE_IN_GROUP,
    SITE_NEWEST_ITEM,
    SYSTEM_ANSWERS,
    SYSTEM_SIGN_ON,
    TRANSPORT_OK,
)
from tests.builders import AT, DEVICE_GAPS, Values, failed, gap, of_subject, only, said, seen, told
from tests.checks.indicators.clauses import outcome_on, verdict_on

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
DAY_SECONDS = 86_400


def ref(name: str, target: str = "in") -> InstanceRef:
    return InstanceRef(target=target, instance=name)


def system(name: str, kind: SystemKind = SystemKind.OTHER, **more: object) -> System:
    """Tested inside by the vantage `in`, and outside by `out`."""
    ordinary = {"name": name, "kind": kind, "inside": ref(name), "outside": ref(name, "out")}
    return System.model_validate({**ordinary, **more})


def inside(quantity: Quantity, **values: float | bool) -> ProbeResult:
    return said("in", {quantity: dict(values)})


PORTAL = Campus(systems=[system("portal", SystemKind.PORTAL)])


def page(within: bool | None, without: bool | None) -> list[ProbeResult]:
    """What the two vantages saw; None: the vantage is silent."""
    seen_by = {"in": within, "out": without}
    return [
        failed(name, SYSTEM_ANSWERS) if ok is None else said(name, {SYSTEM_ANSWERS: {"portal": ok}})
        for name, ok in seen_by.items()
    ]


REACHED = {
    "from both": (page(True, True), PASS),
    "not from outside": (page(True, False), FAIL),
    "not from inside": (page(False, True), FAIL),
    "the outer vantage is silent": (page(True, None), UNKNOWN),
    "one fails and one is silent": (page(False, None), FAIL),
    "never tried": ([], UNKNOWN),
}


@pytest.mark.parametrize(("rounds", "outcome"), REACHED.values(), ids=REACHED)
def test_a_portal_is_reached_from_inside_and_outside(
    rounds: list[ProbeResult], outcome: Outcome
) -> None:
    assert outcome_on("ZJ020102.1", PORTAL, *rounds) is outcome


def test_a_clause_on_inside_does_not_look_outside() -> None:
    card = Campus(systems=[system("portal", SystemKind.CARD)])
    assert outcome_on("GJ020103.1", card, *page(True, False)) is PASS


def test_a_system_of_that_kind_that_is_not_listed_is_unknown() -> None:
    given = verdict_on("ZJ020104.1", PORTAL, *page(True, True))
    assert given.cause is not None
    assert (given.outcome, given.cause.kind) == (UNKNOWN, CauseKind.FACT_MISSING)


def test_a_vantage_that_the_inventory_does_not_name_proves_nothing() -> None:
    campus = Campus(systems=[system("portal", SystemKind.PORTAL, outside=None)])
    measured = of_subject(answers(campus, seen(*page(True, True))), "portal outside")
    assert told(measured) is CauseKind.FACT_MISSING
    assert outcome_on("GJ020102.1", campus, *page(True, True)) is UNKNOWN


MANAGERS = (
    SystemKind.SERVER_VIRTUALISATION,
    SystemKind.STORAGE_VIRTUALISATION,
    SystemKind.APPLICATION_VIRTUALISATION,
    SystemKind.DESKTOP_VIRTUALISATION,
)


def test_four_managers_must_answer_and_one_that_is_missing_does_not() -> None:
    all_four = Campus(systems=[system(kind.value, kind) for kind in MANAGERS])
    up: Values = {kind.value: True for kind in MANAGERS}
    round_ = said("in", {SYSTEM_ANSWERS: up})
    assert outcome_on("JJ010203.2", all_four, round_) is PASS
    three = Campus(systems=(all_four.systems or [])[1:])
    assert outcome_on("JJ010203.2", three, round_) is FAIL
    assert told(of_subject(kinds(three, seen(round_)), "virtualisation")) == 0.75


@pytest.mark.parametrize(("seconds", "outcome"), [(5, PASS), (5.000_001, FAIL)])
def test_pages_of_the_learning_platform_take_five_seconds_at_most(
    seconds: float, outcome: Outcome
) -> None:
    campus = Campus(systems=[system("learn", SystemKind.LEARNING)])
    assert outcome_on("JJ040101.3", campus, inside(PAGE_TIME, learn=seconds)) is outcome
    assert told(only(pages(campus, seen(inside(PAGE_TIME, learn=seconds))))) == seconds


def services(mobile_ones: int, others: int) -> Campus:
    listed = [
        system(f"m{n}", mobile_entries=[ref(f"m{n}"), ref(f"app{n}")]) for n in range(mobile_ones)
    ]
    return Campus(systems=[*listed, *(system(f"o{n}", mobile_entries=[]) for n in range(others))])


def test_85_of_100_services_have_a_mobile_entry() -> None:
    up: Values = {f"app{n}": True for n in range(100)} | {f"m{n}": False for n in range(100)}
    round_ = said("in", {SYSTEM_ANSWERS: up})
    assert outcome_on("zz-4.1-3b", services(85, 15), round_) is PASS
    assert outcome_on("zz-4.1-3b", services(84, 16), round_) is FAIL
    unsaid = Campus(systems=[system("a", mobile_entries=None)])
    assert told(only(mobile(unsaid, seen(round_)))) is CauseKind.FACT_MISSING


# --- watched ----------------------------------------------------------------------------------

WATCHED = {
    "a good result": (page(True, None), 1),
    "a bad result is one too": (page(False, None), 1),
    "both vantages are silent": (page(None, None), 0),
    "we could not try": (
        [failed("in", SYSTEM_ANSWERS, kind=FailureKind.BUG),
         failed("out", SYSTEM_ANSWERS, kind=FailureKind.BUG)],
        CauseKind.FAILED,
    ),
    "never tried": ([], CauseKind.NOT_READ),
}  # fmt: skip


@pytest.mark.parametrize(("rounds", "value"), WATCHED.values(), ids=WATCHED)
def test_a_system_that_is_watched(rounds: list[ProbeResult], value: float | CauseKind) -> None:
    assert told(of_subject(monitored(PORTAL, seen(*rounds)), "all")) == value


def test_a_system_that_nothing_tests_is_not_watched() -> None:
    campus = Campus(systems=[system("a"), system("b", inside=None, outside=None)])
    measured = of_subject(monitored(campus, seen(inside(SYSTEM_ANSWERS, a=True))), "all")
    assert told(measured) == 0.5


def test_the_card_is_always_a_key_system() -> None:
    campus = Campus(systems=[system("card", SystemKind.CARD), system("other")])
    measured = of_subject(monitored(campus, seen(inside(SYSTEM_ANSWERS, card=True))), "key")
    assert (told(measured), measured.coverage.in_scope) == (1, 1)


@pytest.mark.parametrize("kind", [SystemKind.SITE, SystemKind.CARD])
def test_key_systems_that_are_watched_say_nothing_of_sites_nor_sites_of_them(
    kind: SystemKind,
) -> None:
    """GJ050304.f2 names important sites and information systems."""
    both = Campus(systems=[system("a", SystemKind.SITE), system("b", SystemKind.CARD)])
    one = Campus(systems=[system("a", kind)])
    answers = inside(SYSTEM_ANSWERS, a=True, b=True)
    assert outcome_on("GJ050304.f2", both, answers) is Outcome.PASS
    assert outcome_on("GJ050304.f2", one, answers) is Outcome.UNKNOWN


def test_sites_are_watched_every_ten_minutes() -> None:
    campus = Campus(systems=[system("site", SystemKind.SITE)])

    def looked(ago_seconds: float) -> ProbeResult:
        return said("in", {SYSTEM_ANSWERS: {"site": True}}, age_seconds=ago_seconds)

    other = failed("out", SYSTEM_ANSWERS)
    assert outcome_on("bjhei-sect-06-1", campus, looked(600), other) is UNKNOWN  # agents unproven
    assert outcome_on("bjhei-sect-06-1", campus, looked(601), other) is FAIL


SOFTWARE = Campus(
    databases=[Component(name="db", target="db"), Component(name="old")],
    middleware=[Component(name="bus", target="bus")],
    systems=[],
)


def test_a_database_that_nothing_watches_stays_in_the_denominator() -> None:
    readings = seen(said("db", {DATABASE_UP: False}), said("bus", {MIDDLEWARE_UP: True}))
    assert told(only(databases(SOFTWARE, readings))) == 0.5
    assert told(only(software(SOFTWARE, readings))) == 2 / 3


def test_software_of_which_one_list_is_missing_is_unknown() -> None:
    campus = SOFTWARE.model_copy(update={"middleware": None})
    assert told(only(software(campus, seen()))) is CauseKind.FACT_MISSING


# --- sign-on and transport ----------------------------------------------------------------------


def test_every_system_but_the_identity_service_takes_its_ticket() -> None:
    campus = Campus(
        systems=[
            system("idp", SystemKind.IDENTITY),
            system("a", sign_on=ref("a")),
            system("b", sign_on=ref("b")),
        ]
    )
    assert outcome_on("JJ020101.f3", campus, inside(SYSTEM_SIGN_ON, a=True, b=True)) is PASS
    assert outcome_on("JJ020101.f3", campus, inside(SYSTEM_SIGN_ON, a=True, b=False)) is FAIL
    assert outcome_on("JJ020101.f3", campus, inside(SYSTEM_SIGN_ON, a=True)) is UNKNOWN
    alone = Campus(systems=[system("idp", SystemKind.IDENTITY)])
    assert told(only(sign_on(alone, seen()))) is CauseKind.FACT_MISSING


IDENTITY = Campus(systems=[system("idp", SystemKind.IDENTITY)])
MECHANISMS = {
    "two": ({"CAS": True, "OIDC": True}, PASS),
    "one of two": ({"CAS": True, "OIDC": False}, FAIL),
    "one, and one that is not told": ({"CAS": True, "OIDC": None}, UNKNOWN),
    "none is told of": ({}, UNKNOWN),
}


@pytest.mark.parametrize(("given", "outcome"), MECHANISMS.values(), ids=MECHANISMS)
def test_several_mechanisms_are_two(given: Values, outcome: Outcome) -> None:
    assert outcome_on("GJ020101.f1", IDENTITY, said("in", {IDENTITY_MECHANISM: given})) is outcome


def test_a_campus_without_an_identity_service_cannot_be_told() -> None:
    assert told(only(mechanisms(PORTAL, seen()))) is CauseKind.FACT_MISSING


SHOWN = Campus(systems=[system("idp", SystemKind.IDENTITY, transport=ref("idp"))])


def certificate(valid: bool, left_seconds: float) -> ProbeResult:
    expires = AT.timestamp() + left_seconds
    return said("in", {CERTIFICATE_VALID: {"idp": valid}, CERTIFICATE_EXPIRES: {"idp": expires}})


CERTIFICATES = {
    "30 days left": (certificate(True, 30 * DAY_SECONDS), PASS),
    "a second less": (certificate(True, 30 * DAY_SECONDS - 1), FAIL),
    "long, but nobody ought to trust it": (certificate(False, 300 * DAY_SECONDS), FAIL),
    "expired": (certificate(True, -1), FAIL),
}


@pytest.mark.parametrize(("round_", "outcome"), CERTIFICATES.values(), ids=CERTIFICATES)
def test_certificates(round_: ProbeResult, outcome: Outcome) -> None:
    assert outcome_on("JJ020101.1", SHOWN, round_) is outcome


def test_an_expired_certificate_has_nothing_left_and_not_less() -> None:
    assert told(only(certificates(SHOWN, seen(certificate(True, -DAY_SECONDS))))) == 0


TRANSPORTS = {
    "good": ({TRANSPORT_OK: True, CLEAR_TEXT_LOGINS: 0}, 1),
    "old TLS": ({TRANSPORT_OK: False, CLEAR_TEXT_LOGINS: 0}, 0),
    "a login in clear text": ({TRANSPORT_OK: True, CLEAR_TEXT_LOGINS: 1}, 0),
    "clear text decides without the other": ({CLEAR_TEXT_LOGINS: 1}, 0),
    "good TLS does not": ({TRANSPORT_OK: True}, CauseKind.NOT_READ),
}


@pytest.mark.parametrize(("given", "value"), TRANSPORTS.values(), ids=TRANSPORTS)
def test_transport(given: dict[Quantity, float], value: float | CauseKind) -> None:
    round_ = said("in", {quantity: {"idp": each} for quantity, each in given.items()})
    assert told(only(encrypted(SHOWN, seen(round_)))) == value


SEALED: dict[Quantity, Values] = {TRANSPORT_OK: {"idp": True}, CLEAR_TEXT_LOGINS: {"idp": 0}}
OLD_TLS: dict[Quantity, Values] = {TRANSPORT_OK: {"idp": False}, CLEAR_TEXT_LOGINS: {"idp": 0}}
CERTIFIED = {
    "both": ((certificate(True, 1), said("in", SEALED)), 1),
    "old TLS": ((certificate(True, 1), said("in", OLD_TLS)), 0),
    "of another name": ((certificate(False, DAY_SECONDS), said("in", SEALED)), 0),
    "expired": ((certificate(True, -1), said("in", SEALED)), 0),
    "expired, and the rest is not told": ((certificate(True, -1),), 0),
    "no word of the certificate": ((said("in", SEALED),), CauseKind.NOT_READ),
    "no word of TLS": ((certificate(True, 1),), CauseKind.NOT_READ),
}


@pytest.mark.parametrize(("rounds", "value"), CERTIFIED.values(), ids=CERTIFIED)
def test_what_is_encrypted_must_also_prove_whose_it_is(
    rounds: tuple[ProbeResult, ...], value: float | CauseKind
) -> None:
    assert told(only(certified(SHOWN, seen(*rounds)))) == value


def test_a_vpn_with_an_expired_certificate_fails() -> None:
    vpn = Campus(systems=[system("idp", SystemKind.VPN, transport=ref("idp"))])
    sealed = said("in", SEALED)
    assert outcome_on("bjhei-svc-04-2", vpn, certificate(True, -1), sealed) is FAIL
    assert outcome_on("bjhei-svc-04-2", vpn, certificate(True, 1), sealed) is UNKNOWN  # the table


# --- sites --------------------------------------------------------------------------------------

SITES = Campus(
    systems=[
        system("a", SystemKind.SITE, hosting=ref("a")),
        system("b", SystemKind.SITE, hosting=ref("b")),
        system("portal", SystemKind.PORTAL),
    ]
)


def test_all_sites_are_in_the_group() -> None:
    assert outcome_on("GJ050304.1", SITES, inside(SITE_IN_GROUP, a=True, b=True)) is PASS
    assert outcome_on("GJ050304.1", SITES, inside(SITE_IN_GROUP, a=True, b=False)) is FAIL
    assert told(only(in_group(SITES, seen(inside(SITE_IN_GROUP, a=True, b=False))))) == 0.5
    assert told(only(in_group(PORTAL, seen()))) is CauseKind.FACT_MISSING


def test_a_share_of_hosted_systems_is_shown_where_the_document_has_no_number() -> None:
    round_ = inside(HOSTED_BY_AUTHORITY, a=True, b=True)
    assert told(of_subject(hosted(SITES, seen(round_)), "sites")) == 1
    assert outcome_on("bjk12-c7-t7.1", SITES, round_) is PASS
    whole = SITES.model_copy(update={"systems": (SITES.systems or [])[:2]})
    assert outcome_on("bjhei-infra-t1", whole, round_) is Outcome.NOT_CHECKED


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_the_age_of_the_newest_item_needs_its_date(kind: CauseKind) -> None:
    readings = seen(*gap(kind, SITE_NEWEST_ITEM, "in", "a"))
    assert told(of_subject(newest(SITES, readings), "a")) is kind


def test_a_console_of_operators_need_not_be_reached_from_outside() -> None:
    console = system("console", SystemKind.SERVER_VIRTUALISATION, outside=None)
    campus = Campus(systems=[*(PORTAL.systems or []), console])
    assert outcome_on("JJ020101.f4", campus, *page(True, True)) is PASS
    assert outcome_on("JJ020101.f4", campus, *page(True, False)) is FAIL


def test_nobody_signs_on_to_a_site_or_needs_a_console_on_the_phone() -> None:
    campus = Campus(
        systems=[
            system("a", sign_on=ref("a"), mobile_entries=[ref("a")]),
            system("site", SystemKind.SITE, mobile_entries=[ref("a")]),
            system("console", SystemKind.SERVER_VIRTUALISATION, mobile_entries=[]),
        ]
    )
    readings = seen(said("in", {SYSTEM_SIGN_ON: {"a": True}, SYSTEM_ANSWERS: {"a": True}}))
    assert told(only(sign_on(campus, readings))) == 1
    assert told(only(mobile(campus, readings))) == 1
