"""The score: an interval that nobody's ignorance raises, and whose parts add up."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from checks.attestation import Attestation
from checks.clause import Clause, Level, Standard, load_standard, load_standards
from checks.interpretation import Interpretations, load_interpretations
from checks.papers import judged_on_paper
from checks.score import Part, Score, Tally, Unit, score
from checks.verdict import CAMPUS, Outcome, Verdict
from checks.waiver import Waiver
from exporters.scores import score_document, score_sentences, shown

STANDARDS = load_standards()
EVERY = pytest.mark.parametrize("name", STANDARDS)
WITH_POINTS = ("eval", "zz")
RECOMMENDED = Interpretations()
PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
F = Fraction

OUTCOMES = st.integers(0, 2**32).map(Random)


def verdicts(
    name: str,
    outcomes: Mapping[str, Outcome],
    rest: Outcome = Outcome.NOT_CHECKED,
    interpretations: Interpretations = RECOMMENDED,
) -> list[Verdict]:
    """Of every clause, as it is read; those that are not named have the outcome of the rest."""
    clauses = (interpretations.as_read(clause) for clause in STANDARDS[name].clauses)
    assert outcomes.keys() <= {clause.id for clause in STANDARDS[name].clauses}
    return [Verdict(c, CAMPUS, outcomes.get(c.id, rest), None) for c in clauses]


def scored(
    name: str,
    outcomes: Mapping[str, Outcome],
    rest: Outcome = Outcome.NOT_CHECKED,
    interpretations: Interpretations = RECOMMENDED,
) -> Score:
    judged = verdicts(name, outcomes, rest, interpretations)
    return score(STANDARDS[name], judged, interpretations)


def at_random(name: str, random: Random) -> list[Verdict]:
    clauses = STANDARDS[name].clauses
    return [Verdict(clause, CAMPUS, random.choice(list(Outcome)), None) for clause in clauses]


# --- by hand ----------------------------------------------------------------------------------

#: What one clause is worth in the documents with points, worked out on paper.
WORTH: Mapping[str, Fraction] = {
    # 1.1: 2 points, 3 items; the first was split into three clauses, the second's other is optional
    "eval-1.1-1a": F(2, 9),
    "eval-1.1-1c": F(2, 9),
    "eval-1.1-2a": F(2, 3),
    "eval-1.1-2b": F(0),
    "eval-1.1-3": F(2, 3),
    # 1.3: 2 points, 4 items, of which three are not in the catalogue; 1.4: 5 items, two are not
    "eval-1.3-1": F(1, 2),
    "eval-1.4-5": F(2, 5),
    "eval-2.1-2": F(1),
    "eval-2.7-3": F(1, 2),
    "eval-4.7-1": F(1, 2),
    # 6.2: 3 points by subtraction, 2 items
    "eval-6.2-1": F(3, 2),
    "eval-6.4-1": F(1),
    "eval-8.1-1": F(1),
    "eval-8.1-3b": F(1, 2),
    "eval-8.2-2": F(1),
    # A3: weight 10, 9 items; A4: 15, 13; A5: 7, 7 and one of the main text; A6: 20, 24 and one
    "zz-3.2-3": F(10, 9),
    "zz-4.1-3a": F(15, 26),
    "zz-4.2-1": F(15, 13),
    "zz-4.3-1d": F(15, 52),
    "zz-5.1-1": F(7, 8),
    "zz-body-5.2": F(7, 8),
    "zz-6.1-1b": F(4, 15),
    "zz-6.1-2d": F(1, 5),
    "zz-body-6.1": F(4, 5),
    "zz-6.2-3c": F(4, 15),
    "zz-6.7-2": F(4, 5),
    "zz-B2-2": F(0),
}


@pytest.mark.parametrize(("clause", "points"), WORTH.items(), ids=WORTH)
def test_a_clause_is_worth_its_equal_share_of_its_item_and_group(
    clause: str, points: Fraction
) -> None:
    name = clause.partition("-")[0]
    assert scored(name, {clause: PASS}).tally.parts[Part.EARNED] == points
    assert scored(name, {clause: FAIL}).tally.parts[Part.LOST] == points
    assert scored(name, {clause: UNKNOWN}).tally.parts[Part.OPEN] == points


@pytest.mark.parametrize(
    ("name", "most"),
    [
        # 2 + 2 + 1/2 + 6/5 + 2 + 2 + 1/2 + 1 + 3 + 1 + 3 + 3
        ("eval", F(212, 10)),
        ("zz", F(10, 9) + 5 * F(15, 13) + 7 * F(7, 8) + 19 * F(20, 25)),
    ],
)
def test_a_perfect_campus_earns_only_what_the_catalogue_covers(name: str, most: Fraction) -> None:
    tally = scored(name, {}, rest=PASS).tally
    assert (tally.at_least, tally.at_most, tally.outside) == (most, most, 100 - most)
    assert tally.judged_ratio == most / 100
    assert tally.parts[Part.LEFT_OUT] == 100 - most


def test_an_interval_by_hand() -> None:
    """6.2 passes and waits, half of 8.1 fails, one item of 1.2 does not apply."""
    told = scored(
        "eval",
        {
            "eval-6.2-1": PASS,
            "eval-6.2-2": UNKNOWN,
            "eval-8.1-1": FAIL,
            "eval-8.1-3a": FAIL,
            "eval-1.2-2": Outcome.NOT_APPLICABLE,
        },
    )
    tally = told.tally
    assert tally.parts == {
        Part.EARNED: F(3, 2),
        Part.OPEN: F(3, 2),
        Part.LOST: F(3, 2),
        Part.NOT_CHECKED: F(212, 10) - F(9, 2) - F(2, 3),
        Part.LEFT_OUT: F(788, 10),
        Part.NOT_APPLICABLE: F(2, 3),
    }
    assert (tally.at_least, tally.at_most, tally.applicable) == (F(3, 2), F(3), 100 - F(2, 3))
    assert score_sentences(told)[0] == (
        "At least 1.5 of 99.3 points; 1.5 could still come from what is unknown, 1.5 are lost,"
        " 94.8 lie in what is not checked here (78.8 of them in items that no clause covers);"
        " 0.7 more do not apply; 4 % can be judged here."
    )


def test_where_a_document_has_no_points_its_required_clauses_are_counted() -> None:
    clauses = STANDARDS["gj"].clauses
    required = [clause.id for clause in clauses if clause.level is Level.REQUIRED]
    optional = [clause.id for clause in clauses if clause.level is not Level.REQUIRED]
    told = scored("gj", {required[0]: PASS, required[1]: FAIL, optional[0]: PASS})
    assert (told.unit, told.tally.total, list(told.groups)) == (Unit.CLAUSES, F(len(required)), [])
    assert (told.tally.parts[Part.EARNED], told.tally.parts[Part.LOST]) == (F(1), F(1))
    assert told.not_counted == len(optional) == 3
    assert score_sentences(told) == (
        "At least 1 of 112 clauses that count; 0 more could come from what is unknown, 1 failed,"
        " 110 were not checked; 1 % can be judged here.",
        "Clauses cover 113 of the document's 248 items.",
        "Not in the score: 3 optional clauses and remarks.",
        "I-55 read as not_counted.",
    )


# --- what always holds ------------------------------------------------------------------------


@EVERY
@given(random=OUTCOMES)
def test_the_parts_add_up_exactly(name: str, random: Random) -> None:
    standard = STANDARDS[name]
    told = score(standard, at_random(name, random), RECOMMENDED)
    required = sum(clause.level is Level.REQUIRED for clause in standard.clauses)
    assert told.tally.total == (100 if name in WITH_POINTS else required)
    for each in told.groups:
        assert each.tally.total == each.group.points
    for part in Part:
        in_groups = sum(each.tally.parts[part] for each in told.groups)
        assert told.tally.parts[part] == in_groups or not told.groups
    assert min(told.tally.parts.values()) >= 0
    assert told.tally.at_least <= told.tally.at_most <= told.tally.applicable


@EVERY
@given(random=OUTCOMES)
def test_knowing_less_never_raises_the_lower_bound(name: str, random: Random) -> None:
    before = at_random(name, random)
    after = list(before)
    for _ in range(random.randint(1, 5)):
        place = random.randrange(len(after))
        after[place] = replace(after[place], outcome=UNKNOWN)
    known, less = (score(STANDARDS[name], each, RECOMMENDED).tally for each in (before, after))
    assert less.at_least <= known.at_least
    assert less.parts[Part.LOST] <= known.parts[Part.LOST]
    missing = score(STANDARDS[name], random.sample(before, len(before) // 2), RECOMMENDED)
    assert missing.tally.at_least <= known.at_least
    assert missing.tally.total == known.total


@EVERY
@given(random=OUTCOMES)
def test_what_the_unknown_turns_out_to_be_stays_within_the_bounds(
    name: str, random: Random
) -> None:
    before = at_random(name, random)
    after = [
        replace(each, outcome=random.choice([PASS, FAIL])) if each.outcome is UNKNOWN else each
        for each in before
    ]
    guessed, turned_out = (
        score(STANDARDS[name], each, RECOMMENDED).tally for each in (before, after)
    )
    assert guessed.at_least <= turned_out.at_least <= guessed.at_most
    assert turned_out.parts[Part.OPEN] == 0


@EVERY
@given(random=OUTCOMES)
def test_the_order_of_verdicts_and_those_of_other_standards_do_not_matter(
    name: str, random: Random
) -> None:
    judged = at_random(name, random)
    others = verdicts("gj" if name == "jj" else "jj", {}, PASS)
    mixed = random.sample([*judged, *others], len(judged) + len(others))
    assert score(STANDARDS[name], mixed, RECOMMENDED) == score(STANDARDS[name], judged, RECOMMENDED)


@EVERY
@given(random=OUTCOMES)
def test_optional_clauses_and_remarks_change_nothing(name: str, random: Random) -> None:
    before = at_random(name, random)
    after = [
        each
        if each.clause.level is Level.REQUIRED
        else replace(each, outcome=random.choice(list(Outcome)))
        for each in before
    ]
    assert score(STANDARDS[name], after, RECOMMENDED) == score(STANDARDS[name], before, RECOMMENDED)


@given(amounts=st.lists(st.fractions(0, 50), min_size=len(Part), max_size=len(Part)))
def test_written_in_tenths_the_parts_still_add_up_and_nothing_earned_is_rounded_up(
    amounts: list[Fraction],
) -> None:
    whole = sum(amounts, F())
    scale = F(100) / whole if whole else F()
    tally = Tally({part: each * scale for part, each in zip(Part, amounts, strict=True)}, F())
    written = {part: F(text) for part, text in shown(tally).items()}
    assert sum(written.values()) == tally.total
    assert written[Part.EARNED] <= tally.at_least < written[Part.EARNED] + F(1, 10)
    for part in Part:
        assert abs(written[part] - tally.parts[part]) < F(1, 10)
    assert all(written[part] == 0 for part in Part if not tally.parts[part])


# --- papers -----------------------------------------------------------------------------------


def on_paper(clause: Clause, *, expired: bool = False) -> Verdict:
    until = date(2026, 10, 1) if expired else date(2027, 10, 1)
    signed = Attestation(
        clause.standard, clause.id, "campus", "a.pdf", "0f" * 32, 1, "Wang", date(2026, 9, 1), until
    )
    return judged_on_paper(clause, signed, date(2026, 11, 1))


def test_what_documents_earn_is_counted_and_shown_apart() -> None:
    clauses = {clause.id: clause for clause in STANDARDS["eval"].clauses}
    judged = [on_paper(clauses["eval-4.7-1"]), on_paper(clauses["eval-4.7-2"], expired=True)]
    told = score(STANDARDS["eval"], judged, RECOMMENDED)
    assert (told.tally.at_least, told.tally.attested) == (F(1, 2), F(1, 2))
    assert told.tally.parts[Part.OPEN] == F(1, 2)  # what has expired proves nothing any more
    assert score_sentences(told)[0].startswith("At least 0.5 of 100 points (0.5 by documents);")


def test_a_waiver_changes_no_score() -> None:
    judged = verdicts("zz", {}, FAIL)
    waiver = Waiver("zz", "zz-5.1-1", "campus", "Li", "works", date(2027, 1, 1))
    waived = [replace(each, waiver=waiver) for each in judged]
    assert score(STANDARDS["zz"], waived, RECOMMENDED) == score(
        STANDARDS["zz"], judged, RECOMMENDED
    )


# --- readings of the documents ----------------------------------------------------------------


def test_optional_clauses_share_where_the_site_counts_them() -> None:
    counted = Interpretations({"I-55": "counted"})
    alone = {"eval-1.1-2b": PASS}
    assert scored("eval", alone, interpretations=counted).tally.at_least == F(1, 3)
    told = scored("gj", {}, PASS, counted)
    assert (told.tally.at_least, told.not_counted) == (F(115), 0)
    remarks = sum(clause.level is Level.REMARK for clause in STANDARDS["bjhei"].clauses)
    assert scored("bjhei", {}, PASS, counted).not_counted == remarks == 10


@pytest.mark.parametrize(
    ("choice", "earned"),
    [
        ("main_text_counts", F(7, 8) + F(7, 8)),
        ("annex_alone", F(7, 7)),  # the main text's inspections leave the division
    ],
)
def test_what_stands_only_in_the_main_text_shares_or_does_not(
    choice: str, earned: Fraction
) -> None:
    passing = {"zz-5.1-1": PASS, "zz-body-5.2": PASS}
    told = scored("zz", passing, interpretations=Interpretations({"I-58": choice}))
    assert (told.tally.at_least, told.tally.total) == (earned, F(100))


@pytest.mark.parametrize(
    ("name", "chosen", "clauses"),
    [
        ("eval", {"I-59": "not_split"}, 29),
        ("zz", {"I-58": "main_text_not_split"}, 45),
        ("zz", {"I-58": "annex_not_split"}, 43),
    ],
)
def test_points_that_are_not_split_leave_a_count_of_clauses(
    name: str, chosen: dict[str, str], clauses: int
) -> None:
    told = scored(name, {}, PASS, Interpretations(chosen))
    assert (told.unit, told.tally.at_least, list(told.groups)) == (Unit.CLAUSES, F(clauses), [])
    assert not told.shares_are_ours
    assert "not as recommended" in score_sentences(told)[-1]


def test_equal_shares_and_points_by_subtraction_are_marked_as_ours() -> None:
    told = scored("eval", {})
    assert told.shares_are_ours
    assert score_sentences(told)[1:] == (
        "Equal shares inside a group are the auditor's; the document does not split its points.",
        "Points by subtraction, not printed: 6.2, other sections.",
        "Not in the score: 1 optional clause or remark.",
        "I-55 read as not_counted; I-59 read as equal_shares.",
    )


@pytest.mark.parametrize("name", WITH_POINTS)
def test_the_readings_that_shape_a_score_are_in_the_catalogue(name: str) -> None:
    scoring = STANDARDS[name].scoring
    assert scoring.shares is not None
    one = load_interpretations()[scoring.shares]
    assert one.score
    assert one.default not in scoring.not_split
    assert set(scoring.not_split) <= one.choices.keys()


def test_no_other_interpretation_shapes_a_score() -> None:
    shaping = {each.id for each in load_interpretations().values() if each.score}
    assert shaping == {standard.scoring.shares for standard in STANDARDS.values()} - {None}


# --- data -------------------------------------------------------------------------------------


def test_json_has_every_part_of_every_group() -> None:
    document = score_document(scored("zz", {"zz-6.3-1": PASS}))
    assert (document["unit"], document["total"], document["at_least"]) == ("points", 100, 0.8)
    assert sum(document["parts"].values()) == pytest.approx(100)
    a6 = next(each for each in document["groups"] if each["id"] == "A6")
    assert (a6["total"], a6["parts"]["earned"], a6["heading"]) == (20, 0.8, "支撑环境")
    assert [each["total"] for each in document["groups"]] == [25, 15, 10, 15, 7, 20, 8]


def broken(tmp_path: Path, changes: Mapping[str, object], groups: Iterable[object] = ()) -> Path:
    file = Path(__file__).parents[2] / "checks" / "standards" / "zz.yaml"
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    raw["scoring"] |= changes
    raw["scoring"]["groups"] += list(groups)
    path = tmp_path / "zz.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return path


def extra(*clauses: str) -> dict[str, object]:
    return {"id": "A8", "points": None, "left_out": 0, "items": [list(clauses)]}


WRONG: Mapping[str, tuple[dict[str, object], list[object], str]] = {
    "weights that do not add up": (
        {"total_points": 99}, [], "the groups have 100 points, not 99"),
    "a total without groups": ({"groups": []}, [], "the groups have 0 points, not 100"),
    "groups that nothing splits": (
        {"shares": None}, [], "groups and the interpretation that splits them go together"),
    "more covered than there is": ({"items": 30}, [], "more items are covered than there are"),
    "a clause in two groups": (
        {}, [extra("zz-5.1-1")], "zz-5.1-1 stands in 2 groups of the score"),
    "what is no clause": (
        {}, [extra("zz-9")], "the score speaks of what is no clause: zz-9"),
    "an empty item": ({}, [extra()], "at least 1 item"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "groups", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_score_in_a_file_is_refused(
    changes: dict[str, object], groups: list[object], said: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=said):
        load_standard(broken(tmp_path, changes, groups))


def test_a_clause_that_no_group_has_is_refused(tmp_path: Path) -> None:
    path = broken(tmp_path, {})
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    raw["scoring"]["groups"][2]["items"] = []
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    with pytest.raises(ValueError, match=r"zz-3\.2-3 stands in 0 groups of the score"):
        load_standard(path)


def test_the_untouched_file_is_taken(tmp_path: Path) -> None:
    assert isinstance(load_standard(broken(tmp_path, {})), Standard)


def test_the_whole_of_an_empty_judgement_is_not_checked() -> None:
    tally = score(STANDARDS["zz"], [], RECOMMENDED).tally
    assert (tally.at_least, tally.at_most, tally.judged_ratio) == (F(0), F(0), F(0))
    assert tally.outside == 100


def test_nothing_that_applies_is_no_division_by_zero() -> None:
    tally = scored("gj", {}, Outcome.NOT_APPLICABLE).tally
    assert (tally.applicable, tally.judged_ratio) == (F(0), F(0))
    assert score_sentences(scored("gj", {}, Outcome.NOT_APPLICABLE))[0].endswith(
        "; 112 more do not apply; 0 % can be judged here."
    )
