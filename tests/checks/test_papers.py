"""Documents, waivers and the site's own limits: what they change in a verdict, and what never."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from checks.attestation import Attestation, AttestationState
from checks.campus import Campus
from checks.clause import Clause, Document, Level, Method, Requirement, Text, Unmeasured
from checks.indicator import Indicator
from checks.judge import Moment, judge
from checks.ledger import Ledger
from checks.papers import Papers, papers_of
from checks.readings import Readings
from checks.verdict import (
    CAMPUS,
    Cause,
    CauseKind,
    Coverage,
    Grade,
    Measured,
    Outcome,
    Subject,
    Verdict,
)
from checks.waiver import Waiver

TODAY = date(2026, 10, 8)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
NAME = "room_environment_read_ok"
REPORT = Document(what=Text(en="test report of the cabling", zh="布线验收报告"), valid_days=365)
UNPROVEN = Text(en="Whether a warning is armed is not measured.", zh="未测量告警")

ATTESTED = Clause(
    standard="zz",
    id="z-1",
    place={"part": "cabling"},
    title=Text(en="Cat 6 everywhere", zh="六类线"),
    level=Level.REQUIRED,
    method=Method.ATTESTED,
    document=REPORT,
)
UNMEASURED = ATTESTED.model_copy(
    update={
        "method": Method.MEASURED,
        "unmeasured": Unmeasured(
            reason=Text(en="No collector asks hypervisors.", zh="未采集虚拟化平台"), needs=["VIRT"]
        ),
    }
)
MEASURED = ATTESTED.model_copy(
    update={"method": Method.MEASURED, "indicator": NAME, "require": Requirement(at_least=10)}
)
PARTLY = MEASURED.model_copy(update={"unproven": UNPROVEN})


def attestation(
    expires_on: date = TOMORROW, subject: str = "campus", **more: object
) -> Attestation:
    made = Attestation(
        "zz", "z-1", subject, "report.pdf", "ab" * 32, 4096, "Wang Fang", YESTERDAY, expires_on
    )
    return replace(made, **more)  # type: ignore[arg-type]


def waiver(ends_on: date = TOMORROW, subject: str = "campus") -> Waiver:
    return Waiver("zz", "z-1", subject, "Li Na", "new UPS ordered", ends_on, YESTERDAY)


def value(number: float, subject: Subject = CAMPUS, **more: object) -> Measured:
    return replace(Measured(NAME, subject, number, None), **more)  # type: ignore[arg-type]


def gap(subject: Subject = CAMPUS) -> Measured:
    return Measured(NAME, subject, None, Cause(CauseKind.STALE, "last read 901 s ago", "s-1"))


def room(name: str) -> Subject:
    return Subject("room", name)


def verdict(
    clause: Clause,
    *measured: Measured,
    papers: Papers | None = None,
    own_limit: Requirement | None = None,
    standing: Outcome | None = None,
) -> Verdict:
    def compute(_campus: Campus, _readings: Readings) -> list[Measured]:
        return list(measured)

    moment = Moment(
        Campus(),
        Ledger(),
        0.0,
        datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC),
        {NAME: Indicator(NAME, "", "", "", "room", (), (), compute)},
        papers=papers or Papers(),
        own_limits={("zz", "z-1"): own_limit} if own_limit else {},
    )
    return judge(clause, moment, {("zz", "z-1", "campus"): standing} if standing else {})


def attested(*attestations: Attestation) -> Papers:
    return papers_of(attestations, ())


def waived(*waivers: Waiver) -> Papers:
    return papers_of((), waivers)


def told(judged: Verdict) -> tuple[Outcome, CauseKind | None, Grade | None, bool]:
    kind = judged.cause.kind if judged.cause else None
    return judged.outcome, kind, judged.grade, judged.attested


PASSES = (Outcome.PASS, None, Grade.ATTESTED, True)
EXPIRED = (Outcome.UNKNOWN, CauseKind.ATTESTATION_EXPIRED, None, False)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (-1, AttestationState.EXPIRED),
        (0, AttestationState.EXPIRING_SOON),
        (30, AttestationState.EXPIRING_SOON),
        (31, AttestationState.VALID),
    ],
)
def test_an_attestation_is_believed_on_its_last_day_and_expiring_for_thirty(
    days: int, state: AttestationState
) -> None:
    made = attestation(TODAY + timedelta(days=days))
    assert made.state(TODAY) is state
    assert made.holds(TODAY) is (state is not AttestationState.EXPIRED)


class TestAClauseThatNoReadingDecides:
    @pytest.mark.parametrize("clause", [ATTESTED, UNMEASURED])
    def test_passes_by_its_document_and_says_which(self, clause: Clause) -> None:
        judged = verdict(clause, papers=attested(attestation()))
        assert told(judged) == PASSES
        assert judged.attestation == attestation()
        (evidence,) = judged.evidence
        assert (evidence.source, evidence.instance, evidence.value) == (
            "document",
            "report.pdf",
            "sha256:" + "ab" * 32,
        )
        assert evidence.object == "signed by Wang Fang on 2026-10-07, believed until 2026-10-09"

    @pytest.mark.parametrize("clause", [ATTESTED, UNMEASURED])
    def test_is_unknown_once_the_document_has_expired(self, clause: Clause) -> None:
        judged = verdict(clause, papers=attested(attestation(YESTERDAY)))
        assert told(judged) == EXPIRED
        assert judged.cause is not None
        assert judged.cause.detail == (
            "the document report.pdf, signed by Wang Fang, was believed until 2026-10-07;"
            " a new one is needed"
        )

    def test_is_not_checked_without_a_document_and_says_what_is_wanted(self) -> None:
        judged = verdict(ATTESTED)
        assert told(judged) == (Outcome.NOT_CHECKED, CauseKind.NOT_ATTESTED, None, False)
        assert judged.cause is not None
        assert judged.cause.detail == "no document has been attested: test report of the cabling"

    def test_that_could_be_measured_says_why_not_and_what_would_be_needed(self) -> None:
        judged = verdict(UNMEASURED)
        assert told(judged) == (Outcome.NOT_CHECKED, CauseKind.NO_INDICATOR, None, False)
        assert judged.cause is not None
        assert judged.cause.detail == (
            "No collector asks hypervisors. Needed: VIRT; or, attested: test report of the cabling"
        )

    def test_that_no_document_can_prove_is_not_proven_by_one(self) -> None:
        clause = UNMEASURED.model_copy(update={"document": None})
        judged = verdict(clause, papers=attested(attestation()))
        assert judged.outcome is Outcome.NOT_CHECKED
        assert judged.cause is not None
        assert judged.cause.detail == "No collector asks hypervisors. Needed: VIRT"

    def test_is_not_proven_by_a_document_for_a_part_of_the_campus(self) -> None:
        judged = verdict(ATTESTED, papers=attested(attestation(subject="room/A101")))
        assert judged.outcome is Outcome.NOT_CHECKED

    def test_is_not_proven_by_a_document_of_tomorrow(self) -> None:
        judged = verdict(ATTESTED, papers=attested(attestation(attested_on=TOMORROW)))
        assert judged.outcome is Outcome.NOT_CHECKED


class TestAMeasuredClause:
    @pytest.mark.parametrize("measured", [value(10), value(9), gap()])
    def test_shows_a_document_that_changes_nothing(self, measured: Measured) -> None:
        bare, with_document = (
            verdict(MEASURED, measured),
            verdict(MEASURED, measured, papers=attested(attestation())),
        )
        assert told(with_document) == told(bare)
        assert with_document.attestation == attestation()
        assert with_document.attested is False

    def test_with_something_unproven_passes_by_the_document_at_the_lowest_grade(self) -> None:
        judged = verdict(PARTLY, value(10), papers=attested(attestation()))
        assert told(judged) == PASSES
        assert judged.value == 10

    @pytest.mark.parametrize("number", [9, 0])
    def test_that_fails_is_saved_by_no_document(self, number: float) -> None:
        judged = verdict(PARTLY, value(number), papers=attested(attestation()))
        assert told(judged) == (Outcome.FAIL, None, Grade.REPORTED, False)

    def test_that_could_not_be_read_is_known_by_no_document(self) -> None:
        judged = verdict(PARTLY, gap(), papers=attested(attestation()))
        assert told(judged) == (Outcome.UNKNOWN, CauseKind.STALE, None, False)

    def test_is_unknown_again_when_the_document_expires(self) -> None:
        judged = verdict(PARTLY, value(10), papers=attested(attestation(YESTERDAY)))
        assert told(judged) == (
            Outcome.UNKNOWN,
            CauseKind.ATTESTATION_EXPIRED,
            Grade.REPORTED,
            False,
        )

    def test_without_the_document_says_which_one_would_do(self) -> None:
        judged = verdict(PARTLY, value(10))
        assert judged.cause == Cause(
            CauseKind.PARTLY_PROVEN,
            "Whether a warning is armed is not measured."
            " A document may: test report of the cabling",
        )

    def test_back_from_a_fail_still_needs_its_document(self) -> None:
        assert verdict(PARTLY, value(10), standing=Outcome.FAIL).outcome is Outcome.UNKNOWN
        papers = attested(attestation())
        judged = verdict(PARTLY, value(10), papers=papers, standing=Outcome.FAIL)
        assert judged.outcome is Outcome.PASS

    def test_passes_for_the_subject_that_has_a_document_and_not_for_its_neighbour(self) -> None:
        papers = attested(attestation(subject="room/A"))
        judged = verdict(PARTLY, value(10, room("A")), value(10, room("B")), papers=papers)
        assert [each.outcome for each in judged.subjects] == [Outcome.PASS, Outcome.UNKNOWN]
        assert judged.outcome is Outcome.UNKNOWN

    def test_passes_everywhere_by_a_document_for_the_campus(self) -> None:
        rooms = (value(10, room("A")), value(12, room("B")))
        judged = verdict(PARTLY, *rooms, papers=attested(attestation()))
        assert told(judged) == PASSES
        assert [evidence.source for evidence in judged.evidence] == ["document"]

    def test_shows_the_document_that_ends_first(self) -> None:
        rooms = (value(10, room("A")), value(12, room("B")))
        soon = attestation(TODAY, subject="room/B")
        judged = verdict(PARTLY, *rooms, papers=attested(attestation(), soon))
        assert judged.attestation == soon

    def test_goes_on_by_the_campus_document_when_the_subjects_own_has_expired(self) -> None:
        papers = attested(attestation(YESTERDAY, subject="room/A"), attestation())
        assert verdict(PARTLY, value(10, room("A")), papers=papers).outcome is Outcome.PASS


def test_the_attestation_made_last_counts() -> None:
    papers = attested(attestation(YESTERDAY), attestation(TOMORROW))
    assert verdict(ATTESTED, papers=papers).outcome is Outcome.PASS
    papers = attested(attestation(TOMORROW), attestation(YESTERDAY))
    assert verdict(ATTESTED, papers=papers).outcome is Outcome.UNKNOWN


class TestAWaiver:
    @pytest.mark.parametrize("measured", [value(10), value(9), gap()])
    def test_marks_the_verdict_and_changes_nothing_else(self, measured: Measured) -> None:
        bare = verdict(MEASURED, measured)
        marked = verdict(MEASURED, measured, papers=waived(waiver()))
        assert marked.waiver == waiver()
        assert replace(marked, waiver=None) == bare

    def test_marks_a_clause_that_nothing_measures(self) -> None:
        assert verdict(ATTESTED, papers=waived(waiver())).waiver == waiver()

    def test_marks_on_its_last_day_and_nothing_after_it(self) -> None:
        assert verdict(MEASURED, value(9), papers=waived(waiver(TODAY))).waiver is not None
        assert verdict(MEASURED, value(9), papers=waived(waiver(YESTERDAY))).waiver is None

    def test_of_one_subject_marks_that_subject_alone(self) -> None:
        papers = waived(waiver(subject="room/A"))
        judged = verdict(MEASURED, value(9, room("A")), value(9, room("B")), papers=papers)
        assert judged.waiver is None
        assert [each.waiver is not None for each in judged.subjects] == [True, False]

    def test_of_the_clause_marks_its_subjects_too(self) -> None:
        papers = waived(waiver())
        judged = verdict(MEASURED, value(9, room("A")), value(10, room("B")), papers=papers)
        assert judged.waiver == waiver()
        assert [each.waiver for each in judged.subjects] == [waiver(), waiver()]
        assert judged.outcome is Outcome.FAIL

    def test_of_another_clause_marks_nothing(self) -> None:
        other = replace(waiver(), clause="z-2")
        assert verdict(MEASURED, value(9), papers=waived(other)).waiver is None

    def test_that_ends_last_counts(self) -> None:
        papers = waived(waiver(TOMORROW), waiver(YESTERDAY))
        assert verdict(MEASURED, value(9), papers=papers).waiver == waiver(TOMORROW)


class TestTheSitesOwnLimit:
    STRICTER = Requirement(at_least=20)

    @pytest.mark.parametrize(
        ("number", "outcome", "cause"),
        [
            (20, Outcome.PASS, None),
            (19.999, Outcome.FAIL, "the document's limit is met, the site limit is not"),
            (10, Outcome.FAIL, "the document's limit is met, the site limit is not"),
            (9.999, Outcome.FAIL, None),
        ],
    )
    def test_is_judged_and_a_fail_that_only_it_makes_says_so(
        self, number: float, outcome: Outcome, cause: str | None
    ) -> None:
        judged = verdict(MEASURED, value(number), own_limit=self.STRICTER)
        assert judged.outcome is outcome
        assert (judged.cause.detail if judged.cause else None) == cause
        assert judged.own_limit == self.STRICTER
        assert judged.clause.require == Requirement(at_least=10)
        assert judged.margin_ratio == pytest.approx((number - 20) / 20)

    @pytest.mark.parametrize(("number", "outcome"), [(20, Outcome.PASS), (19, Outcome.FAIL)])
    def test_judges_a_clause_whose_document_sets_none(
        self, number: float, outcome: Outcome
    ) -> None:
        clause = MEASURED.model_copy(update={"require": None})
        assert verdict(clause, value(number)).outcome is Outcome.NOT_CHECKED
        judged = verdict(clause, value(number), own_limit=self.STRICTER)
        assert judged.outcome is outcome
        if outcome is Outcome.FAIL:
            assert judged.cause == Cause(
                CauseKind.SITE_LIMIT, "the document sets no limit; judged by the site limit"
            )

    def test_no_data_is_unknown_under_it_too(self) -> None:
        assert verdict(MEASURED, gap(), own_limit=self.STRICTER).outcome is Outcome.UNKNOWN

    def test_a_share_that_is_not_certain_is_unknown_under_it_too(self) -> None:
        share = value(20, lowest=15, highest=25, coverage=Coverage(1, 2))
        assert verdict(MEASURED, share).outcome is Outcome.PASS
        assert verdict(MEASURED, share, own_limit=self.STRICTER).outcome is Outcome.UNKNOWN

    def test_a_clause_with_one_subject_outside_the_documents_limit_does_not_say_it_is_met(
        self,
    ) -> None:
        rooms = (value(15, room("A")), value(5, room("B")))
        judged = verdict(MEASURED, *rooms, own_limit=self.STRICTER)
        assert (judged.outcome, judged.cause, judged.value) == (Outcome.FAIL, None, 5)

    def test_the_worst_subject_is_read_by_it_where_the_document_sets_none(self) -> None:
        clause = MEASURED.model_copy(update={"require": None})
        rooms = (value(15, room("A")), value(5, room("B")))
        judged = verdict(clause, *rooms, own_limit=Requirement(at_most=20))
        assert (judged.outcome, judged.value) == (Outcome.PASS, 15)
        assert judged.own_limit == Requirement(at_most=20)
